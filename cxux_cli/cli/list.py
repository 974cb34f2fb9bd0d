"""`cxux list`: all measures."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from cxux_cli.cli.options import Color


def command(
    format: Annotated[Literal["table", "json", "markdown"], typer.Option(help="What is printed.")] = "table",
    color: Annotated[Color, typer.Option(help="Colours.")] = "auto",
) -> None:
    """List the measures, CX first."""
    from cxux_cli.cli.show import show
    from cxux_cli.measures.declared import DECLARED
    from cxux_cli.render.grids import listed

    view, documents = listed(sorted(DECLARED.values(), key=lambda m: m.kind))
    show(view, {"measures": documents}, format=format, color=color)
