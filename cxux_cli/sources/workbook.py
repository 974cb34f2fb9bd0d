"""Workbooks: the sheet that looks like answers, as records of text."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from cxux_cli.errors import InputError, UsageError
from cxux_cli.sources.options import ReadOptions
from cxux_cli.sources.source import Source
from cxux_cli.sources.table import from_records


def open_workbook(file: Path, path: str, options: ReadOptions) -> Source:
    """Understand the sheet asked for, else the one with the largest table.

    Raises `InputError` when the workbook cannot be read or no sheet holds a table.
    """
    import fastexcel

    try:
        book = fastexcel.read_excel(str(file))
        sheets = list(book.sheet_names)
    except Exception as error:
        raise InputError("the workbook cannot be read", where=path, hint=_first_line(error)) from error
    if options.sheet is not None:
        wanted = [_find(options.sheet, sheets)]
    else:
        wanted = sheets
    tables = {}
    for name in wanted:
        try:
            tables[name] = _records(book, name)
        except Exception as error:
            raise InputError(f"sheet '{name}' cannot be read", where=path, hint=_first_line(error)) from error
    name = max(tables, key=lambda n: _answers(tables[n]))
    notes: tuple[str, ...] = ()
    if len(sheets) > 1:
        notes = (f"sheet '{name}' of {len(sheets)} ({', '.join(sheets)[:200]})",)
    source, _ = from_records(tables[name], path=path, options=options, notes=notes)
    return dataclasses.replace(source, sheet=name, file=str(file), size=file.stat().st_size)


def _records(book: Any, name: str) -> list[list[str]]:
    """All cells as text; columns blank from top to bottom at the left are dropped."""
    sheet = book.load_sheet(name, header_row=None, dtypes="string")
    if sheet.width == 0 or sheet.height == 0:
        return []
    frame = sheet.to_polars()
    rows = [["" if cell is None else str(cell) for cell in row] for row in frame.rows()]
    first = min((i for row in rows for i, cell in enumerate(row) if cell.strip()), default=0)
    return [row[first:] for row in rows]


def _answers(rows: list[list[str]]) -> int:
    """How much of a sheet looks like answers: rows that fill at least half of the widest row."""
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    widest = max(filled, default=0)
    return sum(n for n in filled if n * 2 >= widest) if widest else 0


def _find(wanted: str, sheets: list[str]) -> str:
    if wanted in sheets:
        return wanted
    if wanted.isdecimal() and len(wanted) < 9 and 1 <= int(wanted) <= len(sheets):
        return sheets[int(wanted) - 1]
    raise UsageError(
        f"there is no sheet called '{wanted}'", where="--sheet", hint=f"sheets: {', '.join(sheets)}"
    )


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__
