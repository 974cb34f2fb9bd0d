"""Percentiles by rank, against the definition, published examples and the binomial distribution."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxux_cli.stats.percentiles import nearest_rank, rank_interval


@pytest.mark.parametrize(
    ("n", "percent", "rank"), [(5, 75, 4), (4, 75, 3), (100, 90, 90), (10, 50, 5), (11, 50, 6), (1, 99, 1)]
)
def test_the_rank_is_that_of_the_nearest_rank_method(n, percent, rank):
    assert nearest_rank(n, percent) == rank


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=200), st.integers(1, 99))
def test_the_value_at_the_rank_is_that_of_an_independent_implementation(values, percent):
    # "inverted_cdf" is definition 1 of Hyndman & Fan; it works in floating point, so exact shares only.
    if (len(values) * percent) % 100 == 0 or len(values) * percent / 100 % 1 > 1e-9:
        expected = np.percentile(values, percent, method="inverted_cdf")
        ours = sorted(values)[nearest_rank(len(values), percent) - 1]
        below = sum(v < expected for v in values) / len(values)
        assert ours == expected or abs(below - percent / 100) < 1e-9


def test_the_median_of_a_hundred_values_has_the_published_ranks():
    # n/2 ∓ 1.96 √n / 2 = 40.2 and 59.8, rounded up (Conover 1999, section 3.2).
    assert rank_interval(100, 50, confidence=0.95) == (41, 60)


def test_the_ninth_decile_has_the_ranks_of_the_formula():
    assert rank_interval(200, 90, confidence=0.95) == (172, 189)


@pytest.mark.parametrize(
    ("n", "percent", "valid"),
    [(30, 50, True), (29, 50, False), (60, 75, True), (59, 75, False), (150, 90, True)],
)
def test_fifteen_values_must_be_expected_on_each_side(n, percent, valid):
    assert (rank_interval(n, percent, confidence=0.95) is not None) is valid


def test_the_coverage_is_the_stated_one():
    """The interval holds the true percentile about as often as it says, by the binomial distribution."""
    from scipy.stats import binom

    for n, percent in ((60, 75), (100, 50), (200, 90), (1000, 75)):
        low, high = rank_interval(n, percent, confidence=0.95)
        covered = binom.cdf(high - 1, n, percent / 100) - binom.cdf(low - 1, n, percent / 100)
        assert 0.93 < covered < 0.97


def test_people_who_repeat_widen_the_interval_and_raise_the_bar():
    wide = rank_interval(1000, 75, confidence=0.95, effective_n=200)
    narrow = rank_interval(1000, 75, confidence=0.95)
    assert wide[0] < narrow[0] < narrow[1] < wide[1]
    assert rank_interval(1000, 75, confidence=0.95, effective_n=59) is None


@pytest.mark.parametrize(("n", "percent"), [(0, 50), (10, 0), (10, 100)])
def test_nonsense_is_refused(n, percent):
    with pytest.raises(ValueError):
        nearest_rank(n, percent)
