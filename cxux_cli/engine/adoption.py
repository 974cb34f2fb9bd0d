"""Events to users: who is new, who uses what, who was there on which days; only sums leave the scan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from cxux_cli.engine.event_log import (
    SLOT,
    Book,
    LogPlan,
    books,
    collected,
    counting,
    inside_or_not,
    read_books,
    slotted,
)
from cxux_cli.engine.spool import Spool, spooled
from cxux_cli.engine.web import Members, members
from cxux_cli.study import periods
from cxux_cli.study.periods import Every

if TYPE_CHECKING:
    import polars as pl

SPANS = (Every.DAY, Every.WEEK, Every.MONTH)
"""The lengths of the periods in which active users are counted."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Sums of an event log, each a small frame with the whole and the slices as slots.

    `users`: slot, active, fresh (first seen in the slot's time). `features`: slot, feature, users, reached
    (users with enough uses), uses, seconds. `active`: slot, span, start, users. `months`: slot, month,
    users, days (Σ days per user), squares (Σ days²). `first` and `last` are the days between which the
    log was watched: its own first and last, or those of the window; `begins` is its first day in all.
    `seen` are the features that occur at all.
    """

    users: pl.DataFrame
    features: pl.DataFrame
    active: pl.DataFrame
    months: pl.DataFrame
    first: date | None
    last: date | None
    begins: date | None
    seen: frozenset[str]


@dataclass(frozen=True, slots=True)
class Adoption:
    """The books, the sums, and how many people are behind each cell and mask of personas."""

    books: tuple[Book, ...]
    usage: Usage
    users: Members
    """Empty unless small groups of personas are hidden."""


def collect(plan: LogPlan, *, uses: int, hides: bool) -> Adoption:
    """Scan once. `uses` is how often a user of a feature must have used it."""
    with spooled(plan, "person") as (spool, reasons):
        held = read_books(plan, collected(books(spool.rows)), reasons)
        found = members(spool.lazily(counting)) if hides and plan.personas else {}
        return Adoption(held, _usage(spool, reasons, plan, uses), found)


def _usage(spool: Spool, reasons: Sequence[Sequence[str]], plan: LogPlan, uses: int) -> Usage:
    """The sums of all buckets: nobody is in two of them, so that they add up."""
    import polars as pl

    parts = [_sums(bucket, reasons, plan, uses) for bucket in spool.buckets]
    users, used, active, months, ends, seen = (
        pl.concat([part[name] for part in parts])
        for name in ("users", "features", "active", "months", "ends", "seen")
    )
    first, last = ends["first"].min(), ends["last"].max()
    if not (isinstance(first, datetime) and isinstance(last, datetime)):
        first = last = None
    window = plan.window
    since = window.since if window is not None else None
    until = window.until - timedelta(microseconds=1) if window is not None and window.until else None
    return Usage(
        _added(users, SLOT),
        _added(used, SLOT, "feature").with_columns(seconds=pl.col("micros") / 1e6).drop("micros"),
        _added(active, SLOT, "span", "start"),
        _added(months, SLOT, "month"),
        max(first, since or first).date() if first is not None else None,
        min(last, until or last).date() if last is not None else None,
        first.date() if first is not None else None,
        frozenset(seen["feature"].unique().to_list()),
    )


def _added(sums: pl.DataFrame, *keys: str) -> pl.DataFrame:
    import polars as pl

    return sums.group_by(*keys).agg(pl.exclude(keys).sum()).sort(*keys)


def _sums(
    bucket: pl.LazyFrame, reasons: Sequence[Sequence[str]], plan: LogPlan, uses: int
) -> Mapping[str, pl.DataFrame]:
    """The sums of one bucket.

    Somebody is new in a slot when the first event of the whole log is in its time: its period where there
    is a series, else the window.
    """
    import polars as pl

    names = bucket.collect_schema().names()
    everything = inside_or_not(bucket, reasons)
    inside = slotted(counting(bucket), plan).with_columns(day=pl.col("moment").cast(pl.Date))
    born = everything.group_by("person").agg(pl.col("moment").min().alias("born"))
    days = inside.group_by(SLOT, "person", "day").agg(pl.len())
    users = (
        inside.group_by(SLOT, "person")
        .agg(since=pl.col("moment").min())
        .join(born, on="person", how="left")
        .group_by(SLOT)
        .agg(
            pl.len().cast(pl.Int64).alias("active"),
            (pl.col("since") == pl.col("born")).cast(pl.Int64).sum().alias("fresh"),
        )
    )
    active = [
        days.select(SLOT, "person", start=periods.start(pl.col("day"), span))
        .unique()
        .group_by(SLOT, "start")
        .agg(pl.len().cast(pl.Int64).alias("users"))
        .with_columns(span=pl.lit(span.value))
        for span in SPANS
    ]
    months = (
        days.group_by(SLOT, "person", month=periods.start(pl.col("day"), Every.MONTH))
        .agg(pl.len().cast(pl.Int64).alias("days"))
        .group_by(SLOT, "month")
        .agg(
            pl.len().cast(pl.Int64).alias("users"),
            pl.col("days").sum(),
            (pl.col("days") ** 2).sum().alias("squares"),
        )
    )
    ends = everything.select(first=pl.col("moment").min(), last=pl.col("moment").max())
    seen = pl.LazyFrame(schema={"feature": pl.String})
    if "feature" in names:
        seen = everything.select("feature").drop_nulls().unique()
    frames = {
        "users": users,
        "features": _features(inside, uses),
        "active": pl.concat(active),
        "months": months,
        "ends": ends,
        "seen": seen,
    }
    return dict(zip(frames, pl.collect_all(list(frames.values())), strict=True))


def _features(inside: pl.LazyFrame, uses: int) -> pl.LazyFrame:
    """Slot, feature, users, reached, uses, micros."""
    import polars as pl

    names = inside.collect_schema().names()
    if "feature" not in names:
        return pl.LazyFrame(schema={SLOT: pl.String, "feature": pl.String, "micros": pl.Float64})
    # Whole microseconds: their sum does not depend on the order of the rows.
    micros = (pl.col("duration") * 1e6).round().sum() if "duration" in names else pl.lit(0.0).first()
    return (
        inside.filter(pl.col("feature").is_not_null())
        .group_by(SLOT, "feature", "person")
        .agg(pl.len().cast(pl.Int64).alias("uses"), micros.alias("micros"))
        .group_by(SLOT, "feature")
        .agg(
            pl.len().cast(pl.Int64).alias("users"),
            (pl.col("uses") >= uses).cast(pl.Int64).sum().alias("reached"),
            pl.col("uses").sum(),
            pl.col("micros").sum(),
        )
    )
