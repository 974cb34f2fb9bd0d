"""A verdict in words: what came out, and why, so that it can be acted on."""

from __future__ import annotations

from cxux_cli.stats.rounding import MOST, rounded
from cxux_cli.verdicts import PROOF, Gate, falls_short

_SPACED = frozenset(("%", "s", "ms"))
"""Units that are printed beside a number; the others go without saying."""
_POINTS = frozenset(("%", "points"))
_LARGE = 1e9
"""From here on digits say nothing: an open bound of two times that are far apart."""
_DIFFERENCES = {"%": "points", "score": "points"}
"""Unit -> what a difference is counted in, where that has another name."""


def message(gate: Gate) -> str:
    """The whole verdict in one line."""
    if gate.reason == "hidden":
        more = ""
    elif gate.rule == "point" or gate.outcome == "no_data":
        more = " ".join(filter(None, (_detail(gate), _warn_level(gate), _spared(gate))))
    else:
        more = because(gate)
    return f"{headline(gate)}. {more}" if more else headline(gate)


def headline(gate: Gate) -> str:
    """Measure, target, outcome and value: `sus >= 68: missed with 61.2 (n 30)`."""
    subject = f"{gate.measure} {wanted(gate)}"
    if gate.reason == "hidden":
        return f"{subject}: undecided, the value is hidden by the privacy floor"
    if gate.outcome == "no_data":
        return f"{subject}: no data, so not met"
    ended = outcome(gate)
    if gate.leaning is not None:
        ended += ","
    if gate.rule == "point":
        return f"{subject}: {ended} with {amount(gate, gate.value)} ({_basis(gate)}{_interval(gate)})"
    return f"{subject}: {ended} with {amount(gate, gate.value)} ({_basis(gate)})"


def outcome(gate: Gate) -> str:
    """The outcome in words: `not proven` where that counts as missed, and where an undecided value lies."""
    word = gate.outcome.replace("_", " ")
    if gate.outcome == "undecided" and falls_short(gate):
        word = "not proven"
    return word if gate.leaning is None else f"{word}, leaning {gate.leaning}"


def wanted(gate: Gate) -> str:
    """The target, or what it is compared with: `>= 78 %`."""
    if gate.target is None:
        margin = "" if gate.drop is None else f", margin {difference(gate, gate.drop.margin)}"
        return f"against its baseline{margin}"
    return f"{gate.op} {_unit(gate, f'{gate.target:g}')}"


def shown(gate: Gate) -> str:
    """The value and what it is of: `41.7 % (5 of 12)`, `64.1 (n 9)`; never a hidden one."""
    if gate.reason == "hidden" or gate.value is None:
        return "not shown" if gate.reason == "hidden" else "no value"
    return f"{amount(gate, gate.value)} ({_basis(gate)})"


def because(gate: Gate) -> str:
    """Why it came out so, in sentences; empty where the headline says it all."""
    said = [_reason(gate), _warn_level(gate), _spared(gate)]
    return " ".join(sentence for sentence in said if sentence)


def explained(gate: Gate) -> tuple[str, ...]:
    """What this sample could show at all: where the verdict turns, and how likely a shortfall is seen.

    Without what is said already in `because`.
    """
    said = because(gate)
    lines = [line for line in (_turns(gate), _limits(gate)) if line and line not in said]
    if gate.power is not None:
        lines.append(
            f"A true shortfall of {difference(gate, gate.power.shortfall)} would be flagged in "
            f"{100 * gate.power.chance:.0f} % of samples this size; {_people(gate.power.needed)} "
            "have a chance of 80 %."
        )
    if gate.p_value is not None:
        counted = "" if gate.p_adjusted is None else f", {_p(gate.p_adjusted)} among its group"
        lines.append(f"One-sided p that it is short: {_p(gate.p_value)}{counted}. Bounds: {gate.method}.")
    elif gate.method is not None:
        lines.append(f"Bounds: {gate.method}.")
    return tuple(lines)


