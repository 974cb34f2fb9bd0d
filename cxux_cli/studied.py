"""A study to a report: everything its config names, one scan per source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import groupby
from typing import Any

from cxux_cli.assemble.comparisons import adjusted, label
from cxux_cli.errors import CxuxError, InputError, PersonasError, UsageError
from cxux_cli.measures.base import Measure
from cxux_cli.measures.declared import FAMILIES, family
from cxux_cli.measures.registry import COMMANDS
from cxux_cli.request import (
    AdoptionRequest,
    ObservationRequest,
    Request,
    TableRequest,
    TasksRequest,
    Time,
    WebRequest,
)
from cxux_cli.results import Comparison, Prediction, Report, Result
from cxux_cli.study.config.study import EVERYONE, GateConfig, MeasureConfig, SourceConfig, Study

QUESTIONS = "questions"
"""What measures of answers are measured by; the other parts carry the name of their command."""
TASKS = "tasks"
TASK = "task"
PERSONA = "persona"
CONDITION = "condition"
"""The segment that tells the blocks of a questionnaire apart that was asked several times in every row."""


@dataclass(frozen=True, slots=True)
class StudyRequest:
    """What was asked for: a study, for a window of time (texts as of --since and --until), at a confidence."""

    study: Study
    sources: Sequence[str] = ()
    """Names of the sources that are measured; all where empty."""
    since: str | None = None
    until: str | None = None
    confidence: float = 0.95
    min_n: int = 1
    hashes: bool = False
    window: str | None = None
    """What the window is called: 2026-W38."""
    only_gates: bool = False
    """Whether only what gates judge is measured."""

    @property
    def personas(self) -> tuple[str, ...]:
        """The ids of the personas of the study."""
        return tuple(persona.id for persona in self.study.personas)

    @property
    def names(self) -> tuple[str, ...]:
        """The sources that are measured, in the order of the config."""
        return tuple(name for name in self.study.sources if not self.sources or name in self.sources)

    @property
    def paths(self) -> tuple[str, ...]:
        """What is read: the paths of the sources, which may be patterns."""
        return tuple(path for name in self.names for path in self.study.sources[name].paths)

    @property
    def floor(self) -> int:
        """The privacy floor: that of the request or of the policy, whichever is higher."""
        return max(self.min_n, self.study.policy.privacy_floor)


@dataclass(frozen=True, slots=True)
class Part:
    """What one command said of one source: `measures` are those of answers, which its view needs."""

    source: str
    verb: str
    report: Report
    measures: tuple[Measure, ...] = ()


@dataclass(frozen=True, slots=True)
class Studied:
    """The whole report, and the reports of its parts in the order of the config."""

    report: Report
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is measured of one source by one command: one run."""

    source: SourceConfig
    verb: str
    asked: tuple[MeasureConfig, ...] = field(default=())


def run(request: StudyRequest) -> Studied:
    """Measure. Raises `CxuxError` for anything a user can put right."""
    study = request.study
    if not study.sources:
        raise UsageError("the study has no sources: nothing to measure", where=study.path)
    for name in request.sources:
        if name not in study.sources:
            raise UsageError(
                f"there is no source '{name[:60]}'",
                where=study.path,
                hint=f"sources are: {', '.join(study.sources)}",
            )
    parts: list[Part] = []
    for name in request.names:
        parts += _parts(request, study.sources[name])
    return Studied(_whole(request, parts), tuple(parts))


def _parts(request: StudyRequest, source: SourceConfig) -> Iterator[Part]:
    study = request.study
    asked = [] if request.only_gates else [m for m in study.measures if m.source == source.name]
    asked += [_of_gate(gate, source, study) for gate in study.gates if gate.source == source.name]
    if not asked and not study.measures and not request.only_gates:
        yield _anything(request, source)
        return
    for verb, of_verb in groupby(sorted(asked, key=_verb), key=_verb):
        yield _part(request, _Wanted(source, verb, tuple(of_verb)))


