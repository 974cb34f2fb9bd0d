"""Whether the day or the month comes first: decided from the whole column, never from one cell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import get_args

from cxux_cli.errors import UsageError
from cxux_cli.study.date_forms import Order
from cxux_cli.study.names import shorten

OPTION = "--date-order"
_IN_ORDER = 0.95
"""Share of neighbouring rows in time order from which a column is taken to be sorted."""
_NOT_IN_ORDER = 0.9
_ENOUGH = 5
"""Changes of the day between neighbouring rows: six dates stand in order by chance once in 360."""

Readings = Mapping[str, datetime | None]
"""Cell -> the moment it is under one order."""


def stated(order: str) -> Order:
    """The order somebody stated; `UsageError` when it is none."""
    for known in get_args(Order):
        if order == known:
            found: Order = known
            return found
    raise UsageError(
        f"'{order[:40]}' is no order of a date", where=OPTION, hint=f"write {' or '.join(get_args(Order))}"
    )


def decide(
    where: str, rows: Sequence[str], day_first: Readings, month_first: Readings, short_years: bool
) -> tuple[Order, str]:
    """The order and the evidence for it in words.

    `rows` are the open cells of the column in the order of the file. Raises `UsageError` where the
    cells contradict each other or do not say.
    """
    only_day = [c for c in rows if day_first[c] is not None and month_first[c] is None]
    only_month = [c for c in rows if month_first[c] is not None and day_first[c] is None]
    if only_day and only_month:
        raise UsageError(
            f"the dates mix two orders: '{shorten(only_day[0], 30)}' has the day first, "
            f"'{shorten(only_month[0], 30)}' the month",
            where=where,
            hint=f"{OPTION} {' or '.join(get_args(Order))} leaves out, and counts, the rows it cannot read",
        )
    if only_day:
        if short_years and _year_may_come_first(only_day, rows):
            raise UsageError(
                f"the dates do not say whether '{shorten(rows[0], 30)}' starts with a day or with a year",
                where=where,
                hint=f"write years with four digits, or state that the day comes first: {OPTION} day-first",
            )
        return "day-first", _count(only_day, "first")
    if only_month:
        return "month-first", _count(only_month, "second")
    by_day, by_month = _sorted(rows, day_first), _sorted(rows, month_first)
    if by_day >= _IN_ORDER and by_month < _NOT_IN_ORDER:
        return "day-first", _in_order(by_day, by_month)
    if by_month >= _IN_ORDER and by_day < _NOT_IN_ORDER:
        return "month-first", _in_order(by_month, by_day)
    raise UsageError(
        "the dates do not say whether the day or the month comes first"
        + (f": '{shorten(rows[0], 30)}'" if rows else ""),
        where=where,
        hint=f"state it: {OPTION} {' or '.join(get_args(Order))}",
    )


def _count(cells: Sequence[str], which: str) -> str:
    return f"{len(cells)} row{'s have' if len(cells) > 1 else ' has'} a {which} number above 12"


def _in_order(this: float, other: float) -> str:
    return f"{this:.0%} of neighbouring rows are in time order that way, {other:.0%} the other way"


def _year_may_come_first(only_day: Sequence[str], rows: Sequence[str]) -> bool:
    """Whether years of two digits could stand first: a number above 12 that hardly changes, while the last does."""
    if len(only_day) < len(rows):
        return False
    numbers = [re.findall("[0-9]+", cell)[:3] for cell in rows]
    return len({last for _, _, last in numbers}) > len({first for first, _, _ in numbers})


def _sorted(rows: Sequence[str], reading: Readings) -> float:
    """The share of neighbours in time order, in the better direction; 0 with too few different days."""
    days = [moment.date() for cell in rows if (moment := reading[cell]) is not None]
    changes = [(a, b) for a, b in pairwise(days) if a != b]
    if len(changes) < _ENOUGH:
        return 0.0
    up = sum(a < b for a, b in changes) / len(changes)
    return max(up, 1 - up)