def people(gate: Gate) -> tuple[str, ...]:
    """Whose answers are judged, who is to act, and why the target is what it is; what there is of them."""
    where = gate.where
    named = {"source": where.source, "task": where.task, "persona": where.persona}
    said = [f"{name} {value}" for name, value in named.items() if value]
    said += [f"{name} = {'(blank)' if value is None else value}" for name, value in where.segment.items()]
    lines = {"of": ", ".join(said), "owner": gate.owner, "why:": gate.why}
    return tuple(f"{name} {value}" for name, value in lines.items() if value)


def amount(gate: Gate, value: float | None) -> str:
    """A number of the measure as it is printed, with enough decimals to tell it from the target."""
    if value is None:
        return "-"
    if abs(value) >= _LARGE:
        return _unit(gate, f"{value:.3g}")
    places = 1 if gate.unit in _POINTS or abs(value) >= 10 else 2
    text = rounded(value, places)
    while places < MOST and gate.target is not None and value != gate.target and float(text) == gate.target:
        places += 1
        text = rounded(value, places)
    return _unit(gate, text)


def difference(gate: Gate, value: float) -> str:
    """A difference of two numbers of the measure: `10 points`, `9 s`."""
    return f"{value:.3g} {_DIFFERENCES.get(gate.unit, gate.unit)}".rstrip()


def _reason(gate: Gate) -> str:
    """The sentence of the outcome."""
    match gate.reason:
        case "hidden":
            return "The value is hidden by the privacy floor."
        case "no_data" | "doubt":
            return _detail(gate)
        case "min_n":
            return f"Fewer than {gate.min_n} people (min_n): not judged."
        case "no_baseline":
            return f"There is nothing to compare with: {gate.detail}."
        case "other_baseline":
            return f"The baseline does not compare: {gate.detail}."
        case "no_evidence" if gate.target is None:
            return "There is no test of a change of this statistic, or nobody varies."
        case "no_evidence":
            level = 200 * gate.confidence - 100
            return f"There is no exact bound of this statistic, and no interval at {level:g} % to judge by."
        case "family":
            return (
                f"Alone it would be missed (p {_p(gate.p_value)}), among its group it is not "
                f"(Holm p {_p(gate.p_adjusted)})."
            )
    if gate.drop is not None:
        unproven = gate.outcome == "undecided" and gate.rule in PROOF
        more = f" It is not proven, which {gate.rule} counts as missed." if unproven else ""
        return f"{_dropped(gate)}{more}"
    return "" if gate.rule == "point" else _bounded(gate)


def _bounded(gate: Gate) -> str:
    """What the bounds say of the target, and where the verdict turns."""
    higher = gate.op == ">="
    good, bad = (gate.bound_high, gate.bound_low) if higher else (gate.bound_low, gate.bound_high)
    level = f"{100 * gate.confidence:g} %"
    if gate.outcome == "missed":
        return (
            f"Even the optimistic {level} bound is {amount(gate, good)}. {_turns(gate, missed=True)}".strip()
        )
    if gate.outcome == "met":
        return f"Even the cautious {level} bound is {amount(gate, bad)}."
    if gate.rule in PROOF:
        short = (
            "There is no cautious bound"
            if bad is None
            else f"The cautious {level} bound is {amount(gate, bad)}"
        )
        return " ".join(
            filter(None, (f"{short}: not proven, which {gate.rule} counts as missed.", _limits(gate)))
        )
    allowed = "no bound" if good is None else f"the {level} bound {amount(gate, good)}"
    said = f"{allowed[0].upper()}{allowed[1:]} {'rules out' if good is None else 'still allows'} the target."
    if gate.power is not None and gate.power.needed is not None:
        said += f" {_people(gate.power.needed).capitalize()} would settle a gap of "
        said += f"{difference(gate, gate.power.shortfall)}."
    return " ".join(filter(None, (said, _limits(gate))))


