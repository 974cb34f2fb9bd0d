"""Differences of independent samples against R, statsmodels, SciPy and worked examples."""

import csv
import json
import os
from math import sqrt
from pathlib import Path
from statistics import mean, stdev, variance

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep

from cxux_cli.stats.compare import (
    chi_square,
    difference_interval,
    fisher_exact,
    n_minus_1_z,
    smallest_expected,
    two_proportions,
    welch,
)

SAMPLES = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_the_worked_example_of_an_n_minus_1_test():
    # Sauro & Lewis 2016, chapter 5, as printed by the R package uxr: z 2.59, p .00955, .133 to .776.
    found = two_proportions(10, 12, 4, 13, confidence=0.95)
    assert found.difference == pytest.approx(0.525641025641026)
    assert found.statistic == pytest.approx(2.5917721190881573)
    assert found.p == pytest.approx(0.009548299535724648)
    assert (found.low, found.high) == pytest.approx((0.13342682902932723, 0.7763599620107315))
    assert (found.method, found.df) == ("N-1 two-proportion test", None)


def test_fishers_test_where_a_count_of_one_or_less_is_to_be_expected():
    assert smallest_expected(1, 10, 0, 10) == 0.5
    found = two_proportions(1, 10, 0, 10, confidence=0.95)
    assert (found.statistic, found.p, found.method) == (None, 1.0, "Fisher's exact test")


@given(SAMPLES, SAMPLES)
def test_fishers_p_is_that_of_scipy(first, second):
    (k1, n1), (k2, n2) = first, second
    expected = stats.fisher_exact([[k1, n1 - k1], [k2, n2 - k2]])[1]
    assert fisher_exact(k1, n1, k2, n2) == pytest.approx(expected, abs=1e-9)


@given(SAMPLES, SAMPLES)
def test_the_square_of_z_is_the_n_minus_1_chi_square(first, second):
    (k1, n1), (k2, n2) = first, second
    table = [[k1, n1 - k1], [k2, n2 - k2]]
    found = chi_square(table, n_minus_1=True)
    z = n_minus_1_z(k1, n1, k2, n2)
    if found is None:
        assert z == 0
    else:
        assert z**2 == pytest.approx(found.statistic, abs=1e-12)
        assert found.smallest_expected == pytest.approx(smallest_expected(k1, n1, k2, n2))


@given(SAMPLES, SAMPLES)
def test_the_difference_turns_its_sign_with_the_samples(first, second):
    low, high = difference_interval(*first, *second, confidence=0.9)
    assert difference_interval(*second, *first, confidence=0.9) == pytest.approx((-high, -low))
    assert -1 <= low < high <= 1


@given(SAMPLES, SAMPLES)
def test_with_z_of_two_the_interval_is_agresti_and_caffos(first, second):
    # Their added answer and two trials per sample are z²/4 and z²/2 at z = 2.
    confidence = 2 * float(stats.norm.cdf(2)) - 1
    limits = confint_proportions_2indep(
        *first, *second, compare="diff", method="agresti-caffo", alpha=1 - confidence
    )
    expected = [min(1, max(-1, limit)) for limit in limits]
    assert difference_interval(*first, *second, confidence=confidence) == pytest.approx(expected)


NUMBERS = st.lists(st.integers(0, 10), min_size=2, max_size=30)


@pytest.mark.filterwarnings("ignore:Precision loss")
@given(NUMBERS, NUMBERS)
def test_welch_is_that_of_scipy(first, second):
    groups = [(mean(x), stdev(x) / sqrt(len(x)), len(x)) for x in (first, second)]
    found = welch(*groups[0], *groups[1], confidence=0.95)
    if not variance(first) and not variance(second):
        assert found is None
        return
    expected = stats.ttest_ind(first, second, equal_var=False)
    assert found.statistic == pytest.approx(expected.statistic, abs=1e-12)
    assert (found.df, found.p) == pytest.approx((expected.df, expected.pvalue))
    limits = expected.confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((limits.low, limits.high))


def test_a_huge_and_a_tiny_error_keep_their_degrees_of_freedom():
    found = welch(1, 1e-200, 5, 2, 1e-200, 5, confidence=0.95)
    assert found is None or found.df == pytest.approx(8)


