"""What the rows of a usability test are, and which column plays which role: found on evidence, or stated."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf

from cxux_cli.catalog import people
from cxux_cli.catalog.outcomes import spelt, vocabulary
from cxux_cli.errors import InputError, UsageError
from cxux_cli.estimators.usability.ratings import SCALES
from cxux_cli.results import Bound
from cxux_cli.sources.source import Column, Source
from cxux_cli.study.durations import are_durations, same_times
from cxux_cli.study.names import label, resolve_all
from cxux_cli.study.task_columns import (
    EVENT_ROLES,
    LONG_ROLES,
    PATTERNS,
    is_called,
    is_like,
    is_task,
    of_task,
    words,
)
from cxux_cli.study.task_log import (
    event_column,
    moment_column,
    session_column,
    tells_outcomes,
    without_moment,
)


class Shape(StrEnum):
    """What a row is."""

    LONG = "one row per attempt"
    WIDE = "one row per participant"
    EVENTS = "one row per event"


SEVERAL = frozenset(("asq", "outcome"))
"""Roles that several columns may share: the items of a questionnaire, or an outcome column per task."""
MEASURED = frozenset(LONG_ROLES) - {"participant", "task", "attempt", "shortest", "opportunities"}
"""Roles of which at least one is needed."""
_NUMBERS = frozenset(("errors", "opportunities", "clicks", "pages", "distinct", "shortest", *SCALES))
"""Roles whose cells are numbers."""
_EITHER = frozenset(("start", "end", "satisfaction"))
"""Roles that columns of any survey are called after."""
_COUNTED = frozenset(("errors", "clicks", "effort"))
"""Roles that no survey has beside a time."""
_STATES = frozenset(("status", "complete", "completed", "completion", "result", "results"))
"""What surveys call the column that says whether somebody came to the end."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a test by role. `tasks` is empty unless every task has columns of its own.

    In a log `when` is the moment of an event and `event` what happened.
    """

    shape: Shape
    columns: Mapping[str, tuple[Column, ...]]
    tasks: Mapping[str, Mapping[str, tuple[Column, ...]]]
    why: Mapping[str, str]
    notes: tuple[str, ...] = ()

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """Every column that is read, once."""
        found = [c for group in (self.columns, *self.tasks.values()) for of in group.values() for c in of]
        return tuple(dict.fromkeys(found))

    def bounds(self) -> list[Bound]:
        """What was bound and why, for the report."""
        found = [(role, c) for role, columns in self.columns.items() for c in columns]
        bounds = [Bound(role, c.name, c.text, self.why.get(role, "name")) for role, c in found]
        for task, roles in self.tasks.items():
            bounds += [
                Bound(f"{role} of {task}", c.name, c.text, self.why.get(role, "name"))
                for role, columns in roles.items()
                for c in columns
            ]
        return bounds


def find(source: Source, stated: Mapping[str, Sequence[str]], own_words: frozenset[str]) -> Layout:
    """The layout of a test. `stated` binds roles to names of columns; `own_words` name outcomes as well.

    Raises `UsageError` for an unknown role, or two equally good columns, `InputError` when the file holds
    no attempts at tasks.
    """
    bound = _stated(source, stated)
    if len(bound.get("outcome", ())) > 1:
        return _wide(source, bound, own_words)
    log = _log(source, bound, own_words)
    if log is not None:
        return Layout(Shape.EVENTS, log, {}, _whys(bound))
    called = _by_name(source, LONG_ROLES, bound)
    found = _sure(source, called, bound, own_words)
    passed = tuple(
        f"column '{called[role][0].name}' is called after the {role} and does not hold it: passed over"
        for role in called.keys() - found.keys()
    )
    numbering = [c for c in source.columns if is_called(c.name, "attempt") and source.answers(c.index)]
    if "attempt" not in called and len(numbering) > 1:
        passed += (
            f"several columns may number the attempts ({', '.join(map(label, numbering[:4]))}): none does alone, "
            "so a person's rows of a task are its attempts, in their order",
        )
    if "task" in found and MEASURED & found.keys():
        return Layout(Shape.LONG, found, {}, _whys(bound), passed)
    wide = _wide(source, bound, own_words)
    if wide.tasks:
        return wide
    if MEASURED & bound.keys() or _is_one_task(source, found, own_words):
        return Layout(Shape.LONG, found, {}, _whys(bound), passed)
    raise _no_attempts(source, found)


def _no_attempts(source: Source, found: Mapping[str, tuple[Column, ...]]) -> InputError:
    """The error for a file that says too little about attempts: what it does say, and what is missing."""
    seen = ", ".join(f"{label(found[role][0])} as {role}" for role in sorted(MEASURED & found.keys()))
    how = "how it ended or how long it took"
    if "task" in found:
        said = f"{label(found['task'][0])} says which task it was, and no column {how}"
    elif seen:
        said = f"no column says which task it was; {seen} alone may be anything"
    else:
        said = f"no column says which task it was and {how}"
    wanted = " ".join(f"--column {role}=NAME" for role in ("task", "outcome", "time") if role not in found)
    who = source.answers(found["participant"][0].index) if "participant" in found else {}
    if "time" in found and max(who.values(), default=0) > 1:
        # Nobody answers a survey several times.
        wanted += f'; where all rows are one task: --column "time={found["time"][0].name}"'
    named = ", ".join(f"'{column.name[:30]}'" for column in source.columns[:8])
    return InputError(
        f"there are no attempts at tasks in it: {said}",
        where=source.path,
        hint=f"name the columns that do: {wanted}; the columns are "
        + named
        + (" …" if len(source.columns) > 8 else ""),
    )


def _log(
    source: Source, bound: Mapping[str, tuple[Column, ...]], own: frozenset[str]
) -> dict[str, tuple[Column, ...]] | None:
    """The columns of a log by role, None where it is no log. Raises `InputError` where nobody says when."""
    keys = _by_name(source, ("participant", "task"), bound)
    if "task" not in keys:
        return None
    told = [c for columns in keys.values() for c in columns]
    event = bound["event"][0] if "event" in bound else event_column(source, told, own)
    if event is None:
        return None
    sure = {**bound, **keys, "event": (event,)}
    when = bound["when"][0] if "when" in bound else moment_column(source, [*told, event])
    if when is None:
        raise without_moment(source)
    found = _by_name(source, EVENT_ROLES, {**sure, "when": (when,)})
    who = source.respondent
    if who is None:
        who = session_column(source, [c for columns in found.values() for c in columns])
    if "participant" not in found and who is not None:
        found["participant"] = (who,)
    if not tells_outcomes(source, event, own):
        ended = _by_name(source, ("outcome",), {**sure, "when": (when,)}).get("outcome")
        if ended is not None and _ends(source, ended[0], own):
            found["outcome"] = ended
    return found


def _is_one_task(source: Source, found: Mapping[str, tuple[Column, ...]], own: frozenset[str]) -> bool:
    """Whether a sheet without a column of tasks is about a single one, and not a survey.

    It says how attempts ended, in known words and under a name that a survey does not give to its own
    state, and something else about them; or of everybody a time with errors or clicks.
    """
    if _are_people(source, found):
        return True
    if "outcome" not in found:
        return False
    outcome = found["outcome"][0]
    if any(source.named(rule.columns) == outcome for rule in source.dialect.exclusions):
        return False
    is_state = words(outcome.name).casefold() in _STATES
    return not is_state and _ends(source, outcome, own) and len(MEASURED & found.keys() - _EITHER) > 1


def _are_people(source: Source, found: Mapping[str, tuple[Column, ...]]) -> bool:
    """Whether every row is another person who was timed, and something was counted that only a test counts."""
    who = source.answers(found["participant"][0].index) if "participant" in found else {}
    timed = "time" in found or {"start", "end"} <= found.keys()
    return timed and bool(_COUNTED & found.keys()) and max(who.values(), default=0) == 1


def _stated(source: Source, stated: Mapping[str, Sequence[str]]) -> dict[str, tuple[Column, ...]]:
    known = tuple(PATTERNS)
    bound = {}
    for role, names in stated.items():
        if role not in known:
            raise UsageError(
                f"tasks has no role '{role}'", where="--column", hint=f"its roles are: {', '.join(known)}"
            )
        columns = tuple(dict.fromkeys(resolve_all(source, names, f"--column {role}")))
        if len(columns) > 1 and role not in SEVERAL:
            raise UsageError(f"{role} is one column, {len(columns)} are named", where=f"--column {role}")
        bound[role] = columns
    return bound


def _by_name(
    source: Source, roles: Sequence[str], bound: Mapping[str, tuple[Column, ...]]
) -> dict[str, tuple[Column, ...]]:
    """Columns called after a role, each for the first role that fits; a tie is an error."""
    found = {role: columns for role, columns in bound.items() if role in roles}
    taken = {c.index for columns in bound.values() for c in columns}
    for role in roles:
        if role in found:
            continue
        free = [c for c in source.columns if c.index not in taken and not source.dialect.is_of_tool(c.name)]
        filled = [c for c in free if is_called(c.name, role) and source.answers(c.index)]
        if not filled:
            filled = [c for c in free if is_like(c.name, role) and _bears_out(source, role, c)]
        if len(filled) > 1 and role == "attempt":
            filled = _numbering(source, found, filled)
        elif len(filled) > 1 and role not in SEVERAL:
            filled = _best(source, role, filled)
        if role == "outcome":
            filled = filled[:1] if len(filled) < 2 else _best(source, role, filled)
        if filled:
            found[role] = tuple(filled)
            taken |= {c.index for c in filled}
    return found


def _bears_out(source: Source, role: str, column: Column) -> bool:
    """Whether the cells of a column say what its name only hints at."""
    if role == "outcome":
        return _ends(source, column)
    return role == "time" and are_durations(source.answers(column.index))


def _numbering(
    source: Source, found: Mapping[str, tuple[Column, ...]], columns: Sequence[Column]
) -> list[Column]:
    """The one of several columns that numbers the attempts of a person at a task, each once; none where none does."""
    keys = [c.index for role in ("participant", "task") for c in found.get(role, ())]
    for column in columns:
        rows = [tuple(row[i] for i in (*keys, column.index) if i < len(row)) for row in source.sample]
        if len(set(rows)) == len(rows):
            return [column]
    return []


def _best(source: Source, role: str, columns: Sequence[Column]) -> list[Column]:
    """The one of several whose cells fit the role."""
    fits = {"time": lambda c: are_durations(source.answers(c.index)), "outcome": lambda c: _ends(source, c)}
    good = [c for c in columns if role not in fits or fits[role](c)]
    if len(good) == 1:
        return good
    if role == "time" and good and (same := same_times(source, good)) is not None:
        return [same]
    # An id column says who; a name beside it says no more.
    if role == "participant":
        said = [words(c.name).casefold() for c in columns]
        return [columns[min(range(len(said)), key=lambda i: people.names().index(said[i]))]]
    if role == "task":
        return [next((c for c in columns if re.search(r"id\b", c.name, re.IGNORECASE)), columns[0])]
    raise UsageError(
        f"several columns may hold the {role}: {', '.join(label(c) for c in (good or columns)[:6])}",
        where=source.path,
        hint=f"name one: --column {role}=NAME",
    )


def _ends(source: Source, column: Column, own: frozenset[str] = frozenset()) -> bool:
    """Whether most cells of a column are words for outcomes."""
    cells = source.answers(column.index)
    known = sum(n for cell, n in cells.items() if spelt(cell) in vocabulary() or spelt(cell) in own)
    return bool(cells) and known >= 0.5 * cells.total()


def _sure(
    source: Source,
    found: dict[str, tuple[Column, ...]],
    bound: Mapping[str, tuple[Column, ...]],
    own: frozenset[str],
) -> dict[str, tuple[Column, ...]]:
    """The roles whose cells bear out the name, unless they are stated."""
    sure = dict(found)
    who = source.respondent
    if "participant" not in sure and who is not None and all(who not in of for of in sure.values()):
        sure["participant"] = (who,)
    for role, columns in found.items():
        if role not in bound and not _holds(source, role, columns[0], own):
            del sure[role]
    return sure


def _holds(source: Source, role: str, column: Column, own: frozenset[str]) -> bool:
    """Whether the cells of a column may be those of the role it is called after."""
    cells = source.answers(column.index)
    if role == "time":
        return are_durations(cells)
    if role == "outcome":
        return _ends(source, column, own) or _may_be_outcome(source, column)
    if role in _NUMBERS:
        low, high = SCALES.get(role, (0.0, inf))
        numbers = (_leading(cell) for cell in cells.elements())
        return 2 * sum(n is not None and low <= n <= high for n in numbers) >= cells.total()
    return True


def _leading(cell: str) -> float | None:
    match = re.match(r"-?\d+(?:[.,]\d+)?(?![\w.,:/])", cell)
    return float(match[0].replace(",", ".")) if match else None


def _may_be_outcome(source: Source, column: Column) -> bool:
    """A few repeated words in a column called outcome are outcomes, known or not: unknown ones are said."""
    return len(source.answers(column.index)) <= 30


def _wide(source: Source, bound: Mapping[str, tuple[Column, ...]], own: frozenset[str]) -> Layout:
    """A sheet in which every task has columns of its own."""
    who = bound.get("participant") or _by_name(source, ("participant",), {}).get("participant")
    if who is None:
        who = (source.respondent,) if source.respondent is not None else None
    aside = set(who or ())
    tasks: dict[str, dict[str, tuple[Column, ...]]] = {}
    named = {c: (of_task(c.name) or (c.name.strip(), "outcome")) for c in bound.get("outcome", ())}
    for column in source.columns:
        if column in aside or source.dialect.is_of_tool(column.name) or not source.answers(column.index):
            continue
        place = named.get(column) or _place(source, column, own)
        if place is None:
            continue
        task, role = place
        roles = tasks.setdefault(task, {})
        if role in roles and role not in ("asq",):
            raise UsageError(
                f"two columns hold the {role} of task '{task}': {label(roles[role][0])}, {label(column)}",
                where=source.path,
                hint="rename one of them",
            )
        roles[role] = (*roles.get(role, ()), column)
    # One column that ends in such a word may be anything; a task that others confirm is one.
    sure = {
        task: roles
        for task, roles in tasks.items()
        if is_task(task)
        or (len(roles) > 1 and roles.keys() - _EITHER)
        or any(c in named for cs in roles.values() for c in cs)
    }
    columns = {"participant": who} if who else {}
    return Layout(Shape.WIDE, columns, sure, _whys(bound))


def _place(source: Source, column: Column, own: frozenset[str]) -> tuple[str, str] | None:
    place = of_task(column.name)
    if place is not None:
        task, role = place
        if role == "outcome" and not is_task(task) and not _ends(source, column, own):
            return None
        return place if _holds(source, role, column, own) else None
    if is_task(column.name) and _ends(source, column, own):
        return column.name.strip(), "outcome"
    return None


def _whys(bound: Mapping[str, tuple[Column, ...]]) -> dict[str, str]:
    return dict.fromkeys(bound, "stated with --column")
