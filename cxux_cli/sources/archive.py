"""Zip archives: the one table among their members."""

from __future__ import annotations

import contextlib
import lzma
import shutil
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from cxux_cli.errors import InputError
from cxux_cli.sources.delimited import temporary_directory

_TABLES = (".csv", ".tsv", ".tab", ".ndjson", ".jsonl", ".parquet", ".xlsx", ".xlsb", ".xls", ".ods")
"""Endings of tables. Of one table saved in several formats, the first here is read."""
_PERHAPS = (".txt", ".json")
"""Endings of tables where there is no other: beside one they are a read-me or a description."""
_BOMB_SIZE, _BOMB_RATIO = 4 << 30, 1000
"""Beyond both, an archive holds nothing but zeros: answers do not shrink to a thousandth."""

DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, ValueError, OverflowError)
"""What reading an archive raises where its bytes are wrong; names that are no text are a `ValueError`."""


def is_workbook(file: Path, path: str) -> bool:
    """Whether a zip archive is a workbook (XLSX, XLSB, ODS).

    Raises `InputError` when it is damaged, would unpack to an absurd size, or is of another program.
    """
    with _archive(file, path) as archive:
        members = archive.infolist()
    for info in members:
        if info.file_size > max(_BOMB_SIZE, info.compress_size * _BOMB_RATIO):
            raise InputError(
                f"'{info.filename}' in the archive would unpack from {info.compress_size:,} to "
                f"{info.file_size:,} bytes: this is no table of answers",
                where=path,
            )
    names = {info.filename for info in members}
    if any(name.startswith("Index/") and name.endswith(".iwa") for name in names):
        raise InputError(
            "this is an Apple Numbers document", where=path, hint="export it from Numbers as CSV or Excel"
        )
    return "[Content_Types].xml" in names or "mimetype" in names


def unpack(file: Path, path: str) -> tuple[Path, str]:
    """The only table of an archive as a temporary file, and a note that says which one it is.

    Raises `InputError` when there is none or several, or when it cannot be unpacked.
    """
    with _archive(file, path) as archive:
        members = {info.filename: info for info in archive.infolist() if _is_data(info.filename)}
        name, note = _only_table(sorted(members), path)
        if members[name].flag_bits & 1:
            raise InputError(
                f"'{name}' in the archive is protected by a password", where=path, hint="unpack it first"
            )
        folder = temporary_directory() / f"zip-{len(list(temporary_directory().iterdir()))}"
        folder.mkdir()
        # Only the last part of the name is used: a member cannot be written outside the folder.
        member = folder / Path(name).name
        with archive.open(name) as packed, member.open("wb") as out:
            shutil.copyfileobj(packed, out)
    return member, note


@contextlib.contextmanager
def _archive(file: Path, path: str) -> Iterator[zipfile.ZipFile]:
    """The open archive; what is wrong with it becomes one `InputError`."""
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except NotImplementedError as error:
        raise InputError(
            f"the archive is packed in a way that cannot be read ({error})",
            where=path,
            hint="unpack it first",
        ) from error
    except DAMAGED as error:
        raise InputError(
            "the archive is damaged or cut off", where=path, hint="download or copy it again"
        ) from error


def _is_data(name: str) -> bool:
    """Whether somebody packed this member, and not the system: folders and resource files are left."""
    base = PurePosixPath(name).name
    return not name.endswith("/") and "__MACOSX/" not in name and not base.startswith(".")


def _only_table(names: Sequence[str], path: str) -> tuple[str, str]:
    tables = [name for name in names if name.lower().endswith(_TABLES)]
    tables = tables or [name for name in names if name.lower().endswith(_PERHAPS)]
    if not tables:
        held = f"; it holds {_listed(names)}" if names else ""
        raise InputError(f"there is no table in the archive{held}", where=path)
    # A tool that offers several formats packs the same answers under one name.
    if len({PurePosixPath(name).stem.casefold() for name in tables}) == 1:
        formats = [_format(name) for name in tables]
        if len(set(formats)) == len(formats):
            first, *others = sorted(tables, key=_format)
            also = f"; {_listed(others)} of the same name not read" if others else ""
            return first, f"from '{first}' in the archive{also}"
    raise InputError(
        f"the archive holds {len(tables)} tables; one is needed",
        where=path,
        hint=f"unpack it and name one of: {_listed(tables)}",
    )


def _format(name: str) -> int:
    return (_TABLES + _PERHAPS).index(PurePosixPath(name).suffix.lower())


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:8]) + (" …" if len(names) > 8 else "")
