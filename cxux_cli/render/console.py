"""The two consoles, for results and for talk, with colour, width and glyphs as the terminal allows."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console

_WIDE = 160
"""Columns where nobody looks: a pipe cuts nothing off."""


def console(stream: TextIO, color: str = "auto") -> Console:
    """A console on a stream. `color`: auto, always or never; NO_COLOR and FORCE_COLOR count under auto."""
    from rich.console import Console

    class Quiet(Console):
        """A console that leaves a closed pipe to the caller; Rich would exit with 1, a missed gate."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    terminal = stream.isatty()
    wanted = _colors(terminal, color)
    width = _width(terminal)
    return Quiet(
        file=stream,
        width=width,
        force_terminal=wanted or None if terminal else wanted,
        color_system="auto" if wanted else None,
        no_color=not wanted,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )


def can_draw(stream: TextIO) -> bool:
    """Whether a stream takes characters beyond ASCII."""
    return (getattr(stream, "encoding", None) or "").lower().replace("-", "") in (
        "utf8",
        "utf16",
        "utf32",
        "cp65001",
    )


def prepare_streams() -> None:
    """Let no character stop the output: what a stream cannot write is replaced."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def _colors(terminal: bool, color: str) -> bool:
    if color != "auto":
        return color == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return terminal and os.environ.get("TERM") != "dumb"


def _width(terminal: bool) -> int | None:
    columns = os.environ.get("COLUMNS", "")
    if columns.isdigit() and int(columns) > 0:
        return max(60, int(columns))
    return None if terminal else _WIDE
