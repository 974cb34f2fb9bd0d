"""Rows summed by person, slot by slot: what shares and percentiles over persons are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from cxux_cli.engine.event_log import SLOT, collected
from cxux_cli.estimators.person_sums import PersonSums

if TYPE_CHECKING:
    import polars as pl

_FIELDS = ("persons", "n", "k", "kk", "kn", "nn")


Shares = Mapping[str, tuple["pl.Expr", "pl.Expr"]]
"""Name of a share -> how many rows it is of, and how many of them say yes, as sums over rows."""


def by_person(frame: pl.LazyFrame, shares: Shares) -> pl.LazyFrame:
    """Per slot and person how many rows there are of each share, and how many say yes; these add up."""
    import polars as pl

    return frame.group_by(SLOT, "person").agg(
        expression.cast(pl.Int64).alias(f"{name} {field}")
        for name, (n, k) in shares.items()
        for field, expression in (("n", n), ("k", k))
    )


def person_sums(parts: Iterable[pl.LazyFrame], names: Iterable[str]) -> dict[str, dict[str, PersonSums]]:
    """Share -> slot -> its sums, from frames of `by_person` that have nobody in common.

    Slots without a row of a share are left out. A row without a person is a person of its own.
    """
    import polars as pl

    names, nobody, sums = tuple(names), pl.col("person").is_null(), []
    for name in names:
        n, k = pl.col(f"{name} n"), pl.col(f"{name} k")
        alone = {"persons": n, "n": n, "k": k, "kk": k, "kn": k, "nn": n}
        one = {"persons": (n > 0).cast(pl.Int64), "n": n, "k": k, "kk": k * k, "kn": k * n, "nn": n * n}
        sums += [
            pl.when(nobody).then(alone[field]).otherwise(one[field]).sum().alias(f"{name} {field}")
            for field in _FIELDS
        ]
    found: dict[str, dict[str, PersonSums]] = {name: {} for name in names}
    for each in parts:
        whole = each.group_by(SLOT, "person").agg(pl.exclude(SLOT, "person").sum())
        for row in collected(whole.group_by(SLOT).agg(sums)).iter_rows(named=True):
            slot = row[SLOT]
            for name, by_slot in found.items():
                if row[f"{name} n"]:
                    mine = PersonSums(**{field: row[f"{name} {field}"] for field in _FIELDS})
                    by_slot[slot] = by_slot[slot] + mine if slot in by_slot else mine
    return found
