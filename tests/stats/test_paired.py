"""Tests of the same people twice, against SciPy, statsmodels and published numbers."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar

from cxux_cli.stats import paired


def test_the_paired_t_test_of_scipy():
    random = np.random.default_rng(3)
    a, b = random.normal(5, 2, 12), random.normal(6, 2, 12)
    found, wanted = paired.means((a - b).tolist(), confidence=0.95), stats.ttest_rel(a, b)
    assert found.p == pytest.approx(wanted.pvalue)
    assert (found.low, found.high) == pytest.approx(wanted.confidence_interval(0.95))


def test_mcnemar_of_the_literature():
    # Sauro & Lewis 2012, chapter 5: nine and two changed; exact p .06543, mid-p .0386.
    found = paired.shares(1, 9, 2, 3, confidence=0.95)
    assert found.p == pytest.approx(0.0386, abs=5e-5)
    exact = mcnemar([[1, 9], [2, 3]], exact=True).pvalue
    assert exact == pytest.approx(0.06543, abs=5e-6)
    assert found.p < exact
    assert found.difference == pytest.approx(7 / 15)


def test_pairs_that_all_differ_by_the_same_have_the_p_of_their_signs():
    two = paired.means([1.0, 1.0], confidence=0.95)
    assert (two.p, two.low, two.high) == (0.5, -inf, inf)
    ten = paired.means([-1.0] * 10, confidence=0.95)
    assert (ten.p, ten.low, ten.high) == (2.0**-9, -inf, 0.0)


def test_nobody_who_changed_tests_nothing():
    assert paired.means([0.0, 0.0, 0.0], confidence=0.95) is None
    assert paired.shares(4, 0, 0, 5, confidence=0.95) is None


@pytest.mark.parametrize("n", [2, 3, 5, 8, 12, 50])
@pytest.mark.parametrize(
    "chances", [(0.03, 0.04, 0.08, 0.15, 0.70), (0.0, 0.0, 0.0, 0.3, 0.7), (0.1, 0.2, 0.4, 0.2, 0.1)]
)
def test_people_who_did_not_change_are_rarely_told_to(n, chances):
    """At most 6 % at 5 %: of 600 samples at 5 % more than 7.5 % are found once in 250 (binomial)."""
    random, runs, means, shares = np.random.default_rng(7), 600, 0, 0
    answers = random.choice([1, 2, 3, 4, 5], (2, runs, n), p=chances).astype(float)
    for a, b in zip(*answers, strict=True):
        found = paired.means((a - b).tolist(), confidence=0.95)
        means += found is not None and found.p < 0.05
        yes, its = a >= 5, b >= 5
        cells = [(yes & its).sum(), (yes & ~its).sum(), (~yes & its).sum(), (~yes & ~its).sum()]
        found = paired.shares(*map(int, cells), confidence=0.95)
        shares += found is not None and found.p < 0.05
    assert means / runs <= 0.075
    assert shares / runs <= 0.075


@pytest.mark.parametrize("differences", [[], [1.0]])
def test_one_pair_is_refused(differences):
    with pytest.raises(ValueError, match="at least 2"):
        paired.means(differences, confidence=0.95)


def test_counts_of_nobody_are_refused():
    with pytest.raises(ValueError, match="of somebody"):
        paired.shares(0, 0, 0, 0, confidence=0.95)
