import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from cxux_cli.stats import proportion

# Newcombe 1998, Statistics in Medicine 17, 857-872, table I (four decimals), at 95%; Wald of 1/29 clipped.
NEWCOMBE = {
    (81, 263): {
        "wald": (0.2522, 0.3638),
        "wilson": (0.2553, 0.3662),
        "exact": (0.2527, 0.3676),
        "mid-p": (0.2544, 0.3658),
    },
    (15, 148): {
        "wald": (0.0527, 0.1500),
        "wilson": (0.0624, 0.1605),
        "exact": (0.0578, 0.1617),
        "mid-p": (0.0601, 0.1581),
    },
    (0, 20): {
        "wald": (0, 0),
        "wilson": (0, 0.1611),
        "exact": (0, 0.1684),
        "mid-p": (0, 0.1391),
    },
    (1, 29): {
        "wald": (0, 0.1009),
        "wilson": (0.0061, 0.1718),
        "exact": (0.0009, 0.1776),
        "mid-p": (0.0017, 0.1585),
    },
}
STATSMODELS = {
    "adjusted-wald": "agresti_coull",
    "wilson": "wilson",
    "exact": "beta",
    "jeffreys": "jeffreys",
    "wald": "normal",
}
EVERY = pytest.mark.parametrize("method", proportion.INTERVALS)
# Every method but the plain Jeffreys interval contains the share seen: Newcombe 1998, Brown et al. 2001.
CONTAINING = pytest.mark.parametrize("method", [name for name in proportion.INTERVALS if name != "jeffreys"])


@st.composite
def fractional_counts(draw):
    """A count and its base as weighted data gives them: any share of any effective size."""
    n = draw(st.floats(0.5, 1e5))
    return draw(st.floats(0, 1)) * n, n


@pytest.mark.parametrize(("counts", "method"), [(c, m) for c, row in NEWCOMBE.items() for m in row])
def test_newcombe_1998(counts, method):
    interval = proportion.INTERVALS[method](*counts, confidence=0.95)
    assert interval == pytest.approx(NEWCOMBE[counts][method], abs=5e-5)


def test_adjusted_wald_of_7_of_17():
    # By hand: (7 + 1.920729)/(17 + 3.841459) = .428028; ± 1.959964 √(.428028 · .571972/20.841459).
    interval = proportion.adjusted_wald(7, 17, confidence=0.95)
    assert interval == pytest.approx((0.2156, 0.6405), abs=5e-5)


@pytest.mark.parametrize("counts", [(0, 5), (1, 8), (7, 10), (12, 12), (250, 1000), (2.4, 7.9)])
@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.999])
@pytest.mark.parametrize("method", STATSMODELS)
def test_same_as_statsmodels(counts, confidence, method):
    oracle = proportion_confint(*counts, alpha=1 - confidence, method=STATSMODELS[method])
    assert proportion.INTERVALS[method](*counts, confidence=confidence) == pytest.approx(oracle, abs=1e-10)


@pytest.mark.parametrize("counts", [(1, 4), (9, 10), (37, 120), (5, 5)])
def test_mid_p_solves_its_equation(counts):
    from scipy.stats import binom

    k, n = counts
    low, high = proportion.mid_p(k, n, confidence=0.9)
    assert binom.sf(k, n, low) + binom.pmf(k, n, low) / 2 == pytest.approx(0.05)
    if k < n:
        assert binom.cdf(k - 1, n, high) + binom.pmf(k, n, high) / 2 == pytest.approx(0.05)
    else:
        assert high == 1


@CONTAINING
@settings(deadline=None)
# From 50%: mid-p is a test of two halves and can leave the share out of a very short interval.
@given(counts=fractional_counts(), confidence=st.floats(0.5, 0.999))
def test_contains_the_share_and_stays_in_range(method, counts, confidence):
    k, n = counts
    low, high = proportion.INTERVALS[method](k, n, confidence=confidence)
    assert 0 <= low <= k / n + 1e-9
    assert k / n - 1e-9 <= high <= 1


@EVERY
@settings(deadline=None)
@given(counts=fractional_counts(), confidence=st.floats(0.01, 0.98))
def test_more_confidence_is_wider(method, counts, confidence):
    interval = proportion.INTERVALS[method]
    inner = interval(*counts, confidence=confidence)
    outer = interval(*counts, confidence=confidence + 0.015)
    assert 0 <= outer[0] <= inner[0] + 1e-9
    assert inner[1] - 1e-9 <= outer[1] <= 1


@EVERY
@settings(deadline=None)
@given(counts=fractional_counts())
def test_failures_mirror_successes(method, counts):
    k, n = counts
    low, high = proportion.INTERVALS[method](k, n, confidence=0.95)
    mirrored = proportion.INTERVALS[method](n - k, n, confidence=0.95)
    assert (1 - high, 1 - low) == pytest.approx(mirrored, abs=1e-7)


@EVERY
@pytest.mark.parametrize("k", [0, 10])
def test_the_end_seen_is_the_end_of_the_interval(method, k):
    interval = proportion.INTERVALS[method](k, 10, confidence=0.95)
    if method == "jeffreys":
        assert 0 < interval[0] < interval[1] < 1
    else:
        assert interval[0 if k == 0 else 1] == k / 10


@EVERY
def test_a_rounding_error_above_n_is_n(method):
    interval = proportion.INTERVALS[method]
    assert interval(3.0000000000000004, 3.0, confidence=0.95) == interval(3.0, 3.0, confidence=0.95)


@EVERY
@pytest.mark.parametrize(
    ("k", "n", "confidence", "message"),
    [
        (0, 0, 0.95, "n == 0, must be above 0"),
        (float("nan"), 5, 0.95, "k == nan, must be from 0 to n == 5"),
        (-1, 5, 0.95, "k == -1, must be from 0 to n == 5"),
        (6, 5, 0.95, "k == 6, must be from 0 to n == 5"),
        (1, 5, 95, "confidence == 95"),
    ],
)
def test_errors(method, k, n, confidence, message):
    with pytest.raises(ValueError, match=message):
        proportion.INTERVALS[method](k, n, confidence=confidence)


def test_point_estimates():
    assert proportion.laplace(9, 10) == 10 / 12
    assert proportion.jeffreys_center(9, 10) == 9.5 / 11
    # z² = 3.841459 at 95%: (9 + 1.9207295) / 13.841459
    assert proportion.wilson_center(9, 10, confidence=0.95) == pytest.approx(0.788987, abs=5e-7)


@pytest.mark.parametrize(
    ("k", "estimator"),
    [
        (0, "laplace"),
        (1, "wilson"),
        (10, "wilson"),
        (11, "mle"),
        (17, "mle"),
        (18, "laplace"),
        (20, "laplace"),
    ],
)
def test_lewis_sauro_2006(k, estimator):
    value = proportion.recommended_estimate(k, 20, confidence=0.95)
    expected = {
        "laplace": proportion.laplace(k, 20),
        "wilson": proportion.wilson_center(k, 20, confidence=0.95),
        "mle": k / 20,
    }
    assert proportion.recommended_estimator(k, 20) == estimator
    assert value == expected[estimator]


@pytest.mark.parametrize("estimate", [proportion.laplace, proportion.jeffreys_center])
def test_estimates_of_nothing(estimate):
    with pytest.raises(ValueError, match="n == 0, must be above 0"):
        estimate(0, 0)
