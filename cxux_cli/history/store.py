"""Opening the file of a history: made when first written, locked while it is changed, never half-written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cxux_cli.errors import CxuxError, InputError, LockedError, OutputError, UsageError
from cxux_cli.history.schema import APPLICATION, TABLES, VERSION

WAIT = 30.0
"""Seconds to wait for another writer."""


@contextmanager
def writing(path: str, *, create: bool = True, wait: float = WAIT) -> Iterator[sqlite3.Connection]:
    """A transaction on a history, all of which is kept, or nothing; without one it is created, unless it may not.

    Raises `LockedError` when others write for longer than `wait` seconds, `OutputError` when the file cannot
    be written, `InputError` when it is no history.
    """
    if not create:
        _check_exists(path)
    with _told(path, writes=True):
        connection = _connect(path, "rwc", wait)
        try:
            # The lock first: two that create the file at once would both find it empty.
            connection.execute("BEGIN IMMEDIATE")
            if _is_empty(connection, path):
                _create(connection)
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        finally:
            connection.close()


@contextmanager
def reading(path: str, *, wait: float = WAIT) -> Iterator[sqlite3.Connection]:
    """A view of a history that does not change while it is open. Raises `InputError` where there is none."""
    _check_exists(path)
    with _told(path, writes=False):
        connection = _connect(path, "rw", wait)
        try:
            connection.execute("BEGIN")
            if _is_empty(connection, path):
                raise InputError("the history is empty: nothing was recorded yet", where=path)
            yield connection
        finally:
            connection.close()


def _check_exists(path: str) -> None:
    if not Path(path).exists():
        raise InputError(
            "there is no history yet",
            where=path,
            hint="cxux report and cxux check write it, when the config names it: history: PATH",
        )


def _connect(path: str, mode: str, wait: float) -> sqlite3.Connection:
    if not path.strip():
        raise UsageError("the path of the history is empty", hint="is a shell variable unset?")
    if Path(path).is_dir():
        raise UsageError("this is a folder, not a history", where=path)
    # A name may hold ? and #, which mean something in a URI.
    uri = f"{Path(path).absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(uri, uri=True, timeout=wait, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    # A rollback journal keeps all in one file that can be copied, and is safe where a write-ahead log is not:
    # in folders that are shared over a network. FULL: what was said to be kept survives a power cut.
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def _is_empty(connection: sqlite3.Connection, path: str) -> bool:
    """Whether nothing was ever written to the file. Raises `InputError` for one that is not ours, or newer."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application == 0 and not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        return True
    if application != APPLICATION:
        raise InputError("this SQLite file is of another program, not a history of cxux", where=path)
    if version > VERSION:
        raise InputError(
            f"a newer cxux wrote this history (its tables are of version {version}, this one knows {VERSION})",
            where=path,
            hint="update cxux",
        )
    return False


def _create(connection: sqlite3.Connection) -> None:
    for statement in TABLES:
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


@contextmanager
def _told(path: str, *, writes: bool) -> Iterator[None]:
    """Errors of SQLite as errors for people."""
    try:
        yield
    except sqlite3.Error as error:
        raise _explained(error, path, writes=writes) from error


def _explained(error: sqlite3.Error, path: str, *, writes: bool) -> CxuxError:
    name = getattr(error, "sqlite_errorname", None) or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return LockedError("another run is writing the history", where=path, hint="try again")
    if name.startswith("SQLITE_NOTADB"):
        return InputError("this is not an SQLite file, so no history", where=path)
    if name.startswith("SQLITE_CORRUPT"):
        return InputError(
            f"the history is damaged: {error}",
            where=path,
            hint="put back a copy; cxux history verify says what is wrong",
        )
    if name.startswith("SQLITE_FULL"):
        return OutputError("the disk is full: the history is as it was", where=path)
    if name.startswith("SQLITE_CANTOPEN") and not Path(path).absolute().parent.is_dir():
        return OutputError("cannot be written", where=path, hint="the folder does not exist")
    if name.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_PERM", "SQLITE_AUTH")):
        kind = OutputError if writes else InputError
        return kind(f"the history cannot be {'written' if writes else 'read'}: {error}", where=path)
    return CxuxError(f"the history: {type(error).__name__}: {error}", where=path)
