"""Efficiency: goals reached for the time spent, and the share of the time that led to a goal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxux_cli.estimate import Estimate
from cxux_cli.estimators.base import ONE_PERSON
from cxux_cli.estimators.usability.group import Group
from cxux_cli.estimators.usability.shapes import BOOTSTRAP, nothing, ratio, unweighted

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

COLUMNS = ("goals", "minutes", "goal_minutes", "speed", "attempts")
"""The sums by person, over attempts with an outcome and a time."""


def goals_per_minute(group: Group, *, confidence: float) -> Estimate:
    """The share of successes divided by the mean time in minutes, over attempts with outcome and time."""
    return _ratio(group, "goals", "minutes", 1.0, confidence=confidence)


def time_based(group: Group, *, confidence: float) -> Estimate:
    """The mean over attempts of 1/minutes for a success and 0 otherwise, in goals per minute."""
    return _ratio(group, "speed", "attempts", 1.0, confidence=confidence)


def relative(group: Group, *, confidence: float) -> Estimate:
    """100 * time of successes / time of all attempts."""
    return _ratio(group, "goal_minutes", "minutes", 100.0, confidence=confidence)


def _ratio(group: Group, above: str, below: str, scale: float, *, confidence: float) -> Estimate:
    import numpy as np

    rows = group.people.get("efficiency")
    if rows is None:
        return nothing(confidence, BOOTSTRAP, {})
    top, bottom = COLUMNS.index(above), COLUMNS.index(below)
    totals = dict(zip(COLUMNS, rows.sum(axis=0).tolist(), strict=True))
    n = round(totals["attempts"])
    if group.weighted:
        return unweighted(confidence, n, BOOTSTRAP, "a ratio of sums")
    value = scale * totals[above] / totals[below]
    parts: dict[str, float | None] = {"goals": totals["goals"], "minutes": totals["minutes"]}
    parts["persons"] = group.persons["efficiency"]
    if group.persons["efficiency"] < 2:
        return Estimate(value, None, None, n, confidence, BOOTSTRAP, parts=parts, notes=(ONE_PERSON,))

    def of(sums: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(scale * sums[:, top] / sums[:, bottom])

    limits, method = ratio(group, "efficiency", of, confidence=confidence)
    low, high = limits or (None, None)
    return Estimate(value, low, high, n, confidence, method, parts=parts)
