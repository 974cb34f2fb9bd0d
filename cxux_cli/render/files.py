"""Files written whole or not at all."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

from cxux_cli.errors import OutputError

BYTE_ORDER_MARK = "\ufeff"
"""At the start of a CSV file, by which spreadsheets know that it is UTF-8."""


def write(path: str, content: str | bytes) -> None:
    """Write a file atomically, text as UTF-8; `-` is standard output.

    Raises `OutputError` when it cannot be written; the old file, if there was one, is then still whole.
    """
    if path == "-":
        if isinstance(content, str):
            sys.stdout.write(content)
        else:
            sys.stdout.buffer.write(content)
        return
    target = Path(path)
    try:
        _replace(target, content.encode() if isinstance(content, str) else content)
    except OSError as error:
        hint = "the folder does not exist" if not target.parent.is_dir() else None
        raise OutputError(f"cannot be written: {error.strerror or error}", where=path, hint=hint) from error


def folder(path: str) -> None:
    """Make sure that a folder is there. Raises `OutputError` where it cannot be made."""
    try:
        Path(path).mkdir(exist_ok=True)
    except OSError as error:
        hint = None if Path(path).parent.is_dir() else "the folder above it does not exist"
        raise OutputError(f"cannot be made: {error.strerror or error}", where=path, hint=hint) from error


def _replace(target: Path, content: bytes) -> None:
    if target.is_dir():
        raise IsADirectoryError(21, "it is a directory")
    # A device or pipe (/dev/stdout) cannot be replaced by another file.
    if target.exists() and not target.is_file():
        target.write_bytes(content)
        return
    target = target.resolve()
    # The name is known before there is a file: a signal at any moment finds what to remove.
    unfinished = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        unfinished.touch(0o600, exist_ok=False)
        with unfinished.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        unfinished.chmod(target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask())
        unfinished.replace(target)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
