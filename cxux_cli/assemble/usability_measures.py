"""What is measured of a usability test, in the order in which it is printed, and when it can be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from cxux_cli.estimators.usability import (
    efficiency,
    errors,
    learning,
    navigation,
    ratings,
    success,
    time,
)
from cxux_cli.estimators.usability.group import Group
from cxux_cli.estimators.usability.outcomes import Outcome
from cxux_cli.measures.base import Declared
from cxux_cli.measures.ux import task_efficiency, task_errors, task_success, task_time
from cxux_cli.measures.ux.seq import SEQ
from cxux_cli.results import Estimate

if TYPE_CHECKING:
    from cxux_cli.engine.attempt_groups import Grouped

Compute = Callable[..., Estimate]
Exists = Callable[[Group, "Grouped"], bool]


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure: its estimate from a group, the number it is made of, and whether a task has it at all.

    `role` is the one whose refused numbers are missing from it, `state` the kind of what adds up.
    """

    measure: Declared
    compute: Compute
    of: str
    exists: Exists
    role: str = ""
    state: str = ""

    @property
    def counts_outcomes(self) -> bool:
        """Whether attempts without an outcome are missing from it."""
        return self.measure.key in ("success", "success.credit", "abandonment", "sum")

    @property
    def is_learning(self) -> bool:
        """Whether it compares the attempts of a person with each other."""
        return self.measure in (task_time.LEARNABILITY, task_time.LEARNABILITY_CHANGE)


def _some(name: str) -> Exists:
    return lambda group, _: group.of(name).n > 0


def _role(name: str) -> Exists:
    return lambda _, grouped: grouped.asked.has(name)


def _mean_time(_: Group, grouped: Grouped) -> bool:
    """Mean times where failures are cut off mean nothing."""
    return grouped.asked.has("time") and grouped.asked.times != "censored"


def _ended(group: Group, _: Grouped) -> bool:
    return sum(group.outcomes) > 0


def _partly(group: Group, _: Grouped) -> bool:
    return group.ended(Outcome.PARTIAL) > 0


def _given_up(group: Group, grouped: Grouped) -> bool:
    """A sheet of yes and no cannot say that somebody gave up."""
    return sum(group.outcomes) > 0 and grouped.found.abandoned > 0


def _repeated(group: Group, _: Grouped) -> bool:
    return sum(group.learning) != 0


def _with_time(group: Group, _: Grouped) -> bool:
    return "efficiency" in group.people


def _asked_for_pages(group: Group, _: Grouped) -> bool:
    return group.count("asked for pages") > 0


def _median(group: Group, *, confidence: float) -> Estimate:
    compute = time.median if group.curve is None else time.censored
    return compute(group, confidence=confidence)


def _rating(measure: Declared, role: str) -> Measured:
    rating = partial(ratings.rating, role=role)
    return Measured(measure, rating, role, _some(role), role, "moments")


def _yes(measure: Declared, name: str, names: tuple[str, str], role: str = "") -> Measured:
    return Measured(measure, partial(success.yes, name=name, names=names), name, _some(name), role, "share")


MEASURES: Sequence[Measured] = (
    Measured(task_success.SUCCESS, success.success, "success", _ended, state="share"),
    Measured(task_success.CREDIT, success.credit, "credit", _partly, state="moments"),
    Measured(task_success.ABANDONMENT, success.abandonment, "abandonment", _given_up, state="share"),
    _yes(task_success.DIRECTNESS, "directness", ("direct", "indirect")),
    _yes(task_success.FIRST_CLICK, "first-click", ("right", "wrong"), "first-click"),
    Measured(task_time.TIME, time.geometric, "time", _mean_time, "time", "log"),
    Measured(task_time.TIME_MEDIAN, _median, "time.mean", _role("time"), "time"),
    Measured(task_time.TIME_MEAN, time.arithmetic, "time.mean", _mean_time, "time", "moments"),
    Measured(task_time.LEARNABILITY, learning.per_attempt, "time", _repeated),
    Measured(task_time.LEARNABILITY_CHANGE, learning.first_to_last, "time", _repeated),
    Measured(task_errors.ERRORS, errors.per_attempt, "errors", _some("errors"), "errors", "rate"),
    Measured(task_errors.ERRORS_SHARE, errors.with_any, "errors.share", _some("errors"), "errors", "share"),
    Measured(
        *(task_errors.ERRORS_OPPORTUNITY, errors.per_opportunity, "errors.opportunity"),
        *(_some("errors.opportunity"), "errors", "opportunity"),
    ),
    Measured(task_errors.CLICKS, navigation.clicks, "clicks", _role("clicks"), "clicks", "log"),
    Measured(
        *(task_errors.CLICKS_EXCESS, navigation.excess, "clicks.excess"),
        *(_some("clicks.excess"), "clicks", "log"),
    ),
    Measured(task_errors.LOSTNESS, navigation.lostness, "lostness", _asked_for_pages, "pages"),
    _yes(task_success.SEARCH_SHARE, "search-share", ("searched", "navigated"), "search"),
    Measured(
        task_success.SEARCH_RATIO, success.search_ratio, "search-share", _some("search-share"), "search"
    ),
    Measured(task_efficiency.EFFICIENCY, efficiency.goals_per_minute, "time.mean", _with_time),
    Measured(task_efficiency.EFFICIENCY_TIME_BASED, efficiency.time_based, "time.mean", _with_time),
    Measured(task_efficiency.EFFICIENCY_RELATIVE, efficiency.relative, "time.mean", _with_time),
    _rating(SEQ, "ease"),
    _rating(task_efficiency.SMEQ, "effort"),
    _rating(task_efficiency.ASQ, "asq"),
    _rating(task_efficiency.SATISFACTION, "satisfaction"),
)
"""All but the SUM, which is made of several tasks."""
