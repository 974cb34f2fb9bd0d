"""Events to sessions and visits of pages: the one place that needs the rows in the order of time.

The rows come in buckets that hold whole sessions, or all events of a person: each is sorted by itself, and
what it tells is written away before the next.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cxux_cli.engine.event_log import MASK, SLOT, collected, counting
from cxux_cli.engine.spool import Spool

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
_WORDS = ("session", "person", "event", "page", "target", SLOT)
"""The columns of text that sessions are made of."""
_ORDERED = ("page", "target", SLOT)
"""Those that put rows of one moment in order; the others are told apart, no more."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How rows become sessions. `gap` is in seconds, None where a column says which rows are one.

    `dwell` says that durations are stated, `has_views` that some event of the log is a view of a page.
    """

    gap: float | None
    conversions: tuple[str, ...]
    dwell: bool
    has_views: bool


@dataclass(frozen=True, slots=True)
class Sessions:
    """What sessions tell.

    `rows` has a row per session: slot and personas (those of its first event), person, entry (the first
    page), events, views, seconds (null where there is no time), searched, converted, rage, dead. `visits`
    has a row per visit of a page: page, person, seconds (null for the last of a session). `unplaced` are
    rows that belong to no session.
    """

    rows: Spool
    visits: Spool
    unplaced: int
    searches: tuple[str, ...]
    """The events and pages that count as a search, events first, the most frequent first."""
    coarse: bool
    """Whether all moments are whole seconds."""
    clicks: int
    """Clicks with a target and a time."""
    shared: int
    """Sessions that have the id of another person's: some tools number the sessions of each person."""
    has_rage: bool
    has_dead: bool


@dataclass(frozen=True, slots=True)
class _Told:
    """What one bucket tells."""

    rows: pl.DataFrame
    visits: pl.DataFrame
    unplaced: int
    searches: Counter[tuple[str, str]]
    coarse: bool
    clicks: int


def has_views(rows: pl.LazyFrame) -> bool:
    """Whether some event is a view of a page."""
    if "event" not in rows.collect_schema().names():
        return False
    words = collected(rows.select("event").group_by("event").len())["event"].drop_nulls()
    return any(_VIEW.search(word) for word in words)


def sessions(spool: Spool, rules: Rules) -> Sessions:
    """The sessions of the rows that count."""
    totals = _Totals()

    def told() -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
        for bucket in spool.buckets:
            one = _told(_words(bucket), rules)
            totals.add(one)
            yield one.rows, one.visits

    rows, visits = spool.filled_in_pairs(told())
    ordered = sorted(
        totals.searches.items(), key=lambda found: (found[0][0] != "event", -found[1], found[0][1])
    )
    return Sessions(
        rows,
        visits,
        totals.unplaced,
        tuple(f"{name} {word}" for (name, word), _ in ordered),
        totals.coarse,
        totals.clicks,
        totals.sessions - _ids(spool) if rules.gap is None else 0,
        totals.has_rage,
        totals.has_dead,
    )


def _ids(spool: Spool) -> int:
    """How many different ids sessions have. They are hashed: in full they would not fit where all else does."""
    import polars as pl

    told = counting(spool.rows).filter(pl.col("session").is_not_null())
    hashed = told.select(pl.col("session").hash(0)).group_by("session").len()
    return int(collected(hashed.select(pl.len())).item())


@dataclass(slots=True)
class _Totals:
    """What all buckets tell together."""

    unplaced: int = 0
    searches: Counter[tuple[str, str]] = field(default_factory=Counter)
    coarse: bool = True
    clicks: int = 0
    sessions: int = 0
    has_rage: bool = False
    has_dead: bool = False

    def add(self, told: _Told) -> None:
        self.unplaced += told.unplaced
        self.searches.update(told.searches)
        self.coarse = self.coarse and told.coarse
        self.clicks += told.clicks
        self.sessions += told.rows.height
        self.has_rage = self.has_rage or bool(told.rows["rage"].any())
        self.has_dead = self.has_dead or bool(told.rows["dead"].any())


def _words(bucket: pl.LazyFrame) -> pl.DataFrame:
    """The rows that count, with words as codes."""
    import polars as pl

    names = bucket.collect_schema().names()
    kept = [name for name in (*_WORDS, MASK, "moment", "duration") if name in names]
    rows = counting(bucket).select(kept).collect()
    words = {name: rows[name].drop_nulls().unique() for name in _WORDS if name in names}
    return rows.with_columns(
        pl.col(name).cast(pl.Enum(of.sort() if name in _ORDERED else of)) for name, of in words.items()
    )


def _told(rows: pl.DataFrame, rules: Rules) -> _Told:
    import polars as pl

    matching = _Matching(rows)
    searched = {name: matching.of(name, SEARCH) for name in ("event", "page")}
    absent = dict.fromkeys(("person", "page", "target"), pl.UInt32) | {"moment": pl.Datetime("us")}
    flagged = rows.with_columns(
        *(pl.lit(None, dtype).alias(name) for name, dtype in absent.items() if name not in rows.columns),
        *([pl.lit(0, pl.UInt32).alias(MASK)] if MASK not in rows.columns else []),
        searched=pl.any_horizontal(_in(rows, name, words) for name, words in searched.items()),
        converted=_in(rows, "event", matching.named("event", rules.conversions)),
        rage=_in(rows, "event", matching.of("event", _RAGE)),
        dead=_in(rows, "event", matching.of("event", _DEAD)),
        click=_in(rows, "event", matching.of("event", _CLICK)) if "event" in rows.columns else pl.lit(True),
        view=_in(rows, "event", matching.of("event", _VIEW)),
    )
    placed = _stated(flagged) if rules.gap is None else _by_gap(flagged, rules.gap)
    moments = flagged["moment"].drop_nulls()
    ordered = _rage(placed.sort("id", "moment", "page", SLOT, "target", nulls_last=True))
    return _Told(
        _summed(ordered, rules.has_views),
        _visits(ordered, dwell=rules.dwell),
        rows.height - placed.height,
        Counter({(name, w): matching.counts[name][w] for name, words in searched.items() for w in words}),
        bool((moments.dt.timestamp("us") % _SECOND == 0).all()),
        ordered.filter(_clicked()).height,
    )


