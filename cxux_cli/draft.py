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
from cxux_cli.study.task_layout import Layout, Shape, find

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
    notes: list[str] = []
    answers, why = _answers(paths)
    # Every tree test looks like a usability test too, and counts skips as one does not.
    tree = _tree(paths) if answers is None else None
    test = _test(first, paths, notes, alone=answers is None) if tree is None else None
    tasks = tuple(r for r in test.results if r.measure in _TASKS and not r.segment) if test else ()
    if answers is not None or test is None:
        notes += why
    # What was asked after each task is measured with the tasks.
    also = {result.measure for result in test.results} if test else set()
    totals = [r for r in answers.results if r.total and r.measure in COMMANDS] if answers else []
    verb, seen = ("tasks" if test else None, None)
    if answers is None and test is None:
        verb, seen = _observed(paths) if tree is None else ("tree", tree)
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
        verb=verb,
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


def _test(source: Source, paths: Sequence[str], notes: list[str], *, alone: bool) -> Report | None:
    """The tasks of a usability test, where the files hold one beyond doubt; `alone` where nothing else is in them."""
    from cxux_cli import usability

    try:
        layout = find(source, {}, frozenset())
    except CxuxError:
        return None
    if not (_is_test(source, layout) or (alone and _is_one_task(source, layout))):
        return None
    try:
        report = usability.run(TasksRequest(paths=paths))
    except CxuxError as error:
        notes.append(f"tasks not measured: {error.message}")
        return None
    tasks = {result.task for result in report.results if result.task is not None}
    ends = any(result.measure == "success" for result in report.results)
    # A lone time may be that of the whole survey.
    return report if ends or len(tasks) > 1 else None


def _tree(paths: Sequence[str]) -> Report | None:
    """What a tree test or a first-click test comes to, where the files say that they are one."""
    from cxux_cli.observed import tree

    with suppress(CxuxError):
        report = tree.run(ObservationRequest(paths=paths))
        # How one mission ended is told of a prototype in the same words.
        return report if any(result.task is not None for result in report.results) else None
    return None


def _observed(paths: Sequence[str]) -> tuple[str | None, Report | None]:
    """What the first command makes of some files that measures something else in them, and its name."""
    from cxux_cli import telemetry
    from cxux_cli.observed import cards, problems

    rows = TableRequest(paths=paths)
    ways: Mapping[str, Callable[[], Report]] = {
        "cards": lambda: cards.run(ObservationRequest(paths=paths)),
        "problems": lambda: problems.run(ObservationRequest(paths=paths)),
        "web": lambda: telemetry.web(WebRequest(rows)),
        "adoption": lambda: telemetry.adoption(AdoptionRequest(rows)),
    }
    for verb, run in ways.items():
        with suppress(CxuxError):
            report = run()
            # Columns of ones may be anything; of real problems some are met by some people.
            if report.matrix is None or any(met is False for row in report.matrix.seen for met in row):
                return verb, report
    return None, None


def _is_test(source: Source, layout: Layout) -> bool:
    """Whether the rows name tasks that recur, as attempts do; ids of submissions do not."""
    if layout.shape is not Shape.LONG:
        return True
    tasks = source.answers(layout.columns["task"][0].index) if "task" in layout.columns else {}
    return 0 < 2 * len(tasks) <= sum(tasks.values())


def _is_one_task(source: Source, layout: Layout) -> bool:
    """Whether the rows are attempts at a single task that no column names: how each ended, and how long it took."""
    if layout.shape is not Shape.LONG or not {"outcome", "time"} <= layout.columns.keys():
        return False
    # Whether a survey was finished is no outcome of a task.
    told = {column for rule in source.dialect.exclusions if (column := source.named(rule.columns))}
    return told.isdisjoint(layout.columns["outcome"])


def _relative(path: str, folder: Path) -> str:
    """A path as a config in `folder` writes it, which takes signs of a glob for one."""
    try:
        path.encode()
    except UnicodeEncodeError:
        raise InputError("the name of the file is no text", where=shorten(path), hint="rename it") from None
    relative = os.path.relpath(path, folder)
    return glob.escape(relative) if relative != "-" else "./-"
