"""JSON lines and arrays of JSON objects: one object is one row, nested names are joined with dots."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cxux_cli.errors import InputError
from cxux_cli.sources.delimited import (
    MIB,
    SMALL,
    WHOLE_SAMPLE_ROWS,
    damaged,
    opener,
    scanner,
    temporary_directory,
)
from cxux_cli.sources.encoding import decide, decode, errors, named
from cxux_cli.sources.options import ReadOptions
from cxux_cli.sources.source import Source
from cxux_cli.sources.table import from_records

_START = re.compile(r"\{|\[\s*[\[{]")
_LONGEST = 32 * MIB
"""A single object is not longer than this."""
_WIDEST = 5_000
"""More names than this are values used as names."""


def is_json(file: Path, compression: str | None) -> bool:
    """Whether a file starts like a JSON object or an array of them."""
    try:
        head = _head(file, compression)
    except Exception:
        # A damaged file is no JSON here; the reader of delimited text says what is wrong with it.
        return False
    return bool(_START.match(decode(head, decide(head, complete=False)).lstrip()))


def open_ndjson(file: Path, path: str, options: ReadOptions, compression: str | None) -> Source:
    """Understand JSON lines, or a JSON array of objects; lists of objects are left out, and named in a note.

    Numbers keep the digits they are written with, true and false become words, null is blank; a list of
    plain values becomes one cell, joined with "; ". Raises `InputError`, with the line where there are
    lines, for what is not JSON, and for one nested document.
    """
    head = _head(file, compression)
    encoding = named(options.encoding) if options.encoding is not None else decide(head, complete=False)
    table = _Table(path)
    try:
        with (
            opener(file, compression) as raw,
            io.TextIOWrapper(raw, encoding.codec, errors(encoding), newline=None) as text,
        ):
            array = decode(head, encoding).lstrip().startswith("[")
            rows = table.rows(_elements(text, path) if array else _lines(text, path))
            source = _source(table, rows, path, options)
    except (EOFError, OSError) as error:
        if compression is None:
            raise
        raise damaged(path, compression) from error
    return dataclasses.replace(
        source, header_rows=0, encoding=encoding.name, file=str(file), size=file.stat().st_size
    )


def _head(file: Path, compression: str | None) -> bytes:
    with opener(file, compression) as stream:
        return stream.read(64 * 1024)


class _Table:
    """The columns met so far, in the order in which they turned up, and what had to be left out."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.columns: dict[str, int] = {}
        self.left_out: dict[str, None] = {}
        self.twice: dict[str, None] = {}

    def rows(self, objects: Iterator[Mapping[str, Any]]) -> Iterator[list[str]]:
        """One record per object, as long as the columns known by then."""
        for found in objects:
            cells = self._flat(found)
            for name in cells:
                self.columns.setdefault(name, len(self.columns))
            if len(self.columns) > _WIDEST:
                raise InputError(
                    f"the objects have more than {_WIDEST:,} different names: values seem to be used as names",
                    where=self.path,
                    hint="export the answers as CSV or XLSX",
                )
            yield [cells.get(name, "") for name in self.columns]

    def _flat(self, found: Mapping[str, Any]) -> dict[str, str]:
        cells: dict[str, str] = {}
        levels = [("", iter(_pairs(found)))]
        while levels:
            prefix, level = levels[-1]
            for key, value in level:
                name = prefix + key
                if isinstance(value, dict):
                    levels.append((f"{name}.", iter(_pairs(value))))
                    break
                if name in cells:
                    # Given twice in one object, or with a dot in it, as a nested one is called.
                    self.twice[name] = None
                elif isinstance(value, list) and any(map(_is_nested, value)):
                    self.left_out[name] = None
                elif isinstance(value, list):
                    cells[name] = "; ".join(filter(None, map(_text, value)))
                else:
                    cells[name] = _text(value)
            else:
                levels.pop()
        return cells

    @property
    def notes(self) -> tuple[str, ...]:
        """What was left out, in words."""
        said = (
            ("nested lists left out", self.left_out),
            ("given twice under one name, the first counts", self.twice),
        )
        return tuple(f"{what}: {', '.join(names)[:200]}" for what, names in said if names)


def _is_nested(value: Any) -> bool:
    return isinstance(value, (dict, list))


