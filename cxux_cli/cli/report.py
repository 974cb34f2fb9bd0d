"""`cxux report [CONFIG]`: everything a study names, one scan per source."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cxux_cli.cli import options, studies
from cxux_cli.cli.log import Told, logged

if TYPE_CHECKING:
    from cxux_cli.render.view import View
    from cxux_cli.results import Report

OUTPUT = tuple(option for option in options.OUTPUT if option.name != "scores")


def build() -> Callable[..., None]:
    """The function of the command, with its options."""

    def run(**given: Any) -> None:
        with logged(given["log_format"]) as told:
            _report(given, told)

    return options.signature((*studies.STUDY, *studies.GATES, *OUTPUT), run)


def _report(given: dict[str, Any], told: Told) -> None:
    study = studies.consulted(given)
    told.config = study.sha256
    with studies.alone(study, given):
        ended = studies.run(study, given)
        told.report, told.window = ended.report, ended.request.window

        def view(report: Report) -> View:
            from cxux_cli.render import study_view

            parts = [(p.source, p.verb, p.report, p.measures) for p in ended.found.parts]
            return study_view.view(report, parts, ended.code)

        def show() -> None:
            from cxux_cli.render import gates_view

            gates_view.show(ended.report.gates, code=ended.code, quiet=True, color=given["color"])

        # Quietly, what needs somebody is said, and no more.
        quiet = given["quiet"] and ended.report.gates
        studies.finish(ended, given, view=view, show=show if quiet else None)
