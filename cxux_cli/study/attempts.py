"""Tree tests and first-click tests: how each attempt at a task ended."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cxux_cli.catalog.observed import Outcome, is_correct, is_not_counted, outcome
from cxux_cli.errors import InputError
from cxux_cli.results import Bound
from cxux_cli.sources.source import Column, Source
from cxux_cli.study.roles import PARTICIPANT, Role, Roles, bind

TASK = Role("task", ("task", "task name", "task label", "task number", "task id", "question"))
OUTCOME = Role("outcome", ("outcome", "result", "task outcome", "task result", "status of task"))
FIRST = Role(
    "first click",
    ("first click correct", "first click", "firstclick", "first click success", "first click result"),
)
TIME = Role("time", ("time", "time taken", "time seconds", "time (s)", "duration", "seconds", "time on task"))
STATUS = Role("status", ("status", "participant status"))
ROLES = (PARTICIPANT, TASK, OUTCOME, FIRST, TIME, STATUS)
_ENOUGH = 0.8


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a tree test: a row per attempt, or a row per participant with an outcome column per task.

    `tasks` holds (task, outcome column, time column) of the second form, empty for the first.
    """

    roles: Roles
    tasks: tuple[tuple[str, Column, Column | None], ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        """What is read, roles first."""
        more = [c for _, result, time in self.tasks for c in (result, time) if c is not None]
        return (*self.roles.columns.values(), *more)

    def bounds(self) -> list[Bound]:
        """What the report says about the choice."""
        found = self.roles.bounds()
        for _, result, time in self.tasks:
            found.append(Bound("outcome", result.name, result.text, "cells are outcomes"))
            if time is not None:
                found.append(Bound("time", time.name, time.text, "named as the outcome of the task"))
        return found


def understand(source: Source, stated: Mapping[str, Sequence[str]]) -> Layout:
    """The columns of a source. Raises `InputError` where nothing says how an attempt ended."""
    roles = bind(source, ROLES, stated)
    if roles.get("outcome") is None and roles.get("first click") is None:
        tasks = _wide(source, {column.index for column in roles.columns.values()})
        if not tasks:
            raise InputError(
                "no column says how a task ended (Direct Success, Indirect Failure, Skip …) or whether the first "
                "click was right",
                where=source.path,
                hint="name one: --column outcome=NAME or --column 'first click=NAME'",
            )
        columns = {n: c for n, c in roles.columns.items() if n in ("participant", "status")}
        return Layout(Roles(columns, roles.why), tasks)
    return Layout(roles)


def _wide(source: Source, taken: set[int]) -> tuple[tuple[str, Column, Column | None], ...]:
    """A column of outcomes per task, with the column of its time where one is named alike."""
    found = []
    for column in source.columns:
        cells = source.answers(column.index)
        known = sum(n for cell, n in cells.items() if outcome(cell) is not None)
        if column.index in taken or not cells or known < _ENOUGH * cells.total():
            continue
        task = re.sub(r"[\s:_.-]*\b(outcome|result|status)\b[\s:_.-]*", "", column.name, flags=re.IGNORECASE)
        found.append((task or column.name, column, _time_of(source, task)))
    return tuple(found)


def _time_of(source: Source, task: str) -> Column | None:
    for column in source.columns:
        short = re.sub(r"[\s:_.-]*\b(time taken|time|duration)\b.*$", "", column.name, flags=re.IGNORECASE)
        if short != column.name and short.casefold() == task.casefold():
            return column
    return None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One person at one task. `outcome` and `first_click` are None where nothing is said."""

    person: str
    task: str
    outcome: Outcome | None
    first_click: bool | None
    seconds: float | None


@dataclass(slots=True)
class Attempts:
    """What all people did, and what could not be read."""

    all: list[Attempt] = field(default_factory=list)
    excluded: list[Counter[str]] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    bad_times: int = 0
    repeated: int = 0
    _done: set[tuple[str, str]] = field(default_factory=set)

    def add(self, layout: Layout, rows: Iterable[Sequence[str]], prefix: str, path: str) -> None:
        """Take in the rows of one source; `prefix` tells people of several files apart, `path` rows without one."""
        left: Counter[str] = Counter()
        self.excluded.append(left)
        names = tuple(layout.roles.columns)
        for number, row in enumerate(rows, 1):
            cells = dict(zip(names, (" ".join(cell.split()) for cell in row), strict=False))
            reason = self._row(layout, cells, row[len(names) :], prefix, f"{path} row {number}")
            if reason:
                left[reason] += 1

    def _row(
        self, layout: Layout, cells: Mapping[str, str], more: Sequence[str], prefix: str, row: str
    ) -> str | None:
        if is_not_counted(cells.get("status", "")):
            return "participant abandoned or excluded (status)"
        if "participant" in cells and not cells["participant"]:
            return "without a participant"
        person = prefix + cells["participant"] if "participant" in cells else row
        if layout.tasks:
            rest = iter(more)
            read = [(task, next(rest), next(rest) if time else "") for task, _, time in layout.tasks]
            done = [self._attempt(person, task, given, "", seconds) for task, given, seconds in read]
            return None if any(reason is None for reason in done) else "without an outcome"
        if "task" in cells and not cells["task"]:
            return "without a task"
        task = cells.get("task", "")
        return self._attempt(
            person, task, cells.get("outcome", ""), cells.get("first click", ""), cells.get("time", "")
        )

    def _attempt(self, person: str, task: str, ended: str, click: str, seconds: str) -> str | None:
        """Take in one attempt, or say why it is none."""
        if is_not_counted(ended):
            return "attempt abandoned or excluded"
        if not ended and not click:
            return "without an outcome"
        how, first = outcome(ended), is_correct(click)
        if (ended and how is None) or (click and first is None and not (how and how.result == "skip")):
            self.unknown[click if how or not ended else ended] += 1
            if how is None and first is None:
                return "with an unknown outcome"
        if (person, task) in self._done:
            self.repeated += 1
            return "second attempt of a participant at a task"
        self._done.add((person, task))
        self.all.append(Attempt(person, task, how, first, self._seconds(seconds)))
        return None

    def _seconds(self, cell: str) -> float | None:
        """Seconds, `1:05` or `0:01:05` too; zero, below zero or unreadable is none, and counted."""
        if not cell:
            return None
        match = re.fullmatch(
            r"(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,7}(?:[.,]\d+)?)\s*(?:s|sec|seconds)?", cell
        )
        if match is None:
            self.bad_times += 1
            return None
        seconds = 3600 * int(match[1] or 0) + 60 * int(match[2] or 0) + float(match[3].replace(",", "."))
        self.bad_times += seconds <= 0
        return seconds if seconds > 0 else None
