"""Laws of every verdict, whatever the data and the target: it comes out, it is one of four, and it can be written."""

from __future__ import annotations

import json
import math
import xml.etree.ElementTree as ET
from dataclasses import replace
from functools import cache
from pathlib import Path

from gate_results import TODAY, result_of, target, verdict
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from cxux_cli.gates.judge import earlier
from cxux_cli.gates.settle import outcome_code, settle
from cxux_cli.gates.terms import GateConfig, Policy
from cxux_cli.gates.words import because, explained, message, shown
from cxux_cli.render import github, junit
from cxux_cli.render.gate_value import gate_value
from cxux_cli.results import Better, Evidence, Result
from cxux_cli.verdicts import Gate, Waiver

SCHEMA = Path(__file__).parents[2] / "cxux_cli" / "render" / "report.schema.json"
RULES = ("not_below", "point", "lower_bound", "no_regression", "non_inferior")


@cache
def validator() -> Draft202012Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return Draft202012Validator({"$ref": "#/$defs/gate", "$defs": schema["$defs"]})


@st.composite
def results(draw: st.DrawFn, shape: str | None = None, better: Better | None = None) -> Result:
    """A result of any shape: whole or effective counts, no spread or a great one, one answer or thousands."""
    shape = shape or draw(st.sampled_from(("share", "net", "mean", "log-mean", "rate")))
    better = better or draw(st.sampled_from(Better))
    n = draw(st.one_of(st.integers(1, 40), st.integers(1, 5000)))
    size = float(n) if draw(st.booleans()) else n * draw(st.floats(0.1, 1))
    part = draw(st.sampled_from((0.0, 1.0, 0.5)) | st.floats(0, 1))
    if shape == "share":
        evidence = Evidence("share", (part * size if size != n else round(part * n), size), 100.0)
    elif shape == "net":
        rest = draw(st.floats(0, 1)) * (1 - part)
        evidence = Evidence("net", (part * size, rest * size, size), 100.0)
    elif shape == "rate":
        evidence = Evidence("rate", (float(round(part * 3 * n)), float(n)))
    else:
        n = max(n, 2)
        sd = draw(st.sampled_from((0.0, 1e-9)) | st.floats(0.001, 50))
        mean = 100 * part if shape == "mean" else draw(st.floats(-3, 9))
        sd = sd if shape == "mean" else sd / 10
        evidence = Evidence(shape, (mean, sd / math.sqrt(n), n - 1.0))
    parts: dict[str, float | None] = {"persons": draw(st.integers(1, n))} if draw(st.booleans()) else {}
    return result_of(evidence, n, better=better, parts=parts)


@st.composite
def judged(draw: st.DrawFn) -> Gate:
    result = draw(results())
    rule = draw(st.sampled_from(RULES))
    op = ">=" if result.better is Better.HIGHER else "<="
    low, high = result.range
    number = draw(st.sampled_from((low, min(high, 1e6))) | st.floats(low, min(high, 1e4)))
    comparing = rule in ("no_regression", "non_inferior")
    gate = GateConfig(
        *("any", "score", op, None if comparing else number),
        warn=None if comparing else draw(st.none() | st.just(number)),
        rule=rule,
        confidence=draw(st.sampled_from((0.8, 0.95, 0.999))),
        min_n=draw(st.sampled_from((None, 1))),
        severity=draw(st.sampled_from(("off", "warn", "error"))),
        runs=draw(st.integers(1, 2)),
        margin=draw(st.floats(0, 20)) if comparing else None,
        waive=draw(st.sampled_from((None, Waiver(TODAY, "x"), Waiver(TODAY.replace(year=2020), "x")))),
    )
    estimate = result.estimate
    assert estimate.evidence is not None
    before = (
        draw(results(estimate.evidence.shape, result.better)) if comparing and draw(st.booleans()) else None
    )
    baseline = None if before is None else earlier(before, "before")
    return verdict(
        replace(result, hidden=draw(st.sampled_from((False,) * 9 + (True,)))), gate, baseline=baseline
    )


@settings(max_examples=300, deadline=None)
@given(
    judged(),
    st.sampled_from((Policy(), Policy("fail", "ignore", "fail"), Policy("ignore", "warn", "ignore"))),
)
def test_every_verdict_can_be_written_and_says_one_thing(gate: Gate, policy: Policy) -> None:
    (gate,) = settle([gate], policy)
    assert gate.effect in ("pass", "warn", "fail")
    assert (gate.reason is None) == (gate.outcome in ("met", "missed"))
    assert (gate.leaning is None) == (gate.reason not in ("between", "family"))
    assert outcome_code([gate]) == 0 or gate.effect == "fail"
    if gate.bound_low is not None and gate.bound_high is not None:
        assert gate.bound_low <= gate.bound_high
    if gate.power is not None:
        assert 0 <= gate.power.chance <= 1
    for text in (message(gate), because(gate), shown(gate), *explained(gate)):
        assert "nan" not in text and "inf" not in text.replace("inferior", "") and "None" not in text
    document = gate_value(gate)
    validator().validate(json.loads(json.dumps(document, allow_nan=False)))
    ET.fromstring(junit.render([gate]))
    github.annotate([gate])


@settings(max_examples=150, deadline=None)
@given(results(), st.floats(0.1, 99), st.floats(0, 30))
def test_an_easier_target_is_met_no_less(result: Result, number: float, easier: float) -> None:
    higher = result.better is Better.HIGHER
    op, other = (">=", max(0.05, number - easier)) if higher else ("<=", min(99.9, number + easier))
    order = ("missed", "undecided", "met")
    hard, easy = (verdict(result, target(x, op, min_n=1)).outcome for x in (number, other))
    assert order.index(easy) >= order.index(hard)


@settings(max_examples=150, deadline=None)
@given(results(), st.floats(0.1, 99))
def test_a_p_value_is_small_exactly_where_it_is_missed(result: Result, number: float) -> None:
    op = ">=" if result.better is Better.HIGHER else "<="
    gate = verdict(result, target(number, op, min_n=1))
    if gate.p_value is not None and abs(gate.p_value - 0.05) > 1e-6:
        assert (gate.outcome == "missed") == (gate.p_value < 0.05)


@settings(max_examples=150, deadline=None)
@given(results(), st.floats(0.1, 99))
def test_the_boundary_is_where_the_verdict_turns(result: Result, number: float) -> None:
    """A value at `miss_at` or worse is missed, one at `prove_at` or better met."""
    higher = result.better is Better.HIGHER
    gate = verdict(result, target(number, ">=" if higher else "<=", min_n=1))
    if gate.boundary is None or gate.value is None:
        return
    value = gate.value if gate.boundary.of is None else gate.value / 100 * gate.boundary.of
    side = 1 if higher else -1
    for place, outcome, worse in (
        (gate.boundary.miss_at, "missed", True),
        (gate.boundary.prove_at, "met", False),
    ):
        if place is None:
            assert gate.outcome != outcome
        elif abs(value - place) > 1e-6 * max(1.0, abs(place)):
            beyond = side * value < side * place if worse else side * value > side * place
            assert (gate.outcome == outcome) == beyond, (gate.outcome, value, place)
