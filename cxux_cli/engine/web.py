"""Page views and events: the scans behind `cxux web`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxux_cli.engine import speed
from cxux_cli.engine.event_log import SLOT, WHOLE, Book, LogPlan, books, counting, frame, read_books
from cxux_cli.engine.pages import Pages, pages
from cxux_cli.engine.percentiles import read_sums, sums_by_person
from cxux_cli.engine.sessions import Sessions, sessions, wanted
from cxux_cli.estimators.person_sums import PersonSums
from cxux_cli.request import WebRequest
from cxux_cli.results import Estimate

if TYPE_CHECKING:
    import polars as pl

LONG = 10.0
"""From so many seconds on a session is engaged, as Google Analytics 4 has it."""
PURCHASE = ("purchase",)
"""The event that is a conversion unless others are named: the one Analytics 4 counts by itself."""


@dataclass(frozen=True, slots=True)
class Web:
    """What the scans found: percentiles, why page views have none, sessions, and shares of them."""

    books: tuple[Book, ...]
    speeds: Mapping[tuple[str, int], Mapping[str, Estimate]]
    missing: Mapping[str, Mapping[str, Mapping[str, int]]]
    sessions: Sessions | None
    pages: Pages | None
    shares: Mapping[str, Mapping[str, PersonSums]]
    """Measure -> slot -> sessions by person."""


def collect(request: WebRequest, plan: LogPlan, gap: float) -> Web:
    """Scan once, and again for the percentiles. `gap` is in seconds."""
    import polars as pl

    prepared, reasons = frame(plan)
    rows = counting(prepared)
    percents = {role: (50, 75, 90) if role == "load-time" else (75,) for role in plan.speeds}
    placeable = is_placeable(plan)
    first = [books(plan, prepared), *speed.first_pass(rows, plan.speeds)]
    found = pl.collect_all([*first, *([wanted(rows)] if placeable else [])], engine="streaming")
    held = read_books(plan, found[0], reasons)
    sliced = bool(plan.by_names) or plan.every is not None
    read = speed.read_first(found[1 : len(first)], percents, sliced=sliced)
    estimates = speed.estimates(
        counting(frame(plan, lean=True)[0]),
        read,
        by_person="person" in plan.roles,
        confidence=request.rows.confidence,
    )
    told: Sessions | None = None
    if placeable:
        told = sessions(
            found[-1],
            gap=None if "session" in plan.roles else gap,
            conversions=request.conversions or PURCHASE,
            dwell="duration" in plan.roles,
        )
    return Web(
        held,
        estimates,
        {role: of.missing for role, of in read.items()},
        told,
        pages(told.visits, request.pages, confidence=request.rows.confidence) if told is not None else None,
        _shares(told.frame, request.bounce, sliced=sliced) if told is not None else {},
    )


def is_placeable(plan: LogPlan) -> bool:
    """Whether the log says which rows make a session."""
    return "session" in plan.roles or {"person", "time"} <= set(plan.roles)


def _shares(of: pl.DataFrame, bounce: str, *, sliced: bool) -> dict[str, dict[str, PersonSums]]:
    import polars as pl

    unengaged = (pl.col("seconds").fill_null(0) < LONG) & ~pl.col("converted") & (pl.col("views") <= 1)
    flags = {
        "bounce": pl.col("events") == 1 if bounce == "single" else unengaged,
        "search-share": pl.col("searched"),
        "rage-clicks": pl.col("rage"),
        "dead-clicks": pl.col("dead"),
    }
    found: dict[str, dict[str, PersonSums]] = {}
    for key, flag in flags.items():
        rows = of.select(SLOT, "person", yes=flag)
        whole = rows.with_columns(pl.lit(WHOLE).alias(SLOT))
        parts = [
            read_sums(sums_by_person(one.lazy()).collect()) for one in ((rows, whole) if sliced else (whole,))
        ]
        found[key] = {slot: sums for part in parts for slot, sums in sorted(part.items())}
    return found
