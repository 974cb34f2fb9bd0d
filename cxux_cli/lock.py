"""One run at a time in a folder, by a lock of the operating system that no crash leaves behind."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from cxux_cli.errors import LockedError, OutputError

LOCK = ".cxux.lock"
"""In the folder; it stays there. What holds the lock is the open file, not that a file is there."""


@contextmanager
def held(folder: str | Path, wait: float = 0) -> Iterator[None]:
    """Hold the lock of a folder, which is made where it is missing, for as long as the block runs.

    `wait` is how many seconds another run is waited for. Raises `LockedError`, which names the process that
    holds the lock and since when, and `OutputError` where the folder cannot hold one. The system releases
    the lock when the process ends, however it ends.
    """
    from filelock import FileLock, Timeout

    path = Path(folder) / LOCK
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # A lock that is only a file would outlive a killed run: rather no run than two.
        lock = FileLock(path, timeout=wait, fallback_to_soft=False)
        lock.acquire()
    except Timeout:
        raise LockedError(
            f"another run holds the lock: {_holder(path)}",
            where=str(path),
            hint="wait for it with --wait 60, or give each report a folder of its own",
        ) from None
    except (OSError, NotImplementedError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise OutputError(
            f"the folder cannot be locked: {why}", where=str(path), hint="is it a folder you may write to?"
        ) from error
    try:
        # A full disk is no reason to refuse: only the message of others is poorer.
        with suppress(OSError):
            started = datetime.now(UTC).isoformat(timespec="seconds")
            path.write_text(f"{os.getpid()} {started}\n", encoding="ascii")
        yield
    finally:
        lock.release()


def _holder(path: Path) -> str:
    """Who said last that they hold the lock: for people, nothing depends on it."""
    try:
        pid, since = path.read_bytes()[:100].decode("ascii").split()
        return f"process {int(pid)}, since {datetime.fromisoformat(since).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    except (OSError, ValueError, OverflowError):
        return "a process that did not say which"
