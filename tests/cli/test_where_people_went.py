"""`cxux tree` on paths: first places, steps back, wrong ends, and what the paths say of directness and first clicks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

WAYS = """participant,task,outcome,path
P1,Find the cart,success,Home > Shop > Cart
P2,Find the cart,success,Home > Account > Home > Shop > Cart
P3,Find the cart,failure,Home > Account > Orders
P4,Find the cart,failure,Home > Account > Orders
P5,Find the cart,failure,Home > Help
P6,Find the cart,skip,Home
P1,Find help,success,Home > Help
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


def found(report: dict[str, Any], key: str, task: str | None = "Find the cart") -> dict[str, Any]:
    (one,) = (r for r in report["results"] if (r["measure"], r["task"]) == (key, task))
    return one


def test_first_places_steps_back_and_wrong_ends_are_counted(measure) -> None:
    help, cart = measure(WAYS)["paths"]
    assert (help["task"], cart["task"], cart["n"]) == ("Find help", "Find the cart", 5)
    assert cart["first"] == [
        {"place": "Account", "n": 3, "right": False},
        {"place": "Help", "n": 1, "right": False},
        {"place": "Shop", "n": 1, "right": True},
    ]
    assert cart["turned_back"] == [{"place": "Account", "n": 1}]
    assert cart["wrong"] == [{"place": "Account > Orders", "n": 2}, {"place": "Help", "n": 1}]
    assert cart["right"] == ["Shop > Cart"]


def test_a_path_says_whether_an_answer_was_direct(measure) -> None:
    report = measure(WAYS)
    one = found(report, "directness")
    # Four of five answers without a step back; the skip is no answer.
    assert (one["value"], one["n"], one["n_missing"], one["definition"]) == (80, 5, 0, "directness.v1")
    assert found(report, "tree.direct-success")["value"] == 50


def test_a_first_click_is_right_where_a_success_ended_below_it(measure) -> None:
    report = measure(WAYS)
    assert (found(report, "first-click")["value"], found(report, "first-click")["n"]) == (20, 5)
    assert any("first clicks are told from the paths" in note for note in report["notes"])
    stated = measure(
        WAYS.replace("path\n", "path,first click\n")
        .replace("\nP", ",yes\nP")[:-1]
        .replace("path,first click,yes", "path,first click")
        + ",yes\n"
    )
    assert found(stated, "first-click")["value"] == 100


def test_the_outcome_counts_where_the_path_says_otherwise(measure) -> None:
    text = WAYS.replace("P2,Find the cart,success", "P2,Find the cart,Direct Success")
    report = measure(text)
    assert found(report, "directness")["value"] == 100
    assert any("1 attempt is called direct and the path goes back up" in note for note in report["notes"])


def test_trees_and_tasks_agree_on_directness_and_first_clicks(cli, tmp_path: Path) -> None:
    path = tmp_path / "both.csv"
    ends = ("Direct Success", "Indirect Success", "Direct Failure", "Indirect Failure", "Skip")
    rows = "".join(
        f"P{i},T{t},{ends[(i * t) % 5]},{('yes', 'no')[(i + t) % 2]}\n" for i in range(9) for t in (1, 2)
    )
    path.write_text(f"participant,task,outcome,first click correct\n{rows}", encoding="utf-8")
    reports = [json.loads(cli([verb, path, "--format", "json"])[1]) for verb in ("tree", "tasks")]
    for key in ("directness", "first-click"):
        one, other = (
            {
                r["task"]: (r["value"], r["n"], r["definition"])
                for r in report["results"]
                if r["measure"] == key
            }
            for report in reports
        )
        assert one == other
        assert one


def test_destinations_alone_say_where_failures_ended(measure) -> None:
    text = "participant,task,outcome,destination\nP1,T,Direct Failure,Help\nP2,T,Direct Success,Cart\nP3,T,Skip,\n"
    (of,) = measure(text)["paths"]
    assert (of["n"], of["first"], of["wrong"], of["right"]) == (0, [], [{"place": "Help", "n": 1}], ["Cart"])


def test_places_are_shown_and_do_nothing(cli, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(WAYS.replace("Account", "=cmd|x \x1b[31m<script>"), encoding="utf-8")
    for form in ("table", "json", "csv", "markdown"):
        code, out, _ = cli(["tree", path, "--format", form])
        assert code == 0
        assert "\x1b" not in out
    code, out, _ = cli(["tree", path])
    assert "went first, right" in out
    assert "ended wrongly at" in out
