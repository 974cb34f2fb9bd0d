"""What comes of verdicts: gates of one group share the chance of a false alarm, and a policy gives effects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cxux_cli.errors import ExitCode
from cxux_cli.gates.terms import Policy
from cxux_cli.gates.words import message
from cxux_cli.stats.multiplicity import holm
from cxux_cli.verdicts import NO_BASELINE, Gate, falls_short


def settle(gates: Sequence[Gate], policy: Policy) -> tuple[Gate, ...]:
    """All gates of a run with the effects that a study wants, in the order given."""
    judged = list(gates)
    if policy.family == "holm":
        places: dict[str, list[int]] = {}
        for i, gate in enumerate(judged):
            places.setdefault(gate.group, []).append(i)
        for mine in places.values():
            for i, gate in zip(mine, family([judged[i] for i in mine]), strict=True):
                judged[i] = gate
    return tuple(conclude(gate, policy) for gate in judged)


def family(gates: Sequence[Gate]) -> tuple[Gate, ...]:
    """Gates of one `each`: what is missed alone but not by Holm's step-down within the group is undecided.

    A gate that is met stays so: that all of a group are met is no sharper a claim than each of them.
    """
    tested = [gate.p_value if gate.severity != "off" else None for gate in gates]
    if sum(p is not None for p in tested) < 2:
        return tuple(gates)
    return tuple(_among(gate, p) for gate, p in zip(gates, holm(tested), strict=True))


def conclude(gate: Gate, policy: Policy) -> Gate:
    """One gate with its effect and its message."""
    if not falls_short(gate):
        gate = replace(gate, consecutive=0, waived=None)
    ended = replace(gate, effect=_effect(gate, policy))
    return replace(ended, message=message(ended))


def outcome_code(gates: Sequence[Gate], *, strict: bool = False, fail_on: str = "error") -> ExitCode:
    """What settled gates contribute to the exit code.

    1 where one fails because it is missed, or not proven under a rule that asks for proof; else 3 where one
    fails for another reason, or `strict` is given and one that counts is undecided or has no data; else 0.
    `fail_on="warn"` lets a miss at severity `warn`, or of a warning level, fail as well.
    """
    failing = [gate for gate in gates if gate.effect == "fail"]
    warned = [gate for gate in gates if gate.effect == "warn" and (_counts(gate) or _warned(gate))]
    if any(falls_short(gate) for gate in failing) or (fail_on == "warn" and warned):
        return ExitCode.MISSED
    unclear = [gate for gate in gates if gate.outcome in ("undecided", "no_data") and gate.severity != "off"]
    return ExitCode.UNDECIDED if failing or (strict and unclear) else ExitCode.OK


def _among(gate: Gate, adjusted: float | None) -> Gate:
    if adjusted is None:
        return gate
    found = replace(gate, p_adjusted=adjusted)
    if gate.outcome != "missed" or adjusted < 1 - gate.confidence:
        return found
    leaning = "below" if gate.op == ">=" else "above"
    return replace(found, outcome="undecided", reason="family", leaning=leaning)


def _effect(gate: Gate, policy: Policy) -> str:
    if gate.severity == "off":
        return "pass"
    if falls_short(gate):
        return "fail" if _counts(gate) and gate.severity == "error" else "warn"
    if gate.outcome == "met":
        return "warn" if _warned(gate) else "pass"
    wanted = (
        policy.on_no_data
        if gate.outcome == "no_data"
        else policy.on_no_baseline
        if gate.reason in NO_BASELINE
        else policy.on_undecided
    )
    if wanted == "ignore":
        return "warn" if _warned(gate) else "pass"
    return "warn" if gate.severity == "warn" else wanted


def _counts(gate: Gate) -> bool:
    """Whether it falls short in enough runs, and nobody waived it."""
    return falls_short(gate) and gate.waived is None and gate.consecutive >= gate.runs


def _warned(gate: Gate) -> bool:
    """Whether it falls short of its warning level."""
    return gate.warn is not None and gate.warn.outcome == "missed"
