"""Whether a history is sound: the file, every result, every state, every ledger."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cxux_cli.estimators.states import of_json
from cxux_cli.history.read import kept_of
from cxux_cli.history.span import Span, clock
from cxux_cli.history.states import says, slices_of
from cxux_cli.history.store import WAIT, reading
from cxux_cli.measures.defined import estimator

_NUMBERS = ("value", "low", "high", "n", "n_missing", "n_effective", "persons", "state", "evidence")
"""Columns in which a hidden result has nothing."""
_SELECT = """
    SELECT runs.study, runs.source, runs."where", runs.recorded, runs.inputs, results.*
    FROM results JOIN runs ON runs.id = results.run ORDER BY results.id
"""


@dataclass(frozen=True, slots=True)
class Verified:
    """What was checked, and what is wrong; `unknown` counts states of definitions this version lacks."""

    runs: int
    results: int
    states: int
    unknown: int
    hidden: int
    outcomes: int
    problems: tuple[str, ...]


def verify(path: str, *, wait: float = WAIT) -> Verified:
    """Check a history. Raises `InputError` where it cannot be read at all."""
    with reading(path, wait=wait) as connection:
        connection.row_factory = sqlite3.Row
        problems = [
            f"the file: {row[0]}" for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"
        ]
        problems += [
            f"the file: a row of {row[0]} belongs to no run"
            for row in connection.execute("PRAGMA foreign_key_check")
        ]
        runs = [dict(row) for row in connection.execute("SELECT * FROM runs ORDER BY id")]
        for run in runs:
            problems += [f"run {run['id']}: {problem}" for problem in run_problems(run)]
        rows = [dict(row) for row in connection.execute(_SELECT)]
        unknown = 0
        for row in rows:
            found = list(result_problems(row))
            unknown += not found and _is_unknown(row)
            problems += [f"result {row['id']} ({row['measure']}): {problem}" for problem in found]
        outcomes = connection.execute("SELECT count(*) FROM outcomes").fetchone()[0]
    return Verified(
        runs=len(runs),
        results=len(rows),
        states=sum(row["state"] is not None for row in rows),
        unknown=unknown,
        hidden=sum(bool(row["hidden"]) for row in rows),
        outcomes=outcomes,
        problems=tuple(problems),
    )


def run_problems(run: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the columns of a run."""
    try:
        clock(run["recorded"])
        Span.read(run["since"], run["until"])
        for each in json.loads(run["ledger"]):
            left_out = sum(rows for _, rows in each["excluded"])
            if each["read"] != each["used"] + left_out:
                yield f"the ledger does not add up: {each['read']} read, {each['used']} used, {left_out} left out"
        if not all(isinstance(part, str) for file in json.loads(run["files"]) for part in file):
            yield "its files have names that are no texts"
    except (ValueError, LookupError, TypeError) as error:
        yield f"cannot be read ({error})"


def result_problems(row: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the columns of a result and its run: unreadable, not hidden, or not what its state says."""
    try:
        kept = kept_of(row)
        if row["slices"] != slices_of(kept.result):
            yield "it is filed under another cut than its own"
        if row["hidden"]:
            shown = [name for name in _NUMBERS if row[name] is not None]
            if shown:
                yield f"below the privacy floor, and yet it holds {', '.join(shown)}"
        elif kept.result.state is not None:
            state = of_json(kept.result.state)
            if not _is_unknown(row) and not says(state, kept.result):
                yield f"its state does not give its value {row['value']} with n {row['n']}"
    except (ValueError, LookupError, TypeError, ArithmeticError) as error:
        yield f"cannot be read ({error})"


def _is_unknown(row: Mapping[str, Any]) -> bool:
    """Whether the state of a result is of a definition that this version does not compute."""
    if row["state"] is None or estimator(row["measure"], row["definition"]) is not None:
        return False
    return bool(json.loads(row["state"])["kind"] == "tally")
