"""Independent samples side by side: two shares, two means, a table of counts.

Every interval is of the difference first - second and two-sided; every p is two-sided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from cxux_cli.stats.mean import t_interval
from cxux_cli.stats.normal import z_two_sided

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Two tables of equal probability differ by rounding: R's fisher.test counts them as equal up to this.
_EQUAL = 1 + 1e-7


@dataclass(frozen=True, slots=True)
class Difference:
    """First less second, its interval, the statistic of the test (None: it has none), df (None: normal) and p."""

    difference: float
    low: float
    high: float
    statistic: float | None
    df: float | None
    p: float
    method: str


@dataclass(frozen=True, slots=True)
class ChiSquare:
    """A test of independence: the statistic, its degrees of freedom, p and the smallest expected count."""

    statistic: float
    df: int
    p: float
    smallest_expected: float


def two_proportions(k1: float, n1: float, k2: float, n2: float, *, confidence: float) -> Difference:
    """Whether two independent shares differ: k1 of n1 and k2 of n2, as fractions.

    N-1 two-proportion test where every expected count is above 1, else Fisher's exact test, which needs
    whole counts. The interval is the adjusted Wald one (`difference_interval`) in both cases.
    ValueError: n <= 0, k outside 0..n, confidence outside (0, 1), fractional counts where Fisher's is needed.
    Source: Campbell 2007; Sauro & Lewis 2016, chapter 5.
    """
    low, high = difference_interval(k1, n1, k2, n2, confidence=confidence)
    difference = k1 / n1 - k2 / n2
    if smallest_expected(k1, n1, k2, n2) > 1:
        z = n_minus_1_z(k1, n1, k2, n2)
        return Difference(difference, low, high, z, None, _two_sided(z), "N-1 two-proportion test")
    p = fisher_exact(k1, n1, k2, n2)
    return Difference(difference, low, high, None, None, p, "Fisher's exact test")


def smallest_expected(k1: float, n1: float, k2: float, n2: float) -> float:
    """The smallest of the four counts to expect if both shares were the same.

    ValueError: n <= 0, k outside 0..n.
    """
    _check(k1, n1)
    _check(k2, n2)
    k = k1 + k2
    return min(n1, n2) * min(k, n1 + n2 - k) / (n1 + n2)


def n_minus_1_z(k1: float, n1: float, k2: float, n2: float) -> float:
    """(p1 - p2) √((N-1)/N) / √(PQ(1/n1 + 1/n2)), with P the pooled share; 0 where all answers are alike.

    Its square is the N-1 chi-square (ad - bc)²(N-1)/(m n r s).
    ValueError: n <= 0, k outside 0..n. Source: E. Pearson 1947; Campbell 2007.
    """
    _check(k1, n1)
    _check(k2, n2)
    n = n1 + n2
    pooled = (k1 + k2) / n
    variance = pooled * (1 - pooled) * (1 / n1 + 1 / n2)
    if not variance > 0:
        return 0.0
    return (k1 / n1 - k2 / n2) * sqrt(max(0.0, n - 1) / n / variance)


def fisher_exact(k1: float, n1: float, k2: float, n2: float) -> float:
    """Two-sided p of Fisher's exact test: all tables that are no likelier than the observed one.

    ValueError: n <= 0, k outside 0..n, counts that are not whole. Source: Fisher 1935; R's fisher.test.
    """
    likely, observed = _tables(k1, n1, k2, n2)
    return min(1.0, float(likely[likely <= likely[observed] * _EQUAL].sum()))


def fisher_below(k1: float, n1: float, k2: float, n2: float) -> float:
    """One-sided p of Fisher's exact test that the first share is at least the second: small is evidence it is below.

    ValueError: n <= 0, k outside 0..n, counts that are not whole. Source: Fisher 1935.
    """
    likely, observed = _tables(k1, n1, k2, n2)
    return min(1.0, float(likely[: observed + 1].sum()))


def _tables(k1: float, n1: float, k2: float, n2: float) -> tuple[NDArray[np.float64], int]:
    """The probabilities of all tables with these margins, by the count in the first cell, and the observed one."""
    import numpy as np
    from scipy.special import gammaln

    _check(k1, n1)
    _check(k2, n2)
    if any(count != int(count) for count in (k1, n1, k2, n2)):
        raise ValueError(f"{k1} of {n1} and {k2} of {n2}, must be whole counts.")
    k = k1 + k2
    cells = np.arange(max(0, k - n2), min(k, n1) + 1, dtype=np.float64)

    # The product of the factorials in the margins is the same for all of them and cancels.
    logs = -(gammaln(cells + 1) + gammaln(n1 - cells + 1))
    logs -= gammaln(k - cells + 1) + gammaln(n2 - k + cells + 1)
    likely = np.exp(logs - logs.max())
    return likely / likely.sum(), int(k1 - cells[0])


def difference_interval(
    k1: float, n1: float, k2: float, n2: float, *, confidence: float
) -> tuple[float, float]:
    """Adjusted Wald interval of p1 - p2: z²/4 successes and z²/2 trials added to each sample; within -1..1.

    ValueError: n <= 0, k outside 0..n, confidence outside (0, 1).
    Source: Agresti & Caffo 2000, with z² for their rounded 4; Sauro & Lewis 2016, chapter 5.
    """
    z = z_two_sided(confidence)
    _check(k1, n1)
    _check(k2, n2)
    more1, more2 = n1 + z * z / 2, n2 + z * z / 2
    p1, p2 = (k1 + z * z / 4) / more1, (k2 + z * z / 4) / more2
    margin = z * sqrt(p1 * (1 - p1) / more1 + p2 * (1 - p2) / more2)
    return (max(-1.0, p1 - p2 - margin), min(1.0, p1 - p2 + margin))


def welch(
    mean1: float, error1: float, n1: float, mean2: float, error2: float, n2: float, *, confidence: float
) -> Difference | None:
    """Whether two independent means differ, without assuming equal variances.

    `error` is the standard error of a mean (s/√n, or that of a weighted mean); df by Satterthwaite, not
    rounded. None where nobody varies in either sample: there is no error to measure the difference by.
    ValueError: n <= 1, an error below 0 or NaN, confidence outside (0, 1). Source: Welch 1947.
    """
    from scipy.special import stdtr

    for n, error in ((n1, error1), (n2, error2)):
        if not n > 1:
            raise ValueError(f"n == {n}, must be above 1.")
        if not error >= 0:
            raise ValueError(f"error == {error}, must be at least 0.")
    variance = error1**2 + error2**2
    if variance == 0:
        return None
    difference = mean1 - mean2
    # Shares first: the fourth powers of tiny errors would vanish.
    share1, share2 = error1**2 / variance, error2**2 / variance
    df = 1 / (share1**2 / (n1 - 1) + share2**2 / (n2 - 1))
    t = difference / sqrt(variance)
    low, high = t_interval(difference, sqrt(variance), df, confidence=confidence)
    return Difference(difference, low, high, t, df, 2 * float(stdtr(df, -abs(t))), "Welch t test")


def chi_square(table: Sequence[Sequence[float]], *, n_minus_1: bool = False) -> ChiSquare | None:
    """Whether the rows of a table of counts have the same shares: Σ(O-E)²/E, df (rows-1)(columns-1).

    Rows and columns without a count are left out; None where fewer than two of either are left.
    `n_minus_1` multiplies the statistic by (N-1)/N, the form of `n_minus_1_z` for larger tables.
    ValueError: rows of different lengths, a negative count. Source: Pearson 1900; Campbell 2007.
    """
    from scipy.special import chdtrc

    if len({len(row) for row in table}) > 1:
        raise ValueError(f"rows of {sorted({len(row) for row in table})} counts, must be as many.")
    if any(not count >= 0 for row in table for count in row):
        raise ValueError("a count is below 0, must be at least 0.")
    rows, columns = [sum(row) for row in table], [sum(column) for column in zip(*table, strict=True)]
    n = sum(rows)
    filled = [[each for each in margin if each] for margin in (rows, columns)]
    if len(filled[0]) < 2 or len(filled[1]) < 2:
        return None
    statistic = sum(
        (count - row * column / n) ** 2 / (row * column / n)
        for counts, row in zip(table, rows, strict=True)
        for count, column in zip(counts, columns, strict=True)
        if row and column
    )
    if n_minus_1:
        statistic *= max(0.0, n - 1) / n
    df = (len(filled[0]) - 1) * (len(filled[1]) - 1)
    return ChiSquare(statistic, df, float(chdtrc(df, statistic)), min(filled[0]) * min(filled[1]) / n)


def _two_sided(z: float) -> float:
    from scipy.special import ndtr

    return 2 * float(ndtr(-abs(z)))


def _check(k: float, n: float) -> None:
    if not n > 0:
        raise ValueError(f"n == {n}, must be above 0.")
    if not 0 <= k <= n:
        raise ValueError(f"k == {k}, must be from 0 to n == {n}.")