@given(st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=2, max_size=5))
def test_chi_square_is_that_of_scipy_without_the_empty_rows_and_columns(table):
    found = chi_square(table)
    counts = np.array(table)
    counts = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    if min(counts.shape) < 2:
        assert found is None
        return
    expected = stats.chi2_contingency(counts, correction=False)
    assert (found.statistic, found.p) == pytest.approx((expected.statistic, expected.pvalue), abs=1e-12)
    assert found.df == expected.dof
    assert found.smallest_expected == pytest.approx(expected.expected_freq.min())


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: two_proportions(1, 0, 1, 2, confidence=0.9), "n == 0, must be above 0"),
        (lambda: two_proportions(3, 2, 1, 2, confidence=0.9), "k == 3, must be from 0 to n == 2"),
        (lambda: two_proportions(1, 2, 1, 2, confidence=1), "confidence == 1"),
        (lambda: fisher_exact(0.5, 2, 1, 2), "must be whole counts"),
        (lambda: welch(0, 1, 1, 0, 1, 2, confidence=0.9), "n == 1, must be above 1"),
        (lambda: welch(0, -1, 2, 0, 1, 2, confidence=0.9), "error == -1, must be at least 0"),
        (lambda: chi_square([[1, 2], [1]]), "must be as many"),
        (lambda: chi_square([[1, -2], [1, 1]]), "must be at least 0"),
    ],
)
def test_errors(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def golden_entries(golden, *metrics):
    names = ("literature.json", "ux_peers.json", "cx_peers.json")
    found = [e for name in names for e in json.loads((golden / name).read_text(encoding="utf-8"))]
    chosen = [e for e in found if e["metric"] in metrics and e["kind"] == "golden"]
    assert chosen
    return chosen


def close(entry, key, number):
    expected = entry["expected"][key]
    assert abs(number - expected) <= entry["tolerance"] + entry.get("rtol", 0) * abs(expected), (
        entry["id"],
        key,
    )


def shares(entry):
    return [entry["input"][name] for name in ("x1", "n1", "x2", "n2")]


def test_two_shares_as_other_programs_compare_them(golden):
    kinds = ("two_proportions", "two_proportions_n1", "compare_rates_independent")
    for entry in golden_entries(golden, *kinds, "two_proportions_fisher", "proportion_difference_ci"):
        found = two_proportions(*shares(entry), confidence=entry["params"].get("confidence", 0.95))
        k1, n1, k2, n2 = shares(entry)
        table = [[k1, n1 - k1], [k2, n2 - k2]]
        exact, pearson = fisher_exact(*shares(entry)), chi_square(table)
        ours = {
            **dict.fromkeys(("diff", "diff_abs"), found.difference),
            **dict.fromkeys(("z", "n1_z"), found.statistic),
            **dict.fromkeys(("p", "n1_p", "p_two_sided", "n_minus_1_two_sided_p"), found.p),
            **dict.fromkeys(("fisher_p", "fisher_two_sided_p"), exact),
            "ci_low": found.low,
            "ci_high": found.high,
            "pearson_chi2": pearson.statistic,
            "pearson_p": pearson.p,
        }
        if entry["metric"] == "two_proportions_fisher":
            ours["p"] = exact
        checked = ours.keys() & entry["expected"].keys()
        for key in checked:
            close(entry, key, ours[key])
        if "agresti_caffo_z" in entry["expected"]:
            assert (found.low, found.high) == pytest.approx(entry["expected"]["agresti_caffo_z"], abs=1e-6)
        else:
            assert checked, entry["id"]


def test_two_means_as_r_compares_them(golden):
    corpus = Path(os.environ.get("CXUX_CORPUS") or "unset")
    for entry in golden_entries(golden, "means_between_welch"):
        given = entry["input"]
        if "file" in given and not corpus.is_dir():
            continue
        a, b = (given["a"], given["b"]) if "file" not in given else sus_groups(corpus, given)
        groups = [(mean(x), stdev(x) / sqrt(len(x)), len(x)) for x in (a, b)]
        found = welch(*groups[0], *groups[1], confidence=entry["params"]["confidence"])
        for key, number in {
            "t": found.statistic,
            "df": found.df,
            "p": found.p,
            "ci_low": found.low,
            "ci_high": found.high,
        }.items():
            close(entry, key, number)


def sus_groups(corpus, given):
    with (corpus / given["file"]).open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter=given.get("delimiter", ",")))

    def score(row):
        answers = [float(row[item]) for item in given["items"]]
        return 2.5 * sum(x - 1 if i % 2 == 0 else 5 - x for i, x in enumerate(answers))

    return [[score(row) for row in rows if row[given["group"]] == given[name]] for name in "ab"]


def test_a_table_of_classes_by_region_as_r_tests_it(golden, corpus):
    (entry,) = [e for e in golden_entries(golden, "segment_test") if e["id"] == "nps_testdata_chisq_region"]
    with (corpus / entry["input"]["file"]).open(encoding="utf-8", newline="") as lines:
        rows = [
            (row[entry["input"]["group"]], row[entry["input"]["column"]]) for row in csv.DictReader(lines)
        ]
    regions = sorted({region for region, _ in rows})
    table = [[0, 0, 0] for _ in regions]
    for region, answer in rows:
        if answer and answer != "NA":
            score = float(answer)
            table[regions.index(region)][(score >= 7) + (score >= 9)] += 1
    found = chi_square(table)
    close(entry, "x2", found.statistic)
    close(entry, "df", found.df)
    close(entry, "p", found.p)
