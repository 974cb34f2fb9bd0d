"""What is hidden is told by no row, label, option or other command."""

import csv
import io
import json

import pytest

EMPLOYER = "How likely are you to recommend this company as a place to work?"
SCALE = [str(point) for point in range(11)]


def rows(cli, *arguments):
    code, out, err = cli([*arguments, "--format", "csv"])
    assert code == 0, err
    return list(csv.DictReader(io.StringIO(out)))


def answers(found):
    return [row["answer"] for row in found if row["statistic"] == "share"]


def test_rows_of_a_hidden_group_are_those_of_all_people(cli, faults):
    path = faults / "numbers" / "privacy_table.csv"
    found = rows(cli, "table", path, "--column", "rate it", "--where", "team = 'B'", "--min-n", "5")
    assert answers(found) == ["1", "2", "3", "4", "5"]
    assert {row["value"] for row in found} == {""}


def test_rows_of_few_people_are_those_of_the_scale(cli, faults):
    found = rows(cli, "table", faults / "numbers" / "enps3.csv", "--column", EMPLOYER)
    assert answers(found) == SCALE
    assert {row["value"] for row in found} == {""}


@pytest.mark.parametrize("given", [["good", "good", "bad"], ["a; b", "a; c", "b; c"], ["0", "1", "1"]])
def test_where_nothing_else_says_which_answers_there_are_none_is_shown(cli, tmp_path, given):
    path = tmp_path / "few.csv"
    path.write_text("id,team,rate it\n" + "".join(f"{i},A,{cell}\n" for i, cell in enumerate(given)))
    asked = ["table", path, "--column", "rate it", "--min-n", "5"]
    for form in ("table", "json", "markdown"):
        _, out, _ = cli([*asked, "--format", form])
        told = out.split("rate it", 1)[1]
        assert "not shown" in told
        assert not any(
            word in told for cell in given if cell not in "01" for word in cell.split("; ") if len(word) > 1
        )
        assert "different answers" not in out
        assert "0 and 1" not in out


def test_many_people_have_the_rows_that_they_gave(cli, tmp_path):
    path = tmp_path / "many.csv"
    path.write_text("id,rate it\n" + "".join(f"{i},{(2, 5)[i % 2]}\n" for i in range(20)))
    assert answers(rows(cli, "table", path, "--column", "rate it", "--min-n", "5")) == ["2", "5"]


def test_an_item_that_few_answered_adds_no_row_to_a_matrix(cli, tmp_path):
    path = tmp_path / "matrix.csv"
    lines = [f"{i},{('Agree', 'Neutral')[i % 2]}," for i in range(20)]
    lines += ["20,Agree,Strongly disagree", "21,Agree,Agree", "22,Neutral,Neutral"]
    path.write_text("id,I like it - price,I like it - speed\n" + "\n".join(lines) + "\n")
    found = rows(cli, "table", path, "--column", "I like it", "--min-n", "5")
    assert {"Agree", "Neutral"} <= set(answers(found))
    assert "Strongly disagree" not in answers(found)


@pytest.mark.parametrize("measure", ["nps", "csat"])
def test_the_floor_belongs_to_the_question_however_its_column_was_bound(cli, faults, measure):
    path = faults / "numbers" / "enps3.csv"
    code, out, _ = cli([measure, path, "--column", f"score={EMPLOYER}", "--format", "json"])
    report = json.loads(out)
    assert code == 0
    assert all(result["hidden"] and result["value"] is None for result in report["results"])
    assert "groups below 5 people show no number, because enps has this privacy floor" in str(report)
    code, _, err = cli([measure, path, "--column", f"score={EMPLOYER}", "--scores", "-", "-q"])
    assert code == 2
    assert "--scores lists single people" in err


def test_answers_with_a_floor_neither_divide_nor_select_few_people(cli, tmp_path):
    path = tmp_path / "team.csv"
    path.write_text("id,sat,eNPS score\n1,4,0\n2,5,10\n3,3,9\n")
    asked = ["csat", path, "--column", "score=sat", "--scale", "1-5", "--format", "json"]
    for option in (("--by", "eNPS score"), ("--where", '"eNPS score" > 8')):
        results = json.loads(cli([*asked, *option])[1])["results"]
        assert [(r["measure"], r["segment"], r["hidden"]) for r in results] == [
            ("csat", {}, True),
            ("csat.mean", {}, True),
        ]
    assert not any(r["hidden"] for r in json.loads(cli(asked)[1])["results"])
    found = rows(cli, "table", path, "--column", "sat", "--by", "eNPS score")
    assert {row.get("eNPS score") for row in found} <= {None, ""}


def test_a_study_keeps_the_floor_of_a_column_it_binds(cli, faults, tmp_path):
    config = tmp_path / "cxux.yaml"
    path = faults / "numbers" / "enps3.csv"
    config.write_text(
        f"version: 1\nsources:\n  team: {{path: '{path}', columns: {{score: '{EMPLOYER}'}}}}\n"
        "measures: [{use: nps, source: team, by: [team]}]\n"
    )
    code, out, err = cli(["report", config, "--format", "json"])
    assert code == 0, err
    assert all(r["hidden"] and r["value"] is None for r in json.loads(out)["results"])


def test_a_column_with_a_floor_is_not_described_by_the_answers_of_few(cli, faults):
    _, out, _ = cli(["inspect", faults / "numbers" / "enps3.csv"])
    (line,) = (line for line in out.splitlines() if line.startswith("3 "))
    assert "fewer than 5 people: not shown" in line
    assert "0 to 10" not in out
