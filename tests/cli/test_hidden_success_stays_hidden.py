"""Below the privacy floor nothing tells how many succeeded: times are of successes, and their n is a finding."""

import csv
import io
import json

import pytest

GROUPS = {"small": 5, "few": 9, "many": 14}
WORDS = ("Direct Success", "Indirect Success", "Direct Failure", "Indirect Skip")


@pytest.fixture
def sheet(tmp_path):
    """Attempts of three groups at two tasks; of the small one two in five succeed."""
    rows = ["participant,plan,task,outcome,first click correct,time (s)"]
    for group, people in GROUPS.items():
        for i in range(people):
            for task in ("find", "pay"):
                word = WORDS[(i + (task == "pay")) % 4]
                rows.append(f"{group}{i},{group},{task},{word},{'yes' if i % 2 else 'no'},{10 + i}")
    path = tmp_path / "tests.csv"
    path.write_text("\n".join(rows) + "\n")
    return path


def _group(result):
    return result["task"], result["segment"].get("plan")


@pytest.mark.parametrize(("verb", "success"), [("tasks", "success"), ("tree", "tree.success")])
@pytest.mark.parametrize("floor", [6, 8, 10])
def test_where_success_is_hidden_every_n_is_that_of_the_attempts(cli, sheet, verb, success, floor):
    code, out, err = cli([verb, sheet, "--by", "plan", "--min-n", floor, "--format", "json"])
    assert (code, err) == (0, "")
    results = json.loads(out)["results"]
    hidden = {_group(r): r["n"] for r in results if r["measure"] == success and r["hidden"]}
    assert {plan for _, plan in hidden} >= {"small"}
    for result in results:
        if _group(result) in hidden:
            assert result["hidden"], result["measure"]
            assert result["n"] == hidden[_group(result)], result["measure"]
            assert (result["value"], result["state"], result["parts"]) == (None, None, {})


@pytest.mark.parametrize("verb", ["tasks", "tree"])
def test_neither_does_the_table_tell_it(cli, sheet, verb):
    code, out, _ = cli([verb, sheet, "--by", "plan", "--min-n", 6, "--format", "csv"])
    assert code == 0
    told = {
        row["n"]
        for row in csv.DictReader(io.StringIO(out))
        if row["plan"] == "small" and row["task"] == "find"
    }
    attempts = {"tasks": "4", "tree": "5"}  # a skip is no attempt in a usability test
    assert told == {attempts[verb]}


def test_without_a_floor_nothing_changes(cli, sheet):
    _, plain, _ = cli(["tree", sheet, "--by", "plan", "--format", "json"])
    assert not any(result["hidden"] for result in json.loads(plain)["results"])
