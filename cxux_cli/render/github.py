"""Verdicts for GitHub Actions: annotations on the lines of the gates, and a step summary."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cxux_cli.errors import OutputError
from cxux_cli.gates.words import people
from cxux_cli.render.escape import plain
from cxux_cli.render.gates_view import summary as counted
from cxux_cli.render.gates_view import view
from cxux_cli.render.markdown import render
from cxux_cli.verdicts import Gate, falls_short

_MOST = 10
"""Annotations of one level that a step may make; more are dropped in silence."""
_CAP = 1024 * 1024
"""Bytes of a step summary; a longer one is refused whole."""


def annotate(gates: Sequence[Gate], workspace: str | None = None) -> str:
    """A workflow command per gate that fails (error) or warns (warning); a waived one is a notice.

    `workspace` is the folder that paths are shown relative to. Of each level the worst nine and a line for
    the rest, where there are more than ten. Empty where all is well.
    """
    lines = []
    for level in ("error", "warning", "notice"):
        mine = sorted((g for g in gates if _level(g) == level), key=lambda g: not falls_short(g))
        some = mine if len(mine) <= _MOST else mine[: _MOST - 1]
        lines += [_command(level, gate, workspace) for gate in some]
        if len(mine) > len(some):
            lines.append(f"::{level} title=cxux::and {len(mine) - len(some)} more gates")
    return "".join(f"{line}\n" for line in lines)


def step_summary(gates: Sequence[Gate], code: int | None = None) -> str:
    """The gates as Markdown, those that pass left out where all would be too long for a summary."""
    text = render(view(gates, code))
    kept = [gate for gate in gates if gate.effect != "pass"]
    while len(text.encode()) > _CAP:
        text = f"{render(view(kept))}\n{counted(gates, code)}; only {len(kept)} are shown\n"
        kept = kept[: len(kept) // 2]
    return text


def append(path: str, text: str) -> None:
    """Add text to the file that GitHub names in GITHUB_STEP_SUMMARY. Raises `OutputError`."""
    try:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise OutputError(f"cannot be written: {error.strerror or error}", where=path) from error


def _level(gate: Gate) -> str:
    if gate.waived is not None:
        return "notice"
    return {"fail": "error", "warn": "warning"}.get(gate.effect, "")


def _command(level: str, gate: Gate, workspace: str | None) -> str:
    place = {} if gate.file is None else {"file": _relative(gate.file, workspace), "line": str(gate.line)}
    properties = ",".join(f"{k}={_property(v)}" for k, v in (place | {"title": gate.id}).items())
    named = "; ".join(people(gate))
    more = f" ({named})" if named else ""
    return f"::{level} {properties}::{_data(gate.message + more)}"


def _relative(file: str, workspace: str | None) -> str:
    """The path from the workspace, from which the runner looks it up, wherever the command runs."""
    if workspace is None:
        return file
    path, root = Path(file).resolve(), Path(workspace).resolve()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else file


def _data(text: str) -> str:
    """Text of a workflow command; percent signs are its escapes."""
    return plain(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
