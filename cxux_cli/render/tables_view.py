"""Tables of questions to a view: a row per answer and segment, a grid for a matrix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cxux_cli.render.view import Grid, View, notes, number, short, source_facts
from cxux_cli.results import Report, Table, TableCell

_SIGNS = {"higher": "▲ higher", "lower": "▼ lower"}
"""A word beside the sign: neither colour nor shape alone carries the meaning."""


def view(report: Report) -> View:
    """The view of a report of tables."""
    names = list(dict.fromkeys(name for t in report.tables for c in t.cells for name in c.segment))
    percent = f"{100 * report.confidence:.6g} %"
    grids = tuple(table_grid(table, names, report.confidence) for table in report.tables)
    facts = [fact for table in report.tables for fact in table_facts(table, named=len(report.tables) > 1)]
    if any(table.cells for table in report.tables):
        facts.append(("Interval", f"{_methods(report)}, {percent} two-sided"))
    # Where every column of a file is tabulated, the tables themselves say which.
    sources = tuple(
        replace(source, mapping=tuple(b for b in source.mapping if b.role != "answer"))
        for source in report.sources
    )
    shown = replace(report, sources=sources)
    return View(grids, (*facts, *source_facts(shown), *notes(shown)))


def table_grid(table: Table, names: Sequence[str], confidence: float) -> Grid:
    """The grid of one question; `names` are the segment columns."""
    percent = f"{100 * confidence:.6g} %"
    return _matrix(table, names, percent) if table.items else _list(table, names, percent)


def _list(table: Table, names: Sequence[str], percent: str) -> Grid:
    """A row per answer and segment, those of each item together."""
    compared = any(cell.p is not None for cell in table.cells)
    items = ["item"] if table.items else []
    if not items and table.cells and all(cell.answer is None for cell in table.cells):
        return _means(table, names, percent, compared)
    mixed = any(cell.answer is None for cell in table.cells)
    value = "share or mean" if mixed else "share"
    columns = [*items, "answer", *names, value, f"{percent} interval", "n", "base"]
    columns += ["than the others"] if compared else []
    rows, last = [], ["", ""]
    for cell in table.cells:
        said = [cell.item or "", "mean" if cell.answer is None else cell.answer]
        answer = said[1] if said != last else ""
        item = [said[0] if said[0] != last[0] else ""] if items else []
        row = [*item, answer, *cell_segment(cell, names), *cell_numbers(cell)]
        rows.append(tuple(row + ([_sign(cell)] if compared else [])))
        last = said
    start = len(items) + len(names) + 1
    return Grid(table.question, tuple(columns), tuple(rows), frozenset((start, start + 2, start + 3)))


def _means(table: Table, names: Sequence[str], percent: str, compared: bool) -> Grid:
    """Numbers, of which nothing but the mean is shown: a row per segment."""
    columns = (*names, "mean", f"{percent} interval", "base", *(["than the others"] if compared else []))
    rows = []
    for cell in table.cells:
        value, interval, _, base = cell_numbers(cell)
        rows.append((*cell_segment(cell, names), value, interval, base, *([_sign(cell)] if compared else [])))
    return Grid(table.question, columns, tuple(rows), frozenset((len(names), len(names) + 2)))


def _matrix(table: Table, names: Sequence[str], percent: str) -> Grid:
    """A row per item and segment, a column per answer: share, interval, sign; a row per answer in little room."""
    has_mean = any(cell.answer is None for cell in table.cells)
    answers: list[str | None] = [*table.answers, *([None] if has_mean else [])]
    cells = {(c.item, tuple(c.segment.items()), c.answer): c for c in table.cells}
    places = list(dict.fromkeys((c.item, tuple(c.segment.items())) for c in table.cells))
    rows, last = [], None
    for item, segment in sorted(places, key=lambda place: table.items.index(place[0] or "")):
        first = cells[item, segment, answers[0]]
        found = (cells[item, segment, answer] for answer in answers)
        shown = (" ".join(filter(None, (_short(cell), _sign(cell)))) for cell in found)
        label = (item or "") if item != last else ""
        rows.append((label, *cell_segment(first, names), *shown, f"{first.estimate.n}"))
        last = item
    columns = ("item", *names, *("mean" if a is None else a for a in answers), "base")
    right = frozenset((len(columns) - 1,))
    return Grid(table.question, columns, tuple(rows), right, narrower=(_list(table, names, percent),))


def cell_segment(cell: TableCell, names: Sequence[str]) -> list[str]:
    """The segment under the names of its columns; `all` for everybody where there are segments."""
    if names and not cell.segment:
        return ["all", *([""] * (len(names) - 1))]
    return ["(blank)" if cell.segment[name] is None else cell.segment[name] or "" for name in names]


def cell_numbers(cell: TableCell) -> list[str]:
    """Value with its unit, interval, count and base, as they are printed."""
    e = cell.estimate
    if cell.hidden:
        return ["hidden", "-", "-", f"{e.n}"]
    unit, places = (" %", 1) if cell.answer is not None else ("", 2)
    value = f"{number(e.value, places)}{unit}" if e.value is not None else "-"
    interval = f"{number(e.low, places)} to {number(e.high, places)}" if e.low is not None else "-"
    base = f"{e.n}" if e.n_effective is None else f"{e.n} (eff. {e.n_effective:.1f})"
    return [value, interval, "" if cell.count is None else f"{cell.count}", base]


def _short(cell: TableCell) -> str:
    e, places = cell.estimate, 0 if cell.answer is not None else 2
    if cell.hidden:
        return "hidden"
    if e.value is None:
        return "-"
    unit = " %" if cell.answer is not None else ""
    limits = f" ({number(e.low, places)}-{number(e.high, places)})" if e.low is not None else ""
    return f"{number(e.value, places)}{unit}{limits}"


def _sign(cell: TableCell) -> str:
    return _SIGNS.get(cell.differs or "", "")


def table_facts(table: Table, *, named: bool) -> list[tuple[str, str]]:
    """What stands beneath the grid of a question; `named` puts the question before it."""
    prefix = f"{table.question}: " if named else ""
    columns = ", ".join(table.columns[:3]) + (" …" if len(table.columns) > 3 else "")
    over = " over all items" if table.items else ""
    missing = f", {table.n_missing} without an answer{over}" if table.n_missing else ""
    found = [("Question", f"{prefix}{table.kind} ({table.why}); {columns}{missing}")]
    for cell in table.cells:
        parts = cell.estimate.parts
        if cell.answer is None and not cell.segment and not cell.hidden and parts:
            item = f"{cell.item}: " if cell.item else ""
            middle = (
                f"median {short(parts['median'])}, middle half {short(parts['q1'])} to {short(parts['q3'])}"
            )
            found.append(
                ("Middle", f"{prefix}{item}{middle}, all {short(parts['min'])} to {short(parts['max'])}")
            )
    for test in table.independence:
        item = f"{test.item}: " if test.item else ""
        found.append(
            (
                "Segments",
                f"{prefix}{item}{test.method} {test.statistic:.2f}, df {test.df}, p {test.p:.3g}",
            )
        )
    return found + [("Note", f"{prefix}{note}") for note in table.notes]


def _methods(report: Report) -> str:
    # The scores of a measure are answers here.
    methods = (
        cell.estimate.method.replace("the persons' scores", "the answers")
        for table in report.tables
        for cell in table.cells
    )
    return "; ".join(dict.fromkeys(methods))
