"""Who met which usability problem: from a matrix of participants and problems, or from a row per sighting."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from cxux_cli.catalog.observed import fold, mark, severity_scale
from cxux_cli.catalog.personal import are_personal
from cxux_cli.errors import InputError, UsageError
from cxux_cli.results import Bound
from cxux_cli.sources.source import Column, Source
from cxux_cli.study.names import resolve_all, shorten
from cxux_cli.study.problem_evidence import is_of_people, is_of_problems, no_marks, no_problems
from cxux_cli.study.roles import PARTICIPANT, Role, Roles, bind

PROBLEM = Role(
    "problem",
    (
        "problem",
        "problem description",
        "usability problem",
        "usability issue",
        "issue",
        "finding",
        "problem name",
    )
    + ("issue name", "problem id", "issue id", "problem_no", "problem number"),
)
SEVERITY = Role("severity", ("severity", "severity rating", "problem severity", "severity score"))
TASK = Role("task", ("task", "task id", "task name", "scenario"))
SEEN = Role("seen", ("seen", "observed", "occurred", "encountered", "hit"))
ROLES = (PARTICIPANT, PROBLEM, SEVERITY, TASK, SEEN)
MATRIX = "problems"
"""What is stated of the columns of marks: `--column problems=FIRST..LAST`."""
LONG, BY_PARTICIPANT, BY_PROBLEM = "a row per sighting", "a row per participant", "a row per problem"
_ENOUGH = 0.8
"""A column is one of marks when at least this share of its cells are; the others are listed."""
_SUMS = frozenset(("total", "totals", "sum", "count", "hits", "frequency", "n", "found", "summe", "gesamt"))
"""Columns of a matrix that sum up the others."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a source holds its sightings: the form, the roles, and the columns of marks of a matrix."""

    form: str
    roles: Roles
    marks: tuple[Column, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        """What is read, roles first."""
        return (*self.roles.columns.values(), *self.marks)

    def person(self, row: Sequence[str]) -> str:
        """Who a row is about; empty where it is about a problem."""
        return "" if self.form == BY_PROBLEM else row[0]

    def is_personal(self, source: Source) -> bool:
        """Whether the names of the participants are data about people, which no output may show."""
        if self.form == BY_PROBLEM:
            return self._names_are_personal
        return source.is_personal(self.roles.columns["participant"])

    @property
    def _names_are_personal(self) -> bool:
        return are_personal([column.name for column in self.marks], "participant")

    def bounds(self) -> list[Bound]:
        """What the report says about the choice."""
        one = "problem" if self.form == BY_PARTICIPANT else "participant"
        hidden = self.form == BY_PROBLEM and self._names_are_personal
        names = [("(personal)", "(personal)") if hidden else (c.name, c.text) for c in self.marks]
        return self.roles.bounds() + [
            Bound(f"{one} item {i}", name, text, "cells are marks") for i, (name, text) in enumerate(names, 1)
        ]


def understand(source: Source, stated: Mapping[str, Sequence[str]], layout: str | None) -> Layout:
    """How a source holds its sightings; `layout` is `long`, `wide` or None where the file is to show it.

    Raises `UsageError` for a wrong role and `InputError` where there are neither sightings nor marks, or marks
    that nothing says to be problems.
    """
    roles = bind(source, ROLES, stated, MATRIX)
    person, problem = roles.get("participant"), roles.get("problem")
    if layout != "wide" and person is not None and problem is not None and MATRIX not in stated:
        return Layout(LONG, roles)
    if layout == "long":
        raise InputError(
            "a row per sighting needs a column for the participant and one for the problem",
            where=source.path,
            hint="name them: --column participant=NAME --column problem=NAME",
        )
    taken = {column.index for column in roles.columns.values()}
    marks, passed = _marks(source, stated, taken)
    if marks and all(mark(column.name) is not None for column in marks) and not _are_numbered(marks):
        raise InputError(
            "the header holds marks, no names of problems or participants",
            where=source.path,
            hint="is there a header row? without one: --header-rows 0",
        )
    sure = MATRIX in stated
    if marks and problem is not None and person is None:
        sure |= "problem" in stated or "severity" in roles.columns
        if not sure and not is_of_people(marks, are_personal([c.name for c in marks], "participant")):
            raise no_problems(source, marks)
        return Layout(BY_PROBLEM, roles, marks, passed)
    if not marks or (passed and sum(bool(source.answers(column.index)) for column in marks) < 2):
        # One such column among others is a flag of the tool or a yes/no question, not a matrix.
        raise no_marks(source)
    if not sure and not is_of_problems(source, marks):
        raise no_problems(source, marks)
    if person is None:
        person, roles = _first(source, roles, marks)
        marks = tuple(column for column in marks if column is not person)
    return Layout(
        BY_PARTICIPANT, Roles(_without(roles, "severity", "task", "seen"), roles.why), marks, passed
    )


def _are_numbered(columns: Sequence[Column]) -> bool:
    """Whether columns are called 1, 2, 3 and so on, which are numbers of people rather than marks."""
    return len(columns) > 2 and [c.name for c in columns] == [str(i) for i in range(1, len(columns) + 1)]


def _without(roles: Roles, *names: str) -> dict[str, Column]:
    return {name: column for name, column in roles.columns.items() if name not in names}


def _first(source: Source, roles: Roles, marks: Sequence[Column]) -> tuple[Column, Roles]:
    """The respondents of the tool, else the first column, where its cells all differ and are not all marks."""
    first = source.respondent or source.columns[0]
    cells = source.answers(first.index)
    is_id = bool(cells) and max(cells.values()) == 1 and not all(mark(cell) == "unseen" for cell in cells)
    if not is_id or (first in marks and len(cells) < 3):
        raise InputError(
            "no column says who took part",
            where=source.path,
            hint="name one with --column participant=NAME",
        )
    why = {**roles.why, "participant": "different in every row"}
    return first, Roles({"participant": first, **roles.columns}, why)


def _marks(
    source: Source, stated: Mapping[str, Sequence[str]], taken: set[int]
) -> tuple[tuple[Column, ...], tuple[str, ...]]:
    """The columns of marks, and what was passed over."""
    if MATRIX in stated:
        return tuple(resolve_all(source, stated[MATRIX], "--column")), ()
    rest = [column for column in source.columns if column.index not in taken]
    marks = tuple(column for column in rest if _holds_marks(source, column))
    if not any(source.answers(column.index) for column in marks):
        return (), ()
    passed = [column.name for column in rest if column not in marks]
    said = ", ".join(shorten(name, 30) for name in passed[:8])
    names = [column.name for column in marks]
    personal = are_personal(names, "participant")
    twice = [name for name, n in Counter(map(fold, names)).items() if n > 1 and not personal]
    same = tuple(f"several columns are called '{shorten(name, 40)}': taken as one" for name in twice[:5])
    return marks, (*([f"not columns of marks, left out: {said}"] if passed else []), *same)


def _holds_marks(source: Source, column: Column) -> bool:
    if fold(column.name) in _SUMS or source.is_personal(column):
        return False
    cells = source.answers(column.index)
    # A number above 1 is read as met where it occurs, but many of them are ages, times or ratings.
    known = sum(n for c, n in cells.items() if mark(c) is not None and (not c.isdecimal() or c in "01"))
    return known >= _ENOUGH * cells.total()


def says_no(layout: Layout, rows: Iterable[Sequence[str]]) -> tuple[bool, ...]:
    """Of each column of marks whether any row says that a problem was not met."""
    found = [False] * len(layout.marks)
    start = len(layout.roles.columns)
    for row in rows if layout.marks else ():
        for i, cell in enumerate(row[start:]):
            found[i] = found[i] or mark(cell) == "unseen"
    return tuple(found)


@dataclass(slots=True)
class Sightings:
    """What all sources say together. Texts are those of the file, blanks tidied.

    `seen` maps (participant, problem) to whether the problem was met; what is absent was not observed.
    `rated` are the severities of a problem as written, one per participant or one of the problem.
    """

    participants: dict[str, None] = field(default_factory=dict)
    problems: dict[str, Counter[str]] = field(default_factory=dict)
    seen: dict[tuple[str, str], bool] = field(default_factory=dict)
    rated: dict[str, dict[str, list[str]]] = field(default_factory=lambda: defaultdict(dict))
    tasks: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    excluded: list[Counter[str]] = field(default_factory=list)
    repeated: int = 0
    people_twice: int = 0
    contradictions: int = 0
    """Times the same person is said to have met a problem and not to have met it: met counts."""
    unknown: Counter[str] = field(default_factory=Counter)
    counts: int = 0
    forms: dict[str, None] = field(default_factory=dict)

    def add(self, layout: Layout, rows: Iterable[Sequence[str]], prefix: str, noes: Sequence[bool]) -> None:
        """Take in rows of one source; `prefix` tells people of several files apart.

        `noes` says of each column of marks whether it says no anywhere, also in rows that are not given.
        """
        self.excluded.append(Counter())
        self.forms[layout.form] = None
        names = tuple(layout.roles.columns)
        before = set(self.participants)
        if layout.form == BY_PROBLEM:
            for column in layout.marks:
                self.participants[f"{prefix}{column.name}"] = None
        for row in rows:
            roles = dict(zip(names, map(_tidy, row), strict=False))
            if layout.form == LONG:
                self._sighting(roles, prefix)
            elif layout.form == BY_PARTICIPANT:
                self._participant(layout, roles, row[len(names) :], noes, prefix, before)
            else:
                self._problem(layout, roles, row[len(names) :], any(noes), prefix)

    def _sighting(self, roles: Mapping[str, str], prefix: str) -> None:
        if not roles["participant"]:
            self.excluded[-1]["without a participant"] += 1
            return
        person = prefix + roles["participant"]
        self.participants[person] = None
        if not roles["problem"]:
            # Somebody who met no problem took part all the same.
            return
        problem = self._known(roles["problem"])
        met = self._meaning(roles["seen"]) if "seen" in roles else True
        if met and self.seen.get((person, problem)):
            self.repeated += 1
        self._see(person, problem, met)
        if met and roles.get("severity"):
            self.rated[problem].setdefault(person, []).append(roles["severity"])
        if met and roles.get("task"):
            self.tasks[problem].add(roles["task"])

    def _participant(
        self,
        layout: Layout,
        roles: Mapping[str, str],
        cells: Sequence[str],
        noes: Sequence[bool],
        prefix: str,
        before: set[str],
    ) -> None:
        if not roles["participant"]:
            self.excluded[-1]["without a participant"] += 1
            return
        person = prefix + roles["participant"]
        self.people_twice += person in self.participants and person not in before
        self.participants[person] = None
        for column, cell, explicit in zip(layout.marks, cells, noes, strict=True):
            self._see(person, self._known(_tidy(column.name)), self._cell(cell, explicit))

    def _problem(
        self,
        layout: Layout,
        roles: Mapping[str, str],
        cells: Sequence[str],
        explicit: bool,
        prefix: str,
    ) -> None:
        if not roles["problem"]:
            self.excluded[-1]["without a problem"] += 1
            return
        problem = self._known(roles["problem"])
        for column, cell in zip(layout.marks, cells, strict=True):
            self._see(f"{prefix}{column.name}", problem, self._cell(cell, explicit))
        if roles.get("severity"):
            self.rated[problem].setdefault("", []).append(roles["severity"])
        if roles.get("task"):
            self.tasks[problem].add(roles["task"])

    def _known(self, problem: str) -> str:
        """The key of a problem: spellings that differ in case and blanks only are one."""
        self.problems.setdefault(fold(problem), Counter())[problem] += 1
        return fold(problem)

    def _cell(self, cell: str, explicit: bool) -> bool | None:
        if not cell:
            # Beside cells that say no, a blank says nothing; where only sightings are marked it is a no.
            return None if explicit else False
        return self._meaning(cell)

    def _meaning(self, cell: str) -> bool | None:
        meaning = mark(cell)
        if meaning is None:
            self.unknown[cell] += 1
        self.counts += meaning == "seen" and cell.isdecimal() and int(cell) > 1
        return {"seen": True, "unseen": False}.get(meaning or "")

    def _see(self, person: str, problem: str, met: bool | None) -> None:
        if met is None:
            return
        before = self.seen.get((person, problem), met)
        self.contradictions += before != met
        self.seen[person, problem] = before or met


def _tidy(cell: str) -> str:
    return " ".join(cell.split())


@dataclass(frozen=True, slots=True)
class Severities:
    """Severities as written, as numbers; `notes` say how words were read."""

    values: Mapping[str, float]
    notes: tuple[str, ...] = ()

    def of(self, rated: Mapping[str, Sequence[str]]) -> tuple[float, float] | None:
        """The worst and the mean severity of a problem: the worst of a person counts, then the mean of persons."""
        worst = [max(self.values[cell] for cell in given) for given in rated.values() if given]
        return (max(worst), fmean(sorted(worst))) if worst else None


def severities(cells: Iterable[str]) -> Severities:
    """How severities are read: numbers stay as they are, words need one scale.

    Raises `UsageError` where neither reads the cells, and for a number below zero.
    """
    different = set(cells)
    numbers = {cell: _number(cell) for cell in different}
    words = sorted(cell for cell, number in numbers.items() if number is None)
    strange = [word for word in words if severity_scale([word]) is None] or words
    shown = ", ".join(repr(shorten(word, 20)) for word in strange[:3])
    below = sorted(cell for cell in words if re.match(r"[-−–]\s*\d", cell))
    if below:
        raise UsageError(
            f"a severity is below zero: {', '.join(repr(shorten(cell, 20)) for cell in below[:3])}",
            where="severity",
            hint="0 is no problem, a higher number is worse",
        )
    scale = severity_scale(words) if words else None
    if words and len(words) < len(different):
        raise UsageError(
            f"the severities mix numbers and words: {shown}",
            where="severity",
            hint="write all of them as numbers, higher is worse",
        )
    if words and scale is None:
        raise UsageError(
            f"unknown words for a severity: {shown}",
            where="severity",
            hint="known are minor, moderate, major, critical; low to critical; cosmetic to catastrophe; numbers",
        )
    if scale is None:
        said = ("severity is taken as written, a higher number is worse",) if different else ()
        return Severities({cell: number or 0.0 for cell, number in numbers.items()}, said)
    values = {cell: float(scale.words[fold(cell)]) for cell in different}
    known = dict.fromkeys(f"{fold(c)} {values[c]:g}" for c in sorted(values, key=lambda c: (values[c], c)))
    return Severities(values, (f"severity as numbers: {', '.join(known)}",))


def _number(cell: str) -> float | None:
    """A number, also before its name: `3 - major`."""
    match = re.match(r"(\d{1,9}(?:[.,]\d+)?)(?=$|\s*[-–:=.)(])", cell)
    return float(match[1].replace(",", ".")) if match else None
