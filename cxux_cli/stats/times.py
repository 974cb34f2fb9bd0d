"""Times on task: the geometric mean, ranks of a median, and the test against a target.

Times are positive and right-skewed; their logarithms are close to symmetric, so that means, intervals and
tests are computed on logarithms and turned back. All times are in one unit of the caller's choice.
"""

from __future__ import annotations

from math import ceil, exp, log, sqrt

from cxux_cli.stats.mean import t_interval
from cxux_cli.stats.normal import z_two_sided


def log_t(
    mean_log: float, standard_error: float, df: float, *, confidence: float
) -> tuple[float, float, float]:
    """Geometric mean and its log-t interval: exp(m), exp(m ± t(df) · standard error of m).

    `mean_log` is the mean of the natural logarithms of the times. ValueError: df <= 0, standard error
    below 0, confidence outside (0, 1). Source: Sauro & Lewis 2010, Average task times in usability tests.
    """
    low, high = t_interval(mean_log, standard_error, df, confidence=confidence)
    return turned_back(mean_log), turned_back(low), turned_back(high)


def turned_back(log: float) -> float:
    """The exponential of a mean of logarithms, to 14 digits: a logarithm and back costs the last one or two.

    >>> turned_back(log(5.0)), turned_back(log(35.0))
    (5.0, 35.0)
    """
    return float(f"{exp(log):.14g}")


MOST_EXACT = 1_000
"""Of more values the ranks are those of the normal approximation."""


def rank_interval(n: int, share: float, *, confidence: float, design_effect: float = 1.0) -> tuple[int, int]:
    """Ranks, from 1, of the sorted values that enclose the `share` quantile with at least `confidence`.

    Each end is passed with half the rest at most, by the binomial; ceil(np -/+ z √(np(1-p))) where values are many
    or `design_effect` widens the margin because people give several (Woodruff 1952). Ranks outside 1..n are cut to
    the ends, and then reach less: see `rank_level`.
    ValueError: n < 1, share outside (0, 1), confidence outside (0, 1).
    Source: Hahn & Meeker 1991, section 5.2; Sauro & Lewis 2016, chapter 3.
    """
    from scipy.special import bdtr

    if n < 1 or not 0 < share < 1:
        raise ValueError(f"n == {n} must be at least 1, share == {share} above 0 and below 1.")
    margin = z_two_sided(confidence) * sqrt(design_effect * n * share * (1 - share))
    low, high = max(1, ceil(n * share - margin)), min(n, ceil(n * share + margin))
    if design_effect != 1 or n > MOST_EXACT:
        return low, high
    tail = (1 - confidence) / 2
    while low > 1 and bdtr(low - 1, n, share) > tail:
        low -= 1
    while high < n and 1 - bdtr(high - 1, n, share) > tail:
        high += 1
    return low, high


def rank_level(n: float, share: float, ranks: tuple[int, int]) -> float:
    """The chance that the values at two ranks of n enclose the `share` quantile: P(low <= B < high), B binomial.

    `n` may be an effective one, of which the ranks are the ends. ValueError: n <= 0, share outside (0, 1).
    Source: Hahn & Meeker 1991, section 5.2.
    """
    from scipy.special import bdtr

    if not n > 0 or not 0 < share < 1:
        raise ValueError(f"n == {n} must be above 0, share == {share} above 0 and below 1.")
    if n != int(n):
        return max(0.0, 1 - float(share**n) - float((1 - share) ** n))
    return float(bdtr(ranks[1] - 1, int(n), share) - bdtr(ranks[0] - 1, int(n), share))


def faster_than(mean_log: float, standard_error: float, df: float, target: float) -> float:
    """One-sided p that the typical time is below a target: P(T > (ln target - m)/standard error), T of df.

    Small is evidence that the geometric mean is below `target`, near 1 that it is above. Without any
    spread it is 0, 1/2 or 1. ValueError: target <= 0, df <= 0.
    Source: Sauro & Lewis 2016, chapter 4 (one-sample t on logarithms).
    """
    from scipy.special import stdtr

    if not (target > 0 and df > 0):
        raise ValueError(f"target == {target} and df == {df} must be above 0.")
    distance = log(target) - mean_log
    if standard_error == 0:
        return 0.5 if distance == 0 else float(distance < 0)
    return float(stdtr(df, -distance / standard_error))
