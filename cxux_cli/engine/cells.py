"""What comes out of the scan: groups of rows with their sums, not yet a statistic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import polars as pl


class Slot(NamedTuple):
    """Which slice rows belong to: the values of the segment columns, the start of the period, the personas.

    `personas` has bit i set where the people of the rows belong to persona i.
    """

    segment: tuple[str | None, ...] = ()
    period: date | None = None
    personas: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """Rows of one source and one slot with the same answer: how many, and their sums of weights.

    `reason` is None for rows that count. `key` is the raw answer of a single question, or
    (answered items, sum of contributions, state) of a questionnaire. `sums` are further sums.
    """

    source: int
    reason: str | None
    slot: Slot
    key: object
    n: int
    w: float
    w2: float
    sums: Mapping[str, float] = field(default_factory=dict)
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Collected:
    """The result of the one collect: the cells of each block, and counts that belong to no block."""

    blocks: tuple[tuple[Cell, ...], ...]
    lines: Mapping[int, int]
    """Physical lines of the sources that can count them."""
    unreadable: Mapping[tuple[int, str, str, str], int]
    """Cells that a condition could not read, by source, condition, column and what they were read as."""
    scores: pl.DataFrame | None = None
    people: tuple[pl.DataFrame, ...] = ()
    """Of each block the rows that count, grouped by slice, person and raw answer, where people repeat."""
    newest: tuple[datetime | None, ...] = ()
    """When the newest row of each source was given, in a series."""
