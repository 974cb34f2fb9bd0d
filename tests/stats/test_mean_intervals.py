from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from cxux_cli.stats import mean
from cxux_cli.stats.mean import bca, t_interval

# A ceiling of a usability scale, where the interval must not be symmetric.
VALUES = (40.0, 62.5, 75.0, 82.5, 87.5, 90.0, 95.0)
COUNTS = (1, 1, 1, 2, 3, 3, 4)


def test_t_interval_of_sleep():
    # Student 1908, extra hours of sleep (second drug): R `t.test(extra)` prints 0.8976775 3.7623225.
    extra = np.array([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])
    interval = t_interval(extra.mean(), extra.std(ddof=1) / sqrt(10), 9, confidence=0.95)
    assert interval == pytest.approx((0.8976775, 3.7623225), abs=5e-8)


@pytest.mark.parametrize("df", [1, 2.7, 30, 1e6])
@pytest.mark.parametrize("confidence", [0.5, 0.95, 0.999])
def test_t_interval_is_that_of_scipy(df, confidence):
    oracle = stats.t.interval(confidence, df, loc=3.2, scale=0.4)
    assert t_interval(3.2, 0.4, df, confidence=confidence) == pytest.approx(oracle, rel=1e-9)


@settings(deadline=None)
@given(df=st.floats(0.5, 1e6), confidence=st.floats(0.01, 0.98))
def test_t_interval_is_wider_with_more_confidence(df, confidence):
    inner = t_interval(0, 1, df, confidence=confidence)
    outer = t_interval(0, 1, df, confidence=confidence + 0.015)
    assert outer[0] < inner[0] < 0 < inner[1] < outer[1]


@pytest.mark.parametrize(
    ("se", "df", "confidence", "message"),
    [(1, 0, 0.95, "df == 0"), (-1, 5, 0.95, "standard_error == -1"), (1, 5, 1, "confidence == 1")],
)
def test_t_interval_errors(se, df, confidence, message):
    with pytest.raises(ValueError, match=message):
        t_interval(0, se, df, confidence=confidence)


@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_bca_is_that_of_scipy(confidence):
    sample = np.repeat(VALUES, COUNTS)
    oracle = stats.bootstrap(
        (sample,),
        np.mean,
        method="BCa",
        n_resamples=50_000,
        confidence_level=confidence,
        random_state=np.random.default_rng(7),
    ).confidence_interval
    # Two independent draws: the quantiles agree within a few of their Monte Carlo errors.
    interval = bca(VALUES, COUNTS, confidence=confidence, resamples=50_000)
    assert interval == pytest.approx((oracle.low, oracle.high), abs=0.35)


def test_bca_leans_to_the_long_tail():
    center = float(np.average(VALUES, weights=COUNTS))
    low, high = bca(VALUES, COUNTS, confidence=0.95)
    assert center - low > high - center > 0


def test_bca_repeats_and_blocks_do_not_matter(monkeypatch):
    whole = bca(VALUES, COUNTS, confidence=0.95)
    monkeypatch.setattr(mean, "BLOCK", 100)
    assert bca(VALUES, COUNTS, confidence=0.95) == pytest.approx(whole, rel=1e-12)
    assert bca(VALUES, COUNTS, confidence=0.95, seed=1) != whole


@settings(deadline=None, max_examples=40)
@given(
    tally=st.dictionaries(st.integers(0, 10), st.integers(0, 50), min_size=1).filter(
        lambda tally: sum(tally.values()) > 1
    ),
    confidence=st.floats(0.5, 0.98),
)
def test_bca_nests_and_stays_among_the_values(tally, confidence):
    values, counts = list(tally), list(tally.values())
    seen = [value for value, count in tally.items() if count]
    inner = bca(values, counts, confidence=confidence, resamples=400)
    outer = bca(values, counts, confidence=confidence + 0.015, resamples=400)
    assert min(seen) - 1e-9 <= outer[0] <= inner[0] <= inner[1] <= outer[1] <= max(seen) + 1e-9


def test_bca_moves_with_the_scale():
    low, high = bca(VALUES, COUNTS, confidence=0.9)
    moved = bca([1000 + value / 10 for value in VALUES], COUNTS, confidence=0.9)
    assert moved == pytest.approx((1000 + low / 10, 1000 + high / 10), rel=1e-9)


def test_bca_of_equal_answers_has_no_width():
    assert bca([3, 5], [0, 4], confidence=0.95) == (5, 5)


def test_bca_with_one_resample_and_extreme_confidence():
    assert bca([0, 1], [99, 1], confidence=1 - 1e-12, resamples=200)[0] == 0
    low, high = bca([0, 1], [1, 1], confidence=0.95, resamples=1)
    assert low == high


@pytest.mark.parametrize(
    ("values", "counts", "resamples", "message"),
    [
        ([4], [1], 10, "sum of counts == 1, must be at least 2"),
        ([], [], 10, "sum of counts == 0"),
        ([1, 2], [3], 10, "2 values and 1 counts"),
        ([1, 2], [3, -1], 10, "counts == -1, must be at least 0"),
        ([1, 2], [3, 1], 0, "resamples == 0"),
    ],
)
def test_bca_errors(values, counts, resamples, message):
    with pytest.raises(ValueError, match=message):
        bca(values, counts, confidence=0.95, resamples=resamples)


def test_bca_confidence():
    with pytest.raises(ValueError, match="confidence == 2"):
        bca([1, 2], [3, 1], confidence=2)
