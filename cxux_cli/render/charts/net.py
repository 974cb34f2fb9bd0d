"""A net share: the groups to either side of nothing, and beneath them the value with its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cxux_cli.render.charts.chart import (
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
from cxux_cli.render.charts.palette import HIGH, INK, LOW, PAPER, SOFT, Colour, text_on
from cxux_cli.render.charts.slices import TARGETS, by, label, sentence, shown, unit, with_intervals
from cxux_cli.render.view import slice_names
from cxux_cli.results import Result
from cxux_cli.stats.rounding import part_of_100

_ROW, _BAR, _MOST = 52, 9, 20
"""Height of a row; half that of a bar; how many rows are drawn."""


def fits_result(result: Result) -> bool:
    """Whether it is a net share: from -100 to 100, of a top, a middle and a bottom group."""
    return result.range == (-100.0, 100.0) and len(_groups(result)) == 3


def _groups(result: Result) -> list[tuple[str, int]]:
    """The groups in the order of the estimator: top, middle, bottom."""
    e = result.estimate
    groups: list[tuple[str, int]] = []
    for name, count in e.parts.items():
        if isinstance(count, int) and len(groups) < 3:
            groups.append((name, count))
    return groups if e.n and sum(count for _, count in groups) == e.n else []


def of_results(results: Sequence[Result], targets: Mapping[int, float]) -> Chart:
    """The chart of the results of one measure; `targets` by the place of a result in `results`."""
    fitting = [i for i, r in enumerate(results) if fits_result(r)][:_MOST]
    aims = {place: targets[i] for place, i in enumerate(fitting) if i in targets}
    results = [results[i] for i in fitting]
    first, names = results[0], slice_names(results)
    said = []
    for i, r in enumerate(results):
        groups = ", ".join(f"{n} {name} ({part_of_100(_share(r, n), 1)} %)" for name, n in _groups(r))
        target = f" Target {aims[i]:g}." if i in aims else ""
        said.append(f"{sentence(r, label(r, names))} {groups}.{target}")
    title = f"{first.name}{by(results)}{with_intervals(results)}"
    slug = "-".join((first.measure, *names))
    return Chart(slug, title, " ".join(said), lambda width: _spec(results, names, aims, width))


def _share(result: Result, n: int) -> float:
    return 100 * n / result.estimate.n


def _spec(
    results: Sequence[Result], names: Sequence[str], aims: Mapping[int, float], width: int
) -> dict[str, Any]:
    import altair as alt

    narrow = is_narrow(width)
    texts = [label(r, names) for r in results]
    left, right = room(texts, 100 if narrow else 200), room([shown(r) for r in results], 80)
    top, _, bottom = (name for name, _ in _groups(results[0]))
    frame = Frame(width, left, right, 24, 44, _ROW * len(results))
    domain = [-100, 100]
    axis = alt.Axis(title=unit(results[0]) + TARGETS * bool(aims), values=[-100, -50, 0, 50, 100], grid=True)
    x = alt.X("x:Q", scale=alt.Scale(domain=domain, nice=False), axis=axis)
    scale = frame.width / 200
    layers = []
    for sign, colour, index in ((-1, LOW, 2), (1, HIGH, 0)):
        layers += _side(results, frame, x, sign, colour, index, scale)
    lanes = [_ROW * i + 36 for i in range(len(results))]
    spans = [
        {"x": r.estimate.low, "to": r.estimate.high, "y": y}
        for r, y in zip(results, lanes, strict=True)
        if r.estimate.low is not None
    ]
    zero = rows([{"x": 0, "y": 0, "end": frame.height}]).mark_rule(color=SOFT.light)
    layers.append(zero.encode(x=x, y=down("y", frame), y2="end:Q"))
    if spans:
        span = rows(spans).mark_rule(strokeWidth=3, strokeCap="round", color=INK.light)
        layers.append(span.encode(x=x, x2="to:Q", y=down("y", frame)))
    if aims:
        bars = [{"x": aim, "y": lanes[i] - 9, "end": lanes[i] + 9} for i, aim in aims.items()]
        bar = rows(bars).mark_rule(strokeWidth=2.5, color=INK.light)
        layers.append(bar.encode(x=x, y=down("y", frame), y2="end:Q"))
    points = [{"x": r.estimate.value, "y": y} for r, y in zip(results, lanes, strict=True)]
    dot = rows(points).mark_point(
        filled=True, size=95, opacity=1, color=INK.light, stroke=PAPER.light, strokeWidth=1.5
    )
    layers.append(dot.encode(x=x, y=down("y", frame)))
    for total in (False, True):
        mine = [
            {"label": cut(text, left), "text": shown(r), "y": _ROW * i + 16, "lane": _ROW * i + 36}
            for i, (r, text) in enumerate(zip(results, texts, strict=True))
            if r.total is total
        ]
        if mine:
            named = written(rows(mine), INK.light, align="right", bold=total, dx=-10)
            layers.append(named.encode(x=alt.value(0), y=down("y", frame), text="label:N"))
            value = written(rows(mine), INK.light, bold=True, dx=10)
            layers.append(value.encode(x=alt.value(frame.width), y=down("lane", frame), text="text:N"))
    layers += _middle(results, frame, x)
    heads = [{"x": -2, "y": -12, "label": bottom}], [{"x": 2, "y": -12, "label": top}]
    for head, align, colour in zip(heads, ("right", "left"), (LOW, HIGH), strict=True):
        text = written(rows(head), colour.light, align=align, bold=True)
        layers.append(text.encode(x=x, y=down("y", frame), text="label:N"))
    return finished(frame, *layers)


def _side(
    results: Sequence[Result], frame: Frame, x: Any, sign: int, colour: Colour, index: int, scale: float
) -> list[Any]:
    """The bars of one group, with their shares within them or beside them."""
    data: list[dict[str, Any]] = []
    for i, r in enumerate(results):
        share = _share(r, _groups(r)[index][1])
        y = _ROW * i + 16
        inside = fits(f"{part_of_100(share, 1)} %", share * scale)
        data.append(
            {"x": 0, "to": sign * share, "y": y - _BAR, "end": y + _BAR, "at": y, "inside": inside}
            | {"text": f"{share:.0f} %"}
        )
    layers = [rows(data).mark_rect(color=colour.light).encode(x=x, x2="to:Q", y=down("y", frame), y2="end:Q")]
    for inside in (True, False):
        mine = [{**d, "x": d["to"]} for d in data if d["inside"] is inside]
        if mine:
            outward = (sign > 0) is inside
            text = written(
                rows(mine),
                (text_on(colour) if inside else INK).light,
                align="right" if outward else "left",
                dx=-6 if outward else 6,
            )
            layers.append(text.encode(x=x, y=down("at", frame), text="text:N"))
    return layers


def _middle(results: Sequence[Result], frame: Frame, x: Any) -> list[Any]:
    """The middle group, which does not count, in words at the right where there is room."""
    data = []
    for i, r in enumerate(results):
        (_, top), (name, middle), _ = _groups(r)
        text = f"{_share(r, middle):.0f} % {name}"
        if fits(text, frame.width * (100 - _share(r, top)) / 200 - 12):
            data.append({"x": 100, "y": _ROW * i + 16, "text": text})
    if not data:
        return []
    words = written(rows(data), SOFT.light, align="right", dx=-6)
    return [words.encode(x=x, y=down("y", frame), text="text:N")]
