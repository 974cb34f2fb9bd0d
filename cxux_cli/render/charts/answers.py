"""The answers of a question: to either side of the middle where they are a scale, else under one another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cxux_cli.render.charts import intervals
from cxux_cli.render.charts.chart import (
    PART,
    Chart,
    Frame,
    cut,
    down,
    finished,
    fits,
    is_narrow,
    room,
    rows,
    written,
)
from cxux_cli.render.charts.palette import LONGEST_RAMP, SOFT, Colour, ramp, text_on
from cxux_cli.render.tables_view import cell_numbers, cell_segment
from cxux_cli.results import Table, TableCell

_ROW, _BAR, _MOST = 34, 11, 30
"""Height of a row; half that of a bar; how many rows are drawn."""
_LEGEND = 20
"""Height of a line of the legend."""


def of_table(table: Table) -> Chart | None:
    """The chart of one question; None where there is nothing to draw."""
    cells = [cell for cell in table.cells if not cell.hidden and cell.estimate.value is not None]
    if not cells:
        return None
    if table.ordered and 2 <= len(table.answers) <= LONGEST_RAMP:
        return _diverging(table, cells)
    shares = [cell for cell in cells if cell.answer is not None]
    return _listed(table, shares or cells)


def _names(table: Table) -> list[str]:
    return list(dict.fromkeys(name for cell in table.cells for name in cell.segment))


def _label(cell: TableCell, names: Sequence[str], *, answer: bool) -> str:
    segment = PART.join(filter(None, cell_segment(cell, names)))
    said = (cell.item, cell.answer if answer else None, segment)
    return PART.join(filter(None, said)) or "all"


def _sentence(cell: TableCell, label: str) -> str:
    value, interval, _, base = cell_numbers(cell)
    return f"{label}: {value}" + (f" ({interval}, n {base})" if interval != "-" else f" (n {base})")


def _slug(table: Table) -> str:
    return f"question-{table.question}"


def _listed(table: Table, cells: Sequence[TableCell]) -> Chart:
    """Shares, or means of numbers, with their intervals under one another."""
    names = _names(table)
    shares = cells[0].answer is not None
    drawn = [
        intervals.Row(
            _label(cell, names, answer=True),
            cell_numbers(cell)[0],
            *(cell.estimate.value, cell.estimate.low, cell.estimate.high),
            total=bool(names) and not cell.segment,
        )
        for cell in cells
    ]
    ends = [x for row in drawn for x in (row.low, row.value, row.high) if x is not None]
    axis = (
        intervals.Axis("percent", 0, 100)
        if shares
        else intervals.Axis("mean", min(0.0, *ends), 1.05 * max(ends) or 1.0)
    )
    said = "; ".join(_sentence(c, r.label) for c, r in zip(cells, drawn, strict=True))
    what = "shares" if shares else "means"
    title = f"{table.question}: {what} with intervals"
    most = drawn[:40]
    return Chart(_slug(table), title, f"{said}.", lambda width: intervals.spec(most, axis, None, width))


def _diverging(table: Table, cells: Sequence[TableCell]) -> Chart:
    names = _names(table)
    lines: dict[str, dict[str, TableCell]] = {}
    for cell in cells:
        if cell.answer is not None:
            lines.setdefault(_label(cell, names, answer=False), {})[cell.answer] = cell
    order = sorted(lines, key=lambda name: _place(table, next(iter(lines[name].values()))))
    said = [
        f"{name}: " + ", ".join(f"{a} {cell_numbers(c)[0]}" for a, c in lines[name].items()) + "."
        for name in order
    ]
    drawn = {name: lines[name] for name in order[:_MOST]}
    totals = {n for n in drawn if names and not next(iter(drawn[n].values())).segment}
    return Chart(
        _slug(table),
        f"{table.question}: answers to either side of the middle",
        " ".join(said),
        lambda width: _spec(table.answers, drawn, totals, width),
    )


def _place(table: Table, cell: TableCell) -> int:
    return table.items.index(cell.item) if cell.item in table.items else 0


def _spec(
    answers: Sequence[str], lines: dict[str, dict[str, TableCell]], totals: set[str], width: int
) -> dict[str, Any]:
    import altair as alt

    narrow = is_narrow(width)
    left = room(list(lines), 110 if narrow else 230)
    colours = ramp(len(answers))
    spots, legend_height = _legend(answers, width - left - 20)
    frame = Frame(width, left, 20, legend_height + 10, 44, _ROW * len(lines))
    pieces = _pieces(answers, lines)
    reach = max((abs(x) for piece in pieces for x in (piece["x"], piece["to"])), default=1.0)
    ticks = [t for t in (-100, -75, -50, -25, 0, 25, 50, 75, 100) if abs(t) <= reach]
    axis = alt.Axis(
        title="percent of answers",
        values=ticks[::2] if narrow and len(ticks) > 5 else ticks,
        labelExpr="abs(datum.value)",
    )
    x = alt.X("x:Q", scale=alt.Scale(domain=[-reach, reach], nice=False), axis=axis)
    scale = frame.width / (2 * reach)
    zero = rows([{"x": 0, "y": 0, "end": frame.height}]).mark_rule(color=SOFT.light)
    layers: list[Any] = [zero.encode(x=x, y=down("y", frame), y2="end:Q")]
    for answer, colour in zip(answers, colours, strict=True):
        layers += _segments([p for p in pieces if p["answer"] == answer], colour, frame, x, scale)
    for total in (False, True):
        mine = [
            {"label": cut(name, left), "y": _ROW * (i + 0.5)}
            for i, name in enumerate(lines)
            if (name in totals) is total
        ]
        if mine:
            text = written(rows(mine), align="right", bold=total, dx=-10)
            layers.append(text.encode(x=alt.value(0), y=down("y", frame), text="label:N"))
    layers += _key(spots, colours, legend_height, frame)
    return finished(frame, *layers)


def _pieces(answers: Sequence[str], lines: dict[str, dict[str, TableCell]]) -> list[dict[str, Any]]:
    """Where each share begins and ends; the middle answer stands half on either side."""
    pieces: list[dict[str, Any]] = []
    for i, found in enumerate(lines.values()):
        shares = [found[a].estimate.value or 0.0 if a in found else 0.0 for a in answers]
        half = len(shares) // 2
        start = -sum(shares[:half]) - (shares[half] / 2 if len(shares) % 2 else 0.0)
        for answer, share in zip(answers, shares, strict=True):
            if share:
                pieces.append(
                    {"answer": answer, "x": start, "to": start + share, "middle": start + share / 2}
                    | {"y": _ROW * (i + 0.5) - _BAR, "end": _ROW * (i + 0.5) + _BAR, "at": _ROW * (i + 0.5)}
                    | {"text": f"{share:.0f} %", "short": f"{share:.0f}"}
                )
            start += share
    return pieces


def _segments(
    pieces: Sequence[dict[str, Any]], colour: Colour, frame: Frame, x: Any, scale: float
) -> list[Any]:
    if not pieces:
        return []
    bar = rows(pieces).mark_rect(color=colour.light)
    layers = [bar.encode(x=x, x2="to:Q", y=down("y", frame), y2="end:Q")]
    said = []
    for piece in pieces:
        room = (piece["to"] - piece["x"]) * scale
        text = next((t for t in (piece["text"], piece["short"]) if fits(t, room)), None)
        if text:
            said.append({"x": piece["middle"], "at": piece["at"], "text": text})
    if said:
        text_mark = written(rows(said), text_on(colour).light, align="center")
        layers.append(text_mark.encode(x=x, y=down("at", frame), text="text:N"))
    return layers


def _legend(answers: Sequence[str], width: int) -> tuple[list[tuple[str, float, int]], int]:
    """Each answer with its place, in as many lines as they need, in the order of the bars; and the height."""
    spots, x, line = [], 0.0, 0
    for answer in answers:
        text = cut(answer, min(width - 20, 220))
        wide = 18 + len(text) * 6.5 + 16
        if x and x + wide > width:
            x, line = 0.0, line + 1
        spots.append((text, x, line))
        x += wide
    return spots, _LEGEND * (line + 1)


def _key(
    spots: Sequence[tuple[str, float, int]], colours: Sequence[Colour], height: int, frame: Frame
) -> list[Any]:
    import altair as alt

    layers = []
    for (text, x, line), colour in zip(spots, colours, strict=True):
        y = -height - 2 + _LEGEND * (line + 0.5)
        data = rows([{"y": y, "text": text}])
        square = data.mark_point(shape="square", filled=True, size=130, opacity=1, color=colour.light)
        layers.append(square.encode(x=alt.value(x + 6), y=down("y", frame)))
        layers.append(written(data, dx=0).encode(x=alt.value(x + 18), y=down("y", frame), text="text:N"))
    return layers
