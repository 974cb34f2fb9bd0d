"""Invented files of each kind that once came out wrong, with the values that are right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

# Command, file, value, n.
MEASURED = [
    ("csat", "csat_japanese_name.csv", 36.6667, 30),
    ("csat", "wjx_satisfaction_and_choices.csv", 35.0, 40),
    ("nps", "google_forms_turkish.csv", -43.3333, 30),
    ("nps", "nps_rating_with_category.csv", -55.0, 40),
    ("nps", "nps_month_offered_first.csv", -55.0, 40),
    ("stars", "stars_rating_beside_review.csv", 2.8, 30),
]


def result(cli, *arguments) -> dict:
    code, out, err = cli([*arguments, "--format", "json"])
    assert code == 0, err
    return next(r for r in json.loads(out)["results"] if not r["segment"] and r["period"] is None)


@pytest.mark.parametrize(("command", "file", "value", "n"), MEASURED, ids=[m[1] for m in MEASURED])
def test_what_was_refused_is_measured(cli, faults: Path, command, file, value, n) -> None:
    found = result(cli, command, faults / "reading" / file)
    assert (found["value"], found["n"]) == (pytest.approx(value, abs=1e-3), n)


def test_the_time_of_a_form_is_found_in_its_language(cli, faults: Path) -> None:
    path = faults / "reading" / "google_forms_turkish.csv"
    code, out, _ = cli(["nps", path, "--every", "month", "--format", "json"])
    periods = {r["period"] for r in json.loads(out)["results"] if r["period"]}
    assert (code, len(periods)) == (0, 3)


def test_a_statement_about_oneself_is_no_satisfaction_with_a_product(cli, faults: Path) -> None:
    code, _, err = cli(["csat", faults / "reading" / "csat_life_statement.csv"])
    assert code == 4
    assert "a statement about the person" in err


def test_a_column_known_by_the_name_of_the_file_is_not_judged(cli, faults: Path) -> None:
    path = faults / "reading" / "nps_month_offered_first.csv"
    assert cli(["nps", path, "--fail-under", "0"])[0] == 2
    assert cli(["nps", path, "--column", "score=rating", "--fail-under", "0"])[0] == 1


@pytest.mark.parametrize(
    ("file", "people", "answer"),
    [
        ("qualtrics_texts_without_import_ids.csv", 20, "Womit arbeiten Sie meistens?"),
        ("surveymonkey_second_header_as_row.csv", 25, "Response"),
    ],
)
def test_a_second_header_row_is_nobody(cli, faults: Path, file, people, answer) -> None:
    code, out, _ = cli(["table", faults / "reading" / file, "--format", "json"])
    report = json.loads(out)
    assert (code, report["ledger"][0]["read"]) == (0, people)
    assert answer not in {c["answer"] for t in report["tables"] for c in t["cells"]}


def test_the_channels_of_several_columns_are_one_question(cli, faults: Path) -> None:
    out = cli(["table", faults / "reading" / "surveymonkey_second_header_as_row.csv", "--format", "json"])[1]
    (table,) = [t for t in json.loads(out)["tables"] if t["question"].startswith("Which channels")]
    assert {c["answer"]: c["n"] for c in table["cells"]} == {"E-mail": 15, "Blog": 15, "Forum": 13}
    assert {c["base"] for c in table["cells"]} == {23}


@pytest.mark.parametrize("code", [-32768, -2147483648, -9223372036854775808])
def test_the_least_whole_number_is_no_answer(cli, tmp_path: Path, code) -> None:
    path = tmp_path / "nps.csv"
    path.write_text("How likely are you to recommend us?\n" + "9\n8\n3\n" * 10 + f"{code}\n" * 3, "utf-8")
    found = result(cli, "nps", path)
    assert (found["n"], found["n_missing"]) == (30, 3)


def test_rows_of_contributions_are_nobody(cli, faults: Path) -> None:
    path = faults / "reading" / "sus_contribution_row_under_each.csv"
    found = result(cli, "sus", path)
    assert (found["value"], found["n"]) == (81.875, 12)
    ledger = json.loads(cli(["sus", path, "--format", "json"])[1])["ledger"][0]
    assert {e["reason"]: e["rows"] for e in ledger["excluded"]} == {
        "contributions of the row above, not answers": 12,
        "means of the columns, not answers": 1,
    }
    assert (ledger["read"], ledger["used"]) == (25, 12)


def test_a_last_row_of_means_is_nobody(cli, tmp_path: Path) -> None:
    answers = [(9, 3), (7, 4), (10, 5), (2, 1), (8, 4), (9, 5)]
    path = tmp_path / "nps.csv"
    rows = [f"P{i},{a},{b}" for i, (a, b) in enumerate(answers)]
    means = f",{sum(a for a, _ in answers) / 6:.2f},{sum(b for _, b in answers) / 6:.2f}"
    path.write_text("person,How likely are you to recommend us?,stars\n" + "\n".join([*rows, means]), "utf-8")
    assert result(cli, "nps", path)["n"] == 6
    # A person whose answers happen to be near the mean is one.
    path.write_text(
        "person,How likely are you to recommend us?,stars\n" + "\n".join([*rows, "P6,8,4"]), "utf-8"
    )
    assert result(cli, "nps", path)["n"] == 7


def test_headers_that_end_with_their_only_answer_are_one_question(cli, faults: Path) -> None:
    path = faults / "reading" / "choices_header_ends_with_answer.csv"
    (table,) = json.loads(cli(["table", path, "--format", "json"])[1])["tables"]
    counts = {c["answer"]: c["n"] for c in table["cells"]}
    assert counts == {"Natural Sciences": 13, "Engineering": 12, "Humanities": 10}
    assert {c["base"] for c in table["cells"]} == {21}


def test_choices_between_bars_are_several(cli, faults: Path) -> None:
    path = faults / "reading" / "wjx_satisfaction_and_choices.csv"
    tables = json.loads(cli(["table", path, "--format", "json"])[1])["tables"]
    (channels,) = [t for t in tables if "渠道" in t["question"]]
    assert {c["answer"]: c["n"] for c in channels["cells"]} == {
        "听取医生建议": 27,
        "互联网": 25,
        "书本学习": 22,
    }


@pytest.mark.parametrize("stated", [[], ["--column", "A1"]])
def test_long_numbers_of_ones_own_are_shown_to_nobody(cli, faults: Path, stated) -> None:
    path = faults / "reading" / "table_identity_numbers.csv"
    _, out, err = cli(["table", path, *stated, "--format", "json"])
    numbers = {line.split(",")[0] for line in path.read_text("utf-8").splitlines()[1:]}
    assert not any(number in out + err for number in numbers)
