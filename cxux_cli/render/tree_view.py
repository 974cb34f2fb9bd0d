"""A tree test to a view: a row per task and measure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from cxux_cli.observations import TaskPaths
from cxux_cli.render.observed_facts import facts, interval, is_whole, slice_cells, slice_names, value
from cxux_cli.render.view import Grid, View, number
from cxux_cli.results import Report, Result

_MOST = 5
"""Places of a task that are listed of each kind; the JSON report holds all."""


def view(report: Report) -> View:
    """The view of a report of a tree test."""
    grids = tuple(_grid(report, list(mine)) for _, mine in groupby(report.results, lambda r: r.measure))
    if report.paths:
        grids += (_places(report.paths),)
    ways = [
        ("Outcomes", _ways(result))
        for result in report.results
        if result.measure == "tree.success" and is_whole(result) and not result.hidden
    ]
    times = [r for r in report.results if r.measure == "tree.time" and not r.hidden][:1]
    return View(grids, (*ways, *facts(report, times)))


def _grid(report: Report, results: list[Result]) -> Grid:
    share, names = results[0].unit == "%", slice_names(results)
    percents = f"{100 * report.confidence:.6g} % interval"
    columns = ("task", *names, "share" if share else "seconds", percents, *(("yes",) if share else ()), "n")
    rows = []
    for result in results:
        e = result.estimate
        shown = value(result) if share or result.hidden else number(e.value)
        row = [result.task or "all", *slice_cells(result, names), shown, interval(result)]
        if share:
            row.append("-" if result.hidden else f"{e.parts['yes']:.0f}")
        rows.append((*row, f"{e.n}"))
    start = 1 + len(names)
    return Grid(results[0].name, columns, tuple(rows), frozenset((start, start + 2, start + 3)))


def _places(paths: Sequence[TaskPaths]) -> Grid:
    """Where people went first, which places they left upwards, and where failures ended."""
    rows = []
    for of in paths:
        kinds: list[tuple[str, str, int]] = [
            ("went first" + {True: ", right", False: ", wrong", None: ""}[right], place, n)
            for place, n, right in of.first[:_MOST]
        ]
        kinds += [("turned back at", place, n) for place, n in of.turned_back[:_MOST]]
        kinds += [("ended wrongly at", place, n) for place, n in of.wrong[:_MOST]]
        rows += [(of.task or "all", kind, place, f"{n}") for kind, place, n in kinds]
    return Grid("Where people went", ("task", "what", "where", "attempts"), tuple(rows), frozenset((3,)))


def _ways(result: Result) -> str:
    parts = result.estimate.parts
    ways = [
        f"{n:.0f} {name.replace('_', ' ')}"
        for name, n in parts.items()
        if n and name.startswith(("direct_", "indirect_", "unspecified_"))
    ]
    return f"{result.task or 'all'}: {', '.join(ways) or 'none'}"
