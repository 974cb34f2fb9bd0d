"""What every command that measures does around its measuring: refuse, tell, write, show, and leave with a code."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import typer

from cxux_cli.cli.progress import working
from cxux_cli.errors import CxuxError, ExitCode, OutputError, UsageError

if TYPE_CHECKING:
    from cxux_cli.render.view import View
    from cxux_cli.results import Report


class Request(Protocol):
    """What was asked for, as far as writing is concerned."""

    @property
    def paths(self) -> Sequence[str]:
        """What is read."""

    @property
    def min_n(self) -> int:
        """The privacy floor."""


Found = TypeVar("Found")
Form = Callable[[], str | bytes]
"""What makes the content of a file."""
_ARTEFACTS = ("json", "csv", "md", "html", "xlsx", "charts", "junit", "scores")
_FORMATS = {"json": "json", "csv": "csv", "md": "markdown"}
"""What standard output carries, by the option that writes the same to a file."""


def measured(request: Request, given: dict[str, Any], doing: str, measure: Callable[[], Found]) -> Found:
    """What `measure` gives, after outputs that cannot be have been refused; `doing` is told with --verbose."""
    check(request.paths, given, request.min_n)
    if given["verbose"]:
        sys.stderr.write(f"cxux: {doing} {', '.join(request.paths) or 'counts'}\n")
    with working(request.paths, quiet=given["quiet"]):
        return measure()


def deliver(
    report: Report,
    given: dict[str, Any],
    *,
    view: Callable[[Report], View],
    empty: str,
    csv: Callable[[Report], str] | None = None,
    more: Mapping[str, Form] | None = None,
    show: Callable[[], None] | None = None,
    publish: Callable[[Mapping[str, Form]], Sequence[CxuxError]] | None = None,
    code: int | None = None,
    title: str | None = None,
) -> None:
    """Write every artefact asked for, show the report, and leave with the exit code of what came of it.

    `empty` is said on stderr where there was nothing to measure; `csv` is how the kind of report is written
    as CSV, if not a row per result; `more` makes artefacts that only some commands have, by their option;
    `show` is how a terminal shows it, if not as `view`; `publish` writes further files, of the forms it is
    given; `code` is the exit code, where it is not that of a single gate; `title` is that of the page, which
    is else called by its files.
    """
    from cxux_cli.render import csv_report, files, json_report, markdown, table

    forms: dict[str, Form] = {
        "json": lambda: json_report.render(report),
        "csv": lambda: as_csv((csv or csv_report.render)(report), given),
        "md": lambda: markdown.render(view(report)),
        "html": lambda: _html(report, title),
        "xlsx": lambda: _xlsx(report),
    }
    problems = _write({**forms, **(more or {})}, given)
    if publish is not None:
        problems += publish(forms)
    if given["charts"] is not None:
        problems += _write_charts(report, given["charts"])
    if report.empty:
        sys.stderr.write(f"cxux: {empty}\n")
    if not (given["quiet"] and (report.status == "ok" if code is None else code == ExitCode.OK)):
        if given["format"] == "table":
            (show or (lambda: table.show(view(report), color=given["color"])))()
        else:
            name = next(name for name, form in _FORMATS.items() if form == given["format"])
            files.write("-", forms[name]())
    for problem in problems:
        sys.stderr.write(f"cxux: error: {problem.where}: {problem.message}\n")
    ended = _code(report, strict=given["strict"]) if code is None else code
    if problems or ended:
        raise typer.Exit(ExitCode.OUTPUT if problems else ended)


def as_csv(text: str, given: dict[str, Any]) -> str:
    """CSV as it is written, with the mark by which spreadsheets know its encoding where that is asked for."""
    from cxux_cli.render.files import BYTE_ORDER_MARK

    return f"{BYTE_ORDER_MARK}{text}" if given["csv_bom"] else text


def check(paths: Sequence[str], given: dict[str, Any], min_n: int = 1) -> None:
    """Refuse outputs that would overwrite an input or one another, before anything is read."""
    from cxux_cli.render.extra import needed

    named = (given.get(name) for name in ("config", "file", "labels"))
    inputs = {Path(path).resolve() for path in (*_expanded(paths), *filter(None, named))}
    taken: dict[Path, str] = {}
    for name in _ARTEFACTS:
        path = given.get(name)
        if path is None:
            continue
        if not path.strip():
            raise UsageError("the path is empty", where=f"--{name}", hint="is a shell variable unset?")
        needed(name)
        if name == "charts" and (path == "-" or Path(path).is_file()):
            raise UsageError("this is no folder", where=f"--charts {path}")
        target = Path("/dev/stdout").resolve() if path == "-" else Path(path).resolve()
        if target in inputs:
            raise UsageError("this would overwrite the input", where=f"--{name} {path}")
        if target in taken:
            raise UsageError(f"--{taken[target]} is written there too", where=f"--{name} {path}")
        if path in ("-", "/dev/stdout") and not given["quiet"]:
            raise UsageError(
                "standard output carries the result already",
                where=f"--{name} {path}",
                hint=f"use --format {_FORMATS[name]}" if name in _FORMATS else None,
            )
        taken[target] = name
    if given.get("scores") is not None and min_n > 1:
        raise UsageError(
            "--scores lists single people, --min-n hides small groups: choose one", where="--scores"
        )


def _expanded(paths: Sequence[str]) -> Iterator[str]:
    """The files behind paths, some of which are patterns."""
    import glob

    for path in paths:
        if path != "-":
            yield path
            yield from glob.glob(path) if glob.has_magic(path) else ()


def _write(writers: Mapping[str, Form], given: dict[str, Any]) -> list[CxuxError]:
    """Side artefacts, each whole or not at all; one that fails does not stop the others."""
    from cxux_cli.render import files

    problems: list[CxuxError] = []
    for name, form in writers.items():
        if given[name] is None:
            continue
        try:
            files.write(given[name], form())
        except OutputError as error:
            problems.append(error)
    return problems


def _html(report: Report, title: str | None) -> str:
    from cxux_cli.render import html

    return html.render(report, title=title)


def _xlsx(report: Report) -> bytes:
    from cxux_cli.render import xlsx

    return xlsx.render(report)


def _write_charts(report: Report, path: str) -> list[CxuxError]:
    """Every chart in a folder; one that cannot be written does not stop the others."""
    from cxux_cli.render import files
    from cxux_cli.render.charts.files import pictures

    try:
        files.folder(path)
    except OutputError as error:
        return [error]
    problems: list[CxuxError] = []
    for name, content in pictures(report):
        try:
            files.write(str(Path(path) / name), content)
        except OutputError as error:
            problems.append(error)
    return problems


def _code(report: Report, *, strict: bool) -> int:
    """Precedence: a missed gate, no data."""
    if report.status == "missed":
        return ExitCode.MISSED
    # A gate without data fails closed: an empty export must not turn a build green.
    hidden = any(result.hidden and result.total for result in report.results)
    if (report.status in ("no_data", "undecided") or hidden) and (report.gates or strict):
        return ExitCode.UNDECIDED
    return ExitCode.OK
