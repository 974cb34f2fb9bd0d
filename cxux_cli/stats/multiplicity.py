"""Many tests at once: p values that count the others. None (not tested) passes through and counts as no test."""

from __future__ import annotations

from collections.abc import Callable, Sequence


def holm(p: Sequence[float | None]) -> list[float | None]:
    """Adjusted p in the order given: the i-th smallest of m times m - i + 1, never falling, at most 1.

    At most a chance of alpha that anything at all below alpha is a false alarm: for a few planned tests.
    ValueError: a p outside 0..1. Source: Holm 1979.
    """
    return _adjusted(p, _step_down)


def benjamini_hochberg(p: Sequence[float | None]) -> list[float | None]:
    """Adjusted p in the order given: the i-th smallest of m times m/i, never above the next, at most 1.

    Of what is below alpha, a share of alpha is false alarms on average: for looking through many cells.
    ValueError: a p outside 0..1. Source: Benjamini & Hochberg 1995.
    """
    return _adjusted(p, _step_up)


def _adjusted(
    p: Sequence[float | None], adjust: Callable[[Sequence[float]], list[float]]
) -> list[float | None]:
    tested = sorted((value, place) for place, value in enumerate(p) if value is not None)
    for value, _ in tested:
        if not 0 <= value <= 1:
            raise ValueError(f"p == {value}, must be from 0 to 1.")
    found: list[float | None] = [None] * len(p)
    for (_, place), value in zip(tested, adjust([value for value, _ in tested]), strict=True):
        found[place] = value
    return found


def _step_down(ascending: Sequence[float]) -> list[float]:
    adjusted, largest, m = [], 0.0, len(ascending)
    for i, p in enumerate(ascending):
        largest = max(largest, min(1.0, p * (m - i)))
        adjusted.append(largest)
    return adjusted


def _step_up(ascending: Sequence[float]) -> list[float]:
    adjusted, smallest, m = [], 1.0, len(ascending)
    for i in range(m, 0, -1):
        smallest = min(smallest, ascending[i - 1] * (m / i))
        adjusted.append(smallest)
    return adjusted[::-1]
