"""Specifications to pictures: SVG within a page, SVG and PNG as files of their own."""

from __future__ import annotations

from xml.etree import ElementTree

from cxux_cli.render.charts.chart import NARROW, WIDE, Chart
from cxux_cli.render.charts.palette import COLOURS, PAPER
from cxux_cli.render.escape import plain

_SVG = "http://www.w3.org/2000/svg"
_VARIABLES = {colour.light: f"var(--{colour.name})" for colour in COLOURS}
_SCALE = 2.0
"""Dots per pixel of a PNG, for slides."""


def within_page(chart: Chart, id: str) -> tuple[str, str]:
    """The chart for wide and for narrow pages, in the colours of the page; `id` is unique on it."""
    return tuple(  # type: ignore[return-value]
        _dressed(_drawn(chart, width), chart, f"{id}-{name}", variables=True)
        for name, width in (("wide", WIDE), ("narrow", NARROW))
    )


def alone(chart: Chart) -> str:
    """The chart as a file of its own, in light colours on white."""
    return _dressed(_drawn(chart, WIDE), chart, "chart", variables=False) + "\n"


def png(drawn: str) -> bytes:
    """A chart that stands alone as a picture, at twice the size."""
    import vl_convert

    return bytes(vl_convert.svg_to_png(drawn, scale=_SCALE))


def _drawn(chart: Chart, width: int) -> ElementTree.Element:
    import vl_convert
    from altair.utils.schemapi import debug_mode

    # Each mark would be validated as it is made, which takes longer than drawing: the tests do it.
    with debug_mode(False):
        spec = chart.draw(width)
    return ElementTree.fromstring(vl_convert.vegalite_to_svg(spec))


def _dressed(svg: ElementTree.Element, chart: Chart, id: str, *, variables: bool) -> str:
    """One image to whoever cannot see it: a title, the numbers, and nothing of its parts."""
    ElementTree.register_namespace("", _SVG)
    clips = {node.get("id"): f"{id}-{node.get('id')}" for node in svg.iter() if node.get("id")}
    for node in list(svg.iter()):
        for name in [n for n in node.attrib if n == "role" or n.startswith("aria-")]:
            del node.attrib[name]
        for name in ("fill", "stroke"):
            if variables and node.get(name) in _VARIABLES:
                node.set(name, _VARIABLES[node.attrib[name]])
        if node.get("id") in clips:
            node.set("id", clips[node.get("id")])
        if node.get("clip-path"):
            node.set("clip-path", f"url(#{clips[node.attrib['clip-path'][5:-1]]})")
        if variables:
            # The text of a page is set in its own letters.
            node.attrib.pop("font-family", None)
    width, height = svg.attrib["width"], svg.attrib["height"]
    for name in list(svg.attrib):
        del svg.attrib[name]
    svg.attrib |= {"viewBox": f"0 0 {width} {height}", "width": width, "height": height, "role": "img"}
    svg.attrib |= {"aria-labelledby": f"{id}-title", "aria-describedby": f"{id}-numbers"}
    for place, (tag, end, text) in enumerate(
        (("title", "title", chart.title), ("desc", "numbers", chart.description))
    ):
        node = ElementTree.Element(f"{{{_SVG}}}{tag}", {"id": f"{id}-{end}"})
        node.text = plain(text)
        svg.insert(place, node)
    if not variables:
        paper = ElementTree.Element(
            f"{{{_SVG}}}rect", {"width": width, "height": height, "fill": PAPER.light}
        )
        svg.insert(2, paper)
    return ElementTree.tostring(svg, encoding="unicode")
