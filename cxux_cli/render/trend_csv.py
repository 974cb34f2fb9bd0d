"""A series to CSV: one row per period, full precision, text made harmless for spreadsheets."""

from __future__ import annotations

import csv
import io

from cxux_cli.render.escape import cell
from cxux_cli.results import Report

_COLUMNS = (
    *("measure", "period", "period_start", "period_end", "value", "low", "high", "confidence", "method", "n"),
    *(
        "n_missing",
        "unit",
        "definition",
        "compared_with",
        "difference",
        "difference_low",
        "difference_high",
        "p",
    ),
    *("p_adjusted", "test", "limit_low", "limit_high", "signal", "notes"),
)


def render(report: Report) -> str:
    """A header and one row per period."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    changes = {each.a: each for each in report.comparisons}
    limits = {each.period: each for each in report.trend.limits} if report.trend else {}
    for result in report.results:
        e, period = result.estimate, result.period
        name = period.label if period else ""
        change, limit = changes.get(name), limits.get(name)
        writer.writerow(
            [result.measure, name, period.start if period else "", period.end if period else ""]
            + [e.value, e.low, e.high, e.confidence, e.method]
            + ["" if result.hidden else e.n, "" if result.hidden else result.n_missing]
            + [result.unit, result.definition]
            + (
                [
                    change.b,
                    change.difference,
                    change.low,
                    change.high,
                    change.p,
                    change.p_adjusted,
                    change.method,
                ]
                if change
                else [""] * 7
            )
            + ([limit.low, limit.high, limit.signal] if limit else [""] * 3)
            + [cell("; ".join(result.notes))]
        )
    return out.getvalue()
