"""Runs to keep, made without any file: what the tests of the history share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from cxux_cli.estimators.tally import Tally
from cxux_cli.history.run import NO_WINDOW, Run
from cxux_cli.measures.registry import BUILT_IN
from cxux_cli.results import Estimate, Ledger, Report, Result, SourceFacts
from cxux_cli.study.periods import Window

MONDAY = date(2026, 1, 5)
RECORDED = datetime(2026, 6, 1, 3, 0)


def result(
    answers: Sequence[float],
    *,
    measure: str = "nps",
    segment: Mapping[str, str | None] | None = None,
    persona: str | None = None,
    task: str | None = None,
    hidden: bool = False,
    scale: tuple[int, int] | None = None,
    definition: str | None = None,
) -> Result:
    """A measure of answers, as a run makes it."""
    declared = BUILT_IN[measure]
    tally = Tally.of(answers)
    interval = next(iter(declared.estimator.intervals))
    estimate = declared.estimator.estimate(tally, confidence=0.95, interval=interval)
    return Result(
        measure=measure,
        kind=declared.kind,
        kind_reason="registry",
        name=declared.name,
        definition=definition or declared.definition,
        formula=declared.formula,
        unit=declared.unit,
        better=declared.better,
        range=declared.range,
        scale=scale,
        segment=segment or {},
        persona=persona,
        period=None,
        estimate=replace(estimate, value=None, low=None, high=None, parts={}) if hidden else estimate,
        n_missing=1,
        missing=(),
        distribution=(),
        readings=(),
        items=(),
        state=None if hidden else tally.to_json(),
        notes=(),
        hidden=hidden,
        total=not segment,
        task=task,
    )


def run(
    *results: Result,
    window: Window = NO_WINDOW,
    study: str = "shop",
    source: str = "survey",
    where: str = "",
    sha256: str = "aa",
    recorded: datetime = RECORDED,
    outcomes: Mapping[str, str] | None = None,
) -> Run:
    """A run of some results."""
    facts = SourceFacts("answers.csv", "plain", "utf-8", ",", 1, 9, 2, sha256, None, (), ())
    report = Report(0.95, (facts,), (Ledger("answers.csv", 9, 9, ()),), tuple(results))
    return Run.of(
        report,
        study=study,
        source=source,
        where=where,
        window=window,
        recorded=recorded,
        config="cc",
        outcomes=outcomes,
    )


def week(number: int) -> Window:
    """The week `number` weeks after the first Monday."""
    since = datetime.combine(MONDAY + timedelta(weeks=number), datetime.min.time())
    return Window(since, since + timedelta(weeks=1))


def nothing(estimate: Estimate) -> bool:
    """Whether an estimate holds no number."""
    return (estimate.value, estimate.low, estimate.high, estimate.n) == (None, None, None, 0)
