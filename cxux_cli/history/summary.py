"""What is in a history: a line for each series, and the last outcomes of each gate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cxux_cli.history.read import select
from cxux_cli.history.run import Kept
from cxux_cli.history.store import WAIT, reading

_LAST = 5
"""Outcomes of a gate that are shown."""
_OUTCOMES = """
    SELECT runs.study, outcomes.gate, outcomes.outcome FROM outcomes JOIN runs ON runs.id = outcomes.run
    ORDER BY runs.study, outcomes.gate, runs.until DESC, runs.since DESC, runs.recorded DESC, runs.id DESC
"""


@dataclass(frozen=True, slots=True)
class SeriesSummary:
    """One measure of one source: its windows, from the first to the last, and its cuts besides everybody."""

    study: str
    source: str
    where: str
    measure: str
    definition: str
    first: str
    last: str
    windows: int
    results: int
    hidden: int
    added: int
    """Results whose state is kept, so that they pool."""


@dataclass(frozen=True, slots=True)
class GateSummary:
    """The last outcomes of a gate, the newest first, and how many there are."""

    study: str
    gate: str
    outcomes: tuple[str, ...]
    runs: int


@dataclass(frozen=True, slots=True)
class Summary:
    """A whole history."""

    runs: int
    series: tuple[SeriesSummary, ...]
    gates: tuple[GateSummary, ...]


def summary(path: str, *, wait: float = WAIT) -> Summary:
    """What a history holds. Raises `InputError` where there is none."""
    with reading(path, wait=wait) as connection:
        groups: dict[tuple[str, ...], list[Kept]] = {}
        for kept in select(connection):
            key = (kept.study, kept.source, kept.where, kept.result.measure, kept.result.definition)
            groups.setdefault(key, []).append(kept)
        gates: dict[tuple[str, str], list[str]] = {}
        for study, gate, outcome in connection.execute(_OUTCOMES):
            gates.setdefault((study, gate), []).append(outcome)
        runs = connection.execute("SELECT count(*) FROM runs").fetchone()[0]
    return Summary(
        runs,
        tuple(_series(key, groups[key]) for key in sorted(groups)),
        tuple(
            GateSummary(study, gate, tuple(found[:_LAST]), len(found))
            for (study, gate), found in sorted(gates.items())
        ),
    )


def _series(key: tuple[str, ...], kept: Sequence[Kept]) -> SeriesSummary:
    study, source, where, measure, definition = key
    # Whole files have no time of their own and stand first; the ends of a series are those of its windows.
    windows = list(dict.fromkeys(_window(each) for each in kept))
    dated = [_window(each) for each in kept if each.span.is_dated] or windows
    return SeriesSummary(
        study=study,
        source=source,
        where=where,
        measure=measure,
        definition=definition,
        first=dated[0],
        last=dated[-1],
        windows=len(windows),
        results=len(kept),
        hidden=sum(each.result.hidden for each in kept),
        added=sum(each.result.state is not None for each in kept),
    )


def _window(kept: Kept) -> str:
    return kept.span.label or kept.recorded.isoformat(timespec="minutes")
