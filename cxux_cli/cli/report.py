"""`cxux report [CONFIG]`: everything a study names, one scan per source."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxux_cli.cli import options
from cxux_cli.cli.options import Option, option
from cxux_cli.cli.output import deliver, measured
from cxux_cli.errors import UsageError

if TYPE_CHECKING:
    from cxux_cli.render.view import View
    from cxux_cli.results import Report
    from cxux_cli.studied import StudyRequest
    from cxux_cli.study.config.study import Study

CONFIG = Option(
    "file",
    Annotated[
        str | None, typer.Argument(metavar="[CONFIG]", help="The study config; else it is looked for.")
    ],
    None,
)
STUDY = (
    CONFIG,
    option("config", str | None, None, "The same as an option.", "Study", metavar="FILE"),
    option(
        *("source", list[str] | None, None, "Only this source of the study; repeat for several.", "Study"),
        metavar="NAME",
    ),
    *(o for o in options.slicing(1) if o.name in ("since", "until", "min_n")),
    options.CONFIDENCE,
)
OUTPUT = tuple(option for option in options.OUTPUT if option.name != "scores")


def build() -> Callable[..., None]:
    """The function of the command, with its options."""

    def run(**given: Any) -> None:
        from cxux_cli import studied

        request = asked(given, consulted(given))
        found = measured(request, given, "measuring", lambda: studied.run(request))

        def view(report: Report) -> View:
            from cxux_cli.render import study_view

            return study_view.view(report, [(p.source, p.verb, p.report, p.measures) for p in found.parts])

        deliver(found.report, given, view=view, empty="no usable answer in any source")

    return options.signature((*STUDY, options.STRICT, *OUTPUT), run)


def consulted(given: dict[str, Any]) -> Study:
    """The study: the one named, else the one that is found. Raises `UsageError` where there is none."""
    from cxux_cli.study.config.discover import find
    from cxux_cli.study.config.load import load

    if given["file"] is not None and given["config"] is not None:
        raise UsageError("the config is named twice", where=f"{given['file']} and --config {given['config']}")
    named = given["file"] if given["file"] is not None else given["config"]
    path = find(Path(), named, option="" if given["file"] is not None else "--config")
    if path is None:
        raise UsageError(
            "there is no study config here or in a folder above",
            hint="name one, or write one from your files: cxux init FILE…",
        )
    return load(path)


def asked(given: dict[str, Any], study: Study) -> StudyRequest:
    """The request the options make."""
    from cxux_cli.studied import StudyRequest

    return StudyRequest(
        study,
        sources=tuple(given["source"] or ()),
        since=given["since"],
        until=given["until"],
        confidence=given["confidence"],
        min_n=given["min_n"],
        hashes=given["format"] == "json" or given["json"] is not None,
    )
