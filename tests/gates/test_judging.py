"""What the rules make of results: bounds, directions, sample sizes, and what may not be judged."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from gate_results import TODAY, mean, net, result_of, share, target, times, verdict
from scipy import stats

from cxux_cli.errors import UsageError
from cxux_cli.gates.judge import absent, earlier, point
from cxux_cli.results import Better, Estimate, Evidence
from cxux_cli.verdicts import Baseline, Waiver, Where


def test_the_boundary_of_a_completion_rate_is_where_verdicts_turn() -> None:
    for n, miss_at, prove_at in ((12, 6, None), (20, 11, 19), (50, 33, 45)):
        outcomes = [verdict(share(k, n), target(78)).outcome for k in range(n + 1)]
        assert outcomes.index("undecided") - 1 == miss_at
        assert outcomes.count("met") == (0 if prove_at is None else n - prove_at + 1)
        found = verdict(share(0, n), target(78)).boundary
        assert (found.miss_at, found.prove_at, found.of) == (miss_at, prove_at, n)


def test_what_is_better_low_is_judged_from_the_other_side() -> None:
    for k in range(21):
        high = verdict(share(k, 20), target(78))
        low = verdict(share(20 - k, 20, better=Better.LOWER), target(22, "<="))
        assert (low.outcome, low.p_value) == (high.outcome, pytest.approx(high.p_value))
        assert low.bound_low == pytest.approx(100 - high.bound_high)
        assert (low.boundary.miss_at, low.boundary.prove_at) == (9, 1)
        assert low.power.chance == pytest.approx(high.power.chance)
        assert low.power.needed == high.power.needed


def test_verdicts_rest_on_exact_bounds() -> None:
    found = verdict(share(5, 12), target(78))
    assert found.bound_high == pytest.approx(100 * stats.beta.ppf(0.95, 6, 7))
    assert found.bound_low == pytest.approx(100 * stats.beta.ppf(0.05, 5, 8))
    assert found.p_value == pytest.approx(stats.binom.cdf(5, 12, 0.78))
    assert (found.outcome, found.effect, found.confidence) == ("missed", "fail", 0.95)
    assert "exact" in found.method


def test_a_mean_is_judged_by_t() -> None:
    found = verdict(mean(61, 12, 16), target(68))
    error = 12 / 4
    assert found.bound_high == pytest.approx(61 + stats.t.ppf(0.95, 15) * error)
    assert found.p_value == pytest.approx(stats.t.cdf((61 - 68) / error, 15))
    assert found.outcome == "missed"
    assert found.boundary.miss_at == pytest.approx(68 - stats.t.ppf(0.95, 15) * error)
    assert verdict(mean(64, 12, 16), target(68)).outcome == "undecided"
    assert verdict(mean(74, 12, 16), target(68)).outcome == "met"


def test_times_are_judged_on_logarithms() -> None:
    error = 0.5 / math.sqrt(15)
    found = verdict(times(120, 0.5, 15), target(90, "<="))
    assert found.bound_low == pytest.approx(120 * math.exp(-stats.t.ppf(0.95, 14) * error))
    assert (found.outcome, found.p_value) == (
        "missed",
        pytest.approx(stats.t.sf(math.log(120 / 90) / error, 14)),
    )
    assert found.boundary.miss_at == pytest.approx(90 * math.exp(stats.t.ppf(0.95, 14) * error))
    assert found.boundary.prove_at == pytest.approx(90 * math.exp(-stats.t.ppf(0.95, 14) * error))
    assert found.power.shortfall == pytest.approx(9)
    assert verdict(times(60, 0.5, 15), target(90, "<=")).outcome == "met"
    assert verdict(times(100, 0.5, 15), target(90, "<=")).leaning == "above"


def test_a_rate_is_judged_by_counts() -> None:
    def errors(events: int, attempts: int):
        return result_of(Evidence("rate", (events, attempts)), attempts, better=Better.LOWER)

    found = verdict(errors(24, 20), target(0.5, "<="))
    assert found.outcome == "missed"
    assert found.bound_low == pytest.approx(stats.gamma.ppf(0.05, 24) / 20)
    assert found.boundary.miss_at == pytest.approx(16 / 20)
    assert found.boundary.prove_at == pytest.approx(4 / 20)
    assert [verdict(errors(x, 20), target(0.5, "<=")).outcome for x in (4, 5, 15, 16)] == [
        "met",
        "undecided",
        "undecided",
        "missed",
    ]


def test_weighted_answers_are_judged_by_their_effective_number() -> None:
    weighted = result_of(Evidence("share", (4.2, 10.5), 100.0), 25)
    found = verdict(weighted, target(78))
    assert found.bound_high == pytest.approx(100 * stats.beta.ppf(0.95, 5.2, 6.3))
    assert found.boundary.of is None
    assert 40 < found.boundary.miss_at < 78
    # What 10.5 effective answers lack, 25 real ones lack in proportion.
    alone = verdict(share(4, 10), target(78))
    assert found.power.needed == math.ceil(alone.power.needed * 25 / 10.5)


def test_the_needed_sample_is_counted_in_people_who_repeat() -> None:
    repeated = result_of(Evidence("share", (5, 12.5), 100.0), 100, parts={"persons": 20})
    single = verdict(share(4, 10), target(78))
    assert verdict(repeated, target(78)).power.needed == math.ceil(single.power.needed * 20 / 12.5)


def test_answers_that_are_all_alike_are_bounded_by_the_scale() -> None:
    few, many = verdict(mean(50, 0, 5), target(68)), verdict(mean(50, 0, 12), target(68))
    assert (few.outcome, many.outcome) == ("undecided", "missed")
    assert many.bound_high == pytest.approx(50 + 50 * (1 - 0.05 ** (1 / 12)))
    assert many.p_value == pytest.approx(((100 - 68) / 50) ** 12)
    assert (many.boundary, many.power) == (None, None)
    assert verdict(mean(100, 0, 12), target(68)).outcome == "met"
    # A time has no longest value: nothing is known above, and everything below.
    late = result_of(Evidence("mean", (50, 0.0, 11.0)), 12, better=Better.LOWER)
    late = replace(late, range=(0.0, math.inf))
    assert verdict(late, target(90, "<=")).outcome == "undecided"
    assert verdict(late, target(90, "<=")).bound_high is None


@pytest.mark.parametrize(
    ("result", "least"),
    [(share(0, 4), 5), (mean(20, 5, 4), 5), (net(0, 29, 29), 30), (times(500, 0.1, 4), 5)],
)
def test_too_few_people_are_not_judged(result, least) -> None:
    lower = result.better is Better.LOWER
    gate = target(60, "<=" if lower else ">=")
    found = verdict(result, gate)
    assert (found.outcome, found.reason, found.min_n, found.effect) == ("undecided", "min_n", least, "warn")
    assert (found.bound_low, found.bound_high, found.p_value, found.boundary) == (None,) * 4
    assert f"Fewer than {least} people" in found.message
    assert verdict(result, replace(gate, min_n=2)).outcome == "missed"


def test_people_count_and_not_their_answers() -> None:
    repeated = result_of(Evidence("share", (2, 20), 100.0), 40, parts={"persons": 4})
    assert verdict(repeated, target(78)).reason == "min_n"


def test_a_hidden_result_shows_no_number() -> None:
    hidden = replace(share(1, 3), hidden=True)
    found = verdict(hidden, target(78))
    assert (found.outcome, found.reason, found.value, found.n_excluded) == ("undecided", "hidden", None, None)
    assert (found.bound_low, found.p_value, found.power, found.boundary) == (None,) * 4
    text = found.message.replace("78 %", "")
    assert not any(char.isdigit() for char in text)


def test_a_scale_in_doubt_is_no_data() -> None:
    found = verdict(share(1, 30, doubt="no 0 in 200 answers: a 1-10 scale?"), target(78))
    assert (found.outcome, found.reason, found.effect, found.value) == ("no_data", "doubt", "fail", None)
    assert "a 1-10 scale?" in found.message


def test_nobody_answered() -> None:
    empty = result_of(None, 0, estimate=Estimate(None, None, None, 0, 0.95, "t"))
    found = verdict(empty, target(68))
    assert (found.outcome, found.effect, found.n) == ("no_data", "fail", 0)
    assert found.message == "score >= 68: no data, so not met"
    gone = absent(
        target(68), unit="score", better=Better.HIGHER, detail="the newest answer is 12 days old", today=TODAY
    )
    assert (gone.outcome, gone.effect) == ("no_data", "fail")
    assert gone.message.endswith("The newest answer is 12 days old.")


@pytest.mark.parametrize(("better", "op"), [(Better.HIGHER, "<="), (Better.LOWER, ">=")])
def test_a_target_against_the_direction_is_refused(better, op) -> None:
    with pytest.raises(UsageError) as caught:
        verdict(share(5, 9, better=better), target(50, op, line=14), file="cxux.yaml")
    assert caught.value.where == "cxux.yaml:14"
    assert better.value in caught.value.message


def test_a_point_gate_looks_at_the_value_alone() -> None:
    assert verdict(share(7, 10), target(70, rule="point")).outcome == "met"
    assert verdict(share(69, 100), target(70, rule="point")).outcome == "missed"
    assert verdict(share(30, 100, better=Better.LOWER), target(30, "<=", rule="point")).outcome == "met"
    assert point(share(1, 2), 60).outcome == "missed"  # no least n on the command line
    assert verdict(share(1, 2), target(60, rule="point")).reason == "min_n"


def test_lower_bound_asks_for_proof() -> None:
    gate = target(78, rule="lower_bound")
    assert verdict(share(19, 20), gate).outcome == "met"
    unproven = verdict(share(18, 20), gate)
    assert (unproven.outcome, unproven.effect) == ("undecided", "fail")
    assert unproven.message == (
        "score >= 78 %: not proven, leaning above, with 90.0 % (18 of 20). "
        "The cautious 95 % bound is 71.7 %: not proven, which lower_bound counts as missed."
    )
    assert verdict(share(18, 20), replace(gate, rule="not_below")).effect == "warn"


def _interval(low: float | None, high: float | None, confidence: float = 0.9) -> Estimate:
    return Estimate(75.0, low, high, 40, confidence, "binomial ranks")


def test_a_median_is_judged_by_the_interval_between_two_bounds() -> None:
    wide = Estimate(75.0, 60.0, 95.0, 40, 0.95, "binomial ranks")
    median = replace(result_of(None, 40, estimate=wide), better=Better.LOWER)
    gate = target(70, "<=")
    without = verdict(median, gate)
    assert (without.outcome, without.reason, without.bound_low) == ("undecided", "no_evidence", None)
    assert "at 90 %" in without.message
    missed = verdict(median, gate, interval=_interval(71.0, 88.0))
    assert (missed.outcome, missed.bound_low, missed.method, missed.p_value) == (
        "missed",
        71.0,
        "binomial ranks",
        None,
    )
    assert verdict(median, gate, interval=_interval(65.0, 88.0)).outcome == "undecided"
    assert verdict(median, gate, interval=_interval(60.0, 69.0)).outcome == "met"
    # An open end rules nothing out.
    assert verdict(median, gate, interval=_interval(60.0, None)).outcome == "undecided"
    assert verdict(median, gate, interval=_interval(None, None)).reason == "no_evidence"
    own = replace(median, estimate=_interval(71.0, 88.0))
    assert verdict(own, gate).outcome == "missed"


def test_a_warning_level_stands_beside_the_target() -> None:
    gate = target(70, warn=90)
    good, warned, bad = (verdict(share(k, 50), gate) for k in (48, 40, 20))
    assert (good.outcome, good.warn.outcome, good.effect) == ("met", "undecided", "pass")
    assert (warned.outcome, warned.warn.outcome, warned.effect) == ("undecided", "missed", "warn")
    assert "Warning level >= 90 %: missed." in warned.message
    assert (bad.outcome, bad.warn.outcome, bad.effect) == ("missed", "missed", "fail")
    assert verdict(share(40, 50), target(70)).warn is None


def test_runs_in_a_row_before_it_fails() -> None:
    gate = target(78, runs=3)
    for previous, consecutive, effect in (
        ((), 1, "warn"),
        (("missed",), 2, "warn"),
        (("missed", "missed"), 3, "fail"),
        (("missed", "met"), 1, "warn"),
        (("met", "missed", "missed", "missed"), 4, "fail"),
        (("missed", "undecided"), 1, "warn"),
    ):
        found = verdict(share(5, 12), gate, previous=previous)
        assert (found.consecutive, found.effect) == (consecutive, effect), previous
    assert verdict(share(12, 12), gate, previous=("missed",) * 3).consecutive == 0
    unproven = verdict(share(18, 20), target(78, rule="lower_bound", runs=2), previous=("undecided",))
    assert (unproven.consecutive, unproven.effect) == (2, "fail")


def test_a_waiver_holds_to_its_last_day() -> None:
    gate = target(78, waive=Waiver(date(2026, 12, 31), "the payment partner changes"))
    last = verdict(share(5, 12), gate, today=date(2026, 12, 31))
    assert (last.outcome, last.effect, last.waived) == ("missed", "warn", gate.waive)
    assert "Waived until 2026-12-31: the payment partner changes." in last.message
    after = verdict(share(5, 12), gate, today=date(2027, 1, 1))
    assert (after.effect, after.waived) == ("fail", None)
    assert "The waiver ran out on 2026-12-31." in after.message
    assert verdict(share(12, 12), gate).waived is None


def _baseline(result, **more) -> Baseline:
    found = earlier(result, "2026-W46")
    assert found is not None
    return replace(found, **more)


def test_there_is_nothing_to_compare_with_in_an_earlier_window_without_a_value() -> None:
    assert earlier(replace(share(9, 12), hidden=True), "2026-W46") is None
    empty = result_of(None, 0, estimate=Estimate(None, None, None, 0, 0.95, "t"))
    assert earlier(empty, "2026-W46") is None


def test_a_regression_needs_a_drop_and_evidence() -> None:
    gate = target(None, rule="no_regression", margin=5)
    before = _baseline(mean(75, 15, 40))
    large = verdict(mean(62, 15, 40), gate, baseline=before)
    assert (large.outcome, large.effect) == ("missed", "fail")
    test = stats.ttest_ind_from_stats(62, 15, 40, 75, 15, 40, equal_var=False, alternative="less")
    assert large.p_value == pytest.approx(test.pvalue)
    assert (large.drop.drop, large.drop.margin) == (pytest.approx(13), 5)
    # Small and certain, or large and uncertain: neither is a regression.
    assert verdict(mean(72, 3, 400), gate, baseline=_baseline(mean(75, 3, 400))).outcome == "met"
    unsure = verdict(mean(68, 18, 8), gate, baseline=_baseline(mean(75, 18, 8)))
    assert (unsure.outcome, unsure.reason, unsure.leaning) == ("undecided", "between", "below")
    assert verdict(mean(80, 15, 40), gate, baseline=before).outcome == "met"


def test_a_regression_of_what_is_better_low_is_a_rise() -> None:
    gate = target(None, "<=", rule="no_regression", margin=10)
    before = _baseline(times(60, 0.4, 30))
    slower = verdict(times(95, 0.4, 30), gate, baseline=before)
    assert (slower.outcome, slower.drop.drop) == ("missed", pytest.approx(35))
    assert verdict(times(45, 0.4, 30), gate, baseline=before).outcome == "met"
    worse = share(30, 60, better=Better.LOWER)
    assert verdict(worse, gate, baseline=_baseline(share(10, 60, better=Better.LOWER))).outcome == "missed"


def test_nets_are_compared() -> None:
    gate = target(None, rule="no_regression", margin=5)
    assert verdict(net(30, 40, 100), gate, baseline=_baseline(net(55, 15, 100))).outcome == "missed"
    assert verdict(net(54, 16, 100), gate, baseline=_baseline(net(55, 15, 100))).outcome == "undecided"


def test_non_inferiority_fails_without_proof() -> None:
    gate = target(None, rule="non_inferior", margin=5)
    before = _baseline(mean(75, 10, 30))
    assert verdict(mean(75, 10, 30), gate, baseline=before).effect == "pass"
    unproven = verdict(mean(73, 10, 30), gate, baseline=before)
    assert (unproven.outcome, unproven.effect) == ("undecided", "fail")


def test_a_missing_baseline_is_a_state_of_its_own() -> None:
    for rule in ("no_regression", "non_inferior"):
        gate = target(None, rule=rule, margin=5)
        found = verdict(mean(75, 10, 30), gate)
        assert (found.outcome, found.reason, found.effect) == ("undecided", "no_baseline", "warn")
        assert "nothing to compare with: cxux baseline accept writes a baseline." in found.message
        later = verdict(mean(75, 10, 30), replace(gate, against="previous"))
        assert later.message.endswith("nothing to compare with: no earlier window is kept.")


@pytest.mark.parametrize(
    "more",
    [
        {"definition": "score.v0"},
        {"n": 4},
        {"where": Where(persona="crew")},
        {"where": Where(condition="plan = 'pro'")},
    ],
)
def test_a_baseline_of_something_else_is_refused(more) -> None:
    gate = target(None, rule="no_regression", margin=5)
    found = verdict(mean(20, 10, 30), gate, baseline=_baseline(mean(75, 10, 30), **more))
    assert (found.outcome, found.reason, found.effect) == ("undecided", "other_baseline", "warn")
    assert "does not compare" in found.message


def test_a_baseline_without_evidence_cannot_be_compared_with() -> None:
    gate = target(None, rule="no_regression", margin=5)
    bare = replace(_baseline(mean(75, 10, 30)), evidence=None)
    found = verdict(mean(20, 10, 30), gate, baseline=bare)
    assert found.reason == "no_evidence"
    assert "no test of a change" in found.message
    other = replace(_baseline(mean(75, 10, 30)), evidence=Evidence("share", (20, 30), 100.0))
    assert verdict(mean(20, 10, 30), gate, baseline=other).reason == "other_baseline"


def test_a_value_near_the_target_is_printed_with_the_digits_that_tell() -> None:
    found = verdict(mean(67.9996, 0.00001, 30), target(68))
    assert (found.outcome, "67.9996" in found.message) == ("missed", True)


@pytest.mark.parametrize("shape", ["share", "mean", "net"])
def test_the_data_of_a_target_that_is_met_exactly_are_rarely_missed(shape) -> None:
    random, red, runs = np.random.default_rng(7), 0, 300
    for _ in range(runs):
        if shape == "share":
            result, gate = share(int(random.binomial(20, 0.78)), 20), target(78)
        elif shape == "mean":
            values = random.normal(68, 12, 20)
            result, gate = mean(values.mean(), values.std(ddof=1), 20), target(68)
        else:
            top, _, bottom = random.multinomial(60, [0.55, 0.3, 0.15])
            result, gate = net(int(top), int(bottom), 60), target(40)
        red += verdict(result, gate).outcome == "missed"
    assert red / runs < 0.09
