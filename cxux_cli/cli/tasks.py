"""`cxux tasks FILE...`: a usability test, task by task."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from cxux_cli.cli import options
from cxux_cli.cli.metric import sliced
from cxux_cli.cli.output import deliver, measured
from cxux_cli.cli.study import applied_to_roles, consulted

if TYPE_CHECKING:
    from cxux_cli.render.view import View
    from cxux_cli.request import TasksRequest
    from cxux_cli.results import Report

_OPTIONS = (
    options.FILES,
    *options.slicing(1),
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
        # Rows are put away in many files at once: smaller pieces of a CSV leave the memory to them.
        os.environ["POLARS_CSV_CHUNK_SIZE"] = "1048576"
        report = measured(request, given, "measuring tasks in", lambda: usability.run(request))
        deliver(report, given, view=_view, empty="no usable attempt at any task")

    return options.signature(_OPTIONS, run)


def _asked(given: dict[str, Any]) -> TasksRequest:
    """The request the options make, with what a study config adds."""
    from cxux_cli.request import TasksRequest

    request = TasksRequest(roles=options.columns(given["column"]), times=given["times"], **sliced(given))
    study = consulted(given)
    return request if study is None else applied_to_roles(request, "tasks", study, given)


def _view(report: Report) -> View:
    from cxux_cli.render import tasks_view

    return tasks_view.view(report)
