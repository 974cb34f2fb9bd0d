"""`cxux compare FILE...`: files or segments side by side, with a test of every pair."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from cxux_cli.cli import options
from cxux_cli.cli.metric import asked, finish
from cxux_cli.cli.study import consulted
from cxux_cli.errors import UsageError
from cxux_cli.measures.registry import COMMANDS
from cxux_cli.slicing import SOURCE

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
        from cxux_cli.run import run_all

        given |= {"by": _by(given), "every": None, "persona": None, "scores": None}
        study = consulted(given)
        requests = tuple(
            replace(asked(m, given, study), min_n=max(given["min_n"], m.floor))
            for m in map(COMMANDS.__getitem__, _keys(given["measure"]))
        )
        finish(requests, given, lambda: run_all(requests))

    return options.signature(_OPTIONS, run)


def _by(given: dict[str, Any]) -> list[str]:
    """The columns whose groups are compared; the files, where no column is named."""
    files: list[str] = list(given["files"] or ())
    if not given["by"] and len(files) == 1 and Path(files[0]).is_file():
        raise UsageError(
            "one file has nothing to be compared with",
            where=files[0],
            hint="give a second file, or --by COLUMN for the groups in it",
        )
    return list(given["by"] or (SOURCE,))


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
