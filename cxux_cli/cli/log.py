"""One line on stderr that says how a run ended, for commands that a scheduler runs."""

from __future__ import annotations

import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

import typer

from cxux_cli.cli.options import option
from cxux_cli.errors import CxuxError, ExitCode

if TYPE_CHECKING:
    from cxux_cli.results import Report

LogFormat = Literal["logfmt", "json"]
OPTION = option(
    "log_format", LogFormat | None, None, "Say on stderr, in one line, how the run ended.", "Output"
)


@dataclass(slots=True)
class Told:
    """What is known of a run so far: the SHA-256 of its config, the label of its window, its report."""

    config: str | None = None
    window: str | None = None
    report: Report | None = None


@contextmanager
def logged(form: LogFormat | None) -> Iterator[Told]:
    """Write the line when the block ends, however it ends; nothing where `form` is None."""
    started, begun, told = datetime.now(UTC), time.monotonic(), Told()
    code: int = ExitCode.BUG
    try:
        yield told
        code = ExitCode.OK
    except BaseException as error:
        code = _code(error)
        raise
    finally:
        if form is not None:
            from cxux_cli.render.log_line import Run, log_line

            run = Run(secrets.token_hex(6), started, time.monotonic() - begun, told.window, told.config)
            sys.stderr.write(log_line(run, told.report, code, form))


def _code(error: BaseException) -> int:
    """The exit code that the entry point makes of what ends a command."""
    if isinstance(error, typer.Exit):
        return error.exit_code
    if isinstance(error, CxuxError):
        return error.code
    if isinstance(error, SystemExit) and isinstance(error.code, int):
        return error.code
    ends = {KeyboardInterrupt: ExitCode.INTERRUPTED, BrokenPipeError: ExitCode.BROKEN_PIPE}
    return next((code for kind, code in ends.items() if isinstance(error, kind)), ExitCode.BUG)
