"""A source: one input, and everything that was understood about it before the scan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cxux_cli.catalog import personal
from cxux_cli.catalog.dialects import fold, unmask
from cxux_cli.catalog.labels import BUILT_IN, Labels

if TYPE_CHECKING:
    import polars as pl

    from cxux_cli.catalog.dialects import Dialect

OVER = "over"
"""The column of a frame that is not null where a record is longer than the header."""
LONGER = "longer than the header"
"""Why such a record is left out."""


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
    `repair(source, why)`, where there is one, rewrites an input the scanner refused and returns the source
    as it is now, read through the copy.
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
    repair: Callable[[Source, str], Source] | None = None
    lines: Callable[[], int] | None = None
    """Counts the physical lines, where every record of the sample is one line and quotes occur."""
    skipped: int = 0
    """Lines before the first row of answers."""
    labels: Labels = BUILT_IN
    """What answer words mean in this file."""
    asked: tuple[Column, frozenset[str]] | None = None
    """Where a column says which question a row answers: that column, and its words for the one of interest."""
    dropped: Mapping[str, int] = field(default_factory=dict)
    """Rows that were read and are not scanned: how many, by the reason for which they are left out."""
    left_out: Mapping[str, str] = field(default_factory=dict)
    """Names of columns that were read and are not there any more, each with the reason."""
    _answers: dict[int, Counter[str]] = field(default_factory=dict)
    _personal: dict[int, bool] = field(default_factory=dict, init=False)
    _spelt: dict[str, Column] = field(default_factory=dict, init=False)
    """Columns by the folded spelling of their name, then of their text."""

    def for_measure(self, measure: str) -> Source:
        """The same source, of which only the rows count that answer the question of a measure."""
        kinds = self.dialect.kinds
        column = self.named(kinds.columns) if kinds is not None and measure in kinds.values else None
        if kinds is None or column is None:
            return self
        return replace(self, asked=(column, kinds.values[measure]), _answers={})

    def answers(self, index: int) -> Counter[str]:
        """The distinct non-blank cells of a column in the sample and how often each occurs."""
        if index not in self._answers:
            rows: Iterable[Sequence[str]] = self.sample
            if self.asked is not None:
                kind, words = self.asked[0].index, self.asked[1]
                rows = (row for row in rows if kind < len(row) and row[kind].strip().casefold() in words)
            cells = (row[index].strip() for row in rows if index < len(row))
            self._answers[index] = Counter(cell for cell in cells if cell)
        return self._answers[index]

    def is_derived(self, column: Column) -> bool:
        """Whether the tool made this column from another one (a group label, points of a quiz)."""
        return any(p.search(column.name) or p.search(column.text) for p in self.dialect.derived)

    def is_personal(self, column: Column) -> bool:
        """Whether a column holds data about a person that no output may show."""
        if column.index not in self._personal:
            self._personal[column.index] = (
                self.dialect.is_personal(column.name)
                or personal.is_name(column.name)
                or (column.text != column.name and personal.is_name(column.text))
                or personal.are_personal(self.answers(column.index), column.name)
            )
        return self._personal[column.index]

    def is_answer(self, column: Column, measure: str) -> bool:
        """Whether the tool itself says that a column answers a measure.

        Where the tool puts answers to several questions into one column, the rows must say which.
        """
        if fold(column.name) not in map(fold, self.dialect.answers.get(measure, ())):
            return False
        return self.dialect.kinds is None or (self.asked is not None and bool(self.answers(column.index)))

    def named(self, names: Sequence[str]) -> Column | None:
        """The first column called one of `names`, in the order of `names`, without regard to case.

        Only where there is none, letters that merely look Latin count as Latin.
        """
        if not self._spelt:
            # The first of several counts, a name before a text, and what is written before what it looks like.
            for spell in (fold, unmask):
                for key in ("name", "text"):
                    for column in self.columns:
                        self._spelt.setdefault(spell(getattr(column, key)), column)
        return next((self._spelt[key] for name in names if (key := fold(name)) in self._spelt), None)

    @property
    def respondent(self) -> Column | None:
        """The column that identifies a person or a response."""
        return self.named(self.dialect.respondent)

    @property
    def identifier(self) -> Column | None:
        """The column that may stand beside a score: it identifies a person or a response, and is not personal."""
        found = (self.named((name,)) for name in self.dialect.respondent)
        return next((c for c in found if c is not None and not self.is_personal(c)), None)

    @property
    def time(self) -> Column | None:
        """The column that says when an answer was given."""
        return self.named(self.dialect.time)
