"""What the commands on observations share: problems, cards, tree."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

import typer

from cxux_cli.cli import options
from cxux_cli.cli.metric import check_outputs, exit_code, sliced, write
from cxux_cli.cli.progress import working
from cxux_cli.estimators.proportion import Proportion

if TYPE_CHECKING:
    from cxux_cli.render.view import View
    from cxux_cli.request import ObservationRequest
    from cxux_cli.results import Report

Parts: TypeAlias = "tuple[Callable[[ObservationRequest], Report], Callable[[Report], View]]"
"""What measures, and what makes the view of its report."""
_ROWS = ("column", "where", "keep")


def command(load: Callable[[], Parts], *more: options.Option) -> Callable[..., None]:
    """A function that reads, measures and writes; what `load` imports is needed only then."""
    fitting = (
        options.FILES,
        *(option for option in options.slicing(1) if option.name in _ROWS),
        *more,
        options.CONFIDENCE,
        options.share_interval(tuple(Proportion(1, 1, ("yes", "no")).intervals)),
        options.STRICT,
        *options.READING,
        *(option for option in options.OUTPUT if option.name != "scores"),
    )

    def run(**given: Any) -> None:
        measure, view = load()
        request = _asked(given)
        check_outputs(request, given)
        if given["verbose"]:
            sys.stderr.write(f"cxux: reading {', '.join(request.paths)}\n")
        with working(request.paths, quiet=given["quiet"]):
            report = measure(request)
        writers = _writers(report, view)
        problems = write({name: writers[name] for name in ("json", "csv", "md")}, given)
        _show(report, view, writers, given)
        for problem in problems:
            sys.stderr.write(f"cxux: error: {problem.where}: {problem.message}\n")
        if code := exit_code(report, problems, strict=given["strict"]):
            raise typer.Exit(code)

    return options.signature(fitting, run)


def _asked(given: dict[str, Any]) -> ObservationRequest:
    from cxux_cli.request import ObservationRequest

    return ObservationRequest(
        **sliced({"weight": None} | given),
        interval=given["interval"],
        roles=options.columns(given["column"]),
        participants=given.get("participants"),
        goals=tuple(given.get("goal") or ()),
    )


def _writers(report: Report, view: Callable[[Report], View]) -> dict[str, Callable[[], str]]:
    from cxux_cli.render import csv_report, json_report, markdown

    return {
        "json": lambda: json_report.render(report),
        "csv": lambda: csv_report.render(report),
        "md": lambda: markdown.render(view(report)),
    }


def _show(
    report: Report,
    view: Callable[[Report], View],
    writers: dict[str, Callable[[], str]],
    given: dict[str, Any],
) -> None:
    """Standard output, and one line on stderr where nothing was observed."""
    from cxux_cli.render import table

    if report.status == "no_data":
        sys.stderr.write("cxux: no usable observation\n")
    if given["quiet"] and report.status == "ok":
        return
    if given["format"] == "table":
        table.show(view(report), color=given["color"])
    else:
        sys.stdout.write(writers["md" if given["format"] == "markdown" else given["format"]]())
