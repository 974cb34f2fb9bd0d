"""The normal distribution: quantiles, chances, and the one check of `confidence`."""

from __future__ import annotations

from math import erfc, sqrt


def tail_area(confidence: float) -> float:
    """The probability left out at each side of a central interval: (1 - confidence)/2.

    `confidence` is a fraction, 0.95 for 95%. ValueError: confidence outside (0, 1).
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence == {confidence}, must be above 0 and below 1.")
    return (1 - confidence) / 2


def z_two_sided(confidence: float) -> float:
    """The standard normal quantile of a central interval: Phi^-1((1 + confidence)/2), 1.96 at 0.95.

    ValueError: confidence outside (0, 1). Source: `statistics.NormalDist` (Wichura 1988, AS 241).
    """
    # From the lower tail: 1 - tail would lose the digits of a confidence close to 1.
    from statistics import NormalDist

    return -NormalDist().inv_cdf(tail_area(confidence))


def cdf(z: float) -> float:
    """The chance of a standard normal value below z, to full precision in both tails."""
    return 0.5 * erfc(-z / sqrt(2))
