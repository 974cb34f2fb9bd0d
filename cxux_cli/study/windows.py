"""The window of a run that comes again and again: `last-full-week`, or one period by its name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from cxux_cli.errors import UsageError
from cxux_cli.study.periods import Every, end, first_day, label, moment, period
from cxux_cli.study.zones import check_zone, clock_at

_LAST = {f"last-full-{every}": every for every in Every}
_HINT = f"write {', '.join(_LAST)}, or one period: 2026-09-14, 2026-W38, 2026-09, 2026-Q3, 2026"


@dataclass(frozen=True, slots=True)
class NamedWindow:
    """One period by its name. `since` and `until` are the texts of the options: local days, half-open."""

    since: str
    until: str
    label: str
    """What files and reports call it: 2026-W38; labels of one length sort in time."""


def named_window(text: str, today: date) -> NamedWindow:
    """The window a text names; the last full period is the newest one that ended before `today` began.

    A day belongs to it by its date, so that a day of 23 or 25 hours is one day. Raises `UsageError` for
    another text, and for a period that is not in the calendar.

    >>> named_window("last-full-week", date(2026, 9, 21))
    NamedWindow(since='2026-09-14', until='2026-09-21', label='2026-W38')
    """
    try:
        if (every := _LAST.get(text)) is not None:
            first = first_day(first_day(today, every) - timedelta(days=1), every)
        elif (found := period(text)) is not None:
            first, every = found
        else:
            raise UsageError(f"'{text[:40]}' names no window", where="--window", hint=_HINT)
        return NamedWindow(first.isoformat(), end(first, every).isoformat(), label(first, every))
    except (ValueError, OverflowError):
        raise UsageError(
            f"the window '{text[:40]}' is not in the calendar", where="--window", hint=_HINT
        ) from None


def now(as_of: str | None, epoch: str | None, timezone: str) -> datetime:
    """What the clock in `timezone` shows as of a run: naive.

    `as_of` is the text of `--as-of` (a day is its beginning), `epoch` that of SOURCE_DATE_EPOCH, in seconds;
    without either it is the clock of the machine. Raises `UsageError` for what cannot be read.
    """
    check_zone(timezone)
    if as_of is not None:
        return moment(as_of, "--as-of", timezone)
    if not epoch:
        return clock_at(datetime.now(UTC), timezone)
    try:
        if not epoch.isascii():
            raise ValueError
        instant = datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            f"'{epoch[:40]}' is no time", where="SOURCE_DATE_EPOCH", hint="it is whole seconds since 1970"
        ) from None
    return clock_at(instant, timezone)
