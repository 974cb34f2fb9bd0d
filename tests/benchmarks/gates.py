"""How often gates cry wolf, and how often they see one: `python tests/benchmarks/gates.py [--runs 2000] [--seed 1]`.

Samples are drawn from a truth and judged by the code of `cxux check`. Printed beside each figure is that of
an earlier simulation of the same rules, made before there was this code; a gate at its target must not be
missed more often than its limit. Ends with 1 where a limit is passed, or a table that is exact differs.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np

from cxux_cli.gates.judge import earlier, judge
from cxux_cli.gates.settle import settle
from cxux_cli.gates.terms import GateConfig, Policy
from cxux_cli.results import Better, Estimate, Evidence, Kind, Result
from cxux_cli.stats import decision, power
from cxux_cli.verdicts import Gate

TODAY = date(2026, 1, 1)
SD = 18.0
PASSIVES = {50: 0.2, 40: 0.3, 30: 0.3, 20: 0.3, 10: 0.3}
"""True NPS -> share of passives: the earlier simulation does not say which it had."""


@dataclass(frozen=True, slots=True)
class Case:
    """Samples of one truth against one target: how often a rule gives an outcome, and how often it did."""

    measure: str
    target: float
    truth: float
    rule: str
    outcome: str
    published: dict[int, float]
    """n -> share of runs."""
    limit: float | None = None
    """The most that is allowed: of false alarms."""


CASES = (
    Case("completion", 78, 85, "point", "missed", {8: 0.34, 12: 0.26, 20: 0.17, 50: 0.06}),
    Case("completion", 78, 85, "not_below", "missed", {8: 0.0, 12: 0.0, 20: 0.0, 50: 0.0}, 0.05),
    Case("completion", 78, 85, "lower_bound", "met", {8: 0.0, 12: 0.0, 20: 0.18, 50: 0.22}),
    Case("completion", 78, 78, "point", "missed", {8: 0.55, 12: 0.51, 20: 0.46, 50: 0.42}),
    Case("completion", 78, 78, "not_below", "missed", {8: 0.02, 12: 0.03, 20: 0.02, 50: 0.03}, 0.05),
    Case("completion", 78, 78, "lower_bound", "met", {8: 0.0, 12: 0.0, 20: 0.05, 50: 0.02}, 0.05),
    Case("completion", 78, 60, "point", "missed", {8: 0.89, 12: 0.92, 20: 0.95, 50: 0.99}),
    Case("completion", 78, 60, "not_below", "missed", {8: 0.17, 12: 0.33, 20: 0.40, 50: 0.84}),
    Case("sus", 68, 73, "point", "missed", {8: 0.23, 12: 0.18, 20: 0.12, 50: 0.03}),
    Case("sus", 68, 73, "not_below", "missed", {8: 0.01, 12: 0.0, 20: 0.0, 50: 0.0}, 0.05),
    Case("sus", 68, 73, "lower_bound", "met", {8: 0.18, 12: 0.23, 20: 0.31, 50: 0.58}),
    Case("sus", 68, 68, "not_below", "missed", {8: 0.05, 12: 0.05, 20: 0.05, 50: 0.05}, 0.06),
    Case("sus", 68, 68, "lower_bound", "met", {8: 0.05, 12: 0.05, 20: 0.05, 50: 0.05}, 0.06),
    Case("sus", 68, 55, "not_below", "missed", {5: 0.38, 8: 0.58, 12: 0.77, 20: 0.93}),
    Case("nps", 40, 50, "point", "missed", {30: 0.23, 100: 0.10, 400: 0.0}),
    Case("nps", 40, 50, "not_below", "missed", {30: 0.01, 100: 0.0, 400: 0.0}, 0.06),
    Case("nps", 40, 50, "lower_bound", "met", {30: 0.13, 100: 0.33, 400: 0.82}),
    Case("nps", 40, 40, "not_below", "missed", {30: 0.05, 100: 0.05, 400: 0.05}, 0.06),
    Case("nps", 40, 40, "lower_bound", "met", {30: 0.05, 100: 0.05, 400: 0.05}, 0.06),
    Case("nps", 40, 10, "not_below", "missed", {20: 0.60, 50: 0.87, 100: 0.99}),
)
REGRESSIONS = (
    # True change of SUS, n per arm -> share of runs in which it is missed by a margin of 5.
    (0.0, {8: 0.05, 12: 0.05, 20: 0.05, 30: 0.05, 50: 0.05}, 0.06),
    (-10.0, {8: 0.27, 12: 0.37, 20: 0.53, 30: 0.68, 50: 0.87}, None),
)
FAMILIES = {5: 0.23, 10: 0.40, 20: 0.64, 40: 0.87}
"""Gates at their target -> the chance of any false alarm where each stands alone, at 5 % each."""
WEEKS = {1: 0.84, 2: 0.10, 3: 0.01}
"""Missed weeks in a row before it fails -> the chance of a false alarm in 26 weeks of 40 people."""
BOUNDARIES = {
    5: (1, None),
    8: (3, None),
    12: (6, None),
    20: (11, 19),
    30: (19, 28),
    50: (33, 45),
    100: (70, 86),
}
"""n -> what is missed and what is met against a completion of 78 %."""
NEEDED = (
    ("completion .50 .60 .68 against .78", (19, 44, 125)),
    ("SUS 15, 10, 5 points short, sd 18", (11, 22, 82)),
    ("NPS 30, 20, 10 points short of 40", (48, 103, 378)),
)
"""People who have a chance of 80 % to show it."""


def result(evidence: Evidence, n: int, value: float, ends: tuple[float, float]) -> Result:
    """A result that holds nothing but what a gate reads."""
    estimate = Estimate(value, value, value, n, 0.95, "", evidence=evidence)
    rest: tuple[tuple[()], ...] = ((), (), (), ())
    return Result(
        *("x", Kind.UX, "", "", "x.v1", "", "", Better.HIGHER, ends, None, {}, None, None),
        *(estimate, 0, *rest, None, ()),
    )


def completion(k: int, n: int) -> Result:
    """k of n people who completed."""
    return result(Evidence("share", (k, n), 100.0), n, 100 * k / n, (0, 100))


def nps(top: int, bottom: int, n: int) -> Result:
    """Promoters and detractors among n people."""
    return result(Evidence("net", (top, bottom, n), 100.0), n, 100 * (top - bottom) / n, (-100, 100))


def sus(scores: np.ndarray) -> Result:
    """The mean of some scores."""
    n, mean = len(scores), float(scores.mean())
    error = float(scores.std(ddof=1)) / math.sqrt(n)
    return result(Evidence("mean", (mean, error, n - 1.0)), n, mean, (-math.inf, math.inf))


@cache
def judged(kind: str, counts: tuple[int, ...], rule: str, target: float) -> Gate:
    """The verdict on counts: the same ones are drawn again and again."""
    made = completion(*counts) if kind == "completion" else nps(*counts)
    return judge(made, GateConfig("g", "x", ">=", target, rule=rule, min_n=1), today=TODAY)


def verdicts(case: Case, n: int, runs: int, random: np.random.Generator) -> Iterator[Gate]:
    """One verdict per sample."""
    if case.measure == "completion":
        for k in random.binomial(n, case.truth / 100, runs):
            yield judged("completion", (int(k), n), case.rule, case.target)
    elif case.measure == "nps":
        middle, net = PASSIVES[int(case.truth)], case.truth / 100
        shares = [(1 - middle + net) / 2, middle, (1 - middle - net) / 2]
        for top, _, bottom in random.multinomial(n, shares, runs):
            yield judged("nps", (int(top), int(bottom), n), case.rule, case.target)
    else:
        gate = GateConfig("g", "x", ">=", case.target, rule=case.rule, min_n=1)
        for scores in random.normal(case.truth, SD, (runs, n)):
            yield judge(sus(scores), gate, today=TODAY)


def share_of(case: Case, n: int, runs: int, random: np.random.Generator) -> float:
    """How often the outcome of a case comes out."""
    return sum(gate.outcome == case.outcome for gate in verdicts(case, n, runs, random)) / runs


def regression(change: float, n: int, runs: int, random: np.random.Generator) -> float:
    """How often a change of SUS between two samples of n is missed by a margin of 5."""
    gate = GateConfig("g", "x", ">=", None, rule="no_regression", margin=5.0)
    missed = 0
    for before, after in zip(
        random.normal(70, SD, (runs, n)), random.normal(70 + change, SD, (runs, n)), strict=True
    ):
        found = judge(sus(after), gate, today=TODAY, baseline=earlier(sus(before), "before"))
        missed += found.outcome == "missed"
    return missed / runs


def any_in_a_family(size: int, runs: int, random: np.random.Generator) -> tuple[float, float]:
    """How often any of some gates at their target (SUS, n 20) is missed: each alone, and as one group."""
    gate = GateConfig("g", "x", ">=", 68.0)
    alone = together = 0
    for samples in random.normal(68, SD, (runs, size, 20)):
        found = [judge(sus(scores), gate, today=TODAY, group="g") for scores in samples]
        alone += any(each.outcome == "missed" for each in found)
        together += any(each.outcome == "missed" for each in settle(found, Policy()))
    return alone / runs, together / runs


def any_in_weeks(needed: int, runs: int, random: np.random.Generator) -> float:
    """How often a weekly gate at its target fails at least once in 26 weeks of 40 people (SUS)."""
    gate = GateConfig("g", "x", ">=", 68.0, runs=needed)
    red = 0
    for weeks in random.normal(68, SD, (runs, 26, 40)):
        outcomes: list[str] = []
        for scores in weeks:
            found = judge(sus(scores), gate, today=TODAY, previous=outcomes)
            outcomes.append(found.outcome)
            if found.effect == "fail":
                red += 1
                break
    return red / runs


def exact_tables() -> Iterator[tuple[str, object, object]]:
    """What must come out to the last digit: name, found, expected."""
    for n, expected in BOUNDARIES.items():
        yield f"boundary of 78 % at n {n}", decision.share(n, 0.78, confidence=0.95), expected
    found = (
        tuple(power.share_needed(0.78, truth, confidence=0.95) for truth in (0.50, 0.60, 0.68)),
        tuple(power.mean_needed(SD, short, confidence=0.95) for short in (15, 10, 5)),
        tuple(power.net_needed(0.7, 0.4, 0.4 - short, confidence=0.95) for short in (0.3, 0.2, 0.1)),
    )
    for (name, expected), numbers in zip(NEEDED, found, strict=True):
        yield f"people needed: {name}", numbers, expected


def allowed(limit: float, runs: int) -> float:
    """The limit with what chance adds to a simulation: three standard errors."""
    return limit + 3 * math.sqrt(limit * (1 - limit) / runs)


def simulate(runs: int, seed: int, tell: Callable[[str], None]) -> list[str]:
    """Everything, told line by line; what passed its limit."""
    random, wrong = np.random.default_rng(seed), []

    def row(name: str, n: int, found: float, published: float | None, limit: float | None) -> None:
        said = f"{name:<58} n {n:<4} {found:5.2f}   {'' if published is None else f'{published:.2f}':>5}"
        if limit is not None:
            said += f"   at most {limit:.2f}"
            if found > allowed(limit, runs):
                wrong.append(f"{name}, n {n}: {found:.3f} is above {limit}")
        tell(said.rstrip())

    tell(f"{'share of runs':<58} {'':6} found   published")
    for case in CASES:
        name = f"{case.measure} >= {case.target:g}, truth {case.truth:g}: {case.rule} {case.outcome}"
        for n, published in case.published.items():
            row(name, n, share_of(case, n, runs, random), published, case.limit)
    for change, by_n, limit in REGRESSIONS:
        for n, published in by_n.items():
            found = regression(change, n, runs, random)
            row(f"sus, true change {change:g}: no_regression missed", n, found, published, limit)
    few = max(50, runs // 20)
    for size, published in FAMILIES.items():
        alone, together = any_in_a_family(size, few, random)
        row("gates at target: any missed, each alone", size, alone, published, None)
        row("gates at target: any missed, as one group", size, together, None, None)
        if together > allowed(0.06, few):
            wrong.append(f"{size} gates of one group: {together:.3f}")
    for needed, published in WEEKS.items():
        found = any_in_weeks(needed, few, random)
        row(f"26 weeks at target: failed once, for: {needed}", 40, found, published, None)
    for name, found_table, expected in exact_tables():
        tell(f"{name:<58} {found_table}")
        if found_table != expected:
            wrong.append(f"{name}: {found_table}, must be {expected}")
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    wrong = simulate(given.runs, given.seed, print)
    for problem in wrong:
        print(f"WRONG: {problem}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
