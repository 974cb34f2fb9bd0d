"""Weighted means that are rounded once: what is a short number comes out as one, in whatever order it is summed."""

from __future__ import annotations

from collections.abc import Iterable


def mean(weighed: Iterable[tuple[float, float]]) -> float:
    """Σwx / Σw of pairs (x, w), the floating-point number nearest to the true quotient.

    Sums and products of floats are whole numbers over powers of two, and Python rounds the quotient of two whole
    numbers correctly. ZeroDivisionError where the weights sum to nothing.

    >>> mean([(7.0, 0.1), (7.0, 0.2)]), mean([(100.0, 0.7), (0.0, 0.3)])
    (7.0, 70.0)
    """
    pairs = list(weighed)
    above, of_above = _sum(pairs)
    below, of_below = _sum((1.0, w) for _, w in pairs)
    return (above * of_below) / (below * of_above)


def _sum(products: Iterable[tuple[float, float]]) -> tuple[int, int]:
    """Σab as a whole number over a power of two."""
    total, scale = 0, 1
    for a, b in products:
        (p, q), (r, s) = float(a).as_integer_ratio(), float(b).as_integer_ratio()
        if q * s > scale:
            total, scale = total * (q * s // scale), q * s
        total += p * r * (scale // (q * s))
    return total, scale
