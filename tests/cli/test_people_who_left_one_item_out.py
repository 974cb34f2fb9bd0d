"""People whom a single item keeps from being counted are told of, with the rule that would count them."""

import json

import pytest

SUS = [f"sus{i}" for i in range(1, 11)]


def notes(cli, path, *options):
    report = json.loads(cli(["sus", path, *options, "--format", "json"])[1])
    return [note for note in report["results"][-1]["notes"] if "--missing prorate" in note], report[
        "results"
    ][-1]["n"]


def written(tmp_path, *left_out):
    rows = [["4", "2"] * 5 for _ in range(6)]
    for person, items in enumerate(left_out):
        for item in items:
            rows[person][item] = ""
    path = tmp_path / "sus.csv"
    path.write_text("\n".join(map(",".join, [SUS, *rows])) + "\n")
    return path


def test_the_note_says_how_many_would_be_counted_and_is_right(cli, tmp_path):
    path = written(tmp_path, [0], [9], [1, 2])
    (note,), n = notes(cli, path)
    assert note == "2 people are left out for a single item without an answer: --missing prorate counts 5"
    assert n == 3
    assert notes(cli, path, "--missing", "prorate") == ([], 5)


def test_one_person_is_one(cli, tmp_path):
    (note,), _ = notes(cli, written(tmp_path, [4]))
    assert note == "1 person is left out for a single item without an answer: --missing prorate counts 6"


@pytest.mark.parametrize("left_out", [(), ([1, 2],), (range(10),)])
def test_nobody_is_told_of_who_left_out_none_or_several(cli, tmp_path, left_out):
    assert notes(cli, written(tmp_path, *left_out))[0] == []


def test_an_item_that_cannot_be_read_is_none_left_out(cli, tmp_path):
    path = written(tmp_path)
    path.write_text(path.read_text().replace("4,2", "44,2", 1))
    assert notes(cli, path)[0] == []


def test_the_middle_for_missing_items_leaves_nobody_out_for_one(cli, tmp_path):
    assert notes(cli, written(tmp_path, [0]), "--missing", "midpoint") == ([], 6)
