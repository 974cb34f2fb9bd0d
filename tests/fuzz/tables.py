"""A table of answers whose rows are known, and the ways to write it to a file without changing them."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import fastexcel
import xlsxwriter
import zstandard

csv.field_size_limit(2**31 - 1)
SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx")
LONGEST_IN_A_WORKBOOK = 32_767


def is_blank(row: Sequence[str]) -> bool:
    return not any(cell.strip() for cell in row)


@dataclass(slots=True)
class Table:
    """Header records and rows of cells.

    `roles` has one word per column: `answer` for what a measure reads, `fixed` for what decides on
    rows or is named by an option, `unnamed` for one without a header, `free` for the rest, whose cells no
    number depends on.
    """

    head: list[list[str]]
    rows: list[list[str]]
    roles: list[str]
    dialect: str

    @property
    def width(self) -> int:
        return len(self.roles)

    @property
    def regular(self) -> bool:
        """Whether no row is longer than the header, so that columns may be moved."""
        return all(len(row) <= self.width for row in self.rows)

    @property
    def records(self) -> int:
        return sum(not is_blank(row) for row in self.rows)

    @property
    def blank(self) -> int:
        return len(self.rows) - self.records

    def of(self, role: str) -> list[int]:
        return [i for i, mine in enumerate(self.roles) if mine == role]

    def copy(self) -> Table:
        return Table(
            [list(r) for r in self.head], [list(r) for r in self.rows], list(self.roles), self.dialect
        )


@dataclass(slots=True)
class Form:
    """How a table is written."""

    delimiter: str = ","
    ends: tuple[str, ...] = ("\n",)
    """Line ends, used in turn."""
    quoting: str = "needed"
    encoding: str = "utf-8"
    packed: str = ""
    declared: bool = False
    above: tuple[str, ...] = ()
    tail: str | None = None
    """What ends the file instead of a line end."""
    workbook: bool = False
    numbers: bool = False
    """Whether whole numbers are numbers in a workbook."""
    options: list[str] = field(default_factory=list)

    @property
    def blank_at_the_end(self) -> int:
        return max(0, (self.tail or "").count("\n") - 1)

    @property
    def suffix(self) -> str:
        if self.workbook:
            return ".xlsx"
        ending = {"gzip": ".csv.gz", "zstd": ".csv.zst", "zip": ".zip"}
        return ending.get(self.packed, ".tsv" if self.delimiter == "\t" else ".csv")


def read(path: Path) -> list[list[str]]:
    """The records of a sample, read without any code of cxux."""
    if path.suffix == ".xlsx":
        sheet = fastexcel.read_excel(str(path)).load_sheet(0, header_row=None, dtypes="string")
        return [["" if cell is None else str(cell) for cell in row] for row in sheet.to_polars().rows()]
    data = path.read_bytes()
    try:
        text = data.decode("utf-16" if data.startswith(codecs.BOM_UTF16_LE) else "utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252")
    first = text.splitlines()[0]
    delimiter = max(",;\t", key=first.count)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def write(table: Table, form: Form) -> bytes:
    """The bytes of a table; UnicodeEncodeError where the encoding lacks a character."""
    if form.workbook:
        return _workbook(table, form)
    data = _text(table, form).encode(form.encoding)
    if form.packed == "gzip":
        return gzip.compress(data, mtime=0)
    if form.packed == "zstd":
        return zstandard.ZstdCompressor().compress(data)
    if form.packed == "zip":
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("answers.csv", data)
        return out.getvalue()
    return data


def _text(table: Table, form: Form) -> str:
    lines = [f"sep={form.delimiter}"] if form.declared else []
    lines += form.above
    lines += [form.delimiter.join(_quoted(cell, form) for cell in row) for row in table.head + table.rows]
    ends = [form.ends[i % len(form.ends)] for i in range(len(lines))]
    if form.tail is not None:
        ends[-1] = form.tail
    return "".join(line + end for line, end in zip(lines, ends, strict=True))


def _quoted(cell: str, form: Form) -> str:
    needed = any(char in cell for char in (form.delimiter, '"', "\n", "\r")) or cell[:1].isspace()
    if form.quoting == "all" or needed or (form.quoting == "text" and cell and not cell.isdigit()):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _workbook(table: Table, form: Form) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet("Answers")
        for i, row in enumerate([[line] for line in form.above] + table.head + table.rows):
            for j, cell in enumerate(row):
                if form.numbers and cell.isascii() and cell.isdigit() and str(int(cell[:15])) == cell:
                    sheet.write_number(i, j, int(cell))
                elif cell:
                    sheet.write_string(i, j, cell)
    return out.getvalue()
