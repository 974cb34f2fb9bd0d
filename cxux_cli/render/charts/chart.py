"""What every chart is: a drawing at a given width, its title, and the same numbers in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cxux_cli.render.charts.palette import GRID, INK, RULE, SOFT
from cxux_cli.render.escape import plain
from cxux_cli.study.names import shorten

if TYPE_CHECKING:
    import altair as alt

WIDE, NARROW = 680, 340
"""Widths in pixels: of a page on a desk or a slide, and of a page on a phone."""
_FONT = "Helvetica Neue, Arial, Liberation Sans, DejaVu Sans, sans-serif"
SIZE = 12
PART = " · "
"""Between the parts of a name."""
_LETTER = 6.5
"""The mean width of a letter. Text is not measured: the same chart has the same bytes on every machine."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart to be drawn: `draw` gives its Vega-Lite specification at a width in pixels.

    `description` says every number that is drawn; `slug` is the beginning of the name of its file.
    """

    slug: str
    title: str
    description: str
    draw: Callable[[int], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Frame:
    """A plotting area of a whole width, with room for text around it, all in pixels."""

    whole: int
    left: int
    right: int
    top: int
    bottom: int
    height: int

    @property
    def width(self) -> int:
        """Of the plotting area."""
        return self.whole - self.left - self.right


def is_narrow(width: int) -> bool:
    """Whether there is room for numbers only."""
    return width < (WIDE + NARROW) / 2


def room(texts: Sequence[str], most: int) -> int:
    """The pixels that the longest of some texts needs, `most` at most."""
    return min(most, round(max((len(text) for text in texts), default=0) * _LETTER) + 14)


def fits(text: str, pixels: float) -> bool:
    """Whether a text has room enough."""
    return len(text) * _LETTER + 6 <= pixels


def cut(text: str, pixels: float) -> str:
    """A text of survey or file as it may be drawn: one line, without control characters, as long as there is room."""
    text, most = plain(text), max(4, int((pixels - 10) / _LETTER))
    head, mark, tail = text.rpartition(PART)
    # Of a name with parts the last one tells neighbours apart.
    return shorten(head, max(3, most - len(mark + tail))) + mark + tail if mark else shorten(text, most)


def rows(values: Sequence[dict[str, Any]]) -> alt.Chart:
    """An empty chart of some rows of data."""
    import altair as alt

    chart: alt.Chart = alt.Chart(alt.InlineData(values=list(values)))
    return chart


def down(field: str, frame: Frame) -> alt.Y:
    """A vertical place in pixels from the top."""
    import altair as alt

    return alt.Y(f"{field}:Q", scale=alt.Scale(domain=[0, frame.height], range=[0, frame.height]), axis=None)


def written(
    chart: alt.Chart, colour: str = INK.light, *, align: str = "left", bold: bool = False, dx: int = 0
) -> alt.Chart:
    """Text marks."""
    text: alt.Chart = chart.mark_text(
        align=align,  # type: ignore[arg-type]
        baseline="middle",
        color=colour,
        fontSize=SIZE,
        fontWeight="bold" if bold else "normal",
        dx=dx,
    )
    return text


def finished(frame: Frame, *layers: alt.Chart) -> dict[str, Any]:
    """The specification of layers in a frame; nothing in it depends on the fonts of a machine."""
    import altair as alt

    chart = (
        alt.layer(*layers)
        .properties(
            width=frame.width,
            height=frame.height,
            padding={"left": frame.left, "right": frame.right, "top": frame.top, "bottom": frame.bottom},
            autosize="none",
        )
        .configure(font=_FONT, background="transparent", countTitle="")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=SOFT.light,
            titleColor=SOFT.light,
            labelFontSize=SIZE,
            titleFontSize=SIZE,
            titleFontWeight="normal",
            titlePadding=8,
            labelLimit=0,
            titleLimit=0,
            gridColor=GRID.light,
            domainColor=RULE.light,
            tickColor=RULE.light,
            tickSize=4,
        )
    )
    return dict(chart.to_dict(validate=False))