def _verb(asked: MeasureConfig) -> str:
    return asked.use if asked.use in FAMILIES else family(asked.use) or QUESTIONS


def _of_gate(gate: GateConfig, source: SourceConfig, study: Study) -> MeasureConfig:
    """What has to be measured for a gate: as the measures of the study state it, divided as the gate needs."""
    columns = [name for name in gate.segment if name != CONDITION]
    if gate.each not in (None, TASK, PERSONA):
        columns.append(str(gate.each))
    stated = next(
        (m for m in study.measures if m.source == source.name and _measures(m.use, gate.measure)), None
    )
    base = stated or MeasureConfig(gate.measure, source.name)
    by_task = TASK if gate.task is not None or gate.each == TASK else None
    return replace(
        base,
        use=gate.measure,
        by=tuple(columns),
        each=by_task,
        every=None,
        scale=gate.scale or base.scale,
        expect={},
        line=gate.line,
    )


def _measures(use: str, key: str) -> bool:
    """Whether a measure of the study prints the one that a gate judges."""
    if use in FAMILIES or family(use) is not None:
        return use == key
    return any(key in (m.key, *(c.key for c in m.companions)) for m in COMMANDS.values() if m.key == use)


def _anything(request: StudyRequest, source: SourceConfig) -> Part:
    """Everything that can be measured, of a source of which nothing is asked in particular."""
    everything = tuple(MeasureConfig(key, source.name) for key in COMMANDS)
    # A column that is named is the answer to one question, and not to every one that it could answer.
    questions = {measure.question.role for measure in COMMANDS.values()}
    named = {role: names for role, names in source.columns.items() if role in questions}
    others = {role: names for role, names in source.columns.items() if role not in questions}
    try:
        return _part(request, _Wanted(replace(source, columns=others), QUESTIONS, everything), lenient=True)
    except InputError as error:
        for verb in ("tasks", "tree", "problems", "cards", "web", "adoption"):
            try:
                return _part(request, _Wanted(source, verb, (MeasureConfig(verb, source.name),)))
            except CxuxError:
                continue
        if named:
            raise UsageError(
                f"source '{source.name}' names a column, and not which question it answers",
                where=request.study.path,
                hint=f"say what it is: measures: [{{use: nps, source: {source.name}}}]",
            ) from error
        raise error


def _part(request: StudyRequest, wanted: _Wanted, *, lenient: bool = False) -> Part:
    """What one command says of one source; without the personas, where it lacks what tells them."""
    try:
        return _measured(request, wanted, lenient)
    except PersonasError as error:
        nobody = replace(request, study=replace(request.study, personas=()))
        part = _measured(nobody, wanted, lenient)
        why = (error.details or (error.message,))[0]
        note = f"the personas cannot be told here: {why}"
        return replace(part, report=replace(part.report, notes=(note, *part.report.notes)))


def _measured(request: StudyRequest, wanted: _Wanted, lenient: bool) -> Part:
    source, verb = wanted.source, wanted.verb
    if verb == QUESTIONS:
        report, measures = _questions(request, wanted, lenient)
    else:
        report, measures = _observed(request, wanted), ()
    keys = _keys(wanted.asked)
    results = tuple(
        replace(r, source=source.name) for r in report.results if keys is None or _is_asked(r, keys)
    )
    return Part(source.name, verb, replace(report, results=results), measures)


def _keys(asked: Iterable[MeasureConfig]) -> Mapping[str, bool] | None:
    """Measure -> whether by task; None where a whole family or a measure with its companions is asked for."""
    keys: dict[str, bool] = {}
    for one in asked:
        if one.use in FAMILIES or one.use in COMMANDS:
            return None
        keys[one.use] = keys.get(one.use, False) or one.each == TASK
    return keys


def _is_asked(result: Result, keys: Mapping[str, bool]) -> bool:
    return result.measure in keys and (result.task is None or keys[result.measure])


