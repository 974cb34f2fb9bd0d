"""The vocabulary of gates: what was made of a statistic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from cxux_cli.estimate import Better as Better
from cxux_cli.estimate import Evidence as Evidence


@dataclass(frozen=True, slots=True)
class Where:
    """Which answers a gate judges, beside the measure: None and empty stand for all of them."""

    source: str | None = None
    task: str | None = None
    persona: str | None = None
    segment: Mapping[str, str | None] = field(default_factory=dict)
    condition: str | None = None
    """The condition on rows under which the measure was taken."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """An earlier value to compare with. `id` is the gate's in the baseline file, or the name of a window."""

    id: str
    value: float
    n: int
    evidence: Evidence | None
    definition: str
    where: Where = Where()


@dataclass(frozen=True, slots=True)
class Boundary:
    """What a sample of this size must show: at `miss_at` or worse it is missed, at `prove_at` or better met.

    In answers where `of` says out of how many, else in the unit of the measure. None where no sample of this
    size can show it.
    """

    miss_at: float | None
    prove_at: float | None
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Power:
    """The chance (0..1) that a sample of this size is missed if the truth is `shortfall` short of the target.

    `needed` people have a chance of 80 %; None where that is out of reach. `shortfall` is in the unit of the
    measure.
    """

    shortfall: float
    chance: float
    needed: int | None


@dataclass(frozen=True, slots=True)
class Drop:
    """How much worse it is than the baseline, in the unit of the measure; each bound holds on its own."""

    drop: float
    low: float
    high: float
    margin: float
    method: str


@dataclass(frozen=True, slots=True)
class WarnLevel:
    """The stricter target whose miss is a warning, and its own outcome."""

    target: float
    outcome: str


@dataclass(frozen=True, slots=True)
class Waiver:
    """Why a missed gate does not count, and the last day on which it does not."""

    until: date
    reason: str


PROOF = frozenset(("lower_bound", "non_inferior"))
"""Rules under which what is not proven counts as missed."""
NO_BASELINE = frozenset(("no_baseline", "other_baseline"))
"""Reasons why there was nothing to compare with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A target, what the data say of it, and what comes of that. Numbers are in the unit of the measure.

    `outcome` is `met`, `missed`, `undecided` or `no_data`, and `effect` what it does: `pass`, `warn` or
    `fail`. `bound_low` and `bound_high` each hold with `confidence` on their own; under the rule `point`
    they are the two-sided interval of the report. `p_value` is one-sided, and small where it is missed.
    """

    id: str
    group: str
    """The gate of the study it comes from: its own id, or that of the gate that is there for `each`."""
    measure: str
    unit: str
    better: Better
    where: Where
    op: str
    target: float | None
    rule: str
    severity: str
    outcome: str
    reason: str | None = None
    """Why it is not decided: `hidden`, `min_n`, `doubt`, `no_data`, `no_baseline`, `other_baseline`,
    `no_evidence`, `between` (the bounds allow both), `family` (missed alone, not among its group)."""
    detail: str = ""
    """The reason in words, where it is one of this run."""
    definition: str = ""
    """Id and version of the definition of the measure."""
    value: float | None = None
    evidence: Evidence | None = None
    """What a later run may compare with; None where nothing was judged."""
    n: int = 0
    n_excluded: int | None = None
    min_n: int = 1
    bound_low: float | None = None
    bound_high: float | None = None
    confidence: float
    method: str | None = None
    leaning: str | None = None
    """Where the value lies while it is not decided: `above` or `below` the target, or the baseline."""
    p_value: float | None = None
    p_adjusted: float | None = None
    """Counting the other gates of its group; None where it stands alone."""
    boundary: Boundary | None = None
    power: Power | None = None
    baseline: Baseline | None = None
    drop: Drop | None = None
    warn: WarnLevel | None = None
    consecutive: int = 0
    """Runs in a row that fell short, this one included."""
    runs: int = 1
    """Runs in a row that it takes to fail."""
    waived: Waiver | None = None
    """Only where it would count otherwise."""
    owner: str | None = None
    why: str | None = None
    file: str | None = None
    line: int = 0
    effect: str = "pass"
    message: str = ""


def falls_short(gate: Gate) -> bool:
    """Whether it is missed, or not proven under a rule that asks for proof: then it counts as missed.

    Without anything to compare with, there was nothing to prove.
    """
    unproven = gate.outcome == "undecided" and gate.rule in PROOF and gate.reason not in NO_BASELINE
    return gate.outcome == "missed" or unproven
