"""A report as one HTML page that needs nothing else: no network, no script, no font."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxux_cli.render.escape import plain
from cxux_cli.render.extra import needed
from cxux_cli.render.plots import is_plot
from cxux_cli.results import Report

if TYPE_CHECKING:
    from jinja2 import Environment

    from cxux_cli.render.charts.chart import Chart

_PERCENT = re.compile(r"(?<=\d) %")
"""A number and its sign stand on one line."""
_TEMPLATES = Path(__file__).parent / "templates"


def render(report: Report, *, title: str | None = None) -> str:
    """The page of a report, the same bytes for the same report; `title` is else made of the names of its files.

    Raises `UsageError` where the extra `report` is not installed.
    """
    needed("html")
    from cxux_cli import __version__
    from cxux_cli.render.page.build import page

    template = _environment().get_template("report.html")
    return template.render(page=page(report, title), drawn=_Drawn(), version=__version__, css=_css())


class _Drawn:
    """Charts to SVG within the page; each gets the next id."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self, chart: Chart) -> tuple[Any, Any]:
        from markupsafe import Markup

        from cxux_cli.render.charts.svg import within_page

        self._count += 1
        wide, narrow = within_page(chart, f"chart-{self._count}")
        # Made by an XML writer, which escapes all text.
        return Markup(wide), Markup(narrow)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_shown,
    )


def _shown(value: object) -> object:
    """Text of a survey without control characters; what is markup already stays as it is."""
    if type(value) is not str:
        return value
    # In a picture made of blocks blanks mean something.
    return value.replace(" ", "\u00a0") if is_plot(value) else _PERCENT.sub("\u00a0%", plain(value))


def _css() -> Any:
    """The style sheet, with the colours of charts as variables."""
    from markupsafe import Markup

    from cxux_cli.render.charts.palette import COLOURS

    sheet = (_TEMPLATES / "report.css").read_text(encoding="utf-8")
    light = " ".join(f"--{colour.name}: {colour.light};" for colour in COLOURS)
    dark = " ".join(f"--{colour.name}: {colour.dark};" for colour in COLOURS)
    return Markup(sheet.replace("/* light */", light).replace("/* dark */", dark))
