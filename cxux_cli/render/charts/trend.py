"""A measure period by period, with its interval as a band."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cxux_cli.render.charts.chart import (
    PART,
    Chart,
    Frame,
    cut,
    finished,
    is_narrow,
    room,
    rows,
    written,
)
from cxux_cli.render.charts.palette import INK, PAPER, SERIES, SOFT
from cxux_cli.render.charts.slices import shown, unit, with_intervals
from cxux_cli.render.view import BLANK, interval_text, n_text
from cxux_cli.results import Result

_HEIGHT, _STEPS = 220, 4
_SHAPES = ("circle", "square", "diamond", "triangle-up")
_APART, _LINE = 5, 15
"""Pixels between the intervals of lines in one period, and between names."""
_BANDS = 2
"""With more lines than this their bands hide one another: the intervals become upright lines."""


@dataclass(frozen=True, slots=True)
class Point:
    """One period of one line. `value` None leaves a gap; `text` says the numbers of the point."""

    period: str
    value: float | None
    low: float | None
    high: float | None
    text: str


def of_results(results: Sequence[Result]) -> Chart:
    """The chart of the results of one measure that have a period; one line per slice, four at most."""
    lines: dict[str, list[Point]] = {}
    for r in results:
        if r.period is None:
            continue
        e = r.estimate
        interval = "" if interval_text(r) == "-" else f"{interval_text(r)}, "
        value, low, high = (None,) * 3 if r.hidden else (e.value, e.low, e.high)
        point = Point(r.period.name, value, low, high, f"{shown(r)} ({interval}n {n_text(r)})")
        lines.setdefault(_line(r), []).append(point)
    first = results[0]
    left = len(lines) - len(SERIES)
    title = f"{first.name} over time{with_intervals(results)}"
    title += f"; {len(SERIES)} of {len(lines)} lines are drawn" if left > 0 else ""
    drawn = {name: lines[name] for name in list(lines)[: len(SERIES)]}
    return of_points(f"{first.measure}-over-time", title, drawn, unit(first), first.range)


def of_points(
    slug: str,
    title: str,
    lines: Mapping[str, Sequence[Point]],
    unit: str,
    range: tuple[float, float] = (-math.inf, math.inf),
) -> Chart:
    """The chart of lines of points, each with its name; four lines at most."""
    said = [
        f"{f'{name}: ' if name else ''}" + "; ".join(f"{p.period} {p.text}" for p in points) + "."
        for name, points in lines.items()
    ]
    return Chart(slug, title, " ".join(said), lambda width: _spec(lines, unit, range, width))


def _line(result: Result) -> str:
    """The slice without the period; empty for everybody."""
    values = [BLANK if v is None else v for v in result.segment.values()]
    return PART.join(filter(None, (result.persona, result.task, *values)))


def _spec(
    lines: Mapping[str, Sequence[Point]], unit: str, range_: tuple[float, float], width: int
) -> dict[str, Any]:
    import altair as alt

    periods = sorted({p.period for points in lines.values() for p in points})
    named = {name: name or "all" for name in lines} if len(lines) > 1 else dict.fromkeys(lines, "")
    right = room(list(named.values()), 90 if is_narrow(width) else 160) if len(lines) > 1 else 20
    frame = Frame(width, 56, right, 12, 44, _HEIGHT)
    low, high = _domain(lines, range_)
    place = {p: frame.width * (i + 0.5) / len(periods) for i, p in enumerate(periods)}
    every = max(1, math.ceil(len(periods) * 58 / frame.width))
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, frame.width], range=[0, frame.width]), axis=None)
    y = alt.Y(
        "y:Q",
        scale=alt.Scale(domain=[low, high], nice=False, zero=False),
        axis=alt.Axis(title=unit, tickCount=_STEPS, grid=True, domain=False, titleAnchor="end"),
    )
    layers = [_ticks(periods, place, every, low, frame, x, y)]
    ends: list[tuple[float, str]] = []
    for i, ((name, points), colour, shape) in enumerate(zip(lines.items(), SERIES, _SHAPES, strict=False)):
        shift = _APART * (i - (len(lines) - 1) / 2)
        at = [(place[p.period] + shift, p) for p in points if p.value is not None]
        spans = [
            {"x": x_, "y": p.low, "to": p.high} for x_, p in at if p.low is not None and p.high is not None
        ]
        if spans and len(lines) <= _BANDS and len(spans) > 1:
            band = rows(spans).mark_area(color=colour.light, opacity=0.18)
            layers.append(band.encode(x=x, y=y, y2="to:Q"))
        elif spans:
            stroke = rows(spans).mark_rule(color=colour.light, strokeWidth=2, opacity=0.5)
            layers.append(stroke.encode(x=x, y=y, y2="to:Q"))
        data: list[dict[str, Any]] = [{"x": x_, "y": p.value} for x_, p in at]
        if not data:
            continue
        line = rows(data).mark_line(color=colour.light, strokeWidth=2.5)
        dots = rows(data).mark_point(
            filled=True,
            shape=shape,
            size=80,
            opacity=1,
            color=colour.light,
            stroke=PAPER.light,
            strokeWidth=1.5,
        )
        layers += [line.encode(x=x, y=y), dots.encode(x=x, y=y)]
        if named[name]:
            ends.append((_HEIGHT * (high - data[-1]["y"]) / (high - low), cut(named[name], right)))
    for at_, text in _spread(ends):
        end = written(rows([{"text": text}]), INK.light, dx=10)
        layers.append(end.encode(x=alt.value(frame.width), y=alt.value(at_), text="text:N"))
    return finished(frame, *layers)


def _spread(ends: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
    """The names at the ends of the lines, from the top, so far apart that they can be read."""
    found: list[tuple[float, str]] = []
    for place, text in sorted(ends):
        found.append((max(place, found[-1][0] + _LINE) if found else place, text))
    return found


def _ticks(
    periods: Sequence[str], place: Mapping[str, float], every: int, low: float, frame: Frame, x: Any, y: Any
) -> Any:
    """The names of the periods under the plot."""
    data = [{"x": place[p], "y": low, "text": p} for p in periods[::every]]
    return (
        rows(data)
        .mark_text(color=SOFT.light, fontSize=12, baseline="top", dy=10)
        .encode(x=x, y=y, text="text:N")
    )


def _domain(lines: Mapping[str, Sequence[Point]], range_: tuple[float, float]) -> tuple[float, float]:
    """From the least limit to the greatest with a little air, within what the measure can be."""
    found = [x for ps in lines.values() for p in ps for x in (p.low, p.value, p.high) if x is not None]
    low, high = min(found, default=0.0), max(found, default=1.0)
    air = 0.08 * (high - low or abs(high) or 1.0)
    return max(low - air, range_[0]), min(high + air, range_[1])
