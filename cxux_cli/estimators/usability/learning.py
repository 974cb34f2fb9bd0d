"""Learnability: how times change over repeated attempts of the same person at the same task."""

from __future__ import annotations

import math

from cxux_cli.estimate import Estimate
from cxux_cli.estimators.usability.group import Group
from cxux_cli.estimators.usability.shapes import nothing, unweighted

SLOPE = "t over people, on slopes of log times"
CHANGE = "paired t over people, on log times"
COLUMNS = ("people", "attempts", "slope", "slope2", "change", "change2")
"""Sums over people who tried a task several times: of their mean slopes and changes, and their squares."""


def per_attempt(group: Group, *, confidence: float) -> Estimate:
    """The change of time from one attempt to the next, in percent: 100 (exp(b) - 1).

    b is the mean over people of the least-squares slope of ln time on the number of the attempt.
    """
    return _percent(group, "slope", SLOPE, confidence=confidence)


def first_to_last(group: Group, *, confidence: float) -> Estimate:
    """The change of time from the first attempt to the last, in percent: 100 (exp(d) - 1), paired."""
    return _percent(group, "change", CHANGE, confidence=confidence)


def _percent(group: Group, name: str, method: str, *, confidence: float) -> Estimate:
    from cxux_cli.stats.mean import t_interval

    sums = dict(zip(COLUMNS, group.learning or (0.0,) * len(COLUMNS), strict=True))
    people, n = int(sums["people"]), int(sums["attempts"])
    if people == 0:
        return nothing(confidence, method, {})
    if group.weighted:
        return unweighted(confidence, n, method, "a change within people")
    middle = sums[name] / people
    parts: dict[str, float | None] = {"persons": people, "ratio": math.exp(middle)}
    value = 100 * math.expm1(middle)
    if people < 2:
        note = "one person repeated a task: there is no interval"
        return Estimate(value, None, None, n, confidence, method, parts=parts, notes=(note,))
    spread = max(0.0, sums[f"{name}2"] - people * middle**2) / (people - 1)
    ends = t_interval(middle, math.sqrt(spread / people), people - 1, confidence=confidence)
    low, high = (100 * math.expm1(end) for end in ends)
    return Estimate(value, low, high, n, confidence, method, parts=parts)