def _questions(request: StudyRequest, wanted: _Wanted, lenient: bool) -> tuple[Report, tuple[Measure, ...]]:
    """All questions of a source in one scan; one more for every further length of periods."""
    from cxux_cli.run import run_all

    requests = [_asked(request, wanted.source, one) for one in _merged(wanted.asked)]
    given = [r.time.every for r in requests if r.time.every is not None]
    lengths: list[str | None] = [*dict.fromkeys(given)] or [None]
    reports = []
    for every in lengths:
        mine = [
            r for r in requests if r.time.every == every or (r.time.every is None and every == lengths[0])
        ]
        reports.append(run_all(mine, lenient=lenient).report)
    results = _once(r for report in reports for r in report.results)
    notes = tuple(dict.fromkeys(note for report in reports for note in report.notes))
    measured = {r.measure for r in results}
    measures = {r.measure.key: r.measure for r in requests if r.measure.key in measured}
    tested = _compared(reports, results)
    return replace(reports[0], results=results, notes=notes, comparisons=tested), tuple(measures.values())


def _compared(reports: Sequence[Report], results: Sequence[Result]) -> tuple[Comparison, ...]:
    """Every pair that any of the scans tested, once, without the totals that another one hides."""
    hidden = {(r.measure, label(r)) for r in results if r.hidden and r.period is None}
    tested = {(c.measure, c.a, c.b): c for report in reports for c in report.comparisons}
    return tuple(c for c in tested.values() if hidden.isdisjoint({(c.measure, c.a), (c.measure, c.b)}))


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
        key = (_primary(one.use).key, one.by, one.every, one.scale, one.variant, one.top, one.about)
        found.setdefault(key, one)
    return list(found.values())


def _primary(key: str) -> Measure:
    """The measure that has a command, of itself or of a companion that is printed beside it."""
    return next(m for m in COMMANDS.values() if key in (m.key, *(c.key for c in m.companions)))


