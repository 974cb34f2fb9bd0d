"""Text to records: quote-aware, tolerant of stray quotes, never swallowing rows in silence."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cxux_cli.errors import InputError

DELIMITERS = (",", ";", "\t", "|", "^", "~", "\x1f", "\x01")
_SNIFFED = 20
# A cell may be as long as the file; the limit of the csv module guards nothing here.
csv.field_size_limit(2**31 - 1)


@dataclass(slots=True)
class Records:
    """Parsed records, with what was noticed while parsing."""

    rows: list[list[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def sniff(text: str) -> str:
    """The delimiter of the first 20 records: the one that gives the most even table; a comma when none does."""
    head = _first_lines(text)
    # A stray quote makes the right delimiter fail the strict reading; then the tolerant one decides.
    return _most_even(head, strict=True) or _most_even(head, strict=False) or ","


def columns(text: str, delimiter: str) -> int:
    """How many columns most of the first 20 records have."""
    head = _first_lines(text)
    widths = _widths(head, delimiter, True) or _widths(head, delimiter, False)
    return max(set(widths), key=widths.count, default=0)


def _most_even(head: str, *, strict: bool) -> str | None:
    best, best_score = None, 0.0
    for delimiter in DELIMITERS:
        widths = _widths(head, delimiter, strict) if delimiter in head else []
        if not widths:
            continue
        modal = max(set(widths), key=widths.count)
        if modal < 2:
            continue
        score = widths.count(modal) / len(widths) + min(modal, 50) / 1000
        if score > best_score:
            best, best_score = delimiter, score
    return best


def declared_delimiter(text: str) -> tuple[str | None, str]:
    """The delimiter of a leading `sep=;` line, which spreadsheets write, and the text after it."""
    if text[:4].lower() == "sep=" and len(text) > 5 and text[5] in "\r\n":
        # A blank line under it is a record of its own.
        return text[4], text[5:].removeprefix("\r").removeprefix("\n")
    return None, text


def parse(text: str, delimiter: str, *, complete: bool, path: str) -> Records:
    """All records of `text`; of an incomplete text (a sample) the last record is dropped.

    Raises `InputError` where a quote is never closed, or where a cell has plainly swallowed rows.
    """
    if complete:
        return Records(*_parse(text, delimiter, path))
    rows = list(_lenient(io.StringIO(text, newline=""), delimiter))
    return Records(rows[:-1] if len(rows) > 1 else rows)


def stream(lines: Iterable[str], delimiter: str, path: str, notes: list[str]) -> Iterator[list[str]]:
    """Records of a long text, one by one, under the same rules as `parse`; `notes` gets what is noticed."""
    end = "\x00end of file\x00"
    written: list[str] = []

    def closed() -> Iterator[str]:
        last = ""
        for line in lines:
            written.append(line)
            yield line
            last = line
        # A last line without its line end would take the mark into its last cell.
        if last and not last.endswith(("\n", "\r")):
            yield "\n"
        yield end + "\n"

    reader = csv.reader(closed(), delimiter=delimiter)
    start, width = 1, 0
    suspicious = 0
    for number, row in enumerate(reader, 1):
        if row == [end]:
            if suspicious:
                notes.append(_looks_like_rows(suspicious))
            return
        if row and end in row[-1]:
            raise _unclosed(path, start)
        # A title above the header has one cell.
        width = width if width > 2 else len(row)
        if len(written) > 1 and _swallowed(row, width, delimiter):
            if not _is_well_formed(written, delimiter, width):
                raise _unclosed(path, start)
            suspicious = suspicious or number
        yield row
        start = reader.line_num + 1
        written.clear()


def is_blank(row: list[str]) -> bool:
    """Whether a record holds nothing: no person wrote it."""
    # The first filled cell decides nearly always: this runs for every record.
    return not any(row) or not any(cell and not cell.isspace() for cell in row)


def _parse(text: str, delimiter: str, path: str) -> tuple[list[list[str]], list[str]]:
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
        return rows, _suspicious(rows, text, delimiter)
    except csv.Error:
        # Some quote is in the wrong place: a cell with rows inside is then no comment of several lines.
        notes = ["stray quotes inside cells were read as text"]
        return list(stream(io.StringIO(text, newline=""), delimiter, path, notes)), notes


def _suspicious(rows: list[list[str]], text: str, delimiter: str) -> list[str]:
    """Well-formed, and yet a cell holds what looks like rows: said, because nobody can tell."""
    if '"' not in text or not rows or text.count("\n") <= len(rows):
        return []
    width = len(rows[0])
    found = [
        i
        for i, row in enumerate(rows, 1)
        if any("\n" in c for c in row) and _swallowed(row, width, delimiter)
    ]
    return [_looks_like_rows(found[0])] if found else []


def _looks_like_rows(record: int) -> str:
    return f"record {record} has a cell that looks like whole rows: is a quote missing there?"


def _lenient(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=delimiter)


def _swallowed(row: list[str], width: int, delimiter: str) -> bool:
    """Whether a cell holds whole rows: at least one inner line with as many delimiters as a record has."""
    if width < 3:
        return False
    return any(
        line.count(delimiter) >= width - 1
        for cell in row
        if "\n" in cell or "\r" in cell
        for line in cell.splitlines()[1:]
    )


def _is_well_formed(lines: Iterable[str], delimiter: str, width: int) -> bool:
    """Whether lines are one record without a quote in the wrong place, and not a longer one than others.

    Where a quote is missing, the next one in the file ends the cell, and hardly ever just before a delimiter.
    """
    try:
        rows = list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    # A delimiter at the end of a line makes no row longer.
    return len(rows) == 1 and not any(cell.strip() for cell in rows[0][width:])


def _unclosed(path: str, line: int) -> InputError:
    return InputError(
        "a quote is opened and not closed, so the rows after it cannot be told apart",
        where=f"{path}, line {line}",
        hint='close the quote or double it ("") and try again',
    )


def _first_lines(text: str) -> str:
    """Enough physical lines for about 20 records, quoted line ends included."""
    end = 0
    for _ in range(_SNIFFED * 10):
        following = min((i for i in (text.find("\n", end), text.find("\r", end)) if i >= 0), default=-1)
        if following < 0:
            return text
        end = following + 1
    return text[:end]


def _widths(head: str, delimiter: str, strict: bool) -> list[int]:
    """Widths of the first records; empty when the quoting does not fit this delimiter."""
    widths: list[int] = []
    try:
        for row in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter, strict=strict):
            if not is_blank(row):
                widths.append(len(row))
            if len(widths) == _SNIFFED:
                break
    except csv.Error as error:
        # The sample may end inside a quoted cell; a quote in the wrong place speaks against the delimiter.
        if "unexpected end of data" not in str(error):
            return []
    return widths
