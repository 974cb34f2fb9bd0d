"""Efficiency: goals reached for the time spent, and the share of the time that led to a goal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxux_cli.estimators.base import ONE_PERSON
from cxux_cli.estimators.usability.attempts import Attempts, person_sums
from cxux_cli.results import Estimate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BOOTSTRAP = "bootstrap over people (percentile)"
_MINUTE = 60.0


def goals_per_minute(attempts: Attempts, *, confidence: float) -> Estimate | None:
    """The share of successes divided by the mean time in minutes, over attempts with outcome and time."""
    return _ratio(attempts, "goals", "minutes", 1.0, confidence=confidence)


def time_based(attempts: Attempts, *, confidence: float) -> Estimate | None:
    """The mean over attempts of 1/minutes for a success and 0 otherwise, in goals per minute."""
    return _ratio(attempts, "speed", "attempts", 1.0, confidence=confidence)


def relative(attempts: Attempts, *, confidence: float) -> Estimate | None:
    """100 * time of successes / time of all attempts."""
    return _ratio(attempts, "goal_minutes", "minutes", 100.0, confidence=confidence)


def _ratio(attempts: Attempts, above: str, below: str, scale: float, *, confidence: float) -> Estimate | None:
    import numpy as np

    from cxux_cli.stats.bootstrap import over_people

    known = attempts.has("time") & attempts.judged
    if not known.any():
        return None
    minutes, reached = attempts.values["time"][known] / _MINUTE, attempts.success[known].astype(float)
    columns = {
        "goals": reached,
        "minutes": minutes,
        "goal_minutes": reached * minutes,
        "speed": reached / minutes,
        "attempts": np.ones(len(minutes)),
    }
    n, top, bottom = len(minutes), columns[above], columns[below]
    value = scale * float(top.sum() / bottom.sum())
    parts: dict[str, float | None] = {"goals": float(reached.sum()), "minutes": float(minutes.sum())}
    sums = person_sums(attempts.person[known], top, bottom)
    parts["persons"] = len(sums)
    if len(sums) < 2:
        return Estimate(value, None, None, n, confidence, BOOTSTRAP, parts=parts, notes=(ONE_PERSON,))

    def of(totals: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(scale * totals[:, 0] / totals[:, 1])

    low, high = over_people(sums, of, confidence=confidence) or (None, None)
    return Estimate(value, low, high, n, confidence, BOOTSTRAP, parts=parts)
