"""Tables of results for less and less room: what leaves the table stands beneath it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxux_cli.render.view import Grid

READING, KIND, MISSING = "reading", "kind", "missing"


def with_forms(grid: Grid, short_readings: Sequence[str], prefix: str = "") -> Grid:
    """The grid with its narrower forms, the widest first.

    The readings lose those of the interval's ends (`short_readings`, one per row) and then leave the table,
    after them kind, missing and the plot. The kind stands beneath every table anyway; `prefix` is said before
    what is moved there.
    """
    forms, form = [], grid
    if READING in grid.columns:
        place = grid.columns.index(READING)
        rows = zip(grid.rows, short_readings, strict=True)
        form = replace(grid, rows=tuple((*row[:place], s, *row[place + 1 :]) for row, s in rows))
        forms += [form, form := _moved(form, READING, "Reading", prefix)]
    if KIND in form.columns:
        forms.append(form := _without(form, KIND))
    forms.append(form := _moved(form, MISSING, "Missing", prefix))
    if len(form.columns) > max(form.right) + 1:
        forms.append(_without(form, form.columns[-1]))
    return replace(grid, narrower=tuple(forms))


def _moved(grid: Grid, column: str, label: str, prefix: str) -> Grid:
    """The grid without a column, whose cells are said beneath it."""
    place, labels = grid.columns.index(column), min(grid.right)
    said = [
        f"{', '.join(filter(None, row[:labels]))}: {row[place]}"
        for row in grid.rows
        if row[place] not in ("", "0")
    ]
    # Of a single row everything is said beneath the table as it is.
    beneath = ((label, prefix + "; ".join(said)),) if said and len(grid.rows) > 1 else ()
    return replace(_without(grid, column), beneath=(*grid.beneath, *beneath))


def named_once(grid: Grid) -> Grid:
    """The grid, and its narrower forms, with a name in the first column only where it begins."""
    rows, last = [], None
    for name, *cells in grid.rows:
        rows.append((name if name != last else "", *cells))
        last = name
    return replace(grid, rows=tuple(rows), narrower=tuple(named_once(form) for form in grid.narrower))


def _without(grid: Grid, column: str) -> Grid:
    place = grid.columns.index(column)
    return replace(
        grid,
        columns=(*grid.columns[:place], *grid.columns[place + 1 :]),
        rows=tuple((*row[:place], *row[place + 1 :]) for row in grid.rows),
        right=frozenset(i - (i > place) for i in grid.right if i != place),
    )
