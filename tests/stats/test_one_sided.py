"""One-sided bounds and p values against SciPy, and the law that ties them to each other."""

from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cxux_cli.stats import net, one_sided
from cxux_cli.stats.normal import z_two_sided

COUNTS = st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
LEVELS = st.sampled_from((0.8, 0.9, 0.95, 0.99))
TARGETS = st.floats(0.01, 0.99)


@given(COUNTS, LEVELS)
def test_bounds_of_a_share_are_those_of_the_exact_one_sided_test(counts, level) -> None:
    k, n = counts
    low, high = one_sided.share_bounds(k, n, confidence=level)
    above = stats.binomtest(k, n, alternative="greater").proportion_ci(level, "exact")
    below = stats.binomtest(k, n, alternative="less").proportion_ci(level, "exact")
    assert (low, high) == (pytest.approx(above.low, abs=1e-9), pytest.approx(below.high, abs=1e-9))


@given(COUNTS, TARGETS)
def test_p_of_a_share_is_that_of_the_binomial_test(counts, target) -> None:
    k, n = counts
    for found, side in ((one_sided.share_below, "less"), (one_sided.share_above, "greater")):
        p = stats.binomtest(k, n, target, alternative=side).pvalue
        assert found(k, n, target) == pytest.approx(p, rel=1e-8, abs=1e-12)


@given(COUNTS, TARGETS, LEVELS)
def test_a_bound_passes_the_target_exactly_when_p_is_small(counts, target, level) -> None:
    k, n = counts
    low, high = one_sided.share_bounds(k, n, confidence=level)
    below, above = one_sided.share_below(k, n, target), one_sided.share_above(k, n, target)
    if abs(high - target) > 1e-9:
        assert (high < target) == (below < 1 - level)
    if abs(low - target) > 1e-9:
        assert (low > target) == (above < 1 - level)


def test_a_fractional_share_has_the_beta_bounds() -> None:
    low, high = one_sided.share_bounds(7.4, 10.6, confidence=0.95)
    assert low == pytest.approx(stats.beta.ppf(0.05, 7.4, 4.2))
    assert high == pytest.approx(stats.beta.ppf(0.95, 8.4, 3.2))


@given(st.tuples(*[st.integers(0, 60)] * 3).filter(lambda c: sum(c) > 1), st.floats(-0.95, 0.95), LEVELS)
def test_the_bounds_of_a_net_are_where_its_score_test_turns(counts, target, level) -> None:
    top, middle, bottom = counts
    n = top + middle + bottom
    low, high = one_sided.net_bounds(top, bottom, n, confidence=level)
    p = one_sided.net_below(top, bottom, n, target)
    if abs(high - target) > 1e-9:
        assert (high < target) == (p < 1 - level)
    if abs(low - target) > 1e-9:
        assert (low > target) == (1 - p < 1 - level)


@given(st.tuples(*[st.integers(0, 25)] * 3).filter(lambda c: sum(c) > 1), st.floats(-0.9, 0.9))
def test_the_restricted_variance_of_a_net_is_the_likeliest_one(counts, target) -> None:
    """Against a search over every share of the bottom group that the target allows."""
    top, middle, bottom = counts
    n = top + middle + bottom
    q = np.linspace(max(0.0, -target), (1 - target) / 2, 20_001)
    with np.errstate(divide="ignore", invalid="ignore"):
        likelihood = sum(
            np.where(c > 0, c * np.log(share), 0.0)
            for c, share in ((bottom, q), (top, q + target), (middle, 1 - 2 * q - target))
        )
    likeliest = q[np.nanargmax(likelihood)]
    variance = 2 * likeliest + target - target**2
    z = net.score_z(top, bottom, n, target)
    assert abs(z) * np.sqrt(variance / n) == pytest.approx(abs((top - bottom) / n - target), abs=2e-3)


