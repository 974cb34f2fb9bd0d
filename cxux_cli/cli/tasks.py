"""`cxux tasks FILE...`: a usability test, task by task."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from cxux_cli.cli import options
from cxux_cli.cli.metric import sliced
from cxux_cli.cli.output import deliver, measured
from cxux_cli.cli.study import consulted

if TYPE_CHECKING:
    from cxux_cli.render.view import View
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
        report = measured(request, given, "measuring tasks in", lambda: usability.run(request))
        deliver(report, given, view=_view, empty="no usable attempt at any task")

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


def _view(report: Report) -> View:
    from cxux_cli.render import tasks_view

    return tasks_view.view(report)
