"""Time on task: geometric mean, median and mean of the times that a policy lets count."""

from __future__ import annotations

import math

from cxux_cli.estimate import Estimate
from cxux_cli.estimators.base import ONE_PERSON, over
from cxux_cli.estimators.usability import shapes
from cxux_cli.estimators.usability.group import Group
from cxux_cli.estimators.usability.shapes import mean, nothing, unweighted

POLICIES = ("successes", "all", "censored")
"""Whose times count: of successes; of all attempts; of all, those without success as longer than seen."""
RANKS = "binomial ranks (Hahn & Meeker 1991)"
KAPLAN_MEIER = "Kaplan-Meier, log-log interval (Brookmeyer & Crowley 1982)"


def geometric(group: Group, *, confidence: float) -> Estimate:
    """The geometric mean in seconds with its log-t interval."""
    sums = group.of("time")
    parts = {"mean_log": sums.mean, "standard_error_log": sums.error} if sums.n else {}
    found = shapes.geometric(
        *(sums,),
        confidence=confidence,
        parts=parts,
        one="one time: there is no interval",
        weighted=group.weighted,
    )
    if sums.n == 2 and found.low is not None:
        return shapes.with_notes(found, "two times: the interval is hardly worth anything")
    return found


def arithmetic(group: Group, *, confidence: float) -> Estimate:
    """The mean in seconds with its t interval: for totals and cost."""
    sums = group.of("time.mean")
    total: dict[str, float | None] = {"total": sums.x}
    return mean(sums, confidence=confidence, parts=total, limits=(0.0, math.inf), weighted=group.weighted)


def limits(group: Group, *, confidence: float) -> tuple[int, int] | None:
    """The ranks of the limits of the median; None where there are none.

    Where people repeat, the margin grows by the design effect of "not above the median" (Woodruff 1952).
    """
    from cxux_cli.stats.times import rank_interval

    n = int(group.of("time.mean").n)
    persons = group.below.over_persons() if group.below is not None else None
    if n < 3 or (persons is not None and persons.count < 2) or group.below is None:
        return None
    return rank_interval(n, 0.5, confidence=confidence, design_effect=_effect(group, n))


def _effect(group: Group, n: int) -> float:
    """How much more "not above the median" varies because people gave several times; 1 where nobody did."""
    persons = group.below.over_persons() if group.below is not None else None
    if persons is None or group.below is None:
        return 1.0
    rate = group.below.k / group.below.n
    plain = rate * (1 - rate) / n
    return max(1.0, persons.variance / plain) if plain > 0 else n / persons.count


def _level(group: Group, n: int, ends: tuple[int, int], confidence: float) -> float:
    """The confidence that the ranks reach: less than was asked for where the least and the greatest are the ends."""
    from cxux_cli.stats.times import rank_level

    effect = _effect(group, n)
    if effect == 1.0:
        return min(confidence, rank_level(n, 0.5, ends))
    return min(confidence, rank_level(max(1.0, n / effect), 0.5, ends)) if ends == (1, n) else confidence


def median(group: Group, *, confidence: float) -> Estimate:
    """The median in seconds with the interval of binomial ranks."""
    n = int(group.of("time.mean").n)
    if n and group.weighted:
        return unweighted(confidence, n, RANKS, "a median by ranks")
    if (value := group.median("time.mean")) is None:
        return nothing(confidence, RANKS, {})
    at = group.ranks["time.mean"]
    persons = group.below.over_persons() if group.below is not None else None
    method = over(RANKS, persons)
    parts: dict[str, float | None] = {"min": at[1], "max": at[n]}
    ends = limits(group, confidence=confidence)
    if persons is not None:
        parts["persons"] = persons.count
    if ends is None:
        note = ONE_PERSON if n > 2 else "fewer than three times: there is no interval of ranks"
        return Estimate(value, None, None, n, confidence, method, parts=parts, notes=(note,))
    parts |= {"low_rank": ends[0], "high_rank": ends[1]}
    notes: tuple[str, ...] = ()
    reached = _level(group, n, ends, confidence)
    if reached < confidence:
        parts["level"] = 100 * reached
        notes = (
            f"{n} times give an interval of {100 * reached:.1f} % at most: from the least to the greatest",
        )
        confidence, method = reached, f"{method}, {100 * reached:.1f} % reached"
    if n <= 25:
        notes += ("25 times or fewer: the geometric mean is the better middle (Sauro & Lewis 2010)",)
    low, high = min(at[ends[0]], value), max(at[ends[1]], value)
    return Estimate(value, low, high, n, confidence, method, parts=parts, notes=notes)


def censored(group: Group, *, confidence: float) -> Estimate:
    """The Kaplan-Meier median: attempts that did not succeed would have taken longer than they did."""
    from cxux_cli.stats.survival import kaplan_meier, quantile

    curve = group.curve
    if curve is None:
        return nothing(confidence, KAPLAN_MEIER, {})
    n = int(curve.done.sum() + curve.cut.sum())
    if group.weighted:
        return unweighted(confidence, n, KAPLAN_MEIER, "Kaplan-Meier here")
    parts: dict[str, float | None] = {"done": int(curve.done.sum()), "censored": int(curve.cut.sum())}
    value, low, high = quantile(kaplan_meier(curve.times, curve.done, curve.cut, confidence=confidence))
    notes: tuple[str, ...] = ()
    if value is None:
        notes = ("fewer than half would be done by the longest time seen: there is no median",)
    elif high is None:
        notes = ("the interval is open above: too few were done",)
    if curve.people < n:
        parts["persons"] = curve.people
        notes += ("people repeat, and every attempt counts as a person: the interval is too short",)
    return Estimate(value, low, high, n, confidence, KAPLAN_MEIER, parts=parts, notes=notes)
