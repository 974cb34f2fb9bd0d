"""One share k/n: intervals and point estimates.

`k` successes of `n`; both may be fractional (effective counts of weighted data). Every result is a
fraction of 0..1; every interval is two-sided, `(low, high)`, and clipped to 0..1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import sqrt

from cxux_cli.stats.normal import tail_area, z_two_sided

# An effective count is a share times n: it may pass n by a rounding error, which is not an error.
ROUNDING = 1e-9


def adjusted_wald(k: float, n: float, *, confidence: float) -> tuple[float, float]:
    """Wald interval after adding z²/2 successes and z²/2 failures; always contains k/n.

    p' = (k + z²/2)/(n + z²); p' ± z √(p'(1-p')/(n + z²)).
    ValueError: n <= 0, k outside 0..n, confidence outside (0, 1).
    Source: Agresti & Coull 1998, with z² for their rounded 4; Sauro & Lewis 2005.
    """
    z = z_two_sided(confidence)
    k = _checked(k, n)
    return wald(k + z * z / 2, n + z * z, confidence=confidence)


def wilson(k: float, n: float, *, confidence: float) -> tuple[float, float]:
    """Score interval: the p with |k/n - p| <= z √(p(1-p)/n); always contains k/n.

    (p + z²/2n ± z √(pq/n + z²/4n²)) / (1 + z²/n).
    ValueError: n <= 0, k outside 0..n, confidence outside (0, 1).
    Source: Wilson 1927; Newcombe 1998, method 3 (no continuity correction).
    """
    z = z_two_sided(confidence)
    k = _checked(k, n)
    center = (k + z * z / 2) / (n + z * z)
    margin = z * sqrt(k * (n - k) / n + z * z / 4) / (n + z * z)
    # The root leaves 1e-17 where the limit is exactly 0 or 1.
    return (0.0 if k == 0 else _clip(center - margin), 1.0 if k == n else _clip(center + margin))


def exact(k: float, n: float, *, confidence: float) -> tuple[float, float]:
    """Clopper-Pearson interval: each tail of the binomial holds at most (1 - confidence)/2.

    Beta quantiles: (a; k, n-k+1) and (1-a; k+1, n-k) with a = (1 - confidence)/2; 0 at k = 0, 1 at k = n.
    A fractional k uses the same Beta quantiles (Korn & Graubard 1998, effective counts).
    ValueError: n <= 0, k outside 0..n, confidence outside (0, 1).
    Source: Clopper & Pearson 1934.
    """
    from scipy.special import betaincinv

    tail = tail_area(confidence)
    k = _checked(k, n)
    low = float(betaincinv(k, n - k + 1, tail)) if k > 0 else 0.0
    high = 1 - float(betaincinv(n - k, k + 1, tail)) if k < n else 1.0
    return (low, high)


def jeffreys(k: float, n: float, *, confidence: float) -> tuple[float, float]:
    """Central interval of Beta(k + 1/2, n - k + 1/2), the posterior under the Jeffreys prior.

    The plain form: at k = 0 the lower limit stays above 0 and k/n is outside (same at k = n).
    ValueError: n <= 0, k outside 0..n, confidence outside (0, 1).
    Source: Brown, Cai & DasGupta 2001, section 4.1.1 without its modification at 0 and n.
    """
    from scipy.special import betaincinv

    tail = tail_area(confidence)
    k = _checked(k, n)
    low = float(betaincinv(k + 0.5, n - k + 0.5, tail))
    return (low, 1 - float(betaincinv(n - k + 0.5, k + 0.5, tail)))


def mid_p(k: float, n: float, *, confidence: float) -> tuple[float, float]:
    """Exact interval with half the probability of the observed count in each tail.

    Lower limit: the p with P(X > k) + P(X = k)/2 = (1 - confidence)/2; the upper limit mirrors it.
    ValueError: n <= 0, k outside 0..n, confidence outside (0, 1).
    Source: Lancaster 1961; Newcombe 1998, method 6.
    """
    tail = tail_area(confidence)
    k = _checked(k, n)
    return (_mid_p_low(k, n, tail), 1 - _mid_p_low(n - k, n, tail))


def wald(k: float, n: float, *, confidence: float) -> tuple[float, float]:
    """The plain interval p ± z √(p(1-p)/n), p = k/n; of no width at 0 and n, too short for small n.

    ValueError: n <= 0, k outside 0..n, confidence outside (0, 1).
    Source: Laplace 1812; Newcombe 1998, method 1. Kept for comparison with other tools.
    """
    z = z_two_sided(confidence)
    p = _checked(k, n) / n
    margin = z * sqrt(p * (1 - p) / n)
    return (_clip(p - margin), _clip(p + margin))


def mid_p_above(k: float, n: float, benchmark: float) -> float:
    """One-sided p against a share of `benchmark`: P(X > k) + P(X = k)/2, X binomial at the benchmark.

    Small is evidence that the true share is above it; a fractional k has it by Beta integrals.
    ValueError: n <= 0, k outside 0..n, benchmark outside (0, 1).
    Source: Lancaster 1961; Sauro & Lewis 2016, chapter 4.
    """
    if not 0 < benchmark < 1:
        raise ValueError(f"benchmark == {benchmark}, must be above 0 and below 1.")
    return _mid_p(_checked(k, n), n, benchmark)


INTERVALS: Mapping[str, Callable[..., tuple[float, float]]] = {
    "adjusted-wald": adjusted_wald,
    "wilson": wilson,
    "exact": exact,
    "jeffreys": jeffreys,
    "mid-p": mid_p,
    "wald": wald,
}


def laplace(k: float, n: float) -> float:
    """(k + 1)/(n + 2): the mean of the posterior under a flat prior (Laplace 1812).

    ValueError: n <= 0, k outside 0..n.
    """
    return (_checked(k, n) + 1) / (n + 2)


def wilson_center(k: float, n: float, *, confidence: float) -> float:
    """(k + z²/2)/(n + z²): the middle of the Wilson interval (Wilson 1927).

    ValueError: n <= 0, k outside 0..n, confidence outside (0, 1).
    """
    z = z_two_sided(confidence)
    return (_checked(k, n) + z * z / 2) / (n + z * z)


def jeffreys_center(k: float, n: float) -> float:
    """(k + 1/2)/(n + 1): the mean of the posterior under the Jeffreys prior.

    ValueError: n <= 0, k outside 0..n. Source: Brown, Cai & DasGupta 2001.
    """
    return (_checked(k, n) + 0.5) / (n + 1)


def recommended_estimator(k: float, n: float) -> str:
    """Which estimate of a completion rate to print beside k/n: "laplace", "wilson" or "mle".

    0 or 1: Laplace; up to .5: Wilson centre; below .9: k/n itself; from .9: Laplace.
    ValueError: n <= 0, k outside 0..n. Source: Lewis & Sauro 2006, for rates seen in usability tests.
    """
    share = _checked(k, n) / n
    if share == 0 or share >= 0.9:
        return "laplace"
    return "wilson" if share <= 0.5 else "mle"


def recommended_estimate(k: float, n: float, *, confidence: float) -> float:
    """The estimate that `recommended_estimator` names; `confidence` is that of the Wilson centre.

    ValueError: n <= 0, k outside 0..n, confidence outside (0, 1). Source: Lewis & Sauro 2006.
    """
    center = wilson_center(k, n, confidence=confidence)
    estimates = {"laplace": laplace(k, n), "wilson": center, "mle": _checked(k, n) / n}
    return estimates[recommended_estimator(k, n)]


def _mid_p_low(k: float, n: float, tail: float) -> float:
    from scipy.optimize import brentq

    if k == 0:
        return 0.0
    return float(brentq(lambda p: _mid_p(k, n, p) - tail, 0.0, 1.0, xtol=1e-14))


def _mid_p(k: float, n: float, p: float) -> float:
    """P(X > k) + P(X = k)/2, the mean of P(X >= k) and P(X > k); Beta integrals, for a fractional k too."""
    from scipy.special import betainc

    from_k = float(betainc(k, n - k + 1, p)) if k > 0 else 1.0
    beyond = float(betainc(k + 1, n - k, p)) if k < n else 0.0
    return (from_k + beyond) / 2


def _checked(k: float, n: float) -> float:
    if not n > 0:
        raise ValueError(f"n == {n}, must be above 0.")
    if not 0 <= k <= n * (1 + ROUNDING):
        raise ValueError(f"k == {k}, must be from 0 to n == {n}.")
    return min(k, n)


def _clip(share: float) -> float:
    return min(max(share, 0.0), 1.0)
