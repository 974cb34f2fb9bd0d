"""How old the newest answer may be: last month's file must not become this week's report."""

from __future__ import annotations

from datetime import datetime, timedelta

AHEAD = timedelta(days=1)
"""A moment further in the future is a slip of the pen; closer, the clock of another time zone."""
_UNITS = ((86400.0, "day"), (3600.0, "hour"), (60.0, "minute"))


def stale(newest: datetime | None, as_of: datetime, limit: float) -> str | None:
    """Why answers are too old to say anything as of a moment, or None where they are not.

    `newest` and `as_of` are naive, on the clock of the study; `limit` is in seconds, and an age of just so
    many is fresh. Without any answer there is nothing fresh either.

    >>> stale(datetime(2026, 9, 9, 18), datetime(2026, 9, 21), 8 * 86400.0)
    'the newest answer is of 2026-09-09, 11.2 days old; older than 8 days is stale'
    """
    if newest is None:
        return f"no answer has a date before {as_of:%Y-%m-%d %H:%M}; none in {_said(limit)} is stale"
    age = (as_of - newest).total_seconds()
    if age <= limit:
        return None
    return f"the newest answer is of {newest:%Y-%m-%d}, {_said(age)} old; older than {_said(limit)} is stale"


def _said(seconds: float) -> str:
    """A duration in the largest unit of which there is one: 8 days, 1.5 hours."""
    size, name = next((unit for unit in _UNITS if seconds >= unit[0]), _UNITS[-1])
    number = f"{seconds / size:.1f}".removesuffix(".0")
    return f"{number} {name}{'' if number == '1' else 's'}"
