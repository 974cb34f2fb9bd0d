"""Calendar periods: where one starts and ends, what it is called, and the window of time asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from cxux_cli.errors import UsageError
from cxux_cli.study.zones import check_zone, clock_at

if TYPE_CHECKING:
    import polars as pl


class Every(StrEnum):
    """How long a period is; a week starts on Monday (ISO 8601)."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_POLARS = {Every.DAY: "1d", Every.WEEK: "1w", Every.MONTH: "1mo", Every.QUARTER: "1q", Every.YEAR: "1y"}
_MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}
_NAMED = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?:W(?P<week>[0-9]{2})|Q(?P<quarter>[1-4])|(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?))?"
)
OUTSIDE = ("before --since", "not before --until")
"""Why a row outside a window is left out."""
_EXAMPLES = "write for example 2026-01-05, 2026-01, 2026-W02, 2026-Q1, 2026 or 2026-01-05T09:00"


def start(moment: pl.Expr, every: Every) -> pl.Expr:
    """The first day of the period a moment lies in, as `Date`."""
    import polars as pl

    day = moment.cast(pl.Date)
    return day if every is Every.DAY else day.dt.truncate(_POLARS[every])


def end(start: date, every: Every) -> date:
    """The first day after the period that starts on `start`: periods are half-open."""
    if every in _MONTHS:
        months = start.year * 12 + start.month - 1 + _MONTHS[every]
        return date(months // 12, months % 12 + 1, 1)
    return start + timedelta(days=7 if every is Every.WEEK else 1)


def label(start: date, every: Every) -> str:
    """What the period that starts on `start` is called; names of one length sort in time.

    >>> [label(date(2026, 1, 5), every) for every in Every]
    ['2026-01-05', '2026-W02', '2026-01', '2026-Q1', '2026']
    """
    if every is Every.WEEK:
        # The first days of January may belong to the last week of the year before.
        year, week, _ = start.isocalendar()
        return f"{year:04}-W{week:02}"
    if every is Every.QUARTER:
        return f"{start.year:04}-Q{(start.month + 2) // 3}"
    length = {Every.DAY: 10, Every.MONTH: 7, Every.YEAR: 4}[every]
    return start.isoformat()[:length]


def between(first: date, last: date, every: Every) -> list[date]:
    """The starts of all periods from that of `first` to that of `last`, the empty ones too."""
    found = []
    day = first_day(first, every)
    while day <= last:
        found.append(day)
        day = end(day, every)
    return found


@dataclass(frozen=True, slots=True)
class Window:
    """From `since` on, up to but not including `until`; None is no limit. Naive, on the clock of the rows."""

    since: datetime | None
    until: datetime | None

    def reasons(self, moment: str) -> list[tuple[str, pl.Expr]]:
        """(reason, condition) pairs: a row whose column `moment` lies outside is left out."""
        import polars as pl

        found = []
        if self.since is not None:
            found.append((OUTSIDE[0], pl.col(moment) < self.since))
        if self.until is not None:
            found.append((OUTSIDE[1], pl.col(moment) >= self.until))
        return found


def window(since: str | None, until: str | None, timezone: str | None = None) -> Window:
    """The window between two texts; each stands for the start of what it names.

    `--since 2026-01 --until 2026-04` is the first quarter. A time with an offset is an instant: it is
    moved to `timezone`, else taken as written. Raises `UsageError` for what cannot be read and for a
    window that holds nothing.
    """
    if timezone is not None:
        check_zone(timezone)
    found = Window(
        None if since is None else moment(since, "--since", timezone),
        None if until is None else moment(until, "--until", timezone),
    )
    if found.since is not None and found.until is not None and found.since >= found.until:
        raise UsageError(
            f"the window from {since} to {until} holds no time",
            where="--since, --until",
            hint="--until is not included: --since 2026-01 --until 2026-04 is the first quarter",
        )
    return found


def moment(text: str, where: str, timezone: str | None) -> datetime:
    """The beginning of the period, or the time, that a text names: naive, on the clock of `timezone`.

    A time with an offset is moved to `timezone`, else taken as written. Raises `UsageError` at `where`
    for what cannot be read.
    """
    text = text.strip()
    try:
        if (found := period(text)) is not None:
            day = found[0]
            return datetime(day.year, day.month, day.day)
        if not re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}", text):
            raise ValueError
        named = datetime.fromisoformat(text)
        if named.tzinfo is not None:
            named.astimezone(UTC)
    except (ValueError, OverflowError):
        raise UsageError(f"'{text[:40]}' names no time", where=where, hint=_EXAMPLES) from None
    if named.tzinfo is not None and timezone is not None:
        return clock_at(named, timezone)
    return named.replace(tzinfo=None)


def period(text: str) -> tuple[date, Every] | None:
    """The first day and the length of the period that `label` calls so; None for another text.

    Raises `ValueError` for a period that does not exist: 2026-02-30, or week 53 of a year of 52.
    """
    if (match := _NAMED.fullmatch(text)) is None:
        return None
    year = int(match["year"])
    if match["week"]:
        return date.fromisocalendar(year, int(match["week"]), 1), Every.WEEK
    if match["quarter"]:
        return date(year, int(match["quarter"]) * 3 - 2, 1), Every.QUARTER
    every = Every.DAY if match["day"] else Every.MONTH if match["month"] else Every.YEAR
    return date(year, int(match["month"] or 1), int(match["day"] or 1)), every


def first_day(day: date, every: Every) -> date:
    """The first day of the period in which a day lies."""
    if every in _MONTHS:
        return date(day.year, (day.month - 1) // _MONTHS[every] * _MONTHS[every] + 1, 1)
    return day - timedelta(days=day.weekday()) if every is Every.WEEK else day
