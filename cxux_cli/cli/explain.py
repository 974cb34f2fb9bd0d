"""`cxux explain MEASURE [FILE...]`: what a measure is, and what each definition of it makes of a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

import typer

from cxux_cli.cli import options
from cxux_cli.cli.metric import asked
from cxux_cli.errors import UsageError
from cxux_cli.measures.declared import DECLARED
from cxux_cli.measures.registry import COMMANDS

_ROWS = ("column", "where", "weight", "keep")
_OPTIONS = (
    options.Option(
        "measure",
        Annotated[
            str,
            typer.Argument(
                metavar="MEASURE", help="A measure of cxux list.", autocompletion=lambda: list(DECLARED)
            ),
        ],
        ...,
    ),
    options.FILES,
    *(option for option in options.slicing(1) if option.name in _ROWS),
    options.CONFIDENCE,
    options.SCALE,
    options.VARIANT,
    *options.READING,
    options.option("format", Literal["table", "json", "markdown"], "table", "What is printed.", "Output"),
    *(option for option in options.OUTPUT if option.name in ("color", "debug")),
)


def build() -> Callable[..., None]:
    """The function of the command, with its options."""

    def run(measure: str, **given: Any) -> None:
        from cxux_cli.cli.show import show
        from cxux_cli.render.grids import explained

        if measure not in DECLARED:
            raise _unknown(measure)
        view, document = explained(DECLARED[measure])
        if given["files"]:
            from cxux_cli.render.definitions import compared
            from cxux_cli.run import compare_definitions

            # A companion is computed from the answers of the measure it stands beside.
            primary = next(
                (m for m in COMMANDS.values() if measure in (m.key, *(c.key for c in m.companions))), None
            )
            if primary is None:
                raise UsageError(f"{measure} has one definition only", hint=f"cxux explain {measure}")
            report, found = compare_definitions(asked(primary, given | {"min_n": primary.floor}, None))
            view, document = compared(document, report, found)
        show(view, document, format=given["format"], color=given["color"])

    return options.signature(_OPTIONS, run)


def _unknown(name: str) -> UsageError:
    from difflib import get_close_matches

    close = get_close_matches(name.lower(), DECLARED, n=1)
    meant = f"did you mean {close[0]}? " if close else ""
    return UsageError(f"there is no measure '{name}'", hint=f"{meant}all of them: cxux list")
