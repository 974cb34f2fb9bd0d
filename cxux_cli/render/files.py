"""Files written whole or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from cxux_cli.errors import OutputError


def write(path: str, text: str) -> None:
    """Write text to a file atomically; `-` is standard output.

    Raises `OutputError` when it cannot be written; the old file, if there was one, is then still whole.
    """
    if path == "-":
        sys.stdout.write(text)
        return
    target = Path(path)
    try:
        _replace(target, text)
    except OSError as error:
        hint = "the folder does not exist" if not target.parent.is_dir() else None
        raise OutputError(f"cannot be written: {error.strerror or error}", where=path, hint=hint) from error


def _replace(target: Path, text: str) -> None:
    if target.is_dir():
        raise IsADirectoryError(21, "it is a directory")
    # A device or pipe (/dev/stdout) cannot be replaced by another file.
    if target.exists() and not target.is_file():
        target.write_text(text, encoding="utf-8")
        return
    target = target.resolve()
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        Path(name).chmod(target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask())
        os.replace(name, target)  # noqa: PTH105 - the atomic call itself
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
