"""What became of a statistic from one independent sample to the next: the evidence on each side.

First less second throughout. `low` and `high` each hold with `confidence` on its own, and `p_below` is
small where the first is below the second. `p_above` mirrors it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, fsum, sqrt

from cxux_cli.stats import compare, one_sided, permutation
from cxux_cli.stats.net import PSEUDO_ALL, PSEUDO_END, variance
from cxux_cli.stats.normal import cdf, z_two_sided

LARGE = 25
"""From so many answers on in both samples Welch's test holds its level on a bounded scale, unless it is very skewed."""
_COCHRAN = 25.0
"""Times the squared skewness: from so many answers on a mean is close enough to normal (Cochran 1977, 2.15)."""
_FEW = 5
_FAR = 300.0
"""The logarithm of a ratio beyond any two times: its exponential is still a number."""


@dataclass(frozen=True, slots=True)
class Change:
    """First less second, its one-sided bounds, the p values of both sides, and the name of the method."""

    difference: float
    low: float
    high: float
    p_below: float
    p_above: float
    method: str
    p: float | None = None
    """The two-sided p of a test that has one of its own; None: twice the smaller side."""
    central: tuple[float, float] | None = None
    """The two-sided interval that goes with it, at 2 · confidence - 1; None: from one bound to the other."""


def shares(k1: float, n1: float, k2: float, n2: float, *, confidence: float) -> Change:
    """Two shares, as fractions: the N-1 test, or Fisher's where a count of 1 or less is to be expected.

    The bounds are adjusted Wald ones. Effective counts are no whole ones, as Fisher's test needs them: for
    these the p values are those that go with the bounds.
    ValueError: n <= 0, k outside 0..n. Source: Campbell 2007; Agresti & Caffo 2000.
    """
    central = one_sided.central(confidence)
    low, high = compare.difference_interval(k1, n1, k2, n2, confidence=central)
    difference = k1 / n1 - k2 / n2
    if compare.smallest_expected(k1, n1, k2, n2) > 1:
        z = compare.n_minus_1_z(k1, n1, k2, n2)
        return Change(difference, low, high, cdf(z), cdf(-z), "N-1 two-proportion test")
    if all(count == int(count) for count in (k1, n1, k2, n2)):
        below = compare.fisher_below(k1, n1, k2, n2)
        above = compare.fisher_below(n1 - k1, n1, n2 - k2, n2)
        p = compare.fisher_exact(k1, n1, k2, n2)
        return Change(difference, low, high, below, above, "Fisher's exact test", p)
    middle, error = (low + high) / 2, (high - low) / 2 / z_two_sided(central)
    p = cdf(middle / error)
    return Change(difference, low, high, p, 1 - p, "adjusted Wald (Agresti & Caffo 2000)")


def nets(
    first: tuple[float, float, float], second: tuple[float, float, float], *, confidence: float
) -> Change:
    """Two net shares of -1..1, each from (top, bottom, n), after adding 3/4, 3/4 and 3 to each: z.

    Of fewer than `_FEW` answers the adjustment is more than the data, and finds differences that are not there:
    then the answers are permuted, where they are counts. `difference` is that of the plain net shares.
    ValueError: counts out of range. Source: Rocks 2016, the adjusted Wald variance in both samples.
    """
    if 2 <= min(first[2], second[2]) < _FEW and all(x == int(x) for x in (*first, *second)):
        codes = [{1.0: int(t), 0.0: int(n - t - b), -1.0: int(b)} for t, b, n in (first, second)]
        found = permutation.means(codes[0], codes[1], confidence=confidence)
        if found is not None:
            return _permuted(found)
    z = z_two_sided(one_sided.central(confidence))
    more = [(top + PSEUDO_END, bottom + PSEUDO_END, n + PSEUDO_ALL) for top, bottom, n in (first, second)]
    (net1, error1), (net2, error2) = (((t - b) / n, variance(t, b, n) / n) for t, b, n in more)
    middle, error = net1 - net2, sqrt(error1 + error2)
    p = cdf(middle / error)
    difference = (first[0] - first[1]) / first[2] - (second[0] - second[1]) / second[2]
    low, high = max(-2.0, middle - z * error), min(2.0, middle + z * error)
    return Change(difference, low, high, p, 1 - p, "adjusted Wald (Rocks 2016)")


