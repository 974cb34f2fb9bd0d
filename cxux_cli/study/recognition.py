"""Which command measures a file of which nobody says what it is: one order for all who ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from cxux_cli.errors import CxuxError
from cxux_cli.results import Report
from cxux_cli.sources.source import Source
from cxux_cli.study import attempts
from cxux_cli.study.command_roles import ROLES
from cxux_cli.study.roles import from_config
from cxux_cli.study.task_layout import Layout, Shape, find

TASKS, TREE = "tasks", "tree"
ORDER = (TREE, TASKS, "cards", "problems", "web", "adoption")
"""Commands in the order in which they are tried: a tree test looks like a usability test too, and counts skips."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """The command that measures a file, and what it says; `notes` say what else the file looked like."""

    verb: str | None
    report: Report | None
    notes: tuple[str, ...] = ()


def recognised(
    source: Source,
    measure: Callable[[str], Report],
    *,
    alone: bool,
    columns: Mapping[str, Sequence[str]] = MappingProxyType({}),
    words: frozenset[str] = frozenset(),
) -> Recognised:
    """The first command that measures a file without doubt, told from `source`, the first of its kind.

    `measure` gives the report of a command or raises `CxuxError`. `alone` says that the file holds no answers
    to questions: beside them only tasks are looked for. `columns` are those that a config binds,
    `words` its own for outcomes.
    """
    notes: tuple[str, ...] = ()
    for verb in ORDER if alone else (TASKS,):
        try:
            if not _looks(verb, source, from_config(columns, ROLES[verb]), words, alone=alone):
                continue
        except CxuxError:
            continue
        try:
            report = measure(verb)
        except CxuxError as error:
            notes += (f"tasks not measured: {error.message}",) if verb == TASKS else ()
            continue
        if _is_sure(verb, report):
            return Recognised(verb, report, notes)
    return Recognised(None, None, notes)


def _looks(
    verb: str, source: Source, roles: Mapping[str, Sequence[str]], words: frozenset[str], *, alone: bool
) -> bool:
    """Whether the columns look like what a command measures, where others would measure them as well."""
    if verb == TREE:
        return attempts.shows_a_tree(source, attempts.understand(source, roles))
    return verb != TASKS or _is_test(source, find(source, roles, words), alone=alone)


def _is_sure(verb: str, report: Report) -> bool:
    """Whether what a command found is no chance likeness."""
    tasks = {result.task for result in report.results if result.task is not None}
    if verb == TREE:
        # How one mission ended is told of a prototype in the same words.
        return bool(tasks)
    if verb == TASKS:
        # A lone time may be that of the whole survey.
        return len(tasks) > 1 or any(result.measure in ("success", "errors") for result in report.results)
    # Columns of ones may be anything; of real problems some are met by some people.
    return report.matrix is None or any(met is False for row in report.matrix.seen for met in row)


def _is_test(source: Source, layout: Layout, *, alone: bool) -> bool:
    """Whether the rows name tasks that recur, as attempts do, or where nothing else is in it, are one task."""
    if layout.shape is not Shape.LONG:
        return True
    tasks = source.answers(layout.columns["task"][0].index) if "task" in layout.columns else {}
    # Ids of submissions do not recur.
    return 0 < 2 * len(tasks) <= sum(tasks.values()) or (alone and _is_one_task(source, layout))


def _is_one_task(source: Source, layout: Layout) -> bool:
    """Whether the rows are attempts at a single task: how long each took, and how it ended or what went wrong."""
    if "time" not in layout.columns or not {"outcome", "errors"} & layout.columns.keys():
        return False
    # Whether a survey was finished is no outcome of a task.
    told = {column for rule in source.dialect.exclusions if (column := source.named(rule.columns))}
    return told.isdisjoint(layout.columns.get("outcome", ()))
