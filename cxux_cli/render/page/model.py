"""What a page is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cxux_cli.render.charts.chart import Chart
from cxux_cli.render.view import Grid

Facts = tuple[tuple[str, tuple[str, ...]], ...]
"""Labels, each with all that is said under it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One measure in the summary; `target` is the id of its section."""

    target: str
    name: str
    value: str
    unit: str
    about: str
    reading: str


@dataclass(frozen=True, slots=True)
class Section:
    """A measure, a question or another thing with what is shown of it and facts; `lead` is its main number."""

    id: str
    title: str
    lead: Line | None = None
    items: tuple[Chart | Grid, ...] = ()
    """Charts, each before the table of its numbers, and tables."""
    facts: Facts = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Sections of one kind under one heading."""

    id: str
    title: str
    about: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """The measures of one kind at a glance."""

    title: str
    about: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """One source: how it was read, which columns were chosen and why."""

    path: str
    how: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One gate: which answers it judged (`where`), how it ended (`outcome`, `colour`), what comes of it (`effect`)."""

    id: str
    where: str
    target: str
    shown: str
    colour: str
    outcome: str
    effect: str
    why: str


@dataclass(frozen=True, slots=True)
class Page:
    """The whole page."""

    title: str
    lead: str
    status: str
    verdict: str
    confidence: str
    gates: tuple[Verdict, ...]
    summaries: tuple[Summary, ...]
    parts: tuple[Part, ...]
    ledger: Grid
    sources: tuple[Read, ...]
    notes: tuple[str, ...]


def grouped(facts: Sequence[tuple[str, str]]) -> Facts:
    """Facts under their labels, in the order of the first of each; nothing twice."""
    found: dict[str, dict[str, None]] = {}
    for label, text in facts:
        found.setdefault(label, {})[text] = None
    return tuple((label, tuple(texts)) for label, texts in found.items())
