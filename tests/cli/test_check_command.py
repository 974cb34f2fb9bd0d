"""`cxux check` and `cxux baseline accept` from the config to the exit code, the files and the annotations."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

HOSTILE = "::add-mask::x%0A[red]<b>"


def _answers(promoters: int, passives: int, detractors: int, plan: str = "pro") -> list[str]:
    answers = [10] * promoters + [8] * passives + [0] * detractors
    return [f"{plan}{i},{answer},{plan}" for i, answer in enumerate(answers)]


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """`study(gates, rows=…)` writes a config and its data, and goes there."""
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE"):
        monkeypatch.delenv(name, raising=False)

    def write(gates: str, rows: list[str] | None = None, more: str = "") -> None:
        rows = _answers(50, 30, 20) if rows is None else rows
        (tmp_path / "a.csv").write_text("\n".join(["id,nps,plan", *rows]) + "\n", encoding="utf-8")
        text = f"version: 1\nstudy: {{name: S}}\nsources: {{a: {{path: a.csv}}}}\ngates:\n{gates}\n{more}\n"
        (tmp_path / "cxux.yaml").write_text(text, encoding="utf-8")

    return write


def _gate(**keys: object) -> str:
    stated = {"id": "g", "measure": "nps", **keys}
    return f"  - {json.dumps(stated)}"


@pytest.mark.parametrize(
    ("gate", "options", "code"),
    [
        ({"target": ">= 10"}, (), 0),
        ({"target": ">= 35"}, (), 0),
        ({"target": ">= 35"}, ("--strict",), 3),
        ({"target": ">= 60"}, (), 1),
        ({"target": ">= 60"}, ("--exit-zero",), 0),
        ({"target": ">= 60", "severity": "warn"}, (), 0),
        ({"target": ">= 60", "severity": "warn"}, ("--fail-on", "warn"), 1),
        ({"target": ">= 60", "waive": {"until": "2030-01-01", "reason": "x"}}, ("--as-of", "2026-11-20"), 0),
        ({"target": ">= 60", "waive": {"until": "2026-11-19", "reason": "x"}}, ("--as-of", "2026-11-20"), 1),
        ({"target": ">= 25", "rule": "lower_bound"}, (), 1),
        ({"target": ">= 25", "rule": "point"}, (), 0),
        ({"target": ">= 31", "rule": "point"}, (), 1),
        ({"rule": "no_regression", "margin": 5}, (), 0),
        ({"target": ">= 10", "segment": {"plan": "none"}}, (), 3),
        ({"target": "<= 10"}, (), 2),
    ],
)
def test_what_a_gate_says_is_the_exit_code(cli, study, gate, options, code) -> None:
    study(_gate(**gate))
    found, out, err = cli(["check", *options])
    assert (found, "Traceback" in err) == (code, False), out + err


def test_files_are_written_whatever_comes_of_the_gates(cli, study, tmp_path: Path) -> None:
    study(_gate(target=">= 60", owner="team"))
    code, out, _ = cli(["check", "--junit", "g.xml", "--json", "g.json", "--md", "g.md", "--explain"])
    assert code == 1
    assert out.splitlines()[-1] == "1 gate: 1 missed -> exit 1"
    (gate,) = json.loads((tmp_path / "g.json").read_text(encoding="utf-8"))["gates"]
    assert (gate["outcome"], gate["effect"], gate["value"], gate["n"]) == ("missed", "fail", 30.0, 100)
    assert gate["location"]["line"] == 5
    case = next(ET.parse(tmp_path / "g.xml").iter("testcase"))
    failure = case.find("failure")
    assert failure is not None and failure.get("message") == gate["message"]
    assert "| team |" in (tmp_path / "g.md").read_text(encoding="utf-8")
    assert "cxux.yaml:5, of source a, owner team" in out


def test_gates_of_each_segment_share_the_chance_of_a_false_alarm(cli, study) -> None:
    rows = [row for i in range(4) for row in _answers(15, 10, 15, f"p{i}")]
    study(_gate(target=">= 20", each="plan"), rows)
    code, out, _ = cli(["check", "--format", "json"])
    gates = json.loads(out)["gates"]
    assert [gate["id"] for gate in gates] == [f"g/p{i}" for i in range(4)]
    assert all(gate["p_adjusted"] == pytest.approx(min(1, 4 * gate["p_value"])) for gate in gates)
    assert (code, {gate["outcome"] for gate in gates}) == (0, {"undecided"})


def test_gates_of_each_persona_are_not_of_those_who_are_nobody(cli, study) -> None:
    rows = [*_answers(50, 30, 20), *_answers(50, 30, 20, "free")]
    personas = (
        "personas:\n  - {id: payer, where: \"plan = 'pro'\"}\n  - {id: guest, where: \"plan = 'free'\"}\n"
    )
    study(_gate(target=">= 10", each="persona"), rows, personas)
    code, out, err = cli(["check", "--format", "json"])
    assert (code, err) == (0, "")
    assert [gate["id"] for gate in json.loads(out)["gates"]] == ["g/payer", "g/guest"]


def test_hostile_segments_reach_no_runner(cli, study, tmp_path: Path, monkeypatch) -> None:
    study(_gate(target=">= 60", each="plan", owner=HOSTILE), _answers(20, 10, 20, HOSTILE))
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    code, out, err = cli(["check", "--junit", "g.xml"])
    assert code == 1
    commands = [line for line in err.splitlines() if line.startswith("::")]
    assert commands and all(line.startswith("::error file=") for line in commands)
    assert not any(line.lstrip().startswith("::") for line in out.splitlines())
    summary = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert "<b>" not in summary.replace("\\<", "")
    ET.parse(tmp_path / "g.xml")


def test_annotations_stand_on_the_file_as_the_workspace_names_it(
    cli, study, tmp_path: Path, monkeypatch
) -> None:
    study(_gate(target=">= 60"))
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path.parent))
    folder = tmp_path.name
    (tmp_path / "sub").mkdir()
    for here, config in ((tmp_path, "cxux.yaml"), (tmp_path / "sub", "../cxux.yaml")):
        monkeypatch.chdir(here)
        code, _, err = cli(["check", config])
        assert code == 1
        assert f"::error file={folder}/cxux.yaml,line=5," in err


def test_a_baseline_is_accepted_and_then_compared_with(cli, study, tmp_path: Path) -> None:
    study(_gate(rule="no_regression", margin=5))
    path = tmp_path / "cxux-baseline.json"
    code, out, _ = cli(["check"])
    assert (code, path.exists()) == (0, False)
    assert "nothing to compare with" in out
    assert cli(["check", "--strict"])[0] == 3
    assert cli(["baseline", "accept"])[0] == 2
    assert cli(["baseline", "accept", "--reason", "3.1", "--dry-run"])[0] == 0
    assert not path.exists()
    assert cli(["baseline", "accept", "--reason", "3.1"])[0] == 0
    accepted = path.read_bytes()
    rows = _answers(20, 30, 50)
    (tmp_path / "a.csv").write_text("\n".join(["id,nps,plan", *rows]) + "\n", encoding="utf-8")
    code, out, _ = cli(["check"])
    assert code == 1
    assert "It was 30.0 (n 100), now it is 60 points worse" in out
    assert path.read_bytes() == accepted


def test_a_baseline_that_is_none_is_one_error(cli, study, tmp_path: Path) -> None:
    study(_gate(rule="no_regression", margin=5))
    (tmp_path / "cxux-baseline.json").write_text("{}", encoding="utf-8")
    code, _, err = cli(["check"])
    assert code == 4
    assert "no baseline of cxux" in err


def test_a_group_below_the_privacy_floor_shows_no_number(cli, study) -> None:
    rows = [*_answers(30, 10, 10, "big"), *_answers(30, 10, 12, "large"), *_answers(1, 0, 2, "tiny")]
    study(_gate(target=">= 60", each="plan"), rows, "policy: {privacy_floor: 5}")
    _, out, _ = cli(["check", "--format", "json"])
    gates = {gate["id"]: gate for gate in json.loads(out)["gates"]}
    assert (gates["g/tiny"]["value"], gates["g/tiny"]["reason"]) == (None, "hidden")
    assert sum(gate["reason"] == "hidden" for gate in gates.values()) >= 2


def test_runs_in_a_row_over_windows_that_overlap_are_told(cli, samples, tmp_path, monkeypatch):
    (tmp_path / "cxux.yaml").write_text(
        f"version: 1\nsources: {{waves: {{path: {samples}/nps_waves/*.csv}}}}\nmeasures: [{{use: nps}}]\n"
        "gates: [{id: up, measure: nps, target: 60, for: 2}]\nhistory: h.sqlite\n"
    )
    monkeypatch.chdir(tmp_path)
    assert cli(["check", "--window", "2026-01"])[0] == 0
    code, _, err = cli(["check", "--window", "2026-02"])
    assert (code, err) == (1, "")
    _, _, err = cli(["check", "--since", "2026-02-10", "--until", "2026-03-10"])
    assert "shares days with that of an earlier run (2026-02)" in err
