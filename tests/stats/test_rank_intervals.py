"""Ranks around a median: what they reach, against the binomial distribution and published tables."""

import pytest
from scipy.stats import binom

from cxux_cli.stats.times import rank_interval, rank_level


@pytest.mark.parametrize(("n", "level"), [(2, 0.5), (3, 0.75), (4, 0.875), (5, 0.9375), (6, 0.96875)])
def test_few_values_reach_less_than_they_are_asked_for(n, level):
    # 1 - 2 * 0.5^n (Hahn & Meeker 1991, section 5.2).
    assert rank_level(n, 0.5, rank_interval(n, 0.5, confidence=0.95)) == pytest.approx(level)


@pytest.mark.parametrize("confidence", [0.8, 0.9, 0.95, 0.99])
@pytest.mark.parametrize("n", range(2, 120, 7))
def test_each_end_holds_what_it_claims_or_is_the_last_value(n, confidence):
    low, high = rank_interval(n, 0.5, confidence=confidence)
    tail = (1 - confidence) / 2
    assert low == 1 or binom.cdf(low - 1, n, 0.5) <= tail + 1e-12
    assert high == n or binom.sf(high - 1, n, 0.5) <= tail + 1e-12


def test_three_times_say_which_level_they_reach(cli, faults):
    import json

    path = faults / "numbers" / "median_3_people.csv"
    results = json.loads(cli(["tasks", path, "--format", "json"])[1])["results"]
    (found,) = [r for r in results if r["measure"] == "time.median"]
    assert found["confidence"] == 0.75
    assert "75.0 % reached" in found["method"]
    assert any("75.0 % at most" in note for note in found["notes"])
