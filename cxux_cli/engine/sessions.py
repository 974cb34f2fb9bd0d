"""Events to sessions and visits of pages: the one place that needs the rows in the order of time.

Rows are held as codes and a moment, and sorted once: memory grows with the rows here, and only here.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxux_cli.engine.event_log import SLOT

if TYPE_CHECKING:
    import polars as pl

SEARCH = re.compile(
    r"(?<![a-z])search|(?<![a-z])such(?:e|en|ergebnis)|busca|búsqueda|recherche|(?<![a-z])zoek", re.I
)
_CLICK = re.compile(r"click|(?<![a-z])tap(?![a-z])", re.I)
_RAGE = re.compile(r"rage", re.I)
_DEAD = re.compile(r"dead", re.I)
_VIEW = re.compile(r"page.?view|screen.?view|view.?page", re.I)
RAGE_CLICKS, RAGE_SECONDS = 3, 1
"""So many clicks on one target within so many seconds are rage clicks."""
_SECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class Sessions:
    """What sessions tell.

    `frame` has a row per session: slot (that of its first event), person, events, pages (different ones),
    views, seconds (null where there is no time), searched, converted, rage, dead. `visits` has a row per
    visit of a page: page, person, session, seconds (null for the last of a session). `unplaced` are rows
    that belong to no session.
    """

    frame: pl.DataFrame
    visits: pl.DataFrame
    unplaced: int
    searches: tuple[str, ...]
    """The events and pages that count as a search, the most frequent first."""
    coarse: bool
    """Whether all moments are whole seconds."""
    clicks: int
    """Clicks with a target and a time."""
    shared: int
    """Session ids that several persons have: each is counted as a session of its own."""


def wanted(rows: pl.LazyFrame) -> pl.LazyFrame:
    """The columns sessions are made of, as codes."""
    import polars as pl

    names = rows.collect_schema().names()
    coded = [pl.col(c).cast(pl.Categorical) for c in (*_CODED, SLOT) if c in names]
    plain = [pl.col(c) for c in ("moment", "duration") if c in names]
    return rows.select(*coded, *plain)


_CODED = ("session", "person", "page", "event", "target")


def sessions(rows: pl.DataFrame, *, gap: float | None, conversions: Collection[str], dwell: bool) -> Sessions:
    """The sessions of rows as `wanted` gives them.

    `gap` is in seconds, where sessions are told by person and time alone; `dwell` says that a column
    holds how long a page was looked at.
    """
    import polars as pl

    matching = _Matching(rows)
    searches = {name: matching.of(name, SEARCH) for name in ("event", "page")}
    found = tuple(
        dict.fromkeys(label for name in searches for label in matching.labels(name, searches[name]))
    )
    flagged = rows.with_columns(
        searched=pl.any_horizontal(_in(rows, name, searches[name]) for name in searches),
        converted=_in(rows, "event", matching.named("event", conversions)),
        rage=_in(rows, "event", matching.of("event", _RAGE)),
        dead=_in(rows, "event", matching.of("event", _DEAD)),
        click=_in(rows, "event", matching.of("event", _CLICK)) if "event" in rows.columns else pl.lit(True),
        view=_in(rows, "event", matching.of("event", _VIEW)),
        person=pl.col("person").to_physical() if "person" in rows.columns else pl.lit(None, pl.UInt32),
    )
    for name in ("page", "target", SLOT):
        # In the order of the words, so that rows of one moment are always in the same order.
        flagged = flagged.with_columns(_ranked(flagged, name))
    if "moment" not in rows.columns:
        flagged = flagged.with_columns(moment=pl.lit(None, pl.Datetime("us")))
    if gap is None:
        placed, shared = _told(flagged)
    else:
        placed, shared = _by_gap(flagged, gap), 0
    moments = flagged["moment"].drop_nulls()
    coarse = moments.is_empty() or bool((moments.dt.timestamp("us") % _SECOND == 0).all())
    ordered = _rage(placed.sort("id", "moment", "page", SLOT, "target", nulls_last=True))
    return Sessions(
        _summed(ordered, matching),
        _visits(ordered, rows, dwell=dwell),
        rows.height - placed.height,
        found,
        coarse,
        ordered.filter(_clicked()).height,
        shared,
    )


class _Matching:
    """Which words of a column match; each different word is looked at once."""

    def __init__(self, rows: pl.DataFrame) -> None:
        import polars as pl

        self._words: dict[str, list[str]] = {}
        for name in ("event", "page"):
            if name in rows.columns:
                counted = rows[name].drop_nulls().cast(pl.String).value_counts()
                ordered = counted.sort(["count", name], descending=[True, False])
                self._words[name] = ordered[name].to_list()
        self.has_views = bool(self.of("event", _VIEW))

    def of(self, name: str, pattern: re.Pattern[str]) -> list[str]:
        return [word for word in self._words.get(name, ()) if pattern.search(word)]

    def named(self, name: str, words: Collection[str]) -> list[str]:
        folded = {word.strip().casefold() for word in words}
        return [word for word in self._words.get(name, ()) if word.casefold() in folded]

    def labels(self, name: str, words: list[str]) -> list[str]:
        return [f"{name} {word}" for word in words]


def _in(rows: pl.DataFrame, name: str, words: list[str]) -> pl.Expr:
    import polars as pl

    if name not in rows.columns or not words:
        return pl.lit(False)
    codes = pl.Series(words, dtype=pl.String).cast(rows[name].dtype).to_physical()
    return pl.col(name).to_physical().is_in(codes.to_list()).fill_null(False)


def _clicked() -> pl.Expr:
    """Rows that are a click on something at some time."""
    import polars as pl

    return pl.col("click") & pl.col("target").is_not_null() & pl.col("moment").is_not_null()


def _ranked(rows: pl.DataFrame, name: str) -> pl.Expr:
    """A column of codes as the rank of its words, so that they sort as words do."""
    import polars as pl

    if name not in rows.columns:
        return pl.lit(None, pl.UInt32).alias(name)
    words = rows[name].unique().cast(pl.String).drop_nulls().sort()
    return pl.col(name).cast(pl.Enum(words))


def _told(rows: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Rows with the id of their session, from the column that says so.

    Some tools number the sessions of each person: an id of several persons is a session of each.
    """
    import polars as pl

    rows = rows.filter(pl.col("session").is_not_null()).with_columns(pl.col("session").to_physical())
    people = rows.group_by("session").agg(several=pl.col("person").drop_nulls().n_unique() > 1)
    shared = people.filter("several")
    if shared.is_empty():
        return rows.with_columns(id=pl.col("session").cast(pl.UInt64)), 0
    whose = pl.when(pl.col("several")).then(pl.col("person").cast(pl.UInt64) + 1).otherwise(0).fill_null(0)
    joined = rows.join(people, on="session", how="left")
    return joined.with_columns(id=pl.col("session").cast(pl.UInt64) * 2**32 + whose), shared.height


