"""`cxux score FILE...`: everything measurable, in one scan."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cxux_cli.cli import options
from cxux_cli.cli.metric import asked, finish
from cxux_cli.cli.study import consulted
from cxux_cli.measures.registry import COMMANDS

if TYPE_CHECKING:
    from cxux_cli.measures.base import Measure
    from cxux_cli.request import Request

_OPTIONS = (
    options.FILES,
    *options.slicing(1),
    options.CONFIDENCE,
    options.STRICT,
    *options.READING,
    *options.OUTPUT,
)


def build() -> Callable[..., None]:
    """The function of the command, with its options."""

    def run(**given: Any) -> None:
        from dataclasses import replace

        from cxux_cli.run import run_all
        from cxux_cli.slicing import PERSON

        study = consulted(given)
        # What a config names is the column of one question, and here every question is looked for.
        stated = {*options.columns(given["column"]), PERSON}

        def request(measure: Measure) -> Request:
            found = asked(measure, given, study)
            columns = {role: names for role, names in found.columns.items() if role in stated}
            return replace(found, columns=columns, min_n=max(given["min_n"], measure.floor))

        requests = tuple(map(request, COMMANDS.values()))
        finish(requests, given, lambda: run_all(requests))

    return options.signature(_OPTIONS, run)
