"""What stands beneath every view of observations: definitions, intervals, sources, notes."""

from __future__ import annotations

from collections.abc import Sequence

from cxux_cli.render.view import number, source_facts
from cxux_cli.results import Report, Result


def facts(report: Report, own: Sequence[Result] = ()) -> list[tuple[str, str]]:
    """Each definition and interval once, then the sources; then notes, those of single results of `own` only."""
    found = [
        ("Definition", f"{result.measure}: {result.formula} [{result.definition}]")
        for result in {result.measure: result for result in report.results}.values()
    ]
    methods = dict.fromkeys(r.estimate.method for r in report.results if r.estimate.low is not None)
    if methods:
        found.append(("Interval", f"{'; '.join(methods)}, {100 * report.confidence:.6g} % two-sided"))
    found += source_facts(report)
    said = dict.fromkeys([*(note for result in own for note in result.notes), *report.notes])
    said |= dict.fromkeys(note for source in report.sources for note in source.notes)
    return found + [("Note", note) for note in said]


def percent(value: float | None) -> str:
    """A share with its unit, a dash where there is none."""
    return "-" if value is None else f"{number(value)} %"


def interval(result: Result) -> str:
    """Both limits, a dash where there are none."""
    e = result.estimate
    return "-" if e.low is None else f"{number(e.low)} to {number(e.high)}"
