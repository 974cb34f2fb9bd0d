"""A view on a terminal or in a pipe: tables, then labelled facts."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, TextIO

from cxux_cli.render.console import can_draw, console
from cxux_cli.render.escape import plain
from cxux_cli.render.plots import BLOCKS, is_plot
from cxux_cli.render.view import Grid, View

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

_ASCII = str.maketrans(
    dict(zip(BLOCKS, ".:-=+*#@", strict=True)) | {"…": "...", "–": "-", "’": "'", "▲": "^", "▼": "v"}
)
_GAP = 2
"""Blanks between two columns."""
_PART = re.compile(r"-?[\d.]+ to -?[\d.]+|-?[\d.]+ %|\S+")
"""What stands on one line: an interval, a number with its unit, a word."""
_LONGEST = 30
"""A longer word may be folded."""
_STYLES = {"better": "green", "worse": "yellow", "hidden": "dim"}


def show(view: View, *, color: str = "auto", stream: TextIO | None = None) -> None:
    """Print a view. In a pipe: no boxes, nothing cut off."""
    from rich.text import Text

    out = stream or sys.stdout
    target = console(out, color)
    if view.title:
        target.print(Text(safe(view.title, can_draw(out)), style="bold underline"), soft_wrap=True)
        out.write("\n")
    draw = can_draw(out)
    moved: list[tuple[str, str]] = []
    for whole in view.grids:
        grid = _safe_grid(whole, draw)
        form, widths = next(
            ((form, found) for form in (grid, *grid.narrower) if (found := _widths(form, target.width))),
            (grid.narrower[-1] if grid.narrower else grid, None),
        )
        moved += form.beneath
        with target.capture() as captured:
            if widths is None:
                _records(target, form)
            else:
                target.print(_table(form, widths, out.isatty() and draw))
        # Rich fills every line up to the width of the table.
        out.write("".join(f"{line.rstrip()}\n" for line in captured.get().splitlines()) + "\n")
    _facts(target, [(label, safe(text, draw)) for label, text in (*moved, *view.facts)])
    for i, part in enumerate(view.parts):
        if i or view.grids or view.facts:
            out.write("\n")
        show(part, color=color, stream=out)


def _facts(target: Console, facts: Sequence[tuple[str, str]]) -> None:
    from rich.text import Text

    width = max((len(label) for label, _ in facts), default=0)
    last = None
    for label, text in facts:
        line = Text()
        # A label stands once for its run of lines.
        line.append(
            (label if label != last else "").ljust(width) + "  ",
            style="bold" if label != "Note" else "bold yellow",
        )
        line.append(text)
        last = label
        hanging(target, line, width + 2)


def _records(target: Console, grid: Grid) -> None:
    """A grid too wide for its place, each row as facts."""
    from rich.text import Text

    target.print(Text(grid.title, style="bold"))
    for row in grid.rows:
        target.print()
        _facts(target, [pair for pair in zip(grid.columns, row, strict=True) if pair[1]])


def _widths(grid: Grid, room: int) -> list[int] | None:
    """The widths of the columns, so that no word and no number is folded; None where there is not room enough."""
    from rich.cells import cell_len

    columns = list(zip(grid.columns, *grid.rows, strict=True))
    wanted = [max(map(cell_len, column)) for column in columns]
    least = [
        max(
            _unbroken(cell) if i == 0 or number not in grid.right else cell_len(cell)
            for i, cell in enumerate(column)
        )
        for number, column in enumerate(columns)
    ]
    room -= _GAP * (len(columns) - 1)
    if sum(least) > room:
        return None
    while sum(wanted) > room:
        widest = max((i for i in range(len(columns)) if wanted[i] > least[i]), key=wanted.__getitem__)
        wanted[widest] -= 1
    return wanted


def _unbroken(cell: str) -> int:
    """The width of the longest part that stands on one line."""
    from rich.cells import cell_len

    if is_plot(cell):
        return cell_len(cell)
    # Scripts that are written without blanks fold between any two characters.
    parts = (
        min(cell_len(part), _LONGEST if cell_len(part) == len(part) else 8) for part in _PART.findall(cell)
    )
    return max(parts, default=0)


def hanging(target: Console, line: Text, indent: int) -> None:
    """Print a line whose continuation stands under its text, not under its label."""
    from rich.text import Text

    head, body = line[:indent], line[indent:]
    for number, part in enumerate(body.wrap(target, max(20, target.width - indent))):
        part.rstrip()
        target.print(head + part if number == 0 else Text(" " * indent) + part, soft_wrap=True)


def _table(grid: Grid, widths: Sequence[int], boxed: bool) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(
        title=Text(grid.title, style="bold"),
        title_justify="left",
        box=box.SIMPLE_HEAD if boxed else None,
        pad_edge=False,
        padding=(0, 1) if boxed else (0, _GAP, 0, 0),
        collapse_padding=boxed,
        show_edge=False,
    )
    for number, (name, width) in enumerate(zip(grid.columns, widths, strict=True)):
        justify: Literal["left", "right"] = "right" if number in grid.right else "left"
        table.add_column(Text(name), justify=justify, overflow="fold", width=width)
    for row in grid.rows:
        total = "all" in row[:2]
        table.add_row(*(Text(cell, style=_STYLES.get(cell, "bold" if total else "")) for cell in row))
    return table


def _safe_grid(grid: Grid, draw: bool) -> Grid:
    """The grid and its forms in characters that the stream can take."""
    return replace(
        grid,
        title=safe(grid.title, draw),
        columns=tuple(safe(name, draw) for name in grid.columns),
        rows=tuple(tuple(_cell(cell, draw) for cell in row) for row in grid.rows),
        narrower=tuple(_safe_grid(form, draw) for form in grid.narrower),
    )


def _cell(text: str, draw: bool) -> str:
    # A plot is made of blocks and meaningful spaces, not of survey text.
    if is_plot(text):
        return text if draw else text.translate(_ASCII)
    return safe(text, draw)


def safe(text: str, draw: bool) -> str:
    """Survey text for a terminal; `draw` says whether it takes characters beyond ASCII."""
    shown = plain(text)
    return shown if draw else shown.translate(_ASCII)
