"""Efficiency: goals reached for the time spent, and the share of the time that led to a goal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cxux_cli.estimate import Estimate, Evidence, finite
from cxux_cli.estimators.base import ONE_PERSON
from cxux_cli.estimators.persons import Persons
from cxux_cli.estimators.usability.group import Group
from cxux_cli.estimators.usability.shapes import STUDENTISED, drawn, nothing, unweighted

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

EXACT = "exact on the effective n (Korn & Graubard 1998)"
COLUMNS = ("goals", "minutes", "goal_minutes", "speed", "attempts")
"""The sums by person, over attempts with an outcome and a time."""


def goals_per_minute(group: Group, *, confidence: float) -> Estimate:
    """The share of successes divided by the mean time in minutes, over attempts with outcome and time."""
    return _rate(group, "goals", "minutes", confidence=confidence)


def time_based(group: Group, *, confidence: float) -> Estimate:
    """The mean over attempts of 1/minutes for a success and 0 otherwise, in goals per minute."""
    return _rate(group, "speed", "attempts", confidence=confidence)


def relative(group: Group, *, confidence: float) -> Estimate:
    """100 * time of successes / time of all attempts: the share of successes, each attempt weighing its time.

    Its interval is the exact one of as many attempts as say as much, so that five successes of five people prove
    no more here than they do of the success rate.
    """
    from cxux_cli.stats import proportion, ratio

    found = _sums(group, "goal_minutes", "minutes", EXACT, "a share of time", confidence=confidence)
    if isinstance(found, Estimate):
        return found
    top, bottom, n, parts = found
    share, people = float(top.sum() / bottom.sum()), group.persons["efficiency"]
    value = float(100 * top.sum() / bottom.sum())
    parts["persons"] = people
    if people < 2:
        return Estimate(value, None, None, n, confidence, EXACT, parts=parts, notes=(ONE_PERSON,))
    # As many people of one length as these of several (Kish 1965); as many attempts as they made.
    alike = people * (bottom.sum() / len(bottom)) ** 2 / float(bottom @ bottom / len(bottom))
    error = ratio.error(top, bottom) * math.sqrt(len(top) / people)
    size = alike
    if error > 0 and 0 < share < 1:
        size = min(share * (1 - share) / error**2, alike * n / people)
        spread = Persons(people, share * (1 - share) / size)
        size = min(size, spread.effective_n(share * (1 - share), n, confidence))
    low, high = proportion.exact(share * size, size, confidence=confidence)
    evidence = Evidence("share", (share * size, size), 100.0)
    low, high = min(100 * low, value), max(100 * high, value)
    return Estimate(value, low, high, n, confidence, EXACT, size, parts, evidence=evidence)


def _rate(group: Group, above: str, below: str, *, confidence: float) -> Estimate:
    from cxux_cli.stats import ratio

    found = _sums(group, above, below, STUDENTISED, "a ratio of sums", confidence=confidence)
    if isinstance(found, Estimate):
        return found
    top, bottom, n, parts = found
    value, people = float(top.sum() / bottom.sum()), group.persons["efficiency"]
    parts["persons"] = people
    if people < 2:
        return Estimate(value, None, None, n, confidence, STUDENTISED, parts=parts, notes=(ONE_PERSON,))
    low, high = ratio.interval(top, bottom, confidence=confidence)
    notes = ("nobody reached a goal: there is no upper limit",) if math.isinf(high) else ()
    method = drawn(STUDENTISED, group, "efficiency")
    return Estimate(value, low, finite(high), n, confidence, method, parts=parts, notes=notes)


def _sums(
    group: Group, above: str, below: str, method: str, what: str, *, confidence: float
) -> Estimate | tuple[NDArray[np.float64], NDArray[np.float64], int, dict[str, float | None]]:
    """Both sums by person, the attempts and what is told beside them; an estimate without a number where none are."""
    rows = group.people.get("efficiency")
    if rows is None:
        return nothing(confidence, method, {})
    totals = dict(zip(COLUMNS, rows.sum(axis=0).tolist(), strict=True))
    n = round(totals["attempts"])
    if group.weighted:
        return unweighted(confidence, n, method, what)
    parts: dict[str, float | None] = {"goals": totals["goals"], "minutes": totals["minutes"]}
    return rows[:, COLUMNS.index(above)], rows[:, COLUMNS.index(below)], n, parts
