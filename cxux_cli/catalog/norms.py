"""Published norms: what a value of a measure is called, and by whom.

A norm is an opinion with a source; the estimate is never changed by it. Names are `<what>-<author>-<year>`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from cxux_cli.catalog import load

# A mean of scores is rounded in binary: 72.6 can arrive as 72.59999999999999. Printed scores have far fewer
# digits than this, so nobody's value changes sides.
_SLACK = 1e-9


class Reading(NamedTuple):
    """What a norm says of a value; `number` is its full-precision figure, where it has one."""

    label: str
    number: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Norm(ABC):
    """What every norm carries."""

    id: str
    measure: str
    title: str
    source: str
    status: Literal["confirmed", "unverified"]
    note: str

    @abstractmethod
    def read(self, value: float) -> Reading:
        """What the norm says of a value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bands(Norm):
    """Named ranges without gaps; values beyond the ends read as the end bands."""

    closed: Literal["low", "high"]
    """`low`: an edge belongs to the band it starts (>=); `high`: to the band it ends (>)."""
    edges: tuple[float, ...]
    """Where each band starts, rising; the first is the bottom of the measure's range."""
    labels: tuple[str, ...]

    def read(self, value: float) -> Reading:
        """The name of the band the value lies in."""
        if self.closed == "low":
            band = bisect_right(self.edges, value + _SLACK) - 1
        else:
            band = bisect_left(self.edges, value - _SLACK) - 1
        return Reading(self.labels[max(band, 0)], None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Norm):
    """A figure for each whole score, linear between them."""

    first: int
    figures: tuple[float, ...]
    """The figure of score `first`, of `first + 1`, and so on."""
    below: tuple[float, str]
    """Under this score the table only says this."""
    above: tuple[float, str]
    """Over this score the table only says this."""

    def read(self, value: float) -> Reading:
        """The figure at the value, and how it is printed."""
        number = self._interpolate(value)
        if value < self.below[0] - _SLACK:
            return Reading(self.below[1], number)
        if value > self.above[0] + _SLACK:
            return Reading(self.above[1], number)
        return Reading(f"{number:.1f}", number)

    def _interpolate(self, value: float) -> float:
        place = min(max(value - self.first, 0.0), len(self.figures) - 1.0)
        step = min(int(place), len(self.figures) - 2)
        low, high = self.figures[step : step + 2]
        return low + (high - low) * (place - step)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine:
    """The expected mean of one item, as answered, on a line over the score."""

    intercept: float
    slope: float

    @property
    def better(self) -> Literal["higher", "lower"]:
        """Which side of the line is the good one."""
        return "higher" if self.slope > 0 else "lower"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLines:
    """What each item's mean usually is at a given score of the whole questionnaire."""

    id: str
    measure: str
    title: str
    source: str
    status: Literal["confirmed", "unverified"]
    note: str
    lines: Mapping[int, ItemLine]

    def expected(self, item: int, score: float) -> float:
        """The raw item mean (not reversed) to expect at a score."""
        line = self.lines[item]
        return line.intercept + line.slope * score


@cache
def norm(id: str) -> Norm:
    """The norm of that id; `KeyError` when there is none."""
    data = load.entry("norms", id)
    facts = _facts(data)
    match data["kind"]:
        case "bands":
            edges, labels = zip(*data["bands"], strict=True)
            return Bands(**facts, closed=data["closed"], edges=tuple(map(float, edges)), labels=labels)
        case "table":
            return Table(
                **facts,
                first=data["first"],
                figures=tuple(data["figures"]),
                below=tuple(data["below"]),
                above=tuple(data["above"]),
            )
        case _:
            raise KeyError(id)


@cache
def item_lines(id: str) -> ItemLines:
    """The item lines of that id; `KeyError` when there are none."""
    data = load.entry("norms", id)
    if data["kind"] != "lines":
        raise KeyError(id)
    lines = {item: ItemLine(intercept=a, slope=b) for item, (a, b) in data["lines"].items()}
    return ItemLines(**_facts(data), lines=MappingProxyType(lines))


def _facts(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: data[key] for key in ("id", "measure", "title", "source", "status")} | {
        "note": data.get("note", "")
    }
