from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxux_cli.stats import net
from cxux_cli.stats.normal import z_two_sided

EVERY = pytest.mark.parametrize("method", net.INTERVALS)
CLOSED = pytest.mark.parametrize("method", [name for name in net.INTERVALS if name != "bootstrap"])


@st.composite
def samples(draw):
    """Promoters, detractors and n, of any mix."""
    promoters, detractors, passives = (draw(st.integers(0, 300)) for _ in range(3))
    return promoters, detractors, max(1, promoters + detractors + passives)


def test_variance_of_1_2_3():
    # Detractors 1, passives 2, promoters 3: variance 5/9, standard error .304 (tests of the R package
    # NPS by Rocks; the same example in an answer of whuber on Cross Validated).
    assert net.variance(3, 1, 6) == pytest.approx(5 / 9)
    assert sqrt(net.variance(3, 1, 6) / 6) == pytest.approx(0.304, abs=5e-4)


def test_wald_by_hand():
    # 50, 20 of 100: .3 ± 1.959964 √(.61/100) = .3 ± .153078
    assert net.wald(50, 20, 100, confidence=0.95) == pytest.approx((0.146922, 0.453078), abs=5e-7)


def test_adjusted_wald_by_hand():
    # 50.75, 20.75 of 103: .291262 ± 1.959964 √(.609341/103)
    assert net.adjusted_wald(50, 20, 100, confidence=0.95) == pytest.approx((0.140511, 0.442013), abs=5e-7)


def test_score_of_one_kind_has_a_closed_form():
    # All promoters: √(n(1-t)/(1+t)) = z, so t = (n - z²)/(n + z²). All passives: t = z²/(n + z²).
    z2 = z_two_sided(0.95) ** 2
    assert net.score(10, 0, 10, confidence=0.95) == pytest.approx(((10 - z2) / (10 + z2), 1), abs=1e-14)
    assert net.score(0, 10, 10, confidence=0.95) == pytest.approx((-1, (z2 - 10) / (10 + z2)), abs=1e-14)
    passives = net.score(0, 0, 10, confidence=0.95)
    assert passives == pytest.approx((-z2 / (10 + z2), z2 / (10 + z2)), abs=1e-14)
    assert net.score(1, 0, 1, confidence=0.95) == pytest.approx(((1 - z2) / (1 + z2), 1), abs=1e-14)


@settings(deadline=None)
@given(sample=samples(), confidence=st.floats(0.5, 0.999))
def test_score_limits_are_where_the_test_turns(sample, confidence):
    promoters, detractors, n = sample
    # The published form in counts, T(t) of Tango 1998; independent of the code, which works in shares.
    for limit in net.score(*sample, confidence=confidence):
        if abs(limit) < 1 - 1e-6:
            b = -detractors - promoters + (2 * n - promoters + detractors) * limit
            root = sqrt(max(0, b * b + 8 * n * detractors * limit * (1 - limit)))
            q = (root - b) / (4 * n)
            statistic = abs(promoters - detractors - n * limit) / sqrt(n * (2 * q + limit * (1 - limit)))
            assert statistic == pytest.approx(z_two_sided(confidence), rel=1e-6)


def test_bootstrap_is_near_wald_and_repeats():
    closed = net.wald(500, 200, 1000, confidence=0.9)
    drawn = net.bootstrap(500, 200, 1000, confidence=0.9)
    assert drawn == pytest.approx(closed, abs=0.004)
    assert drawn == net.bootstrap(500, 200, 1000, confidence=0.9)
    assert drawn != net.bootstrap(500, 200, 1000, confidence=0.9, seed=1, resamples=50)


@pytest.mark.parametrize("method", ["score", "wald"])
@settings(deadline=None)
@given(sample=samples(), confidence=st.floats(0.01, 0.999))
def test_contains_the_net_share(method, sample, confidence):
    low, high = net.INTERVALS[method](*sample, confidence=confidence)
    observed = (sample[0] - sample[1]) / sample[2]
    assert -1 <= low <= observed + 1e-12
    assert observed - 1e-12 <= high <= 1


@given(sample=samples().filter(lambda sample: sample[2] > 1), confidence=st.floats(0.95, 0.999))
def test_adjusted_wald_contains_the_net_share_of_two_or_more(sample, confidence):
    low, high = net.adjusted_wald(*sample, confidence=confidence)
    assert low <= (sample[0] - sample[1]) / sample[2] <= high


def test_adjusted_wald_of_one_answer_may_leave_it_out():
    # 1.75 and .75 of 4: 1/4 ± 1.959964 · 3/8 ends below 1.
    assert net.adjusted_wald(1, 0, 1, confidence=0.95)[1] == pytest.approx(0.984986, abs=5e-7)


@CLOSED
@settings(deadline=None)
@given(sample=samples(), confidence=st.floats(0.01, 0.98))
def test_more_confidence_is_wider(method, sample, confidence):
    inner = net.INTERVALS[method](*sample, confidence=confidence)
    outer = net.INTERVALS[method](*sample, confidence=confidence + 0.015)
    assert -1 <= outer[0] <= inner[0] <= inner[1] <= outer[1] <= 1


@CLOSED
@settings(deadline=None)
@given(sample=samples())
def test_exchanging_the_ends_mirrors_the_interval(method, sample):
    promoters, detractors, n = sample
    low, high = net.INTERVALS[method](promoters, detractors, n, confidence=0.95)
    mirrored = net.INTERVALS[method](detractors, promoters, n, confidence=0.95)
    assert (-high, -low) == pytest.approx(mirrored, abs=1e-12)


@EVERY
@pytest.mark.parametrize(
    "sample", [(7.3, 2.1, 15.6), (5.0000000000000004, 0, 5), (0.1 * 3, 0.7 * 3, 3 * 0.8)]
)
def test_effective_counts(method, sample):
    low, high = net.INTERVALS[method](*sample, confidence=0.95)
    assert -1 <= low <= high <= 1


@EVERY
@pytest.mark.parametrize(
    ("sample", "confidence", "message"),
    [
        ((0, 0, 0), 0.95, "n == 0, must be above 0"),
        ((-1, 0, 5), 0.95, "promoters == -1, detractors == 0, must be at least 0"),
        ((float("nan"), 0, 5), 0.95, "promoters == nan"),
        ((4, 2, 5), 0.95, "promoters \\+ detractors == 6, must be at most n == 5"),
        ((1, 1, 5), 0, "confidence == 0"),
    ],
)
def test_errors(method, sample, confidence, message):
    with pytest.raises(ValueError, match=message):
        net.INTERVALS[method](*sample, confidence=confidence)


def test_no_resamples():
    with pytest.raises(ValueError, match="resamples == 0"):
        net.bootstrap(1, 1, 3, confidence=0.95, resamples=0)