def _by_gap(rows: pl.DataFrame, gap: float) -> pl.DataFrame:
    """Rows with the id of their session: a new one begins with another person or after so many seconds."""
    import polars as pl

    rows = rows.filter(pl.col("person").is_not_null() & pl.col("moment").is_not_null())
    rows = rows.sort("person", "moment")
    fresh = (pl.col("person") != pl.col("person").shift()) | (
        pl.col("moment").diff().dt.total_microseconds() > gap * _SECOND
    )
    return rows.with_columns(id=fresh.fill_null(True).cum_sum().cast(pl.UInt64))


def _rage(ordered: pl.DataFrame) -> pl.DataFrame:
    """The rows with those marked that end a run of clicks on one target within the time."""
    import polars as pl

    if ordered["target"].null_count() == ordered.height:
        return ordered
    back = RAGE_CLICKS - 1
    clicks = ordered.with_row_index("at").filter(_clicked()).sort("id", "target", "moment")
    within = (
        pl.col("moment") - pl.col("moment").shift(back)
    ).dt.total_microseconds() <= RAGE_SECONDS * _SECOND
    same = (pl.col("id") == pl.col("id").shift(back)) & (pl.col("target") == pl.col("target").shift(back))
    ends = clicks.filter((within & same).fill_null(False))["at"]
    return (
        ordered.with_row_index("at")
        .with_columns(rage=pl.col("rage") | pl.col("at").is_in(ends.to_list()))
        .drop("at")
    )


def _summed(ordered: pl.DataFrame, matching: _Matching) -> pl.DataFrame:
    import polars as pl

    views = pl.col("view").sum() if matching.has_views else pl.col("page").drop_nulls().n_unique()
    return ordered.group_by("id", maintain_order=True).agg(
        pl.col(SLOT).first().cast(pl.String),
        pl.col("person").drop_nulls().first(),
        pl.len().alias("events"),
        views.alias("views"),
        ((pl.col("moment").max() - pl.col("moment").min()).dt.total_microseconds() / _SECOND).alias(
            "seconds"
        ),
        *(pl.col(flag).any() for flag in ("searched", "converted", "rage", "dead")),
    )


def _visits(ordered: pl.DataFrame, rows: pl.DataFrame, *, dwell: bool) -> pl.DataFrame:
    """A row per visit: consecutive events of a session on one page.

    A visit lasts until the next page of the session, so the last one is untimed, unless a column says how
    long pages were looked at: then it lasts as long as its rows say together.
    """
    import polars as pl

    if "page" not in rows.columns:
        return pl.DataFrame(schema={"page": pl.String, "person": pl.UInt32, "seconds": pl.Float64})
    there = ordered.filter(pl.col("page").is_not_null())
    fresh = (pl.col("id") != pl.col("id").shift()) | (pl.col("page") != pl.col("page").shift())
    runs = there.with_columns(visit=fresh.fill_null(True).cum_sum())
    length = pl.col("duration").sum() if dwell else pl.lit(None, pl.Float64)
    timed = pl.col("duration").count() > 0 if dwell else pl.lit(True)
    visits = runs.group_by("visit", maintain_order=True).agg(
        pl.col("id").first(),
        pl.col("page").first(),
        pl.col("person").drop_nulls().first(),
        pl.col("moment").first(),
        pl.when(timed).then(length).alias("seconds"),
    )
    if not dwell:
        until = pl.when(pl.col("id").shift(-1) == pl.col("id")).then(pl.col("moment").shift(-1))
        visits = visits.with_columns(seconds=(until - pl.col("moment")).dt.total_microseconds() / _SECOND)
    return visits.select(pl.col("page").cast(pl.String), "person", "seconds", "id")
