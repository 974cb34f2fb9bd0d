"""The report on a study: what every command said of every source, each as that command shows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from cxux_cli.measures.base import Measure
from cxux_cli.measures.declared import DECLARED
from cxux_cli.render import cards_view, gates_view, problems_view, tasks_view, telemetry_view, tree_view
from cxux_cli.render import view as questions_view
from cxux_cli.render.view import Grid, View, number
from cxux_cli.results import Prediction, Report
from cxux_cli.study.config.study import EVERYONE

_VIEWS: dict[str, Callable[[Report], View]] = {
    "tasks": tasks_view.view,
    "problems": problems_view.view,
    "cards": cards_view.view,
    "tree": tree_view.view,
    "web": lambda report: telemetry_view.view(report, DECLARED),
    "adoption": lambda report: telemetry_view.view(report, DECLARED),
}
"""Command -> its view; measures of answers have one of their own."""


def view(
    report: Report, parts: Sequence[tuple[str, str, Report, Sequence[Measure]]], code: int | None = None
) -> View:
    """The view of a study from its parts: source, command, report, and the measures of answers.

    The verdicts of its gates stand first; `code` is the exit code that is told beside them.
    """
    found = []
    for source, verb, said, measures in parts:
        own = _VIEWS[verb](said) if verb in _VIEWS else questions_view.view(said, measures)
        found.append(replace(own, title=f"{source}: {verb}" if verb in _VIEWS else source))
    grids = (predicted_grid(report.predictions),) if report.predictions else ()
    title = str(report.window) if report.window else ""
    if report.gates:
        first = gates_view.view(report.gates, code)
        return replace(first, title=title, grids=(*first.grids, *grids), parts=tuple(found))
    return View(grids, (), title, tuple(found))


def predicted_grid(predictions: Sequence[Prediction]) -> Grid:
    """What the team expected before it read the data, beside what was measured."""
    rows = [
        (
            *(p.measure, p.source, p.persona or EVERYONE, number(p.expected), number(p.value)),
            "-" if p.error is None else f"{'+' if p.error > 0 else ''}{number(p.error)}",
            _verdict(p),
        )
        for p in predictions
    ]
    columns = ("measure", "source", "persona", "expected", "measured", "error", "expectation")
    return Grid("Expected before the data were read", columns, tuple(rows), frozenset((3, 4, 5)))


def _verdict(prediction: Prediction) -> str:
    if prediction.inside is None:
        return ""
    if prediction.inside:
        return "inside the interval"
    return "too high" if (prediction.error or 0) > 0 else "too low"
