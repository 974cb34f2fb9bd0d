"""Published numbers, read through the norms."""

from __future__ import annotations

import pytest

from cxux_cli.catalog.norms import item_lines, norm

GRADES = [
    # Sauro & Lewis: the curved grading scale, each row's printed lower and upper bound.
    ("A+", 84.1, 100),
    ("A", 80.8, 84.0),
    ("A-", 78.9, 80.7),
    ("B+", 77.2, 78.8),
    ("B", 74.1, 77.1),
    ("B-", 72.6, 74.0),
    ("C+", 71.1, 72.5),
    ("C", 65.0, 71.0),
    ("C-", 62.7, 64.9),
    ("D", 51.7, 62.6),
    ("F", 0, 51.6),
]


@pytest.mark.parametrize(("grade", "low", "high"), GRADES)
def test_grades(grade: str, low: float, high: float) -> None:
    read = norm("sus-grade-sauro-lewis-2016").read
    assert read(low) == read(high) == (grade, None)


@pytest.mark.parametrize(
    ("score", "grade"), [(78.85, "B+"), (84.05, "A"), (72.60000000000001, "B-"), (72.59999999999999, "B-")]
)
def test_grades_between_the_printed_ranges(score: float, grade: str) -> None:
    assert norm("sus-grade-sauro-lewis-2016").read(score).label == grade


@pytest.mark.parametrize(
    ("score", "label"),
    [
        (68, "50.0"),
        (75, "73.2"),
        (52, "15.4"),
        (74, "69.9"),
        (80, "88.1"),
        (90, "99.8"),
        (67.99999999999999, "50.0"),
    ],
)
def test_percentiles(score: float, label: str) -> None:
    reading = norm("sus-percentile-sauro-2011").read(score)
    assert reading.label == label
    assert reading.number == pytest.approx(float(label), abs=1e-9)


def test_percentile_between_two_scores_is_linear() -> None:
    # 80.21 lies between 88.1 and 90.5: 88.1 + 0.21 * 2.4
    assert norm("sus-percentile-sauro-2011").read(80.21).number == pytest.approx(88.604)


@pytest.mark.parametrize(
    ("score", "label", "number"),
    [
        (0, "<0.2", 0.2),
        (-3, "<0.2", 0.2),
        (1, "0.2", 0.2),
        (91, "99.9", 99.9),
        (91.00000000000001, "99.9", 99.9),
        (91.5, ">99.9", 99.95),
        (100, ">99.9", 100.0),
    ],
)
def test_percentile_at_the_ends(score: float, label: str, number: float) -> None:
    reading = norm("sus-percentile-sauro-2011").read(score)
    assert reading.label == label
    assert reading.number == pytest.approx(number)


def test_grades_are_the_percentile_table_cut_at_round_percentiles() -> None:
    # The two publications agree: 15, 35, 41, 60, 65, 70, 80, 85, 90 and 96.
    read = norm("sus-percentile-sauro-2011").read
    lows = sorted(low for _, low, _ in GRADES)[1:]
    found = [read(low).number for low in lows]
    assert found == pytest.approx([15, 35, 41, 60, 65, 70, 80, 85, 90, 96], abs=0.35)


@pytest.mark.parametrize(
    ("id", "score", "label"),
    [
        ("sus-adjective-sauro-2018", 25.0, "Worst Imaginable"),
        ("sus-adjective-sauro-2018", 25.1, "Poor"),
        ("sus-adjective-sauro-2018", 68, "OK"),
        ("sus-adjective-sauro-2018", 71.1, "Good"),
        ("sus-adjective-sauro-2018", 84.0, "Excellent"),
        ("sus-adjective-sauro-2018", 84.1, "Best Imaginable"),
        ("sus-acceptability-sauro-2018", 51.6, "not acceptable"),
        ("sus-acceptability-sauro-2018", 71.0, "marginal"),
        ("sus-acceptability-sauro-2018", 71.1, "acceptable"),
        ("sus-acceptability-bangor-2008", 49.9, "not acceptable"),
        ("sus-acceptability-bangor-2008", 50, "low marginal"),
        ("sus-acceptability-bangor-2008", 68, "high marginal"),
        ("sus-acceptability-bangor-2008", 71, "acceptable"),
        ("sus-nps-category-sauro-2018", 62.6, "detractor"),
        ("sus-nps-category-sauro-2018", 78.8, "passive"),
        ("sus-nps-category-sauro-2018", 78.9, "promoter"),
        ("nps-bain", -100, "not above 0"),
        ("nps-bain", 0, "not above 0"),
        ("nps-bain", 0.5, "good"),
        ("nps-bain", 20, "good"),
        ("nps-bain", 50, "favourable"),
        ("nps-bain", 80, "excellent"),
        ("nps-bain", 80.1, "world class"),
    ],
)  # fmt: skip
def test_bands(id: str, score: float, label: str) -> None:
    assert norm(id).read(score).label == label


def test_item_benchmarks_at_the_average_score() -> None:
    # Lewis & Sauro 2018 print these for a SUS of 68.
    lines = item_lines("sus-items-lewis-sauro-2018")
    printed = [3.39, 2.45, 3.67, 1.85, 3.55, 2.20, 3.71, 2.25, 3.72, 2.09]
    assert [lines.expected(item, 68) for item in range(1, 11)] == pytest.approx(printed, abs=0.0051)
    assert [lines.lines[item].better for item in (1, 2, 9, 10)] == ["higher", "lower", "higher", "lower"]
