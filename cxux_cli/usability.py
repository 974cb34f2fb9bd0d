"""Tasks request to Report: the measures of a usability test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from cxux_cli.errors import InputError, UsageError
from cxux_cli.estimators.usability.time import POLICIES
from cxux_cli.request import TasksRequest
from cxux_cli.results import Report
from cxux_cli.slicing import SOURCE, check_slicing, series, source_plan
from cxux_cli.sources.open import open_sources

if TYPE_CHECKING:
    from cxux_cli.engine.attempts import AttemptsPlan, Held, TestPlan
    from cxux_cli.sources.source import Source


def run(request: TasksRequest) -> Report:
    """Measure a test, in one scan of its files. Raises `CxuxError` for anything a user can put right."""
    check_slicing(request)
    if not request.paths:
        raise UsageError("no file was given", hint="for example: cxux tasks usability_test.csv")
    if request.times not in POLICIES:
        raise UsageError(
            f"there is no policy '{request.times}'",
            where="--times",
            hint=f"choose one of: {', '.join(POLICIES)}",
        )
    sources = open_sources(request.paths, request.read)
    try:
        return _measured(request, sources)
    except Refused as refused:
        if not any(source.repair for source in sources):
            raise _broken(sources, refused.error) from refused.error
        why = "a byte or a quote the scanner refuses"
        repaired = [source.repair(source, why) if source.repair else source for source in sources]
        try:
            return _measured(request, repaired)
        except Refused as again:
            raise _broken(sources, again.error) from again.error


class Refused(Exception):
    """A file that the scanner does not read to its end."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = error


def _measured(request: TasksRequest, sources: Sequence[Source]) -> Report:
    from cxux_cli.assemble.running import with_running
    from cxux_cli.assemble.usability import results
    from cxux_cli.assemble.usability_sources import facts, ledgers, notes
    from cxux_cli.engine.attempt_groups import grouped

    plan = _plan(request, sources)
    with _Scan(plan) as held:
        if not sum(held.used):
            raise InputError("no row of it counts: there are no attempts", where=plan.paths)
        groups = grouped(plan, held, confidence=request.confidence)
    found, more = results(request, plan, groups)
    books = ledgers(plan, held, groups.found.repeated)
    report = Report(
        request.confidence,
        facts(plan, held, books, hashes=request.hashes),
        books,
        found,
        notes=(*more, *notes(plan, held)),
        config=request.study.path if request.study else None,
    )
    return with_running(report, request.time, held.newest)


class _Scan:
    """The scan of a test; what the scanner refuses is told from what else may go wrong."""

    def __init__(self, plan: TestPlan) -> None:
        from cxux_cli.engine.attempts import hold

        self._held: AbstractContextManager[Held] = hold(plan)

    def __enter__(self) -> Held:
        import polars as pl

        try:
            return self._held.__enter__()
        except (pl.exceptions.PolarsError, OSError) as error:
            raise Refused(error) from error

    def __exit__(self, *about: object) -> None:
        self._held.__exit__(None, None, None)


def _broken(sources: Sequence[Source], error: Exception) -> InputError:
    return InputError(
        "the file cannot be read to its end",
        where=", ".join(source.path for source in sources[:3]),
        hint=(str(error).splitlines() or ["unknown"])[0][:160],
    )


def _plan(request: TasksRequest, sources: Sequence[Source]) -> TestPlan:
    from cxux_cli.engine.attempts import TestPlan

    study = request.study
    plans = tuple(_source(request, source, len(sources)) for source in sources)
    every, window = series(request)
    return TestPlan(
        plans,
        by_names=tuple(column.name if column else SOURCE for column in plans[0].spec.by),
        every=every,
        window=window,
        personas=study.personas if study and all(plan.spec.members for plan in plans) else (),
        tasks=study.tasks if study else (),
        words=study.outcomes if study else {},
        times=request.times,
    )


def _source(request: TasksRequest, source: Source, sources: int) -> AttemptsPlan:
    from cxux_cli.catalog.outcomes import spelt
    from cxux_cli.engine.attempts import AttemptsPlan
    from cxux_cli.study.conditions import condition
    from cxux_cli.study.task_layout import find
    from cxux_cli.study.time_unit import units

    words: Mapping[str, str] = request.study.outcomes if request.study else {}
    layout = find(source, request.roles, frozenset(spelt(word) for word in words))
    return AttemptsPlan(
        source_plan(request, source, (), sources),
        layout,
        units(source, layout, _targets(request)),
        condition(source, layout),
    )


def _targets(request: TasksRequest) -> dict[str, float]:
    """What times should be by task, in seconds, as the tasks and the gates of the study say."""
    if request.study is None:
        return {}
    of_gates = {
        (gate.task or "").casefold(): gate.target
        for gate in request.study.gates
        if gate.measure.split(".")[0] == "time" and gate.target is not None
    }
    defined = [(task, task.target_time) for task in request.study.tasks if task.target_time is not None]
    by_name = {name.casefold(): target for task, target in defined for name in (task.id, task.name)}
    return of_gates | by_name
