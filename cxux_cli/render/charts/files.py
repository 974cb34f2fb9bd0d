"""Every chart of a report as files for slides and documents."""

from __future__ import annotations

from collections.abc import Iterator

from cxux_cli.render.extra import needed
from cxux_cli.results import Report


def pictures(report: Report) -> Iterator[tuple[str, str | bytes]]:
    """Name and content of an SVG and a PNG per chart; the name says what is drawn, as `success-task.svg` does.

    Raises `UsageError` where the extra `report` is not installed.
    """
    needed("charts")
    from cxux_cli.render.charts import choose, svg

    for chart in choose.of_report(report):
        drawn = svg.alone(chart)
        yield f"{chart.slug}.svg", drawn
        yield f"{chart.slug}.png", svg.png(drawn)
