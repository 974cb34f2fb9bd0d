"""Exports of Maze, UserTesting, Optimal Workshop and UXtweak: read without flags, with what each tool does not count.

The expected counts are taken from the samples with `csv` alone.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def measure(cli, samples: Path) -> Callable[..., dict[str, Any]]:
    def call(verb: str, name: str, *options: str) -> dict[str, Any]:
        code, out, err = cli([verb, samples / name, "--format", "json", *options])
        assert (code, err) == (0, "")
        return json.loads(out)

    return call


def rows(samples: Path, name: str, delimiter: str = ",") -> list[dict[str, str]]:
    with (samples / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=delimiter))


def value(report: dict[str, Any], measure: str, task: str | None) -> tuple[float, int]:
    (one,) = (r for r in report["results"] if (r["measure"], r["task"]) == (measure, task))
    return one["value"], one["n"]


def test_treejack_leaves_abandoned_participants_out(measure, samples: Path) -> None:
    kept = [r for r in rows(samples, "treejack_tree_test.csv") if r["Status"] == "Completed"]
    ends = [r["Task 2 Path Outcome"] for r in kept]
    found = sum(end.endswith("Success") for end in ends)
    report = measure("tree", "treejack_tree_test.csv")
    assert value(report, "tree.success", "Task 2") == (pytest.approx(100 * found / len(kept)), len(kept))
    assert report["sources"][0]["dialect"] == "treejack"
    assert report["ledger"][0]["excluded"] == [
        {"reason": "participant abandoned the study or was excluded in the tool", "rows": 2}
    ]
    everybody = measure("tree", "treejack_tree_test.csv", "--keep", "unfinished")
    assert value(everybody, "tree.success", "Task 1")[1] == len(kept) + 1


def test_treejack_paths_tell_first_clicks(measure, samples: Path) -> None:
    kept = [r for r in rows(samples, "treejack_tree_test.csv") if r["Status"] == "Completed"]
    first = [r["Task 2 Path Taken"].split(" > ")[1:2] for r in kept if "Skip" not in r["Task 2 Path Outcome"]]
    report = measure("tree", "treejack_tree_test.csv")
    assert value(report, "first-click", "Task 2") == (
        pytest.approx(100 * first.count(["Account"]) / len(first)),
        len(first),
    )
    (paths,) = (p for p in report["paths"] if p["task"] == "Task 2")
    assert {p["place"]: p["n"] for p in paths["wrong"]} == {
        "Bars > Offers": sum(r["Task 2 Path Outcome"] == "Direct Failure" for r in kept)
    }
    assert paths["right"] == ["Account > Vouchers"]


def test_treejack_is_a_usability_test_as_well(measure, samples: Path) -> None:
    kept = [r for r in rows(samples, "treejack_tree_test.csv") if r["Status"] == "Completed"]
    made = [r["Task 2 Path Outcome"] for r in kept if "Skip" not in r["Task 2 Path Outcome"]]
    found = sum(end.endswith("Success") for end in made)
    report = measure("tasks", "treejack_tree_test.csv")
    assert value(report, "success", "Task 2") == (pytest.approx(100 * found / len(made)), len(made))
    # The end of the study is no end of a task called UTC.
    assert {r["task"] for r in report["results"]} == {"Task 1", "Task 2", None}


def test_chalkmark_is_first_clicks(measure, samples: Path) -> None:
    kept = [r for r in rows(samples, "chalkmark_first_clicks.csv") if r["Status"] == "Completed"]
    report = measure("tree", "chalkmark_first_clicks.csv")
    for task in ("Task 1", "Task 2"):
        clicks = [r[f"{task} Click Result"] for r in kept if r[f"{task} Click Result"] != "Skipped"]
        assert value(report, "first-click", task) == (
            pytest.approx(100 * clicks.count("Correct") / len(clicks)),
            len(clicks),
        )
    assert "tree.success" not in {r["measure"] for r in report["results"]}


def test_optimalsort_knows_the_pile_of_unsorted_cards(measure, samples: Path) -> None:
    kept = [r for r in rows(samples, "optimalsort_cards.csv") if r["Status"] == "Completed"]
    report = measure("cards", "optimalsort_cards.csv")
    assert all(c["name"] != "Unsorted" for c in report["similarity"]["categories"])
    n = {r["segment"]["card"]: r["n"] for r in report["results"]}
    assert n["Vouchers"] == len({r["Participant ID"] for r in kept}) - 1
    assert n["Mango Sun"] == n["Vouchers"] + 1
    assert {e["reason"]: e["rows"] for e in report["ledger"][0]["excluded"]} == {
        "card without a category": 1,
        "participant abandoned the study or was excluded in the tool": 6,
    }
    assert any("Drinks = drinks" in note for note in report["notes"])


def test_uxtweak_keeps_to_the_respondents_of_the_analysis(measure, samples: Path) -> None:
    kept = [r for r in rows(samples, "uxtweak_tree_test.csv", ";") if r["Include in analysis"] == "Yes"]
    for verb, key in (("tree", "tree.success"), ("tasks", "success")):
        report = measure(verb, "uxtweak_tree_test.csv")
        for task in {r["Task"] for r in kept}:
            ends = [r["Result"] for r in kept if r["Task"] == task]
            found = sum(end.endswith("success") for end in ends)
            assert value(report, key, task) == (pytest.approx(100 * found / len(ends)), len(ends))
    times = [float(r["Time (s)"].replace(",", ".")) for r in kept]
    (one,) = (
        r
        for r in measure("tree", "uxtweak_tree_test.csv")["results"]
        if r["measure"] == "tree.time" and r["task"] == "Use a voucher"
    )
    assert min(times) <= one["parts"]["min"] <= one["value"] <= one["parts"]["max"] <= max(times)


def test_maze_misclicks_are_no_errors_and_what_is_uncategorized_is_no_attempt(measure, samples: Path) -> None:
    ends = [r["Outcome"] for r in rows(samples, "maze_mission.csv")]
    report = measure("tasks", "maze_mission.csv")
    assert value(report, "success", "task") == (pytest.approx(100 * 14 / 19), 19)
    assert value(report, "abandonment", "task") == (pytest.approx(100 * 5 / 19), 19)
    assert value(report, "directness", "task") == (pytest.approx(100 * 9 / 14), 14)
    assert {r["measure"] for r in report["results"]}.isdisjoint({"errors", "clicks"})
    assert ends.count("Uncategorized") == 1
    tree = measure("tree", "maze_mission.csv")
    assert value(tree, "tree.success", None) == (pytest.approx(100 * 14 / 19), 19)


def test_sessions_of_usertesting_are_no_attempts(cli, samples: Path) -> None:
    for verb in ("tasks", "tree", "cards", "problems"):
        code, out, err = cli([verb, samples / "usertesting_sessions.csv"])
        assert (code, out) == (4, "")
        assert "@" not in err


@pytest.mark.parametrize(
    "head",
    [
        "Task 1: Path Taken,Task 1: Path Outcome",
        "Task 1 - Path Taken,Task 1 - Path Outcome",
        "task 1 path taken,task 1 path outcome",
    ],
)
def test_the_shape_of_a_name_is_enough_for_treejack(cli, tmp_path: Path, head: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        f"Participant,Status,{head}\n1,Completed,Home > A,Direct Success\n2,Abandoned,Home > A,Direct Success\n",
        encoding="utf-8",
    )
    code, out, _ = cli(["tree", path, "--format", "json"])
    assert code == 0
    report = json.loads(out)
    assert (report["sources"][0]["dialect"], report["ledger"][0]["used"]) == ("treejack", 1)


def test_unknown_outcomes_do_not_leave_the_known_ones_as_all(cli, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "participant,task,outcome\nP1,T,Direct Success\nP2,T,lost\nP3,T,went away\n", encoding="utf-8"
    )
    code, out, err = cli(["tree", path])
    assert (code, out) == (4, "")
    assert "most outcomes are not known: 'lost', 'went away'" in err
