"""`cxux explain MEASURE`: definition, formula, interval, norms and sources."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from cxux_cli.cli.options import Color


def _keys() -> list[str]:
    from cxux_cli.measures.registry import BUILT_IN

    return list(BUILT_IN)


def command(
    measure: Annotated[
        str, typer.Argument(metavar="MEASURE", help="A measure of cxux list.", autocompletion=_keys)
    ],
    format: Annotated[Literal["table", "json", "markdown"], typer.Option(help="What is printed.")] = "table",
    color: Annotated[Color, typer.Option(help="Colours.")] = "auto",
) -> None:
    """Explain a measure."""
    from cxux_cli.cli.show import show
    from cxux_cli.errors import UsageError
    from cxux_cli.measures.registry import BUILT_IN
    from cxux_cli.render.grids import explained

    if measure not in BUILT_IN:
        from difflib import get_close_matches

        close = get_close_matches(measure, BUILT_IN, n=1)
        raise UsageError(
            f"there is no measure '{measure}'",
            hint=f"did you mean {close[0]}?" if close else f"there are: {', '.join(BUILT_IN)}",
        )
    view, document = explained(BUILT_IN[measure])
    show(view, document, format=format, color=color)
