"""Numbers as they are printed: one rule for every output."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from math import isfinite

MOST = 9
"""Decimals at most, however close a number is to what it must be told from."""


def rounded(value: float, places: int) -> str:
    """A number with so many decimals; halves go away from zero, as people round, and nothing is `-0.0`.

    >>> rounded(100 * 203 / 400, 1), rounded(50.25, 1), rounded(-0.04, 1), rounded(2.675, 2)
    ('50.8', '50.3', '0.0', '2.68')
    """
    if not isfinite(value):
        return f"{value}"
    # From the shortest decimal that is this number: 2.675 is a half to people, whatever its binary digits.
    text = f"{Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
    return text.removeprefix("-") if not float(text) else text


def part_of_100(value: float, places: int) -> str:
    """A percentage; none above 0 is printed as 0 and none below 100 as 100, however many decimals that takes."""
    text = rounded(value, places)
    while places < MOST and 0 < value < 100 and float(text) in (0.0, 100.0):
        places += 1
        text = rounded(value, places)
    return text
