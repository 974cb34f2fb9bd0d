"""Events to users: who is new, who uses what, who was there on which days; only sums leave the scan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from cxux_cli.engine.event_log import (
    SLOT,
    WHOLE,
    Book,
    LogPlan,
    books,
    counting,
    frame,
    inside_or_not,
    read_books,
)
from cxux_cli.study import periods
from cxux_cli.study.periods import Every

if TYPE_CHECKING:
    import polars as pl

    from cxux_cli.study.periods import Window

SPANS = (Every.DAY, Every.WEEK, Every.MONTH)
"""The lengths of the periods in which active users are counted."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Sums of an event log, each a small frame.

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
    """The books, and the sums of the whole and, where it is sliced, of the slices."""

    books: tuple[Book, ...]
    whole: Usage
    cells: Usage | None


def collect(plan: LogPlan, *, uses: int) -> Adoption:
    """Scan for the sums. `uses` is how often a user of a feature must have used it."""
    import polars as pl

    prepared, reasons = frame(plan)
    (counted,) = pl.collect_all([books(plan, prepared)], engine="streaming")
    held = read_books(plan, counted, reasons)
    inside, everything = counting(prepared), inside_or_not(prepared, reasons)
    whole = usage(_whole(inside), everything, uses=uses, window=plan.window)
    sliced = bool(plan.by_names) or plan.every is not None
    return Adoption(held, whole, usage(inside, everything, uses=uses, window=plan.window) if sliced else None)


def usage(inside: pl.LazyFrame, everything: pl.LazyFrame, *, uses: int, window: Window | None) -> Usage:
    """Scan once. `inside` are the rows that count, `everything` also those before and after the window.

    A user is new in a slot when the first event of the whole log is in its time: its period where there
    is a series, else the window.
    """
    import polars as pl

    names = inside.collect_schema().names()
    feature = "feature" in names
    inside = inside.with_columns(day=pl.col("moment").cast(pl.Date))
    born = everything.group_by("person").agg(pl.col("moment").min().alias("born"))
    days = inside.group_by(SLOT, "person", "day").agg(pl.len())
    slots = inside.group_by(SLOT, "person").agg(since=pl.col("moment").min())
    # Somebody is new where the first event of all is the first event of the slot.
    users = (
        slots.join(born, on="person", how="left")
        .group_by(SLOT)
        .agg(
            pl.len().cast(pl.Int64).alias("active"),
            (pl.col("since") == pl.col("born")).cast(pl.Int64).sum().alias("fresh"),
        )
    )
    seconds = pl.col("duration").sum() if "duration" in names else pl.lit(None, pl.Float64).first()
    used = (
        inside.filter(pl.col("feature").is_not_null())
        .group_by(SLOT, "feature", "person")
        .agg(pl.len().cast(pl.Int64).alias("uses"), seconds.alias("seconds"))
        .group_by(SLOT, "feature")
        .agg(
            pl.len().cast(pl.Int64).alias("users"),
            (pl.col("uses") >= uses).cast(pl.Int64).sum().alias("reached"),
            pl.col("uses").sum(),
            pl.col("seconds").sum(),
        )
        if feature
        else pl.LazyFrame(schema={SLOT: pl.String, "feature": pl.String})
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
    seen = (
        everything.select("feature").drop_nulls().unique()
        if feature
        else pl.LazyFrame(schema={"feature": pl.String})
    )
    found = pl.collect_all([users, used, *active, months, ends, seen], engine="streaming")
    first, last = found[-2].row(0)
    since = window.since if window is not None else None
    until = window.until - timedelta(microseconds=1) if window is not None and window.until else None
    return Usage(
        found[0].sort(SLOT),
        found[1].sort(SLOT, "feature"),
        pl.concat(found[2 : 2 + len(SPANS)]).sort(SLOT, "span", "start"),
        found[-3].sort(SLOT, "month"),
        max(first, since or first).date() if first is not None else None,
        min(last, until or last).date() if last is not None else None,
        first.date() if first is not None else None,
        frozenset(found[-1]["feature"].to_list()),
    )


def _whole(rows: pl.LazyFrame) -> pl.LazyFrame:
    """The same rows, all in one slot."""
    import polars as pl

    return rows.with_columns(pl.lit(WHOLE).alias(SLOT))
