"""The rows of a group that is hidden: of the scale or of all people, never the answers that the group gave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cxux_cli.assemble.answers import SEVERAL, Answers, read
from cxux_cli.catalog.labels import Labels
from cxux_cli.measures.base import Answer, Measure
from cxux_cli.study.kinds import Kind, Question

if TYPE_CHECKING:
    from cxux_cli.engine.cells import Cell

NOT_SHOWN = "(not shown)"
"""The one row where nothing says which answers there are, but what few people gave."""


@dataclass(frozen=True, slots=True)
class Behind:
    """What the rows of a hidden group may come from: the cells of all rows, and a measure with a scale.

    `secret` says that the segments are answers to such a measure themselves.
    """

    everybody: Sequence[Sequence[Cell]]
    measure: Measure | None
    secret: bool


def untold(
    question: Question, answers: Answers, known: Labels, behind: Behind, min_n: int
) -> tuple[Question, Answers]:
    """The question and its answers without what only the items with fewer than `min_n` people tell of them."""
    if question.kind is Kind.MULTIPLE:
        # Its rows are its columns.
        return question, answers
    everybody = read(question, behind.everybody, known)
    if any(item.whole.base.n < min_n for item in everybody.items):
        # What the question looks like, too, is what these few people gave.
        question = replace(question, why=f"fewer than {min_n} people answered")
        everybody = replace(everybody, names=_of_scale(behind.measure))
    shown = [item for item in answers.items if item.whole.base.n >= min_n]
    given = [name for name in answers.names if any(item.whole.of(name).n for item in shown)]
    names = tuple(dict.fromkeys((*everybody.names, *given)))
    if shown:
        return question, replace(answers, names=names)
    is_number = question.kind is Kind.NUMERIC
    return question, replace(
        answers,
        # Long numbers have no rows but their mean.
        names=names or (() if is_number else (NOT_SHOWN,)),
        notes=tuple(note for note in answers.notes if note == SEVERAL),
    )


def _of_scale(measure: Measure | None) -> tuple[str, ...]:
    if measure is None or not isinstance(measure.question, Answer):
        return ()
    return tuple(str(point) for point in range(measure.question.low, measure.question.high + 1))
