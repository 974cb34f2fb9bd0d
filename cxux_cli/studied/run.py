"""A study to a report: part by part, and all of it together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from cxux_cli.assemble.comparisons import adjusted
from cxux_cli.catalog.outcomes import spelt
from cxux_cli.errors import InputError, PersonasError, UndatedError, UsageError
from cxux_cli.measures.declared import FAMILIES
from cxux_cli.measures.registry import COMMANDS
from cxux_cli.results import Prediction, Report, Result, TimeWindow
from cxux_cli.sources.open import open_sources
from cxux_cli.studied.commands import observed
from cxux_cli.studied.questions import questions
from cxux_cli.studied.request import (
    QUESTIONS,
    TASK,
    Part,
    Studied,
    StudyRequest,
    Wanted,
)
from cxux_cli.studied.wanted import is_of_task, of_gate, verb_of
from cxux_cli.study.config.study import EVERYONE, MeasureConfig, SourceConfig, Study
from cxux_cli.study.recognition import recognised


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
    counted = _counted(parts)
    return Studied(_whole(request, counted), tuple(counted))


def _counted(parts: Sequence[Part]) -> list[Part]:
    """The parts with p values that count the tests of all of them: a pair says the same wherever it stands."""
    left = list(adjusted(one for part in parts for one in part.report.comparisons))
    found = []
    for part in parts:
        size = len(part.report.comparisons)
        mine, left = tuple(left[:size]), left[size:]
        found.append(replace(part, report=replace(part.report, comparisons=mine)))
    return found


def _parts(request: StudyRequest, source: SourceConfig) -> Iterator[Part]:
    study = request.study
    asked = [] if request.only_gates else [m for m in study.measures if m.source == source.name]
    asked += [of_gate(gate, source, study) for gate in study.gates if gate.source == source.name]
    if not asked and not study.measures and not request.only_gates:
        yield from _anything(request, source)
        return
    for verb, of_verb in groupby(sorted(asked, key=verb_of), key=verb_of):
        yield _part(request, Wanted(source, verb, tuple(of_verb)))


def _anything(request: StudyRequest, source: SourceConfig) -> Iterator[Part]:
    """Everything that can be measured, of a source of which nothing is asked in particular."""
    everything = tuple(MeasureConfig(key, source.name) for key in COMMANDS)
    # A column that is named is the answer to one question, and not to every one that it could answer.
    questions = {measure.question.role for measure in COMMANDS.values()}
    named = {role: names for role, names in source.columns.items() if role in questions}
    others = {role: names for role, names in source.columns.items() if role not in questions}
    answers, why = None, None
    try:
        answers = _part(request, Wanted(replace(source, columns=others), QUESTIONS, everything), lenient=True)
    except InputError as error:
        why = error
    parts: dict[str, Part] = {}

    def measure(verb: str) -> Report:
        parts[verb] = _part(request, Wanted(source, verb, (MeasureConfig(verb, source.name),)))
        return parts[verb].report

    first = open_sources(source.paths, source.read)[0]
    words = frozenset(spelt(word) for word in request.study.outcomes)
    found = recognised(first, measure, alone=answers is None, columns=source.columns, words=words)
    other = parts[found.verb] if found.verb is not None else None
    if answers is not None:
        yield from _beside(answers, other)
    if other is not None:
        yield other
    elif why is not None and named:
        raise UsageError(
            f"source '{source.name}' names a column, and not which question it answers",
            where=request.study.path,
            hint=f"say what it is: measures: [{{use: nps, source: {source.name}}}]",
        ) from why
    elif why is not None:
        raise why


def _beside(answers: Part, test: Part | None) -> Iterator[Part]:
    """The answers without what was asked after each task, which is measured with the tasks."""
    if test is None:
        yield answers
        return
    also = {result.measure for result in test.report.results}
    results = tuple(result for result in answers.report.results if result.measure not in also)
    if results:
        yield replace(answers, report=replace(answers.report, results=results))


def _part(request: StudyRequest, wanted: Wanted, *, lenient: bool = False) -> Part:
    """What one command says of one source; without the personas, where it lacks what tells them."""
    try:
        return _measured(request, wanted, lenient)
    except PersonasError as error:
        nobody = replace(request, study=replace(request.study, personas=()))
        part = _measured(nobody, wanted, lenient)
        why = (error.details or (error.message,))[0]
        note = f"the personas cannot be told here: {why}"
        return replace(part, report=replace(part.report, notes=(note, *part.report.notes)))
    except UndatedError as error:
        dated = ", ".join(name for name in request.names if name != wanted.source.name)
        raise UndatedError(
            f"source '{wanted.source.name}' has no column that says when a row was given, so no window fits it",
            where=error.where,
            hint="name the column in the config, under the source, as 'date'"
            + (f"; or report the others: --source {dated.split(', ')[0]}" if dated else ""),
        ) from error


def _measured(request: StudyRequest, wanted: Wanted, lenient: bool) -> Part:
    source, verb = wanted.source, wanted.verb
    if verb == QUESTIONS:
        report, measures = questions(request, wanted, lenient)
    else:
        report, measures = observed(request, wanted), ()
    keys = _keys(wanted.asked)
    results = tuple(
        replace(r, source=source.name)
        for r in report.results
        if keys is None or _is_asked(r, keys, report.results)
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


def _is_asked(result: Result, keys: Mapping[str, bool], results: Sequence[Result]) -> bool:
    return result.measure in keys and (keys[result.measure] or is_of_task(result, None, results))


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
        comparisons=tuple(one for part in parts for one in part.report.comparisons),
        predictions=tuple(_predictions(request.study, parts)),
        window=TimeWindow(request.window, request.since, request.until, request.study.timezone)
        if request.since or request.until
        else None,
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
                    and is_of_task(r, None, part.report.results)
                ),
                None,
            )
            if result is None:
                continue
            e = result.estimate
            inside = None if e.low is None or e.high is None else e.low <= expected <= e.high
            error = None if e.value is None else expected - e.value
            yield Prediction(asked.use, asked.source, persona, expected, e.value, error, inside)
