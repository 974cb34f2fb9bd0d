"""The file of accepted values that later runs are compared with: what it holds, and nobody's answers.

A run that judges only reads it. It is written where somebody accepts values, and says why.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import inf
from pathlib import Path
from typing import Any

from cxux_cli import __version__
from cxux_cli.errors import InputError, UsageError
from cxux_cli.gates.shapes import shape_of
from cxux_cli.verdicts import Baseline, Evidence, Gate, Where

FORMAT, VERSION = "cxux-baseline", 1
_ACCEPT = "accept it anew: cxux baseline accept"


@dataclass(frozen=True, slots=True)
class Entry:
    """One accepted value, of which data, by which version of the tool, when and why."""

    baseline: Baseline
    measure: str
    unit: str
    data: tuple[str, ...]
    """SHA-256 of the sources, as hexadecimal digits."""
    tool: str
    accepted: date
    reason: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """All accepted values by the id of their gate."""

    entries: Mapping[str, Entry] = field(default_factory=dict)

    def of(self, gate: str) -> Baseline | None:
        """What a gate is compared with; None where nothing was accepted."""
        entry = self.entries.get(gate)
        return None if entry is None else entry.baseline


def read(path: str) -> Accepted | None:
    """The accepted values of a file, None where there is no such file: a state of its own, not an error.

    Raises `InputError` for a file that cannot be read, is no baseline, or is of a newer version.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or "it is not text"
        raise InputError(f"the baseline cannot be read: {reason}", where=path) from error
    try:
        document = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse)
        return _accepted(document)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        said = f"the key {error} is missing" if isinstance(error, KeyError) else str(error)
        raise InputError(f"this is no baseline of cxux: {said[:200]}", where=path, hint=_ACCEPT) from error


def accept(
    before: Accepted | None, gates: Sequence[Gate], *, reason: str, today: date, data: Sequence[str]
) -> tuple[Accepted, tuple[tuple[str, str], ...]]:
    """The accepted values with those of some gates, and the gates whose value cannot be accepted, with why.

    `data` are the hashes of the sources. Values of other gates stay as they were. Raises `UsageError`
    without a reason.
    """
    if not reason.strip():
        raise UsageError(
            "an accepted value needs a reason", where="--reason", hint='for example "release 3.2"'
        )
    entries = dict(before.entries) if before else {}
    refused = []
    for gate in gates:
        why = _unacceptable(gate)
        if why:
            refused.append((gate.id, why))
        elif gate.value is not None:
            baseline = Baseline(gate.id, gate.value, gate.n, gate.evidence, gate.definition, gate.where)
            entries[gate.id] = Entry(
                baseline, gate.measure, gate.unit, tuple(data), __version__, today, reason.strip()
            )
    return Accepted(dict(sorted(entries.items()))), tuple(refused)


def dumps(accepted: Accepted) -> str:
    """The text of a baseline file, the same for the same values, in the order of the gates' ids."""
    document = {
        "format": FORMAT,
        "version": VERSION,
        "gates": {gate: _written(entry) for gate, entry in sorted(accepted.entries.items())},
    }
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _unacceptable(gate: Gate) -> str:
    """Why the value of a gate cannot be compared with later; empty where it can."""
    if gate.reason == "hidden":
        return "it is below the privacy floor"
    if gate.outcome == "no_data":
        return gate.detail or "there are no data"
    if gate.reason == "min_n":
        return f"it is of fewer than {gate.min_n} people"
    return "" if gate.evidence is not None else "its statistic has no test of a change"


def _written(entry: Entry) -> dict[str, Any]:
    found = entry.baseline
    evidence = found.evidence
    if evidence is None:
        raise ValueError(f"{found.id} has no evidence, must have some to be accepted.")
    return {
        "measure": entry.measure,
        "definition": found.definition,
        "value": float(found.value),
        "unit": entry.unit,
        "n": found.n,
        "evidence": {
            "shape": evidence.shape,
            "sums": [float(x) for x in evidence.sums],
            "factor": evidence.factor,
            **({"tally": [[value, n] for value, n in evidence.tally]} if evidence.tally else {}),
        },
        "where": {
            "source": found.where.source,
            "task": found.where.task,
            "persona": found.where.persona,
            "segment": dict(found.where.segment),
            "condition": found.where.condition,
        },
        "data": list(entry.data),
        "tool": entry.tool,
        "accepted": entry.accepted.isoformat(),
        "reason": entry.reason,
    }


def _accepted(document: Any) -> Accepted:
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ValueError(f"it does not say that its format is {FORMAT}")
    version = document["version"]
    if not isinstance(version, int) or version < 1:
        raise ValueError(f"{version!r} is no version")
    if version > VERSION:
        raise ValueError(f"it is of version {version}, and this cxux reads version {VERSION}: update cxux")
    return Accepted({gate: _entry(gate, value) for gate, value in document["gates"].items()})


def _entry(gate: str, value: Mapping[str, Any]) -> Entry:
    sums = tuple(_number(x) for x in value["evidence"]["sums"])
    tally = tuple((_number(x), _count(n)) for x, n in value["evidence"].get("tally", ()))
    evidence = Evidence(_text(value["evidence"]["shape"]), sums, _number(value["evidence"]["factor"]), tally)
    # Sums that no sample has would fail later, in the middle of a verdict.
    shape_of(evidence, (-inf, inf)).bounds(0.95)
    where = value["where"]
    baseline = Baseline(
        id=gate,
        value=_number(value["value"]),
        n=int(_number(value["n"])),
        evidence=evidence,
        definition=_text(value["definition"]),
        where=Where(
            source=_optional(where["source"]),
            task=_optional(where["task"]),
            persona=_optional(where["persona"]),
            segment={name: _optional(cell) for name, cell in where["segment"].items()},
            condition=_optional(where["condition"]),
        ),
    )
    return Entry(
        baseline=baseline,
        measure=_text(value["measure"]),
        unit=_text(value["unit"]),
        data=tuple(_text(digest) for digest in value["data"]),
        tool=_text(value["tool"]),
        accepted=date.fromisoformat(_text(value["accepted"])),
        reason=_text(value["reason"]),
    )


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{value!r} is no number")
    if abs(value) > sys.float_info.max:
        raise ValueError("a number is beyond all measure")
    return float(value)


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(f"{value!r} is no count")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is no text")
    return value


def _optional(value: Any) -> str | None:
    return None if value is None else _text(value)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands in it twice")
    return found


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is no number")
