"""Results to judge, made from what a gate needs of them."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

from cxux_cli.gates.judge import judge
from cxux_cli.gates.terms import GateConfig
from cxux_cli.results import Better, Estimate, Evidence, Kind, Result
from cxux_cli.verdicts import Gate

TODAY = date(2026, 11, 20)
ENDS = {"share": (0.0, 100.0), "net": (-100.0, 100.0), "mean": (0.0, 100.0)}
UNITS = {"share": "%", "net": "points", "mean": "score", "log-mean": "s", "rate": "errors"}


def value_of(evidence: Evidence) -> float:
    """The statistic in the unit that is printed."""
    sums = evidence.sums
    plain = {
        "share": lambda: sums[0] / sums[1],
        "net": lambda: (sums[0] - sums[1]) / sums[2],
        "mean": lambda: sums[0],
        "log-mean": lambda: math.exp(sums[0]),
        "rate": lambda: sums[0] / sums[1],
    }[evidence.shape]()
    return evidence.factor * plain


def result_of(
    evidence: Evidence | None,
    n: int,
    *,
    better: Better = Better.HIGHER,
    parts: dict[str, float | None] | None = None,
    estimate: Estimate | None = None,
    **more: Any,
) -> Result:
    shape = evidence.shape if evidence else "mean"
    if estimate is None:
        assert evidence is not None
        estimate = Estimate(
            value_of(evidence), None, None, n, 0.95, "t", parts=parts or {}, evidence=evidence
        )
    return Result(
        measure="score",
        kind=Kind.UX,
        kind_reason="registry",
        name="Score",
        definition=more.pop("definition", "score.v1"),
        formula="f",
        unit=UNITS[shape],
        better=better,
        range=ENDS.get(shape, (0.0, math.inf)),
        scale=None,
        segment=more.pop("segment", {}),
        persona=more.pop("persona", None),
        period=None,
        estimate=estimate,
        n_missing=2,
        missing=(),
        distribution=(),
        readings=(),
        items=(),
        state=None,
        notes=(),
        **more,
    )


def share(k: float, n: float, **more: Any) -> Result:
    return result_of(Evidence("share", (k, n), 100.0), int(n), **more)


def net(top: int, bottom: int, n: int, **more: Any) -> Result:
    return result_of(Evidence("net", (top, bottom, n), 100.0), n, **more)


def mean(value: float, sd: float, n: int, **more: Any) -> Result:
    return result_of(Evidence("mean", (value, sd / math.sqrt(n), n - 1.0)), n, **more)


def times(value: float, sd_log: float, n: int, **more: Any) -> Result:
    sums = (math.log(value), sd_log / math.sqrt(n), n - 1.0)
    return result_of(Evidence("log-mean", sums), n, better=Better.LOWER, **more)


def target(number: float | None, op: str = ">=", **more: Any) -> GateConfig:
    return GateConfig(more.pop("id", "the-gate"), "score", op, number, **more)


def verdict(result: Result, gate: GateConfig, **more: Any) -> Gate:
    """What is made of a result, on a fixed day."""
    return judge(result, gate, today=more.pop("today", TODAY), **more)
