"""Jackknife over people, for statistics of sums that no formula gives a standard error: indices."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt
from typing import TYPE_CHECKING

from cxux_cli.stats.bootstrap import in_groups, over_people
from cxux_cli.stats.mean import t_interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MOST_UNDEFINED = 0.1
"""Of the samples that leave somebody out so many may be undefined."""


def interval(
    sums: NDArray[np.float64],
    statistic: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    ends: tuple[float, float],
    *,
    confidence: float,
) -> tuple[float, float] | None:
    """Two-sided interval of a statistic of sums, a row per person: t on the jackknife's error, and the bootstrap's.

    The wider of both at each end, cut at `ends`. `statistic` takes rows of totals, as in `bootstrap.over_people`,
    whose percentiles alone are too narrow of few people. None where it is undefined without one of them.
    ValueError: fewer than two people, confidence outside (0, 1).
    Source: Tukey 1958; Efron & Tibshirani 1993, chapter 11.
    """
    import numpy as np

    groups = in_groups(sums)
    n, total = len(groups), groups.sum(axis=0, keepdims=True)
    value, without = float(statistic(total)[0]), statistic(total - groups)
    without = without[np.isfinite(without)]
    drawn = over_people(sums, statistic, confidence=confidence)
    if drawn is None or len(without) < (1 - _MOST_UNDEFINED) * n or len(without) < 2:
        return None
    error = sqrt((n - 1) / n * float(((without - without.mean()) ** 2).sum()) * n / len(without))
    low, high = t_interval(value, error, n - 1, confidence=confidence)
    return max(ends[0], min(low, drawn[0])), min(ends[1], max(high, drawn[1]))
