"""One-sided bounds and p values of one sample against a target: what a verdict may rest on.

`bounds` functions give `(low, high)`: the truth is above `low`, and below `high`, each with `confidence` on
its own; together they are the central interval at 2·confidence - 1. `below` functions give the p value of
the hypothesis that the truth is at least the target: small is evidence that it is below. `above` mirrors it.
A bound passes the target exactly when its p is below 1 - confidence.
"""

from __future__ import annotations

from math import isfinite, sqrt

from cxux_cli.stats import mean as means
from cxux_cli.stats import net as nets
from cxux_cli.stats import proportion, rates


def central(confidence: float) -> float:
    """The two-sided confidence of the interval between two one-sided bounds: 0.90 for 0.95.

    ValueError: confidence outside (0.5, 1).
    """
    if not 0.5 < confidence < 1:
        raise ValueError(f"confidence == {confidence}, must be above 0.5 and below 1.")
    return 2 * confidence - 1


def share_bounds(k: float, n: float, *, confidence: float) -> tuple[float, float]:
    """Clopper-Pearson bounds of k/n as fractions of 0..1; Beta quantiles for a fractional k and n.

    ValueError: n <= 0, k outside 0..n. Source: Clopper & Pearson 1934; Korn & Graubard 1998.
    """
    return proportion.exact(k, n, confidence=central(confidence))


def share_below(k: float, n: float, target: float) -> float:
    """P(X <= k), X binomial at the target: the exact p that a share is at least `target`, a fraction."""
    from scipy.special import betainc

    return float(betainc(n - k, k + 1, 1 - target)) if k < n else 1.0


def share_above(k: float, n: float, target: float) -> float:
    """P(X >= k), X binomial at the target: the exact p that a share is at most `target`, a fraction."""
    return share_below(n - k, n, 1 - target)


def net_bounds(top: float, bottom: float, n: float, *, confidence: float) -> tuple[float, float]:
    """Score bounds of (top - bottom)/n, fractions of -1..1.

    ValueError: counts out of range. Source: Tango 1998; Rocks 2016.
    """
    return nets.score(top, bottom, n, confidence=central(confidence))


def net_below(top: float, bottom: float, n: float, target: float) -> float:
    """The p of the score test that a net share is at least `target`, a fraction of -1..1. Source: Tango 1998."""
    from scipy.special import ndtr

    return float(ndtr(nets.score_z(top, bottom, n, target)))


def mean_bounds(mean: float, error: float, df: float, *, confidence: float) -> tuple[float, float]:
    """Student bounds mean -/+ t(df) · standard error. ValueError: df <= 0. Source: Student 1908."""
    return means.t_interval(mean, error, df, confidence=central(confidence))


def mean_below(mean: float, error: float, df: float, target: float) -> float:
    """The p of the one-sample t test that a mean is at least `target`.

    ValueError: error or df <= 0. Source: Student 1908.
    """
    from scipy.special import stdtr

    if not (error > 0 and df > 0):
        raise ValueError(f"error == {error} and df == {df}, must be above 0.")
    return float(stdtr(df, (mean - target) / error))


def constant_bounds(
    value: float, n: float, ends: tuple[float, float], *, confidence: float
) -> tuple[float, float]:
    """Bounds of the mean of n answers that all have one value, on a scale that ends at `ends`.

    Another answer is rarer than 1 - (1 - confidence)^(1/n), else one would have been seen, and it is an end
    of the scale at most: value + (high - value) times that. ±inf where the scale has no end.
    Source: Clopper & Pearson 1934 at n of n, for the mean of a bounded answer.
    """
    central(confidence)
    other = 1 - (1 - confidence) ** (1 / n)
    low, high = (end if not isfinite(end) else value + (end - value) * other for end in ends)
    return low, high


def constant_below(value: float, n: float, high: float, target: float) -> float:
    """The p that goes with the upper bound of `constant_bounds`, on a scale that ends at `high`."""
    if target <= value or not isfinite(high):
        return 1.0
    return max(0.0, (high - target) / (high - value)) ** n if high > value else 0.0


def rate_bounds(events: float, exposure: float, *, confidence: float) -> tuple[float, float]:
    """Exact bounds of a Poisson rate. ValueError: events < 0, exposure <= 0. Source: Garwood 1936."""
    return rates.garwood(events, exposure, confidence=central(confidence))


def rate_below(events: float, exposure: float, target: float) -> float:
    """P(X <= events), X Poisson at the target: the exact p that a rate is at least `target`."""
    from scipy.special import gammaincc

    return float(gammaincc(events + 1, target * exposure))


def rate_above(events: float, exposure: float, target: float) -> float:
    """P(X >= events), X Poisson at the target: the exact p that a rate is at most `target`."""
    from scipy.special import gammainc

    return float(gammainc(events, target * exposure)) if events > 0 else 1.0


def spread_of_codes(ends: float, net: float) -> float:
    """The standard deviation of answers coded 1, 0, -1: √(ends - net²), `ends` the share of both ends."""
    return sqrt(max(0.0, ends - net * net))
