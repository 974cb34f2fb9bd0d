"""Tables of questions to CSV: one row per cell, full precision, text made harmless for spreadsheets."""

from __future__ import annotations

import csv
import io

from cxux_cli.render.csv_report import Value
from cxux_cli.render.escape import cell as safe
from cxux_cli.results import Report

_FACTS = ("statistic", "value", "low", "high", "confidence", "method", "n", "base", "n_effective")
_TESTS = ("rest", "p", "p_adjusted", "differs", "test")
_PARTS = ("median", "q1", "q3", "sd")


def render(report: Report) -> str:
    """A header and one row per cell; segment columns after the answer."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([safe(v) if isinstance(v, str) else v for v in row] for row in rows(report))
    return out.getvalue()


def rows(report: Report) -> list[list[Value]]:
    """The rows as plain values, the header first; text as it is."""
    names = list(dict.fromkeys(name for t in report.tables for c in t.cells for name in c.segment))
    found: list[list[Value]] = [["question", "kind", "item", "answer", *names, *_FACTS, *_TESTS, *_PARTS]]
    for table in report.tables:
        for cell in table.cells:
            e = cell.estimate
            found.append(
                [table.question, table.kind, cell.item or "", cell.answer or ""]
                + [cell.segment.get(name) or "" for name in names]
                + ["mean" if cell.answer is None else "share", e.value, e.low, e.high, e.confidence, e.method]
                + [cell.count, e.n, e.n_effective]
                + [cell.rest, cell.p, cell.p_adjusted, cell.differs, cell.test]
                + [e.parts.get(name) for name in _PARTS]
            )
    return found
