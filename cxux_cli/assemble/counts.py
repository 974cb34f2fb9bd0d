"""The report of a published table of counts, without a file."""

from __future__ import annotations

from collections.abc import Mapping

from cxux_cli.assemble.privacy import hide
from cxux_cli.assemble.result import result
from cxux_cli.errors import UsageError
from cxux_cli.estimators.net import Net
from cxux_cli.estimators.proportion import Proportion
from cxux_cli.estimators.tally import Count, Tally
from cxux_cli.measures.base import Answer, Measure
from cxux_cli.request import Request
from cxux_cli.results import Report, Result


def from_counts(request: Request) -> Report:
    """The report of a published table: groups, or scale values, with their counts.

    Of values the companions of the measure are computed too; of groups there is no mean.
    """
    question, counts = request.measure.question, request.counts or {}
    if not isinstance(question, Answer):
        raise UsageError(f"{request.measure.key} cannot be computed from counts of groups", where="--counts")
    low, high = request.scale or (question.low, question.high)
    measure = _form(request, low, high)
    groups = _groups(measure, low, high)
    values = {str(v): v for v in range(low, high + 1)}
    by_group = set(counts) <= set(groups)
    if not by_group and not set(counts) <= set(values):
        wrong = next(name for name in counts if name not in (groups if set(counts) & set(groups) else values))
        named = f"{','.join(f'{g}=…' for g in groups)} or " if groups else ""
        raise UsageError(
            f"'{wrong}' is no group and no value of {measure.key}",
            where="--counts",
            hint=f"write {named}{low}=…,…,{high}=…",
        )
    absent = set(groups) - set(counts) if by_group else set()
    if absent:
        raise UsageError(
            f"the count of {', '.join(sorted(absent))} is missing", where="--counts", hint="0 counts too"
        )
    place: Mapping[str, int] = groups if by_group else values
    people = {place[name]: n for name, n in counts.items() if n}
    tally = Tally({v: Count(n, float(n), float(n)) for v, n in sorted(people.items())}, grouped=by_group)
    forms = [measure]
    if not by_group:
        forms += [f for c in measure.companions if (f := c.at(low, high, request.variant or ""))]
    found = [hide([_result(form, request, tally, (low, high))], request.min_n)[0] for form in forms]
    return Report(request.confidence, (), (), tuple(found), notes=("from counts, not from answers",))


def _form(request: Request, low: int, high: int) -> Measure:
    """The measure on the scale and in the wording stated, the usual ones else."""
    measure = request.measure
    variants = list(dict.fromkeys(s.variant for s in measure.settings if (s.low, s.high) == (low, high)))
    if request.variant is None and len(variants) > 1:
        raise UsageError(
            f"{measure.key} is asked in {len(variants)} wordings",
            where="--counts",
            hint=f"state one: --variant {' or '.join(variants)}",
        )
    form = measure.at(low, high, request.variant or (variants[0] if variants else ""))
    if form is None:
        raise UsageError(f"{measure.key} is not asked from {low} to {high} in this wording", where="--scale")
    return form


def _groups(measure: Measure, low: int, high: int) -> dict[str, int]:
    """The names of the groups, each with a value that stands for it."""
    shape = measure.estimator
    if isinstance(shape, Net):
        return dict(zip(shape.groups, (shape.top, shape.top - 1, shape.bottom), strict=True))
    if isinstance(shape, Proportion):
        return dict(zip(shape.groups, (shape.low, low if shape.low > low else high), strict=True))
    return {}


def _result(measure: Measure, request: Request, tally: Tally, scale: tuple[int, int]) -> Result:
    known = measure.estimator.intervals
    interval = request.interval if request.interval and request.interval in known else next(iter(known))
    estimate = measure.estimator.estimate(tally, confidence=request.confidence, interval=interval)
    return result(
        measure,
        estimate,
        tally,
        {},
        scale=scale,
        about=request.about,
        n_missing=0,
        missing=(),
        items=(),
        notes=(),
    )
