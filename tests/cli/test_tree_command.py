"""`cxux tree`: outcomes, directness, first clicks, skips, times, and what is said about bad rows."""

from __future__ import annotations

import json
from math import exp, log
from pathlib import Path
from random import Random
from statistics import fmean
from typing import Any

import pytest

from cxux_cli.stats.proportion import adjusted_wald

LONG = """participant,task,outcome,time
P1,T1,Direct Success,10
P2,T1,Indirect Success,20
P3,T1,Direct Failure,15
P4,T1,Indirect-Failure,1:05
P5,T1,Indirect Skip,
"""


@pytest.fixture
def measure(cli, tmp_path: Path):
    def call(text: str, *options: str) -> dict[str, Any]:
        path = tmp_path / "t.csv"
        path.write_text(text, encoding="utf-8")
        code, out, err = cli(["tree", path, "--format", "json", *options])
        assert (code, err) == (0, "")
        return json.loads(out)

    return call


def found(report: dict[str, Any], key: str, task: str | None = "T1") -> dict[str, Any]:
    own = key if key in ("directness", "first-click") else f"tree.{key}"
    (one,) = (r for r in report["results"] if r["measure"] == own and r["task"] == task and not r["segment"])
    return one


def test_every_share_says_what_it_is_of(measure) -> None:
    report = measure(LONG)
    shares = {
        key: (found(report, key)["value"], found(report, key)["n"])
        for key in ("success", "directness", "direct-success", "skip")
    }
    assert shares == {"success": (40, 5), "directness": (50, 4), "direct-success": (50, 2), "skip": (20, 5)}
    one = found(report, "success")
    assert [x / 100 for x in (one["low"], one["high"])] == pytest.approx(adjusted_wald(2, 5, confidence=0.95))
    assert one["parts"]["indirect_failure"] == 1


def test_time_is_the_geometric_mean_of_successes(measure) -> None:
    one = found(measure(LONG), "time")
    assert one["value"] == pytest.approx(exp(fmean([log(10), log(20)])))
    assert (one["n"], one["range"]) == (2, [0, None])


def test_minutes_are_read_and_bad_times_said(measure) -> None:
    text = LONG.replace("Failure", "Success").replace(",15", ",soon")
    report = measure(text)
    assert found(report, "time")["parts"]["max"] == pytest.approx(65)
    assert any("1 time not readable" in note for note in report["notes"])


def test_plain_outcomes_say_nothing_of_directness(measure) -> None:
    report = measure("participant,task,outcome\nP1,T1,success\nP2,T1,failure\nP3,T1,skipped\n")
    assert found(report, "success")["value"] == pytest.approx(100 / 3)
    assert {r["measure"] for r in report["results"]} >= {"tree.success", "tree.skip"}
    assert "tree.direct-success" not in {r["measure"] for r in report["results"]}


def test_first_clicks_alone(measure) -> None:
    report = measure("participant,task,first click\nP1,T1,yes\nP2,T1,no\nP3,T1,1\n")
    assert {r["measure"] for r in report["results"]} == {"first-click"}
    assert found(report, "first-click")["value"] == pytest.approx(200 / 3)


def test_a_row_per_participant(measure) -> None:
    wide = measure(
        "participant,T1 outcome,T1 time,T2 outcome\nP1,Direct Success,10,Skip\nP2,Indirect Success,20,Direct Success\n"
    )
    assert found(wide, "success")["value"] == 100
    assert found(wide, "success", "T2")["value"] == 50
    assert found(wide, "time")["value"] == pytest.approx(200**0.5)


def test_the_total_over_tasks_has_the_interval_of_persons(measure) -> None:
    rows = "".join(
        f"P{i},T{t},{'Direct Success' if i % 2 else 'Direct Failure'}\n" for i in range(8) for t in (1, 2)
    )
    report = measure(f"participant,task,outcome\n{rows}")
    total, task = found(report, "success", None), found(report, "success")
    assert (total["value"], total["n"], total["parts"]["persons"]) == (50, 16, 8)
    # All of a person's attempts end alike: two tasks say no more than one.
    assert total["high"] - total["low"] >= task["high"] - task["low"]


def test_rows_that_do_not_count_have_a_reason(measure) -> None:
    report = measure(
        LONG + "P1,T1,Direct Failure,3\nP6,T1,Lost,3\nP7,T1,,3\n,T1,Skip,3\nP8,,Skip,3\nP9,T1,Abandoned,3\n"
    )
    assert report["ledger"][0]["used"] == 5
    assert [e["reason"] for e in report["ledger"][0]["excluded"]] == [
        "attempt abandoned or excluded",
        "second attempt of a participant at a task",
        "with an unknown outcome",
        "without a participant",
        "without a task",
        "without an outcome",
    ]
    assert any("'Lost'" in note for note in report["notes"])


def test_tasks_stand_in_the_order_of_their_numbers(measure) -> None:
    rows = "".join(f"P1,Task {t},Direct Success\n" for t in (10, 2, 1))
    report = measure(f"participant,task,outcome\n{rows}")
    tasks = [r["task"] for r in report["results"] if r["measure"] == "tree.success"]
    assert tasks == ["Task 1", "Task 2", "Task 10", None]


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_rows_does_not_matter(measure, samples: Path, seed: int) -> None:
    head, *rows = (samples / "tree_test.csv").read_text(encoding="utf-8").splitlines()
    shuffled = rows[:]
    Random(seed).shuffle(shuffled)
    one, other = (measure("\n".join([head, *r]) + "\n") for r in (rows, shuffled))
    assert one["results"] == other["results"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("participant,colour\nP1,red\n", "no column says how a task ended"),
        ("participant,task,outcome\nP1,T1,red\n", "no outcome is known: 'red'"),
    ],
)
def test_bad_input_is_one_clear_error(cli, tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    code, out, err = cli(["tree", path])
    assert (code, out) == (4, "")
    assert said in err
