"""`cxux score FILE...`: everything measurable, in one scan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cxux_cli.cli import options
from cxux_cli.cli.metric import asked, finish
from cxux_cli.cli.study import consulted
from cxux_cli.measures.registry import COMMANDS

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

        study = consulted(given)
        requests = tuple(
            replace(asked(m, given, study), min_n=max(given["min_n"], m.floor)) for m in COMMANDS.values()
        )
        finish(requests, given, lambda: run_all(requests))

    return options.signature(_OPTIONS, run)
