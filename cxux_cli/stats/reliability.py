"""How well the items of a questionnaire go together.

Sources: Cronbach 1951, Coefficient alpha and the internal structure of tests, Psychometrika 16(3),
doi:10.1007/BF02310555; Nunnally 1978, Psychometric Theory, 2nd edition (the corrected item-total correlation).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum, sqrt


def cronbach_alpha(items: int, variances: float, total: float) -> float | None:
    """K / (k - 1) * (1 - sum of the variances of the items / variance of their sum).

    `variances` and `total` have one divisor, n or n - 1. It is below zero where the items run against each
    other. None for a single item, and where the sum of the items does not vary.
    """
    if items < 2 or total <= 0:
        return None
    return items / (items - 1) * (1 - variances / total)


def item_rest(rows: Sequence[Sequence[float]], item: int) -> float | None:
    """The correlation of an item with the sum of the others, over people; None where either does not vary.

    `rows` hold one number per item, all in the direction of the score.
    """
    own = [row[item] for row in rows]
    rest = [fsum(row) - row[item] for row in rows]
    n = len(rows)
    if not n:
        return None
    mean, mean_rest = fsum(own) / n, fsum(rest) / n
    squares = fsum((x - mean) ** 2 for x in own)
    squares_rest = fsum((y - mean_rest) ** 2 for y in rest)
    if squares <= 0 or squares_rest <= 0:
        return None
    products = fsum((x - mean) * (y - mean_rest) for x, y in zip(own, rest, strict=True))
    return products / sqrt(squares * squares_rest)