def test_an_impossible_net_is_infinitely_far() -> None:
    assert net.score_z(9, 0, 10, 1.0) == -inf
    assert net.score_z(10, 0, 10, 1.0) == 0
    with pytest.raises(ValueError, match="net"):
        net.score_z(9, 0, 10, 1.1)


def test_the_t_test_is_scipys() -> None:
    values = [55, 62.5, 70, 47.5, 80, 65, 72.5]
    mean, error, df = np.mean(values), stats.sem(values), len(values) - 1
    low, high = one_sided.mean_bounds(mean, error, df, confidence=0.95)
    assert high == pytest.approx(stats.ttest_1samp(values, 0, alternative="less").confidence_interval().high)
    assert low == pytest.approx(stats.ttest_1samp(values, 0, alternative="greater").confidence_interval().low)
    expected = stats.ttest_1samp(values, 68, alternative="less").pvalue
    assert one_sided.mean_below(mean, error, df, 68) == pytest.approx(expected)
    with pytest.raises(ValueError, match="error"):
        one_sided.mean_below(50, 0, 5, 60)


def test_the_bound_of_answers_that_are_all_alike_is_that_of_one_other_answer() -> None:
    # If a share q of answers differs, all n are alike with (1 - q)^n, and the mean is at most 50 + 50 q.
    low, high = one_sided.constant_bounds(50, 10, (0, 100), confidence=0.95)
    q = 1 - 0.05**0.1
    assert (low, high) == (pytest.approx(50 - 50 * q), pytest.approx(50 + 50 * q))
    assert one_sided.constant_below(50, 10, 100, high) == pytest.approx(0.05)
    assert one_sided.constant_below(50, 10, 100, 50) == 1.0
    assert one_sided.constant_below(100, 10, 100, 100) == 1.0
    assert one_sided.constant_bounds(9, 3, (0, inf), confidence=0.95)[1] == inf
    assert one_sided.constant_below(9, 3, inf, 10) == 1.0


@given(st.integers(0, 50), st.floats(0.5, 200), LEVELS)
def test_bounds_of_a_rate_are_the_gamma_quantiles(events, exposure, level) -> None:
    low, high = one_sided.rate_bounds(events, exposure, confidence=level)
    assert high == pytest.approx(stats.gamma.ppf(level, events + 1) / exposure)
    assert low == pytest.approx(stats.gamma.ppf(1 - level, events) / exposure if events else 0)
    assert one_sided.rate_below(events, exposure, high) == pytest.approx(1 - level)
    assert one_sided.rate_above(events, exposure, low or 1.0) == pytest.approx(1 - level if events else 1.0)
    assert one_sided.rate_below(events, exposure, 0.3) == pytest.approx(
        stats.poisson.cdf(events, 0.3 * exposure)
    )


@pytest.mark.parametrize("level", [0.5, 0.2, 1.0, 1.2])
def test_a_one_sided_confidence_is_above_a_half(level) -> None:
    with pytest.raises(ValueError, match="confidence"):
        one_sided.central(level)


def test_a_one_sided_quantile_is_that_of_the_central_interval() -> None:
    assert z_two_sided(one_sided.central(0.95)) == pytest.approx(stats.norm.ppf(0.95))


@pytest.mark.parametrize("middle", [0.1, 0.3, 0.5])
@pytest.mark.parametrize("truth", [0.0, 0.2, 0.4])
def test_a_net_of_30_at_its_target_is_rarely_called_short_or_proven(middle, truth) -> None:
    """Over every sample there can be: at most 6 in 100 on each side."""
    n, short, proven = 30, 0.0, 0.0
    shares = [(1 - middle + truth) / 2, middle, (1 - middle - truth) / 2]
    samples = [(t, n - t - b, b) for t in range(n + 1) for b in range(n + 1 - t)]
    for sample, chance in zip(samples, stats.multinomial.pmf(samples, n, shares), strict=True):
        p = one_sided.net_below(sample[0], sample[2], n, truth)
        short += chance * (p < 0.05)
        proven += chance * (1 - p <= 0.05)
    assert short < 0.06
    assert proven < 0.06
