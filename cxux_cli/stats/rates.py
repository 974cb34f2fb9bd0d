"""Counts per unit of exposure: intervals of a Poisson rate, and whether counts vary more than Poisson ones."""

from __future__ import annotations

from math import sqrt

from cxux_cli.stats.normal import tail_area, z_two_sided


def garwood(count: float, exposure: float, *, confidence: float) -> tuple[float, float]:
    """Exact interval of a rate: [χ²(a; 2x)/2, χ²(1-a; 2x+2)/2]/exposure, a = (1 - confidence)/2.

    ValueError: count below 0, exposure <= 0, confidence outside (0, 1). Source: Garwood 1936.
    """
    from scipy.special import gammaincinv

    tail = tail_area(confidence)
    _check(count, exposure)
    # χ²(p; 2k)/2 is the gamma quantile of shape k.
    low = float(gammaincinv(count, tail)) if count > 0 else 0.0
    return low / exposure, float(gammaincinv(count + 1, 1 - tail)) / exposure


def score(count: float, exposure: float, *, confidence: float) -> tuple[float, float]:
    """Score interval of a rate: (x + z²/2 ± z √(x + z²/4))/exposure.

    ValueError: count below 0, exposure <= 0, confidence outside (0, 1). Source: Rao 1948.
    """
    z = z_two_sided(confidence)
    _check(count, exposure)
    center, margin = count + z * z / 2, z * sqrt(count + z * z / 4)
    # The root leaves 1e-17 where the limit is exactly 0.
    return (max(0.0, center - margin) if count else 0.0) / exposure, (center + margin) / exposure


def _check(count: float, exposure: float) -> None:
    if not (count >= 0 and exposure > 0):
        raise ValueError(f"count == {count} must be at least 0, exposure == {exposure} above 0.")