def answers(first: Mapping[float, int], second: Mapping[float, int], *, confidence: float) -> Change | None:
    """Two means of answers on a bounded scale, from tallies (value -> how often); None where all are alike.

    By permutation in small and in very skewed samples, where Welch's test finds differences that are not there
    (half of the time where one group of two answers alike); by Welch's where both samples are large.
    ValueError: a sample of fewer than 2 answers. Source: see `permutation.means` and `compare.welch`.
    """
    samples = [_Moments.of(tally) for tally in (first, second)]
    if all(sample.is_large for sample in samples):
        return means(samples[0].sums, samples[1].sums, confidence=confidence)
    found = permutation.means(first, second, confidence=confidence)
    if found is None:
        return None
    return _permuted(found)


def _permuted(found: permutation.Permuted) -> Change:
    sides = found.low, found.high, found.p_below, found.p_above
    return Change(found.difference, *sides, "permutation test", found.p, found.central)


@dataclass(frozen=True, slots=True)
class _Moments:
    n: int
    mean: float
    square: float
    """The mean squared deviation."""
    cube: float

    @classmethod
    def of(cls, tally: Mapping[float, int]) -> _Moments:
        n = sum(tally.values())
        mean = fsum(value * count for value, count in tally.items()) / n
        square, cube = (fsum(c * (v - mean) ** power for v, c in tally.items()) / n for power in (2, 3))
        return cls(n, mean, square, cube)

    @property
    def is_large(self) -> bool:
        if self.n < LARGE or not self.square > 0:
            return False
        return self.n >= _COCHRAN * self.cube**2 / self.square**3

    @property
    def sums(self) -> tuple[float, float, float]:
        return self.mean, sqrt(self.square / (self.n - 1)), float(self.n - 1)


def means(
    first: tuple[float, float, float], second: tuple[float, float, float], *, confidence: float
) -> Change | None:
    """Two means, each as (mean, standard error, df): Welch's t test; None where nobody varies in either.

    A sample of fewer than `LARGE` that varies less than both do together is taken to vary as both do: what few
    answers say of their spread is no evidence that they lie close together.
    ValueError: df <= 0, an error below 0. Source: Welch 1947.
    """
    from scipy.special import stdtr

    (mean1, error1, df1), (mean2, error2, df2) = first, second
    method = "Welch t test"
    if min(df1, df2) + 1 < LARGE:
        pooled = (error1**2 * (df1 + 1) * df1 + error2**2 * (df2 + 1) * df2) / (df1 + df2)
        error1, error2 = (max(error, sqrt(pooled / (df + 1))) for error, df in ((error1, df1), (error2, df2)))
        method += ", no spread below the pooled one"
    found = compare.welch(
        *(mean1, error1, df1 + 1, mean2, error2, df2 + 1), confidence=one_sided.central(confidence)
    )
    if found is None or found.statistic is None or found.df is None:
        return None
    below = float(stdtr(found.df, found.statistic))
    above = float(stdtr(found.df, -found.statistic))
    return Change(found.difference, found.low, found.high, below, above, method)


def log_means(
    first: tuple[float, float, float], second: tuple[float, float, float], *, confidence: float
) -> Change | None:
    """Two geometric means, from (mean, standard error, df) of logarithms: Welch's t test on logarithms.

    The bounds are those of the ratio, times the second geometric mean, which counts as exact there.
    None where nobody varies in either. ValueError: df <= 0, an error below 0.
    Source: Welch 1947; Sauro & Lewis 2016, chapter 5, for times.
    """
    logs = means(first, second, confidence=confidence)
    if logs is None:
        return None
    base = exp(second[0])
    difference, low, high = (base * (exp(min(x, _FAR)) - 1) for x in (logs.difference, logs.low, logs.high))
    method = logs.method.replace("t test", "t test on logarithms")
    return Change(difference, low, high, logs.p_below, logs.p_above, method)


def rates(first: tuple[float, float], second: tuple[float, float], *, confidence: float) -> Change:
    """Two Poisson rates, each from (events, exposure): the events of both are split by a binomial.

    The bounds combine those of each rate (MOVER). ValueError: events < 0, exposure <= 0.
    Source: Przyborowski & Wilenski 1940 for p; Zou & Donner 2008 for the bounds.
    """
    (x1, e1), (x2, e2) = first, second
    (low1, high1), (low2, high2) = (
        one_sided.rate_bounds(x, e, confidence=confidence) for x, e in (first, second)
    )
    rate1, rate2 = x1 / e1, x2 / e2
    low = rate1 - rate2 - sqrt((rate1 - low1) ** 2 + (high2 - rate2) ** 2)
    high = rate1 - rate2 + sqrt((high1 - rate1) ** 2 + (rate2 - low2) ** 2)
    split = e1 / (e1 + e2)
    below = one_sided.share_below(x1, x1 + x2, split)
    above = one_sided.share_above(x1, x1 + x2, split)
    return Change(rate1 - rate2, low, high, below, above, "conditional exact test of two Poisson rates")
