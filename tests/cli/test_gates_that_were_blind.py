"""Gates that passed or had no data although the numbers stood there, and root options that ended in a traceback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest


@pytest.mark.parametrize("option", ["0.78", "0.001", "0.99"])
def test_a_fraction_is_no_target_of_a_share(cli, option) -> None:
    code, _, err = cli(["csat", "--counts", "5=10,1=90", "--fail-under", option])
    assert code == 2
    assert "for a share write --fail-under" in err


def test_a_small_target_of_a_mean_is_one(cli, faults: Path) -> None:
    assert cli(["stars", faults / "numbers" / "constant_stars_6.csv", "--fail-under", "1"])[0] == 0


@pytest.mark.parametrize(
    "config", sorted(p.name for p in (Path(__file__).parents[1] / "faults/tests/gate").glob("*gatetask.yaml"))
)
def test_a_gate_without_a_task_judges_all_tasks_however_many(cli, faults: Path, config) -> None:
    code, out, err = cli(["check", "--config", faults / "tests" / "gate" / config, "--format", "json"])
    assert code == 1, err
    for gate in json.loads(out)["gates"]:
        assert gate["outcome"] == "missed"
        assert gate["value"] == pytest.approx(55.0)


@pytest.mark.parametrize("config", ["tests/gate/bare.yaml", "tests/gate/two_where_one.yaml"])
def test_the_total_over_tasks_is_there_with_one_task(cli, faults: Path, config) -> None:
    code, out, _ = cli(["check", "--config", faults / config, "--format", "json"])
    (gate,) = json.loads(out)["gates"]
    assert (code, gate["value"], gate["n"]) == (1, pytest.approx(55.0), 20)
    report = json.loads(cli(["report", faults / config, "--exit-zero", "--format", "json"])[1])
    assert [r["value"] for r in report["results"] if r["measure"] == "success"] == [pytest.approx(55.0)]


def test_one_task_of_twelve_people(cli, faults: Path) -> None:
    out = cli(["check", "--config", faults / "numbers" / "one_task_gate.yaml", "--format", "json"])[1]
    (gate,) = json.loads(out)["gates"]
    assert (gate["outcome"], gate["value"]) == ("undecided", 75.0)


def test_five_successes_prove_no_relative_efficiency(cli, faults: Path) -> None:
    path = faults / "numbers" / "relative_efficiency_gate.yaml"
    gates = json.loads(cli(["check", "--config", path, "--format", "json"])[1])["gates"]
    assert [gate["outcome"] for gate in gates] == ["undecided", "undecided"]


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["--list"], "cxux list"),
        (["-V"], "cxux --version"),
        (["-v"], "cxux --version"),
        (["--nps"], "cxux nps"),
        (["--foo"], "cxux --help"),
        (["--by", "plan", "nps", "r.csv"], "after the command: cxux nps"),
        (["--format", "json"], "cxux --help"),
    ],
)
def test_a_root_option_that_is_none_is_a_usage_error(cli, arguments, hint) -> None:
    code, _, err = cli(arguments)
    assert code == 2
    assert "Traceback" not in err
    assert hint in err


def test_a_value_is_printed_on_the_side_of_the_edge_it_was_read_on(cli, faults: Path) -> None:
    out = cli(["sus", faults / "numbers" / "sus_71_08.csv"])[1]
    # C+ begins at 71.1 (Sauro & Lewis 2016).
    assert "71.08" in out
    assert "71.1 " not in out


@pytest.mark.parametrize(
    ("command", "file"),
    [("seq", "constant_seq_6.csv"), ("stars", "constant_stars_6.csv"), ("sus", "constant_sus_5.csv")],
)
def test_an_interval_without_a_width_is_said_to_have_none(cli, faults: Path, command, file) -> None:
    results = json.loads(cli([command, faults / "numbers" / file, "--format", "json"])[1])["results"]
    for result in results:
        if result["low"] == result["high"]:
            assert any("no width" in note for note in result["notes"])


def test_half_a_tenth_goes_up_in_every_output(cli) -> None:
    assert "50.8 " in cli(["csat", "--counts", "5=203,1=197"])[1]
    assert (
        json.loads(cli(["csat", "--counts", "5=203,1=197", "--format", "json"])[1])["results"][0]["value"]
        == 50.75
    )


def test_a_share_above_nothing_is_never_printed_as_nothing(cli) -> None:
    out = cli(["csat", "--counts", "5=1,1=9999"])[1]
    assert "0.01 " in out


def test_a_bound_that_too_few_answers_give_is_the_scale(cli, tmp_path: Path) -> None:
    (tmp_path / "before.csv").write_text("stars\n5\n5\n5\n", encoding="utf-8")
    (tmp_path / "now.csv").write_text("stars\n4\n4\n4\n", encoding="utf-8")
    gate = "gates:\n  - {id: g, measure: stars, rule: no_regression, margin: 0.1, min_n: 3, target: null}\n"
    config = tmp_path / "cxux.yaml"
    text = "version: 1\nsources:\n  s: {path: FILE}\n" + gate.replace(", target: null", "")
    config.write_text(text.replace("FILE", "before.csv"), encoding="utf-8")
    assert cli(["baseline", "accept", config, "--reason", "start"])[0] == 0
    config.write_text(text.replace("FILE", "now.csv"), encoding="utf-8")
    code, out, err = cli(["check", config, "--format", "json"])
    assert code in (0, 1), err
    (found,) = json.loads(out)["gates"]
    # Three against three are dealt so in one of twenty cases: no bound lies within the scale of 1 to 5.
    assert found["p_value"] == pytest.approx(1 / 20)
    assert "Infinity" not in out
