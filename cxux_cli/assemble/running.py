"""The period of a series that may not have ended when its rows were written: its numbers are those so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time, timedelta

from cxux_cli.request import Time
from cxux_cli.results import Period, Report
from cxux_cli.study.periods import moment


def with_running(report: Report, asked: Time, newest: Iterable[datetime | None]) -> Report:
    """The report, its running periods marked; `newest` are the times of the newest rows of its sources.

    The clock of the machine says nothing of when a file was written, and the same file gives the same report.
    So a period has ended where the day of the run (`--as-of`) says so, or the window ends with it, else where
    a row is of its last day or later.
    """
    periods = {r.period for r in report.results if r.period is not None}
    last = max((each for each in newest if each is not None), default=None)
    found = {p: why for p in periods if (why := _unfinished(p, asked, last))}
    if not found:
        return report
    marked = {p: replace(p, running=True) for p in found}
    results = (replace(r, period=marked.get(r.period, r.period)) if r.period else r for r in report.results)
    said = (f"{p.label} may be unfinished: {found[p]}" for p in sorted(found, key=lambda p: (p.start, p.end)))
    return replace(report, results=tuple(results), notes=(*report.notes, *said))


def _unfinished(period: Period, asked: Time, newest: datetime | None) -> str:
    """Why a period may not have ended, empty where it has."""
    start, end = (datetime.combine(day, time()) for day in (period.start, period.end))
    until = moment(asked.until, "--until", asked.timezone) if asked.until else None
    if until is not None and start < until < end:
        return f"the window ends before {until:%Y-%m-%d %H:%M}".removesuffix(" 00:00")
    if asked.as_of is not None:
        now = moment(asked.as_of, "--as-of", asked.timezone)
        return f"it ends after {now:%Y-%m-%d}, the day of the run" if start < now < end else ""
    if until == end or newest is None or not start <= newest < end - timedelta(days=1):
        return ""
    return f"the newest row is of {newest:%Y-%m-%d}"
