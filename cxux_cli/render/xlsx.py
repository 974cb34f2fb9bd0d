"""A report as a workbook: numbers as numbers, text as text and never as a formula or a link."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cxux_cli.gates.words import outcome
from cxux_cli.render import csv_report, tables_csv
from cxux_cli.render.csv_report import Value
from cxux_cli.render.escape import plain
from cxux_cli.render.extra import needed
from cxux_cli.render.view import notes
from cxux_cli.results import Report

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_CREATED = datetime(2000, 1, 1)
"""The same for every file: the time of a run is no part of its result."""
_NARROW, _WIDE = 8, 60
_LONGEST = 32_767
"""Characters that a cell takes."""


def render(report: Report) -> bytes:
    """The workbook of a report, the same bytes for the same report.

    Sheets: Results, Tables where there are any, Columns, Ledger, Gates, Notes. Raises `UsageError` where the
    extra `report` is not installed.
    """
    needed("xlsx")
    from xlsxwriter import Workbook

    out = io.BytesIO()
    book = Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"title": "cxux report", "created": _CREATED})
    for name, rows in _sheets(report).items():
        _sheet(book, name, rows)
    book.close()
    return out.getvalue()


def _sheets(report: Report) -> dict[str, list[list[Value]]]:
    """The rows of every sheet, the header first."""
    sheets = {"Results": csv_report.rows(report)}
    if report.tables:
        sheets["Tables"] = tables_csv.rows(report)
    sheets["Columns"] = [["source", "role", "column", "text", "why"]]
    sheets["Columns"] += [
        [s.path, b.role, b.column, b.text, b.why] for s in report.sources for b in s.mapping
    ]
    sheets["Ledger"] = [["source", "rows", "what became of them"]]
    for ledger in report.ledger:
        sheets["Ledger"] += [[ledger.source, ledger.read, "read"], [ledger.source, ledger.used, "used"]]
        sheets["Ledger"] += [[ledger.source, e.rows, f"left out: {e.reason}"] for e in ledger.excluded]
    sheets["Gates"] = [["gate", "measure", "outcome", "effect", "op", "target", "value", "n", "message"]]
    for g in report.gates:
        sheets["Gates"].append(
            [g.id, g.measure, outcome(g), g.effect, g.op, g.target, g.value, g.n, g.message]
        )
    sheets["Notes"] = [["note"]]
    sheets["Notes"] += [[text] for _, text in notes(report)]
    return sheets


def _sheet(book: Workbook, name: str, rows: Sequence[Sequence[Value]]) -> None:
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
    decimal = book.add_format({"num_format": "0.0##", "valign": "top"})
    other = book.add_format({"valign": "top"})
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(i, j, _text(value), other if i else head)
            elif value is not None:
                whole = float(value).is_integer()
                sheet.write_number(i, j, value, other if whole else decimal)
    for j, column in enumerate(zip(*rows, strict=True)):
        sheet.set_column(j, j, _width(column))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows) - 1, 1), len(rows[0]) - 1)


def _text(text: str) -> str:
    """A text that a cell takes: one line, no control characters, cut where it is too long."""
    text = plain(text)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _width(column: Sequence[Any]) -> int:
    """In characters: of the longest text, or of a number as it is shown."""
    longest = max(len(value) if isinstance(value, str) else 8 for value in column)
    return min(_WIDE, max(_NARROW, longest + 2))
