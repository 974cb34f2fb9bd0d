"""Workbooks: the sheet that looks like answers, as records of text."""

from __future__ import annotations

import dataclasses
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from cxux_cli.errors import InputError, UsageError
from cxux_cli.sources.archive import DAMAGED
from cxux_cli.sources.limits import check_workbook
from cxux_cli.sources.options import ReadOptions
from cxux_cli.sources.sheets import Sheet, choose, judge
from cxux_cli.sources.source import Source
from cxux_cli.sources.table import from_records

_ERROR = re.compile(
    r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|FIELD!|GETTING_DATA)", re.IGNORECASE
)
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2}) 00:00:00")
_EPOCH = re.compile(r"(?:1899-12-3[01]|1900-01-(\d\d)) (\d\d):(\d\d:\d\d(?:\.\d+)?)")
"""A time without a date, which workbooks count from the day before the first one they know."""
_BLOCK = 1 << 20
_PROTECTED = "EncryptedPackage".encode("utf-16-le")
_TAG = re.compile(rb"<(?:\w+:)?(?:sheet|Relationship)\b[^>]*>")
_ATTRIBUTE = re.compile(rb"(?<![\w:])([\w:]{1,64})\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


def open_workbook(file: Path, path: str, options: ReadOptions) -> Source:
    """Understand the sheet asked for, else the one that looks most like answers.

    Raises `InputError` when the workbook cannot be read or no sheet holds a table, `UsageError` when
    it has no sheet of the name asked for.
    """
    import logging

    import fastexcel

    # The library warns about charts on the error stream, which is for people.
    logging.getLogger("calamine").setLevel(logging.CRITICAL)
    _refuse_protected(file, path)
    try:
        check_workbook(file, path, options.limits)
        book = fastexcel.read_excel(str(file))
        names = list(book.sheet_names)
    except InputError:
        raise
    except Exception as error:
        raise InputError(
            "the workbook cannot be read: it is damaged, or no workbook", where=path, hint=_first_line(error)
        ) from error
    if options.sheet is not None:
        stated = _find(options.sheet, names)
        grid, _ = _grid(book, stated, path)
        sheet = judge(stated, grid, hidden=False, formulas=0)
        notes: tuple[str, ...] = (f"sheet '{stated}' of {len(names)}, as stated",) if len(names) > 1 else ()
    else:
        sheet, notes = choose(_sheets(book, names, file, path))
    if not sheet.rows:
        what = f"sheet '{sheet.name}' is" if options.sheet is not None else "all sheets are"
        raise InputError(
            f"the workbook has no table: {what} empty", where=path, hint=f"sheets: {', '.join(names)[:200]}"
        )
    rows, errors = _tidy(sheet.rows)
    # A cell with an error is blank to the library; the file itself says how many there are.
    errors += _marks(file).get(sheet.name, _Marks()).errors
    if errors:
        notes += (f"{errors} cell{'s' * (errors > 1)} with an error such as #N/A: no answer",)
    source, _ = from_records(rows, path=path, options=options, notes=notes + sheet.notes)
    return dataclasses.replace(source, sheet=sheet.name, file=str(file), size=file.stat().st_size)


def _sheets(book: Any, names: list[str], file: Path, path: str) -> list[Sheet]:
    """Every sheet of cells; sheets that hold a chart only are passed over."""
    marks = _marks(file) if len(names) > 1 else {}
    found, problem = [], None
    for name in names:
        try:
            grid, hidden = _grid(book, name, path)
        except InputError as error:
            problem = error
            continue
        found.append(judge(name, grid, hidden=hidden, formulas=marks.get(name, _Marks()).formulas))
    if not found:
        raise problem or InputError("the workbook has no sheets", where=path)
    return found


def _grid(book: Any, name: str, path: str) -> tuple[list[list[str]], bool]:
    """All cells of a sheet as text, and whether it is hidden."""
    try:
        sheet = book.load_sheet(name, header_row=None, dtypes="string")
        if sheet.width == 0 or sheet.height == 0:
            return [], sheet.visible != "visible"
        rows = sheet.to_polars().rows()
    except Exception as error:
        raise InputError(f"sheet '{name}' cannot be read", where=path, hint=_first_line(error)) from error
    return [["" if cell is None else cell for cell in row] for row in rows], sheet.visible != "visible"


def _tidy(rows: list[list[str]]) -> tuple[list[list[str]], int]:
    """Dates without the midnight of a whole column, times without the day, and how many errors were blanked."""
    errors = 0
    for column in range(max(map(len, rows))):
        cells = [row[column] for row in rows]
        dates = [cell for cell in cells if cell[4:5] == "-" and cell[10:11] == " "]
        whole_days = all(_DAY.fullmatch(cell) for cell in dates)
        if not dates and not any(cell.startswith("#") for cell in cells):
            continue
        for row in rows:
            cell = row[column]
            if cell.startswith("#") and _ERROR.fullmatch(cell.strip()):
                row[column] = ""
                errors += 1
            elif (time := _EPOCH.fullmatch(cell)) and not (time[1] and _DAY.fullmatch(cell)):
                row[column] = f"{int(time[1] or 0) * 24 + int(time[2]):02d}:{time[3]}"
            elif whole_days and (day := _DAY.fullmatch(cell)):
                row[column] = day[1]
    return rows, errors


@dataclass(frozen=True, slots=True)
class _Marks:
    """How many cells of a sheet are computed, and how many of all hold an error."""

    formulas: int = 0
    errors: int = 0


def _marks(file: Path) -> Mapping[str, _Marks]:
    """The marks of each sheet of an XLSX file, counted in its XML; none where the file is built otherwise."""
    try:
        with zipfile.ZipFile(file) as archive:
            book, links = archive.read("xl/workbook.xml"), archive.read("xl/_rels/workbook.xml.rels")
            targets = {a.get("Id"): a.get("Target", "") for a in _attributes(links)}
            found = {}
            for sheet in _attributes(book):
                id = next((value for key, value in sheet.items() if key.endswith(":id")), None)
                target = targets.get(id, "")
                member = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
                if "name" in sheet and member in archive.namelist():
                    found[sheet["name"]] = _counted(archive, member)
            return found
    except (*DAMAGED, KeyError, OSError, RuntimeError):
        return {}


def _attributes(xml: bytes) -> list[dict[str, str]]:
    return [
        {key.decode(): unescape((a or b).decode(errors="replace")) for key, a, b in _ATTRIBUTE.findall(tag)}
        for tag in _TAG.findall(xml)
    ]


def _counted(archive: zipfile.ZipFile, member: str) -> _Marks:
    formulas = errors = 0
    rest = b""
    with archive.open(member) as stream:
        while block := stream.read(_BLOCK):
            block = rest + block
            # A tag cut by the end of a block belongs to the next one.
            cut = block.rfind(b">") + 1
            block, rest = block[:cut], block[cut:]
            formulas += block.count(b"<f>") + block.count(b"<f ")
            errors += block.count(b' t="e"')
    return _Marks(formulas, errors)


def _refuse_protected(file: Path, path: str) -> None:
    """An encrypted XLSX is a container of the old kind with the encrypted file inside."""
    with file.open("rb") as stream:
        if stream.read(4) != b"\xd0\xcf\x11\xe0":
            return
        stream.seek(0)
        previous = b""
        while block := stream.read(_BLOCK):
            if _PROTECTED in previous[-len(_PROTECTED) :] + block:
                raise InputError(
                    "the workbook is protected by a password",
                    where=path,
                    hint="open it, remove the password and save it again",
                )
            previous = block


def _find(wanted: str, sheets: list[str]) -> str:
    if wanted in sheets:
        return wanted
    if wanted.isdecimal() and len(wanted) < 9 and 1 <= int(wanted) <= len(sheets):
        return sheets[int(wanted) - 1]
    folded = [name for name in sheets if name.strip().casefold() == wanted.strip().casefold()]
    if len(folded) == 1:
        return folded[0]
    raise UsageError(
        f"there is no sheet called '{wanted}'", where="--sheet", hint=f"sheets: {', '.join(sheets)}"
    )


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__
