"""How often each answer or score was given, over the bands of its norm, with the value and its interval."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from cxux_cli.render.charts import bands
from cxux_cli.render.charts.chart import Chart, Frame, down, finished, is_narrow, rows, written
from cxux_cli.render.charts.palette import HIGH_MIDDLE, INK, PAPER, SOFT
from cxux_cli.render.charts.slices import sentence, shown
from cxux_cli.render.plots import counts, edges
from cxux_cli.render.view import number
from cxux_cli.results import Result

_HEIGHT = 150
_BAR = 0.86
"""Of the room between two answers."""


def bins(result: Result) -> list[tuple[float, float, str, float]]:
    """Beginning, end, name and count of each bar: the answers of a short scale, tenths of a long one.

    The greatest value of all joins the last tenth.
    """
    ends = edges(result)
    found = counts(result, ends)
    if result.scale is not None:
        return [(v - _BAR / 2, v + _BAR / 2, f"{v}", n) for v, n in zip(ends, found, strict=True)]
    gap = (ends[1] - ends[0]) * (1 - _BAR) / 4
    return [(a + gap, b - gap, f"{a}–{b}", n) for (a, b), n in zip(pairwise(ends), found, strict=True)]


def of_result(result: Result, where: str = "") -> Chart:
    """The chart of one result that has a distribution; `where` tells it from others of the measure."""
    title = f"Answers behind {result.name}{f', {where}' if where else ''}"
    said = ", ".join(f"{name}: {number(n, 0)}" for _, _, name, n in bins(result))
    own = is_of_the_answers(result)
    ground = bands.of([result]) if own else None
    description = f"{sentence(result, result.name)} Counts: {said}." + (
        f" {ground.sentence()}" if ground else ""
    )
    return Chart(
        f"{result.measure}-answers", title, description, lambda width: _spec(result, ground, own, width)
    )


def is_of_the_answers(result: Result) -> bool:
    """Whether the value is on the scale of the answers: a mean is, a share of them is not."""
    return result.scale is None or result.range == tuple(map(float, result.scale))


def _spec(result: Result, ground: bands.Ground | None, own: bool, width: int) -> dict[str, Any]:
    import altair as alt

    found = bins(result)
    top = 46 if own else 24
    frame = Frame(width, 16, 16, top, 44, _HEIGHT)
    low, high = found[0][0], found[-1][1]
    if result.scale is None:
        low, high = result.range
    elif own:
        low, high = low - 0.1, high + 0.1
    ticks = edges(result)
    if is_narrow(width) and len(ticks) > 7:
        ticks = ticks[::2]
    title = "answer" if result.scale else f"{result.name}, each person"
    axis = alt.Axis(title=title, values=ticks, grid=False, labelFlush=False)
    x = alt.X("x:Q", scale=alt.Scale(domain=[low, high], nice=False, zero=False), axis=axis)
    most = max(n for *_, n in found) or 1.0
    bars: list[dict[str, Any]] = [
        {"x": a, "to": b, "y": _HEIGHT - (_HEIGHT - 20) * n / most, "end": _HEIGHT, "middle": (a + b) / 2}
        | {"text": number(n, 0) if n else ""}
        for a, b, _, n in found
    ]
    layers: list[Any] = []
    if ground:
        pixels = frame.width / (high - low)
        layers += bands.drawn(ground, frame, (low, high), lambda v: (v - low) * pixels, x)
    bar = rows(bars).mark_rect(color=HIGH_MIDDLE.light)
    layers.append(bar.encode(x=x, x2="to:Q", y=down("y", frame), y2="end:Q"))
    counted = [{"x": b["middle"], "y": b["y"] - 9, "text": b["text"]} for b in bars if b["text"]]
    layers.append(
        written(rows(counted), SOFT.light, align="center").encode(x=x, y=down("y", frame), text="text:N")
    )
    if own and result.estimate.value is not None:
        layers += _value(result, frame, x)
    return finished(frame, *layers)


def _value(result: Result, frame: Frame, x: Any) -> list[Any]:
    """The value and its interval above the bars."""
    e, lane = result.estimate, -32
    layers = []
    if e.low is not None and e.high is not None:
        span = rows([{"x": e.low, "to": e.high, "y": lane}]).mark_rule(
            strokeWidth=3, strokeCap="round", color=INK.light
        )
        layers.append(span.encode(x=x, x2="to:Q", y=down("y", frame)))
    line = rows([{"x": e.value, "y": lane, "end": frame.height}]).mark_rule(
        color=INK.light, strokeDash=[3, 3]
    )
    dot = rows([{"x": e.value, "y": lane}]).mark_point(
        filled=True, size=95, opacity=1, color=INK.light, stroke=PAPER.light, strokeWidth=1.5
    )
    low, high = result.range
    right = (e.value or 0.0) < (low + high) / 2 + (high - low) / 4
    end = (e.high if right else e.low) if e.low is not None else e.value
    text = written(
        rows([{"x": end, "y": lane, "text": shown(result)}]),
        align="left" if right else "right",
        bold=True,
        dx=10 if right else -10,
    )
    return [
        line.encode(x=x, y=down("y", frame), y2="end:Q"),
        *layers,
        dot.encode(x=x, y=down("y", frame)),
        text.encode(x=x, y=down("y", frame), text="text:N"),
    ]
