"""`cxux check [CONFIG]`: the gates of a study, as an exit code and in the words of every reader."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cxux_cli.cli import options, studies
from cxux_cli.cli.log import Told, logged
from cxux_cli.cli.options import option
from cxux_cli.errors import UsageError

if TYPE_CHECKING:
    from cxux_cli.render.view import View
    from cxux_cli.results import Report

_OPTIONS = (
    *studies.STUDY,
    option(
        *("explain", bool, False, "Say what a sample of this size could show, and how many people would."),
        *("Gate", "--explain"),
    ),
    *studies.GATES,
    option("junit", str | None, None, "Also write the gates as JUnit XML.", "Output", metavar="PATH"),
    *(o for o in options.OUTPUT if o.name != "scores"),
)


def build() -> Callable[..., None]:
    """The function of the command, with its options."""

    def run(**given: Any) -> None:
        with logged(given["log_format"]) as told:
            _check(given, told)

    return options.signature(_OPTIONS, run)


def _check(given: dict[str, Any], told: Told) -> None:
    from cxux_cli.render import gates_view, junit

    study = studies.consulted(given)
    told.config = study.sha256
    if not study.gates:
        raise UsageError(
            "the study has no gates: nothing to check",
            where=study.path,
            hint="write targets under 'gates', or see all numbers with: cxux report",
        )
    ended = studies.run(study, given, only_gates=True)
    told.report, told.window = ended.report, ended.request.window
    gates = ended.report.gates

    def show() -> None:
        gates_view.show(
            gates, code=ended.code, explain=given["explain"], quiet=given["quiet"], color=given["color"]
        )

    def view(report: Report) -> View:
        return gates_view.view(gates, ended.code)

    _tell_github(ended)
    studies.finish(ended, given, view=view, show=show, more={"junit": lambda: junit.render(gates)})


def _tell_github(ended: studies.Run) -> None:
    """Annotations and the summary of the step, where a runner of GitHub is listening."""
    from cxux_cli.render import github

    gates = ended.report.gates
    if os.environ.get("GITHUB_ACTIONS") == "true":
        # On stderr, which the runner reads as well: standard output may carry a document.
        sys.stderr.write(github.annotate(gates, os.environ.get("GITHUB_WORKSPACE")))
    if path := os.environ.get("GITHUB_STEP_SUMMARY"):
        github.append(path, github.step_summary(gates, ended.code))
