"""Values with their intervals under one another: task success, times, speed, segments, tasks, personas."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cxux_cli.render.charts import bands
from cxux_cli.render.charts.chart import (
    Chart,
    Frame,
    cut,
    down,
    finished,
    is_narrow,
    room,
    rows,
    written,
)
from cxux_cli.render.charts.palette import HIGH, INK, PAPER, SOFT
from cxux_cli.render.charts.slices import TARGETS, by, label, sentence, shown, unit, with_intervals
from cxux_cli.render.view import slice_names
from cxux_cli.results import Result

_ROW, _MOST = 30, 40
"""Height of a row in pixels; how many rows are drawn."""
_WIDE_RATIO = 8
"""Times that differ by more are drawn on a logarithmic axis."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the chart. `value` None draws nothing but the label."""

    label: str
    text: str
    value: float | None
    low: float | None
    high: float | None
    target: float | None = None
    total: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    """The axis of values: its title, its ends, and whether it is logarithmic."""

    title: str
    low: float
    high: float
    log: bool = False

    def place(self, value: float, pixels: int) -> float:
        """Where a value stands on a linear axis, in pixels from the left."""
        return pixels * (value - self.low) / (self.high - self.low)


def of_results(results: Sequence[Result], targets: Mapping[int, float]) -> Chart:
    """The chart of the results of one measure; `targets` by the place of a result in `results`."""
    first, names = results[0], slice_names(results)
    drawn = [
        Row(
            label(r, names),
            "hidden" if r.hidden else shown(r) if r.estimate.value is not None else "no value",
            *((None,) * 3 if r.hidden else (r.estimate.value, r.estimate.low, r.estimate.high)),
            target=targets.get(i),
            total=r.total and len(results) > 1,
        )
        for i, r in enumerate(results)
    ]
    said = [
        sentence(r, row.label) + (f" Target {row.target:g}." if row.target is not None else "")
        for r, row in zip(results, drawn, strict=True)
    ]
    ground = bands.of(results)
    said += [ground.sentence()] if ground else []
    title = f"{first.name}{by(results)}{with_intervals(results)}"
    axis = _axis(first, drawn, ground)
    slug = "-".join((first.measure, *names))
    return Chart(slug, title, " ".join(said), lambda width: spec(drawn[:_MOST], axis, ground, width))


def spec(drawn: Sequence[Row], axis: Axis, ground: bands.Ground | None, width: int) -> dict[str, Any]:
    """The Vega-Lite specification of rows on an axis."""
    import altair as alt

    narrow = is_narrow(width)
    left = room([row.label for row in drawn], 120 if narrow else 240)
    right = room([row.text for row in drawn], 110)
    frame = Frame(width, left, right, 26 if ground else 8, 44, _ROW * len(drawn))
    scale = alt.Scale(
        domain=[axis.low, axis.high], type="log" if axis.log else "linear", nice=False, zero=False
    )
    ticks = alt.Axis(
        title=axis.title,
        tickCount=4 if narrow else 6,
        grid=ground is None,
        labelOverlap="greedy",
        labelSeparation=8,
    )
    x = alt.X("x:Q", scale=scale, axis=ticks)
    middle = [_ROW * (i + 0.5) for i in range(len(drawn))]
    layers = []
    if ground:
        layers += bands.drawn(ground, frame, (axis.low, axis.high), lambda v: axis.place(v, frame.width), x)
    spans = [
        {"x": _or(row.low, axis.low), "to": _or(row.high, axis.high), "y": y}
        for row, y in zip(drawn, middle, strict=True)
        if row.value is not None and (row.low is not None or row.high is not None)
    ]
    if spans:
        bar = rows(spans).mark_rule(strokeWidth=5, strokeCap="round", color=HIGH.light, opacity=0.35)
        layers.append(bar.encode(x=x, x2="to:Q", y=down("y", frame)))
    aims = [
        {"x": row.target, "y": y - 11, "end": y + 11}
        for row, y in zip(drawn, middle, strict=True)
        if row.target is not None
    ]
    if aims:
        mark = rows(aims).mark_rule(strokeWidth=2.5, color=INK.light)
        layers.append(mark.encode(x=x, y=down("y", frame), y2="end:Q"))
    for total, shape, size in ((False, "circle", 95), (True, "diamond", 150)):
        points = [
            {"x": row.value, "y": y}
            for row, y in zip(drawn, middle, strict=True)
            if row.value is not None and row.total is total
        ]
        if points:
            dot = rows(points).mark_point(
                filled=True,
                shape=shape,
                size=size,
                opacity=1,
                color=HIGH.light,
                stroke=PAPER.light,
                strokeWidth=1.5,
            )
            layers.append(dot.encode(x=x, y=down("y", frame)))
    layers += _texts(drawn, middle, frame, left)
    if not spans and not any(row.value is not None for row in drawn):
        # Without a mark there would be no axis: an empty place says what could have stood there.
        layers.append(rows([{"x": axis.low}]).mark_point(opacity=0).encode(x=x))
    return finished(frame, *layers)


def _or(limit: float | None, end: float) -> float:
    """A limit, or the end of the axis where the interval is open."""
    return end if limit is None else limit


def _texts(drawn: Sequence[Row], middle: Sequence[float], frame: Frame, left: int) -> list[Any]:
    """Labels at the left and values at the right; those of totals are bold."""
    import altair as alt

    layers = []
    for total in (False, True):
        mine = [
            {"label": cut(row.label, left), "text": row.text, "y": y}
            for row, y in zip(drawn, middle, strict=True)
            if row.total is total
        ]
        if not mine:
            continue
        labels = written(rows(mine), INK.light, align="right", bold=total, dx=-10)
        layers.append(labels.encode(x=alt.value(0), y=down("y", frame), text="label:N"))
        values = written(rows(mine), INK.light if total else SOFT.light, bold=total, dx=10)
        layers.append(values.encode(x=alt.value(frame.width), y=down("y", frame), text="text:N"))
    return layers


def _axis(first: Result, drawn: Sequence[Row], ground: bands.Ground | None) -> Axis:
    """The whole range of a bounded measure; of others from nothing, or logarithmic, to the greatest."""
    found = [x for row in drawn for x in (row.value, row.low, row.high, row.target) if x is not None]
    title = unit(first)
    aimed = TARGETS if any(row.target is not None for row in drawn) else ""
    low, high = first.range
    if math.isfinite(high) and math.isfinite(low):
        return Axis(title + aimed, low, high)
    least, most = min(found, default=0.0), max(found, default=1.0)
    if ground:
        # Every band is seen, so that nobody takes the last but one for the last.
        return Axis(title + aimed, 0.0, max(most * 1.05, ground.edges[-1] * 1.25))
    if first.unit in ("s", "ms") and least > 0 and most / least > _WIDE_RATIO:
        return Axis(f"{title}, logarithmic{aimed}", least / 1.15, most * 1.15, log=True)
    return Axis(title + aimed, min(0.0, least * 1.05), most * 1.05 or 1.0)
