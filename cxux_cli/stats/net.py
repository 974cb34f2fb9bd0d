"""The difference of two shares of one sample of three kinds: promoters, detractors and the rest.

`promoters` and `detractors` are counts of `n`; all may be fractional (effective counts of weighted data).
The net share (promoters - detractors)/n is a fraction of -1..1; every interval is two-sided,
`(low, high)`, and clipped to -1..1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import copysign, inf, sqrt

from cxux_cli.stats.normal import tail_area, z_two_sided

# Rocks 2016: a quarter of the three added answers to each end, the other half between them.
PSEUDO_END = 0.75
PSEUDO_ALL = 3.0

# Effective counts are shares times n: their sum may pass n by a rounding error.
ROUNDING = 1e-9


def variance(promoters: float, detractors: float, n: float) -> float:
    """Variance of one answer coded +1, 0, -1 (population form): p + d - (p - d)², from 0 to 1.

    ValueError: n <= 0, a negative count, promoters + detractors above n.
    Source: the variance of a trinomial difference; Rocks 2016.
    """
    p, d = _shares(promoters, detractors, n)
    return max(0.0, p + d - (p - d) ** 2)


def wald(promoters: float, detractors: float, n: float, *, confidence: float) -> tuple[float, float]:
    """The plain interval p - d ± z √(variance/n); of no width when all answers are of one kind.

    ValueError: n <= 0, counts out of range, confidence outside (0, 1).
    Source: Rocks 2016. Kept for comparison with other tools.
    """
    z = z_two_sided(confidence)
    margin = z * sqrt(variance(promoters, detractors, n) / n)
    center = (promoters - detractors) / n
    return (_clip(center - margin), _clip(center + margin))


def adjusted_wald(promoters: float, detractors: float, n: float, *, confidence: float) -> tuple[float, float]:
    """Wald interval after adding 3/4 promoters, 3/4 detractors and 3/2 others.

    Not centred on the observed net share, and it can leave out one of ±1: at 95% only if n = 1, at
    every n below about 84%.
    ValueError: n <= 0, counts out of range, confidence outside (0, 1).
    Source: Rocks 2016, "Interval estimation for the Net Promoter Score".
    """
    _shares(promoters, detractors, n)
    more = (promoters + PSEUDO_END, detractors + PSEUDO_END, n + PSEUDO_ALL)
    return wald(*more, confidence=confidence)


def score(promoters: float, detractors: float, n: float, *, confidence: float) -> tuple[float, float]:
    """The net shares t which a score test does not reject; always contains the observed one.

    |p - d - t| <= z √((2q + t(1 - t))/n), where q is the likeliest share of detractors if the true net
    share is t: the larger root of 2q² + ((2 - p + d)t - d - p)q - d t(1 - t) = 0.
    ValueError: n <= 0, counts out of range, confidence outside (0, 1).
    Source: Tango 1998, for paired proportions; Rocks 2016, for the Net Promoter Score.
    """
    z = z_two_sided(confidence)
    p, d = _shares(promoters, detractors, n)
    # The lower limit is the upper limit of the same sample with the two ends exchanged.
    return (-_score_high(d, p, n, z), _score_high(p, d, n, z))


def score_z(promoters: float, detractors: float, n: float, net: float) -> float:
    """The statistic of the score test against a net share: (p - d - net)/√(restricted variance/n).

    Standard normal where the true net share is `net`. Where the answers leave no variance it is 0 at
    their own net share and infinite elsewhere. ValueError: counts out of range, net outside -1..1.
    Source: Tango 1998.
    """
    p, d = _shares(promoters, detractors, n)
    if not -1 <= net <= 1:
        raise ValueError(f"net == {net}, must be from -1 to 1.")
    distance = p - d - net
    if abs(distance) < ROUNDING:
        return 0.0
    variance = _restricted_variance(p, d, net)
    return copysign(inf, distance) if variance == 0 else distance / sqrt(variance / n)


def bootstrap(
    promoters: float,
    detractors: float,
    n: float,
    *,
    confidence: float,
    resamples: int = 10_000,
    seed: int = 20_240_229,
) -> tuple[float, float]:
    """Percentile interval of the net share over multinomial resamples of the three counts.

    Each resample draws n answers (rounded to a whole number, at least 1) with the observed shares.
    ValueError: n <= 0, counts out of range, resamples < 1, confidence outside (0, 1).
    Source: Efron & Tibshirani 1993, chapter 13.
    """
    import numpy as np

    tail = tail_area(confidence)
    p, d = _shares(promoters, detractors, n)
    if resamples < 1:
        raise ValueError(f"resamples == {resamples}, must be at least 1.")
    size = max(1, round(n))
    drawn = np.random.default_rng(seed).multinomial(size, [p, d, max(0.0, 1 - p - d)], size=resamples)
    low, high = np.quantile((drawn[:, 0] - drawn[:, 1]) / size, [tail, 1 - tail])
    return (float(low), float(high))


INTERVALS: Mapping[str, Callable[..., tuple[float, float]]] = {
    "adjusted-wald": adjusted_wald,
    "score": score,
    "wald": wald,
    "bootstrap": bootstrap,
}


def _score_high(p: float, d: float, n: float, z: float) -> float:
    # Bisection, because it needs no sign at the ends: the test is 0/0 where all answers are of one kind.
    inside, outside = p - d, 1.0
    for _ in range(60):
        middle = (inside + outside) / 2
        if (p - d - middle) ** 2 * n <= z * z * _restricted_variance(p, d, middle):
            inside = middle
        else:
            outside = middle
    return outside


def _restricted_variance(p: float, d: float, net: float) -> float:
    linear = (2 - p + d) * net - d - p
    constant = -d * net * (1 - net)
    root = sqrt(max(0.0, linear * linear - 8 * constant))
    # The larger root, in the form that does not subtract two close numbers.
    q = (root - linear) / 4 if linear <= 0 else -2 * constant / (linear + root)
    return max(0.0, 2 * q + net * (1 - net))


def _shares(promoters: float, detractors: float, n: float) -> tuple[float, float]:
    if not n > 0:
        raise ValueError(f"n == {n}, must be above 0.")
    if not (promoters >= 0 and detractors >= 0):
        raise ValueError(f"promoters == {promoters}, detractors == {detractors}, must be at least 0.")
    if not promoters + detractors <= n * (1 + ROUNDING):
        raise ValueError(f"promoters + detractors == {promoters + detractors}, must be at most n == {n}.")
    return (promoters / n, detractors / n)


def _clip(net: float) -> float:
    return min(max(net, -1.0), 1.0)
