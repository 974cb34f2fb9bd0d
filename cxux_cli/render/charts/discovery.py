"""How many usability problems so many participants meet: observed, and as the model has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cxux_cli.observations import CurvePoint
from cxux_cli.render.charts.chart import Chart, Frame, finished, is_narrow, rows, written
from cxux_cli.render.charts.palette import HIGH, INK, LOW, PAPER, Colour

_HEIGHT = 220


def of_curve(curve: Sequence[CurvePoint]) -> Chart:
    """The chart of the curve of discovery."""
    said = [
        f"{p.participants}: {p.found:.1f} problems, {p.share:.0f} % of those found"
        + (f", {p.modelled:.0f} % of all modelled" if p.modelled is not None else "")
        for p in curve
    ]
    title = "Problems met by so many participants"
    return Chart("problems-discovery", title, f"{'; '.join(said)}.", lambda width: _spec(curve, width))


def _spec(curve: Sequence[CurvePoint], width: int) -> dict[str, Any]:
    import altair as alt

    narrow = is_narrow(width)
    frame = Frame(width, 52, 20, 12, 44, _HEIGHT)
    last = curve[-1].participants
    ticks = alt.Axis(
        title="participants", tickMinStep=1, tickCount=min(last, 6 if narrow else 12), grid=False, format="d"
    )
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, max(last, 1)], nice=False), axis=ticks)
    y = alt.Y(
        "y:Q",
        scale=alt.Scale(domain=[0, 100], nice=False),
        axis=alt.Axis(title="percent", tickCount=4, domain=False),
    )
    found = [(p.participants, p.share) for p in curve]
    modelled = [(p.participants, p.modelled) for p in curve if p.modelled is not None]
    layers = _line(found, HIGH, "circle", [1, 0], x, y)
    layers += _line(modelled, LOW, "square", [5, 4], x, y) if modelled else []
    named = [("of those found", HIGH, "circle"), ("of all, modelled", LOW, "square")]
    layers += _legend(named[: 1 + bool(modelled)], frame)
    return finished(frame, *layers)


def _line(
    points: Sequence[tuple[int, float]], colour: Colour, shape: str, dash: list[int], x: Any, y: Any
) -> list[Any]:
    data: list[dict[str, Any]] = [{"x": 0, "y": 0}, *({"x": a, "y": b} for a, b in points)]
    line = rows(data).mark_line(color=colour.light, strokeWidth=2.5, strokeDash=dash)
    dots = rows(data[1:]).mark_point(
        filled=True, shape=shape, size=55, opacity=1, color=colour.light, stroke=PAPER.light, strokeWidth=1
    )
    return [line.encode(x=x, y=y), dots.encode(x=x, y=y)]


def _legend(lines: Sequence[tuple[str, Colour, str]], frame: Frame) -> list[Any]:
    """The names of the lines within the plot, where there is room beneath them."""
    import altair as alt

    layers = []
    for i, (name, colour, shape) in enumerate(lines):
        data = rows([{"at": frame.height - 44 + 20 * i, "text": name}])
        y = alt.value(frame.height - 44 + 20 * i)
        dot = data.mark_point(filled=True, shape=shape, size=70, opacity=1, color=colour.light)
        layers.append(dot.encode(x=alt.value(frame.width - 130), y=y))
        layers.append(written(data, INK.light).encode(x=alt.value(frame.width - 118), y=y, text="text:N"))
    return layers
