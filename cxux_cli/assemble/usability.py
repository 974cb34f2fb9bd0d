"""A usability test to results: every measure for every task and all of them, in every slice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from cxux_cli.assemble.usability_doubts import doubts, of_times
from cxux_cli.assemble.usability_measures import MEASURES, Measured
from cxux_cli.assemble.usability_privacy import hide
from cxux_cli.assemble.usability_times import about_segments, judged
from cxux_cli.estimators.usability import single, success
from cxux_cli.estimators.usability.group import Group
from cxux_cli.measures.ux import task_efficiency, task_success, task_time
from cxux_cli.request import TasksRequest
from cxux_cli.results import Estimate, Missing, Period, Reading, Result
from cxux_cli.study import periods
from cxux_cli.study.personas import UNASSIGNED, role_note

if TYPE_CHECKING:
    from cxux_cli.engine.attempt_groups import Grouped
    from cxux_cli.engine.attempts import TestPlan

_NOWHERE = -1
"""The cell of a slice without any attempt."""


@dataclass(frozen=True, slots=True)
class Place:
    """Whose attempts, in which segment and period, at which task; None stands for all of them."""

    persona: str | None
    bit: int | None
    cell: int | None
    segment: Mapping[str, str | None]
    period: Period | None
    task: int | None


def results(
    request: TasksRequest, plan: TestPlan, grouped: Grouped
) -> tuple[tuple[Result, ...], tuple[str, ...]]:
    """Results by persona, slice and task, everybody and the whole last, and what is to be said of all."""
    tasks = (*grouped.tasks, None) if len(grouped.tasks) > 1 else grouped.tasks
    conditions = any(each.condition is not None for each in plan.sources)
    present = {task: _present(grouped, task, learning=not conditions) for task in tasks}
    found, places = [], []
    for place in _places(plan, grouped):
        for task in tasks:
            here = replace(place, task=task)
            for measured in present[task]:
                found.append(_result(request, plan, grouped, here, measured))
                places.append((here, measured))
    members = [grouped.members(here.bit, here.cell, here.task, measured.of) for here, measured in places]
    safe = hide(found, request.min_n, members if plan.personas else ())
    shown = {*request.personas, UNASSIGNED, None}
    return tuple(r for r in safe if r.persona in shown), (*grouped.found.notes, *doubts(plan, grouped.found))


def _present(grouped: Grouped, task: int | None, *, learning: bool) -> Sequence[Measured]:
    """What can be measured of a task: the same in every slice, so that slices can be compared."""
    group = grouped.of(None, None, task)
    found = [each for each in MEASURES if each.exists(group, grouped) and (learning or not each.is_learning)]
    whole = Place(None, None, None, {}, None, task)
    if single.measurable(group, _specifications(grouped, whole)):
        found.append(Measured(task_efficiency.SUM, success.success, "success", lambda *_: True))
    return found


def _places(plan: TestPlan, grouped: Grouped) -> Iterator[Place]:
    """Every slice, the totals of each persona after its slices, everybody last."""
    names = plan.by_names
    slots = _slots(plan, grouped)
    for persona, bit in _personas(plan):
        for slot, cell in slots.items():
            *segment, start = (*slot, None) if plan.every is None else slot
            labels = dict(zip(names, segment, strict=True))
            yield Place(persona, bit, cell, labels, _period(plan, start), None)
        yield Place(persona, bit, None, {}, None, None)


def _personas(plan: TestPlan) -> list[tuple[str | None, int | None]]:
    known: list[tuple[str | None, int | None]] = [(p.id, i) for i, p in enumerate(plan.personas)]
    return [*known, *([(UNASSIGNED, -1)] if known else []), (None, None)]


def _slots(plan: TestPlan, grouped: Grouped) -> dict[tuple[Any, ...], int]:
    """The cells of the slices in order; every segment has all periods of the series."""
    if not plan.by_names and plan.every is None:
        return {}
    slots: dict[tuple[Any, ...], int] = dict(grouped.found.cells)
    starts = [slot[-1] for slot in slots if plan.every is not None and slot[-1] is not None]
    if plan.every is not None and starts:
        for segment in {slot[:-1] for slot in slots}:
            for start in periods.between(min(starts), max(starts), plan.every):
                slots.setdefault((*segment, start), _NOWHERE)
    return dict(sorted(slots.items(), key=lambda pair: _order(plan, pair[0])))


def _order(plan: TestPlan, slot: tuple[Any, ...]) -> tuple[str, list[tuple[int, float, str]]]:
    """By time; numbers by size, then words, then the blank."""
    start = slot[-1] if plan.every is not None else None
    keys = []
    for value in slot[: len(plan.by_names)]:
        try:
            keys.append((2, 0.0, "") if value is None else (0, float(value), value))
        except ValueError:
            keys.append((1, 0.0, value))
    return start.isoformat() if start else "", keys


def _period(plan: TestPlan, start: date | None) -> Period | None:
    if plan.every is None or start is None:
        return None
    return Period(plan.every, periods.label(start, plan.every), start, periods.end(start, plan.every))


def _single(request: TasksRequest, grouped: Grouped, place: Place) -> Estimate | None:
    """The SUM of a task, or of all tasks together; None where there are too few parts."""
    group = grouped.of(place.bit, place.cell, place.task)
    tried = sum(_any(grouped.of(place.bit, place.cell, code)) for code in _codes(grouped, place))
    return single.of_tasks(group, _specifications(grouped, place), tried, confidence=request.confidence)


def _specifications(grouped: Grouped, place: Place) -> list[single.Specification]:
    """What the parts of each task are measured against."""
    specs = []
    for code in _codes(grouped, place):
        task = grouped.found.defined[code]
        target = task.target_time if task is not None else None
        own = grouped.of(place.bit, place.cell, code)
        specs.append(single.specification(own, target, grouped.asked.rating.get(code)))
    return specs


def _codes(grouped: Grouped, place: Place) -> Sequence[int]:
    return range(len(grouped.found.tasks)) if place.task is None else (place.task,)


def _any(group: Group) -> bool:
    return any(group.outcomes) or group.unknown > 0


def _result(
    request: TasksRequest, plan: TestPlan, grouped: Grouped, place: Place, measured: Measured
) -> Result:
    measure, group = measured.measure, grouped.of(place.bit, place.cell, place.task)
    if measure is task_efficiency.SUM:
        n = int(group.of("success").n)
        estimate = _single(request, grouped, place) or single.too_few(n, request.confidence)
    else:
        estimate = measured.compute(group, confidence=request.confidence)
    missing = _missing(measured, group, grouped)
    task = grouped.found.defined[place.task] if place.task is not None else None
    readings: tuple[Reading, ...] = ()
    if measure is task_time.TIME and task is not None and task.target_time is not None:
        estimate, readings = judged(estimate, task.target_time, task.criticality)
    whole = not place.segment and place.persona is None and place.period is None
    notes = estimate.notes + _policy(request, measured, group) + _helped(measured, estimate)
    if measure is task_time.TIME_MEDIAN and whole and request.times == "censored":
        notes += about_segments(
            grouped.of(place.bit, cell, place.task).curve for cell in _slots(plan, grouped).values()
        )
    return Result(
        measure=measure.key,
        kind=measure.kind,
        kind_reason="registry",
        name=measure.name,
        definition=_definition(request, measured, grouped, place),
        formula=measure.formula,
        unit=measure.unit,
        better=measure.better,
        range=measure.range,
        scale=None,
        segment=place.segment,
        persona=place.persona,
        period=place.period,
        estimate=replace(estimate, notes=()),
        n_missing=sum(m.rows for m in missing),
        missing=missing,
        distribution=(),
        readings=readings,
        items=(),
        state=_state(measured, group, estimate),
        notes=notes + _about_role(plan, place, measured),
        doubt=of_times(plan) if measured.of == "time.mean" or measured.role == "time" else "",
        total=whole and (place.task is None or len(grouped.tasks) == 1),
        task=grouped.found.name(place.task) if place.task is not None else None,
    )


def _definition(request: TasksRequest, measured: Measured, grouped: Grouped, place: Place) -> str:
    """The definition with the policy on times, which is a part of it; where no outcome is known, all times count."""
    if measured.measure.key.split(".")[0] not in ("time", "learnability"):
        return measured.measure.definition
    untold = grouped.asked.nothing_told if place.task is None else place.task in grouped.asked.untold
    times = "all" if untold and request.times == "successes" else request.times
    return f"{measured.measure.definition}, times of {times}"


def _state(measured: Measured, group: Group, estimate: Estimate) -> Mapping[str, Any] | None:
    """What adds up over slices and years; None where nothing does, and where weights are given."""
    sums, evidence = group.of(measured.of), estimate.evidence
    if group.weighted or not sums.n:
        return None
    if measured.state == "share":
        return {"kind": "share", "k": int(sums.x), "n": int(sums.n)}
    if measured.state == "opportunity" and evidence is not None:
        return {"kind": "share", "k": evidence.sums[0], "n": evidence.sums[1]}
    if measured.state in ("moments", "log"):
        log = measured.state == "log"
        return {"kind": "moments", "log": log, "n": int(sums.n), "sum": sums.x, "sum2": sums.xx}
    if measured.state == "rate" and evidence is not None and evidence.shape == "rate":
        return {"kind": "rate", "events": sums.x, "exposure": int(sums.n)}
    return None


def _missing(measured: Measured, group: Group, grouped: Grouped) -> tuple[Missing, ...]:
    """Attempts that give no value, by reason: those that were not made, and refused cells."""
    found = []
    if measured.counts_outcomes:
        endings = success.counts(group)
        found = [
            Missing(name.replace("_", " "), int(endings[name] or 0))
            for name in ("skipped", "not_attempted")
            if endings[name]
        ]
        found += [Missing("without an outcome", group.unknown)] if group.unknown else []
    for code, reason in enumerate(grouped.found.reasons.get(measured.role, ())):
        if rows := group.count(f"{measured.role} {code}"):
            found.append(Missing(reason, rows))
    return tuple(found)


def _policy(request: TasksRequest, measured: Measured, group: Group) -> tuple[str, ...]:
    if measured.measure is not task_time.TIME or any(group.outcomes) or not group.unknown:
        return ()
    return ("no outcome is known: all times count",) if request.times == "successes" else ()


def _helped(measured: Measured, estimate: Estimate) -> tuple[str, ...]:
    """How many successes needed help, and the rate without them."""
    helped = estimate.parts.get("assisted") or 0
    if measured.measure is not task_success.SUCCESS or not helped or not estimate.n:
        return ()
    alone = (estimate.parts.get("successes") or 0) - helped
    return (f"{helped:g} successes were assisted: without them {100 * max(0.0, alone) / estimate.n:.1f} %",)


def _about_role(plan: TestPlan, place: Place, measured: Measured) -> tuple[str, ...]:
    """Whether the measure was asked of people of the other role."""
    role = next((each.role for each in plan.personas if each.id == place.persona), None)
    if role is None or place.segment or place.period is not None:
        return ()
    note = role_note(measured.measure.name, measured.measure.kind, role)
    return (note,) if note else ()
