"""In which unit the plain numbers of a column of task times are, where its name does not say."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log
from statistics import median

from cxux_cli.sources.source import Column, Source
from cxux_cli.study.durations import are_durations, header_unit, seconds
from cxux_cli.study.names import label
from cxux_cli.study.task_columns import is_called, is_like
from cxux_cli.study.task_layout import Layout

_MS = 0.001
_SESSION = 8 * 3600.0
"""Nobody is at the tasks of a test for so many seconds."""
_TASK = 2 * 3600.0
"""No task of a test takes so many seconds, as a rule."""
_LONG = 600.0
"""Tasks that take so many seconds are rare."""
_PLAIN = re.compile(r"\d{1,12}(?:[.,]\d+)?")
_AGREE = 0.8
"""Of the rows so many have to show a ratio before it counts."""


@dataclass(frozen=True, slots=True)
class TimeUnit:
    """The unit of plain numbers in seconds, and why where no name says it; `doubt` where it may be another."""

    seconds: float
    why: str = ""
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class _Attempt:
    """What one row says of one attempt: `time` as written, `lasted` in seconds by other columns."""

    person: str
    task: str
    time: str
    lasted: float | None


def units(source: Source, layout: Layout, targets: Mapping[str, float]) -> dict[Column, TimeUnit]:
    """The unit of each column of times in a test; `targets` are seconds by task, under "" those of any."""
    found = {}
    for key, column in _time_columns(layout):
        named = _named_unit(column)
        found[column] = named or _told_unit(column, list(_attempts(source, layout, key, column)), targets)
    return found


def _time_columns(layout: Layout) -> Iterator[tuple[str, Column]]:
    """Columns of times with the task that they alone are about, if they are."""
    for task, roles in (("", layout.columns), *layout.tasks.items()):
        for column in roles.get("time", ()):
            yield task, column


def _named_unit(column: Column) -> TimeUnit | None:
    found = header_unit(column.name) or header_unit(column.text)
    return TimeUnit(found[0]) if found else None


def _told_unit(column: Column, attempts: Sequence[_Attempt], targets: Mapping[str, float]) -> TimeUnit:
    """The unit that the cells show together with what stands beside them; `targets` are seconds by task,
    under "" those of any.

    Times are milliseconds where end minus start or another column says so, where that brings them near the
    targets, or where seconds would have people at their tasks for days.
    """
    read = [(a, float(a.time.replace(",", "."))) for a in attempts if _PLAIN.fullmatch(a.time)]
    plain = [(a, value) for a, value in read if value > 0]
    if 2 * len(plain) < sum(bool(a.time) for a in attempts) or not plain:
        return TimeUnit(1.0)
    ratios = [value / a.lasted for a, value in plain if a.lasted]
    if ratios and sum(900 <= ratio <= 1100 for ratio in ratios) >= _AGREE * len(ratios):
        return TimeUnit(_MS, f"{label(column)} is in milliseconds, as the other times of its rows show")
    if ratios and sum(0.9 <= ratio <= 1.1 for ratio in ratios) >= _AGREE * len(ratios):
        return TimeUnit(1.0)
    typical = median(value for _, value in plain)
    name = f"{column.name[:30]}_s"
    wrong = f"is it in seconds? then call it '{name}'"
    if typical >= 100 and _is_near(plain, targets):
        why = f"{label(column)} is taken as milliseconds: as seconds its times are far from the targets; {wrong}"
        return TimeUnit(_MS, why, why)
    if typical >= 100 and not _are_rounded(plain) and (typical > _TASK or _of_a_person(plain) > _SESSION):
        long = (
            f"half of its times are above {_TASK / 3600:g} hours"
            if typical > _TASK
            else f"its times make {_of_a_person(plain) / 3600:.0f} hours for each person"
        )
        why = f"{label(column)} is taken as milliseconds: as seconds {long}; {wrong}"
        return TimeUnit(_MS, why, why)
    if typical > _LONG and not _are_rounded(plain):
        doubt = (
            f"half of the times in {label(column)} are above {typical / 60:.0f} minutes: are they milliseconds? "
            f"a name with the unit says it: '{column.name[:30]}_ms' or '{name}'"
        )
        return TimeUnit(1.0, doubt, doubt)
    return TimeUnit(1.0)


def _attempts(source: Source, layout: Layout, task: str, column: Column) -> Iterator[_Attempt]:
    """The attempts of the sample, of `task` where the column is about one alone."""
    roles = layout.tasks[task] if task else layout.columns
    who, which = (next(iter(layout.columns.get(role, ())), None) for role in ("participant", "task"))
    ends = [*roles.get("start", ()), *roles.get("end", ())]
    taken = {c for _, c in _time_columns(layout)}
    beside = [] if task else [c for c in source.columns if c not in taken and _is_time(source, c)]
    for row in source.sample:
        yield _Attempt(
            _cell(row, who) if who else "",
            _cell(row, which) if which else task,
            _cell(row, column),
            _lasted(row, beside, ends),
        )


def _is_time(source: Source, column: Column) -> bool:
    """Whether a column that is not read holds times in a unit that its name says."""
    named = _named_unit(column) is not None and (
        is_called(column.name, "time") or is_like(column.name, "time")
    )
    return named and are_durations(source.answers(column.index))


def _lasted(row: Sequence[str], beside: Sequence[Column], ends: Sequence[Column]) -> float | None:
    """How long a row says an attempt lasted: by a column that names its unit, else by its start and end."""
    for column in beside:
        unit = _named_unit(column)
        if unit and (value := seconds(_cell(row, column), unit.seconds)):
            return value
    if len(ends) == 2:
        first, last = (_moment(_cell(row, column)) for column in ends)
        if first is not None and last is not None and last > first:
            return last - first
    return None


def _cell(row: Sequence[str], column: Column) -> str:
    return row[column.index].strip() if column.index < len(row) else ""


def _moment(cell: str) -> float | None:
    """Seconds of a time of day or of a moment, to be subtracted from one another."""
    if (value := seconds(cell)) is not None:
        return value
    try:
        return datetime.fromisoformat(cell).timestamp()
    except (ValueError, OverflowError, OSError):
        return None


def _is_near(plain: Sequence[tuple[_Attempt, float]], targets: Mapping[str, float]) -> bool:
    """Whether milliseconds are nearer to the targets than seconds, and seconds hundredfold beyond them."""
    of_task: dict[str, list[float]] = defaultdict(list)
    for a, value in plain:
        of_task[a.task.strip().casefold()].append(value)
    known = ((median(values), targets.get(task) or targets.get("")) for task, values in of_task.items())
    ratios = [typical / target for typical, target in known if target]
    beyond = [ratio for ratio in ratios if ratio > 50 and abs(log(ratio * _MS)) < log(ratio)]
    return bool(ratios) and 2 * len(beyond) > len(ratios)


def _of_a_person(plain: Sequence[tuple[_Attempt, float]]) -> float:
    """The median over people of the sum of their times; 0 where nobody is named."""
    sums: dict[str, float] = defaultdict(float)
    for a, value in plain:
        if a.person:
            sums[a.person] += value
    return median(sums.values()) if sums else 0.0


def _are_rounded(plain: Sequence[tuple[_Attempt, float]]) -> bool:
    """Whether most are whole minutes, as only long times in seconds are given."""
    return 2 * sum(value % 60 == 0 for _, value in plain) > len(plain)
