"""What stands beneath every view of observations: definitions, intervals, sources, notes."""

from __future__ import annotations

from collections.abc import Sequence

from cxux_cli.render.view import BLANK, PERSONA, number, source_facts
from cxux_cli.results import Report, Result


def facts(report: Report, own: Sequence[Result] = ()) -> list[tuple[str, str]]:
    """Each definition and interval once, then the sources; then notes, those of single results of `own` only."""
    found = [
        ("Definition", f"{result.measure}: {result.formula} [{result.definition}]")
        for result in {result.measure: result for result in report.results}.values()
    ]
    methods = dict.fromkeys(
        r.estimate.method.split(", over ")[0] for r in report.results if r.estimate.low is not None
    )
    if methods:
        people = ", over persons where they repeat" * any(
            ", over " in r.estimate.method for r in report.results
        )
        found.append(("Interval", f"{'; '.join(methods)}{people}, {100 * report.confidence:.6g} % two-sided"))
    found += source_facts(report)
    said = dict.fromkeys([*(note for result in own for note in result.notes), *report.notes])
    said |= dict.fromkeys(note for source in report.sources for note in source.notes)
    return found + [("Note", note) for note in said]


def slice_names(results: Sequence[Result], own: str = "") -> list[str]:
    """What tells the slices of results apart: personas, segment columns; `own` is what the results are about."""
    segments = dict.fromkeys(name for result in results for name in result.segment if name != own)
    return [*([PERSONA] if any(result.persona for result in results) else []), *segments]


def slice_cells(result: Result, names: Sequence[str]) -> list[str]:
    """The cells of a result under the names of the slices; `all` where it is a total."""
    own = {PERSONA: result.persona or "everyone"} | {
        name: BLANK if value is None else value for name, value in result.segment.items()
    }
    cells = [own.get(name, "") for name in names]
    if "" in cells:
        cells[cells.index("")] = "all"
    return cells


def is_whole(result: Result, own: str = "") -> bool:
    """Whether a result stands for everybody."""
    return result.persona is None and not result.segment.keys() - {own}


def value(result: Result) -> str:
    """A share with its unit, a dash where there is none, a word where it may not be shown."""
    return "hidden" if result.hidden else percent(result.estimate.value)


def percent(value: float | None) -> str:
    """A share with its unit, a dash where there is none."""
    return "-" if value is None else f"{number(value)} %"


def interval(result: Result) -> str:
    """Both limits, a dash where there are none."""
    e = result.estimate
    return "-" if e.low is None else f"{number(e.low)} to {number(e.high)}"
