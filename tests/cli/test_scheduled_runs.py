"""A report that a scheduler makes: named by its window, alone in its folder, told in one line, whole or not at all."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cxux_cli.lock import held
from cxux_cli.render.outputs import MANIFEST

ROOT = Path(__file__).parents[2]
CONFIG = """
version: 1
study: {name: Weekly, timezone: Europe/Madrid}
sources:
  survey: {path: answers.csv, date: date, freshness: 8d}
measures:
  - {use: nps, source: survey}
gates:
  - {id: nps, measure: nps, source: survey, target: ">= 0", rule: point, min_n: 1}
outputs: {folder: reports, formats: [json, md, csv], keep: 2}
"""
WEEK = ["report", "cxux.yaml", "--window", "last-full-week", "--quiet"]


@pytest.fixture
def study(tmp_path, monkeypatch):
    """A study of answers on every day of September 2026."""
    monkeypatch.delenv("CXUX_CONFIG", raising=False)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.chdir(tmp_path)
    rows = [
        f"{9 if (day + k) % 3 else 4},2026-09-{day:02}T{k:02}:30:00"
        for day in range(1, 31)
        for k in range(10, 16)
    ]
    (tmp_path / "answers.csv").write_text("\n".join(["nps,date", *rows]) + "\n", encoding="utf-8")
    (tmp_path / "cxux.yaml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def names(folder):
    return sorted(path.name for path in (folder / "reports").iterdir() if not path.name.startswith("."))


def test_a_quiet_week(cli, study):
    assert cli([*WEEK, "--as-of", "2026-09-21"]) == (0, "", "")
    forms = ("csv", "json", "md")
    assert names(study) == sorted(
        f"{name}.{form}" for name in ("latest", "report-2026-W38") for form in forms
    )
    document = json.loads((study / "reports" / "latest.json").read_text())
    (result,) = [r for r in document["results"] if r["measure"] == "nps"]
    assert result["n"] == 42
    assert document["gates"][0]["outcome"] == "met"


def test_a_week_made_again_has_the_same_bytes(cli, study):
    runs = []
    for as_of in ("2026-09-21", "2026-09-24", "2026-09-27T23:59"):
        assert cli([*WEEK, "--as-of", as_of])[0] == 0
        runs.append(
            {path.name: path.read_bytes() for path in (study / "reports").glob("*.*") if path.name[0] != "."}
        )
    assert runs[0] == runs[1] == runs[2]


def test_a_missed_week_is_made_up_for_and_the_oldest_go(cli, study):
    for as_of in ("2026-09-14", "2026-09-28", "2026-09-21"):
        assert cli([*WEEK, "--as-of", as_of])[0] == 0
    assert [name for name in names(study) if name.endswith(".md")] == [
        *("latest.md", "report-2026-W38.md", "report-2026-W39.md")
    ]
    assert (study / "reports" / "latest.md").read_bytes() == (
        study / "reports" / "report-2026-W39.md"
    ).read_bytes()


def test_a_check_leaves_the_reports_as_they_are(cli, study):
    assert cli([*WEEK, "--as-of", "2026-09-21"])[0] == 0
    before = {path: path.read_bytes() for path in (study / "reports").glob("*.*") if path.name[0] != "."}
    assert cli(["check", *WEEK[1:], "--as-of", "2026-09-21"]) == (0, "", "")
    assert cli(["check", *WEEK[1:], "--as-of", "2026-09-28"])[0] == 0
    assert {path: path.read_bytes() for path in before} == before
    assert names(study) == sorted(path.name for path in before)


def test_old_answers_are_no_data(cli, study):
    assert cli([*WEEK, "--as-of", "2026-10-05"])[0] == 0
    code, _, err = cli([*WEEK, "--as-of", "2026-10-12"])
    assert code == 3
    assert "source 'survey' is stale: the newest answer is of 2026-09-30, 11.4 days old" in err
    (gate,) = json.loads((study / "reports" / "report-2026-W41.json").read_text())["gates"]
    assert gate["outcome"] == "no_data"
    assert "11.4 days old" in gate["message"]


def test_old_answers_are_said_where_there_are_no_gates_too(cli, study):
    text = CONFIG[: CONFIG.index("gates:")] + CONFIG[CONFIG.index("outputs:") :]
    (study / "cxux.yaml").write_text(text, encoding="utf-8")
    code, out, err = cli(["report", "cxux.yaml", "--as-of", "2026-10-12", "--quiet"])
    assert (code, out) == (0, "")
    assert "11.4 days old" in err
    assert "11.4 days old" in (study / "reports" / "latest.md").read_text(encoding="utf-8")


def test_another_run_in_the_folder_is_told(cli, study):
    (study / "reports").mkdir()
    with held(study / "reports"):
        code, out, err = cli([*WEEK, "--as-of", "2026-09-21", "--log-format", "json"])
    assert (code, out) == (75, "")
    log, told = err.split("\n", 1)
    assert json.loads(log)["code"] == 75
    assert f"process {os.getpid()}, since" in told
    assert names(study) == []


@pytest.mark.parametrize("form", ["logfmt", "json"])
def test_a_run_is_one_line(cli, study, form):
    code, out, err = cli([*WEEK, "--as-of", "2026-09-21", "--log-format", form])
    assert (code, out, err.count("\n")) == (0, "", 1)
    pairs = json.loads(err) if form == "json" else dict(pair.split("=", 1) for pair in err.split())
    said = {key: str(pairs[key]) for key in ("window", "rows", "used", "gates", "met", "status", "code")}
    assert said == {
        "window": "2026-W38",
        "rows": "180",
        "used": "42",
        "gates": "1",
        "met": "1",
        "status": "ok",
        "code": "0",
    }
    assert len(pairs["config"]) == len(pairs["input"]) == 64


def test_a_config_that_is_wrong_is_one_line_too(cli, study):
    (study / "cxux.yaml").write_text("version: 2\n")
    code, _, err = cli([*WEEK, "--log-format", "json"])
    assert code == 2
    assert json.loads(err.splitlines()[0])["code"] == 2


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
def test_a_run_that_is_killed_leaves_the_reports_whole(cli, study):
    command = [sys.executable, "-m", "cxux_cli", *WEEK]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    assert cli([*WEEK, "--as-of", "2026-09-14"])[0] == 0
    assert cli([*WEEK, "--as-of", "2026-09-21"])[0] == 0
    whole = {path.name: path.read_bytes() for path in (study / "reports").glob("*.*") if path.name[0] != "."}
    begun = time.monotonic()
    subprocess.run([*command, "--as-of", "2026-09-21"], env=env, check=True)
    seconds = time.monotonic() - begun
    chance = random.Random(1)
    for kill in range(12):
        process = subprocess.Popen([*command, "--as-of", "2026-09-21"], env=env, stderr=subprocess.PIPE)
        time.sleep(seconds * (0.5 + 0.5 * chance.random()))
        process.send_signal(signal.SIGKILL if kill % 2 else signal.SIGTERM)
        err = process.communicate(timeout=60)[1]
        assert process.returncode in (0, 143, -signal.SIGKILL, -signal.SIGTERM), err
        found = {
            path.name: path.read_bytes() for path in (study / "reports").glob("*.*") if path.name[0] != "."
        }
        assert found == whole
    assert cli([*WEEK, "--as-of", "2026-09-21"]) == (0, "", "")
    hidden = {path.name for path in (study / "reports").glob(".*")}
    assert hidden == {MANIFEST, ".cxux.lock"}
