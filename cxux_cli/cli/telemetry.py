"""What the commands on logs share: their options, and how a report of a log is written."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

import typer

from cxux_cli.cli import options
from cxux_cli.cli.metric import check_outputs, exit_code, sliced, write
from cxux_cli.cli.progress import working

if TYPE_CHECKING:
    from cxux_cli.request import TableRequest
    from cxux_cli.results import Report

_NOT_HERE = ("weight", "persona", "config", "source", "keep", "min_n")
"""A log has no survey weights and no rows that a survey tool marks."""
UNIT = options.option(
    *("unit", Literal["us", "ms", "s", "min"] | None, None),
    *("The unit of all times, where names and values do not show it.", "Statistics"),
)
OUTPUT = (
    options.STRICT,
    *options.READING,
    *(option for option in options.OUTPUT if option.name != "scores"),
)
SLICING = tuple(option for option in options.slicing(1) if option.name not in _NOT_HERE)


def asked(given: dict[str, Any]) -> TableRequest:
    """What is read, which rows count and how they are divided."""
    from cxux_cli.request import TableRequest

    return TableRequest(**sliced(given | {"weight": None, "keep": None}))


def finish(rows: TableRequest, given: dict[str, Any], measure: Callable[[], Report]) -> None:
    """Measure and write everything that was asked for; leaves with the exit code of what came of it."""
    check_outputs(rows, given)
    if given["verbose"]:
        sys.stderr.write(f"cxux: reading {', '.join(rows.paths)}\n")
    with working(rows.paths, quiet=given["quiet"]):
        report = measure()
    writers = _writers(report)
    problems = write({name: writers[name] for name in ("json", "csv", "md")}, given)
    if report.status == "no_data":
        sys.stderr.write("cxux: no row that counts: nothing to measure\n")
    if not (given["quiet"] and report.status == "ok"):
        _show(report, writers, given)
    for problem in problems:
        sys.stderr.write(f"cxux: error: {problem.where}: {problem.message}\n")
    if code := exit_code(report, problems, strict=given["strict"]):
        raise typer.Exit(code)


def _writers(report: Report) -> dict[str, Callable[[], str]]:
    from cxux_cli.measures.declared import DECLARED
    from cxux_cli.render import csv_report, json_report, markdown, telemetry_view

    return {
        "json": lambda: json_report.render(report),
        "csv": lambda: csv_report.render(report),
        "md": lambda: markdown.render(telemetry_view.view(report, DECLARED)),
    }


def _show(report: Report, writers: dict[str, Callable[[], str]], given: dict[str, Any]) -> None:
    if given["format"] != "table":
        sys.stdout.write(writers["md" if given["format"] == "markdown" else given["format"]]())
        return
    from cxux_cli.measures.declared import DECLARED
    from cxux_cli.render import table, telemetry_view

    table.show(telemetry_view.view(report, DECLARED), color=given["color"])
