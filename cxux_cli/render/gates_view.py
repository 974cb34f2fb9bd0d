"""Verdicts for people: on a terminal, and as a table for Markdown."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TextIO

from cxux_cli.gates.words import because, explained, headline, outcome, people, shown, wanted
from cxux_cli.render.console import can_draw, console
from cxux_cli.render.table import hanging, safe
from cxux_cli.render.view import Grid, View
from cxux_cli.verdicts import Gate, falls_short

_STYLES = {"FAIL": "bold red", "WARN": "bold yellow", "????": "bold cyan", "PASS": "green"}
"""Never a colour alone: the word stands there too."""
_OUTCOMES = ("missed", "not proven", "no data", "undecided", "met")
"""The worst first."""
_INDENT = 6
"""Columns before the text: the mark and two blanks."""


def mark(gate: Gate) -> str:
    """How it ended, in four letters: what fails, what warns, what is open, what passes, what is left alone."""
    if gate.severity == "off":
        return "OFF"
    if gate.waived is not None:
        return "SKIP"
    if gate.effect == "fail":
        return "FAIL"
    if falls_short(gate) or (
        gate.effect == "warn" and gate.warn is not None and gate.warn.outcome == "missed"
    ):
        return "WARN"
    return "PASS" if gate.outcome == "met" else "????"


def summary(gates: Sequence[Gate], code: int | None = None) -> str:
    """All in one line: `3 gates: 1 missed, 2 undecided -> exit 1`."""
    words = [outcome(gate).partition(",")[0] for gate in gates]
    counts = [f"{n} {word}" for word in _OUTCOMES if (n := words.count(word))]
    said = f"{len(gates)} gate{'s' * (len(gates) != 1)}"
    if counts:
        said += f": {', '.join(counts)}"
    return said if code is None else f"{said} -> exit {code}"


def show(
    gates: Sequence[Gate],
    *,
    code: int | None = None,
    explain: bool = False,
    quiet: bool = False,
    color: str = "auto",
    stream: TextIO | None = None,
) -> None:
    """Print a block per gate and a line for all; `code` is the exit code that is told.

    With `quiet` only what fails or warns; with `explain` also what a sample of this size could show.
    """
    from rich.cells import cell_len
    from rich.text import Text

    out = stream or sys.stdout
    target, draw = console(out, color), can_draw(out)
    kept = [gate for gate in gates if not quiet or gate.effect != "pass"]
    heads = [[safe(cell, draw) for cell in _head(gate)] for gate in kept]
    widths = [max(map(cell_len, column)) for column in zip(*heads, strict=True)]
    # What does not fit in one line is not aligned: the blanks would push the words apart.
    aligned = _INDENT + sum(widths) + 2 * len(widths) <= target.width
    for gate, head in zip(kept, heads, strict=True):
        cells = [
            cell + " " * (width - cell_len(cell)) if aligned else cell
            for cell, width in zip(head, widths, strict=True)
        ]
        line = Text(mark(gate).ljust(_INDENT), style=_STYLES.get(mark(gate), "dim"))
        hanging(target, line + Text("  ".join(cells).rstrip(), style="default"), _INDENT)
        for text in _beneath(gate, explain):
            hanging(target, Text(" " * _INDENT + safe(text, draw), style="default"), _INDENT)
    hanging(target, Text(summary(gates, code), style="bold"), 0)


def view(gates: Sequence[Gate], code: int | None = None) -> View:
    """The same as a table, for Markdown."""
    columns = ("", "gate", "value", "target", "outcome", "why", "owner")
    rows = [
        (
            mark(gate),
            gate.id,
            shown(gate),
            wanted(gate),
            outcome(gate),
            because(gate) or headline(gate),
            gate.owner or "",
        )
        for gate in gates
    ]
    return View((Grid("Gates", columns, tuple(rows), frozenset()),), (("Gates", summary(gates, code)),))


def _head(gate: Gate) -> tuple[str, ...]:
    what = gate.measure if gate.id == gate.measure else f"{gate.id} ({gate.measure})"
    return what, shown(gate), wanted(gate), f"{outcome(gate)}, {_rule(gate)}"


def _rule(gate: Gate) -> str:
    return gate.rule if gate.rule == "point" else f"{gate.rule} {100 * gate.confidence:g} %"


def _beneath(gate: Gate, explain: bool) -> list[str]:
    """The reason, and who is to act; of what passes only where asked for."""
    lines = []
    if gate.outcome != "met" or gate.effect != "pass" or explain:
        lines += [because(gate)]
        place = f"{gate.file}:{gate.line}" if gate.file else ""
        lines += [", ".join(filter(None, (place, *people(gate))))]
    if explain:
        lines += explained(gate)
    return [line for line in lines if line]
