"""`cxux history`: show, export, import, prune and verify, their exit codes, and what they refuse."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cxux_cli.history.read import results
from cxux_cli.history.record import record
from cxux_cli.history.run import Run as Recorded
from cxux_cli.measures.registry import BUILT_IN
from cxux_cli.request import Request
from cxux_cli.run import run as measure
from cxux_cli.study.periods import Window

if TYPE_CHECKING:
    from conftest import Run

FIRST, RECORDED = datetime(2026, 1, 5), datetime(2026, 6, 1)


@pytest.fixture
def store(samples: Path, tmp_path: Path) -> Path:
    """A history of three weeks of a study with two sources and a gate."""
    path = tmp_path / "history.sqlite"
    nps = measure(Request(measure=BUILT_IN["nps"], paths=(str(samples / "plain_nps.tsv"),))).report
    sus = measure(Request(measure=BUILT_IN["sus"], paths=(str(samples / "google_forms_sus.csv"),))).report
    for week in range(3):
        since = FIRST + timedelta(weeks=week)
        common = {"study": "shop", "recorded": RECORDED, "window": Window(since, since + timedelta(weeks=1))}
        outcomes = {"promoters": "missed" if week == 1 else "met"}
        survey = Recorded.of(nps, source="survey", outcomes=outcomes, **common)  # type: ignore[arg-type]
        record(str(path), [survey, Recorded.of(sus, source="lab", **common)])  # type: ignore[arg-type]
    return path


def test_show_lists_every_series_and_gate(store: Path, cli: Run) -> None:
    code, out, _ = cli(["history", "show", "--history", store])
    assert code == 0
    lines = [line.split() for line in out.splitlines()]
    assert ["shop", "lab", "sus", "sus.v1", "2026-W02", "2026-W04", "3", "3", "yes"] in lines
    assert ["shop", "survey", "nps", "nps.v1", "2026-W02", "2026-W04", "3", "3", "yes"] in lines
    assert ["shop", "promoters", "met,", "missed,", "met", "3"] in lines
    document = json.loads(cli(["history", "show", "--history", store, "--format", "json"])[1])
    assert document["schema_version"] == 1
    assert [each["measure"] for each in document["history"]["series"]] == ["sus", "nps"]


def test_the_config_names_the_history(store: Path, cli: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    config = store.with_name("cxux.yaml")
    config.write_text("version: 1\nhistory: history.sqlite\nsources: {survey: {path: a.csv}}\n")
    monkeypatch.chdir(store.parent)
    assert cli(["history", "verify"])[0] == 0
    assert cli(["history", "verify", "--config", config])[0] == 0
    assert cli(["history", "verify", "--history", ""])[0] == 2


def test_verify_says_what_it_checked(store: Path, cli: Run) -> None:
    code, out, _ = cli(["history", "verify", "--history", store])
    assert code == 0
    assert "6 states: each gives the value and n of its result" in out
    assert "ledgers: rows read are rows used and rows left out" in out
    document = json.loads(cli(["history", "verify", "--history", store, "--format", "json"])[1])
    assert document["verified"] == {
        "runs": 6,
        "results": 6,
        "states": 6,
        "unknown": 0,
        "hidden": 0,
        "outcomes": 3,
        "problems": [],
    }


def test_verify_fails_where_a_value_was_changed(store: Path, cli: Run) -> None:
    with sqlite3.connect(store) as connection:
        connection.execute("UPDATE results SET value = value + 1 WHERE measure = 'nps'")
    connection.close()
    code, out, err = cli(["history", "verify", "--history", store, "--format", "json"])
    assert code == 4
    assert err.count("does not give its value") == 3
    assert len(json.loads(out)["error"]["details"]) == 3


def test_export_and_import_move_a_history(store: Path, cli: Run) -> None:
    lines, other = store.with_name("h.jsonl"), store.with_name("other.sqlite")
    assert cli(["history", "export", "--history", store, "-o", lines]) == (0, "", "")
    assert cli(["history", "export", "--history", store])[1] == lines.read_text(encoding="utf-8")
    for _ in range(2):
        code, out, _ = cli(["history", "import", lines, "--history", other])
        assert code == 0
        assert "6 runs with 6 results" in out
    assert cli(["history", "export", "--history", other])[1] == lines.read_text(encoding="utf-8")


@pytest.mark.parametrize("content", [b"id,score\n1,9\n", b"\xff\xfe\x00", b'{"cxux_history": 1}\n'])
def test_what_is_no_export_is_refused(store: Path, cli: Run, content: bytes) -> None:
    before, file = store.read_bytes(), store.with_name("x")
    file.write_bytes(content)
    code, _, err = cli(["history", "import", file, "--history", store])
    assert code == 4
    assert "Traceback" not in err
    assert store.read_bytes() == before
    assert cli(["history", "import", store.with_name("none"), "--history", store])[0] == 4


def test_prune_forgets_what_it_said_it_would(store: Path, cli: Run) -> None:
    would = cli(["history", "prune", "--history", store, "--keep", "1", "--dry-run", "--format", "json"])
    assert cli(["history", "show", "--history", store])[1].count("2026-W02") == 2
    did = cli(["history", "prune", "--history", store, "--keep", "1", "--format", "json"])
    assert json.loads(would[1])["pruned"] == json.loads(did[1])["pruned"]
    assert {each["label"] for each in json.loads(did[1])["pruned"]} == {"2026-W02", "2026-W03"}
    assert "2026-W02" not in cli(["history", "show", "--history", store])[1]
    assert "nothing: every window stays" in cli(["history", "prune", "--history", store, "--keep", "1"])[1]
    assert cli(["history", "prune", "--history", store, "--before", "2026-02"])[0] == 0
    assert "Runs  0" in cli(["history", "show", "--history", store])[1]


@pytest.mark.parametrize(
    "arguments",
    [
        ["prune"],
        ["prune", "--keep", "2", "--before", "2026"],
        ["prune", "--keep", "0"],
        ["prune", "--before", "soon"],
        ["forget"],
        [],
    ],
)
def test_what_is_asked_for_wrongly_is_a_usage_error(store: Path, cli: Run, arguments: list[str]) -> None:
    before = store.read_bytes()
    named = ["--history", str(store)] if arguments else []
    assert cli(["history", *arguments, *named])[0] == 2
    assert store.read_bytes() == before


def test_an_export_does_not_overwrite_the_history(store: Path, cli: Run) -> None:
    before = store.read_bytes()
    assert cli(["history", "export", "--history", store, "--output", store])[0] == 2
    assert store.read_bytes() == before


def test_a_missing_history_is_an_input_error(tmp_path: Path, cli: Run) -> None:
    for command in (["show"], ["export"], ["verify"], ["prune", "--keep", "1"]):
        code, _, err = cli(["history", *command, "--history", tmp_path / "none.sqlite"])
        assert code == 4, command
        assert "there is no history yet" in err
    assert list(tmp_path.iterdir()) == []


def test_a_locked_history_is_said_to_be(store: Path, cli: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cxux_cli.trend.results", partial(results, wait=0.01))
    with sqlite3.connect(store, isolation_level=None) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        code, _, err = cli(["trend", "nps", "--history", store])
        connection.execute("ROLLBACK")
    assert code == 75
    assert "another run is writing the history" in err
