"""What is measured of a source that asks no question: each by its command, once."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from cxux_cli.request import (
    AdoptionRequest,
    ObservationRequest,
    TableRequest,
    TasksRequest,
    WebRequest,
)
from cxux_cli.results import Report
from cxux_cli.studied.request import (
    TASKS,
    StudyRequest,
    Wanted,
    time_of,
)
from cxux_cli.study.command_roles import roles
from cxux_cli.study.config.study import SourceConfig


def observed(request: StudyRequest, wanted: Wanted) -> Report:
    """What a command measures that asks no question: once, divided by all that anybody asks for."""
    source = wanted.source
    by = tuple(dict.fromkeys(name for one in wanted.asked for name in one.by))
    every = next((one.every for one in wanted.asked if one.every is not None), None)
    rows = TableRequest(
        paths=source.paths,
        by=by,
        where=source.where,
        time=time_of(request, source, every),
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
        TasksRequest(
            **_fields(rows), roles=roles(TASKS, source), study=request.study, personas=request.personas
        )
    )


def _web(request: StudyRequest, source: SourceConfig, rows: TableRequest) -> Report:
    from cxux_cli import telemetry

    columns = roles("web", source)
    return telemetry.web(
        WebRequest(_with_days(request, rows), columns, study=request.study, personas=request.personas)
    )


def _adoption(request: StudyRequest, source: SourceConfig, rows: TableRequest) -> Report:
    from cxux_cli import telemetry

    columns = roles("adoption", source)
    return telemetry.adoption(
        AdoptionRequest(_with_days(request, rows), columns, study=request.study, personas=request.personas)
    )


def _with_days(request: StudyRequest, rows: TableRequest) -> TableRequest:
    """Days and sessions are those of the study also where nothing is sliced by time."""
    return replace(rows, time=replace(rows.time, timezone=request.study.timezone))


def _problems(request: StudyRequest, source: SourceConfig, rows: TableRequest) -> Report:
    from cxux_cli.observed import problems

    return problems.run(_of_people(request, "problems", source, rows))


def _cards(request: StudyRequest, source: SourceConfig, rows: TableRequest) -> Report:
    from cxux_cli.observed import cards

    return cards.run(_of_people(request, "cards", source, rows))


def _tree(request: StudyRequest, source: SourceConfig, rows: TableRequest) -> Report:
    from cxux_cli.observed import tree

    return tree.run(_of_people(request, "tree", source, rows))


def _of_people(
    request: StudyRequest, verb: str, source: SourceConfig, rows: TableRequest
) -> ObservationRequest:
    return ObservationRequest(
        **_fields(rows), roles=roles(verb, source), study=request.study, personas=request.personas
    )


_COMMANDS = {
    TASKS: _tasks,
    "web": _web,
    "adoption": _adoption,
    "problems": _problems,
    "cards": _cards,
    "tree": _tree,
}
"""Command -> what measures."""


def _fields(rows: TableRequest) -> dict[str, Any]:
    return {f.name: getattr(rows, f.name) for f in fields(TableRequest)}
