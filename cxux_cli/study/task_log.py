"""The columns of a log of events that tells when tasks started and how they ended."""

from __future__ import annotations

from collections.abc import Sequence

from cxux_cli.catalog.outcomes import spelt, vocabulary
from cxux_cli.errors import InputError
from cxux_cli.estimators.usability.outcomes import Outcome
from cxux_cli.sources.source import Column, Source
from cxux_cli.study.durations import are_durations
from cxux_cli.study.events import SESSIONS
from cxux_cli.study.kinds import are_dates
from cxux_cli.study.task_columns import is_called, is_like, words

STARTS = frozenset(
    ("start", "started", "task start", "start task", "begin", "begun", "task started", "task begin")
)
ENDS = frozenset(
    ("end", "ended", "task end", "end task", "stop", "stopped", "finish", "task ended", "task finish")
)
"""Words of a log for the beginning of an attempt, and for an end that says nothing about the outcome."""


def event_column(source: Source, keys: Sequence[Column], own: frozenset[str]) -> Column | None:
    """The column that says when a task started and how it ended, by its name or, where the rows show it, by its cells.

    `keys` say whose attempt at which task a row is of, `own` are words for outcomes beside the known ones.
    """
    free = [c for c in source.columns if c not in keys and is_log(source, c, own)]
    for fits in (is_called, is_like):
        if named := [c for c in free if fits(c.name, "event")]:
            return named[0]
    return next((c for c in free if _are_pairs(source, c, keys)), None)


def moment_column(source: Source, taken: Sequence[Column]) -> Column | None:
    """The column that says when an event happened: by its name, else the only one that holds moments."""
    free = [c for c in source.columns if c not in taken and source.answers(c.index)]
    dated = [c for c in free if _holds_moments(source, c)]
    for fits in (is_called, is_like):
        if named := [c for c in dated if fits(c.name, "when")]:
            return named[0]
    called = [c for c in free if is_called(c.name, "when") or is_like(c.name, "when")]
    return called[0] if called else dated[0] if len(dated) == 1 else None


def session_column(source: Source, taken: Sequence[Column]) -> Column | None:
    """The column of sessions, which stand for people where no column does."""
    free = [c for c in source.columns if c not in taken and source.answers(c.index)]
    said = {words(c.name).casefold(): c for c in reversed(free)}
    return next((said[name] for name in SESSIONS if name in said), None)


def is_log(source: Source, column: Column, own: frozenset[str] = frozenset()) -> bool:
    """Whether cells say that a task started, and others that it ended."""
    said = {spelt(cell) for cell in source.answers(column.index)}
    return bool(said & STARTS) and bool(said & (ENDS | outcome_events() | own))


def outcome_events() -> frozenset[str]:
    """Words of events that say how a task ended."""
    return frozenset(word for word, o in vocabulary().items() if o is not Outcome.NOT_ATTEMPTED)


def tells_outcomes(source: Source, column: Column, own: frozenset[str]) -> bool:
    """Whether the events themselves say how tasks ended, so that no other column has to."""
    said = {spelt(cell).removeprefix("task ").strip() for cell in source.answers(column.index)}
    return bool(said & (outcome_events() | own))


def without_moment(source: Source) -> InputError:
    """The error for a log of which nobody says when things happened."""
    shown = ", ".join(f"'{column.name[:30]}'" for column in source.columns[:8])
    return InputError(
        "the log says what happened, and no column says when",
        where=source.path,
        hint=f"name it: --column when=NAME; the columns are {shown}",
    )


def _holds_moments(source: Source, column: Column) -> bool:
    """Whether the cells are days with or without a time, and no times of day alone."""
    cells = source.answers(column.index)
    return are_dates(cells) and not are_durations(cells)


def _are_pairs(source: Source, column: Column, keys: Sequence[Column]) -> bool:
    """Whether what ended has mostly started before, in a row of the same person and task."""
    begun: set[tuple[str, ...]] = set()
    pairs = ended = 0
    for row in source.sample:
        cells = [row[c.index].strip() if c.index < len(row) else "" for c in (column, *keys)]
        word, key = spelt(cells[0]), tuple(cells[1:])
        if word in STARTS:
            begun.add(key)
        elif word in ENDS or word in outcome_events():
            ended += 1
            pairs += key in begun
    return ended > 0 and 2 * pairs > ended
