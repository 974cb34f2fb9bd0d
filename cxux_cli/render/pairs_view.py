"""Groups side by side as people read them: what each is, then each pair with its test."""

from __future__ import annotations

from cxux_cli.render.trend_view import p_value
from cxux_cli.render.view import Grid, View, notes, number, source_facts
from cxux_cli.results import Comparison, Report, Result


def view(report: Report) -> View:
    """The view of the report of a comparison."""
    percent = f"{100 * report.confidence:g} %"
    columns = ("measure", "group", "value", "unit", f"{percent} interval", "n", "missing", "kind")
    groups = Grid("Each group", columns, tuple(map(_row, report.results)), frozenset((2, 5, 6)))
    places = {r.measure: _places(r) for r in report.results}
    alpha = 1 - report.confidence
    pairs = Grid(
        "Each pair",
        ("measure", "pair", "difference", "its interval", "p", "says"),
        tuple(_pair(each, places[each.measure], alpha) for each in report.comparisons),
        frozenset((2, 4)),
    )
    tests = dict.fromkeys(each.method for each in report.comparisons if each.method)
    tested = sum(each.p is not None for each in report.comparisons)
    said = f"{tested} pair{'s' * (tested != 1)} tested ({'; '.join(tests)}); p counts them all (Holm)"
    facts = [("Tests", said)] if tested else []
    return View(
        (groups, *([pairs] if report.comparisons else [])), (*facts, *source_facts(report), *notes(report))
    )


def _row(result: Result) -> tuple[str, ...]:
    e, places = result.estimate, _places(result)
    name = ", ".join("(blank)" if value is None else value for value in result.segment.values())
    if result.hidden:
        return result.measure, name, "hidden", result.unit, "-", "-", "-", result.kind.value
    interval = f"{number(e.low, places)} to {number(e.high, places)}" if e.low is not None else "-"
    return (
        *(result.measure, name, number(e.value, places), result.unit, interval),
        *(f"{e.n}", f"{result.n_missing}", result.kind.value),
    )


def _pair(pair: Comparison, places: int, alpha: float) -> tuple[str, ...]:
    sign = "+" if (pair.difference or 0) > 0 else ""
    interval = f"{number(pair.low, places)} to {number(pair.high, places)}" if pair.low is not None else "-"
    says = ""
    if pair.p_adjusted is not None:
        direction = "higher" if (pair.difference or 0) > 0 else "lower"
        says = direction if pair.p_adjusted < alpha else "no difference shown"
    value = f"{sign}{number(pair.difference, places)}"
    p = "-" if pair.p_adjusted is None else p_value(pair.p_adjusted)
    return pair.measure, f"{pair.a} less {pair.b}", value, interval, p, says


def _places(result: Result) -> int:
    # On a scale of a few steps one decimal hides what matters.
    return 2 if result.range[1] - result.range[0] <= 10 else 1
