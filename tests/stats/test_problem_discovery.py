"""Discovery against published numbers, brute force and its own laws."""

from __future__ import annotations

from itertools import combinations
from math import comb
from random import Random
from statistics import fmean

import pytest
from scipy.stats import chisquare

from cxux_cli.stats.discovery import (
    at_least_once,
    discovery,
    expected_curve,
    participants_needed,
    undiscovered,
    unequal,
)

# Sauro & Lewis, Quantifying the User Experience, table 7.5: 4 participants, 7 problems.
TABLE = (4, 4, 4, 1, 3, 2, 2)


def test_table_7_5() -> None:
    found = discovery(TABLE, 4)
    assert (found.participants, found.problems, found.hits, found.once) == (4, 7, 20, 1)
    assert found.observed == pytest.approx(20 / 28)
    assert found.good_turing == pytest.approx(0.625)
    assert found.deflated == pytest.approx(0.3482142857142857)
    assert found.adjusted == pytest.approx(0.48660714285714285)
    assert found.share == pytest.approx(0.9305296818051225)
    assert found.total == pytest.approx(7.5225972227138316)
    # The book rounds the adjusted p to .483 first: 92.7 % and 7.6 problems.
    assert round(at_least_once(0.48, 4), 3) == 0.927
    assert 7 + undiscovered(7, 0.927) == pytest.approx(7.55, abs=0.01)


@pytest.mark.parametrize(
    ("p", "goals"), [(0.01, (69, 189, 459)), (0.15, (5, 12, 29)), (0.9, (1, 1, 2)), (1.0, (1, 1, 1))]
)
def test_table_7_1_of_participants_needed(p: float, goals: tuple[int, ...]) -> None:
    assert tuple(participants_needed(p, goal) for goal in (0.5, 0.85, 0.99)) == goals


def test_five_people_find_84_percent_at_31_percent() -> None:
    assert at_least_once(0.31, 5) == pytest.approx(0.8435968651)


@pytest.mark.parametrize("seed", range(20))
def test_the_curve_is_the_mean_over_every_choice_of_people(seed: int) -> None:
    rng = Random(seed)
    n = rng.randrange(2, 7)
    people = [{j for j in range(6) if rng.random() < 0.4} for _ in range(n)]
    counts = [k for j in range(6) if (k := sum(j in met for met in people))]
    if not counts:
        return
    for m, found in enumerate(expected_curve(counts, n), 1):
        every = fmean(len(set().union(*chosen)) for chosen in combinations(people, m))
        assert found == pytest.approx(every)
        assert found == pytest.approx(sum(1 - comb(n - k, m) / comb(n, m) for k in counts))


@pytest.mark.parametrize("seed", range(20))
def test_the_curve_never_falls_and_ends_at_all_that_were_found(seed: int) -> None:
    rng = Random(seed)
    n = rng.randrange(1, 40)
    counts = [rng.randrange(1, n + 1) for _ in range(rng.randrange(1, 30))]
    curve = expected_curve(counts, n)
    assert len(curve) == n
    assert curve == sorted(curve)
    assert curve[-1] == pytest.approx(len(counts))
    assert curve[0] == pytest.approx(sum(counts) / n)


@pytest.mark.parametrize("seed", range(20))
def test_needing_is_the_inverse_of_finding(seed: int) -> None:
    rng = Random(seed)
    p, goal = rng.uniform(0.02, 0.98), rng.uniform(0.05, 0.99)
    n = participants_needed(p, goal)
    assert at_least_once(p, n) >= goal - 1e-9
    assert n == 1 or at_least_once(p, n - 1) < goal


def test_a_goal_met_exactly_needs_nobody_more() -> None:
    assert participants_needed(0.5, 0.875) == 3


@pytest.mark.parametrize("seed", range(20))
def test_the_adjusted_p_is_above_zero_and_below_the_observed(seed: int) -> None:
    rng = Random(seed)
    n = rng.randrange(2, 30)
    found = discovery([rng.randrange(1, n + 1) for _ in range(rng.randrange(1, 20))], n)
    assert 0 < found.adjusted < found.observed <= 1
    assert found.share is not None
    assert found.total is not None
    assert 0 < found.share < 1
    assert found.total > found.problems


def test_problems_met_by_one_person_each_are_the_least_that_can_be_seen() -> None:
    assert discovery([1] * 12, 20).adjusted == pytest.approx(1 / 20 / 2 / 2)


def test_of_one_person_nothing_is_estimated() -> None:
    found = discovery([1, 1], 1)
    assert (found.share, found.total, found.unseen) == (None, None, None)


def test_unequal_problems_are_a_chi_square_of_dispersion() -> None:
    counts, n = [9, 1, 1, 8, 2], 10
    p = sum(counts) / 50
    statistic = sum((k - n * p) ** 2 for k in counts) / (n * p * (1 - p))
    cells = [*counts, *(n - k for k in counts)]
    expected = [n * p] * 5 + [n * (1 - p)] * 5
    assert chisquare(cells, expected, ddof=5).statistic == pytest.approx(statistic)
    assert unequal(counts, n) == pytest.approx(chisquare(cells, expected, ddof=5).pvalue)
    assert unequal([5, 5], 5) is None
    assert unequal([3], 5) is None


@pytest.mark.parametrize(("counts", "n"), [([], 3), ([0], 3), ([4], 3)])
def test_impossible_counts_are_refused(counts: list[int], n: int) -> None:
    for function in (discovery, expected_curve, unequal):
        with pytest.raises(ValueError, match="count"):
            function(counts, n)


@pytest.mark.parametrize(("p", "goal"), [(0, 0.5), (1.1, 0.5), (0.3, 0), (0.3, 1)])
def test_impossible_plans_are_refused(p: float, goal: float) -> None:
    with pytest.raises(ValueError, match="must be"):
        participants_needed(p, goal)


def test_impossible_shares_are_refused() -> None:
    for share in (0, 1.1):
        with pytest.raises(ValueError, match="share"):
            undiscovered(3, share)
    with pytest.raises(ValueError, match="p =="):
        at_least_once(-0.1, 3)
    with pytest.raises(ValueError, match="n =="):
        at_least_once(0.1, -1)
