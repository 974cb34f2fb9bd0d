"""What comes out of the scan: groups of rows with their sums, not yet a statistic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Cell:
    """Rows of one source and one segment with the same answer: how many, and their sums of weights.

    `reason` is None for rows that count. `key` is the raw answer of a single question, or
    (answered items, sum of contributions, state) of a questionnaire. `sums` are further sums.
    """

    source: int
    reason: str | None
    segment: tuple[str | None, ...]
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
    unreadable_where: Mapping[tuple[int, str, str], int]
    scores: pl.DataFrame | None = None