def _text(value: Any) -> str:
    """A plain value as a cell; numbers are text already."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    # Half of a surrogate pair can be written in JSON, and is no character.
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _source(table: _Table, rows: Iterator[list[str]], path: str, options: ReadOptions) -> Source:
    """Held in memory as long as the cells are few; beyond that, as a temporary file that is scanned."""
    first: list[list[str]] = []
    size = 0
    for row in rows:
        first.append(row)
        size += sum(map(len, row)) + len(row)
        if size > SMALL:
            break
    # The names are the header whatever they look like.
    options = dataclasses.replace(options, header_rows=1)
    if size <= SMALL:
        source, _ = from_records(
            [list(table.columns), *_even(first, len(table.columns))],
            path=path,
            options=options,
            notes=table.notes,
        )
        return source
    directory = temporary_directory()
    copy = directory / f"{len(list(directory.iterdir()))}.csv"
    last: deque[list[str]] = deque(maxlen=WHOLE_SAMPLE_ROWS)
    with copy.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerows(first)
        for row in rows:
            last.append(row)
            writer.writerow(row)
    width = len(table.columns)
    sample = _even([*first[:WHOLE_SAMPLE_ROWS], *last], width)
    source, _ = from_records(
        [list(table.columns), *sample], path=path, options=options, complete=False, notes=table.notes
    )
    return dataclasses.replace(source, scan=scanner(str(copy), width, 0, ","))


def _even(rows: Sequence[list[str]], width: int) -> list[list[str]]:
    """Rows filled up to the columns that turned up after them."""
    return [row + [""] * (width - len(row)) for row in rows]


def _lines(text: io.TextIOWrapper, path: str) -> Iterator[Mapping[str, Any]]:
    """The object on each line."""
    found: dict[str, Any] = {}
    number = objects = 0
    while line := text.readline(_LONGEST):
        number += 1
        line = line.strip("\ufeff \t\r\n")
        if not line:
            continue
        if not objects and (line == "{" or len(line) > _LONGEST // 2):
            raise _document(path, {})
        try:
            found = _DECODER.decode(line)
        except (ValueError, RecursionError) as error:
            raise InputError(
                f"this line is not JSON: {_why(error)}",
                where=f"{path}, line {number}",
                hint="each line must hold one object; is the file cut off?",
            ) from error
        if not isinstance(found, dict):
            raise InputError("this line holds no JSON object", where=f"{path}, line {number}")
        objects += 1
        yield found
    # One object and nothing else is a document when it holds a list of others.
    if objects == 1 and any(
        isinstance(v, list) and (not v or any(map(_is_nested, v))) for v in found.values()
    ):
        raise _document(path, found)


def _elements(text: io.TextIOWrapper, path: str) -> Iterator[Mapping[str, Any]]:
    """The objects of one array, a mebibyte at a time."""
    buffer = text.read(MIB)
    position, number = buffer.index("[") + 1, 0
    while True:
        while buffer[position : position + 1] in _BETWEEN and position < len(buffer):
            position += 1
        if buffer.startswith("]", position):
            if (buffer[position + 1 :] + text.read(MIB)).strip():
                raise InputError("something follows the end of the JSON array", where=path)
            return
        try:
            found, position = _DECODER.raw_decode(buffer, position)
        except (ValueError, RecursionError) as error:
            more = text.read(MIB)
            if not more or len(buffer) - position > _LONGEST or isinstance(error, RecursionError):
                raise InputError(
                    f"element {number + 1} of the JSON array cannot be read: {_why(error)}",
                    where=path,
                    hint="is the file cut off?",
                ) from error
            buffer, position = buffer[position:] + more, 0
            continue
        if not isinstance(found, dict):
            raise _document(path, {})
        number += 1
        yield found


class _Repeating(dict[str, Any]):
    """An object in which a name stands twice, of which JSON readers keep the last value; `pairs` are all."""

    def __init__(self, pairs: Sequence[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else _Repeating(pairs)


def _pairs(found: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    """The names and values of an object as they are written."""
    return found.pairs if isinstance(found, _Repeating) else found.items()


def _nothing(_constant: str) -> None:
    """NaN and Infinity are no answers."""


# Numbers stay the text they are: no digit of an id is lost, and none takes long to convert.
_DECODER = json.JSONDecoder(
    parse_int=str, parse_float=str, parse_constant=_nothing, strict=False, object_pairs_hook=_object
)
_BETWEEN = " \t\r\n,"


def _why(error: Exception) -> str:
    return error.msg if isinstance(error, json.JSONDecodeError) else "it is nested too deeply"


def _document(path: str, found: Mapping[str, Any]) -> InputError:
    lists = {key: len(value) for key, value in found.items() if isinstance(value, list)}
    key = max(lists, key=lambda k: lists[k], default="NAME")
    return InputError(
        "this is a nested JSON document, not a table of answers",
        where=path,
        hint="export CSV, XLSX or JSON lines (one object a line), "
        f"for example with: jq -c '.\"{key}\"[]' FILE > answers.ndjson",
    )
