"""The privacy floor that a column brings along, whatever is done with it: that of the measure it answers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from cxux_cli.measures.base import Answer, Measure
from cxux_cli.measures.registry import COMMANDS
from cxux_cli.sources.source import Column, Source


@dataclass(frozen=True, slots=True)
class Floor:
    """People below whom nothing is shown, and the measure that asks for it; 1 and None where none does."""

    least: int = 1
    measure: Measure | None = None

    @property
    def note(self) -> str:
        """What is said of it."""
        key = self.measure.key if self.measure else ""
        return f"groups below {self.least} people show no number, because {key} has this privacy floor"


def floor(source: Source, columns: Iterable[Column]) -> Floor:
    """The largest floor of the measures that columns answer by their wording or name.

    Whether the answers are on the scale of the measure does not matter: groups made of them, or a shorter
    scale, give people away as well.
    """
    found = (
        Floor(measure.floor, measure)
        for measure in COMMANDS.values()
        if measure.floor > 1
        for column in columns
        if _answers(source, column, measure)
    )
    return max(found, key=lambda each: each.least, default=Floor())


def _answers(source: Source, column: Column, measure: Measure) -> bool:
    question = measure.question
    if not isinstance(question, Answer):
        return False
    text, name = column.text.casefold(), column.name.casefold()
    if any(re.search(pattern, text) for pattern in question.never):
        return False
    asks = any(re.search(pattern, text) for pattern in question.asks)
    named = any(re.search(pattern, name) for pattern in question.names)
    return asks or named or source.is_answer(column, measure.key)
