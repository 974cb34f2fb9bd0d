"""What the engine is asked: per source, the blocks, segments and rows that count."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from cxux_cli.sources.source import Column, Source
from cxux_cli.study.mapping import Block

if TYPE_CHECKING:
    import polars as pl

    from cxux_cli.study.config.study import Persona
    from cxux_cli.study.dates import Dates
    from cxux_cli.study.periods import Every, Window
    from cxux_cli.study.personas import Members
    from cxux_cli.study.where import Condition


@dataclass(frozen=True, slots=True)
class Scoring:
    """How the items of a block become a raw sum: which positions (from 0) count against the score.

    `partial` says whether people with items missing may have a score, so that every item has an n of
    its own.
    """

    reversed: frozenset[int]
    partial: bool = False


class Unreadable(NamedTuple):
    """What a condition cannot read: where it stands, the column, "number" or "date", and which cells."""

    where: str
    column: Column
    kind: str
    cells: pl.Expr


@dataclass(frozen=True, slots=True)
class SourcePlan:
    """One source with everything bound: blocks, segment columns, weight, condition, person."""

    source: Source
    blocks: tuple[Block, ...]
    by: tuple[Column | None, ...] = ()
    """The segment columns; None stands for the source itself."""
    weight: Column | None = None
    condition: Condition | None = None
    dates: Dates | None = None
    members: Members | None = None
    person: Column | None = None
    """Says who answered, where people answer several times."""
    ids_are_shared: bool = False
    """Whether a short number is the same person in every file, and not counted anew in each."""
    keep: Collection[str] = ()
    tell_blank_lines: bool = False
    """Whether a witness column is read, to tell blank lines from people who answered nothing."""

    @property
    def unreadable(self) -> list[Unreadable]:
        """Cells that conditions read as numbers or dates and that are none, in an order of their own."""
        found = [Unreadable("--where", *one) for one in (self.condition.unreadable if self.condition else ())]
        for persona, column, kind, cells in self.members.unreadable if self.members else ():
            found.append(Unreadable(f"persona '{persona.id}'", column, kind, cells))
        return found

    @property
    def has_filled_segment(self) -> bool:
        """Whether a segment column is filled throughout the sample: blank lines then show without a witness."""
        rows = len(self.source.sample)
        return any(self.source.answers(column.index).total() == rows for column in self.by if column)

    @property
    def may_hold_blank_lines(self) -> bool:
        """Whether blank lines come out of the scan: those of a file in memory are gone already."""
        return self.source.delimiter is not None and not self.source.complete

    @property
    def read(self) -> list[Column]:
        """The columns the blocks and segments read."""
        answers = (column for block in self.blocks for column in block.columns)
        return [*answers, *(column for column in self.by if column)]


@dataclass(frozen=True, slots=True)
class Plan:
    """All sources of all that is measured; they have the same number of blocks and segment columns.

    `scorings` holds one entry per block, None for a single answer. `rows` asks for one row per person
    besides the sums.
    """

    sources: tuple[SourcePlan, ...]
    scorings: tuple[Scoring | None, ...]
    rows: bool = False
    by_names: tuple[str, ...] = ()
    """What the segment columns are called in the report."""
    role: int | None = None
    """Which segment column holds the roles of the study; no part is divided by it unless it asks for it."""
    unit: str = "persons"
    """What the person columns tell apart: persons, or accounts."""
    personas: tuple[Persona, ...] = ()
    """The personas of the study, in the order of the bits of `Slot.personas`."""
    shown: Collection[str] = ()
    """Ids of the personas that have results of their own."""
    every: Every | None = None
    """The length of the periods of a series."""
    window: Window | None = None
    """From when and until when rows count; as the periods, it needs the dates of every source."""
    typed: bool = field(default=True)
    """Whether items that are whole numbers in the sample may be read as such, which is faster."""

    @property
    def by_person(self) -> bool:
        """Whether answers are also grouped by who gave them."""
        return all(spec.person is not None for spec in self.sources)

    def stored(self, b: int) -> Column | None:
        """The column with the ready-made score of block `b`, in the first source that has one."""
        return next((found for spec in self.sources if (found := spec.blocks[b].stored) is not None), None)

    @property
    def may_refute_dates(self) -> bool:
        """Whether rows outside a sample may be dated in another order of day and month."""
        return any(spec.dates is not None and not spec.source.complete for spec in self.sources)

    @property
    def weight_bits(self) -> tuple[int, int]:
        """How far weights and squared weights are shifted to be summed as whole numbers.

        Sums of fractions depend on the order of the threads in their last digits; sums of whole numbers
        do not. The largest of the sample keeps 60 bits, and 37 are left for larger ones behind the sample.
        """
        largest = 0.0
        for spec in self.sources:
            if spec.weight is not None:
                for cell in spec.source.answers(spec.weight.index):
                    try:
                        number = abs(float(cell.replace(",", ".")))
                    except ValueError:
                        continue
                    largest = max(largest, number if number < MOST_WEIGHT else 0.0)
        if largest == 0.0:
            return 60, 80
        # More bits for the squares: that of a weight a millionth of the largest still has 40.
        return 60 - math.frexp(largest)[1], 80 - math.frexp(largest * largest)[1]


MOST_WEIGHT = 1e15
"""Beyond this no weight means anything, and its square leaves every number there is."""
