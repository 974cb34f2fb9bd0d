"""`cxux tasks FILE...`: a usability test, task by task."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import typer

from cxux_cli.cli import options
from cxux_cli.cli.metric import check_outputs, exit_code, sliced, write
from cxux_cli.cli.progress import working
from cxux_cli.cli.study import consulted

if TYPE_CHECKING:
    from cxux_cli.request import TasksRequest
    from cxux_cli.results import Report
    from cxux_cli.study.config.study import Study

_SLICING = ("column", "by", "where", "config", "source", "keep")
_OPTIONS = (
    options.FILES,
    *(option for option in options.slicing(1) if option.name in _SLICING),
    options.CONFIDENCE,
    options.option(
        *("times", Literal["successes", "all", "censored"], "successes"),
        *("Whose times count; censored: failures would have taken longer (Kaplan-Meier).", "Statistics"),
    ),
    options.STRICT,
    *options.READING,
    *(option for option in options.OUTPUT if option.name != "scores"),
)


def build() -> Callable[..., None]:
    """The function of the command, with its options."""

    def run(**given: Any) -> None:
        from cxux_cli import usability

        request = _asked(given)
        check_outputs(request, given)
        if given["verbose"]:
            sys.stderr.write(f"cxux: measuring tasks in {', '.join(request.paths)}\n")
        with working(request.paths, quiet=given["quiet"]):
            report = usability.run(request)
        writers = _writers(report)
        problems = write({name: writers[name] for name in ("json", "csv", "md")}, given)
        _show(report, writers, given)
        for problem in problems:
            sys.stderr.write(f"cxux: error: {problem.where}: {problem.message}\n")
        if code := exit_code(report, problems, strict=given["strict"]):
            raise typer.Exit(code)

    return options.signature(_OPTIONS, run)


def _asked(given: dict[str, Any]) -> TasksRequest:
    """The request the options make; a source of the study adds what no option says."""
    from cxux_cli.cli.study import chosen_source, with_defaults
    from cxux_cli.request import TasksRequest

    study: Study | None = consulted(given | {"persona": None})
    request = TasksRequest(
        roles=options.columns(given["column"]),
        times=given["times"],
        study=study,
        **sliced(given | {"weight": None}),
    )
    source = chosen_source(study, request.paths, given["source"]) if study is not None else None
    if source is None:
        return request
    return replace(
        request,
        paths=request.paths or source.paths,
        roles={_role(role): names for role, names in source.columns.items()} | dict(request.roles),
        read=with_defaults(request.read, source.read),
    )


def _role(role: str) -> str:
    return "participant" if role == "respondent" else role


def _writers(report: Report) -> dict[str, Callable[[], str]]:
    from cxux_cli.render import csv_report, json_report, markdown, tasks_view

    return {
        "json": lambda: json_report.render(report),
        "csv": lambda: csv_report.render(report),
        "md": lambda: markdown.render(tasks_view.view(report)),
    }


def _show(report: Report, writers: dict[str, Callable[[], str]], given: dict[str, Any]) -> None:
    """Standard output, and one line on stderr where there were no attempts."""
    from cxux_cli.render import table, tasks_view

    if report.status == "no_data":
        sys.stderr.write("cxux: no usable attempt at any task\n")
    if given["quiet"] and report.status == "ok":
        return
    if given["format"] == "table":
        table.show(tasks_view.view(report), color=given["color"])
    else:
        sys.stdout.write(writers["md" if given["format"] == "markdown" else given["format"]]())
