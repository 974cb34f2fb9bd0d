"""Two scales in one column are named; one scale never is. Stars are counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxux_cli.catalog import labels
from cxux_cli.study.recode import Gap, Scale, mixture, words


@pytest.mark.parametrize(
    ("cells", "named"),
    [
        ("Very satisfied|Strongly agree", ["very satisfied", "strongly agree", "satisfied-5", "agree-5"]),
        ("zufrieden|disagree", ["zufrieden", "disagree"]),
        ("Agree|Disagree|10", ["agree", "number 10"]),
        ("Zufrieden|Sehr zufrieden|8", ["zufrieden", "number 8"]),
        ("Agree|Disagree|7", ["agree-5", "number 7"]),
        ("Agree|8/10", ["agree", "out of 10"]),
        ("4/5|8/10", ["out of 5", "out of 10"]),
        ("4 out of 5|8 von 10", ["out of 5", "out of 10"]),
        ("★★★☆☆|8/10", ["out of 5", "out of 10"]),
        ("4/5|8", ["out of 5", "number 8"]),
        ("completely disagree|strongly disagree|agree", ["are both 1"]),
    ],
)
def test_two_scales_are_named(cells, named):
    found = mixture(cells.split("|"), points=5)
    assert found is not None
    assert found.startswith("the column mixes two scales: ")
    assert all(name in found for name in named), found


@pytest.mark.parametrize(
    "cells",
    [
        "",
        "1|2|3|4|5",
        "0|10|Extremely likely|Not at all likely",
        "Agree|Disagree|5",
        "Agree|Disagree|99|-99",
        "Agree|5 - Strongly agree|4",
        "Agree|N/A|purple",
        "10|9|8|good",
        "4/5|5",
        "★★★☆☆|4 stars|5",
        "Agree|Stimme zu",
        "the app is slow|nice",
    ],
)
def test_one_scale_is_no_mixture(cells):
    assert mixture(cells.split("|")) is None


@given(st.sampled_from(labels.families()), st.data())
def test_no_clash_free_words_of_one_family_mix(family, data):
    found = data.draw(st.sets(st.sampled_from(sorted(family.words)), min_size=1, max_size=6))
    if family.clash(found) is None:
        assert mixture(found, points=family.points) is None


@given(st.lists(st.text()))
def test_any_cells_can_be_asked_about(cells):
    assert isinstance(mixture(cells), str | None)


@pytest.mark.parametrize(
    ("cell", "stars"),
    [
        ("5 stars", 5),
        ("4 star", 4),
        ("1 Stern", 1),
        ("3 étoiles", 3),
        ("2 estrelas", 2),
        ("5 gwiazdek", 5),
        ("4つ星", 4),
        ("5颗星", 5),
        ("4.0 stars", 4),
        ("4 out of 5 stars", 4),
        ("4,0 von 5 Sternen", 4),
        ("★★★★★", 5),
        ("★★★☆☆", 3),
        ("⭐⭐⭐", 3),
        ("⭐\ufe0f⭐\ufe0f", 2),
        ("★4", 4),
        ("4★", 4),
        ("4 ⭐", 4),
        ("☆☆☆☆☆", Gap.OUT_OF_RANGE),
        ("★★★★★★", Gap.OUT_OF_RANGE),
        ("3.5 stars", Gap.NOT_WHOLE),
        ("★★★★☆☆", Gap.UNREADABLE),
        ("8/10", Gap.UNREADABLE),
        ("★ nice", Gap.UNREADABLE),
    ],
)
def test_stars_are_counted(cell, stars):
    assert Scale(1, 5).read(cell) == stars


@given(st.integers(1, 10), st.integers(0, 9))
def test_filled_stars_count_and_empty_ones_say_out_of_what(filled, empty):
    cell = "★" * filled + "☆" * empty
    whole = filled + empty
    assert Scale(1, whole).read(cell) == filled
    if empty:
        assert Scale(1, whole + 1).read(cell) is Gap.UNREADABLE


def test_stars_are_no_words():
    assert words(["★★★", "5 stars", "4/5", "4 out of 5", "Agree"]) == {"agree"}