def _dropped(gate: Gate) -> str:
    """What became of the baseline."""
    if gate.drop is None or gate.baseline is None:
        return ""
    drop = gate.drop
    was = f"It was {amount(gate, gate.baseline.value)} (n {gate.baseline.n})"
    moved = f"{difference(gate, abs(drop.drop))} {'worse' if drop.drop > 0 else 'better'}"
    now = f"{was}, now it is {moved}" if drop.drop else f"{was}, as now"
    level = f"{100 * gate.confidence:g} %"
    margin = difference(gate, drop.margin)
    if gate.outcome == "missed":
        return (
            f"{now}: no less than the margin {margin}, and more than chance (one-sided p {_p(gate.p_value)})."
        )
    if gate.outcome == "met":
        return f"{now}; the {level} bound allows no drop of {margin}."
    return f"{now}; the {level} bound allows a drop of {difference(gate, drop.high)}, and the margin is {margin}."


def _turns(gate: Gate, *, missed: bool = False) -> str:
    """Where the verdict turns at this sample size; with `missed`, only where it is missed."""
    found = gate.boundary
    if found is None:
        return ""
    worse, better = ("or fewer", "or more") if gate.op == ">=" else ("or more", "or fewer")
    if found.of is None:
        worse, better = ("or below", "or above") if gate.op == ">=" else ("or above", "or below")

    def at(place: float) -> str:
        return amount(gate, place) if found.of is None else f"{place:.0f} of {found.of}"

    said = []
    if found.miss_at is not None:
        said.append(f"missed at {at(found.miss_at)} {worse}")
    if found.prove_at is not None and not missed:
        said.append(f"met at {at(found.prove_at)} {better}")
    text = ", ".join(said)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _limits(gate: Gate) -> str:
    """That this sample size cannot fail, or cannot pass."""
    if gate.boundary is None:
        return ""
    cannot = [
        word
        for word, place in (("missed", gate.boundary.miss_at), ("met", gate.boundary.prove_at))
        if place is None
    ]
    return f"With n {gate.n} it cannot be {' nor '.join(cannot)}." if cannot else ""


def _warn_level(gate: Gate) -> str:
    if gate.warn is None or gate.warn.outcome == "undecided":
        return ""
    return f"Warning level {gate.op} {_unit(gate, f'{gate.warn.target:g}')}: {gate.warn.outcome}."


def _spared(gate: Gate) -> str:
    """Why a miss does not count, or not yet, or no more."""
    said = []
    if gate.waived is not None:
        said.append(f"Waived until {gate.waived.until}: {gate.waived.reason.rstrip('.')}.")
    elif gate.reason not in ("no_baseline", "other_baseline", "doubt", "no_data", "hidden"):
        said.append(_detail(gate))
    if gate.consecutive and gate.runs > 1:
        said.append(f"Short in {gate.consecutive} of {gate.runs} runs in a row that it takes.")
    return " ".join(filter(None, said))


def _detail(gate: Gate) -> str:
    text = gate.detail.rstrip(".")
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _basis(gate: Gate) -> str:
    """What the value is of: counts where the share is one of counts."""
    of = None if gate.boundary is None else gate.boundary.of
    if of is None or of != gate.n or gate.value is None or gate.rule == "point":
        return f"n {gate.n}"
    return f"{gate.value / 100 * of:.0f} of {of}"


def _interval(gate: Gate) -> str:
    if gate.bound_low is None:
        return ""
    low, high = (
        rounded(bound, 1) if bound is not None else "-" for bound in (gate.bound_low, gate.bound_high)
    )
    return f", {100 * gate.confidence:g} % interval {low} to {high}"


def _unit(gate: Gate, text: str) -> str:
    return f"{text} {gate.unit}" if gate.unit in _SPACED else text


def _people(needed: int | None) -> str:
    return "no number of people that could be asked" if needed is None else f"about {needed:,} people"


def _p(p: float | None) -> str:
    return "-" if p is None else "< 0.001" if p < 0.001 else f"{p:.3f}"
