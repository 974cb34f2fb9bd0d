"""Scores per person as CSV."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from cxux_cli.render.escape import cell

if TYPE_CHECKING:
    import polars as pl


def render(scores: pl.DataFrame | None) -> str:
    """A header and one row per person; whole scores without a fraction."""
    if scores is None:
        return "source,row,id,score,flag\n"
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(scores.columns)
    for row in scores.iter_rows():
        writer.writerow(
            [cell(v) if isinstance(v, str) else f"{v:g}" if isinstance(v, float) else v for v in row]
        )
    return out.getvalue()
