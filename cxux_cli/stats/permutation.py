"""Two samples of answers by permutation: how their difference would vary if both were dealt from one set of answers.

Answers on a bounded scale are skewed, and in a small group often all alike. Student's and Welch's tests then find
differences where there are none, at n 2 in up to half of all pairs. What holds at every n is to deal the answers
anew: the studentised difference is worked out for every deal to the two samples, or for many of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_DEALS = 10_000
"""Up to so many different deals all are looked at; where there are more, as many are drawn, with a fixed seed."""
_SEED = 20_140_101
_ALIKE = 1e-9
"""Two ways to one difference differ by rounding."""
_MANY_VALUES = 64
"""Of more different values, people are dealt one by one instead of value by value."""


@dataclass(frozen=True, slots=True)
class Permuted:
    """First mean less second, with one-sided bounds and the p of both sides, and with a two-sided interval and p.

    Infinite ends: there are too few deals for that confidence. `p_below` is small where the first is below the
    second. The two-sided p counts deals as far from 0 on either side, which is less than twice one side in skewed
    samples.
    """

    difference: float
    low: float
    high: float
    p_below: float
    p_above: float
    central: tuple[float, float]
    p: float


def means(first: Mapping[float, int], second: Mapping[float, int], *, confidence: float) -> Permuted | None:
    """Whether two means differ, from tallies (value -> how often), by dealing all answers to two such samples.

    The statistic is Welch's with no spread below the pooled one: exact where both samples are of one distribution, as
    any statistic is, and right in large samples where only the means agree. The bounds each hold with `confidence`,
    the interval with 2 · confidence - 1, and they go with the test: difference - quantile · standard error is above 0
    exactly where the p is below 1 - confidence.
    None where all answers are alike, which nothing can be told from.
    ValueError: a sample of fewer than 2 answers, confidence outside (0, 1).
    Source: Janssen 1997; Chung & Romano 2013 (studentised permutation); Efron & Tibshirani 1993, chapter 15.
    """
    import numpy as np

    if not 0 < confidence < 1:
        raise ValueError(f"confidence == {confidence}, must be between 0 and 1.")
    values = np.array(sorted(first.keys() | second.keys()), dtype=np.float64)
    mine, its = (np.array([of.get(v, 0) for v in values.tolist()], dtype=np.int64) for of in (first, second))
    sizes = int(mine.sum()), int(its.sum())
    if min(sizes) < 2:
        raise ValueError(f"samples of {sizes[0]} and {sizes[1]}, must be of at least 2.")
    together = mine + its
    # From the middle of all answers, so that the squares of large numbers do not swallow the spread.
    deviations = values - float(together @ values) / sum(sizes)
    if not float(together @ deviations**2) > 0:
        return None
    # The smaller sample is dealt, the other one gets the rest.
    side = 1.0 if sizes[0] <= sizes[1] else -1.0
    small = mine if side > 0 else its
    split = _Split(float(together @ deviations**2), min(sizes), max(sizes))
    sums, squares, weights = _deals(together, small, deviations)
    ratios = side * split.ratios(sums, squares)
    own_sum, own_square = np.array([small @ deviations]), np.array([small @ deviations**2])
    observed = side * float(split.ratios(own_sum, own_square)[0])
    slack = _ALIKE * max(1.0, abs(observed)) if np.isfinite(observed) else 0.0
    difference = side * float(split.difference(own_sum)[0])
    # Where nobody varies in either sample the spread of both together has to do.
    error = float(split.error(own_sum, own_square)[0]) or split.pooled_error
    tail = 1 - confidence
    either = _quantile(np.abs(ratios), weights, 2 * tail)

    def bound(quantile: float) -> float:
        """0 where the observed ratio is the quantile but for rounding, as its p counts it."""
        if quantile in (inf, -inf):
            return -quantile
        return 0.0 if abs(quantile - observed) <= slack else difference - quantile * error

    def chance(of: NDArray[np.bool_]) -> float:
        return min(1.0, float(weights[of].sum()))

    return Permuted(
        difference,
        bound(_quantile(ratios, weights, tail)),
        bound(-_quantile(-ratios, weights, tail)),
        chance(ratios <= observed + slack),
        chance(ratios >= observed - slack),
        (bound(either), bound(-either)),
        chance(np.abs(ratios) >= abs(observed) - slack),
    )


@dataclass(frozen=True, slots=True)
class _Split:
    """All answers, `m` of them in the small and `n` in the large sample; `square` is the sum of squared deviations."""

    square: float
    m: int
    n: int

    @property
    def pooled_error(self) -> float:
        """The standard error of a difference if all answers were of one distribution."""
        return sqrt(self.square / (self.m + self.n - 1) * (1 / self.m + 1 / self.n))

    def difference(self, sums: NDArray[np.float64]) -> NDArray[np.float64]:
        """Small mean less large mean; the deviations of both add up to 0."""
        return sums / self.m + sums / self.n

    def error(self, sums: NDArray[np.float64], squares: NDArray[np.float64]) -> NDArray[np.float64]:
        """Welch's standard error, with no spread below the pooled one; what rounding leaves of none is none.

        A small sample in which all answer alike has no spread to be sure by: as Welch's the ratio would be largest
        where the data say least.
        """
        import numpy as np

        own = (squares - sums**2 / self.m) / (self.m - 1)
        rest = (self.square - squares - sums**2 / self.n) / (self.n - 1)
        tiny = 1e-12 * self.square
        own, rest = (np.where(spread > tiny, spread, 0.0) for spread in (own, rest))
        pooled = ((self.m - 1) * own + (self.n - 1) * rest) / (self.m + self.n - 2)
        return np.sqrt(np.maximum(own, pooled) / self.m + np.maximum(rest, pooled) / self.n)

    def ratios(self, sums: NDArray[np.float64], squares: NDArray[np.float64]) -> NDArray[np.float64]:
        """The studentised differences; infinite where nobody varies in either sample and the means differ."""
        import numpy as np

        difference, error = self.difference(sums), self.error(sums, squares)
        difference = np.where(np.abs(difference) > 1e-12 * sqrt(self.square), difference, 0.0)
        safe = np.where(error > 0, error, 1.0)
        return np.where(
            error > 0, difference / safe, np.sign(difference) * np.where(difference != 0, inf, 0.0)
        )


def _deals(
    together: NDArray[np.int64], small: NDArray[np.int64], deviations: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Of the small sample in every deal the sum and the sum of squares, and how likely the deal is.

    Of drawn deals the observed one is always among them, so that no p is 0 (Phipson & Smyth 2010).
    """
    import numpy as np

    found = _all_deals(together, int(small.sum()))
    if found is not None:
        dealt, weights = found
        return dealt @ deviations, dealt @ deviations**2, weights
    generator = np.random.default_rng(_SEED)
    m, total = int(small.sum()), int(together.sum())
    if together.size <= _MANY_VALUES:
        drawn = generator.multivariate_hypergeometric(together, m, size=MOST_DEALS, method="marginals")
        sums, squares = drawn @ deviations, drawn @ deviations**2
    else:
        each = np.repeat(deviations, together)
        deals = (each[generator.choice(total, m, replace=False, shuffle=False)] for _ in range(MOST_DEALS))
        sums, squares = np.array([(deal.sum(), deal @ deal) for deal in deals]).T
    sums, squares = np.append(sums, small @ deviations), np.append(squares, small @ deviations**2)
    return sums, squares, np.full(MOST_DEALS + 1, 1 / (MOST_DEALS + 1))


