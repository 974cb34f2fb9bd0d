"""The report of a published table of counts, without a file."""

from __future__ import annotations

from cxux_cli.assemble.privacy import hide
from cxux_cli.assemble.result import result
from cxux_cli.errors import UsageError
from cxux_cli.estimators.net import Net
from cxux_cli.estimators.tally import Count, Tally
from cxux_cli.measures.base import Answer
from cxux_cli.request import Request
from cxux_cli.results import Report


def from_counts(request: Request) -> Report:
    """The report of a published table: groups or scale values with their counts."""
    measure, counts = request.measure, request.counts or {}
    if not isinstance(measure.estimator, Net) or not isinstance(measure.question, Answer):
        raise UsageError(f"{measure.key} cannot be computed from counts of groups", where="--counts")
    groups = dict(
        zip(
            measure.estimator.groups,
            (measure.estimator.top, measure.estimator.top - 1, measure.estimator.bottom),
            strict=True,
        )
    )
    values = {str(v): v for v in range(measure.question.low, measure.question.high + 1)}
    by_group = set(counts) <= set(groups)
    if not by_group and not set(counts) <= set(values):
        wrong = next(name for name in counts if name not in (groups if set(counts) & set(groups) else values))
        raise UsageError(
            f"'{wrong}' is no group and no value of {measure.key}",
            where="--counts",
            hint=f"write {','.join(f'{g}=…' for g in groups)} or {measure.question.low}=…,…,{measure.question.high}=…",
        )
    absent = set(groups) - set(counts) if by_group else set()
    if absent:
        raise UsageError(
            f"the count of {', '.join(sorted(absent))} is missing", where="--counts", hint="0 counts too"
        )
    place = groups if by_group else values
    people = {place[name]: n for name, n in counts.items() if n}
    tally = Tally({v: Count(n, float(n), float(n)) for v, n in sorted(people.items())}, grouped=by_group)
    estimate = measure.estimator.estimate(
        tally,
        confidence=request.confidence,
        interval=request.interval or next(iter(measure.estimator.intervals)),
    )
    found = result(
        measure,
        estimate,
        tally,
        {},
        scale=(measure.question.low, measure.question.high),
        n_missing=0,
        missing=(),
        items=(),
        notes=(),
    )
    return Report(
        request.confidence,
        (),
        (),
        tuple(hide([found], request.min_n)),
        notes=("from counts, not from answers",),
    )
