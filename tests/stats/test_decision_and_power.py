"""Where verdicts turn and how likely they are, against tables worked out beforehand and against SciPy."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.power import TTestPower

from cxux_cli.stats import decision, one_sided, power

LEVEL = {"confidence": 0.95}


@pytest.mark.parametrize(
    ("n", "miss_at", "prove_at"),
    [(5, 1, None), (8, 3, None), (12, 6, None), (20, 11, 19), (30, 19, 28), (50, 33, 45), (100, 70, 86)],
)
def test_the_boundary_of_a_share_of_78_percent(n, miss_at, prove_at) -> None:
    assert decision.share(n, 0.78, **LEVEL) == (miss_at, prove_at)


@pytest.mark.parametrize(("target", "least"), [(0.70, 9), (0.78, 13), (0.90, 29), (0.95, 59)])
def test_below_so_many_answers_a_target_cannot_be_proved(target, least) -> None:
    assert decision.share(least, target, **LEVEL)[1] == least
    assert decision.share(least - 1, target, **LEVEL)[1] is None


@given(st.integers(1, 120), st.floats(0.01, 0.99))
def test_the_boundary_of_a_share_is_where_its_bounds_turn(n, target) -> None:
    miss_at, prove_at = decision.share(n, target, **LEVEL)
    bounds = [one_sided.share_bounds(k, n, **LEVEL) for k in range(n + 1)]
    missed = [k for k in range(n + 1) if bounds[k][1] < target - 1e-12]
    proved = [k for k in range(n + 1) if bounds[k][0] >= target - 1e-12]
    assert miss_at == (max(missed) if missed else None)
    assert prove_at == (min(proved) if proved else None)


def test_the_boundary_of_an_effective_n_lies_between_those_of_whole_ones() -> None:
    miss_at, prove_at = decision.share(20.5, 0.78, **LEVEL)
    assert 11 < miss_at < 13
    assert one_sided.share_bounds(miss_at, 20.5, **LEVEL)[1] == pytest.approx(0.78)
    assert one_sided.share_bounds(prove_at, 20.5, **LEVEL)[0] == pytest.approx(0.78)
    assert decision.share(1.5, 0.78, **LEVEL) == (None, None)


def test_certain_targets_turn_at_their_ends() -> None:
    assert decision.share(10, 1.0, **LEVEL) == (9, None)
    assert decision.share(10, 0.0, **LEVEL) == (None, 0)


def test_the_boundary_of_a_net_is_where_its_bounds_turn() -> None:
    miss_at, prove_at = decision.net(100, 0.7, 0.4, **LEVEL)
    for at, place in ((miss_at, 1), (prove_at, 0)):
        top, bottom = 100 * (0.7 + at) / 2, 100 * (0.7 - at) / 2
        assert one_sided.net_bounds(top, bottom, 100, **LEVEL)[place] == pytest.approx(0.4)
    assert decision.net(5, 0.7, 0.9, **LEVEL)[1] is None


def test_the_boundary_of_a_mean_ends_with_its_scale() -> None:
    low, high = decision.mean(4.0, 11, 68.0, (0, 100), **LEVEL)
    assert (68 - low, high - 68) == pytest.approx((stats.t.ppf(0.95, 11) * 4,) * 2)
    assert decision.mean(20.0, 4, 68.0, (0, 100), **LEVEL)[1] is None


@given(st.floats(1, 80), st.floats(0.05, 5))
def test_the_boundary_of_a_rate_is_where_its_bounds_turn(exposure, target) -> None:
    missed, proved = decision.rate(exposure, target, **LEVEL)
    assert one_sided.rate_bounds(missed, exposure, **LEVEL)[0] > target
    assert missed == 0 or one_sided.rate_bounds(missed - 1, exposure, **LEVEL)[0] <= target * (1 + 1e-9)
    beyond = 0 if proved is None else proved + 1
    assert one_sided.rate_bounds(beyond, exposure, **LEVEL)[1] > target
    assert proved is None or one_sided.rate_bounds(proved, exposure, **LEVEL)[1] <= target * (1 + 1e-9)


@pytest.mark.parametrize(("truth", "n"), [(0.50, 19), (0.60, 44), (0.68, 125)])
def test_answers_needed_to_notice_that_a_share_is_short(truth, n) -> None:
    assert power.share_needed(0.78, truth, **LEVEL) == n


@pytest.mark.parametrize(("short", "n"), [(15, 11), (10, 22), (5, 82)])
def test_answers_needed_to_notice_that_a_mean_is_short(short, n) -> None:
    assert power.mean_needed(18, short, **LEVEL) == n


@pytest.mark.parametrize(("short", "n"), [(0.3, 48), (0.2, 103), (0.1, 378)])
def test_answers_needed_to_notice_that_a_net_is_short(short, n) -> None:
    # Of ten people three are passive.
    assert power.net_needed(0.7, 0.4, 0.4 - short, **LEVEL) == n


@pytest.mark.parametrize(("n", "chance"), [(8, 0.17), (12, 0.33), (20, 0.40), (50, 0.84)])
def test_the_chance_to_notice_60_percent_against_78(n, chance) -> None:
    assert power.share(n, 0.78, 0.6, **LEVEL) == pytest.approx(chance, abs=0.006)


@given(st.integers(2, 150), st.floats(0.2, 0.95), st.floats(0.01, 0.99))
def test_the_chance_of_a_share_adds_up_the_samples_that_miss(n, target, truth) -> None:
    miss_at = decision.share(n, target, **LEVEL)[0]
    expected = 0.0 if miss_at is None else stats.binom.cdf(miss_at, n, truth)
    assert power.share(n, target, truth, **LEVEL) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("n", [2, 5, 8, 12, 20, 200])
@pytest.mark.parametrize("short", [2, 5, 13, 90])
def test_the_chance_of_a_mean_is_that_of_statsmodels(n, short) -> None:
    expected = TTestPower().power(short / 18, n, 0.05, alternative="larger")
    expected = 1.0 if math.isnan(expected) else expected
    assert power.mean(n, 18, short, **LEVEL) == pytest.approx(expected, abs=1e-6)


def test_the_chance_of_a_net_is_about_the_simulated_one() -> None:
    random = np.random.default_rng(1)
    for n in (50, 100):
        drawn = random.multinomial(n, [0.4, 0.3, 0.3], size=4000)
        red = np.mean([one_sided.net_below(t, b, n, 0.4) < 0.05 for t, b, _ in drawn])
        assert power.net(n, 0.7, 0.4, 0.1, **LEVEL) == pytest.approx(red, abs=0.06)


def test_the_chance_of_a_rate_adds_up_the_samples_that_miss() -> None:
    missed = decision.rate(20, 0.5, **LEVEL)[0]
    assert power.rate(20, 0.5, 1.0, **LEVEL) == pytest.approx(stats.poisson.sf(missed - 1, 20))
    needed = power.rate_needed(0.5, 1.0, **LEVEL)
    assert power.rate(needed, 0.5, 1.0, **LEVEL) >= 0.8 > power.rate(needed - 1, 0.5, 1.0, **LEVEL)
    many = power.rate_needed(0.5, 0.51, **LEVEL)
    assert many > 1000
    assert power.rate(many, 0.5, 0.51, **LEVEL) == pytest.approx(0.8, abs=0.01)


def test_large_samples_are_those_of_the_normal_approximation() -> None:
    share, mean = power.share_needed(0.5, 0.48, **LEVEL), power.mean_needed(18, 1, **LEVEL)
    assert min(share, mean) > 1000
    assert power.share(share, 0.5, 0.48, **LEVEL) == pytest.approx(0.8, abs=0.01)
    assert power.mean(mean, 18, 1, **LEVEL) == pytest.approx(0.8, abs=0.001)


def test_a_truth_on_the_target_cannot_be_noticed() -> None:
    for call in (
        lambda: power.share_needed(0.5, 0.5, **LEVEL),
        lambda: power.net_needed(0.7, 0.4, 0.4, **LEVEL),
        lambda: power.mean_needed(18, 0, **LEVEL),
        lambda: power.rate_needed(0.5, 0.5, **LEVEL),
        lambda: power.mean(1, 18, 5, **LEVEL),
    ):
        with pytest.raises(ValueError, match="must be"):
            call()
