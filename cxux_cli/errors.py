"""What can go wrong, as values: one message, where it is, what to do, and the exit code."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes other programs read. Precedence when several apply: 70, 2, 4, 5, 1, 3, 0."""

    OK = 0
    """Everything asked for was done; no gate was missed."""
    MISSED = 1
    """At least one gate was missed."""
    USAGE = 2
    """A wrong option, expression, name or config: nothing was measured."""
    UNDECIDED = 3
    """Nothing was missed, but undecided or absent data was made fatal."""
    INPUT = 4
    """The input is missing, unreadable or empty, or lacks a required column."""
    OUTPUT = 5
    """The result was computed but a requested output could not be written."""
    BUG = 70
    """An error in cxux itself."""
    LOCKED = 75
    """Another run holds the lock."""
    INTERRUPTED = 130
    """Stopped from the keyboard."""
    BROKEN_PIPE = 141
    """The reader of the output went away."""
    TERMINATED = 143
    """Told to stop (SIGTERM), by a time limit or a service manager."""


class CxuxError(Exception):
    """An error for people: `message` says what, `where` says where, `hint` says what to do.

    `details` are the single problems, one line each, where one message stands for several.
    """

    code = ExitCode.BUG

    def __init__(
        self,
        message: str,
        *,
        where: str | None = None,
        hint: str | None = None,
        details: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint
        self.details = details


class UsageError(CxuxError):
    """The command line or a config asks for something that cannot be done."""

    code = ExitCode.USAGE


class UndatedError(UsageError):
    """Rows are to be sliced by time, and no column of the input says when they were given."""


class PersonasError(UsageError):
    """An input lacks what tells the personas of the study apart."""


class InputError(CxuxError):
    """The input cannot be read, is empty, or lacks what the measure needs."""

    code = ExitCode.INPUT


class OutputError(CxuxError):
    """A requested output could not be written."""

    code = ExitCode.OUTPUT


class LockedError(CxuxError):
    """Another run holds the lock."""

    code = ExitCode.LOCKED
