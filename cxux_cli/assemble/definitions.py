"""The value of the same answers under each published definition of a measure, and by each interval."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cxux_cli.estimators.tally import Count, Tally
from cxux_cli.measures.base import Alternative, Measure
from cxux_cli.request import Request
from cxux_cli.results import Definition, Report, Result

PERSONS = "persons"
"""The part of an estimate that says that its interval is one over persons."""


def requests(request: Request) -> tuple[Request, ...]:
    """What has to be measured: the measure itself, and again for each other rule for missing items."""
    rules = [a.missing for a in request.measure.alternatives if a.missing]
    settings = [a.missing for s in request.measure.settings for a in s.alternatives if a.missing]
    return (request, *(replace(request, missing=rule) for rule in dict.fromkeys((*rules, *settings))))


def definitions(asked: Sequence[Request], report: Report) -> list[Definition]:
    """Per condition the definition that is reported, the companions, the alternatives, the intervals.

    `report` is that of `requests`, in their order. A result that is hidden gives none.
    """
    first = asked[0].measure
    totals = [r for r in report.results if r.total and r.measure == first.key]
    blocks = len(totals) // len(asked)
    found: list[Definition] = []
    for b in range(blocks):
        by_rule = {request.missing: totals[i * blocks + b] for i, request in enumerate(asked)}
        if not totals[b].hidden:
            beside = [r for r in report.results if _is_beside(r, totals[b], asked[0])]
            found += _of(first, totals[b], beside, by_rule, report.confidence)
    return found


def _is_beside(result: Result, own: Result, request: Request) -> bool:
    """Whether it is a companion of the measure on the same answers."""
    companions = {c.key for c in request.measure.companions}
    return result.total and result.measure in companions and result.segment == own.segment


def _of(
    measure: Measure,
    own: Result,
    beside: Sequence[Result],
    by_rule: dict[str, Result],
    confidence: float,
) -> Iterator[Definition]:
    condition = own.segment.get("condition")
    yield Definition(
        "as reported", own.formula, "; ".join(measure.references[:1]), own.unit, own.estimate, condition, True
    )
    for r in {r.measure: r for r in reversed(beside)}.values():
        companion = next(c for c in measure.companions if c.key == r.measure)
        yield Definition(
            r.name, r.formula, "; ".join(companion.references[:1]), r.unit, r.estimate, condition
        )
    at = _form(measure, own)
    for alternative in at.alternatives:
        result = by_rule[alternative.missing] if alternative.missing else own
        estimator = alternative.estimator or at.estimator
        estimate = estimator.estimate(
            _tally(result, alternative), confidence=confidence, interval=next(iter(estimator.intervals))
        )
        if PERSONS in own.estimate.parts:
            # The state holds answers, not who gave them: an interval over rows would be too short.
            estimate = replace(estimate, low=None, high=None)
        unit = alternative.unit or measure.unit
        yield Definition(alternative.name, alternative.formula, alternative.source, unit, estimate, condition)
    if PERSONS in own.estimate.parts:
        return
    tally = _tally(own, None)
    for name, method in list(at.estimator.intervals.items()):
        if tally.weighted and name in ("bootstrap", "bca"):
            continue
        estimate = at.estimator.estimate(tally, confidence=confidence, interval=name)
        yield Definition(f"interval {name}", method, "", measure.unit, estimate, condition)


def _form(measure: Measure, result: Result) -> Measure:
    """The measure as it was computed, which the definition on the result names."""
    for setting in measure.settings:
        if setting.definition == result.definition:
            return measure.at(setting.low, setting.high, setting.variant) or measure
    return measure


def _tally(result: Result, alternative: Alternative | None) -> Tally:
    """The answers of a result, with people without one where the definition counts them as something."""
    tally = Tally.from_json(result.state or Tally().to_json())
    if alternative is None or alternative.missing_as is None or not result.n_missing:
        return tally
    n = result.n_missing
    # Of people without an answer no weight is known: each counts as the average person.
    w = tally.w / tally.n if tally.n else 1.0
    return tally + Tally({alternative.missing_as: Count(n, n * w, n * w * w)}, tally.weighted)
