"""A questionnaire with some statements reworded, or known by the score beside it; never a guess."""

import json
import random

import pytest

from cxux_cli.catalog.questionnaires import questionnaire
from cxux_cli.stats.reliability import item_rest

TEXTS = [item.text for item in questionnaire("sus").items]
UMUX = [item.text for item in questionnaire("umux").items]


def person(rng):
    mood = rng.gauss(0, 0.7)
    usual = [(4 + mood) if i % 2 == 0 else (2 - mood) for i in range(10)]
    return [max(1, min(5, round(rng.gauss(x, 0.7)))) for x in usual]


RNG = random.Random(7)
PEOPLE = [person(RNG) for _ in range(24)]


def sus_of(rows):
    return sum(2.5 * sum(x - 1 if i % 2 == 0 else 5 - x for i, x in enumerate(row)) for row in rows) / len(
        rows
    )


@pytest.fixture
def measure(cli, tmp_path):
    """`measure(header, rows, *options, key="sus")`: the report, or the error as a dictionary."""

    def run(header, rows, *options, key="sus"):
        path = tmp_path / "answers.csv"
        lines = [",".join(f'"{name}"' for name in header), *(",".join(map(str, row)) for row in rows)]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        code, out, _ = cli([key, path, "--format", "json", *options])
        report = json.loads(out)
        return report["error"] | {"code": code} if code else report

    return run


def reworded(**texts):
    return [texts.get(f"i{i}", text) for i, text in enumerate(TEXTS, 1)]


TWO = reworded(i4="I could only work with it if an expert sat beside me", i8="Working with it was a drag")


def test_the_file_with_two_reworded_items(cli, faults):
    code, out, _ = cli(["sus", faults / "reading/sus_two_items_reworded.csv", "--format", "json"])
    result = json.loads(out)["results"][0]
    assert code == 0
    assert result["value"] == pytest.approx(77.70833333, abs=1e-6) and result["n"] == 24
    notes = " ".join(json.loads(out)["sources"][0]["notes"])
    assert "expert sat beside me" in notes and "was a drag" in notes


@pytest.mark.parametrize(
    "name",
    ["sus_end_item_reworded_eleven_columns", "sus_reworded_item_turned", "sus_turned_items_are_rows"],
)
def test_what_is_not_certain_is_refused_without_a_command(cli, faults, name):
    code, out, _ = cli(["sus", faults / f"reading/{name}.csv", "--format", "json"])
    assert code == 4
    assert "#" not in (json.loads(out)["error"]["hint"] or "")


def test_a_gate_waits_for_the_columns_to_be_stated(measure):
    refused = measure(TWO, PEOPLE, "--fail-under", "60")
    assert refused["code"] == 2 and "--column items=#1..#10" in refused["hint"]
    stated = measure(TWO, PEOPLE, "--fail-under", "60", "--column", "items=#1..#10")
    assert stated["gates"][0]["outcome"] == "met"
    assert stated["results"][0]["value"] == pytest.approx(sus_of(PEOPLE))


def test_more_columns_on_the_scale_need_both_ends(measure):
    rows = [[3, *row] for row in PEOPLE]
    found = measure(["Overall I am happy", *TWO], rows)
    assert found["results"][0]["value"] == pytest.approx(sus_of(PEOPLE))
    assert measure(["Overall I am happy", *reworded(i10="It took me ages")], rows)["code"] == 4


@pytest.mark.parametrize(
    "header",
    [
        # Five of ten are too few.
        reworded(i2="a", i4="b", i5="c", i6="d", i8="e"),
        # Another item's text stands at a place.
        [*reworded(i4="a")[:7], TEXTS[8], TEXTS[7], TEXTS[9]],
        # The opposite of the item stands at its place.
        reworded(i5="The various functions were not well integrated"),
    ],
)
def test_what_does_not_stand_as_the_questionnaire_has_it(measure, header):
    # Six people: too few for a correlation to say anything.
    assert measure(header, PEOPLE[:6])["code"] == 4


