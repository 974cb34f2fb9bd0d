"""What is in a file: each column described by its answers, and which measures it can give."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from cxux_cli.catalog.labels import normalise
from cxux_cli.errors import CxuxError, InputError
from cxux_cli.measures.base import Answer, Measure
from cxux_cli.sources.source import Column, Source
from cxux_cli.study.answer import find_answer
from cxux_cli.study.floors import floor
from cxux_cli.study.items import Choice, find_items
from cxux_cli.study.mapping import Block, Overrides

_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*")


@dataclass(frozen=True, slots=True)
class Description:
    """A column: what its cells look like, without showing what anybody wrote.

    `distinct` is None where it would tell the answers of too few people.
    """

    column: Column
    filled: int
    distinct: int | None
    looks: str


@dataclass(frozen=True, slots=True)
class Possibility:
    """A measure and the blocks that give it, or why there are none."""

    measure: Measure
    blocks: tuple[Block, ...]
    problem: CxuxError | None

    @property
    def is_absent(self) -> bool:
        """Whether nothing in the file even looks like the measure."""
        return isinstance(self.problem, InputError) and "#" not in self.problem.message


def describe(source: Source) -> list[Description]:
    """Every column in order."""
    return [_describe(source, column) for column in source.columns]


def possibilities(source: Source, measures: Iterable[Measure]) -> list[Possibility]:
    """Which measures the file gives without a flag."""
    return [_possibility(source, measure) for measure in measures]


def _possibility(source: Source, measure: Measure) -> Possibility:
    source = source.for_measure(measure.key)
    try:
        if isinstance(measure.question, Answer):
            return Possibility(measure, (find_answer(source, measure, Overrides({})),), None)
        blocks = find_items(source, measure, Overrides({}), Choice("standard", False, None))
        return Possibility(measure, tuple(blocks), None)
    except CxuxError as problem:
        return Possibility(measure, (), problem)


def _describe(source: Source, column: Column) -> Description:
    answers = source.answers(column.index)
    least = floor(source, (column,)).least
    if 0 < answers.total() < least:
        return Description(column, answers.total(), None, f"fewer than {least} people: not shown")
    return Description(column, answers.total(), len(answers), _looks(source, column))


def _looks(source: Source, column: Column) -> str:
    answers = source.answers(column.index)
    if source.is_personal(column):
        return "personal"
    if not answers:
        return "blank"
    cells = [c for c in answers if not source.labels.is_non_answer(normalise(c))]
    numbers = [float(c.replace(",", ".")) for c in cells if _NUMBER.fullmatch(c) and len(c) < 30]
    if not cells:
        return "no answers"
    if len(numbers) >= 0.9 * len(cells):
        kind = "whole numbers" if all(n.is_integer() for n in numbers) else "numbers"
        low, high = (f"{n:.12g}" for n in (min(numbers), max(numbers)))
        return f"{kind}, all {low}" if low == high else f"{kind} {low} to {high}"
    if sum(bool(_DATE.fullmatch(c)) for c in cells) >= 0.9 * len(cells):
        return "dates"
    if len(cells) == answers.total() and len(cells) > 20:
        return "text, all different"
    if len(cells) <= 12:
        return f"{len(cells)} different answers" if len(cells) > 1 else "one answer"
    return "text"
