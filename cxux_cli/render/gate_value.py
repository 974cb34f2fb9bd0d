"""A verdict as plain values, for JSON. Keys are only ever added."""

from __future__ import annotations

from typing import Any

from cxux_cli.verdicts import Baseline, Boundary, Drop, Gate, Power, WarnLevel, Where


def gate_value(gate: Gate) -> dict[str, Any]:
    """One gate as plain values."""
    return {
        "id": gate.id,
        "measure": gate.measure,
        "unit": gate.unit,
        "direction": gate.better.value,
        "where": _where(gate.where),
        "value": gate.value,
        "n": gate.n,
        "n_excluded": gate.n_excluded,
        "bound_low": gate.bound_low,
        "bound_high": gate.bound_high,
        "confidence": gate.confidence,
        "method": gate.method,
        "target": gate.target,
        "op": gate.op,
        "rule": gate.rule,
        "severity": gate.severity,
        "outcome": gate.outcome,
        "leaning": gate.leaning,
        "p_value": gate.p_value,
        "boundary": _boundary(gate.boundary),
        "baseline": _baseline(gate.baseline),
        "consecutive": gate.consecutive,
        "waived": None
        if gate.waived is None
        else {"until": gate.waived.until.isoformat(), "reason": gate.waived.reason},
        "owner": gate.owner,
        "why": gate.why,
        "location": None if gate.file is None else {"file": gate.file, "line": gate.line},
        "message": gate.message,
        "group": gate.group,
        "effect": gate.effect,
        "reason": gate.reason,
        "min_n": gate.min_n,
        "runs": gate.runs,
        "p_adjusted": gate.p_adjusted,
        "power": _power(gate.power),
        "drop": _drop(gate.drop),
        "warn": _warn(gate.warn),
    }


def _where(where: Where) -> dict[str, Any]:
    return {
        "source": where.source,
        "task": where.task,
        "persona": where.persona,
        "segment": dict(where.segment),
        "condition": where.condition,
    }


def _boundary(boundary: Boundary | None) -> dict[str, Any] | None:
    if boundary is None:
        return None
    return {"miss_at": boundary.miss_at, "prove_at": boundary.prove_at, "of": boundary.of}


def _power(power: Power | None) -> dict[str, Any] | None:
    if power is None:
        return None
    return {"shortfall": power.shortfall, "chance": power.chance, "needed": power.needed}


def _baseline(baseline: Baseline | None) -> dict[str, Any] | None:
    return None if baseline is None else {"value": baseline.value, "n": baseline.n, "id": baseline.id}


def _drop(drop: Drop | None) -> dict[str, Any] | None:
    if drop is None:
        return None
    return {
        "drop": drop.drop,
        "low": drop.low,
        "high": drop.high,
        "margin": drop.margin,
        "method": drop.method,
    }


def _warn(warn: WarnLevel | None) -> dict[str, Any] | None:
    return None if warn is None else {"target": warn.target, "outcome": warn.outcome}