class _Matching:
    """Which words of a column match; each different word is looked at once."""

    def __init__(self, rows: pl.DataFrame) -> None:
        self.counts: dict[str, dict[str, int]] = {}
        for name in ("event", "page"):
            if name in rows.columns:
                counted = rows[name].drop_nulls().value_counts()
                self.counts[name] = dict(counted.iter_rows())

    def of(self, name: str, pattern: re.Pattern[str]) -> list[str]:
        return [word for word in self.counts.get(name, ()) if pattern.search(word)]

    def named(self, name: str, words: Collection[str]) -> list[str]:
        folded = {word.strip().casefold() for word in words}
        return [word for word in self.counts.get(name, ()) if word.casefold() in folded]


def _in(rows: pl.DataFrame, name: str, words: list[str]) -> pl.Expr:
    import polars as pl

    if name not in rows.columns or not words:
        return pl.lit(False)
    codes = pl.Series(words, dtype=pl.String).cast(rows[name].dtype).to_physical()
    return pl.col(name).to_physical().is_in(codes.implode()).fill_null(False)


def _clicked() -> pl.Expr:
    """Rows that are a click on something at some time."""
    import polars as pl

    return pl.col("click") & pl.col("target").is_not_null() & pl.col("moment").is_not_null()


def _stated(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with the id of their session, from the column that says so.

    Some tools number the sessions of each person: an id of several persons is a session of each.
    """
    import polars as pl

    session, person = pl.col("session").to_physical(), pl.col("person").to_physical().cast(pl.UInt64)
    rows = rows.filter(pl.col("session").is_not_null()).with_columns(id=session.cast(pl.UInt64))
    # Where the least and the greatest differ there are several; counting them would take far longer.
    people = rows.group_by("id").agg(several=person.min() != person.max())
    if not people["several"].any():
        return rows
    whose = pl.when(pl.col("several")).then(person + 1).otherwise(0).fill_null(0)
    joined = rows.join(people, on="id", how="left")
    return joined.with_columns(id=pl.col("id") * 2**32 + whose)


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
    ordered = ordered.with_row_index("at")
    clicks = ordered.filter(_clicked()).sort("id", "target", "moment")
    within = (
        pl.col("moment") - pl.col("moment").shift(back)
    ).dt.total_microseconds() <= RAGE_SECONDS * _SECOND
    same = (pl.col("id") == pl.col("id").shift(back)) & (pl.col("target") == pl.col("target").shift(back))
    ends = clicks.filter((within & same).fill_null(False))["at"]
    return ordered.with_columns(rage=pl.col("rage") | pl.col("at").is_in(ends.implode())).drop("at")


def _summed(ordered: pl.DataFrame, has_views: bool) -> pl.DataFrame:
    import polars as pl

    page = pl.col("page")
    views = pl.col("view").sum() if has_views else page.n_unique() - page.is_null().any()
    summed = ordered.group_by("id", maintain_order=True).agg(
        pl.col(SLOT).first(),
        pl.col(MASK).first(),
        pl.col("person").first(ignore_nulls=True),
        page.first(ignore_nulls=True).alias("entry"),
        pl.len().alias("events"),
        views.cast(pl.UInt32).alias("views"),
        ((pl.col("moment").max() - pl.col("moment").min()).dt.total_microseconds() / _SECOND).alias(
            "seconds"
        ),
        *(pl.col(flag).any() for flag in ("searched", "converted", "rage", "dead")),
    )
    return _as_text(summed.drop("id"), SLOT, "person", "entry")


def _visits(ordered: pl.DataFrame, *, dwell: bool) -> pl.DataFrame:
    """A row per visit: consecutive events of a session on one page.

    A visit lasts until the next page of the session, so the last one is untimed, unless a column says how
    long pages were looked at: then it lasts as long as its rows say together.
    """
    import polars as pl

    there = ordered.filter(pl.col("page").is_not_null())
    fresh = (pl.col("id") != pl.col("id").shift()) | (pl.col("page") != pl.col("page").shift())
    runs = there.with_columns(visit=fresh.fill_null(True).cum_sum())
    length = pl.col("duration").sum() if dwell else pl.lit(None, pl.Float64)
    timed = pl.col("duration").count() > 0 if dwell else pl.lit(True)
    visits = runs.group_by("visit", maintain_order=True).agg(
        pl.col("id").first(),
        pl.col("page").first(),
        pl.col("person").first(ignore_nulls=True),
        pl.col("moment").first(),
        pl.when(timed).then(length).alias("seconds"),
    )
    if not dwell:
        until = pl.when(pl.col("id").shift(-1) == pl.col("id")).then(pl.col("moment").shift(-1))
        visits = visits.with_columns(seconds=(until - pl.col("moment")).dt.total_microseconds() / _SECOND)
    return _as_text(visits.select("page", "person", pl.col("seconds").cast(pl.Float64)), "page", "person")


def _as_text(rows: pl.DataFrame, *names: str) -> pl.DataFrame:
    import polars as pl

    return rows.with_columns(pl.col(name).cast(pl.String) for name in names)
