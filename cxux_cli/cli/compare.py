"""`cxux compare FILE...`: files or segments side by side, with a test of every pair."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxux_cli.cli import options
from cxux_cli.cli.metric import asked
from cxux_cli.cli.output import deliver, measured
from cxux_cli.cli.study import consulted
from cxux_cli.errors import UsageError
from cxux_cli.measures.registry import COMMANDS

if TYPE_CHECKING:
    from cxux_cli.render.view import View
    from cxux_cli.results import Report

_SOURCE = "source"
"""The column that is not in a file: which file it is."""
_OPTIONS = (
    options.FILES,
    options.option(
        *("measure", list[str] | None, None, "Only this measure; repeat for several. Else all there are."),
        "Statistics",
        metavar="KEY",
    ),
    *(option for option in options.slicing(1) if option.name not in ("every", "persona")),
    options.CONFIDENCE,
    options.STRICT,
    *options.READING,
    *(option for option in options.OUTPUT if option.name != "scores"),
)


def build() -> Callable[..., None]:
    """The function of the command, with its options."""

    def run(**given: Any) -> None:
        from cxux_cli import pairwise

        by = _by(given)
        study = consulted(given)
        requests = tuple(
            replace(
                asked(COMMANDS[key], given | {"persona": None}, study),
                by=by,
                min_n=max(given["min_n"], COMMANDS[key].floor),
            )
            for key in _keys(given["measure"])
        )
        report = measured(requests[0], given, "comparing", lambda: pairwise.run(requests))
        report = replace(report, config=study.path if study else None)
        deliver(report, given, view=_view, csv=_csv, empty="no usable answer in any group")

    return options.signature(_OPTIONS, run)


def _by(given: dict[str, Any]) -> tuple[str, ...]:
    """The one column whose values are compared; the files, where several are given."""
    by = tuple(given["by"] or ())
    if len(by) > 1:
        raise UsageError(
            "one column at a time is compared", where="--by", hint="choose rows with --where for the other"
        )
    if not by and len(given["files"] or ()) == 1 and Path(given["files"][0]).is_file():
        raise UsageError(
            "one file has nothing to be compared with",
            where=given["files"][0],
            hint="give a second file, or --by COLUMN for the groups in it",
        )
    return by or (_SOURCE,)


def _keys(given: list[str] | None) -> tuple[str, ...]:
    for key in given or ():
        if key not in COMMANDS:
            from difflib import get_close_matches

            close = get_close_matches(key, COMMANDS, n=1)
            raise UsageError(
                f"there is no measure '{key[:60]}'",
                where="--measure",
                hint=f"did you mean {close[0]}?" if close else f"measures are: {', '.join(COMMANDS)}",
            )
    return tuple(dict.fromkeys(given)) if given else tuple(COMMANDS)


def _view(report: Report) -> View:
    from cxux_cli.render import pairs_view

    return pairs_view.view(report)


def _csv(report: Report) -> str:
    from cxux_cli.render import pairs_csv

    return pairs_csv.render(report)