def _asked(request: StudyRequest, source: SourceConfig, asked: MeasureConfig) -> Request:
    """The request for one question of a source."""
    measure, study = _primary(asked.use), request.study
    columns = {**bound(source, measure, study), **asked.columns}
    return Request(
        measure=measure if asked.top is None else measure.with_box(asked.top),
        paths=source.paths,
        columns=columns,
        by=asked.by,
        where=source.where,
        study=study,
        personas=request.personas,
        time=_time(request, source, asked.every),
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


def _time(request: StudyRequest, source: SourceConfig, every: str | None) -> Time:
    used = any((every, request.since, request.until))
    return Time(
        every=every,
        date=source.date if used else None,
        since=request.since,
        until=request.until,
        timezone=request.study.timezone if used else None,
    )


def _observed(request: StudyRequest, wanted: _Wanted) -> Report:
    """What a command measures that asks no question: once, divided by all that anybody asks for."""
    source = wanted.source
    by = tuple(dict.fromkeys(name for one in wanted.asked for name in one.by))
    every = next((one.every for one in wanted.asked if one.every is not None), None)
    rows = TableRequest(
        paths=source.paths,
        by=by,
        where=source.where,
        time=_time(request, source, every),
        confidence=request.confidence,
        weight=source.weight if wanted.verb == TASKS else None,
        min_n=request.floor,
        read=source.read,
        hashes=request.hashes,
    )
    return _COMMANDS[wanted.verb](request, source, rows)


def _tasks(request: StudyRequest, source: SourceConfig, rows: TableRequest) -> Report:
    from cxux_cli import usability

    return usability.run(
        TasksRequest(**_fields(rows), roles=_roles(source), study=request.study, personas=request.personas)
    )


def _web(request: StudyRequest, source: SourceConfig, rows: TableRequest) -> Report:
    from cxux_cli import telemetry
    from cxux_cli.study.events import WEB, from_config

    columns = from_config(source.columns, WEB)
    return telemetry.web(
        WebRequest(_with_days(request, rows), columns, study=request.study, personas=request.personas)
    )


def _adoption(request: StudyRequest, source: SourceConfig, rows: TableRequest) -> Report:
    from cxux_cli import telemetry
    from cxux_cli.study.events import ADOPTION, from_config

    columns = from_config(source.columns, ADOPTION)
    return telemetry.adoption(
        AdoptionRequest(_with_days(request, rows), columns, study=request.study, personas=request.personas)
    )


def _with_days(request: StudyRequest, rows: TableRequest) -> TableRequest:
    """Days and sessions are those of the study also where nothing is sliced by time."""
    return replace(rows, time=replace(rows.time, timezone=request.study.timezone))


def _of_people(request: StudyRequest, source: SourceConfig, rows: TableRequest) -> ObservationRequest:
    return ObservationRequest(
        **_fields(rows), roles=_roles(source), study=request.study, personas=request.personas
    )


def _problems(request: StudyRequest, source: SourceConfig, rows: TableRequest) -> Report:
    from cxux_cli.observed import problems

    return problems.run(_of_people(request, source, rows))


def _cards(request: StudyRequest, source: SourceConfig, rows: TableRequest) -> Report:
    from cxux_cli.observed import cards

    return cards.run(_of_people(request, source, rows))


def _tree(request: StudyRequest, source: SourceConfig, rows: TableRequest) -> Report:
    from cxux_cli.observed import tree

    return tree.run(_of_people(request, source, rows))


_COMMANDS = {
    TASKS: _tasks,
    "web": _web,
    "adoption": _adoption,
    "problems": _problems,
    "cards": _cards,
    "tree": _tree,
}
"""Command -> what measures."""


def _roles(source: SourceConfig) -> dict[str, Sequence[str]]:
    """The columns of a source that play a role for what people did; it may be a survey as well."""
    questions = {measure.question.role for measure in COMMANDS.values()}
    names = {"respondent": "participant"}
    return {names.get(r, r): columns for r, columns in source.columns.items() if r not in questions}


def _fields(rows: TableRequest) -> dict[str, Any]:
    return {f.name: getattr(rows, f.name) for f in fields(TableRequest)}


def _whole(request: StudyRequest, parts: Sequence[Part]) -> Report:
    """The reports of all parts as one; the rows of a source that several commands read stand once."""
    sources = {f.path: f for part in reversed(parts) for f in reversed(part.report.sources)}
    books = {b.source: b for part in reversed(parts) for b in reversed(part.report.ledger)}
    order = list(dict.fromkeys(f.path for part in parts for f in part.report.sources))
    several = len({part.source for part in parts}) > 1
    notes = [f"{part.source}: {note}" if several else note for part in parts for note in part.report.notes]
    return Report(
        request.confidence,
        tuple(sources[path] for path in order),
        tuple(books[path] for path in order),
        tuple(r for part in parts for r in part.report.results),
        notes=tuple(dict.fromkeys(notes)),
        config=request.study.path,
        comparisons=adjusted(one for part in parts for one in part.report.comparisons),
        predictions=tuple(_predictions(request.study, parts)),
    )


def _predictions(study: Study, parts: Sequence[Part]) -> Iterator[Prediction]:
    """What the team expected beside what was measured: a measure of its own false consensus."""
    for asked in study.measures:
        for who, expected in asked.expect.items():
            persona = None if who == EVERYONE else who
            result = next(
                (
                    r
                    for part in parts
                    for r in part.report.results
                    if (part.source, r.measure, r.persona) == (asked.source, asked.use, persona)
                    and not r.segment
                    and r.period is None
                    and r.task is None
                ),
                None,
            )
            if result is None:
                continue
            e = result.estimate
            inside = None if e.low is None or e.high is None else e.low <= expected <= e.high
            error = None if e.value is None else expected - e.value
            yield Prediction(asked.use, asked.source, persona, expected, e.value, error, inside)
