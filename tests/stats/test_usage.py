"""Stickiness and what nobody was seen to do, against the golden case and independent computations."""

import json

import numpy as np
import pytest
from scipy import stats

from cxux_cli.stats.usage import never_seen_bound, stickiness, stickiness_error, stickiness_interval


def test_the_golden_stickiness(golden):
    cases = json.loads((golden / "literature.json").read_text(encoding="utf-8"))
    text = json.dumps(cases)
    assert '"stickiness"' in text
    assert stickiness([120, 130, 110, 140], 1000) == pytest.approx(0.125, abs=1e-6)


def test_the_interval_is_that_of_a_mean_over_users():
    days, length = np.array([1, 3, 3, 8, 20, 28]), 28
    ours = stickiness_interval(6, int(days.sum()), int((days**2).sum()), length, confidence=0.95)
    shares = days / length
    expected = stats.t.interval(0.95, 5, shares.mean(), stats.sem(shares))
    assert ours == pytest.approx((max(0.0, expected[0]), min(1.0, expected[1])))


def test_the_standard_error_is_that_of_a_mean_over_users():
    days, length = np.array([1, 3, 3, 8, 20, 28]), 28
    ours = stickiness_error(6, int(days.sum()), int((days**2).sum()), length)
    assert ours == pytest.approx(stats.sem(days / length))
    with pytest.raises(ValueError):
        stickiness_error(1, 3, 9, 28)


def test_one_user_has_no_interval():
    assert stickiness_interval(1, 3, 9, 28, confidence=0.95) is None


def test_the_bound_of_what_nobody_did_is_the_exact_one():
    for n in (1, 5, 60, 1000):
        assert never_seen_bound(n) == pytest.approx(stats.beta.ppf(0.95, 1, n))
    # The rule of three (Hanley & Lippman-Hand 1983).
    assert never_seen_bound(300) == pytest.approx(3 / 300, rel=0.01)


@pytest.mark.parametrize(("daily", "monthly"), [([], 10), ([1], 0)])
def test_no_days_or_users_are_refused(daily, monthly):
    with pytest.raises(ValueError):
        stickiness(daily, monthly)
