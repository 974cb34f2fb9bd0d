"""What is measured together: a request and where its answers are in the plan."""

from __future__ import annotations

from dataclasses import dataclass

from cxux_cli.request import Request


@dataclass(frozen=True, slots=True)
class Part:
    """A request and the blocks of the plan that answer it."""

    request: Request
    blocks: range
    by: tuple[int, ...] = ()
    """Which of the segment columns of the plan divide it."""
    secret: frozenset[str] = frozenset()
    """Segment columns that tell answers with a privacy floor: not shown where the total is hidden."""
