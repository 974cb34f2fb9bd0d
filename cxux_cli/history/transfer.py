"""A history as JSON Lines, a run in each, and back: to keep it under version control, or to join two machines."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cxux_cli.errors import InputError
from cxux_cli.history.record import replace_rows
from cxux_cli.history.schema import CUT, JSON, RESULT, RUN, VERSION, quoted
from cxux_cli.history.states import canonical
from cxux_cli.history.store import WAIT, reading, writing
from cxux_cli.history.verify import result_problems, run_problems

_KEY = "cxux_history"
_FORM: Mapping[str, type | tuple[type, ...]] = {
    **dict.fromkeys(("hidden", "n", "n_missing", "persons"), int),
    **dict.fromkeys(("value", "low", "high", "confidence", "n_effective"), (int, float)),
}
"""Columns of numbers and what they may hold; the others hold texts."""
_NEVER_NULL = frozenset(
    (*CUT, "segment", "persona", "task", "facts", "hidden", "confidence", "method", *RUN)
) - {"config"}
_LARGEST = 2**53
"""Of numbers: whole ones up to it are held exactly by SQLite and by every reader of JSON."""
_SHOWN = 20
"""Problems that a message lists at most."""
_NEWER = """
    SELECT max(runs.recorded) FROM results JOIN runs ON runs.id = results.run
    WHERE runs.study = :study AND runs.source = :source AND runs."where" = :where
      AND (runs.inputs = :inputs OR :since <> '' OR :until <> '')
      AND measure = :measure AND definition = :definition AND scale = :scale AND slices = :slices
      AND results.since = :since AND results.until = :until
"""
_NEWER_OUTCOME = """
    SELECT max(recorded) FROM outcomes JOIN runs ON runs.id = outcomes.run
    WHERE gate = :gate AND study = :study AND since = :since AND until = :until AND inputs = :inputs
"""


@dataclass(frozen=True, slots=True)
class Imported:
    """How many runs and results were read, and how many results a newer run had measured already."""

    runs: int
    results: int
    newer: int


def export(path: str, *, wait: float = WAIT) -> Iterator[str]:
    """The lines of a history, in an order that does not depend on when they were written: same runs, same bytes.

    Raises `InputError` for a history in which something stands that no run wrote.
    """
    with reading(path, wait=wait) as connection:
        connection.row_factory = sqlite3.Row
        order = ", ".join(
            quoted(c) for c in ("study", "source", "where", "since", "until", "inputs", "recorded")
        )
        for run in connection.execute(f"SELECT * FROM runs ORDER BY {order}, id").fetchall():
            results = connection.execute(
                "SELECT * FROM results WHERE run = ? ORDER BY since, until, measure, definition, scale, persona, "
                "task, segment",
                (run["id"],),
            )
            outcomes = connection.execute(
                "SELECT gate, outcome FROM outcomes WHERE run = ? ORDER BY gate", (run["id"],)
            )
            try:
                line = canonical(
                    {
                        _KEY: VERSION,
                        "run": _plain(run, RUN),
                        "results": [_plain(row, RESULT) for row in results],
                        "outcomes": {row["gate"]: row["outcome"] for row in outcomes},
                    }
                )
            except (ValueError, TypeError) as error:
                raise InputError(
                    f"the history is damaged: run {run['id']} cannot be read ({error})",
                    where=path,
                    hint="put back a copy; cxux history verify lists all that is wrong",
                ) from error
            yield line + "\n"


def import_lines(path: str, lines: Iterable[str], *, where: str, wait: float = WAIT) -> Imported:
    """Put exported runs into a history, all of them or none; what was measured again later stays.

    Importing the same lines twice changes nothing. Raises `InputError` with every problem for lines that
    are no runs, or whose numbers do not agree; `where` names the file.
    """
    runs, problems = [], []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            run = _read(line)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError, OverflowError) as error:
            problems.append(f"line {number}: {_said(error)}")
            continue
        found = [*run_problems(run.about)]
        for i, row in enumerate(run.results, 1):
            found += [f"result {i}: {problem}" for problem in result_problems({**run.about, **row})]
        problems += [f"line {number}: {problem}" for problem in found]
        runs.append(run)
    if problems:
        more = (f"and {len(problems) - _SHOWN} more",) if len(problems) > _SHOWN else ()
        raise InputError(
            "this is not what cxux history export writes: nothing was imported",
            where=where,
            details=(*problems[:_SHOWN], *more),
        )
    newer = 0
    with writing(path, wait=wait) as connection:
        for run in runs:
            rows = [row for row in run.results if not _is_older(connection, _NEWER, {**run.about, **row})]
            outcomes = {
                gate: outcome
                for gate, outcome in run.outcomes.items()
                if not _is_older(connection, _NEWER_OUTCOME, {**run.about, "gate": gate})
            }
            newer += len(run.results) - len(rows)
            if rows or outcomes:
                replace_rows(connection, run.about, rows, outcomes)
    return Imported(len(runs), sum(len(run.results) for run in runs), newer)


@dataclass(frozen=True, slots=True)
class _Line:
    """One exported run, as columns."""

    about: dict[str, Any]
    results: list[dict[str, Any]]
    outcomes: dict[str, str]


def _read(line: str) -> _Line:
    value = json.loads(line, parse_constant=_no_number)
    if not isinstance(value, dict) or _KEY not in value:
        raise ValueError("no run of a history")
    # Refuses what JSON can escape and no file can hold: half of a character, a number beyond all others.
    canonical(value).encode()
    if value[_KEY] != VERSION:
        raise ValueError(f"a run of version {value[_KEY]}, and this cxux reads {VERSION}")
    outcomes = value["outcomes"]
    if not all(isinstance(text, str) for pair in outcomes.items() for text in pair):
        raise TypeError("outcomes that are no words")
    return _Line(
        _columns(value["run"], RUN), [_columns(row, RESULT) for row in value["results"]], dict(outcomes)
    )


def _columns(value: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """The columns of a row, JSON in texts again; TypeError for what a column cannot hold."""
    found: dict[str, Any] = {}
    for name in names:
        cell = value[name]
        if cell is None:
            if name in _NEVER_NULL:
                raise TypeError(f"no {name}")
        elif name in JSON:
            cell = cell if cell == "" else canonical(cell)
        elif (
            not isinstance(cell, _FORM.get(name, str))
            or isinstance(cell, bool)
            or (isinstance(cell, int | float) and not abs(cell) <= _LARGEST)
        ):
            raise TypeError(f"{name} is {str(cell)[:40]!r}")
        found[name] = cell
    return found


def _plain(row: sqlite3.Row, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: json.loads(row[name]) if name in JSON and row[name] else row[name] for name in names}


def _is_older(connection: sqlite3.Connection, query: str, values: Mapping[str, Any]) -> bool:
    newest = connection.execute(query, values).fetchone()[0]
    return newest is not None and newest > values["recorded"]


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _said(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"no JSON: {error}"
    return f"{error.args[0]} is missing" if isinstance(error, KeyError) else str(error)
