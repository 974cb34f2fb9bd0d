"""Paths, globs and standard input to sources."""

from __future__ import annotations

import dataclasses
import filecmp
import glob
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from cxux_cli.catalog.labels import BUILT_IN, Labels
from cxux_cli.errors import InputError, UsageError
from cxux_cli.sources.delimited import SMALL, damaged, open_delimited, opener, temporary_directory
from cxux_cli.sources.options import ReadOptions
from cxux_cli.sources.source import Source

_GLOB = frozenset("*?[")
_ADDRESS = re.compile(r"(?:^|[/\\])[A-Za-z][A-Za-z0-9+.-]+:/")
"""How an address begins, behind the folder of a config too; one letter is the drive of a path."""
_SMALL = 1 << 20


def open_sources(paths: Sequence[str], options: ReadOptions) -> list[Source]:
    """Every input named by paths, globs or `-`, understood, in the order given (globs sorted).

    Raises `InputError` for what cannot be read, `UsageError` when `-` is given twice or the labels are wrong.
    """
    if list(paths).count("-") > 1:
        raise UsageError("standard input can be read once", where="-")
    once: dict[Path | str, str] = {}
    twice = set()
    for path in expand(paths):
        key = path if path == "-" else Path(path).resolve()
        twice.add(once.setdefault(key, path)) if key in once else once.setdefault(key, path)
    labels = _labels(options)
    opened = [_open(path, options) for path in once.values()]
    copies = _copies(list(once.values()))
    if labels is not BUILT_IN:
        opened = [_worded(source, labels, f"answer words also from {options.labels}") for source in opened]
    return [
        dataclasses.replace(
            source,
            notes=(
                *source.notes,
                *(["named twice, read once"] if source.path in twice else []),
                *(
                    [f"holds the same bytes as {copies[source.path]}; read all the same"]
                    if source.path in copies
                    else []
                ),
            ),
        )
        for source in opened
    ]


def _copies(paths: Sequence[str]) -> dict[str, str]:
    """Files that hold the same bytes as an earlier one: path -> that of the earlier one."""
    by_size: dict[int, list[str]] = {}
    found = {}
    for path in paths:
        if path == "-" or not Path(path).is_file():
            continue
        alike = by_size.setdefault(Path(path).stat().st_size, [])
        first = next((other for other in alike if filecmp.cmp(path, other, shallow=False)), None)
        if first is None:
            alike.append(path)
        else:
            found[path] = first
    return found


def _labels(options: ReadOptions) -> Labels:
    if options.labels is None:
        return BUILT_IN
    from cxux_cli.catalog.labels_file import load_labels

    return load_labels(options.labels)


def _worded(source: Source, labels: Labels, note: str) -> Source:
    """The source with a user's labels."""
    return dataclasses.replace(source, labels=labels, notes=(*source.notes, note))


def expand(paths: Sequence[str]) -> list[str]:
    """Globs replaced by what they match; `InputError` when they match nothing, and for addresses."""
    expanded: list[str] = []
    for path in paths:
        if _ADDRESS.search(path) and not Path(path).exists():
            raise InputError(
                "this is an address, and cxux reads files only",
                where=path,
                hint="download it first, then name the file",
            )
        # A file whose name holds a bracket is a file first.
        if _GLOB.isdisjoint(path) or Path(path).exists():
            expanded.append(path)
            continue
        found = sorted(p for p in glob.glob(path, recursive=True) if Path(p).is_file())
        if not found:
            raise InputError("no file matches this pattern", where=path)
        expanded += found
    return expanded


def _open(path: str, options: ReadOptions) -> Source:
    if path == "-":
        return _standard_input(options)
    file = Path(path)
    try:
        _check(file, path)
        if not file.is_file():
            # A pipe gives its bytes once, and they are needed twice.
            with file.open("rb") as stream:
                file = _spooled(stream)
        return _understood(file, path, options)
    except UnicodeError as error:
        raise InputError(
            f"this is not text in {options.encoding or 'the encoding it begins with'}: {error}",
            where=path,
            hint="leave --encoding out: it is found by itself",
        ) from error
    except PermissionError as error:
        raise InputError("the file may not be read (permission denied)", where=path) from error
    except OSError as error:
        raise InputError(f"the file cannot be read: {error.strerror or error}", where=path) from error


