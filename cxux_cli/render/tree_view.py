"""A tree test to a view: a row per task and measure."""

from __future__ import annotations

from itertools import groupby

from cxux_cli.render.observed_facts import facts, interval, percent
from cxux_cli.render.view import Grid, View, number
from cxux_cli.results import Report, Result


def view(report: Report) -> View:
    """The view of a report of a tree test."""
    grids = tuple(_grid(report, list(mine)) for _, mine in groupby(report.results, lambda r: r.measure))
    ways = [("Outcomes", _ways(result)) for result in report.results if result.measure == "tree.success"]
    times = [r for r in report.results if r.measure == "tree.time"][:1]
    return View(grids, (*ways, *facts(report, times)))


def _grid(report: Report, results: list[Result]) -> Grid:
    share = results[0].unit == "%"
    value = "share" if share else "seconds"
    columns = ("task", value, f"{100 * report.confidence:.6g} % interval", *(("yes",) if share else ()), "n")
    rows = []
    for result in results:
        e = result.estimate
        shown = percent(e.value) if share else number(e.value)
        row = [result.segment.get("task") or "all", shown, interval(result)]
        row += [f"{e.parts['yes']:.0f}"] if share else []
        rows.append((*row, f"{e.n}"))
    return Grid(results[0].name, columns, tuple(rows), frozenset((1, 3, 4)))


def _ways(result: Result) -> str:
    parts = result.estimate.parts
    ways = [
        f"{n:.0f} {name.replace('_', ' ')}"
        for name, n in parts.items()
        if n and name.startswith(("direct_", "indirect_", "unspecified_"))
    ]
    return f"{result.segment.get('task') or 'all'}: {', '.join(ways) or 'none'}"
