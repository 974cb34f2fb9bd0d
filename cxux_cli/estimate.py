"""What a statistic says: the words for it that measures and estimators need, and no more, as every start loads them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a measure is about."""

    CX = "CX"
    """Customer experience: the whole relation between a customer and a brand."""
    UX = "UX"
    """User experience: what happens while a person uses the product."""


class Better(StrEnum):
    """Which direction is good."""

    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What bounds and tests of a statistic need, and nothing about anybody: its sufficient statistics.

    `shape` says what `sums` holds, and `factor` turns it into the unit that is printed:

    - `share`: (k, n), k of n; fractional where n is an effective one
    - `net`: (top, bottom, n)
    - `mean`: (mean, standard error, degrees of freedom)
    - `log-mean`: the same of the natural logarithms
    - `rate`: (events, exposure), a Poisson count
    """

    shape: str
    sums: tuple[float, ...]
    factor: float = 1.0
    tally: tuple[tuple[float, int], ...] = ()
    """Of a mean on a closed scale how often each value was given, by value, before `factor`; else empty."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a state says: the plain statistic, its interval and what stands behind it.

    `value`, `low` and `high` are None where nothing can be estimated; a note then says why.
    `n` counts answers; `n_effective` is Kish's effective n where the answers are weighted.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    confidence: float
    method: str
    n_effective: float | None = None
    parts: Mapping[str, float | None] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    evidence: Evidence | None = None
    """None where the statistic has no exact bound or test: then its interval has to do."""


def finite(bound: float) -> float | None:
    """A bound to print: None where there is none on that side."""
    return bound if math.isfinite(bound) else None