def _check(file: Path, path: str) -> None:
    if file.is_dir():
        data = sorted(p.name for p in file.iterdir() if p.suffix in (".csv", ".tsv", ".xlsx", ".parquet"))
        hint = f'for all its files: "{path.rstrip("/")}/*{Path(data[0]).suffix}"' if data else None
        raise InputError("this is a directory, not a file", where=path, hint=hint)
    if not file.exists():
        raise InputError("there is no such file", where=path, hint=_nearest(file))


def _nearest(file: Path) -> str | None:
    from difflib import get_close_matches

    if not file.parent.is_dir():
        return f"the folder {file.parent} does not exist either"
    close = get_close_matches(file.name, [p.name for p in file.parent.iterdir()], n=3)
    return f"did you mean {', '.join(close)}?" if close else None


def _understood(file: Path, path: str, options: ReadOptions) -> Source:
    """One row per respondent, however the file was built."""
    from cxux_cli.sources.long_form import reshape

    return reshape(_by_content(file, path, options), options)


def _by_content(file: Path, path: str, options: ReadOptions) -> Source:
    """The reader that fits the first bytes; names and endings decide nothing."""
    with file.open("rb") as stream:
        magic = stream.read(8)
    if magic.startswith(b"PAR1"):
        from cxux_cli.sources.parquet import open_parquet

        return open_parquet(file, path, options)
    if magic.startswith(b"PK\x03\x04"):
        return _packed(file, path, options)
    if magic.startswith(b"\xd0\xcf\x11\xe0"):
        from cxux_cli.sources.workbook import open_workbook

        return open_workbook(file, path, options)
    if magic.startswith(b"\x1f\x8b"):
        return _text(file, path, options, "gzip")
    if magic.startswith(b"\x28\xb5\x2f\xfd"):
        return _text(file, path, options, "zstd")
    return _text(file, path, options, None)


def _text(file: Path, path: str, options: ReadOptions, compression: str | None) -> Source:
    """JSON by its first characters, else delimited text."""
    from cxux_cli.sources.ndjson import is_json, open_ndjson

    if compression is not None and (copy := _unpacked(file, path, options, compression)) is not None:
        source = _text(copy, path, options, None)
        return dataclasses.replace(source, file=str(file), size=file.stat().st_size)
    if is_json(file, compression):
        return open_ndjson(file, path, options, compression)
    return open_delimited(file, path, options, compression)


def _unpacked(file: Path, path: str, options: ReadOptions, compression: str) -> Path | None:
    """The text of a compressed file that must not be unpacked in memory; None where the scanner streams it.

    Of Zstandard the scanner holds all at once. Of gzip it holds one line, so that only what may be a single one is
    passed over beforehand: text of answers shrinks to a tenth or a twentieth.
    """
    from cxux_cli.sources.limits import FREE, RATIO, blocks_of, check_lines, unpacked

    size = file.stat().st_size
    if compression == "gzip":
        with file.open("rb") as stream:
            stream.seek(-4, 2)
            told = int.from_bytes(stream.read(4), "little")
        if told < RATIO * size or told < FREE:
            return None
    elif size < _SMALL and not _is_long(file, compression):
        return None
    try:
        with opener(file, compression) as stream:
            if compression == "gzip":
                check_lines(blocks_of(stream), path, options.limits)
                return None
            return unpacked(stream, temporary_directory(), path, options.limits)
    except (InputError, PermissionError):
        raise
    except Exception as error:
        if compression == "gzip":
            # What is wrong with it is said by the reader, which gets as far.
            return None
        raise damaged(path, compression) from error


def _is_long(file: Path, compression: str) -> bool:
    """Whether the text is longer than what is read in memory."""
    try:
        with opener(file, compression) as stream:
            return len(stream.read(SMALL + 1)) > SMALL
    except Exception:
        # What is wrong with it is said by the reader.
        return False


def _packed(file: Path, path: str, options: ReadOptions) -> Source:
    """A workbook, or an archive with one table in it."""
    from cxux_cli.sources.archive import is_workbook, unpack

    if is_workbook(file, path):
        from cxux_cli.sources.workbook import open_workbook

        return open_workbook(file, path, options)
    member, note = unpack(file, path)
    source = _by_content(member, path, options)
    return dataclasses.replace(source, notes=(note, *source.notes))


def _standard_input(options: ReadOptions) -> Source:
    """Standard input goes to a temporary file first: it is read twice, once to understand it."""
    return _understood(_spooled(sys.stdin.buffer), "-", options)


def _spooled(stream: IO[bytes]) -> Path:
    folder = temporary_directory()
    copy = folder / f"stream-{len(list(folder.iterdir()))}"
    with copy.open("wb") as out:
        shutil.copyfileobj(stream, out)
    return copy
