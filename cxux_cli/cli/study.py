"""What a study config says about a request: its sources, personas and time zone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from cxux_cli.errors import UsageError

if TYPE_CHECKING:
    from cxux_cli.request import ObservationRequest, Request, TableRequest, TasksRequest
    from cxux_cli.sources.options import ReadOptions
    from cxux_cli.study.config.study import SourceConfig, Study

Asked = TypeVar("Asked", "Request", "TableRequest", "ObservationRequest", "TasksRequest")
Observed = TypeVar("Observed", "ObservationRequest", "TasksRequest")

ALL = "all"
"""Stands for every persona of the study."""


def consulted(given: dict[str, Any]) -> Study | None:
    """The study config that has a say in a command; None where there is none.

    It is looked for where it is named, where personas or a source of it are asked for, or where no file is
    given. Raises `UsageError` when it is needed and there is none.
    """
    wanted = given["config"] or given.get("persona") or given["source"]
    if not wanted and (given["files"] or given.get("counts")):
        return None
    from cxux_cli.study.config.discover import find

    path = find(Path(), given["config"])
    if path is None:
        if not wanted:
            return None
        raise UsageError(
            "there is no study config",
            where="--persona" if given.get("persona") else "--source",
            hint="name one with --config, or write cxux.yaml here",
        )
    from cxux_cli.study.config.load import load

    # What was found counts as named: no output may take its place.
    given["config"] = str(path)
    return load(path)


def applied(request: Request, study: Study, given: dict[str, Any]) -> Request:
    """The request with what the config adds; options on the command line come first."""
    request = replace(request, study=study, personas=chosen_personas(study, given["persona"] or ()))
    source = chosen_source(study, request.paths, given["source"])
    if source is not None:
        from cxux_cli.studied.questions import bound

        columns = bound(source, request.measure, study)
        request = replace(request, columns=columns | dict(request.columns))
    return with_rows(request, study, source)


def applied_to_table(request: TableRequest, study: Study, given: dict[str, Any]) -> TableRequest:
    """The request with what the config adds; a table has no roles, so the columns of a source play no part."""
    return with_rows(request, study, chosen_source(study, request.paths, given["source"]))


def applied_to_roles(request: Observed, verb: str, study: Study, given: dict[str, Any]) -> Observed:
    """The request of a command with what the config adds: personas, and the roles of the columns of a source."""
    request = replace(request, study=study, personas=chosen_personas(study, given["persona"] or ()))
    source = chosen_source(study, request.paths, given["source"])
    if source is not None:
        from cxux_cli.study.command_roles import roles

        request = replace(request, roles=roles(verb, source) | dict(request.roles))
    return with_rows(request, study, source)


def chosen_personas(study: Study, given: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """The ids of the personas that are named, in the order of the study."""
    known = [persona.id for persona in study.personas]
    if given and not known:
        raise UsageError("the study has no personas", where=study.path)
    for name in given:
        if name not in (*known, ALL):
            raise UsageError(
                f"there is no persona '{name[:60]}'",
                where=study.path,
                hint=f"personas are: {', '.join(known)}; or {ALL}",
            )
    return tuple(known) if ALL in given else tuple(id for id in known if id in given)


def chosen_source(study: Study, paths: Sequence[str], name: str | None) -> SourceConfig | None:
    """The source that is named, that holds the files given, or the only one there is."""
    if name is not None:
        if paths:
            raise UsageError("give files or --source, not both", where="--source")
        if name not in study.sources:
            raise UsageError(
                f"there is no source '{name[:60]}'",
                where=study.path,
                hint=f"sources are: {', '.join(study.sources)}",
            )
        return study.sources[name]
    if paths:
        given = {Path(path).resolve() for path in paths}
        return next(
            (s for s in study.sources.values() if given == {Path(path).resolve() for path in s.paths}), None
        )
    if not study.sources:
        raise UsageError("no file is given and the study names no sources", where=study.path)
    if len(study.sources) > 1:
        raise UsageError(
            f"the study has {len(study.sources)} sources: {', '.join(study.sources)}",
            where=study.path,
            hint=f"say which one: --source {next(iter(study.sources))}",
        )
    return next(iter(study.sources.values()))


def with_rows(request: Asked, study: Study, source: SourceConfig | None) -> Asked:
    """What the config says about the rows of a source, where no option says otherwise."""
    if source is not None:
        date = request.time.date or (source.date if request.time.is_used else None)
        request = replace(
            request,
            paths=request.paths or source.paths,
            weight=request.weight or source.weight,
            read=with_defaults(request.read, source.read),
            time=replace(request.time, date=date),
        )
    if request.time.is_used and request.time.timezone is None:
        request = replace(request, time=replace(request.time, timezone=study.timezone))
    return request


def with_defaults(stated: ReadOptions, usual: ReadOptions) -> ReadOptions:
    """What is stated about reading a file, and for the rest what the config says."""
    own = {f.name: value for f in fields(stated) if (value := getattr(stated, f.name)) is not None}
    return replace(usual, **own)
