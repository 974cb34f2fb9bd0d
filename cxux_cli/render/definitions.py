"""The definitions of a measure side by side, on the answers of one file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cxux_cli.render.view import Grid, View, notes, number, source_facts
from cxux_cli.results import Definition, Report


def compared(
    document: dict[str, Any], report: Report, found: Sequence[Definition]
) -> tuple[View, dict[str, Any]]:
    """The view of the definitions, and `document` with their numbers as plain values."""
    conditions = len({d.condition for d in found}) > 1
    rows = [_row(d, conditions) for d in found]
    columns = ("definition", "value", "unit", f"{100 * report.confidence:.6g} % interval", "n", "what it is")
    names = ("condition", *columns) if conditions else columns
    start = len(names) - len(columns) + 1
    grid = Grid(f"{document['name']}, by definition", names, tuple(rows), frozenset((start, start + 3)))
    facts = [("Source", f"{d.name}: {d.source}") for d in found if d.source]
    facts = list(dict.fromkeys(facts)) + source_facts(report) + notes(report)
    values = [_value(d) for d in found]
    return View((grid,), tuple(facts)), {**document, "definitions": values, "notes": list(report.notes)}


def _row(d: Definition, conditions: bool) -> tuple[str, ...]:
    e = d.estimate
    interval = "-" if e.low is None else f"{number(e.low, 2)} to {number(e.high, 2)}"
    cells = (d.name, number(e.value, 2), d.unit, interval, f"{e.n}", d.formula)
    return (d.condition or "", *cells) if conditions else cells


def _value(d: Definition) -> dict[str, Any]:
    return {
        "name": d.name,
        "own": d.own,
        "formula": d.formula,
        "source": d.source,
        "unit": d.unit,
        "condition": d.condition,
        "value": d.estimate.value,
        "low": d.estimate.low,
        "high": d.estimate.high,
        "n": d.estimate.n,
        "method": d.estimate.method,
    }
