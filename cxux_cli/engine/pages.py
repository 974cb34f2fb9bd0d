"""Visits of pages: which pages are visited most, by how many people, for how long, and where visits end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from cxux_cli.engine import speed
from cxux_cli.engine.event_log import SLOT, WHOLE, collected
from cxux_cli.results import Estimate

if TYPE_CHECKING:
    import polars as pl

    from cxux_cli.engine.spool import Spool


class Page(NamedTuple):
    """A page: visits, people (None where nobody says who), visits without a time, and their median time."""

    visits: int
    people: int | None
    untimed: int
    time: Estimate | None


@dataclass(frozen=True, slots=True)
class Pages:
    """All pages together, the pages visited most by their visits, and the first three by people."""

    whole: Page
    count: int
    most: Mapping[str, Page]
    reach: tuple[tuple[str, int], ...]


def pages(spool: Spool, top: int, *, confidence: float) -> Pages | None:
    """What visits with `page`, `person` and `seconds` tell; None where there are none."""
    counted = _added(_counted(visits) for visits in spool.wholes)
    if counted.is_empty():
        return None
    people = sum(_persons(visits) for visits in spool.wholes)
    known = people > 0
    ranked = counted.sort(["visits", "page"], descending=[True, False])
    listed = ranked.head(top)
    times = _times(spool, listed["page"].to_list(), known, confidence)
    by_people = counted.sort(["people", "page"], descending=[True, False]).head(3)
    return Pages(
        Page(
            int(counted["visits"].sum()),
            people if known else None,
            int(counted["untimed"].sum()),
            times.get(WHOLE),
        ),
        ranked.height,
        {
            row["page"]: Page(
                row["visits"], row["people"] if known else None, row["untimed"], times.get(row["page"])
            )
            for row in listed.iter_rows(named=True)
        },
        tuple(by_people.select("page", "people").iter_rows()) if known and ranked.height > 1 else (),
    )


def _counted(visits: pl.LazyFrame) -> pl.DataFrame:
    """Page, visits, those without a time, and people."""
    import polars as pl

    return collected(
        visits.group_by("page", "person")
        .agg(pl.len().alias("visits"), pl.col("seconds").is_null().sum().alias("untimed"))
        .group_by("page")
        .agg(
            pl.col("visits").sum().cast(pl.Int64),
            pl.col("untimed").sum().cast(pl.Int64),
            pl.col("person").is_not_null().sum().cast(pl.Int64).alias("people"),
        )
    )


def _added(parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    import polars as pl

    return pl.concat(parts).group_by("page").agg(pl.exclude("page").sum())


def _persons(visits: pl.LazyFrame) -> int:
    import polars as pl

    somebody = visits.filter(pl.col("person").is_not_null())
    return int(collected(somebody.group_by("person").len().select(pl.len())).item())


def _times(spool: Spool, listed: list[str], known: bool, confidence: float) -> dict[str, Estimate]:
    """The median time of the listed pages, and of all visits under `WHOLE`, where there are any."""
    import polars as pl

    def slots(visits: pl.LazyFrame) -> pl.LazyFrame:
        timed = visits.filter(pl.col("seconds").is_not_null())
        mine = timed.filter(pl.col("page").is_in(listed)).with_columns(pl.col("page").alias(SLOT))
        return pl.concat([mine, timed.with_columns(pl.lit(WHOLE).alias(SLOT))])

    found = speed.estimates(spool.lazily(slots), {"seconds": (50,)}, persons=known, confidence=confidence)
    return found.get(("seconds", 50), {})
