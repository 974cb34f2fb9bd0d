"""A total says what each choice of rows does to it, and its own rows are those of one scan."""

import json

import pytest

ROWS = "ResponseId,Status,plan,role,nps\n" + "".join(
    f"r{i},x,{'pro' if i % 3 else 'free'},{'buyer' if i % 2 else 'user'},{i % 11}\n" for i in range(44)
)


@pytest.fixture
def survey(tmp_path):
    path = tmp_path / "s.csv"
    path.write_text(ROWS)
    return str(path)


def _total(cli, *arguments):
    code, out, err = cli(["nps", *arguments, "--format", "json"])
    assert code == 0, err
    return next(r for r in json.loads(out)["results"] if not r["segment"])


def test_a_filtered_total_stands_beside_the_unfiltered_one(cli, survey):
    whole = _total(cli, survey)
    (other,) = _total(cli, survey, "--where", "plan = 'pro'")["including"]
    assert whole["including"] == []
    assert (other["value"], other["n"]) == (whole["value"], whole["n"])
    assert other["rows"] == 44 - _total(cli, survey, "--where", "plan = 'pro'")["n"]


def test_a_segment_says_nothing_of_rows_left_out(cli, survey):
    code, out, _ = cli(["nps", survey, "--by", "role", "--where", "plan = 'pro'", "--format", "json"])
    assert code == 0
    assert [bool(r["including"]) for r in json.loads(out)["results"]] == [False, False, True]


def test_fewer_rows_than_the_privacy_floor_are_not_told_from_the_total(cli, survey):
    assert _total(cli, survey, "--where", "nps < 10", "--min-n", "5")["including"] == []
    assert _total(cli, survey, "--where", "nps < 10")["including"] != []


def test_one_answer_among_many_rows_left_out_is_not_told_from_the_total(cli, tmp_path):
    path = tmp_path / "s.csv"
    kept = "".join(f"r{i},x,pro,buyer,{i % 11}\n" for i in range(40))
    left_out = "".join(f"q{i},x,free,buyer,{'' if i else 10}\n" for i in range(20))
    path.write_text("ResponseId,Status,plan,role,nps\n" + kept + left_out)
    asked = (str(path), "--where", "plan = 'pro'")
    assert [o["n"] for o in _total(cli, *asked)["including"]] == [41]
    assert _total(cli, *asked, "--min-n", "5")["including"] == []


def test_answers_of_few_people_who_repeat_are_not_told_from_the_total(cli, tmp_path):
    path = tmp_path / "s.csv"
    kept = "".join(f"r{i % 20},pro,{i % 11}\n" for i in range(40))
    path.write_text("respondent,plan,nps\n" + kept + "q,free,10\n" * 20)
    asked = (str(path), "--where", "plan = 'pro'")
    assert [o["n"] for o in _total(cli, *asked)["including"]] == [60]
    assert _total(cli, *asked, "--min-n", "5")["including"] == []
