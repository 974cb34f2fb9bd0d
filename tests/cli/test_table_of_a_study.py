"""`cxux table --source`: the rows of a source are those the study config describes."""

import json

import pytest

CONFIG = """\
version: 1
sources:
  survey: {path: survey.csv, delimiter: ";", weight: w, date: answered, columns: {score: nps}}
  other: {path: other.csv}
"""
ROWS = "id;answered;sent;plan;nps;w\n1;2026-01-05;2026-03-01;a;9;3\n2;2026-02-05;2026-03-01;b;3;1\n"


@pytest.fixture
def study(tmp_path, monkeypatch):
    (tmp_path / "survey.csv").write_text(ROWS)
    (tmp_path / "cxux.yaml").write_text(CONFIG)
    monkeypatch.delenv("CXUX_CONFIG", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _report(cli, *arguments):
    code, out, err = cli(["table", *arguments, "--column", "plan", "--format", "json"])
    assert code == 0, err
    return json.loads(out)


def test_a_source_gives_the_file_the_way_to_read_it_and_the_weight(cli, study):
    report = _report(cli, "--source", "survey")
    assert (report["sources"][0]["path"], report["sources"][0]["delimiter"]) == ("survey.csv", ";")
    assert [round(cell["value"], 9) for cell in report["tables"][0]["cells"]] == [75, 25]
    assert report["run"]["config"] == "cxux.yaml"


def test_the_date_of_a_source_says_when(cli, study):
    report = _report(cli, "--source", "survey", "--until", "2026-02")
    assert [cell["answer"] for cell in report["tables"][0]["cells"]] == ["a"]


def test_options_come_before_the_config_and_no_config_is_looked_for_beside_a_file(cli, study):
    (study / "plain.csv").write_text("id,plan\n1,a\n2,a\n3,b\n4,b\n")
    assert _report(cli, "plain.csv")["run"]["config"] is None
    code, _, err = cli(["table", "plain.csv", "--source", "survey"])
    assert code == 2
    assert "give files or --source, not both" in err


def test_what_a_table_cannot_honour_is_not_offered(cli):
    _, out, _ = cli(["table", "--help"])
    assert "--source" in out
    assert "--config" in out
    assert "--persona" not in out
    assert "--every" not in out
