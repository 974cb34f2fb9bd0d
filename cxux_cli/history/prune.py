"""Forgetting: the oldest windows of a history."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from cxux_cli.history.span import Span
from cxux_cli.history.store import WAIT, reading, writing


@dataclass(frozen=True, slots=True)
class Pruned:
    """A run that goes: its study, source, what its window is called, and how many results it holds."""

    study: str
    source: str
    label: str
    results: int


def prune(
    path: str,
    *,
    keep: int | None = None,
    before: str | None = None,
    dry_run: bool = False,
    wait: float = WAIT,
) -> tuple[Pruned, ...]:
    """Remove runs, the oldest first, and say which; with `dry_run` only say which.

    `keep` is how many windows of each study and source stay, the newest; `before` is the first day that
    stays, so that a run goes when its window had ended by then. A whole file counts by when it was measured.
    """
    opened = reading(path, wait=wait) if dry_run else writing(path, create=False, wait=wait)
    with opened as connection:
        gone = _chosen(connection, keep, before)
        if not dry_run:
            connection.executemany("DELETE FROM runs WHERE id = ?", [(id,) for id, _ in gone])
    return tuple(pruned for _, pruned in gone)


def _chosen(
    connection: sqlite3.Connection, keep: int | None, before: str | None
) -> Sequence[tuple[int, Pruned]]:
    connection.row_factory = sqlite3.Row
    runs = connection.execute(
        "SELECT runs.*, (SELECT count(*) FROM results WHERE run = runs.id) AS results FROM runs"
    ).fetchall()
    groups: dict[tuple[str, str], list[sqlite3.Row]] = {}
    for run in sorted(runs, key=_time):
        groups.setdefault((run["study"], run["source"]), []).append(run)
    found = []
    for (study, source), mine in sorted(groups.items()):
        windows = list(dict.fromkeys(_window(run) for run in mine))
        stay = set(windows if keep is None else windows[-keep:])
        for run in mine:
            ended = before is not None and _end(run) <= before
            if ended or _window(run) not in stay:
                label = Span.read(run["since"], run["until"]).label or f"measured {run['recorded']}"
                found.append((run["id"], Pruned(study, source, label, run["results"])))
    return found


def _window(run: sqlite3.Row) -> tuple[str, str, str]:
    return run["since"], run["until"], run["inputs"]


def _end(run: sqlite3.Row) -> str:
    return str(run["until"] or run["recorded"])


def _time(run: sqlite3.Row) -> tuple[str, str, str, int]:
    return _end(run), run["since"], run["recorded"], run["id"]
