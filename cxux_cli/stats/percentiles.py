"""Percentiles by rank: which of the sorted values is the percentile, and which are the ends of its interval.

Percentiles are whole percents, so that ranks are exact; ranks count from 1.
"""

from __future__ import annotations

from math import ceil, sqrt

from cxux_cli.stats.normal import z_two_sided

ENOUGH = 15
"""Values that must be expected on each side of a percentile before the normal approximation holds."""


def nearest_rank(n: int, percent: int) -> int:
    """The rank of the percentile: the smallest value that at least so many percent do not exceed.

    ceil(n p), an observed value and never one between two. ValueError: n < 1, percent outside 1..99.
    Source: Hyndman & Fan 1996, definition 1.
    """
    _check(n, percent)
    return -(-n * percent // 100)


def rank_interval(
    n: int, percent: int, *, confidence: float, effective_n: float | None = None
) -> tuple[int, int] | None:
    """The ranks of the values that are the limits of a percentile; None where too few lie on a side.

    ceil(n p ∓ z √(n p (1-p))), within 1..n; valid where n p and n (1-p) are both at least 15. Where people
    gave several values, `effective_n` replaces n in the margin and in both conditions (Woodruff 1952: the
    interval of the share, read off the sorted values).
    ValueError: n < 1, percent outside 1..99, effective_n not above 0, confidence outside (0, 1).
    Source: Conover 1999, section 3.2; David & Nagaraja 2003, section 7.1.
    """
    _check(n, percent)
    size = float(n) if effective_n is None else effective_n
    if not size > 0:
        raise ValueError(f"effective_n == {effective_n}, must be above 0.")
    z, p = z_two_sided(confidence), percent / 100
    # In whole numbers: 0.15 * 100 is less than 15 in floating point.
    if min(size * percent, size * (100 - percent)) < 100 * ENOUGH:
        return None
    middle, margin = n * percent / 100, n * z * sqrt(p * (1 - p) / size)
    return max(1, ceil(middle - margin)), min(n, ceil(middle + margin))


def _check(n: int, percent: int) -> None:
    if n < 1:
        raise ValueError(f"n == {n}, must be at least 1.")
    if not 1 <= percent <= 99:
        raise ValueError(f"percent == {percent}, must be a whole number from 1 to 99.")
