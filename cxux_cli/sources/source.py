"""A source: one input, and everything that was understood about it before the scan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cxux_cli.catalog.labels import BUILT_IN, Labels

if TYPE_CHECKING:
    import polars as pl

    from cxux_cli.catalog.dialects import Dialect

OVER = "over"
"""The column of a frame that is not null where a record is longer than the header."""


def position(index: int) -> str:
    """The name a column has inside a frame: positional, so that duplicate headers cannot collide."""
    return f"__c{index}"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its position from 0, the short name people use, the full question text."""

    index: int
    name: str
    text: str


@dataclass(slots=True)
class Source:
    """What was understood about one input, and how to scan it.

    `sample` holds records of text: all of them where `complete`, else the beginning and the end.
    `scan(columns, integers)` gives a lazy frame of the columns at those positions, named by
    `position`, plus `OVER`; columns in `integers` may be read as small integers instead of text.
    `repair()`, where there is one, rewrites an input the scanner refused and returns the new source.
    """

    path: str
    dialect: Dialect
    columns: tuple[Column, ...]
    sample: Sequence[Sequence[str]]
    complete: bool
    header_rows: int
    scan: Callable[[Sequence[int], Collection[int]], pl.LazyFrame]
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    notes: tuple[str, ...] = ()
    blank_rows: int = 0
    file: str | None = None
    size: int = 0
    repair: Callable[[str], Source] | None = None
    lines: Callable[[], int] | None = None
    """Counts the physical lines, where every record of the sample is one line and quotes occur."""
    skipped: int = 0
    """Lines before the first row of answers."""
    labels: Labels = BUILT_IN
    """What answer words mean in this file."""
    _answers: dict[int, Counter[str]] = field(default_factory=dict)

    def answers(self, index: int) -> Counter[str]:
        """The distinct non-blank cells of a column in the sample and how often each occurs."""
        if index not in self._answers:
            cells = (row[index].strip() for row in self.sample if index < len(row))
            self._answers[index] = Counter(cell for cell in cells if cell)
        return self._answers[index]

    def is_derived(self, column: Column) -> bool:
        """Whether the tool made this column from another one (a group label, points of a quiz)."""
        return any(p.search(column.name) or p.search(column.text) for p in self.dialect.derived)

    def is_personal(self, column: Column) -> bool:
        """Whether a column holds data about a person that no output may show."""
        return column.name.casefold() in self.dialect.personal

    def named(self, names: Sequence[str]) -> Column | None:
        """The first column called one of `names`, in the order of `names`, without regard to case."""
        by_name = {column.name.casefold(): column for column in reversed(self.columns)}
        by_text = {column.text.casefold(): column for column in reversed(self.columns)}
        for name in names:
            found = by_name.get(name.casefold()) or by_text.get(name.casefold())
            if found is not None:
                return found
        return None

    @property
    def respondent(self) -> Column | None:
        """The column that identifies a person or a response."""
        return self.named(self.dialect.respondent)

    @property
    def time(self) -> Column | None:
        """The column that says when an answer was given."""
        return self.named(self.dialect.time)
