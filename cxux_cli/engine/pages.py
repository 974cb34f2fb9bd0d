"""Visits of pages: which pages are visited most, by how many people, and for how long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from cxux_cli.engine.event_log import SLOT, WHOLE
from cxux_cli.engine.percentiles import read_sums, sums_by_person
from cxux_cli.estimators import percentile
from cxux_cli.results import Estimate
from cxux_cli.stats.percentiles import nearest_rank

if TYPE_CHECKING:
    import polars as pl


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


def pages(visits: pl.DataFrame, top: int, *, confidence: float) -> Pages | None:
    """What visits with `page`, `person` and `seconds` tell; None where there are none."""
    import polars as pl

    if visits.is_empty():
        return None
    known = visits["person"].null_count() < visits.height
    counted = visits.group_by("page").agg(
        pl.len().alias("visits"), pl.col("person").drop_nulls().n_unique().alias("people")
    )
    ranked = counted.sort(["visits", "page"], descending=[True, False])
    most = ranked["page"].head(top).to_list()
    by_people = counted.sort(["people", "page"], descending=[True, False]).head(3)
    return Pages(
        _page(visits, known, confidence),
        ranked.height,
        {page: _page(visits.filter(pl.col("page") == page), known, confidence) for page in most},
        tuple(by_people.select("page", "people").iter_rows()) if known and ranked.height > 1 else (),
    )


def _page(visits: pl.DataFrame, known: bool, confidence: float) -> Page:
    people = visits["person"].drop_nulls().n_unique() if known else None
    seconds = visits["seconds"].drop_nulls().sort()
    untimed = visits.height - seconds.len()
    return Page(visits.height, people, untimed, _median(visits, seconds, known, confidence))


def _median(visits: pl.DataFrame, seconds: pl.Series, known: bool, confidence: float) -> Estimate | None:
    import polars as pl

    n = seconds.len()
    if n == 0:
        return None
    middle = nearest_rank(n, 50)
    sums = None
    if known:
        timed = visits.filter(pl.col("seconds").is_not_null()).select(
            "person", pl.lit(WHOLE).alias(SLOT), yes=pl.col("seconds") <= seconds[middle - 1]
        )
        sums = read_sums(sums_by_person(timed.lazy()).collect())[WHOLE]
    at = percentile.ranks(n, 50, confidence=confidence, sums=sums)
    values = {rank: float(seconds[rank - 1]) for rank in (middle, *(at.limits or ()))}
    return percentile.estimate(n, 50, at, values, confidence=confidence)
