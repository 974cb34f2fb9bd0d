"""The share of a box: its value, its intervals against statsmodels, weights, people, and the test against a target."""

from __future__ import annotations

import math

import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from cxux_cli.estimators.linear import Linear
from cxux_cli.estimators.mean import Mean
from cxux_cli.estimators.persons import Persons
from cxux_cli.estimators.proportion import Proportion
from cxux_cli.estimators.tally import Count, Tally

BOX = Proportion(4, 5, ("satisfied", "not_satisfied"))
STATSMODELS = {
    "adjusted-wald": "agresti_coull",
    "wilson": "wilson",
    "exact": "beta",
    "jeffreys": "jeffreys",
    "wald": "normal",
}


def answered(k: int, n: int) -> Tally:
    return Tally.of([5] * k + [1] * (n - k))


@pytest.mark.parametrize("interval", BOX.intervals)
@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99])
def test_intervals_are_those_of_statsmodels(interval: str, confidence: float) -> None:
    for n in (2, 3, 5, 10, 19, 20, 57, 400):
        for k in sorted({0, 1, n // 3, n // 2, n - 1, n}):
            found = BOX.estimate(answered(k, n), confidence=confidence, interval=interval)
            low, high = proportion_confint(k, n, alpha=1 - confidence, method=STATSMODELS[interval])
            # Ours holds the share; the plain Jeffreys interval does not at 0 and n.
            low, high = min(max(0.0, low), k / n), max(min(1.0, high), k / n)
            assert (found.low, found.high) == (pytest.approx(100 * low), pytest.approx(100 * high)), (k, n)
            assert found.value == 100 * k / n


def test_only_the_box_counts() -> None:
    tally = Tally.of([1, 2, 3, 3, 4, 5, 5])
    found = BOX.estimate(tally, confidence=0.95, interval="wilson")
    assert found.value == pytest.approx(100 * 3 / 7)
    assert (found.parts["satisfied"], found.parts["not_satisfied"]) == (3, 4)
    low_box = Proportion(1, 2, ("easy", "not_easy"))
    assert low_box.estimate(tally, confidence=0.95, interval="wilson").parts["easy"] == 2


def test_the_interval_of_the_mirrored_answers_is_mirrored() -> None:
    for interval in BOX.intervals:
        for k in range(11):
            here = BOX.estimate(answered(k, 10), confidence=0.95, interval=interval)
            there = BOX.estimate(answered(10 - k, 10), confidence=0.95, interval=interval)
            assert None not in (here.low, here.high)
            assert (there.low, there.high) == pytest.approx((100 - here.high, 100 - here.low), abs=1e-9)


@pytest.mark.parametrize("interval", BOX.intervals)
def test_weights_count_as_kishs_effective_n(interval: str) -> None:
    # Weights 1, 2 and 3 on ten answers each: n_eff = 60² / 140.
    counts = {5: Count(20, 30.0, 50.0), 1: Count(10, 30.0, 90.0)}
    found = BOX.estimate(Tally(counts, weighted=True), confidence=0.95, interval=interval)
    effective = 60**2 / 140
    assert (found.value, found.n, found.n_effective) == (pytest.approx(50), 30, pytest.approx(effective))
    low, high = proportion_confint(effective / 2, effective, method=STATSMODELS[interval])
    assert (found.low, found.high) == (pytest.approx(100 * low), pytest.approx(100 * high))
    assert found.parts["satisfied"] == 20


def test_the_adjusted_estimate_stands_beside_few_answers_only() -> None:
    def adjusted(k: int, n: int) -> float | None:
        return BOX.estimate(answered(k, n), confidence=0.95, interval="wald").parts.get("adjusted_estimate")

    # Lewis & Sauro 2006: 10 of 10 and 9 of 10 by Laplace, 7 of 10 as it is, 3 of 10 the Wilson centre.
    z2 = stats.norm.ppf(0.975) ** 2
    assert adjusted(10, 10) == pytest.approx(100 * 11 / 12)
    assert adjusted(9, 10) == pytest.approx(100 * 10 / 12)
    assert adjusted(7, 10) == pytest.approx(70)
    assert adjusted(3, 10) == pytest.approx(100 * (3 + z2 / 2) / (10 + z2))
    assert adjusted(19, 20) is None


def test_few_answers_say_so() -> None:
    none, one, two = (BOX.estimate(answered(n, n), confidence=0.95, interval="wald") for n in (0, 1, 2))
    assert (none.value, none.low, none.n) == (None, None, 0)
    assert (one.value, one.low, one.high) == (100, None, None)
    assert (two.low, two.high) == (100, 100)
    assert any("hardly" in note for note in two.notes)
    assert any("no width" in note for note in two.notes)


def test_the_test_against_a_target_is_the_exact_mid_p() -> None:
    box = Proportion(3, 3, ("very", "rest"), target=40.0, enough=30)
    for k, n in ((44, 100), (4, 9), (0, 12), (12, 12)):
        found = box.estimate(Tally.of([3] * k + [1] * (n - k)), confidence=0.95, interval="wilson")
        expected = stats.binom.sf(k, n, 0.4) + stats.binom.pmf(k, n, 0.4) / 2
        assert found.parts["mid_p_above_40"] == pytest.approx(expected)
        assert any("at least 30" in note for note in found.notes) == (n < 30)


def test_people_who_repeat_count_as_their_own_variance_allows() -> None:
    persons = Persons(12, 0.004)
    found = BOX.estimate(answered(60, 100), confidence=0.95, interval="wilson", persons=persons)
    size = persons.effective_n(0.24, 100, 0.95)
    low, high = proportion_confint(0.6 * size, size, method="wilson")
    assert (found.low, found.high) == (pytest.approx(100 * low), pytest.approx(100 * high))
    assert found.parts["standard_error"] == pytest.approx(100 * math.sqrt(0.004))
    assert (found.value, found.parts["persons"]) == (60, 12)
    alone = BOX.estimate(answered(2, 3), confidence=0.95, interval="wilson", persons=Persons(1, 0.0))
    assert (alone.low, alone.high) == (None, None)


def test_a_line_moves_the_scores_and_scales_the_spreads() -> None:
    tally = Tally.of([0, 25, 50, 75, 100, 100])
    raw = Mean().estimate(tally, confidence=0.9, interval="t")
    moved = Linear(Mean(), 0.65, 22.9).estimate(tally, confidence=0.9, interval="t")
    for name in ("value", "low", "high"):
        assert getattr(moved, name) == pytest.approx(0.65 * getattr(raw, name) + 22.9)
    assert moved.parts["median"] == pytest.approx(0.65 * raw.parts["median"] + 22.9)
    assert moved.parts["sd"] == pytest.approx(0.65 * raw.parts["sd"])
    assert Linear(Mean(), 0.65, 22.9).estimate(Tally(), confidence=0.9, interval="t").value is None
    over = Linear(Mean(), 0.65, 22.9).estimate(tally, confidence=0.9, interval="t", persons=Persons(3, 9.0))
    assert over.parts["persons"] == 3
    assert over.parts["standard_error"] == pytest.approx(0.65 * 3)
