"""The entry point: every way a run can end has its own exit code and at most one message."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
from collections.abc import Collection
from typing import TYPE_CHECKING

from cxux_cli.errors import CxuxError, ExitCode

if TYPE_CHECKING:
    from typer.core import TyperGroup


def main() -> None:
    """Run the command line and exit."""
    # A short run leaves next to nothing to collect, and looking for it takes a tenth of the imports.
    gc.disable()
    # Halves the memory of a CSV scan at the same speed; it must be set before Polars is imported.
    os.environ.setdefault("POLARS_CSV_CHUNK_SIZE", "4194304")
    signal.signal(signal.SIGTERM, _terminated)
    sys.exit(run(sys.argv[1:]))


def _terminated(*_: object) -> None:
    """Leave as if by an error, so that temporary files are removed and locks released on the way out."""
    # Told twice, it is still one way out.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise SystemExit(ExitCode.TERMINATED)


def run(arguments: list[str]) -> int:
    """Run with these arguments and return the exit code."""
    from cxux_cli.render.console import prepare_streams

    if sys.stdout is None or sys.stderr is None:
        # Closed before the start: there is nobody to tell.
        return ExitCode.OUTPUT
    prepare_streams()
    try:
        code = _dispatch(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        return _broken_pipe()
    except KeyboardInterrupt:
        sys.stderr.write("\ncxux: interrupted\n")
        return ExitCode.INTERRUPTED
    except OSError as error:
        # Only standard output is written outside `render.files`.
        _say(CxuxError(f"the output cannot be written: {error.strerror or error}"), arguments)
        _silence(sys.stdout)
        return ExitCode.OUTPUT
    return code


def _dispatch(arguments: list[str]) -> int:
    if arguments == ["--version"]:
        from cxux_cli.cli.version import show

        show()
        return ExitCode.OK
    from typer import Abort, Exit
    from typer._click.exceptions import ClickException, NoArgsIsHelpError

    from cxux_cli.cli.app import build

    root = build()
    if os.environ.get("_CXUX_COMPLETE"):
        root.main(arguments, prog_name="cxux")
    try:
        # Not `root.main`: it turns a closed pipe into exit 1, which is a missed gate.
        with root.make_context("cxux", list(arguments)) as context:
            root.invoke(context)
        return ExitCode.OK
    except Exit as end:
        return end.exit_code
    except CxuxError as error:
        _say(error, arguments)
        return error.code
    except NoArgsIsHelpError:
        return ExitCode.USAGE
    except ClickException as error:
        _say(_usage(error, arguments, root), arguments)
        return ExitCode.USAGE
    except Abort:
        return ExitCode.INTERRUPTED
    except (BrokenPipeError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of Polars is no Exception
        if isinstance(error, OSError) and error.filename is None and error.errno in (27, 28):
            raise
        return _bug(error, arguments)


_ROOT = {"-V": "cxux --version", "-v": "cxux --version", "-?": "cxux --help", "--usage": "cxux --help"}
"""Options that other programs have where this one has another, or a command."""


def _usage(error: object, arguments: list[str], root: TyperGroup) -> CxuxError:
    from cxux_cli.errors import UsageError

    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "cxux"
    message = error.format_message() if hasattr(error, "format_message") else str(error)
    option: str | None = getattr(error, "option_name", None)
    hint = f"see: {path} --help"
    if option is not None and path == "cxux":
        hint = _instead(option, arguments, root.commands) or hint
    return UsageError(message.rstrip("."), hint=hint)


def _instead(option: str, arguments: list[str], commands: Collection[str]) -> str | None:
    """What somebody may have meant by an option before the command; None where nothing suggests itself."""
    command = next((each for each in arguments if each in commands), None)
    if command is not None and option not in _ROOT:
        return f"options stand after the command: cxux {command} … {option}; see: cxux {command} --help"
    name = option.lstrip("-")
    meant = _ROOT.get(option) or (f"cxux {name}" if name in commands else None)
    return f"did you mean: {meant}" if meant else None


def _say(error: CxuxError, arguments: list[str]) -> None:
    """One message on stderr; a document on stdout too where JSON was asked for."""
    from cxux_cli.render.escape import plain

    lines = [f"cxux: error: {plain(error.message)}"]
    if error.where:
        lines.append(f"  where: {plain(error.where)}")
    lines += [f"  {plain(detail)}" for detail in error.details]
    if error.hint:
        lines.append(f"  hint:  {plain(error.hint)}")
    # The exit code must arrive even where no message can.
    with contextlib.suppress(OSError):
        sys.stderr.write("\n".join(lines) + "\n")
        sys.stderr.flush()
    if _wants_json(arguments):
        from cxux_cli.render import json_report

        try:
            sys.stdout.write(json_report.error(error))
            sys.stdout.flush()
        except OSError:
            _silence(sys.stdout)


def _wants_json(arguments: list[str]) -> bool:
    pairs = zip(arguments, [*arguments[1:], ""], strict=True)
    stated = [
        b if a == "--format" else a.removeprefix("--format=") for a, b in pairs if a.startswith("--format")
    ]
    return bool(stated) and stated[-1] == "json"


def _bug(error: BaseException, arguments: list[str]) -> int:
    if "--debug" in arguments or os.environ.get("CXUX_DEBUG"):
        import traceback

        traceback.print_exception(error)
    first = (str(error).splitlines() or [""])[0][:200]
    problem = CxuxError(
        f"this is a bug in cxux: {type(error).__name__}: {first}",
        hint="please report it; --debug shows where it happened",
    )
    _say(problem, arguments)
    return ExitCode.BUG


def _broken_pipe() -> int:
    """The reader went away (`| head`): no message, and nothing more to write."""
    _silence(sys.stdout)
    return ExitCode.BROKEN_PIPE


def _silence(stream: object) -> None:
    """Keep the interpreter from flushing to a dead stream at exit."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, stream.fileno())  # type: ignore[attr-defined]
