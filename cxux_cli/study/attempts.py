"""Tree tests and first-click tests: how each attempt at a task ended."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from cxux_cli.catalog.observed import Outcome, is_correct, is_not_counted, outcome
from cxux_cli.errors import InputError
from cxux_cli.results import Bound
from cxux_cli.sources.source import Column, Source
from cxux_cli.study import tree_paths
from cxux_cli.study.roles import PARTICIPANT, Role, Roles, bind, without_status
from cxux_cli.study.task_columns import is_called
from cxux_cli.study.tree_paths import Path

TASK = Role("task", ("task", "task name", "task label", "task number", "task id", "question"))
OUTCOME = Role(
    "outcome",
    ("outcome", "result", "task outcome", "task result", "path outcome", "result type", "status of task"),
)
FIRST = Role(
    "first click",
    ("first click correct", "first click", "firstclick", "first click success", "first click result")
    + ("click result", "correct click"),
)
TIME = Role("time", ("time", "time taken", "time seconds", "time (s)", "duration", "seconds", "time on task"))
PATH = Role("path", ("path", "path taken", "click path", "navigation path", "path followed", "route"))
DESTINATION = Role(
    "destination",
    (
        "destination",
        "final destination",
        "selected answer",
        "nominated answer",
        "end node",
        "destination path",
    ),
)
STATUS = Role("status", ("status", "participant status"))
ROLES = (PARTICIPANT, TASK, OUTCOME, FIRST, TIME, PATH, DESTINATION, STATUS)
OF_TASK = (OUTCOME, FIRST, TIME, PATH, DESTINATION)
"""What may stand beside each task where a row is a participant."""
_ENOUGH = 0.8
_OF_TASK = {
    "outcome": r"(?:path |task )?(?:outcome|result|status)",
    "first click": r"(?:first )?click(?: (?:result|outcome|correct|success))?",
    "time": r"(?:time taken|time|duration)\b.*",
    "path": r"path(?: taken| followed)?",
    "destination": r"(?:final )?destination|selected answer",
}
"""Role -> the end of the name of a column that holds it for one task."""
_USABILITY = (
    "errors",
    "clicks",
    "ease",
    "effort",
    "asq",
    "satisfaction",
    "pages",
    "opportunities",
    "search",
)
"""Roles that a test of a product has and a tree test has not."""
_TREE = re.compile(r"tree|first.?click", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a tree test: a row per attempt, or a row per participant with columns for each task.

    `tasks` holds the columns of each task by role in the second form, and is empty in the first.
    """

    roles: Roles
    tasks: Mapping[str, Mapping[str, Column]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        """What is read, roles first."""
        return (*self.roles.columns.values(), *(c for of in self.tasks.values() for c in of.values()))

    def person(self, row: Sequence[str]) -> str:
        """Who a row is about; empty where no column says."""
        return row[0] if "participant" in self.roles.columns else ""

    def bounds(self) -> list[Bound]:
        """What the report says about the choice."""
        return self.roles.bounds() + [
            Bound(f"{role} of {task}", column.name, column.text, "name and cells")
            for task, of in self.tasks.items()
            for role, column in of.items()
        ]


def understand(source: Source, stated: Mapping[str, Sequence[str]]) -> Layout:
    """The columns of a source.

    Raises `InputError` where nothing says how an attempt ended, and where it is a usability test of a product.
    """
    roles = without_status(bind(source, ROLES, stated), source, stated)
    who = source.respondent
    if roles.get("participant") is None and who is not None and who not in roles.columns.values():
        why = {**roles.why, "participant": "the id of the tool"}
        roles = Roles({"participant": who, **roles.columns}, why)
    if roles.get("outcome") is not None or roles.get("first click") is not None:
        return Layout(roles, {}, _doubts(source, roles, stated))
    tasks = _wide(source, {column.index for column in roles.columns.values()})
    if not tasks:
        raise InputError(
            "no column says how a task ended (Direct Success, Indirect Failure, Skip …) or whether the first "
            "click was right",
            where=source.path,
            hint="name one: --column outcome=NAME or --column 'first click=NAME'",
        )
    told = any({"first click", "path"} & of.keys() for of in tasks.values())
    if not told and not _is_of_a_tree(source, [of["outcome"] for of in tasks.values()]):
        raise _no_tree(source, f"'{next(iter(tasks.values()))['outcome'].name}' and its like", "")
    columns = {n: c for n, c in roles.columns.items() if n in ("participant", "status")}
    return Layout(Roles(columns, roles.why), tasks)


def _doubts(source: Source, roles: Roles, stated: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """What is to be said where only plain outcomes speak for a tree test.

    Raises `InputError` where the other columns are those of a usability test, or do not say who did what.
    """
    told = {"outcome", "first click", "path"} & stated.keys() | {"first click", "path"} & roles.columns.keys()
    column = roles.columns.get("outcome")
    if told or column is None or _is_of_a_tree(source, [column]):
        return ()
    of_product = [c.name for c in source.columns if any(is_called(c.name, role) for role in _USABILITY)]
    known = any(outcome(cell) is not None for cell in source.answers(column.index))
    if of_product or (known and not {"participant", "task"} <= roles.columns.keys()):
        beside = f" beside '{of_product[0]}'" if of_product else ""
        raise _no_tree(
            source, f"'{column.name}'{beside}", f"; a tree test all the same: --column outcome={column.name}"
        )
    return ("the outcomes are plain: of a test that is none of a tree, cxux tasks tells more",)


def shows_a_tree(source: Source, layout: Layout) -> bool:
    """Whether outcomes, paths or names say that it is a test of a tree or of first clicks, whatever was stated."""
    columns = layout.roles.columns
    told = layout.tasks or {"first click", "path"} & columns.keys()
    return bool(told) or _is_of_a_tree(source, [columns["outcome"]])


def _is_of_a_tree(source: Source, columns: Iterable[Column]) -> bool:
    """Whether outcomes are direct or indirect, or the file or the sheet is called after a tree or first clicks."""
    if _TREE.search(f"{PurePath(source.path).stem} {source.sheet or ''}"):
        return True
    cells = (outcome(cell) for column in columns for cell in source.answers(column.index))
    return any(how is not None and how.direct is not None for how in cells)


def _no_tree(source: Source, what: str, more: str) -> InputError:
    return InputError(
        f"nothing says that this is a test of a tree: the outcomes are plain ({what}), and there are no paths and no "
        "first clicks",
        where=source.path,
        hint=f"cxux tasks {source.path} measures success and failure{more}",
    )


def _wide(source: Source, taken: set[int]) -> dict[str, dict[str, Column]]:
    """The columns of each task, told by the ends of their names; outcomes and first clicks by their cells too."""
    free = [c for c in source.columns if c.index not in taken and source.answers(c.index)]
    ended: dict[str, dict[str, Column]] = {}
    for column in free:
        for role in ("outcome", "first click"):
            if _holds(source, column, role):
                ended.setdefault(_task(column.name, role) or column.name, {})[role] = column
                break
    for column in free:
        for role in ("time", "path", "destination"):
            task = _task(column.name, role)
            mine = next((name for name in ended if task and name.casefold() == task.casefold()), None)
            if mine is not None and column not in ended[mine].values():
                ended[mine].setdefault(role, column)
    order = [role.name for role in OF_TASK]
    return {task: {role: of[role] for role in order if role in of} for task, of in ended.items()}


def _task(name: str, role: str) -> str:
    """The task a column is about, empty where its name does not end in the role."""
    short = re.sub(rf"[\s:_.-]*\b(?:{_OF_TASK[role]})[\s:_.-]*$", "", name, flags=re.IGNORECASE)
    return short if short != name else ""


def _holds(source: Source, column: Column, role: str) -> bool:
    """Whether the cells are outcomes; those of first clicks are right or wrong, and the name has to say so."""
    cells = source.answers(column.index)
    if role == "first click":
        known = sum(n for cell, n in cells.items() if is_correct(cell) is not None)
        return bool(_task(column.name, role)) and known >= _ENOUGH * cells.total()
    clicked = re.search(r"\bclick\b", column.name, re.IGNORECASE)
    known = sum(n for cell, n in cells.items() if outcome(cell) is not None or is_not_counted(cell))
    return not clicked and known >= _ENOUGH * cells.total() and not all(map(is_not_counted, cells))


@dataclass(frozen=True, slots=True)
class Attempt:
    """One person at one task. `outcome` and `first_click` are None where nothing is said, as is `path`.

    `where` is the number of the source and of the row; `way` and `destination` are as written.
    """

    person: str
    task: str
    outcome: Outcome | None
    first_click: bool | None
    seconds: float | None
    where: tuple[int, int] = (0, 0)
    way: str = ""
    destination: str = ""
    path: Path | None = None

    @property
    def end(self) -> str:
        """Where the attempt ended, empty where nothing says it."""
        return self.destination or (" > ".join(self.path.end) if self.path is not None else "")


def with_paths(attempts: Sequence[Attempt]) -> tuple[list[Attempt], int]:
    """The attempts with what their paths say, and how many are called direct though their path goes back up.

    Where the outcome does not say whether it is direct, the path does: nobody went back up. Where no column
    says whether a first click was right, it was where it led towards a place at which a success of the same
    task ended.
    """
    paths = tree_paths.read(attempt.way for attempt in attempts)
    known = [replace(attempt, path=paths.get(attempt.way)) for attempt in attempts]
    right: dict[str, set[str]] = defaultdict(set)
    for a in known:
        if a.path is not None and a.path.end and a.outcome is not None and a.outcome.result == "success":
            right[a.task].add(a.path.end[0])
    told = any(a.first_click is not None for a in known)
    found, against = [], 0
    for a in known:
        if a.path is None:
            found.append(a)
            continue
        how, click = a.outcome, a.first_click
        if how is not None and how.result != "skip":
            against += how.direct is True and not a.path.is_direct
            how = Outcome(how.result, a.path.is_direct) if how.direct is None else how
        if not told and right[a.task]:
            click = a.path.steps[0] in right[a.task]
        found.append(replace(a, outcome=how, first_click=click))
    return found, against


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
        for number, row in enumerate(rows):
            cells = dict(zip(names, (" ".join(cell.split()) for cell in row), strict=False))
            place = (len(self.excluded) - 1, number)
            reason = self._row(layout, cells, row[len(names) :], prefix, place, path)
            if reason:
                left[reason] += 1

    def _row(
        self,
        layout: Layout,
        cells: Mapping[str, str],
        more: Sequence[str],
        prefix: str,
        place: tuple[int, int],
        path: str,
    ) -> str | None:
        if is_not_counted(cells.get("status", "")):
            return "participant abandoned or excluded (status)"
        if "participant" in cells and not cells["participant"]:
            return "without a participant"
        person = prefix + cells["participant"] if "participant" in cells else f"{path} row {place[1] + 1}"
        if layout.tasks:
            rest: Iterator[str] = iter(more)
            read = [
                (task, {role: " ".join(next(rest).split()) for role in of})
                for task, of in layout.tasks.items()
            ]
            done = [self._attempt(person, task, of, place) for task, of in read]
            return None if any(reason is None for reason in done) else "without an outcome"
        if "task" in cells and not cells["task"]:
            return "without a task"
        return self._attempt(person, cells.get("task", ""), cells, place)

    def _attempt(
        self, person: str, task: str, cells: Mapping[str, str], place: tuple[int, int]
    ) -> str | None:
        """Take in one attempt, or say why it is none."""
        ended, click = cells.get("outcome", ""), cells.get("first click", "")
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
        way, destination = cells.get("path", ""), cells.get("destination", "")
        seconds = self._seconds(cells.get("time", ""))
        self.all.append(Attempt(person, task, how, first, seconds, place, way, destination))
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
