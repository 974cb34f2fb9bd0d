"""Report to CSV: one row per result, full precision, text made harmless for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence

from cxux_cli.render.escape import cell
from cxux_cli.render.view import BLANK
from cxux_cli.results import Report, Result

_COLUMNS = (
    "measure",
    "kind",
    "unit",
    "value",
    "low",
    "high",
    "confidence",
    "method",
    "n",
    "n_missing",
    "n_effective",
) + ("definition",)


Value = str | float | None


def render(report: Report) -> str:
    """A header and one row per result; slices and segment columns first, then the facts, then the parts."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([cell(v) if isinstance(v, str) else v for v in row] for row in rows(report))
    return out.getvalue()


def rows(report: Report) -> list[list[Value]]:
    """The rows as plain values, the header first; text as it is."""
    segments = list(dict.fromkeys(name for result in report.results for name in result.segment))
    parts = list(dict.fromkeys(name for result in report.results for name in result.estimate.parts))
    slices = _slices(report.results)
    running = ["period_unfinished"] if any(result.period for result in report.results) else []
    found: list[list[Value]] = [[*slices, *segments, *_COLUMNS, *parts, *running, "notes"]]
    for result in report.results:
        e = result.estimate
        facts: list[Value] = [result.measure, result.kind.value, result.unit]
        facts += [e.value, e.low, e.high, e.confidence, e.method]
        facts += [e.n, None if result.hidden else result.n_missing, e.n_effective, result.definition]
        found.append(
            [of(result) for of in slices.values()]
            + [_segment(result, name) for name in segments]
            + facts
            + [e.parts.get(name) for name in parts]
            + ["yes" if result.period and result.period.running else ""] * len(running)
            + ["; ".join(result.notes)]
        )
    return found


def _segment(result: Result, name: str) -> str:
    """The value of a segment: empty in totals, a word for people whose cell is blank."""
    value = result.segment.get(name, "")
    return BLANK if value is None else value


def _slices(results: Sequence[Result]) -> dict[str, Callable[[Result], str]]:
    """Columns for sources, personas, tasks and periods, where there are any."""
    columns: dict[str, Callable[[Result], str]] = {}
    if any(r.source for r in results):
        columns["source"] = lambda r: r.source or ""
    if any(r.persona for r in results):
        columns["persona"] = lambda r: r.persona or "everyone"
    if any(r.task for r in results):
        columns["task"] = lambda r: r.task or "all"
    if any(r.period for r in results):
        columns["period"] = lambda r: r.period.label if r.period else ""
        columns["period_start"] = lambda r: r.period.start.isoformat() if r.period else ""
        columns["period_end"] = lambda r: r.period.end.isoformat() if r.period else ""
    return columns
