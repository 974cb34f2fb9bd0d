"""A file is one kind of thing, and its numbers are the same, whichever command or config asks for them."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[1] / "sample_data"
KINDS = Path(__file__).parent / "faults" / "kinds"
FILES = (
    *sorted(path for path in SAMPLES.iterdir() if path.suffix in (".csv", ".tsv", ".xlsx")),
    *sorted(KINDS.rglob("*.csv")),
)


def _results(cli, *arguments):
    code, out, err = cli([*arguments, "--format", "json"])
    assert code == 0, err
    return json.loads(out)["results"]


def _numbers(results):
    keys = ("measure", "task", "segment", "value", "low", "high", "n")
    return sorted(str([r[key] for key in keys]) for r in results)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_is_of_one_kind_for_every_command(cli, tmp_path, monkeypatch, path):
    shutil.copy(path, tmp_path / path.name)
    monkeypatch.chdir(tmp_path)
    code, out, err = cli(["inspect", path.name, "--format", "json"])
    assert code == 0, err
    command = json.loads(out)["command"]

    code, drafted, err = cli(["init", path.name, "-o", "-"])
    Path("bare.yaml").write_text(f"version: 1\nsources:\n  s: {{path: {path.name}}}\n")
    if code:
        assert command is None, err
        assert cli(["report", "bare.yaml"])[0] == code
        return
    uses = re.findall(r"^  - \{use: ([\w.-]+),", drafted, re.MULTILINE)
    commands = {"tasks", "tree", "cards", "problems", "web", "adoption"} & set(uses)
    assert commands == ({command} if command else set())

    reported = _results(cli, "report", "bare.yaml")
    if command:
        # A study tells everything over persons; so does the command where a study asks it.
        own = _results(cli, command, "--config", "bare.yaml")
        mine = {r["measure"] for r in own}
        assert _numbers(own) == _numbers(r for r in reported if r["measure"] in mine)
    else:
        assert {r["measure"] for r in reported} >= set(uses)


def test_every_command_applies_the_columns_of_a_config(cli, faults, monkeypatch):
    monkeypatch.chdir(faults / "kinds" / "columns_of_a_config")
    alone = _results(cli, "tree", "--config", "cxux.yaml")
    assert _numbers(alone) == _numbers(_results(cli, "report", "cxux.yaml"))
    total = next(r for r in alone if r["measure"] == "tree.success" and r["task"] is None)
    assert (total["value"], total["n"]) == (50, 6)
    tasks = _results(cli, "tasks", "--config", "c2.yaml")
    assert _numbers(tasks) == _numbers(_results(cli, "report", "c2.yaml"))


def test_a_column_on_the_command_line_comes_before_that_of_the_config(cli, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_text("who,task,a,b\n1,x,Direct Success,Skip\n2,x,Direct Success,Skip\n")
    Path("cxux.yaml").write_text(
        "version: 1\nsources: {t: {path: t.csv, columns: {respondent: who, outcome: a}}}\n"
    )
    by_config = _results(cli, "tree", "--config", "cxux.yaml")
    stated = _results(cli, "tree", "--config", "cxux.yaml", "--column", "outcome=b")
    assert [r["value"] for r in (by_config[0], stated[0])] == [100, 0]


@pytest.mark.parametrize("name", ["Teilnehmer", "Proband", "pid", "contributor", "participantId", "P"])
def test_people_are_known_by_the_same_names_in_every_kind_of_file(cli, tmp_path, name):
    files = {
        "tree": f"{name},task,outcome\n1,a,Direct Success\n1,b,Direct Failure\n2,a,Direct Success\n",
        "tasks": f"{name},task,outcome\n1,a,success\n1,b,fail\n2,a,success\n",
        "cards": f"{name},card,category\n1,a,x\n1,b,y\n2,a,x\n2,b,x\n",
        "problems": f"{name},problem\n1,too slow\n2,too slow\n2,too small\n",
    }
    for command, text in files.items():
        path = tmp_path / f"{command}.csv"
        path.write_text(text)
        code, out, err = cli([command, path, "--format", "json"])
        assert code == 0, err
        bound = {b["role"]: b["column"] for s in json.loads(out)["sources"] for b in s["mapping"]}
        assert bound["participant"] == name, command


def test_roles_of_problems_and_trees_are_roles_of_a_config(cli, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("d.csv").write_text("who,what\na,too slow\nb,too slow\nb,too small\n")
    Path("cxux.yaml").write_text(
        "version: 1\nsources: {d: {path: d.csv, columns: {participant: who, problem: what}}}\n"
        "measures: [{use: problems, source: d}]\n"
    )
    found = _results(cli, "report", "cxux.yaml")
    assert _numbers(found) == _numbers(_results(cli, "problems", "--config", "cxux.yaml"))
    assert [r["n"] for r in found if r["measure"] == "problem-frequency"] == [2, 2]
