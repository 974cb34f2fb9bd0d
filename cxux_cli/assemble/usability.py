"""A usability test to results: every measure for every task, all tasks together, and every segment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from cxux_cli.assemble.usability_doubts import doubts
from cxux_cli.estimators.usability import (
    efficiency,
    errors,
    learning,
    navigation,
    ratings,
    single,
    success,
    time,
)
from cxux_cli.estimators.usability.attempts import Attempts
from cxux_cli.measures.base import Declared
from cxux_cli.measures.ux import task_efficiency, task_errors, task_success, task_time
from cxux_cli.measures.ux.seq import SEQ
from cxux_cli.request import TasksRequest
from cxux_cli.results import Estimate, Missing, Reading, Result

if TYPE_CHECKING:
    from cxux_cli.engine.attempt_rows import Test
    from cxux_cli.study.config.study import Task

TARGET = "target"
"""The `norm` of the reading that says whether a target was met."""
Compute = Callable[..., Estimate | None]
_MEASURES: Sequence[tuple[Declared, Compute]] = (
    (task_success.SUCCESS, success.success),
    (task_success.CREDIT, success.credit),
    (task_success.ABANDONMENT, success.abandonment),
    (task_success.DIRECTNESS, success.directness),
    (
        task_success.FIRST_CLICK,
        partial(success.yes, role="first-click", names=("right", "wrong")),
    ),
    (task_time.TIME, time.geometric),
    (task_time.TIME_MEDIAN, time.median),
    (task_time.TIME_MEAN, time.arithmetic),
    (task_time.LEARNABILITY, learning.per_attempt),
    (task_time.LEARNABILITY_CHANGE, learning.first_to_last),
    (task_errors.ERRORS, errors.per_attempt),
    (task_errors.ERRORS_SHARE, errors.with_any),
    (task_errors.ERRORS_OPPORTUNITY, errors.per_opportunity),
    (task_errors.CLICKS, navigation.clicks),
    (task_errors.CLICKS_EXCESS, navigation.excess),
    (task_errors.LOSTNESS, navigation.lostness),
    (task_success.SEARCH_SHARE, partial(success.yes, role="search", names=("searched", "navigated"))),
    (task_success.SEARCH_RATIO, success.search_ratio),
    (task_efficiency.EFFICIENCY, efficiency.goals_per_minute),
    (task_efficiency.EFFICIENCY_TIME_BASED, efficiency.time_based),
    (task_efficiency.EFFICIENCY_RELATIVE, efficiency.relative),
    (SEQ, partial(ratings.rating, role="ease")),
    (task_efficiency.SMEQ, partial(ratings.rating, role="effort")),
    (task_efficiency.ASQ, partial(ratings.rating, role="asq")),
    (task_efficiency.SATISFACTION, partial(ratings.rating, role="satisfaction")),
)
"""What is measured, in the order in which it is printed; SUM follows."""
TIMED = (time.geometric, time.median, time.arithmetic, learning.per_attempt, learning.first_to_last)
"""What the policy on times decides about."""
_NOT_CENSORED = frozenset((task_time.TIME.key, task_time.TIME_MEAN.key))
_ROLES = {
    "time": "time",
    "errors": "errors",
    "clicks": "clicks",
    "lostness": "pages",
    "search-share": "search",
    "search-ratio": "search",
    "first-click": "first-click",
    "seq": "ease",
    "smeq": "effort",
    "asq": "asq",
    "task-satisfaction": "satisfaction",
}
"""Measure, or its first part -> the role whose refused cells are missing from it."""


def results(
    request: TasksRequest, test: Test, by_names: Sequence[str]
) -> tuple[tuple[Result, ...], tuple[str, ...]]:
    """Results by segment and task, the whole test last, and what is to be said about all of them."""
    found: list[Result] = []
    for segment, attempts in _segments(test, by_names):
        for code in range(len(test.tasks)):
            mine = attempts.where(attempts.task == code)
            if len(mine):
                found += _measured(request, mine, segment, test, code)
        if len(test.tasks) > 1:
            found += _measured(request, attempts, segment, test, None)
    return tuple(found), (*test.notes, *doubts(test))


def _segments(test: Test, by_names: Sequence[str]) -> Iterator[tuple[Mapping[str, str | None], Attempts]]:
    for code, values in enumerate(test.segment_values):
        yield dict(zip(by_names, values, strict=True)), test.attempts.where(test.segments == code)
    yield {}, test.attempts


def _measured(
    request: TasksRequest, attempts: Attempts, segment: Mapping[str, str | None], test: Test, code: int | None
) -> Iterator[Result]:
    """Every measure of one task, or of all tasks where `code` is None, that the data has."""
    task = test.defined[code] if code is not None else None
    name = None if code is None else task.id if task else test.tasks[code]
    for measure, compute in _MEASURES:
        if request.times == "censored" and measure.key in _NOT_CENSORED:
            continue
        if measure is task_success.ABANDONMENT and not success.knows_abandonment(test.attempts):
            continue
        options = {"policy": request.times} if compute in TIMED else {}
        estimate = compute(attempts, confidence=request.confidence, **options)
        if estimate is not None:
            yield _result(request, measure, estimate, attempts, segment, name, task)
    if (estimate := _single(request, attempts, test, code)) is not None:
        yield _result(request, task_efficiency.SUM, estimate, attempts, segment, name, task)


def _single(request: TasksRequest, attempts: Attempts, test: Test, code: int | None) -> Estimate | None:
    codes = range(len(test.tasks)) if code is None else (code,)
    parts = []
    for each in codes:
        task = test.defined[each]
        own = attempts.where(attempts.task == each) if code is None else attempts
        if len(own):
            parts.append((own, task.target_time if task else None))
    return single.of_tasks(parts, confidence=request.confidence) if parts else None


def _result(
    request: TasksRequest,
    measure: Declared,
    estimate: Estimate,
    attempts: Attempts,
    segment: Mapping[str, str | None],
    name: str | None,
    task: Task | None,
) -> Result:
    missing = _missing(measure.key, attempts)
    readings: tuple[Reading, ...] = ()
    if measure.key == task_time.TIME.key and task is not None and task.target_time is not None:
        estimate, readings = _judged(estimate, task.target_time)
    notes = estimate.notes + _policy(request, measure, attempts) + _helped(measure, estimate)
    return Result(
        measure=measure.key,
        kind=measure.kind,
        kind_reason="registry",
        name=measure.name,
        definition=_definition(request, measure),
        formula=measure.formula,
        unit=measure.unit,
        better=measure.better,
        range=measure.range,
        scale=None,
        segment=segment,
        persona=None,
        period=None,
        estimate=replace(estimate, notes=()),
        n_missing=sum(m.rows for m in missing),
        missing=missing,
        distribution=(),
        readings=readings,
        items=(),
        state=None,
        notes=notes,
        total=not segment and name is None,
        task=name,
    )


def _definition(request: TasksRequest, measure: Declared) -> str:
    """The definition with the policy on times, which is a part of it."""
    timed = measure.key.split(".")[0] in ("time", "learnability")
    return f"{measure.definition}, times of {request.times}" if timed else measure.definition


def _missing(key: str, attempts: Attempts) -> tuple[Missing, ...]:
    """Attempts that give no value, by reason: those that were not made, and refused cells."""
    import numpy as np

    found = []
    if key in ("success", "success.credit", "abandonment", "sum"):
        found = [
            Missing(name.replace("_", " "), int(n))
            for name, n in success.counts(attempts).items()
            if name in ("skipped", "not_attempted") and n
        ]
        unknown = int((attempts.outcome < 0).sum())
        found += [Missing("without an outcome", unknown)] if unknown else []
    role = _ROLES.get(key, _ROLES.get(key.split(".")[0]))
    if role is not None and role in attempts.values:
        told = np.zeros(len(attempts), bool)
        for reason, flag in attempts.flags.items():
            if reason.startswith(f"{role} ") or (
                role == "time" and reason in ("success without a time", "ends before it starts")
            ):
                rows = int((flag & ~told).sum())
                told |= flag
                found += [Missing(reason, rows)] if rows else []
    return tuple(found)


def _policy(request: TasksRequest, measure: Declared, attempts: Attempts) -> tuple[str, ...]:
    if measure.key != task_time.TIME.key or (attempts.outcome >= 0).any():
        return ()
    return ("no outcome is known: all times count",) if request.times == "successes" else ()


def _helped(measure: Declared, estimate: Estimate) -> tuple[str, ...]:
    """How many successes needed help, and the rate without them."""
    helped = estimate.parts.get("assisted") or 0
    if measure.key != task_success.SUCCESS.key or not helped or not estimate.n:
        return ()
    alone = (estimate.parts.get("successes") or 0) - helped
    return (f"{helped:g} successes were assisted: without them {100 * max(0.0, alone) / estimate.n:.1f} %",)


def _judged(estimate: Estimate, target: float) -> tuple[Estimate, tuple[Reading, ...]]:
    """The estimate with the test against a target time, and the verdict in a word."""
    from cxux_cli.stats.times import faster_than

    title = f"target time {target:g} s"
    error, mean = estimate.parts.get("standard_error_log"), estimate.parts.get("mean_log")
    if error is None or mean is None:
        reading = Reading(TARGET, title, "undecided", None, None, "too few times to test")
        return replace(estimate, parts={**estimate.parts, "target": target}), (reading,)
    persons = estimate.parts.get("persons")
    p = faster_than(mean, error, (persons or estimate.n) - 1, target)
    alpha = 1 - estimate.confidence
    label = "met" if p < alpha else "missed" if p > 1 - alpha else "undecided"
    source = f"one-sided t on logarithms, p of not being faster {p:.3g}, decided below {alpha:.3g}"
    reading = Reading(TARGET, title, label, None, None, source, p)
    return replace(estimate, parts={**estimate.parts, "target": target, "p_faster": p}), (reading,)
