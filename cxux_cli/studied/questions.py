"""The questions of a source: all of them in one scan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from cxux_cli.assemble.comparisons import label
from cxux_cli.assemble.privacy import without_numbers
from cxux_cli.measures.base import Measure
from cxux_cli.measures.registry import COMMANDS
from cxux_cli.request import (
    Request,
)
from cxux_cli.results import Comparison, Report, Result
from cxux_cli.studied.request import CONDITION, StudyRequest, Wanted, time_of
from cxux_cli.study.config.study import MeasureConfig, SourceConfig, Study


def questions(request: StudyRequest, wanted: Wanted, lenient: bool) -> tuple[Report, tuple[Measure, ...]]:
    """All questions of a source in one scan; one more for every further length of periods."""
    from cxux_cli.run import run_all

    requests = [_asked(request, wanted.source, one) for one in _merged(wanted.asked)]
    given = [r.time.every for r in requests if r.time.every is not None]
    lengths: list[str | None] = [*dict.fromkeys(given)] or [None]
    reports: list[Report] = []
    floors: dict[str, int] = {}
    for every in lengths:
        mine = [
            r for r in requests if r.time.every == every or (r.time.every is None and every == lengths[0])
        ]
        outcome = run_all(mine, lenient=lenient)
        reports.append(outcome.report)
        floors |= outcome.floors
    results, said = _one_division(_once(r for report in reports for r in report.results), floors)
    notes = tuple(dict.fromkeys(note for report in reports for note in report.notes)) + said
    measured = {r.measure for r in results}
    measures = {r.measure.key: r.measure for r in requests if r.measure.key in measured}
    tested = _compared(reports, results)
    return replace(reports[0], results=results, notes=notes, comparisons=tested), tuple(measures.values())


def _compared(reports: Sequence[Report], results: Sequence[Result]) -> tuple[Comparison, ...]:
    """Every pair that any of the scans tested, once, without the totals that another one hides."""
    hidden = {(r.measure, label(r)) for r in results if r.hidden and r.period is None}
    tested = {(c.measure, c.a, c.b): c for report in reports for c in report.comparisons}
    return tuple(c for c in tested.values() if hidden.isdisjoint({(c.measure, c.a), (c.measure, c.b)}))


def _one_division(
    results: Sequence[Result], floor: Mapping[str, int]
) -> tuple[tuple[Result, ...], tuple[str, ...]]:
    """Of a measure with hidden groups the first way of dividing it alone, and what is to be said about it.

    What one division hides could be worked out from another, by adding up and taking away.
    """
    first: dict[str, tuple[object, ...]] = {}
    for r in results:
        if r.measure in floor and _division(r) is not None:
            first.setdefault(r.measure, _division(r) or ())
    closed = {r.measure for r in results if r.hidden and r.measure in floor}
    shown, cut = [], set()
    for r in results:
        if r.measure in closed and _division(r) not in (None, first.get(r.measure)) and not r.hidden:
            r = without_numbers(r, floor[r.measure])
            cut.add(r.measure)
        shown.append(r)
    notes = tuple(
        f"{key}: some groups are hidden, so that only one of the ways of dividing it is shown: the others "
        "would tell them"
        for key in sorted(cut)
    )
    return tuple(shown), notes


def _division(r: Result) -> tuple[object, ...] | None:
    """How a result divides its measure: by which columns, and whether by time; None for a whole."""
    columns = tuple(sorted(name for name in r.segment if name != CONDITION))
    every = r.period.every if r.period is not None else None
    return (columns, every) if columns or every else None


def _once(results: Iterable[Result]) -> tuple[Result, ...]:
    """Every result once: a total that two divisions share is hidden where one of them hides it."""
    found: dict[tuple[object, ...], Result] = {}
    for r in results:
        key = (r.measure, r.definition, tuple(r.segment.items()), r.persona, r.period)
        if key not in found or r.hidden:
            found[key] = r
    return tuple(found.values())


def _merged(asked: Sequence[MeasureConfig]) -> list[MeasureConfig]:
    """Every question once for each way of dividing it; a gate may ask for what a measure asks for already."""
    found: dict[tuple[object, ...], MeasureConfig] = {}
    for one in asked:
        key = (primary(one.use).key, one.by, one.every, one.scale, one.variant, one.top, one.about)
        found.setdefault(key, one)
    return list(found.values())


def primary(key: str) -> Measure:
    """The measure that has a command, of itself or of a companion that is printed beside it."""
    return next(m for m in COMMANDS.values() if key in (m.key, *(c.key for c in m.companions)))


def _asked(request: StudyRequest, source: SourceConfig, asked: MeasureConfig) -> Request:
    """The request for one question of a source."""
    measure, study = primary(asked.use), request.study
    columns = {**bound(source, measure, study), **asked.columns}
    return Request(
        measure=measure if asked.top is None else measure.with_box(asked.top),
        paths=source.paths,
        columns=columns,
        by=asked.by,
        where=source.where,
        study=study,
        personas=request.personas,
        time=time_of(request, source, asked.every),
        weight=source.weight,
        confidence=request.confidence,
        interval=asked.interval,
        variant=asked.variant,
        missing=asked.missing,
        scale=asked.scale,
        about=asked.about,
        min_n=max(request.floor, measure.floor),
        read=source.read,
        hashes=request.hashes,
    )


def bound(source: SourceConfig, measure: Measure, study: Study) -> dict[str, Sequence[str]]:
    """The columns of a source that play a role for a question; people or accounts, as the study counts."""
    who = "account" if study.unit == "account" else "respondent"
    roles = {who: "person", measure.question.role: measure.question.role}
    return {roles[role]: names for role, names in source.columns.items() if role in roles}
