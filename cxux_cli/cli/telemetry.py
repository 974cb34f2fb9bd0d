"""What the commands on logs share: their options, and how a report of a log is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from cxux_cli.cli import options
from cxux_cli.cli.metric import sliced
from cxux_cli.cli.output import deliver, measured

if TYPE_CHECKING:
    from cxux_cli.render.view import View
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
    report = measured(rows, given, "reading", measure)
    deliver(report, given, view=_view, empty="no row that counts: nothing to measure")


def _view(report: Report) -> View:
    from cxux_cli.measures.declared import DECLARED
    from cxux_cli.render import telemetry_view

    return telemetry_view.view(report, DECLARED)
