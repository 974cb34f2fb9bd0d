"""Writing runs to a history: a window that is measured again replaces what was kept of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from math import isfinite

from cxux_cli.errors import UsageError
from cxux_cli.history.run import Run
from cxux_cli.history.schema import CUT, RESULT, RUN, quoted
from cxux_cli.history.span import Span
from cxux_cli.history.states import canonical, evidence_json, kept, slices_of
from cxux_cli.history.store import WAIT, writing
from cxux_cli.results import Result

_INSERT = (
    f"INSERT INTO results (run, {', '.join(RESULT)}) VALUES (:run, {', '.join(f':{c}' for c in RESULT)})"
)
_RUN = f"INSERT INTO runs ({', '.join(quoted(c) for c in RUN)}) VALUES ({', '.join(f':{c}' for c in RUN)})"
# The same measure cut the same way, of the same time; of whole files only where they are the same files.
_DELETE = """
    DELETE FROM results
    WHERE run IN (SELECT id FROM runs WHERE study = :study AND source = :source AND "where" = :where
                  AND (inputs = :inputs OR :since <> '' OR :until <> ''))
      AND measure = :measure AND definition = :definition AND scale = :scale AND slices = :slices
      AND since = :since AND until = :until
"""
_OUTCOMES = """
    DELETE FROM outcomes
    WHERE gate = :gate AND run IN (
        SELECT id FROM runs WHERE study = :study AND since = :since AND until = :until AND inputs = :inputs)
"""
_EMPTY = """
    DELETE FROM runs
    WHERE study = :study AND id NOT IN (SELECT run FROM results) AND id NOT IN (SELECT run FROM outcomes)
"""


def record(path: str, runs: Sequence[Run], *, wait: float = WAIT) -> None:
    """Keep runs, all of them or none; the file is created where there is none.

    What was kept of the same study, source, condition, measure, definition, slices and time is replaced, so
    that a run may be repeated. Runs without a window replace only runs of the same files. Raises
    `LockedError`, `OutputError` and `InputError` as `store.writing` does, and `UsageError` for two results of
    one run that stand for the same people.
    """
    with writing(path, wait=wait) as connection:
        for run in runs:
            put(connection, run)


def put(connection: sqlite3.Connection, run: Run) -> None:
    """Keep one run within a transaction; a result that two commands found alike is one."""
    since, until = Span(run.window.since, run.window.until).texts
    ledger = [
        {
            "source": each.source,
            "read": each.read,
            "used": each.used,
            "excluded": [[e.reason, e.rows] for e in each.excluded],
        }
        for each in run.ledger
    ]
    about = {
        "study": run.study,
        "source": run.source,
        "where": run.where,
        "since": since,
        "until": until,
        "inputs": run.inputs,
        "tool": run.tool,
        "config": run.config,
        "recorded": run.recorded.isoformat(),
        "files": canonical([list(file) for file in run.files]),
        "ledger": canonical(ledger),
    }
    rows = {tuple(row.values()): row for row in (_row(run, result) for result in _each_once(run))}
    replace_rows(connection, about, list(rows.values()), run.outcomes)


def _each_once(run: Run) -> list[Result]:
    """The results of a run; of a window that is a single period, the period is the total again."""
    window = Span(run.window.since, run.window.until)
    totals = {_place(r) for r in run.results if r.period is None}
    return [
        r
        for r in run.results
        if r.period is None or Span.of(run.window, r.period) != window or _place(r) not in totals
    ]


def _place(r: Result) -> tuple[object, ...]:
    return r.measure, r.definition, r.scale, r.persona, r.task, tuple(r.segment.items())


def replace_rows(
    connection: sqlite3.Connection,
    run: Mapping[str, object],
    results: Sequence[Mapping[str, object]],
    outcomes: Mapping[str, str],
) -> None:
    """Put the rows of one run in place of what was kept of the same; the columns are those of `schema`."""
    for replaced in {tuple((name, row[name]) for name in CUT) for row in results}:
        connection.execute(_DELETE, {**run, **dict(replaced)})
    for gate in outcomes:
        connection.execute(_OUTCOMES, {**run, "gate": gate})
    number = connection.execute(_RUN, run).lastrowid
    try:
        connection.executemany(_INSERT, [{**row, "run": number} for row in results])
    except sqlite3.IntegrityError as error:
        raise UsageError(
            "a run holds two results that nothing tells apart, so the history cannot keep it",
            where=str(run["source"]),
            hint="give measures of different rows a where, or record them apart",
        ) from error
    connection.executemany(
        "INSERT INTO outcomes (run, gate, outcome) VALUES (?, ?, ?)",
        [(number, gate, outcome) for gate, outcome in sorted(outcomes.items())],
    )
    connection.execute(_EMPTY, run)


def _row(run: Run, result: Result) -> dict[str, object]:
    """A result as a row. A hidden one keeps its place and no number at all."""
    e, hidden = result.estimate, result.hidden
    since, until = Span.of(run.window, result.period).texts
    persons, state = e.parts.get("persons"), kept(result)
    return {
        "measure": result.measure,
        "definition": result.definition,
        "scale": canonical(list(result.scale)) if result.scale else "",
        "slices": slices_of(result),
        "segment": canonical(dict(result.segment)),
        "persona": result.persona or "",
        "task": result.task or "",
        "since": since,
        "until": until,
        "facts": canonical(_facts(result)),
        "hidden": int(hidden),
        "value": e.value,
        "low": e.low,
        "high": e.high,
        "confidence": e.confidence,
        "method": e.method,
        "n": None if hidden else e.n,
        "n_missing": None if hidden else result.n_missing,
        "n_effective": e.n_effective,
        "persons": None if persons is None else int(persons),
        "state": None if state is None else canonical(state),
        "evidence": None if hidden else evidence_json(e.evidence),
    }


def _facts(result: Result) -> dict[str, object]:
    """What is declared about a measure: kept, so that a later version reads what this one meant."""
    return {
        "kind": result.kind.value,
        "kind_reason": result.kind_reason,
        "name": result.name,
        "formula": result.formula,
        "unit": result.unit,
        "better": result.better.value,
        "range": [end if isfinite(end) else None for end in result.range],
        "doubt": result.doubt,
        "total": result.total,
    }