def _all_deals(together: NDArray[np.int64], m: int) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """Every tally that a deal of `m` answers may have, a row each, and its chance; None where they are too many."""
    import numpy as np
    from scipy.special import gammaln

    ways = np.zeros(m + 1)
    ways[0] = 1
    for count in together.tolist():
        ways = np.convolve(ways, np.ones(min(count, m) + 1))[: m + 1]
        if ways[m] > MOST_DEALS:
            return None
    rest = np.concatenate([np.cumsum(together[::-1])[::-1][1:], [0]])
    rows, left = np.zeros((1, 0), dtype=np.int64), np.array([m])
    for count, later in zip(together.tolist(), rest.tolist(), strict=True):
        least, most = np.maximum(0, left - later), np.minimum(count, left)
        times = most - least + 1
        starts = np.repeat(np.cumsum(times) - times, times)
        taken = np.arange(int(times.sum())) - starts + np.repeat(least, times)
        rows = np.column_stack([np.repeat(rows, times, axis=0), taken])
        left = np.repeat(left, times) - taken
    logs = (gammaln(together + 1) - gammaln(rows + 1) - gammaln(together - rows + 1)).sum(axis=1)
    chances = np.exp(logs - logs.max())
    return rows.astype(np.float64), chances / chances.sum()


def _quantile(ratios: NDArray[np.float64], weights: NDArray[np.float64], tail: float) -> float:
    """The largest ratio that at least `tail` of the deals reach."""
    import numpy as np

    order = np.argsort(-ratios, kind="stable")
    reached = np.cumsum(weights[order])
    at = int(np.searchsorted(reached, tail * (1 - _ALIKE)))
    return float(ratios[order[min(at, ratios.size - 1)]])
