"""`--persona`, `--config`, `--source`: a persona is a slice of the same scan, never without everybody."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

ROWS = "id,role,plan,nps\n1,buyer,a,10\n2,buyer,b,3\n3,member,a,9\n4,cashier,b,8\n5,owner,a,0\n6,,b,10\n"
CONFIG = """\
version: 1
study: {name: Test, timezone: Europe/Madrid}
sources:
  survey: {path: survey.csv, columns: {score: nps}}
personas:
  - {id: buyer, role: customer, where: "role = 'buyer'"}
  - {id: crew, role: user, where: "role IN ('member', 'cashier')"}
  - {id: anybody-a, where: "plan = 'a'"}
"""


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "survey.csv").write_text(ROWS)
    (tmp_path / "cxux.yaml").write_text(CONFIG)
    monkeypatch.delenv("CXUX_CONFIG", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _report(cli, *arguments: object) -> dict:
    code, out, err = cli(["nps", *map(str, arguments), "--format", "json"])
    assert code == 0, err
    return json.loads(out)


def test_each_persona_is_what_a_condition_gives_and_everybody_comes_last(cli, study: Path) -> None:
    report = _report(cli, "--persona", "all")
    by = {r["persona"]: r for r in report["results"]}
    assert list(by) == ["buyer", "crew", "anybody-a", "unassigned", None]
    for id, where in (("buyer", "role = 'buyer'"), ("crew", "role IN ('member', 'cashier')")):
        alone = _report(cli, "survey.csv", "--where", where)["results"][0]
        assert (by[id]["value"], by[id]["low"], by[id]["n"]) == (alone["value"], alone["low"], alone["n"])
    assert (by["unassigned"]["n"], by[None]["n"]) == (1, 6)
    assert report["run"]["config"].endswith("cxux.yaml")
    assert any("rows are of both" in note or "row is of both" in note for note in report["notes"])


def test_personas_cross_with_segments_in_one_scan(cli, study: Path) -> None:
    results = _report(cli, "--persona", "buyer", "--by", "plan")["results"]
    assert [(r["persona"], r["segment"].get("plan")) for r in results] == [
        *(("buyer", "a"), ("buyer", "b"), ("buyer", None)),
        *(("unassigned", "b"), ("unassigned", None)),
        *((None, "a"), (None, "b"), (None, None)),
    ]
    assert sum(r["n"] for r in results if r["persona"] is None and r["segment"]) == 6


def test_a_measure_asked_of_the_other_role_says_so(cli, study: Path) -> None:
    by = {r["persona"]: r for r in _report(cli, "--persona", "all")["results"]}
    assert any("asked of users" in note for note in by["crew"]["notes"])
    assert not any("asked of" in note for note in by["buyer"]["notes"])


def test_a_gate_judges_everybody(cli, study: Path) -> None:
    code, _, _ = cli(["nps", "--persona", "crew", "--fail-under", "40"])
    assert code == 1


def test_a_hidden_persona_cannot_be_worked_out(cli, study: Path) -> None:
    by = {r["persona"]: r for r in _report(cli, "--persona", "all", "--min-n", "2")["results"]}
    assert by["unassigned"]["hidden"]
    assert sum(r["hidden"] for id, r in by.items() if id is not None) >= 2


def test_a_config_is_not_consulted_where_nothing_of_it_is_asked_for(cli, study: Path) -> None:
    (study / "cxux.yaml").write_text("nonsense: [")
    assert _report(cli, "survey.csv")["run"]["config"] is None


def test_a_persona_that_matches_nobody_is_named(cli, study: Path) -> None:
    (study / "cxux.yaml").write_text(CONFIG.replace("role = 'buyer'", "role = 'byer'"))
    report = _report(cli, "--persona", "buyer")
    assert any("'buyer' matches nobody" in note and "owner" in note for note in report["notes"])
    assert report["results"][0]["n"] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--persona", "byer"), "there is no persona 'byer'"),
        (("--source", "serveys"), "there is no source 'serveys'"),
        (("survey.csv", "--source", "survey"), "not both"),
        (("--config", "other.yaml"), "other.yaml"),
    ],
)
def test_what_the_config_does_not_hold_is_one_clear_error(arguments, said: str, cli, study: Path) -> None:
    code, out, err = cli(["nps", *arguments])
    assert (code, out) == (2, "")
    assert said in err


def test_personas_need_a_config(cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, samples: Path) -> None:
    monkeypatch.delenv("CXUX_CONFIG", raising=False)
    monkeypatch.chdir(tmp_path)
    code, _, err = cli(["nps", samples / "qualtrics_nps.csv", "--persona", "buyer"])
    assert code == 2
    assert "there is no study config" in err


def test_a_column_the_source_lacks_is_named_with_its_line(cli, study: Path) -> None:
    (study / "cxux.yaml").write_text(CONFIG.replace("plan = 'a'", "plann = 'a'"))
    code, _, err = cli(["nps", "--persona", "all"])
    assert code == 2
    assert "cxux.yaml:8" in err
    assert "plan" in err
