"""Page views and events: one scan, and what `cxux web` asks of the rows it leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxux_cli.engine import speed
from cxux_cli.engine.event_log import (
    MASK,
    SLOT,
    Book,
    LogPlan,
    books,
    collected,
    counting,
    read_books,
    slotted,
)
from cxux_cli.engine.pages import Pages, pages
from cxux_cli.engine.person_sums import by_person, person_sums
from cxux_cli.engine.sessions import Rules, Sessions, has_views, sessions
from cxux_cli.engine.spool import Spool, regrouped, spooled
from cxux_cli.estimators.person_sums import PersonSums
from cxux_cli.request import WebRequest

if TYPE_CHECKING:
    import polars as pl

LONG = 10.0
"""From so many seconds on a session is engaged, as Google Analytics 4 has it."""
PURCHASE = ("purchase",)
"""The event that is a conversion unless others are named: the one Analytics 4 counts by itself."""
Members = Mapping[tuple[str, int], int]
"""(cell, mask of personas) -> people, or rows where nobody says who."""


@dataclass(frozen=True, slots=True)
class Web:
    """What the scan found: percentiles, why page views have none, sessions, and shares of them."""

    books: tuple[Book, ...]
    speeds: speed.Estimates
    missing: Mapping[str, Mapping[str, Mapping[str, int]]]
    sessions: Sessions | None
    pages: Pages | None
    shares: Mapping[str, Mapping[str, PersonSums]]
    """Measure -> slot -> sessions by person."""
    entries: Mapping[str, PersonSums]
    """Page -> sessions that begin on it, and how many of them bounce, by person."""
    viewers: Members
    visitors: Members
    """Who is behind the rows, and behind the sessions; empty unless small groups of personas are hidden."""


def collect(request: WebRequest, plan: LogPlan, gap: float) -> Web:
    """Scan once. `gap` is in seconds."""
    percents = {role: (50, 75, 90) if role == "load-time" else (75,) for role in plan.speeds}
    keys = [role for role in ("person", "session") if role in plan.roles]
    hides = request.rows.min_n > 1 and bool(plan.personas)
    with spooled(plan, *keys) as (spool, reasons):
        held = read_books(plan, collected(books(spool.rows)), reasons)
        rows = counting(spool.rows)
        of_slots = spool.lazily(lambda bucket: slotted(counting(bucket), plan))
        speeds = speed.estimates(
            of_slots, percents, persons="person" in plan.roles, confidence=request.rows.confidence
        )
        missing = speed.missing(of_slots.rows, plan.speeds)
        viewers = members(spool.lazily(counting)) if hides else {}
        if not is_placeable(plan):
            return Web(held, speeds, missing, None, None, {}, {}, viewers, {})
        told = sessions(
            _with_whole_sessions(spool, keys),
            Rules(
                None if "session" in plan.roles else gap,
                tuple(request.conversions) or PURCHASE,
                "duration" in plan.roles,
                has_views(rows),
            ),
        )
        listed = pages(told.visits, request.pages, confidence=request.rows.confidence)
        flags = _flags(request.bounce)
        most = list(listed.most) if listed is not None else []
        return Web(
            held,
            speeds,
            missing,
            told,
            listed,
            _shares(told.rows.lazily(lambda bucket: slotted(bucket, plan)), flags),
            _entries(told.rows, flags["bounce"], most),
            viewers,
            members(told.rows) if hides else {},
        )


def is_placeable(plan: LogPlan) -> bool:
    """Whether the log says which rows make a session."""
    return "session" in plan.roles or {"person", "time"} <= set(plan.roles)


def _with_whole_sessions(spool: Spool, keys: Sequence[str]) -> Spool:
    """The rows with all of a session in one bucket.

    They lie by person, and by session where nobody says who: a session of somebody who signs in on the way
    is in two buckets, and then all rows are put in those of their sessions.
    """
    import polars as pl

    if len(keys) < 2 or spool.folder is None:
        return spool
    nobody = pl.col("person").is_null() & pl.col("session").is_not_null()
    if not collected(counting(spool.rows).filter(nobody).select(pl.len())).item():
        return spool
    return regrouped(spool, "session")


def members(spool: Spool) -> Members:
    """How many people are behind each cell and mask of personas; rows where nobody says who."""
    import polars as pl

    found: Counter[tuple[str, int]] = Counter()
    for rows in spool.wholes:
        known = "person" in rows.collect_schema().names()
        person = pl.col("person") if known else pl.lit(None, pl.String).alias("person")
        each = rows.group_by(SLOT, MASK, person).agg(pl.len().alias("n"))
        people = pl.when(pl.col("person").is_null()).then("n").otherwise(1).sum().alias("n")
        counted = collected(each.group_by(SLOT, MASK).agg(people))
        found.update({(slot, mask): n for slot, mask, n in counted.select(SLOT, MASK, "n").iter_rows()})
    return found


def _flags(bounce: str) -> dict[str, pl.Expr]:
    """Measure -> whether a session counts."""
    import polars as pl

    unengaged = (pl.col("seconds").fill_null(0) < LONG) & ~pl.col("converted") & (pl.col("views") <= 1)
    return {
        "bounce": pl.col("events") == 1 if bounce == "single" else unengaged,
        "search-share": pl.col("searched"),
        "rage-clicks": pl.col("rage"),
        "dead-clicks": pl.col("dead"),
    }


def _shares(spool: Spool, flags: Mapping[str, pl.Expr]) -> dict[str, dict[str, PersonSums]]:
    import polars as pl

    shares = {name: (pl.len(), flag.sum()) for name, flag in flags.items()}
    return person_sums((by_person(rows, shares) for rows in spool.wholes), shares)


def _entries(spool: Spool, bounced: pl.Expr, listed: Sequence[str]) -> dict[str, PersonSums]:
    """Of the sessions that begin on one of the listed pages, how many bounce."""
    import polars as pl

    def first(rows: pl.LazyFrame) -> pl.LazyFrame:
        return rows.filter(pl.col("entry").is_in(list(listed))).with_columns(pl.col("entry").alias(SLOT))

    return _shares(spool.lazily(first), {"bounce": bounced})["bounce"]
