"""Data files to the draft of a study config: what is in them, and what is measured in them today."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from cxux_cli.errors import CxuxError, InputError, UsageError
from cxux_cli.measures.registry import COMMANDS
from cxux_cli.request import (
    AdoptionRequest,
    ObservationRequest,
    Request,
    TableRequest,
    TasksRequest,
    WebRequest,
)
from cxux_cli.results import Report
from cxux_cli.sources.open import open_sources
from cxux_cli.sources.options import ReadOptions
from cxux_cli.sources.source import Source
from cxux_cli.study.date_column import find_date
from cxux_cli.study.draft import DraftSource, groups, identifier, reference
from cxux_cli.study.names import shorten
from cxux_cli.study.recognition import TASKS, Recognised, recognised

_TASKS = ("success", "time")
"""What is said of a task."""


def draft(files: Sequence[str], folder: Path) -> list[DraftSource]:
    """One source for each file; files with the same columns, from the same tool, are one data set.

    Paths come out relative to `folder`, that of the config. Raises `InputError` for what cannot be read,
    and where nothing in any file is measured.
    """
    if "-" in files:
        raise UsageError("standard input is no source of a study", where="-", hint="name a file")
    together: dict[tuple[object, ...], list[Source]] = {}
    for source in open_sources(files, ReadOptions()):
        asked = tuple((column.name, column.text) for column in source.columns)
        together.setdefault((source.dialect.id, asked), []).append(source)
    found: list[DraftSource] = []
    for sources in together.values():
        found.append(_source(sources, folder, {each.name for each in found}))
    if not any(each.is_measured for each in found):
        raise InputError(
            "nothing is measured in " + ("it" if len(found) == 1 else "any of them"),
            where=", ".join(shorten(path) for path in files[:3]),
            hint=f"see what it holds with: cxux inspect {files[0]}; count any question with: cxux table",
            details=tuple(f"{each.name}: {note}" for each in found for note in each.notes[:3]),
        )
    return found


def _source(sources: Sequence[Source], folder: Path, taken: Collection[str]) -> DraftSource:
    first, paths = sources[0], tuple(source.path for source in sources)
    stem = Path(first.path).name.split(".")[0]
    # The numbers at the end of several names tell the files apart, not the data set.
    name = identifier(re.sub(r"[\d\W_]+$", "", stem) if len(sources) > 1 else stem, "data", taken)
    answers, why = _answers(paths)
    other = recognised_as(first, paths, ReadOptions(), alone=answers is None)
    test, seen = (other.report, None) if other.verb == TASKS else (None, other.report)
    tasks = tuple(r for r in test.results if r.measure in _TASKS and not r.segment) if test else ()
    notes = [*other.notes, *(why if answers is not None or test is None else ())]
    # What was asked after each task is measured with the tasks.
    also = {result.measure for result in test.results} if test else set()
    totals = [r for r in answers.results if r.total and r.measure in COMMANDS] if answers else []
    reports = [report for report in (answers, test, seen) if report is not None]
    date = None
    with suppress(CxuxError):
        date = find_date(first)
    return DraftSource(
        name=name,
        paths=tuple(_relative(path, folder) for path in paths),
        dialect=first.dialect.name,
        columns=len(first.columns),
        rows=sum(facts.rows for facts in reports[0].sources) if reports else None,
        read=tuple(report.sources[0] for report in reports),
        date=None if date is None else reference(first, date),
        groups=tuple(groups(first)),
        answers=tuple(result for result in totals if result.measure not in also),
        verb=other.verb,
        tasks=tasks,
        observed=tuple(r for r in seen.results if r.total) if seen else (),
        notes=tuple(dict.fromkeys(notes)) if seen is None else (),
    )


def _answers(paths: Sequence[str]) -> tuple[Report | None, list[str]]:
    """Every measure of answers that some files hold, in one scan, and why others are not measured."""
    from cxux_cli.run import run_all

    requests = [Request(measure=m, paths=paths, min_n=max(1, m.floor)) for m in COMMANDS.values()]
    try:
        report = run_all(requests).report
    except CxuxError as error:
        why = error.message.removeprefix("nothing in it can be measured").strip(" ()")
        return None, [f"no answers measured: {why}"] if why else []
    return report, [note for note in report.notes if " not measured: " in note]


def recognised_as(source: Source, paths: Sequence[str], read: ReadOptions, *, alone: bool) -> Recognised:
    """What some files hold beside answers, or where they hold none; `source` is the first of them."""
    rows = TableRequest(paths=paths, read=read)
    return recognised(source, lambda verb: _WAYS[verb](rows), alone=alone)


def _tasks(rows: TableRequest) -> Report:
    from cxux_cli import usability

    return usability.run(TasksRequest(paths=rows.paths, read=rows.read))


def _tree(rows: TableRequest) -> Report:
    from cxux_cli.observed import tree

    return tree.run(ObservationRequest(paths=rows.paths, read=rows.read))


def _cards(rows: TableRequest) -> Report:
    from cxux_cli.observed import cards

    return cards.run(ObservationRequest(paths=rows.paths, read=rows.read))


def _problems(rows: TableRequest) -> Report:
    from cxux_cli.observed import problems

    return problems.run(ObservationRequest(paths=rows.paths, read=rows.read))


def _web(rows: TableRequest) -> Report:
    from cxux_cli import telemetry

    return telemetry.web(WebRequest(rows))


def _adoption(rows: TableRequest) -> Report:
    from cxux_cli import telemetry

    return telemetry.adoption(AdoptionRequest(rows))


_WAYS: Mapping[str, Callable[[TableRequest], Report]] = {
    TASKS: _tasks,
    "tree": _tree,
    "cards": _cards,
    "problems": _problems,
    "web": _web,
    "adoption": _adoption,
}
"""Command -> what measures some files by it."""


def _relative(path: str, folder: Path) -> str:
    """A path as a config in `folder` writes it, which takes signs of a glob for one."""
    try:
        path.encode()
    except UnicodeEncodeError:
        raise InputError("the name of the file is no text", where=shorten(path), hint="rename it") from None
    relative = os.path.relpath(path, folder)
    return glob.escape(relative) if relative != "-" else "./-"
