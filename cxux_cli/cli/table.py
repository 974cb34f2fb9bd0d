"""`cxux table FILE...`: the answers of any question, counted."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import typer

from cxux_cli.cli import options
from cxux_cli.cli.metric import check_outputs, exit_code, sliced, write
from cxux_cli.cli.progress import working
from cxux_cli.cli.study import applied_to_table, consulted
from cxux_cli.stats.proportion import INTERVALS

if TYPE_CHECKING:
    from cxux_cli.results import Report

_NOT_HERE = ("column", "every", "persona")
"""A column is a question here and has no role; a table stands for all people and the whole time."""
_OPTIONS = (
    options.FILES,
    options.QUESTIONS,
    *(option for option in options.slicing(1) if option.name not in _NOT_HERE),
    options.CONFIDENCE,
    options.share_interval(tuple(INTERVALS)),
    options.STRICT,
    *options.READING,
    *(option for option in options.OUTPUT if option.name != "scores"),
)


def build() -> Callable[..., None]:
    """The function of the command, with its options."""

    def run(**given: Any) -> None:
        from cxux_cli import tables
        from cxux_cli.request import TableRequest

        request = TableRequest(
            columns=tuple(given["column"] or ()), interval=given["interval"], **sliced(given)
        )
        study = consulted(given)
        if study is not None:
            request = applied_to_table(request, study, given)
        check_outputs(request, given)
        if given["verbose"]:
            sys.stderr.write(f"cxux: tabulating {', '.join(request.paths)}\n")
        with working(request.paths, quiet=given["quiet"]):
            report = tables.run(request)
        report = replace(report, config=study.path if study else None)
        writers = _writers(report)
        problems = write({name: writers[name] for name in ("json", "csv", "md")}, given)
        _show(report, writers, given)
        for problem in problems:
            sys.stderr.write(f"cxux: error: {problem.where}: {problem.message}\n")
        if code := exit_code(report, problems, strict=given["strict"]):
            raise typer.Exit(code)

    return options.signature(_OPTIONS, run)


def _writers(report: Report) -> dict[str, Callable[[], str]]:
    from cxux_cli.render import json_report, markdown, tables_csv, tables_view

    return {
        "json": lambda: json_report.render(report),
        "csv": lambda: tables_csv.render(report),
        "md": lambda: markdown.render(tables_view.view(report)),
    }


def _show(report: Report, writers: dict[str, Callable[[], str]], given: dict[str, Any]) -> None:
    """Standard output, and one line on stderr where nobody answered anything."""
    from cxux_cli.render import table, tables_view

    if report.status == "no_data":
        sys.stderr.write("cxux: no usable answer to any question\n")
    if given["quiet"] and report.status == "ok":
        return
    if given["format"] == "table":
        table.show(tables_view.view(report), color=given["color"])
    else:
        sys.stdout.write(writers["md" if given["format"] == "markdown" else given["format"]]())
