"""What is known of a group of attempts: sums over attempts and over people, and a few values at ranks.

All of it is a sum over rows of different people, so that the parts of a long file can be added up, or a value
at a rank. Where weights are given they multiply the values; the counts stay those of attempts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from cxux_cli.estimators.person_sums import PersonSums
from cxux_cli.estimators.persons import Persons
from cxux_cli.estimators.usability.outcomes import ORDER, Outcome

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ROUNDING = 1e-12
"""Spread below this share of the squares is what rounding leaves of values that are all the same."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums of a number x over the n attempts that have one; w is the weight of an attempt, else 1.

    Over people g with W_g = Σw and S_g = Σwx: `gww` is ΣW_g², `gwx` ΣW_g S_g, `gxx` ΣS_g².
    """

    n: float = 0.0
    x: float = 0.0
    xx: float = 0.0
    people: float = 0.0
    w: float = 0.0
    w2: float = 0.0
    wx: float = 0.0
    wxx: float = 0.0
    gww: float = 0.0
    gwx: float = 0.0
    gxx: float = 0.0

    @property
    def mean(self) -> float:
        """Σwx / Σw. ZeroDivisionError without attempts."""
        return self.wx / self.w

    @property
    def repeats(self) -> bool:
        """Whether somebody gave several of the values."""
        return self.people < self.n

    @property
    def deviation(self) -> float | None:
        """The standard deviation of x, weighted where there are weights; None below two values."""
        if self.n < 2:
            return None
        spread = self.wxx - self.w * self.mean**2
        spread = spread if spread > _ROUNDING * self.wxx else 0.0
        return math.sqrt(spread / self.w * self.n / (self.n - 1))

    @property
    def error(self) -> float | None:
        """The standard error of the mean with people as clusters; None for one person.

        √(G/(G-1) Σ_g (S_g - m W_g)²) / Σw, which is s/√n where nobody repeats and nothing is weighted.
        Source: Särndal, Swensson & Wretman 1992, section 5.6.
        """
        if self.people < 2:
            return None
        return math.sqrt(self._variance())

    def over_persons(self) -> Persons | None:
        """How the mean varies from person to person; None where nobody gave several values."""
        if not self.repeats:
            return None
        return Persons(int(self.people), self._variance() if self.people > 1 else 0.0)

    def _variance(self) -> float:
        mean = self.mean
        spread = self.gxx - 2 * mean * self.gwx + mean**2 * self.gww
        spread = spread if spread > _ROUNDING * self.gxx else 0.0
        return spread / self.w**2 * self.people / (self.people - 1)


FIELDS = tuple(f.name for f in fields(Sums))
"""The columns of an array of sums."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Times in order, how many attempts ended at each in success, and how many without one."""

    times: NDArray[np.float64]
    done: NDArray[np.int64]
    cut: NDArray[np.int64]
    people: int
    """How many people made the attempts."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of attempts. `outcomes` counts them by their place in `ORDER`, `unknown` those without one.

    `people` holds a row per person, or per group of people where they are many, and a column per sum.
    `ranks` says for each name which value stands at which rank, from 1. `below` are the sums by person
    of "not above the median time". `counts` are counts of attempts by what is said about them.
    """

    outcomes: tuple[int, ...] = (0,) * len(ORDER)
    unknown: int = 0
    sums: Mapping[str, Sums] = field(default_factory=dict)
    people: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)
    persons: Mapping[str, int] = field(default_factory=dict)
    ranks: Mapping[str, Mapping[int, float]] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    learning: tuple[float, ...] = ()
    below: PersonSums | None = None
    curve: Curve | None = None
    weighted: bool = False

    def of(self, name: str) -> Sums:
        """The sums of a number; those of nothing where no attempt has it."""
        return self.sums.get(name, Sums())

    def ended(self, *outcomes: Outcome) -> int:
        """How many attempts ended in one of some outcomes."""
        return sum(self.outcomes[ORDER.index(outcome)] for outcome in outcomes)

    def count(self, name: str) -> int:
        """How many attempts something is said about."""
        return self.counts.get(name, 0)

    def median(self, name: str) -> float | None:
        """The middle of the values of a number, the mean of both where they are even; None without any."""
        at = self.ranks.get(name, {})
        n = int(self.of(name).n)
        return (at[(n + 1) // 2] + at[n // 2 + 1]) / 2 if n else None
