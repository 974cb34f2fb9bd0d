"""Numbers that were measured: how a column writes them, and in which unit of time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from cxux_cli.errors import InputError
from cxux_cli.sources.source import Column, Source, position
from cxux_cli.study.names import label, shorten

if TYPE_CHECKING:
    import polars as pl

SECONDS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "min": 60.0}
"""Unit -> how many seconds it is."""
_UNITS = {
    "us": ("us", "µs", "usec", "micros", "microseconds"),
    "ms": ("ms", "msec", "msecs", "millis", "millisecond", "milliseconds"),
    "s": ("s", "sec", "secs", "second", "seconds"),
    "min": ("min", "mins", "minute", "minutes"),
}
_WORDS = {word: unit for unit, words in _UNITS.items() for word in words}
BLANK = ("", "null", "none", "na", "n/a", "-")
"""What pages write for nothing, in lower case."""
_DECIMAL_COMMA = re.compile(r"\s*-?\d+,\d+\s*")


@dataclass(frozen=True, slots=True)
class Quantity:
    """How a column writes numbers. `unit` is None for numbers without one; `why` says how it is known."""

    column: Column
    unit: str | None
    comma: bool
    why: str

    def number(self) -> pl.Expr:
        """The cells as Float64 in the unit of the column; null where a cell is blank or no finite number."""
        import polars as pl

        cell = pl.col(position(self.column.index)).cast(pl.String).str.strip_chars()
        if self.comma:
            cell = cell.str.replace(",", ".", literal=True)
        number = cell.cast(pl.Float64, strict=False)
        # Adding zero makes one zero of two.
        return pl.when(number.is_finite()).then(number + 0.0)

    def scale(self, unit: str) -> float:
        """What the numbers are multiplied with to be in another unit of time."""
        return 1.0 if self.unit is None else SECONDS[self.unit] / SECONDS[unit]


def quantity(source: Source, column: Column, unit: str | None, longest: float | None) -> Quantity:
    """How a column writes numbers, from its name and its sample; `unit` is what somebody stated.

    `longest` is the longest plausible median in seconds, above which a number must be in milliseconds;
    None for numbers without a unit. Raises `InputError` where most cells are no numbers.
    """
    cells = source.answers(column.index)
    comma = sum(n for cell, n in cells.items() if _DECIMAL_COMMA.fullmatch(cell)) * 2 > cells.total()
    values = [v for cell, n in cells.items() if (v := _read(cell, comma)) is not None for _ in range(n)]
    if cells and 2 * len(values) < cells.total():
        raise InputError(
            f"the column does not hold numbers: {len(values)} of {cells.total()} cells can be read as one, "
            f"not '{shorten(next(c for c in cells if _read(c, comma) is None), 20)}'",
            where=f"{source.path}, column {label(column)}",
        )
    if longest is None:
        return Quantity(column, None, comma, "")
    if unit is not None:
        return Quantity(column, unit, comma, f"in {unit}, as stated")
    positive = [v for v in values if v > 0]
    middle = median(positive) if positive else None
    named = next((_WORDS[w] for w in reversed(_tokens(column.name)) if w in _WORDS), None)
    if named is not None:
        return Quantity(column, named, comma, f"in {named} by its name" + _doubt(named, middle))
    if middle is None:
        return Quantity(column, "ms", comma, "no value above zero says in which unit")
    found = "ms" if middle > longest else "s"
    return Quantity(
        column, found, comma, f"in {found} by its values: their median is {middle:g}; else --unit"
    )


def without_unit(words: str) -> str:
    """A header in words without the unit at its end."""
    *before, last = words.split() or [""]
    return " ".join(before) if before and last in _WORDS else words


def _doubt(unit: str, middle: float | None) -> str:
    """Whether the values look as if the name were wrong."""
    if middle is None:
        return ""
    if unit == "ms" and middle < 1:
        return f", although their median is {middle:g}: are they in s? (--unit)"
    if unit == "s" and middle > 600:
        return f", although their median is {middle:g}: are they in ms? (--unit)"
    return ""


def _tokens(name: str) -> list[str]:
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return re.sub(r"[\W_]+", " ", apart).casefold().split()


def _read(cell: str, comma: bool) -> float | None:
    try:
        number = float(cell.replace(",", ".", 1) if comma else cell)
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None
