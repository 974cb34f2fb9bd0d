"""`cxux config check` and `cxux schema --config`."""

import json
import shutil
from pathlib import Path

import jsonschema
import pytest

CONFIGS = Path(__file__).parents[2] / "configs"
STUDIES = sorted(path for path in CONFIGS.glob("*.yaml") if not path.name.startswith("labels_"))


@pytest.fixture
def study(tmp_path, samples, monkeypatch):
    """`study(text)`: the path of a config with this text, beside two samples."""
    monkeypatch.delenv("CXUX_CONFIG", raising=False)
    for name in ("qualtrics_nps.csv", "usability_test.csv"):
        shutil.copy(samples / name, tmp_path)

    def write(text):
        path = tmp_path / "cxux.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


GOOD = (
    "version: 1\n"
    "sources:\n"
    "  survey: {path: qualtrics_nps.csv, columns: {score: Q5}}\n"
    "  sessions: {path: usability_test.csv}\n"
    "personas:\n"
    "  - {id: buyer, where: role = 'buyer'}\n"
    "  - {id: crew, where: role != 'buyer'}\n"
)


@pytest.mark.parametrize("path", STUDIES, ids=lambda p: p.name)
def test_the_worked_examples_are_right(cli, path):
    code, out, err = cli(["config", "check", path])
    assert (code, err) == (0, "")
    assert out.startswith("ok: ")


def test_a_good_config_is_said_to_be(cli, study):
    path = study(GOOD)
    assert cli(["config", "check", path]) == (0, f"ok: 2 sources, 2 personas, in {path}\n", "")


def test_it_is_found(cli, study, monkeypatch, tmp_path):
    study(GOOD)
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    code, out, _ = cli(["config", "check"])
    assert (code, out) == (0, "ok: 2 sources, 2 personas, in ../cxux.yaml\n")
    monkeypatch.setenv("CXUX_CONFIG", "nothing.yaml")
    code, _, err = cli(["config", "check"])
    assert code == 2
    assert "CXUX_CONFIG" in err


def test_json_says_the_same(cli, study):
    path = study(GOOD)
    code, out, _ = cli(["config", "check", path, "--format", "json"])
    document = json.loads(out)
    assert code == 0
    assert document["config"]["path"] == str(path)
    assert [source["name"] for source in document["sources"]] == ["survey", "sessions"]
    assert [persona["id"] for persona in document["personas"]] == ["buyer", "crew"]
    assert document["notes"] == []


BAD = (
    "version: 1\n"
    "sources:\n"
    "  survey:\n"
    "    path: [qualtrics_nps.csv, gone.csv, 'no*.csv']\n"
    "    columns: {score: Q55}\n"
    "    weight: wat\n"
    "  sessions: {path: usability_test.csv}\n"
    "personas:\n"
    "  - {id: buyer, where: rol = 'buyer'}\n"
    "  - {id: crew, where: outcome = 'success'}\n"
)


def test_all_that_the_files_do_not_hold_is_said_at_once(cli, study):
    path = study(BAD)
    code, out, err = cli(["config", "check", path])
    assert (code, out) == (2, "")
    lines = [line.strip() for line in err.splitlines()]
    assert lines[0] == "cxux: error: the study config has 6 problems"
    found = [line.removeprefix(f"{path}:") for line in lines[2:]]
    assert [line.split(":")[0] for line in found] == ["4", "4", "5", "6", "9", "9"]
    assert "did you mean 'Q5'" in found[2]
    assert all("did you mean 'role'" in line for line in found[4:])


def test_problems_are_a_list_in_json(cli, study):
    code, out, _ = cli(["config", "check", study(BAD), "--format", "json"])
    document = json.loads(out)
    assert code == document["error"]["code"] == 2
    assert len(document["error"]["details"]) == 6
    schema = json.loads(cli(["schema"])[1])
    jsonschema.validate(document, schema)


def test_a_persona_may_be_unknown_to_some_sources(cli, study):
    text = GOOD.replace("role = 'buyer'}", "outcome = 'success', population: 0.9}")
    code, out, _ = cli(["config", "check", study(text.replace("!= 'buyer'", "!= 'buyer', population: 0.9"))])
    assert code == 0
    assert "note: persona 'buyer' cannot be told in survey: there is no column 'outcome'" in out
    assert "add up to 1.8" in out


def test_a_source_that_does_not_open_makes_no_further_problems(cli, study):
    text = "version: 1\nsources: {a: {path: gone.csv}}\npersonas: [{id: a, where: role = 'x'}]\n"
    _, _, err = cli(["config", "check", study(text)])
    assert err.count("error") == 1
    assert "there is no such file" in err


def test_personas_without_sources_are_noted(cli, study):
    code, out, _ = cli(["config", "check", study("version: 1\npersonas: [{id: a, where: role = 'x'}]\n")])
    assert code == 0
    assert "ok: 0 sources, 1 persona," in out
    assert "not checked" in out


def test_the_errors_shown_in_the_docs_are_those_printed(cli, study, monkeypatch, tmp_path):
    study('version: 1\npersona: []\npersonas:\n  - {id: no, where: a = 1}\n  - {id: b, where: "a = \'x"}\n')
    monkeypatch.chdir(tmp_path)
    code, _, err = cli(["config", "check"])
    page = (CONFIGS.parent / "docs" / "config.md").read_text(encoding="utf-8")
    assert code == 2
    assert f"```text\n{err}```" in page


def test_text_of_a_config_cannot_order_a_terminal_or_a_runner(cli, study):
    code, _, err = cli(["config", "check", study('version: 1\n"\\e[31m\\n::error::x": 1\n"::b": 2\n')])
    assert code == 2
    assert "\x1b" not in err
    assert not any(line.strip().startswith("::") for line in err.splitlines())


def test_schemas(cli):
    report, config = cli(["schema"])[1], cli(["schema", "--config"])[1]
    assert report == cli(["schema", "--report"])[1]
    assert json.loads(config)["$schema"].endswith("2020-12/schema")
    assert json.loads(config)["title"] == "cxux study config"
    assert cli(["schema", "--config", "--report"])[0] == 2


def test_a_group_of_commands_answers_as_a_command_does(cli):
    assert cli(["config", "--help"])[0] == 0
    assert cli(["config", "check", "--help"])[0] == 0
    assert cli(["config"])[0] == 2
    code, _, err = cli(["config", "chek"])
    assert code == 2
    assert "Did you mean 'check'?" in err
