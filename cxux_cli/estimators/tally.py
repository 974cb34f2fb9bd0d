"""The state of a closed scale: how often each value was given, and with which weights."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self

from cxux_cli.stats import exact


class Count(NamedTuple):
    """Of one value: answers, sum of weights, sum of squared weights."""

    n: int
    w: float
    w2: float


@dataclass(frozen=True, slots=True)
class Tally:
    """Value -> `Count`. Every field is a sum over rows, so tallies of two samples add to that of both.

    `weighted` says whether weights were given; without them w and w2 equal n. `grouped` says that only
    the counts of groups are known and each value stands for its group: a mean of it means nothing.
    """

    counts: Mapping[float, Count] = field(default_factory=dict)
    weighted: bool = False
    grouped: bool = False

    @classmethod
    def of(cls, values: Iterable[float]) -> Self:
        """The tally of unweighted values."""
        counts: dict[float, int] = {}
        for value in values:
            counts[value] = counts.get(value, 0) + 1
        return cls({value: Count(n, float(n), float(n)) for value, n in sorted(counts.items())})

    def __add__(self, other: Tally) -> Tally:
        merged = dict(self.counts)
        for value, count in other.counts.items():
            mine = merged.get(value, Count(0, 0.0, 0.0))
            merged[value] = Count(mine.n + count.n, mine.w + count.w, mine.w2 + count.w2)
        return Tally(
            dict(sorted(merged.items())), self.weighted or other.weighted, self.grouped or other.grouped
        )

    @property
    def n(self) -> int:
        """Answers."""
        return sum(count.n for count in self.counts.values())

    @property
    def w(self) -> float:
        """Sum of weights."""
        return math.fsum(count.w for count in self.counts.values())

    @property
    def w2(self) -> float:
        """Sum of squared weights."""
        return math.fsum(count.w2 for count in self.counts.values())

    @property
    def mean(self) -> float:
        """Weighted mean of the values. Raises `ZeroDivisionError` for an empty tally."""
        return self.mean_of(lambda value: value)

    def centered_w2(self, center: float) -> float:
        """Sum of squared weight times squared distance from `center`."""
        return math.fsum(c.w2 * (value - center) ** 2 for value, c in self.counts.items())

    def share(self, low: float, high: float) -> float:
        """Weighted share of values from `low` to `high`, both included."""
        return self.mean_of(lambda value: float(low <= value <= high))

    def mean_of(self, code: Callable[[float], float]) -> float:
        """Weighted mean of what the values are coded as. Raises `ZeroDivisionError` for an empty tally."""
        return exact.mean((code(value), count.w) for value, count in self.counts.items())

    def count(self, low: float, high: float) -> int:
        """How many values lie from `low` to `high`, both included."""
        return sum(c.n for value, c in self.counts.items() if low <= value <= high)

    def median(self) -> float:
        """Weighted median: the value where half the weight is reached, the midpoint at an exact half."""
        half, reached = self.w / 2, 0.0
        values = sorted(self.counts)
        for position, value in enumerate(values):
            reached += self.counts[value].w
            if math.isclose(reached, half, rel_tol=1e-12) and position + 1 < len(values):
                return (value + values[position + 1]) / 2
            if reached > half:
                return value
        return values[-1]

    def to_json(self) -> dict[str, Any]:
        """A plain value that `from_json` reads back."""
        rows = [
            [value, c.n, c.w, c.w2] if self.weighted else [value, c.n] for value, c in self.counts.items()
        ]
        return {"kind": "tally", "weighted": self.weighted, "grouped": self.grouped, "values": rows}

    @classmethod
    def from_json(cls, state: Mapping[str, Any]) -> Self:
        """The tally `to_json` wrote."""
        counts = {}
        for value, n, *weights in state["values"]:
            w, w2 = weights or (float(n), float(n))
            counts[value] = Count(n, w, w2)
        return cls(counts, state["weighted"], state["grouped"])