def test_words_are_taken_by_place_as_numbers_are(measure):
    words = ["Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"]
    found = measure(TWO, [[words[x - 1] for x in row] for row in PEOPLE])
    assert found["results"][0]["value"] == pytest.approx(sus_of(PEOPLE))


def test_three_of_four_items_of_another_questionnaire(measure):
    rows = [[7, 1, 6, 2], [5, 3, 4, 4], [6, 2, 7, 1]]
    header = [*UMUX[:3], "Mending mistakes eats up my days"]
    found = measure(header, rows, key="umux")
    expected = sum(100 * (a - 1 + 7 - b + c - 1 + 7 - d) / 24 for a, b, c, d in rows) / 3
    assert found["results"][0]["value"] == pytest.approx(expected)
    assert measure(header, rows, "--fail-under", "50", key="umux")["code"] == 2
    assert measure([*UMUX[:2], "x", "y"], rows, key="umux")["code"] == 4


@pytest.mark.parametrize("name", ["sus_q1_response_with_score", "sus_p1_wynik"])
def test_a_column_of_scores_proves_the_items(cli, faults, name):
    code, out, _ = cli(["sus", faults / f"reading/{name}.csv", "--format", "json"])
    result = json.loads(out)["results"][0]
    assert code == 0 and (result["value"], result["n"]) == (81.875, 12)


def test_a_score_that_the_columns_do_not_give_proves_nothing(measure):
    header = [f"P{i}" for i in range(1, 11)]
    scored = [[*row, sus_of([row])] for row in PEOPLE]
    assert measure([*header, "result"], scored)["results"][0]["value"] == pytest.approx(sus_of(PEOPLE))
    shifted = [[*row, scored[i - 1][-1]] for i, row in enumerate(PEOPLE)]
    assert measure([*header, "result"], shifted)["code"] == 4
    assert measure([*header, "result"], scored[:4])["code"] == 4


def test_columns_out_of_order_are_proven_by_their_numbers(measure):
    order = [0, 9, 1, 2, 3, 4, 5, 6, 7, 8]
    header = [*(f"p{i + 1}_answer" for i in order), "total"]
    rows = [[*(row[i] for i in order), sus_of([row])] for row in PEOPLE]
    assert measure(header, rows)["results"][0]["value"] == pytest.approx(sus_of(PEOPLE))


def test_a_command_for_a_run_is_printed_only_where_the_answers_speak_for_it(measure):
    names = [f"P{i}" for i in range(1, 11)]
    assert "--column items=#1..#10" in measure(names, PEOPLE)["hint"]
    # Agreement with everything, twelve columns, and texts of another questionnaire are no such evidence.
    agreeing = [[x if i % 2 == 0 else 6 - x for i, x in enumerate(row)] for row in PEOPLE]
    for header, rows in (
        (names, agreeing),
        ([*names, "P11", "P12"], [[*row, 3, 4] for row in PEOPLE]),
        (names, PEOPLE[:5]),
    ):
        assert "#1..#10" not in (measure(header, rows)["hint"] or "")
    assert "=#" not in measure(names, PEOPLE, key="umux-lite")["hint"]


def test_ten_rows_that_count_are_items_rather_than_people(measure):
    rows = [[i + 1, *(PEOPLE[k][i] for k in range(10))] for i in range(10)]
    refused = measure(["Item", *(f"Person {c}" for c in "abcdefghij")], rows)
    assert "counts 1 to 10" in refused["message"] and "turn the table" in refused["hint"]


def test_item_rest_correlation_by_hand():
    # Rest 3, 5, 4, 7 beside 1, 2, 3, 4: covariance 5.5, squares 5 and 8.75.
    rows = [(1, 3), (2, 5), (3, 4), (4, 7)]
    assert item_rest(rows, 0) == pytest.approx(5.5 / (5 * 8.75) ** 0.5)
    assert item_rest([(1, 3), (1, 5)], 0) is None and item_rest([], 0) is None
