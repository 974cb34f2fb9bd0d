"""Attempts at tasks as arrays, and what all their statistics share: people who count once."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxux_cli.estimators.base import ONE_PERSON, over
from cxux_cli.estimators.persons import Persons
from cxux_cli.results import Estimate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ADJUSTED_WALD = "adjusted Wald (Agresti & Coull 1998)"


@dataclass(frozen=True, slots=True)
class Attempts:
    """Attempts, a row each. `person` and `task` are codes from 0, `attempt` counts from 1.

    `outcome` is a position in `catalog.outcomes.ORDER`, -1 where none is known; `success` says whether it
    counts as one, `tried` whether an attempt was made, `credit` what it is worth from 0 to 1. `values`
    holds numbers by role, NaN where there is none; `flags` marks rows whose number was refused, by reason.
    """

    person: NDArray[np.int64]
    task: NDArray[np.int64]
    attempt: NDArray[np.int64]
    outcome: NDArray[np.int8]
    success: NDArray[np.bool_]
    tried: NDArray[np.bool_]
    credit: NDArray[np.float64]
    values: Mapping[str, NDArray[np.float64]]
    flags: Mapping[str, NDArray[np.bool_]]

    def where(self, kept: NDArray[np.bool_]) -> Attempts:
        """The attempts at which a mask is true."""
        return Attempts(
            self.person[kept],
            self.task[kept],
            self.attempt[kept],
            self.outcome[kept],
            self.success[kept],
            self.tried[kept],
            self.credit[kept],
            {role: array[kept] for role, array in self.values.items()},
            {reason: array[kept] for reason, array in self.flags.items()},
        )

    def __len__(self) -> int:
        return len(self.person)

    @property
    def judged(self) -> NDArray[np.bool_]:
        """Attempts whose outcome is known."""
        return self.tried & (self.outcome >= 0)

    def has(self, role: str) -> NDArray[np.bool_]:
        """Attempts that were made and have a number in this role."""
        import numpy as np

        return self.tried & ~np.isnan(self.values[role]) if role in self.values else np.zeros(len(self), bool)


@dataclass(frozen=True, slots=True)
class Average:
    """A mean with its standard error; over `persons` as clusters where people gave several values."""

    n: int
    mean: float
    error: float | None
    df: int
    persons: Persons | None


def average(values: NDArray[np.float64], person: NDArray[np.int64]) -> Average:
    """The mean of at least one value, its standard error (None for one person) and degrees of freedom.

    Where people repeat they are clusters drawn with replacement, G/(G-1) Σ_g (Σ_i (x - m))² / n², with
    G - 1 degrees of freedom.
    """
    import numpy as np

    n, mean = len(values), float(np.mean(values))
    group, count = groups(person)
    if count == n:
        error = float(np.std(values, ddof=1)) / math.sqrt(n) if n > 1 else None
        return Average(n, mean, error, n - 1, None)
    totals = np.bincount(group, weights=values - mean)
    variance = float(totals @ totals) * count / (count - 1) / n**2 if count > 1 else 0.0
    return Average(n, mean, math.sqrt(variance) if count > 1 else None, count - 1, Persons(count, variance))


def share(
    inside: NDArray[np.bool_],
    person: NDArray[np.int64],
    *,
    confidence: float,
    parts: Mapping[str, float | None],
) -> Estimate:
    """100 * true / n with the adjusted Wald interval; of whole attempts only, never of partial credit.

    Where people repeat, the interval is that of as many people who tried once as say as much.
    """
    from cxux_cli.stats.proportion import adjusted_wald, recommended_estimate

    n, k = len(inside), int(inside.sum())
    if n == 0:
        return nothing(confidence, ADJUSTED_WALD, parts)
    found = average(inside.astype(float), person)
    method, more = over(ADJUSTED_WALD, found.persons), dict(parts)
    value, rate, size = 100 * k / n, k / n, float(n)
    more["best_estimate"] = 100 * recommended_estimate(k, n, confidence=confidence)
    if found.persons is not None:
        more["persons"] = found.persons.count
        if found.persons.count < 2:
            return Estimate(value, None, None, n, confidence, method, parts=more, notes=(ONE_PERSON,))
        size = found.persons.effective_n(rate * (1 - rate), n, confidence)
    low, high = adjusted_wald(rate * size, size, confidence=confidence)
    low, high = min(100 * low, value), max(100 * high, value)
    effective = size if found.persons is not None else None
    return Estimate(value, low, high, n, confidence, method, effective, more)


def mean(
    values: NDArray[np.float64],
    person: NDArray[np.int64],
    *,
    confidence: float,
    parts: Mapping[str, float | None],
    limits: tuple[float, float] = (-math.inf, math.inf),
) -> Estimate:
    """The arithmetic mean with its t interval, cut to the limits the values can have, with a note."""
    import numpy as np

    from cxux_cli.stats.mean import t_interval

    if len(values) == 0:
        return nothing(confidence, "t", parts)
    found = average(values, person)
    method, more = over("t", found.persons), dict(parts)
    if len(values) > 1:
        more["sd"] = float(np.std(values, ddof=1))
    if found.persons is not None:
        more["persons"] = found.persons.count
    if found.error is None:
        note = "one value: there is no interval" if found.n == 1 else ONE_PERSON
        return Estimate(found.mean, None, None, found.n, confidence, method, parts=more, notes=(note,))
    low, high = t_interval(found.mean, found.error, found.df, confidence=confidence)
    cut = low < limits[0] or high > limits[1]
    low, high = max(low, limits[0]), min(high, limits[1])
    ends = " and ".join(f"{end:g}" for end in limits if math.isfinite(end))
    notes = (f"the interval was cut at {ends}, beyond which no value lies",) if cut else ()
    return Estimate(found.mean, low, high, found.n, confidence, method, parts=more, notes=notes)


def person_sums(person: NDArray[np.int64], *columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """The sums of columns by person: a row per person, a column per column."""
    import numpy as np

    group, _ = groups(person)
    return np.stack([np.bincount(group, weights=column) for column in columns], axis=1)


def groups(person: NDArray[np.int64]) -> tuple[NDArray[np.int64], int]:
    """Codes of people as numbers from 0 without a gap, in their order, and how many people there are."""
    import numpy as np

    if int(person.max()) > 8 * len(person):
        seen, group = np.unique(person, return_inverse=True)
        return np.asarray(group), len(seen)
    # Counting is faster than sorting where the codes are dense.
    place = np.cumsum(np.bincount(person) > 0)
    return np.asarray(place[person] - 1), int(place[-1])


def nothing(confidence: float, method: str, parts: Mapping[str, float | None]) -> Estimate:
    """The estimate where there is nothing to estimate from."""
    note = "no attempts: nothing to estimate"
    return Estimate(None, None, None, 0, confidence, method, parts=dict(parts), notes=(note,))
