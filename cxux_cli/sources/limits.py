"""What an input may ask of the machine: small files that would become gigabytes are refused before they do.

`--limits 10` raises all of them tenfold, for inputs that are large and trusted.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from cxux_cli.errors import InputError

CELLS = 5_000_000
"""Of a sheet, rows times columns as far as its last cell: all of them are held in memory, blank ones too."""
CELL = 16 << 20
"""Bytes of one cell, or of one line of text."""
TAG = 1 << 16
"""Bytes of one element of a workbook's XML: the attributes of a longer one take quadratic time."""
RATIO, FREE = 200, 64 << 20
"""A column of Parquet or a compressed text may unpack to so many times its size; up to `FREE` bytes it may anyway."""
_BLOCK = 1 << 20
_REFERENCE = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_REPEATED = re.compile(rb'number-(columns|rows)-repeated="(\d+)"')


def check_parquet(file: Path, path: str, factor: float) -> None:
    """Refuse columns that unpack to far more than they are; what is wrong with the footer the reader says."""
    from cxux_cli.sources.parquet_footer import chunks

    try:
        found = chunks(file)
    except ValueError:
        return
    for chunk in found:
        if chunk.unpacked > factor * max(FREE, RATIO * chunk.packed):
            raise refused(
                f"column '{chunk.name[:40]}' would unpack from {chunk.packed:,} to {chunk.unpacked:,} bytes: its cells "
                "are no answers",
                path,
            )


def refused(what: str, path: str) -> InputError:
    """The error of an input that asks for too much."""
    return InputError(what, where=path, hint="if it is large and you trust it, raise the limits: --limits 10")


def check_lines(blocks: Iterator[bytes], path: str, factor: float, out: IO[bytes] | None = None) -> None:
    """Pass over text, writing it to `out`; a line longer than a cell may be is refused as soon as it is."""
    since = 0
    for block in blocks:
        last = max(block.rfind(b"\n"), block.rfind(b"\r"))
        since = len(block) - last - 1 if last >= 0 else since + len(block)
        if since > CELL * factor:
            raise refused(
                f"a line is longer than {CELL * factor / 2**20:g} MiB: this is no table of answers", path
            )
        if out is not None:
            out.write(block)


def blocks_of(stream: IO[bytes]) -> Iterator[bytes]:
    """The bytes of a stream, some at a time."""
    while block := stream.read(_BLOCK):
        yield block


def check_workbook(file: Path, path: str, factor: float) -> None:
    """Refuse sheets that declare or repeat more cells than memory holds, before the library makes them.

    Reads the XML of every sheet once, some bytes at a time. Files of the old kind are no archives and hold what
    they weigh.
    """
    if not zipfile.is_zipfile(file):
        return
    with zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            if info.filename.endswith((".xml", ".rels")):
                with archive.open(info) as stream:
                    _check_xml(stream, info.filename, path, factor)


def _check_xml(stream: IO[bytes], member: str, path: str, factor: float) -> None:
    rows = columns = 0
    repeated = 1
    rest = b""
    while block := stream.read(_BLOCK):
        block = rest + block
        cut = block.rfind(b">") + 1
        rest, block = block[cut:], block[:cut]
        if len(rest) > max(TAG, CELL) * factor:
            raise refused(f"'{member}' holds a cell longer than {CELL * factor / 2**20:g} MiB", path)
        if len(rest.rpartition(b"<")[2]) > TAG * factor or _longest_tag(block) > TAG * factor:
            raise refused(f"'{member}' holds an element longer than {TAG * factor / 2**10:g} KiB", path)
        for letters, digits in _REFERENCE.findall(block):
            columns, rows = max(columns, _column(letters)), max(rows, int(digits))
        for tag in re.finditer(rb"<table:table-(?:row|cell)\b[^>]*>", block):
            times = 1
            for _, n in _REPEATED.findall(tag[0]):
                times *= int(n)
            # A blank repeated to the end of the sheet is cut off by the library; one with a value is not.
            if b"value" in tag[0] or b"table-row" in tag[0]:
                repeated = max(repeated, times) if b"table-row" in tag[0] else repeated
                columns = max(columns, times) if b"table-cell" in tag[0] else columns
    rows = max(rows, repeated)
    if rows * columns > CELLS * factor:
        raise refused(
            f"a sheet has {rows:,} rows and {columns:,} columns as far as its last cell, more than "
            f"{CELLS * factor:,.0f} cells",
            path,
        )


def _longest_tag(block: bytes) -> int:
    """The longest stretch without an end of an element, where it may be one that is too long."""
    if len(block) <= TAG:
        return 0
    return max(len(part.rpartition(b"<")[2]) for part in block.split(b">"))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def unpacked(stream: IO[bytes], folder: Path, path: str, factor: float) -> Path:
    """The text of a compressed stream as a temporary file, in bounded memory."""
    copy = folder / f"unpacked-{len(list(folder.iterdir()))}"
    with copy.open("wb") as out:
        check_lines(blocks_of(stream), path, factor, out)
    return copy
