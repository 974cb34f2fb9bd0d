"""Changes between two samples: one-sided tests and bounds against SciPy and worked examples."""

import numpy as np
import pytest
from scipy import stats

from cxux_cli.stats import change
from cxux_cli.stats.compare import fisher_below

LEVEL = {"confidence": 0.95}


def test_two_shares_have_half_the_p_of_the_worked_example() -> None:
    # Sauro & Lewis 2016, chapter 5: 10 of 12 against 4 of 13, two-sided p .00955.
    found = change.shares(4, 13, 10, 12, **LEVEL)
    assert found.difference == pytest.approx(4 / 13 - 10 / 12)
    assert found.p_below == pytest.approx(0.009548299535724648 / 2)
    assert found.p_below + found.p_above == pytest.approx(1)
    assert found.low < found.difference < found.high < 0


@pytest.mark.parametrize("counts", [(1, 9, 0, 9), (0, 12, 1, 20), (9, 9, 8, 9), (0, 5, 0, 5)])
def test_few_answers_are_tested_exactly(counts) -> None:
    k1, n1, k2, n2 = counts
    found = change.shares(k1, n1, k2, n2, **LEVEL)
    table = [[k1, n1 - k1], [k2, n2 - k2]]
    assert found.method == "Fisher's exact test"
    assert found.p_below == pytest.approx(stats.fisher_exact(table, alternative="less").pvalue)
    assert found.p_above == pytest.approx(stats.fisher_exact(table, alternative="greater").pvalue)
    assert fisher_below(k1, n1, k2, n2) == found.p_below


def test_few_effective_answers_have_the_p_of_their_bounds() -> None:
    found = change.shares(0.0, 38.5, 1.2, 2.1, **LEVEL)
    assert found.method.startswith("adjusted Wald")
    assert (found.high < 0) == (found.p_below < 0.05)
    on_edge = change.shares(0.4, 8.5, 0.3, 9.1, **LEVEL)
    assert on_edge.low < 0 < on_edge.high
    assert on_edge.p_below > 0.05


def test_two_nets_are_compared_by_their_adjusted_variances() -> None:
    # By hand: (30.75 - 20.75)/103 and (45.75 - 10.75)/103.
    found = change.nets((30, 20, 100), (45, 10, 100), **LEVEL)
    nets = np.array([10, 35]) / 103
    ends = np.array([51.5, 56.5]) / 103
    error = np.sqrt(((ends - nets**2) / 103).sum())
    assert found.difference == pytest.approx(-0.25)
    assert found.p_below == pytest.approx(stats.norm.cdf((nets[0] - nets[1]) / error))
    assert found.high == pytest.approx(nets[0] - nets[1] + stats.norm.ppf(0.95) * error)
    assert found.p_above == pytest.approx(1 - found.p_below)


def _moments(values: list[float]) -> tuple[float, float, float]:
    return float(np.mean(values)), float(stats.sem(values)), len(values) - 1.0


# As many as Welch's test is used for.
NEW, OLD = [52.5, 60, 72.5, 40, 65] * 6, [75, 80, 67.5, 90, 77.5, 70, 85] * 4


def test_two_means_are_compared_by_welch() -> None:
    found = change.means(_moments(NEW), _moments(OLD), **LEVEL)
    test = stats.ttest_ind(NEW, OLD, equal_var=False, alternative="less")
    assert found is not None
    assert found.p_below == pytest.approx(test.pvalue)
    assert found.high == pytest.approx(test.confidence_interval(0.95).high)
    assert found.p_above == pytest.approx(1 - test.pvalue)
    assert change.means((5, 0, 4), (6, 0, 4), **LEVEL) is None


def test_two_times_are_compared_on_logarithms() -> None:
    found = change.log_means(_moments(np.log(NEW)), _moments(np.log(OLD)), **LEVEL)
    test = stats.ttest_ind(np.log(NEW), np.log(OLD), equal_var=False, alternative="less")
    assert found is not None
    assert found.difference == pytest.approx(stats.gmean(NEW) - stats.gmean(OLD))
    assert found.p_below == pytest.approx(test.pvalue)
    ratio = np.exp(test.confidence_interval(0.95).high)
    assert found.high == pytest.approx(stats.gmean(OLD) * (ratio - 1))
    assert change.log_means((1, 0, 4), (2, 0, 4), **LEVEL) is None


def test_two_rates_are_split_by_a_binomial() -> None:
    found = change.rates((30, 20), (15, 25), **LEVEL)
    assert found.p_above == pytest.approx(stats.binomtest(30, 45, 20 / 45, alternative="greater").pvalue)
    assert found.p_below == pytest.approx(stats.binomtest(30, 45, 20 / 45, alternative="less").pvalue)
    # MOVER by hand, from the Garwood bounds of 1.5 and 0.6.
    low1 = stats.gamma.ppf(0.05, 30) / 20
    high2 = stats.gamma.ppf(0.95, 16) / 25
    assert found.low == pytest.approx(0.9 - np.hypot(1.5 - low1, high2 - 0.6))
    nothing = change.rates((0, 20), (0, 25), **LEVEL)
    assert (nothing.difference, nothing.p_below, nothing.p_above) == (0, 1, 1)


def test_an_unchanged_product_is_rarely_called_worse() -> None:
    random = np.random.default_rng(2)
    red = 0
    for _ in range(1500):
        a, b = random.normal(70, 18, size=(2, 12))
        found = change.means(_moments(list(a)), _moments(list(b)), **LEVEL)
        assert found is not None
        red += found.p_below < 0.05
    assert red / 1500 < 0.07
