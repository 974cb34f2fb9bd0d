"""Pairs of groups to CSV: one row per pair, full precision, text made harmless for spreadsheets."""

from __future__ import annotations

import csv
import io

from cxux_cli.render.escape import cell
from cxux_cli.results import Report

_COLUMNS = ("measure", "a", "b", "difference", "low", "high", "p", "p_adjusted", "method", "n_a", "n_b")


def render(report: Report) -> str:
    """A header and one row per pair."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for pair in report.comparisons:
        names = [pair.measure, cell(pair.a), cell(pair.b)]
        writer.writerow([*names, *(getattr(pair, column) for column in _COLUMNS[3:])])
    return out.getvalue()
