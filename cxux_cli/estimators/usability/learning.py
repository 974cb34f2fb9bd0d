"""Learnability: how times change over repeated attempts of the same person at the same task."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cxux_cli.estimators.usability.attempts import Attempts
from cxux_cli.estimators.usability.time import counted
from cxux_cli.results import Estimate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SLOPE = "t over people, on slopes of log times"
CHANGE = "paired t over people, on log times"


def per_attempt(attempts: Attempts, policy: str, *, confidence: float) -> Estimate | None:
    """The change of time from one attempt to the next, in percent: 100 (exp(b) - 1).

    b is the mean over people of the least-squares slope of ln time on the number of the attempt.
    """
    import numpy as np

    found = _pairs(attempts, policy)
    if found is None:
        return None
    kept, pair, person = found
    x, y = attempts.attempt[kept].astype(float), np.log(attempts.values["time"][kept])
    n = np.bincount(pair)
    dx = x - (np.bincount(pair, weights=x) / n)[pair]
    slopes = np.bincount(pair, weights=dx * y) / np.bincount(pair, weights=dx * dx)
    return _percent(slopes, person, len(x), SLOPE, confidence=confidence)


def first_to_last(attempts: Attempts, policy: str, *, confidence: float) -> Estimate | None:
    """The change of time from the first attempt to the last, in percent: 100 (exp(d) - 1), paired."""
    import numpy as np

    found = _pairs(attempts, policy)
    if found is None:
        return None
    kept, pair, person = found
    order = np.lexsort((attempts.attempt[kept], pair))
    y, sorted_pair = np.log(attempts.values["time"][kept])[order], pair[order]
    first = np.searchsorted(sorted_pair, np.arange(len(person)), side="left")
    last = np.searchsorted(sorted_pair, np.arange(len(person)), side="right") - 1
    return _percent(y[last] - y[first], person, len(y), CHANGE, confidence=confidence)


def _pairs(
    attempts: Attempts, policy: str
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]] | None:
    """Rows of people with several timed attempts at a task, the pair of each, and the person of each pair."""
    import numpy as np

    rows = np.flatnonzero(counted(attempts, policy))
    if len(rows) < 2:
        return None
    key = attempts.person[rows] * (int(attempts.task.max()) + 1) + attempts.task[rows]
    _, pair, size = np.unique(key, return_inverse=True, return_counts=True)
    rows = rows[size[pair] > 1]
    if len(rows) == 0:
        return None
    key = attempts.person[rows] * (int(attempts.task.max()) + 1) + attempts.task[rows]
    _, first, pair = np.unique(key, return_index=True, return_inverse=True)
    return rows, pair, attempts.person[rows[first]]


def _percent(
    logs: NDArray[np.float64], person: NDArray[np.int64], n: int, method: str, *, confidence: float
) -> Estimate:
    """Logarithms by pair, averaged within people and then over them, as a change in percent."""
    import numpy as np

    from cxux_cli.stats.mean import t_interval

    _, group = np.unique(person, return_inverse=True)
    own = np.bincount(group, weights=logs) / np.bincount(group)
    people, middle = len(own), float(own.mean())
    parts: dict[str, float | None] = {"persons": people, "ratio": math.exp(middle)}
    if people < 2:
        note = "one person repeated a task: there is no interval"
        return Estimate(
            100 * math.expm1(middle), None, None, n, confidence, method, parts=parts, notes=(note,)
        )
    error = float(np.std(own, ddof=1)) / math.sqrt(people)
    low, high = t_interval(middle, error, people - 1, confidence=confidence)
    value, low, high = (100 * math.expm1(end) for end in (middle, low, high))
    return Estimate(value, low, high, n, confidence, method, parts=parts)
