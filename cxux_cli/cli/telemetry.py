"""What the commands on logs share: their options, and how a report of a log is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from cxux_cli.cli import options
from cxux_cli.cli.metric import sliced
from cxux_cli.cli.output import deliver, measured
from cxux_cli.cli.study import chosen_personas, chosen_source, consulted, with_rows
from cxux_cli.errors import UsageError

if TYPE_CHECKING:
    from cxux_cli.render.view import View
    from cxux_cli.request import TableRequest, Time
    from cxux_cli.results import Report
    from cxux_cli.study.config.study import SourceConfig, Study

UNIT = options.option(
    *("unit", Literal["us", "ms", "s", "min"] | None, None),
    *("The unit of all times, where names and values do not show it.", "Statistics"),
)
OUTPUT = (
    options.STRICT,
    *options.READING,
    *(option for option in options.OUTPUT if option.name != "scores"),
)
SLICING = tuple(option for option in options.slicing(1) if option.name != "keep")
"""As everywhere, but for the rows that only survey tools mark."""


def asked(given: dict[str, Any], verb: str) -> dict[str, Any]:
    """What the requests on logs say alike: rows, roles, unit, study. `verb` is the command."""
    from cxux_cli.request import TableRequest
    from cxux_cli.study.command_roles import roles

    if given["weight"] is not None:
        raise UsageError(
            "a log holds everybody, not a sample: nothing in it is weighted",
            where="--weight",
            hint="weights belong to surveys: leave the option out",
        )
    study = consulted(given)
    rows = TableRequest(**sliced(given | {"keep": None}))
    columns: Mapping[str, Sequence[str]] = options.columns(given["column"])
    personas: tuple[str, ...] = ()
    if study is not None:
        source = chosen_source(study, rows.paths, given["source"])
        personas = chosen_personas(study, given["persona"] or ())
        rows = with_rows(rows, study, source)
        rows = replace(rows, weight=None, time=_time(rows.time, study, source, columns))
        if source is not None:
            columns = {**roles(verb, source), **columns}
    return {
        "rows": rows,
        "columns": columns,
        "unit": given["unit"],
        "study": study,
        "personas": personas,
    }


def _time(
    time: Time, study: Study, source: SourceConfig | None, columns: Mapping[str, Sequence[str]]
) -> Time:
    """Days and sessions need the time also where nothing is sliced by it."""
    date = time.date
    if date is None and source is not None and "time" not in {**source.columns, **columns}:
        date = source.date
    return replace(time, date=date, timezone=time.timezone or study.timezone)


def finish(rows: TableRequest, given: dict[str, Any], measure: Callable[[], Report]) -> None:
    """Measure and write everything that was asked for; leaves with the exit code of what came of it."""
    report = measured(rows, given, "reading", measure)
    deliver(report, given, view=_view, empty="no row that counts: nothing to measure")


def _view(report: Report) -> View:
    from cxux_cli.measures.declared import DECLARED
    from cxux_cli.render import telemetry_view

    return telemetry_view.view(report, DECLARED)
