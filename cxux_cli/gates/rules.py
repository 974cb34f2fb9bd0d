"""When a gate is missed and when it is met: the rules, on bounds and evidence, without any words."""

from __future__ import annotations

from dataclasses import dataclass

from cxux_cli.gates.shapes import Shape
from cxux_cli.gates.terms import GateConfig
from cxux_cli.verdicts import Baseline, Drop

COMPARING = frozenset(("no_regression", "non_inferior"))
"""Rules that compare with a baseline."""
_EQUAL = 1e-9
"""A drop of exactly the margin may miss it by its last digit."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """One-sided bounds, infinite where nothing is known on a side, and what they are called."""

    low: float
    high: float
    confidence: float
    method: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a rule makes of the data. `p` is small where it is missed, None where the rule tests nothing."""

    outcome: str
    p: float | None = None
    drop: Drop | None = None


def by_value(value: float, target: float, higher: bool) -> Ruling:
    """The value itself, whatever its uncertainty: rule `point`."""
    return Ruling("met" if (value >= target if higher else value <= target) else "missed")


def by_bounds(bounds: Bounds, target: float, higher: bool, shape: Shape | None) -> Ruling:
    """Missed where even the bound on the good side falls short, met where that on the bad side does not.

    Rules `not_below` and `lower_bound`.
    """
    good, bad = (bounds.high, bounds.low) if higher else (-bounds.low, -bounds.high)
    needed = target if higher else -target
    outcome = "missed" if good < needed else "met" if bad >= needed else "undecided"
    return Ruling(outcome, None if shape is None else shape.p_short(target, higher))


def by_baseline(shape: Shape, baseline: Baseline, gate: GateConfig, higher: bool) -> Ruling | None:
    """Missed where it dropped by the margin and by more than chance, met where no such drop is left possible.

    Rules `no_regression` and `non_inferior`; None where the two cannot be compared.
    """
    if baseline.evidence is None:
        return None
    found = shape.change(baseline.evidence, gate.confidence)
    if found is None:
        return None
    margin = gate.margin or 0.0
    low, high, p = (
        (-found.high, -found.low, found.p_below) if higher else (found.low, found.high, found.p_above)
    )
    drop = Drop(-found.difference if higher else found.difference, low, high, margin, found.method)
    fell = drop.drop >= margin * (1 - _EQUAL) and drop.drop > 0
    outcome = "missed" if fell and p < 1 - gate.confidence else "met" if high < margin else "undecided"
    return Ruling(outcome, p, drop)
