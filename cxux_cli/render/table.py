"""A view on a terminal or in a pipe: tables, then labelled facts."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TextIO

from cxux_cli.render.console import can_draw, console
from cxux_cli.render.escape import plain
from cxux_cli.render.view import BLOCKS, Grid, View, is_plot

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

_ASCII = str.maketrans(
    dict(zip(BLOCKS, ".:-=+*#@", strict=True)) | {"…": "...", "–": "-", "’": "'", "▲": "^", "▼": "v"}
)
_STYLES = {"better": "green", "worse": "yellow", "hidden": "dim"}


def show(view: View, *, color: str = "auto", stream: TextIO | None = None) -> None:
    """Print a view. In a pipe: no boxes, nothing cut off."""
    from rich.text import Text

    out = stream or sys.stdout
    target = console(out, color)
    draw = can_draw(out)
    for grid in view.grids:
        with target.capture() as captured:
            target.print(_table(grid, out.isatty() and draw, draw))
        # Rich fills every line up to the width of the table.
        out.write("".join(f"{line.rstrip()}\n" for line in captured.get().splitlines()) + "\n")
    width = max((len(label) for label, _ in view.facts), default=0)
    last = None
    for label, text in view.facts:
        line = Text()
        # A label stands once for its run of lines.
        line.append(
            (label if label != last else "").ljust(width) + "  ",
            style="bold" if label != "Note" else "bold yellow",
        )
        line.append(_safe(text, draw))
        last = label
        _hanging(target, line, width + 2)


def _hanging(target: Console, line: Text, indent: int) -> None:
    """Print a line whose continuation stands under its text, not under its label."""
    from rich.text import Text

    head, body = line[:indent], line[indent:]
    for number, part in enumerate(body.wrap(target, max(20, target.width - indent))):
        part.rstrip()
        target.print(head + part if number == 0 else Text(" " * indent) + part, soft_wrap=True)


def _table(grid: Grid, boxed: bool, draw: bool) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(
        title=Text(_safe(grid.title, draw), style="bold"),
        title_justify="left",
        box=box.SIMPLE_HEAD if boxed else None,
        pad_edge=False,
        padding=(0, 2, 0, 0) if not boxed else (0, 1),
        show_edge=False,
    )
    for number, name in enumerate(grid.columns):
        plot = number == len(grid.columns) - 1 and "-" in name
        table.add_column(
            Text(_safe(name, draw)),
            justify="right" if number in grid.right else "left",
            overflow="fold",
            no_wrap=number in grid.right or plot,
        )
    for row in grid.rows:
        total = "all" in row[:2]
        table.add_row(
            *(Text(_cell(cell, draw), style=_STYLES.get(cell, "bold" if total else "")) for cell in row)
        )
    return table


def _cell(text: str, draw: bool) -> str:
    # A plot is made of blocks and meaningful spaces, not of survey text.
    if is_plot(text):
        return text if draw else text.translate(_ASCII)
    return _safe(text, draw)


def _safe(text: str, draw: bool) -> str:
    shown = plain(text)
    return shown if draw else shown.translate(_ASCII)
