"""The same people in two samples: tests of what changed within them.

First less second throughout; intervals and p are two-sided. An interval with an infinite end says that so few pairs
have none at that confidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import comb, fsum, inf, sqrt

from cxux_cli.stats.compare import Difference
from cxux_cli.stats.mean import t_interval
from cxux_cli.stats.normal import z_two_sided

_SPREAD = 1e-12
"""Relative to the differences; what rounding leaves of none is none."""


def means(differences: Sequence[float], *, confidence: float) -> Difference | None:
    """Whether the mean of the differences within people is other than 0: the paired t test.

    Where all differ by the same, the t test would be sure of it at any n: then p is that of the signs, 2^(1-n).
    None where nobody differs, which tests nothing. ValueError: fewer than 2 pairs, confidence outside (0, 1).
    Source: Student 1908; Fisher 1935, chapter 3, for the signs.
    """
    from scipy.special import stdtr

    n = len(differences)
    if n < 2:
        raise ValueError(f"{n} pairs, must be at least 2.")
    mean = fsum(differences) / n
    largest = max(map(abs, differences))
    if not largest > 0:
        return None
    error = sqrt(fsum((x - mean) ** 2 for x in differences) / (n - 1) / n)
    if error <= _SPREAD * largest:
        z_two_sided(confidence)
        p = 2.0 ** (1 - n)
        # The signs say on which side of 0 it lies, and nothing of how far.
        ends = (-inf, inf) if p >= 1 - confidence else (0.0, inf) if mean > 0 else (-inf, 0.0)
        return Difference(mean, *ends, None, None, p, "sign test of pairs that all differ by the same")
    t = mean / error
    low, high = t_interval(mean, error, n - 1, confidence=confidence)
    return Difference(mean, low, high, t, n - 1, 2 * float(stdtr(n - 1, -abs(t))), "paired t test")


def shares(both: int, first: int, second: int, neither: int, *, confidence: float) -> Difference | None:
    """Whether two shares of the same people differ: McNemar's mid-p, with Agresti and Min's interval.

    `first` and `second` are people who say yes in that sample alone. None where nobody changed sides.
    ValueError: a count below 0, nobody at all. Source: Fagerland, Lydersen & Laake 2013; Agresti & Min 2005 with
    z²/8 added to each count.
    """
    n = both + first + second + neither
    if min(both, first, second, neither) < 0 or not n:
        raise ValueError(f"counts {both}, {first}, {second}, {neither}, must be of somebody and not below 0.")
    changed = first + second
    if not changed:
        return None
    fewer = min(first, second)
    chances = [comb(changed, k) for k in range(fewer + 1)]
    p = min(1.0, 2 * (sum(chances) - chances[-1] / 2) / 2.0**changed)
    z = z_two_sided(confidence)
    more = n + z * z / 2
    p1, p2 = (first + z * z / 8) / more, (second + z * z / 8) / more
    margin = z * sqrt((p1 + p2 - (p1 - p2) ** 2) / more)
    low, high = max(-1.0, p1 - p2 - margin), min(1.0, p1 - p2 + margin)
    return Difference((first - second) / n, low, high, None, None, p, "McNemar test (mid-p)")
