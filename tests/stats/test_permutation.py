"""The permutation test of two means against SciPy, against counting by hand, and by simulation."""

from __future__ import annotations

from collections import Counter
from math import comb, inf

import numpy as np
import pytest
from scipy import stats

from cxux_cli.stats import change, permutation

SHAPES = {
    "70 % top box": ((1, 2, 3, 4, 5), (0.03, 0.04, 0.08, 0.15, 0.70)),
    "two answers": ((4, 5), (0.3, 0.7)),
    "floor": ((0, 1, 2, 3), (0.85, 0.10, 0.03, 0.02)),
    "0 to 10": (tuple(range(11)), (0.03, 0.01, 0.01, 0.02, 0.02, 0.06, 0.07, 0.13, 0.20, 0.20, 0.25)),
    "middle": ((1, 2, 3, 4, 5), (0.1, 0.2, 0.4, 0.2, 0.1)),
}


def tally(*answers: float) -> Counter[float]:
    return Counter(answers)


def test_three_alike_beside_fifty_are_no_difference():
    # 39 of 53 answers are fives: P(three fives) = C(39, 3) / C(53, 3) = 0.39, and no other deal is as far out.
    first, second = {5.0: 3}, {5.0: 36, 4.0: 9, 3.0: 3, 1.0: 2}
    found = permutation.means(first, second, confidence=0.975)
    assert found is not None
    assert found.p_above == pytest.approx(comb(39, 3) / comb(53, 3))
    low, high = found.central
    assert low <= 0 < high
    assert found.p > 0.3


@pytest.mark.parametrize(
    ("first", "second"),
    [((1, 2, 4, 5), (2, 5, 5, 5, 4)), ((3, 3, 4), (5, 5, 4, 5)), ((1, 7, 3, 2), (6, 7, 5, 5, 7))],
)
def test_all_deals_as_scipy_counts_them(first, second):
    found = permutation.means(tally(*map(float, first)), tally(*map(float, second)), confidence=0.975)

    def ratio(a, b, axis=-1):
        n, m = a.shape[axis], b.shape[axis]
        own, other = a.var(axis, ddof=1), b.var(axis, ddof=1)
        pooled = ((n - 1) * own + (m - 1) * other) / (n + m - 2)
        error = np.sqrt(np.maximum(own, pooled) / n + np.maximum(other, pooled) / m)
        return (a.mean(axis) - b.mean(axis)) / error

    samples = (np.array(first, float), np.array(second, float))
    for side, p in (("less", found.p_below), ("greater", found.p_above)):
        expected = stats.permutation_test(
            samples, ratio, alternative=side, n_resamples=np.inf, vectorized=True
        )
        assert p == pytest.approx(expected.pvalue, abs=1e-12)


def test_drawn_deals_come_close_to_all_of_them():
    first, second = {1.0: 2, 4.0: 3, 5.0: 4}, {2.0: 5, 3.0: 3, 4.0: 6, 5.0: 2}
    exact = permutation.means(first, second, confidence=0.975)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(permutation, "_all_deals", lambda together, m: None)
        drawn = permutation.means(first, second, confidence=0.975)
        patch.setattr(permutation, "_MANY_VALUES", 0)
        one_by_one = permutation.means(first, second, confidence=0.975)
    for other in (drawn, one_by_one):
        assert other.p == pytest.approx(exact.p, abs=0.02)
        assert other.central == pytest.approx(exact.central, rel=0.1)


def test_the_same_answers_give_the_same_p():
    first, second = {float(x): 3 for x in range(30)}, {float(x): 2 for x in range(5, 40)}
    assert permutation.means(first, second, confidence=0.975) == permutation.means(
        first, second, confidence=0.975
    )


def test_groups_that_do_not_vary_differ_where_chance_is_unlikely_to_part_them():
    few = permutation.means({5.0: 3}, {4.0: 3}, confidence=0.975)
    assert few.p == pytest.approx(2 / comb(6, 3))
    assert few.central == (-inf, inf)
    many = permutation.means({5.0: 10}, {4.0: 10}, confidence=0.975)
    assert many.p == pytest.approx(2 / comb(20, 10))
    assert 0 < many.central[0] < 1 < many.central[1] < inf


def test_answers_that_are_all_alike_tell_nothing():
    assert permutation.means({5.0: 3}, {5.0: 7}, confidence=0.975) is None
    assert change.answers({5.0: 30}, {5.0: 70}, confidence=0.975) is None


def test_the_interval_says_what_the_test_says():
    random = np.random.default_rng(5)
    for _ in range(200):
        n1, n2 = random.integers(2, 14, 2)
        first, second = (Counter(random.integers(1, 6, n).astype(float).tolist()) for n in (n1, n2))
        found = permutation.means(first, second, confidence=0.975)
        if found is None:
            continue
        low, high = found.central
        assert (found.p < 0.05) == (not low <= 0 <= high)
        assert (found.p_above < 0.025) == (found.low > 0)
        assert (found.p_below < 0.025) == (found.high < 0)


@pytest.mark.parametrize("sizes", [(2, 50), (5, 20), (12, 12), (25, 50)], ids=str)
@pytest.mark.parametrize("shape", SHAPES)
def test_groups_of_one_distribution_are_rarely_told_apart(shape, sizes):
    """At most 6 % at 5 %: with 400 pairs, a rate of 5 % exceeds 8 % once in 200 (binomial)."""
    values, chances = SHAPES[shape]
    random, runs, found = np.random.default_rng(11), 400, 0
    for _ in range(runs):
        a, b = (Counter(random.choice(values, n, p=chances).astype(float).tolist()) for n in sizes)
        said = change.answers(a, b, confidence=0.975)
        if said is not None:
            p = 2 * min(said.p_below, said.p_above) if said.p is None else said.p
            found += p < 0.05
    assert found / runs <= 0.08


@pytest.mark.parametrize("sizes", [(2, 50), (5, 20), (12, 12)], ids=str)
def test_nets_of_one_distribution_are_rarely_told_apart(sizes):
    random, runs, found = np.random.default_rng(12), 400, 0
    for _ in range(runs):
        (a, _, b), (c, _, d) = (random.multinomial(n, (0.85, 0.10, 0.05)) for n in sizes)
        said = change.nets((a, b, sizes[0]), (c, d, sizes[1]), confidence=0.975)
        p = 2 * min(said.p_below, said.p_above) if said.p is None else said.p
        found += p < 0.05
    assert found / runs <= 0.08


def test_moments_alone_do_not_make_a_small_group_surer_than_both_together():
    # Welch's test of these has p 0.0008; the three answers alike say little of their spread.
    found = change.means((5.0, 0.0, 2.0), (4.54, 0.13, 49.0), confidence=0.975)
    assert 2 * min(found.p_below, found.p_above) > 0.3


@pytest.mark.parametrize("tallies", [({5.0: 1}, {4.0: 3}), ({}, {4.0: 3})])
def test_a_sample_of_one_is_refused(tallies):
    with pytest.raises(ValueError, match="at least 2"):
        permutation.means(*tallies, confidence=0.975)
