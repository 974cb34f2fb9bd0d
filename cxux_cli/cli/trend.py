"""`cxux trend MEASURE`: one measure over time, from the history."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxux_cli.cli import options
from cxux_cli.cli.kept import history_of
from cxux_cli.cli.output import check, deliver
from cxux_cli.errors import UsageError

if TYPE_CHECKING:
    from cxux_cli.render.view import View
    from cxux_cli.results import Report
    from cxux_cli.trend import TrendRequest

_SERIES = "Which series"
_REUSED = ("since", "until", "every")
_OPTIONS = (
    options.Option(
        "measure",
        Annotated[str, typer.Argument(metavar="MEASURE", help="A measure, e.g. nps, sus, success.")],
        ...,
    ),
    options.Option(
        "study_config",
        Annotated[
            str | None, typer.Argument(metavar="[CONFIG]", help="The study config, which names the history.")
        ],
        None,
    ),
    options.option("history", str | None, None, "The history, instead of a config.", _SERIES, metavar="PATH"),
    options.option("config", str | None, None, "The same as the argument.", _SERIES, metavar="FILE"),
    options.option("persona", str | None, None, "Of a persona; else of everybody.", _SERIES, metavar="ID"),
    options.option("task", str | None, None, "Of a task; else of all together.", _SERIES, metavar="ID"),
    options.option(
        *("segment", list[str] | None, None, "Of a segment; repeat where segments cross.", _SERIES),
        metavar="COLUMN=VALUE",
    ),
    options.option("study", str | None, None, "Where the history holds several.", _SERIES, metavar="NAME"),
    options.option("source", str | None, None, "Where the study has several.", _SERIES, metavar="NAME"),
    options.option(
        "where", str | None, None, "Of rows measured under this condition.", _SERIES, metavar="EXPR"
    ),
    *(option for option in options.slicing(1) if option.name in _REUSED),
    options.CONFIDENCE,
    options.STRICT,
    *(option for option in options.OUTPUT if option.name != "scores"),
)


def build() -> Callable[..., None]:
    """The function of the command, with its options."""

    def run(**given: Any) -> None:
        from cxux_cli import trend

        request = _asked(given)
        check((request.history,), given)
        deliver(
            trend.run(request), given, view=_view, csv=_csv, empty="no answers in any period that is shown"
        )

    return options.signature(_OPTIONS, run)


def _asked(given: dict[str, Any]) -> TrendRequest:
    from cxux_cli.results import Marker
    from cxux_cli.study.periods import Every
    from cxux_cli.trend import TrendRequest

    if given["study_config"] and given["config"]:
        raise UsageError("the config is named twice", where="--config")
    history, study = history_of(given["history"], given["study_config"] or given["config"])
    return TrendRequest(
        history=history,
        measure=given["measure"],
        every=Every(given["every"]) if given["every"] else None,
        study=given["study"],
        source=given["source"],
        where=given["where"],
        persona=given["persona"],
        task=given["task"],
        segment=_segment(given["segment"]),
        since=given["since"],
        until=given["until"],
        confidence=given["confidence"],
        releases=tuple(Marker(release.day, release.name) for release in study.releases) if study else (),
        config=study.path if study else None,
    )


def _segment(given: list[str] | None) -> dict[str, str | None]:
    """`COLUMN=VALUE` texts; a value left out is the blank."""
    found: dict[str, str | None] = {}
    for text in given or ():
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise UsageError(
                f"'{text[:60]}' is not COLUMN=VALUE", where="--segment", hint="for example --segment plan=pro"
            )
        if name in found:
            raise UsageError(f"'{name[:60]}' stands twice", where="--segment")
        found[name] = value or None
    return found


def _view(report: Report) -> View:
    from cxux_cli.render import trend_view

    return trend_view.view(report)


def _csv(report: Report) -> str:
    from cxux_cli.render import trend_csv

    return trend_csv.render(report)
