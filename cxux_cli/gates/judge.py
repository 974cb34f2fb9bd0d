"""A result and a gate of a study to a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from math import ceil, inf, isclose

from cxux_cli.errors import UsageError
from cxux_cli.estimate import finite
from cxux_cli.gates.rules import COMPARING, Bounds, by_baseline, by_bounds, by_value
from cxux_cli.gates.settle import conclude
from cxux_cli.gates.shapes import Shape, shape_of
from cxux_cli.gates.terms import GateConfig, Policy
from cxux_cli.results import Estimate, Result
from cxux_cli.verdicts import PROOF, Baseline, Better, Gate, Power, WarnLevel, Where, falls_short

LEAST = {"net": 30}
"""Shape of evidence -> answers below which nothing is judged; `_LEAST` for all others."""
_LEAST = 5
_ASKED = 100_000_000
"""More people than anybody could ask."""


def judge(
    result: Result,
    gate: GateConfig,
    *,
    today: date,
    baseline: Baseline | None = None,
    previous: Sequence[str] = (),
    interval: Estimate | None = None,
    group: str | None = None,
    source: str | None = None,
    condition: str | None = None,
    file: str | None = None,
) -> Gate:
    """What the data of one result say of one gate.

    `baseline` is what the comparing rules compare with; `previous` are the outcomes of earlier runs, the
    latest last; `interval` is the estimate of the same statistic at the two-sided confidence
    2·confidence - 1, for statistics without exact bounds (medians, percentiles). `group` is the id of the
    gate that this one is there for (`each`); `source` and `condition` say which rows the result is of;
    `file` is the study's path. The effect is that of the default policy: `settle` gives that of a study.
    Raises `UsageError` for a target against the good direction of the measure.
    """
    _check_direction(gate, result.better, file)
    where = _where(result, source, condition)
    found = _blank(gate, result.measure, result.unit, result.better, where, group, file)
    n = result.estimate.n
    missing = None if result.hidden else result.n_missing
    found = replace(found, n=n, n_excluded=missing, definition=result.definition)
    return _ended(_judged(found, result, gate, baseline, interval), gate, previous, today)


def absent(
    gate: GateConfig,
    *,
    unit: str,
    better: Better,
    detail: str,
    today: date,
    group: str | None = None,
    source: str | None = None,
    file: str | None = None,
) -> Gate:
    """The verdict where there is no result at all: nobody of a persona answered, a source is stale, …

    `detail` says why, in words.
    """
    where = Where(source, gate.task, gate.persona, dict(gate.segment))
    found = _blank(gate, gate.measure, unit, better, where, group, file)
    return _ended(replace(found, outcome="no_data", reason="no_data", detail=detail), gate, (), today)


def earlier(
    result: Result, name: str, *, source: str | None = None, condition: str | None = None
) -> Baseline | None:
    """What a gate compares with, from the result of an earlier window; None where it has no value to show.

    `name` is that of the window; `source` and `condition` as in `judge`.
    """
    estimate = result.estimate
    if estimate.value is None or result.hidden:
        return None
    where = _where(result, source, condition)
    return Baseline(name, estimate.value, estimate.n, estimate.evidence, result.definition, where)


def point(result: Result, target: float) -> Gate:
    """Whether the value of a result reaches a target in its good direction: `--fail-under`, `--fail-over`.

    This rule is red half the time when the truth is exactly at target: the message gives the interval.
    """
    op = ">=" if result.better is Better.HIGHER else "<="
    gate = GateConfig(result.measure, result.measure, op, target, rule="point", min_n=1)
    found = judge(result, gate, today=date.max)
    return conclude(found, Policy(on_undecided="fail"))


def _where(result: Result, source: str | None, condition: str | None) -> Where:
    return Where(source or result.source, result.task, result.persona, dict(result.segment), condition)


def _blank(
    gate: GateConfig,
    measure: str,
    unit: str,
    better: Better,
    where: Where,
    group: str | None,
    file: str | None,
) -> Gate:
    """The gate before anything was judged."""
    return Gate(
        id=gate.id,
        group=group or gate.id,
        measure=measure,
        unit=unit,
        better=better,
        where=where,
        op=gate.op,
        target=gate.target,
        rule=gate.rule,
        severity=gate.severity,
        outcome="undecided",
        confidence=gate.confidence,
        warn=None if gate.warn is None else WarnLevel(gate.warn, "undecided"),
        runs=gate.runs,
        owner=gate.owner,
        why=gate.why,
        file=file,
        line=gate.line,
    )


def _judged(
    found: Gate, result: Result, gate: GateConfig, baseline: Baseline | None, interval: Estimate | None
) -> Gate:
    estimate = result.estimate
    if result.hidden:
        return replace(found, reason="hidden")
    if result.doubt:
        return replace(found, outcome="no_data", reason="doubt", detail=result.doubt)
    if estimate.value is None:
        why = next(iter(estimate.notes), "")
        return replace(found, outcome="no_data", reason="no_data", detail=why)
    evidence = estimate.evidence
    people, least = _people(estimate), gate.min_n
    if least is None:
        least = LEAST.get(evidence.shape, _LEAST) if evidence else _LEAST
    found = replace(found, value=estimate.value, min_n=least)
    if people < least:
        return replace(found, reason="min_n")
    found = replace(found, evidence=evidence)
    shape = None if evidence is None else shape_of(evidence, result.range)
    higher = result.better is Better.HIGHER
    if gate.rule == "point":
        return _pointed(found, estimate, higher)
    bounds = _bounds(shape, gate.confidence, estimate, interval)
    if bounds is not None:
        low, high = finite(bounds.low), finite(bounds.high)
        found = replace(found, bound_low=low, bound_high=high, method=bounds.method)
    if gate.rule in COMPARING:
        return _compared(found, result, gate, shape, baseline, higher)
    if bounds is None or gate.target is None:
        return replace(found, reason="no_evidence")
    ruling = by_bounds(bounds, gate.target, higher, shape)
    found = _leaning(replace(found, outcome=ruling.outcome, p_value=ruling.p), gate.target)
    if found.warn is not None:
        level = by_bounds(bounds, found.warn.target, higher, shape)
        found = replace(found, warn=WarnLevel(found.warn.target, level.outcome))
    if shape is None:
        return found
    return replace(
        found,
        boundary=shape.boundary(gate.target, higher, gate.confidence),
        power=_for_people(shape.power(gate.target, higher, gate.confidence), people, shape.size),
    )


def _pointed(found: Gate, estimate: Estimate, higher: bool) -> Gate:
    """By the value; the interval of the report stands beside it."""
    if found.target is None or estimate.value is None:
        return replace(found, reason="no_data")
    warn = found.warn
    if warn is not None:
        warn = WarnLevel(warn.target, by_value(estimate.value, warn.target, higher).outcome)
    return replace(
        found,
        outcome=by_value(estimate.value, found.target, higher).outcome,
        bound_low=estimate.low,
        bound_high=estimate.high,
        confidence=estimate.confidence,
        method=estimate.method,
        warn=warn,
    )


def _compared(
    found: Gate,
    result: Result,
    gate: GateConfig,
    shape: Shape | None,
    baseline: Baseline | None,
    higher: bool,
) -> Gate:
    if baseline is None:
        lacking = (
            "no earlier window is kept"
            if gate.against == "previous"
            else "cxux baseline accept writes a baseline"
        )
        return replace(found, reason="no_baseline", detail=lacking)
    found = replace(found, baseline=baseline)
    if detail := _unlike(baseline, result, found):
        return replace(found, reason="other_baseline", detail=detail)
    ruling = None if shape is None else by_baseline(shape, baseline, gate, higher)
    if ruling is None:
        return replace(found, reason="no_evidence")
    found = replace(found, outcome=ruling.outcome, p_value=ruling.p, drop=ruling.drop)
    return _leaning(found, baseline.value)


def _unlike(baseline: Baseline, result: Result, found: Gate) -> str:
    """Why a baseline may not be compared with, in words; empty where it may."""
    mine, its = found.evidence, baseline.evidence
    if baseline.definition != result.definition:
        return f"it is {baseline.definition}, and what is measured now is {result.definition}"
    if baseline.where != found.where:
        return "it is of other rows: another source, task, persona, segment or condition"
    if mine and its and (its.shape, its.factor) != (mine.shape, mine.factor):
        return f"it is a {its.shape}, and what is measured now a {mine.shape}"
    return f"it is of fewer than {found.min_n} people" if baseline.n < found.min_n else ""


def _bounds(
    shape: Shape | None, confidence: float, estimate: Estimate, interval: Estimate | None
) -> Bounds | None:
    """The one-sided bounds: exact ones, or the ends of an interval at the central confidence."""
    if shape is not None:
        low, high = shape.bounds(confidence)
        return Bounds(low, high, confidence, shape.method)
    for found in (interval, estimate):
        known = found is not None and (found.low is not None or found.high is not None)
        if found is not None and known and isclose(found.confidence, 2 * confidence - 1, abs_tol=1e-9):
            low = -inf if found.low is None else found.low
            high = inf if found.high is None else found.high
            return Bounds(low, high, confidence, found.method)
    return None


def _leaning(found: Gate, beside: float) -> Gate:
    """With the side of the target, or of the baseline, on which an undecided value lies."""
    if found.outcome != "undecided" or found.value is None:
        return found
    return replace(found, reason="between", leaning="above" if found.value >= beside else "below")


def _people(estimate: Estimate) -> int:
    """Answers, or people where they give several."""
    persons = estimate.parts.get("persons")
    return estimate.n if persons is None else int(persons)


def _for_people(power: Power | None, people: int, size: float) -> Power | None:
    """The needed sample in people: an effective sample size is smaller than the number of people."""
    if power is None or power.needed is None:
        return power
    needed = ceil(power.needed * people / size * (1 - 1e-12))
    return replace(power, needed=needed if needed <= _ASKED else None)


def _ended(found: Gate, gate: GateConfig, previous: Sequence[str], today: date) -> Gate:
    """With runs in a row and the waiver, under the default policy."""
    earlier = 0
    for outcome in reversed(previous):
        if outcome != "missed" and not (outcome == "undecided" and gate.rule in PROOF):
            break
        earlier += 1
    found = replace(found, consecutive=earlier + 1)
    if gate.waive is not None and today <= gate.waive.until:
        found = replace(found, waived=gate.waive)
    elif gate.waive is not None and falls_short(found):
        found = replace(found, detail=f"the waiver ran out on {gate.waive.until}")
    return conclude(found, Policy())


def _check_direction(gate: GateConfig, better: Better, file: str | None) -> None:
    good = ">=" if better is Better.HIGHER else "<="
    if gate.op != good:
        raise UsageError(
            f"{gate.measure} is better when it is {better.value}, and gate '{gate.id}' has {gate.op}",
            where=f"{file}:{gate.line}" if file else None,
            hint=f"write {good}",
        )
