"""The score of a questionnaire from the sum of what its items contribute."""

from __future__ import annotations


def score(total: float, items: int, steps: int, low: float, high: float) -> float:
    """A sum of contributions, 0 to `steps` each, stretched from `low` to `high` (Brooke 1996: 2.5 times the sum)."""
    # Multiplied first: one rounding, and the same bits as the formula written by hand.
    return low + total * (high - low) / (items * steps)
