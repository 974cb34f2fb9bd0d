"""Reading a history: results of a measure over time, outcomes of gates."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from math import inf, isfinite
from pathlib import Path
from typing import Any, NamedTuple, cast

from cxux_cli.errors import InputError
from cxux_cli.history.run import Kept
from cxux_cli.history.span import Span, clock
from cxux_cli.history.states import canonical, evidence_of
from cxux_cli.history.store import WAIT, reading
from cxux_cli.results import Better, Estimate, Kind, Result
from cxux_cli.study.periods import Window

_SELECT = """
    SELECT runs.study, runs.source, runs."where", runs.recorded, runs.inputs, results.*
    FROM results JOIN runs ON runs.id = results.run
"""
# Whole files have no time of their own: they stand in the order in which they were measured. Nothing depends
# on the order of writing, which an import changes.
_ORDER = """
    ORDER BY results.since, results.until, runs.recorded, results.measure, results.definition, results.scale,
        results.persona, results.task, results.segment, results.id
"""
_PREVIOUS = """
    SELECT outcomes.outcome FROM outcomes JOIN runs ON runs.id = outcomes.run
    WHERE runs.study = :study AND outcomes.gate = :gate
      AND NOT (runs.since = :since AND runs.until = :until AND runs.inputs = :inputs)
      AND (runs.since = '') = (:since = '') AND (runs.until = '') = (:until = '')
      AND (:until = '' OR runs.until <= :until)
    ORDER BY runs.until DESC, runs.since DESC, runs.recorded DESC, runs.id DESC
    LIMIT :k
"""


class Group(NamedTuple):
    """Whose results: of a persona, a task and a segment; of everybody where all are empty."""

    persona: str | None
    task: str | None
    segment: Mapping[str, str | None]


def results(
    path: str, measure: str | None = None, group: Group | None = None, *, wait: float = WAIT
) -> tuple[Kept, ...]:
    """Everything kept of a measure, or of all, of one group or of all, in the order of time.

    Raises `InputError` where there is no history.
    """
    with reading(path, wait=wait) as connection:
        return tuple(select(connection, measure, group))


def measures(path: str, *, wait: float = WAIT) -> tuple[str, ...]:
    """The measures of which anything is kept. Raises `InputError` where there is no history."""
    with reading(path, wait=wait) as connection:
        rows = connection.execute("SELECT DISTINCT measure FROM results ORDER BY measure")
        return tuple(row[0] for row in rows)


def select(
    connection: sqlite3.Connection, measure: str | None = None, group: Group | None = None
) -> Iterator[Kept]:
    """What `results` gives, from an open history."""
    connection.row_factory = sqlite3.Row
    wanted = {} if measure is None else {"measure": measure}
    if group is not None:
        wanted |= {"persona": group.persona or "", "task": group.task or ""}
        wanted |= {"segment": canonical(dict(group.segment))}
    condition = " AND ".join(f"results.{name} = :{name}" for name in wanted)
    for row in connection.execute(_SELECT + (f" WHERE {condition}" if wanted else "") + _ORDER, wanted):
        try:
            yield kept_of(dict(row))
        except (ValueError, LookupError, TypeError) as error:
            raise InputError(
                f"the history is damaged: result {row['id']} cannot be read ({error})",
                hint="put back a copy; cxux history verify lists all that is wrong",
            ) from error


def previous_outcomes(
    path: str,
    gates: Sequence[str],
    k: int,
    *,
    study: str,
    window: Window,
    inputs: str = "",
    wait: float = WAIT,
) -> dict[str, tuple[str, ...]]:
    """Gate -> its outcomes in the last `k` runs before this one, the newest first; fewer where there were fewer.

    A run is before another when its window ended no later; of whole files, told apart by `inputs`
    (`Run.inputs`), when it was recorded. The run of this very window, if it was measured already, does not
    count. Without a history there were no runs.
    """
    if not Path(path).exists() or Path(path).stat().st_size == 0:
        return dict.fromkeys(gates, ())
    since, until = Span(window.since, window.until).texts
    key = {"study": study, "since": since, "until": until, "inputs": inputs, "k": k}
    with reading(path, wait=wait) as connection:
        return {
            gate: tuple(row[0] for row in connection.execute(_PREVIOUS, key | {"gate": gate}))
            for gate in gates
        }


@lru_cache(maxsize=256)
def _facts(text: str) -> Mapping[str, Any]:
    """What is declared of a measure: the same few texts again and again."""
    facts = json.loads(text)
    for name in ("kind", "kind_reason", "name", "formula", "unit", "better", "doubt"):
        if not isinstance(facts[name], str):
            raise TypeError(f"{name} is {facts[name]!r:.40}")
    low, high = facts["range"]
    if not (-inf if low is None else float(low)) < (inf if high is None else float(high)):
        raise ValueError(f"a range from {low} to {high}")
    return cast(Mapping[str, Any], facts)


def _segment(text: str) -> dict[str, str | None]:
    segment = json.loads(text)
    if not isinstance(segment, dict) or any(not isinstance(v, str | None) for v in segment.values()):
        raise TypeError(f"a segment of {text:.40}")
    return segment


def _number(value: Any) -> float | None:
    if value is not None and not (isinstance(value, int | float) and isfinite(value)):
        raise TypeError(f"{value!r:.40} is no number")
    return cast("float | None", value)


def _count(value: Any) -> int | None:
    if not isinstance(value, int | None):
        raise TypeError(f"{value!r:.40} is no count")
    return value


def kept_of(row: Mapping[str, Any]) -> Kept:
    """A result from the columns of its row and of its run. ValueError, KeyError, TypeError: no such thing."""
    facts = _facts(row["facts"])
    low, high = facts["range"]
    estimate = Estimate(
        _number(row["value"]),
        _number(row["low"]),
        _number(row["high"]),
        _count(row["n"]) or 0,
        float(row["confidence"]),
        row["method"],
        _number(row["n_effective"]),
        evidence=evidence_of(row["evidence"]),
    )
    span = Span.read(row["since"], row["until"])
    scale = tuple(map(int, json.loads(row["scale"]))) if row["scale"] else None
    if scale is not None and len(scale) != 2:
        raise ValueError(f"a scale of {len(scale)} ends")
    result = Result(
        measure=row["measure"],
        kind=Kind(facts["kind"]),
        kind_reason=facts["kind_reason"],
        name=facts["name"],
        definition=row["definition"],
        formula=facts["formula"],
        unit=facts["unit"],
        better=Better(facts["better"]),
        range=(-inf if low is None else low, inf if high is None else high),
        scale=(scale[0], scale[1]) if scale else None,
        segment=_segment(row["segment"]),
        persona=row["persona"] or None,
        period=span.period,
        estimate=estimate,
        n_missing=_count(row["n_missing"]) or 0,
        missing=(),
        distribution=(),
        readings=(),
        items=(),
        state=json.loads(row["state"]) if row["state"] else None,
        notes=(),
        hidden=bool(row["hidden"]),
        total=facts["total"],
        doubt=facts["doubt"],
        task=row["task"] or None,
        source=row["source"] or None,
    )
    recorded = clock(row["recorded"])
    whose = row["study"], row["source"], row["where"]
    return Kept(*whose, recorded, span, result, _count(row["persons"]), row["inputs"])
