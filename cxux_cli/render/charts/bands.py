"""The bands of a norm on the axis of its measure, as light grounds with their names above."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from cxux_cli.render.charts.chart import Frame, down, fits, rows, written
from cxux_cli.render.charts.palette import BAND, BAND_NEXT, SOFT
from cxux_cli.results import Result

if TYPE_CHECKING:
    import altair as alt


@dataclass(frozen=True, slots=True)
class Ground:
    """The bands of one norm: `edges` are where each but the first begins."""

    title: str
    labels: tuple[str, ...]
    edges: tuple[float, ...]

    def sentence(self) -> str:
        """The bands in words."""
        starts = ["", *(f" from {edge:g}" for edge in self.edges)]
        return f"{self.title}: {', '.join(a + b for a, b in zip(self.labels, starts, strict=True))}."


def of(results: Sequence[Result]) -> Ground | None:
    """The bands of the first norm that results are read against; None where there is none with bands."""
    from cxux_cli.catalog import load, norms
    from cxux_cli.catalog.web_vitals import web_vitals

    speed = web_vitals().get(results[0].measure)
    if speed is not None:
        return Ground(speed.title, speed.labels, speed.bounds)
    known = load.names("norms")
    for reading in (reading for result in results for reading in result.readings):
        norm = norms.norm(reading.norm) if reading.norm in known and reading.number is None else None
        if isinstance(norm, norms.Bands):
            return Ground(norm.title, norm.labels, norm.edges[1:])
    return None


def drawn(
    ground: Ground,
    frame: Frame,
    domain: tuple[float, float],
    place: Callable[[float], float],
    x: alt.X,
) -> list[alt.Chart]:
    """Grounds of the bands within a domain; a name stands above its band where there is room for it.

    `place` gives the pixels from the left of a value, `x` is the axis of values.
    """
    ends = [domain[0], *(edge for edge in ground.edges if domain[0] < edge < domain[1]), domain[1]]
    first = sum(edge <= domain[0] for edge in ground.edges)
    data: list[dict[str, Any]] = [
        {"x": low, "to": high, "label": ground.labels[first + i], "y": 0, "end": frame.height, "above": -11}
        for i, (low, high) in enumerate(pairwise(ends))
    ]
    layers = []
    for parity, colour in enumerate((BAND, BAND_NEXT)):
        if mine := data[parity::2]:
            ground_mark = rows(mine).mark_rect(color=colour.light)
            layers.append(ground_mark.encode(x=x, x2="to:Q", y=down("y", frame), y2="end:Q"))
    named = [band for band in data if fits(band["label"], place(band["to"]) - place(band["x"]))]
    if named:
        text = written(rows(named), SOFT.light, dx=4)
        layers.append(text.encode(x=x, y=down("above", frame), text="label:N"))
    return layers
