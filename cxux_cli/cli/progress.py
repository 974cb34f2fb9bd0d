"""A sign of life during long work: on stderr, only on a terminal, gone when the work is done."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

_LONG = 100_000_000
"""From this many bytes on a scan takes long enough to wonder whether anything happens."""


@contextlib.contextmanager
def working(paths: Sequence[str], *, quiet: bool) -> Iterator[None]:
    """Show a spinner while large inputs are read."""
    size = sum(Path(p).stat().st_size for p in paths if Path(p).is_file())
    if quiet or size < _LONG or not sys.stderr.isatty():
        yield
        return
    from cxux_cli.render.console import console

    with console(sys.stderr).status(f"reading {size / 1e9:.1f} GB"):
        yield
