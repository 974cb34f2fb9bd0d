"""Report to CSV: one row per result, full precision, text made harmless for spreadsheets."""

from __future__ import annotations

import csv
import io

from cxux_cli.render.escape import cell
from cxux_cli.results import Report

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


def render(report: Report) -> str:
    """A header and one row per result; segment columns first, then the facts, then the parts."""
    segments = list(dict.fromkeys(name for result in report.results for name in result.segment))
    parts = list(dict.fromkeys(name for result in report.results for name in result.estimate.parts))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([cell(name) for name in segments] + [*_COLUMNS, *parts, "notes"])
    for result in report.results:
        e = result.estimate
        facts = [
            result.measure,
            result.kind.value,
            result.unit,
            e.value,
            e.low,
            e.high,
            e.confidence,
            e.method,
        ]
        facts += [e.n, None if result.hidden else result.n_missing, e.n_effective, result.definition]
        writer.writerow(
            [cell(result.segment.get(name) or "") for name in segments]
            + facts
            + [e.parts.get(name) for name in parts]
            + [cell("; ".join(result.notes))]
        )
    return out.getvalue()
