"""Adjusted p values against statsmodels and the data of Benjamini and Hochberg."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from cxux_cli.stats.multiplicity import benjamini_hochberg, holm

# Benjamini & Hochberg 1995, section 4.1: Bonferroni and Holm reject three, their procedure four.
MYOCARDIAL = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
MYOCARDIAL += [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
P = st.lists(st.floats(0, 1), min_size=1, max_size=40)


def test_the_data_of_benjamini_and_hochberg():
    assert sum(p <= 0.05 for p in holm(MYOCARDIAL)) == 3
    assert sum(p <= 0.05 for p in benjamini_hochberg(MYOCARDIAL)) == 4


@pytest.mark.parametrize(("adjust", "name"), [(holm, "holm"), (benjamini_hochberg, "fdr_bh")])
@settings(max_examples=15)  # statsmodels takes a tenth of a second for one Holm
@given(p=P)
def test_adjusted_as_statsmodels_does(adjust, name, p):
    assert adjust(p) == pytest.approx(multipletests(p, method=name)[1], abs=1e-12)


@pytest.mark.parametrize("adjust", [holm, benjamini_hochberg])
def test_what_was_not_tested_stays_so_and_counts_for_nothing(adjust):
    assert adjust([None, 0.04, None]) == [None, 0.04, None]
    assert adjust([None]) == [None]
    assert adjust([]) == []


@given(P)
def test_holm_is_never_the_more_lenient(p):
    assert all(a >= b - 1e-15 for a, b in zip(holm(p), benjamini_hochberg(p), strict=True))


@pytest.mark.parametrize("adjust", [holm, benjamini_hochberg])
@pytest.mark.parametrize("p", [-0.1, 1.1, float("nan")])
def test_what_is_no_probability_is_refused(adjust, p):
    with pytest.raises(ValueError, match="must be from 0 to 1"):
        adjust([0.5, p])


def test_the_values_of_statsmodels_on_file(golden):
    found = json.loads((golden / "cx_peers.json").read_text(encoding="utf-8"))
    (entry,) = [e for e in found if e["id"] == "multiple_tests"]
    assert holm(entry["input"]["p"]) == pytest.approx(entry["expected"]["holm"])
    assert benjamini_hochberg(entry["input"]["p"]) == pytest.approx(entry["expected"]["fdr_bh"])
