"""Exact values at ranks of many rows, in a few streaming passes and little memory.

The bits of a float that is not negative are in the order of its value. A first pass counts the rows of
each leading 20 bits, later passes only those that share the leading bits of a value that is looked for;
nothing is sorted, and no value is rounded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from cxux_cli.engine.event_log import SLOT, collected

if TYPE_CHECKING:
    import polars as pl

FIRST = 44
"""Bits left out in the first pass: 20 remain, 256 steps from one power of two to the next."""
_STEP = 22
_FEW = 1_000_000
"""So many rows may be counted by their whole value at once."""
Wanted = Mapping[str, Iterable[int]]
"""Slot -> the ranks that are looked for, from 1."""
_BITS, _N = "bits", "n"


def histogram(frame: pl.LazyFrame, value: str) -> pl.LazyFrame:
    """Rows per slot and leading bits of `value`; rows without a value are left out."""
    return _counted(frame.select(SLOT, value).filter(_has(value)), value, FIRST)


def sizes(counts: pl.DataFrame) -> dict[str, int]:
    """How many values each slot has, from its histogram."""
    found: dict[str, int] = defaultdict(int)
    for slot, n in counts.select(SLOT, _N).iter_rows():
        found[slot] += n
    return dict(sorted(found.items()))


def at_ranks(
    frames: Mapping[str, pl.LazyFrame],
    values: Mapping[str, str],
    counts: Mapping[str, pl.DataFrame],
    wanted: Mapping[str, Wanted],
) -> dict[str, dict[str, dict[int, float]]]:
    """The values at ranks: name -> slot -> rank -> value.

    A name stands for a frame, the column `values` says and its histogram.
    """
    import polars as pl

    searches = {
        name: _Search(counts[name], wanted[name]) for name in frames if any(map(list, wanted[name].values()))
    }
    shift = FIRST
    while shift and searches:
        few = sum(search.rows for search in searches.values()) <= _FEW
        finer = 0 if few else shift - _STEP
        for name, search in searches.items():
            near = (
                frames[name]
                .select(SLOT, values[name])
                .filter(_has(values[name]))
                .with_columns((_bits(values[name]) // 2**shift).alias("lead"))
                # Leading bits of any slot: a join, which would tell the slots apart, holds the rows.
                .filter(pl.col("lead").is_in(search.leads()))
            )
            search.refine(collected(_counted(near, values[name], finer)), shift - finer)
        shift = finer
    return {name: search.found() for name, search in searches.items()}


class _Search:
    """Ranks on their way to values: for each the leading bits known so far, and its rank among them."""

    def __init__(self, counts: pl.DataFrame, wanted: Wanted) -> None:
        self._targets = {(slot, rank): (-1, rank) for slot, ranks in wanted.items() for rank in set(ranks)}
        self._locate(counts.with_columns(parent=-1))

    def _locate(self, counts: pl.DataFrame) -> None:
        """The next leading bits of every rank, from rows per slot, leading bits before, and leading bits."""
        asked: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
        for (slot, rank), (lead, rest) in self._targets.items():
            asked[slot, lead].append((rest, rank))
        self._rows: dict[tuple[str, int], int] = {}
        passed: dict[tuple[str, int], int] = defaultdict(int)
        pending = {group: sorted(ranks, reverse=True) for group, ranks in asked.items()}
        for slot, parent, bits, n in (
            counts.sort(SLOT, "parent", _BITS).select(SLOT, "parent", _BITS, _N).iter_rows()
        ):
            group = (slot, parent)
            ranks = pending.get(group)
            if not ranks:
                continue
            before = passed[group]
            passed[group] = before + n
            while ranks and ranks[-1][0] <= before + n:
                rest, rank = ranks.pop()
                self._targets[slot, rank] = (bits, rest - before)
                self._rows[slot, bits] = n
        if any(pending.values()):
            raise ValueError("a rank is beyond the number of values")

    @property
    def rows(self) -> int:
        """Rows that share the leading bits of any rank."""
        return sum(self._rows.values())

    def leads(self) -> list[int]:
        """The leading bits in which values are looked for."""
        return sorted({lead for _, lead in self._rows})

    def refine(self, counts: pl.DataFrame, bits: int) -> None:
        """Go on from rows counted with so many bits more."""
        import polars as pl

        self._locate(counts.with_columns(parent=(pl.col(_BITS) // 2**bits).cast(pl.UInt64)))

    def found(self) -> dict[str, dict[int, float]]:
        """The values, once all bits are known."""
        import struct

        values: dict[str, dict[int, float]] = defaultdict(dict)
        for (slot, rank), (bits, _) in sorted(self._targets.items()):
            values[slot][rank] = struct.unpack("<d", struct.pack("<Q", bits))[0]
        return dict(values)


def _counted(frame: pl.LazyFrame, value: str, shift: int) -> pl.LazyFrame:
    import polars as pl

    return frame.group_by(SLOT, (_bits(value) // 2**shift).alias(_BITS)).agg(pl.len().alias(_N))


def _has(value: str) -> pl.Expr:
    import polars as pl

    return pl.col(value).is_not_null()


def _bits(value: str) -> pl.Expr:
    import polars as pl

    return pl.col(value).reinterpret(dtype=pl.UInt64)
