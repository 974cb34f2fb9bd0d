"""The report on a study: what every command said of every source, each as that command shows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from cxux_cli.measures.base import Measure
from cxux_cli.measures.declared import DECLARED
from cxux_cli.render import cards_view, problems_view, tasks_view, telemetry_view, tree_view
from cxux_cli.render import view as questions_view
from cxux_cli.render.view import View
from cxux_cli.results import Report

_VIEWS: dict[str, Callable[[Report], View]] = {
    "tasks": tasks_view.view,
    "problems": problems_view.view,
    "cards": cards_view.view,
    "tree": tree_view.view,
    "web": lambda report: telemetry_view.view(report, DECLARED),
    "adoption": lambda report: telemetry_view.view(report, DECLARED),
}
"""Command -> its view; measures of answers have one of their own."""


def view(parts: Sequence[tuple[str, str, Report, Sequence[Measure]]]) -> View:
    """The view of a study from its parts: source, command, report, and the measures of answers."""
    found = []
    for source, verb, report, measures in parts:
        own = _VIEWS[verb](report) if verb in _VIEWS else questions_view.view(report, measures)
        found.append(replace(own, title=f"{source}: {verb}" if verb in _VIEWS else source))
    return View((), (), parts=tuple(found))
