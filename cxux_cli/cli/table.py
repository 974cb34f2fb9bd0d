"""`cxux table FILE...`: the answers of any question, counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cxux_cli.cli import options
from cxux_cli.cli.metric import sliced
from cxux_cli.cli.output import deliver, measured
from cxux_cli.cli.study import applied_to_table, consulted
from cxux_cli.stats.proportion import INTERVALS

if TYPE_CHECKING:
    from cxux_cli.render.view import View
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
        report = measured(request, given, "tabulating", lambda: tables.run(request))
        report = replace(report, config=study.path if study else None)
        deliver(report, given, view=_view, csv=_csv, empty="no usable answer to any question")

    return options.signature(_OPTIONS, run)


def _view(report: Report) -> View:
    from cxux_cli.render import tables_view

    return tables_view.view(report)


def _csv(report: Report) -> str:
    from cxux_cli.render import tables_csv

    return tables_csv.render(report)
