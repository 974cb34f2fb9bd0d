"""One sample to one result: estimate, missing answers, what is to be said about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from cxux_cli.assemble.result import item_readings, result
from cxux_cli.estimators.persons import Persons
from cxux_cli.estimators.tally import Tally
from cxux_cli.measures.base import Answer, Measure
from cxux_cli.request import Request
from cxux_cli.results import Missing, Period, Result

if TYPE_CHECKING:
    from cxux_cli.engine.request import Plan
    from cxux_cli.engine.samples import Sample


def measured(
    measure: Measure,
    request: Request,
    plan: Plan,
    b: int,
    sample: Sample,
    segment: Mapping[str, str | None],
    *,
    persona: str | None,
    period: Period | None,
    is_total: bool,
    persons: Persons | None = None,
) -> Result:
    """The result of a measure, as it is computed on the scale of block `b`, for the people of one sample."""
    known = measure.estimator.intervals
    interval = request.interval if request.interval and request.interval in known else next(iter(known))
    estimate = measure.estimator.estimate(
        sample.tally, confidence=request.confidence, interval=interval, persons=persons
    )
    shown = not any(s.source.is_personal(c) for s in plan.sources for c in s.blocks[b].columns)
    missing = tuple(
        Missing(gap.value, n, sample.examples.get(gap, ()) if shown else ())
        for gap, n in sorted(sample.gaps.items(), key=lambda g: g[0].value)
    )
    block = plan.sources[0].blocks[b]
    is_primary = measure.key == request.measure.key
    doubt, notes = _about_scale(measure, request, plan, b, sample.tally) if is_total else ("", ())
    if is_total and is_primary:
        notes += _about_stored(plan, b, sample) + _about_one_item(measure, sample)
    if persona is not None and not segment and period is None:
        notes += _about_role(measure, plan, persona)
    found = result(
        measure,
        estimate,
        sample.tally,
        segment,
        scale=(block.scale.low, block.scale.high) if isinstance(measure.question, Answer) else None,
        about=request.about,
        n_missing=sample.n_missing,
        missing=missing,
        items=item_readings(request, sample) if is_primary else (),
        notes=notes,
    )
    return replace(found, persona=persona, period=period, total=is_total, doubt=doubt)


def _about_scale(
    measure: Measure, request: Request, plan: Plan, b: int, tally: Tally
) -> tuple[str, tuple[str, ...]]:
    """Why the scale is in doubt, and what is to be said about it."""
    question, block = measure.question, plan.sources[0].blocks[b]
    if block.doubt:
        return block.doubt, ()
    if not isinstance(question, Answer):
        return "", ()
    if request.scale is None and not measure.settings:
        doubt = _doubt(measure.key, block.scale.low, block.scale.high, block.columns[0].text, tally)
        return doubt, (doubt,) if doubt else ()
    if request.scale in (None, (question.low, question.high)) or measure.settings:
        return "", ()
    low, high = request.scale
    usual = f"{question.low} to {question.high}"
    return "", (f"asked on a {low}-{high} scale, as stated: not comparable with {measure.name} from {usual}",)


def _about_role(measure: Measure, plan: Plan, persona: str) -> tuple[str, ...]:
    """Whether the measure was asked of people of the other role."""
    from cxux_cli.study.personas import role_note

    role = next((each.role for each in plan.personas if each.id == persona), None)
    note = role_note(measure.name, measure.kind, role) if role is not None else ""
    return (note,) if note else ()


def _about_stored(plan: Plan, b: int, sample: Sample) -> tuple[str, ...]:
    """Whether a ready-made score in the file agrees with the recomputed one."""
    stored = plan.stored(b)
    if stored is None or not sample.stored:
        return ()
    if not sample.differing:
        return (
            f"the stored column '{stored.name}' agrees with the recomputed scores in all {sample.stored} rows",
        )
    return (
        f"the stored column '{stored.name}' differs from the recomputed score in {sample.differing} of "
        f"{sample.stored} rows: the recomputed scores are used",
    )


def _about_one_item(measure: Measure, sample: Sample) -> tuple[str, ...]:
    """How many people one item keeps from being counted, where there is a rule by which they could be."""
    form = measure.alternatives + tuple(a for s in measure.settings for a in s.alternatives)
    more = sample.lacking_one
    if not more or not any(a.missing == "prorate" for a in form):
        return ()
    people = "1 person is" if more == 1 else f"{more} people are"
    return (
        f"{people} left out for a single item without an answer: --missing prorate counts {sample.tally.n + more}",
    )


def _doubt(key: str, low: int, high: int, text: str, tally: Tally) -> str:
    """Why a scale that should start at 0 probably starts at 1: nobody answers 0, or the question says so."""
    from cxux_cli.study.answer import says_one_higher, suspects_no_zero

    if says_one_higher(text, low, high):
        why = f"the question names a {low + 1}-{high} scale"
    elif suspects_no_zero(tally.n, low, tally.count(low, low)):
        why = f"nobody of {tally.n} answered {low}: this looks like a {low + 1}-{high} scale"
    else:
        return ""
    return f"{why}, which is not {key.upper()}; state --scale {low + 1}-{high} or --scale {low}-{high}"
