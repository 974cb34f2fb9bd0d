"""`cxux cards`: similarity, groups, agreement, names, and what is said about bad rows."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

HEAD = "card_id,card_label,category_id,category_label,user_id\n"
PLAIN = """participant,card,category
P1,Dog,Pets
P1,Cat,pets
P1,Bun,Food
P2,Dog,Animals
P2,Cat,Animals
P2,Bun,Snacks
P3,Dog,Pets!
P3,Cat,Felines
P3,Bun,Felines
"""


@pytest.fixture
def measure(cli, tmp_path: Path):
    def call(text: str, *options: str) -> dict[str, Any]:
        path = tmp_path / "c.csv"
        path.write_text(text, encoding="utf-8")
        code, out, err = cli(["cards", path, "--format", "json", *options])
        assert (code, err) == (0, "")
        return json.loads(out)

    return call


def pair(report: dict[str, Any], a: str, b: str) -> tuple[float | None, int]:
    found = report["similarity"]
    i, j = found["cards"].index(a), found["cards"].index(b)
    return found["values"][i][j], found["n"][i][j]


def agreement(report: dict[str, Any]) -> dict[str, tuple[float, int]]:
    return {r["segment"]["card"]: (r["value"], r["n"]) for r in report["results"]}


def test_similarity_needs_no_names(measure) -> None:
    report = measure(PLAIN)
    assert pair(report, "Dog", "Cat") == (pytest.approx(200 / 3), 3)
    assert pair(report, "Cat", "Bun") == (pytest.approx(100 / 3), 3)
    assert pair(report, "Dog", "Bun") == (0, 3)
    assert report["similarity"]["groups"] == [["Bun"], ["Cat", "Dog"]]
    first, second = report["similarity"]["merges"]
    assert ({*first["left"], *first["right"]}, first["similarity"]) == (
        {"Cat", "Dog"},
        pytest.approx(200 / 3),
    )
    assert second["similarity"] == pytest.approx(100 / 6)


def test_names_that_differ_in_case_and_signs_are_one(measure) -> None:
    report = measure(PLAIN)
    assert agreement(report)["Dog"] == (pytest.approx(200 / 3), 3)
    (pets,) = (c for c in report["similarity"]["categories"] if c["name"].casefold().startswith("pets"))
    assert pets["spellings"] == ["Pets", "Pets!", "pets"]
    assert pets["participants"] == 2
    assert pets["agreement"] == pytest.approx(75)
    assert any("Pets = Pets! = pets" in note for note in report["notes"])


def test_two_groups_of_one_name_are_told_apart_by_their_id(measure) -> None:
    report = measure(HEAD + "1,A,10,stuff,1\n2,B,11,stuff,1\n1,A,20,x,2\n2,B,20,x,2\n")
    assert pair(report, "A", "B") == (50, 2)


def test_a_card_that_somebody_did_not_sort_lowers_the_n(measure) -> None:
    report = measure(PLAIN.replace("P3,Cat,Felines\n", ""))
    assert pair(report, "Dog", "Cat") == (100, 2)
    assert agreement(report)["Cat"][1] == 2
    assert any("1 placement is missing" in note for note in report["notes"])


def test_rows_that_are_no_placements_are_left_out_with_a_reason(measure) -> None:
    report = measure(PLAIN + "P4,Dog,\nP4,,Empty\n,Dog,Pets\n")
    assert report["ledger"][0] == {
        "source": report["ledger"][0]["source"],
        "read": 12,
        "used": 9,
        "excluded": [
            {"reason": "card without a category", "rows": 1},
            {"reason": "category without a card", "rows": 1},
            {"reason": "without a participant", "rows": 1},
        ],
    }


def test_a_card_sorted_twice_counts_in_both(measure) -> None:
    report = measure(PLAIN + "P1,Dog,Food\nP1,Dog,Food\n")
    assert pair(report, "Dog", "Bun") == (pytest.approx(100 / 3), 3)
    said = " | ".join(report["notes"])
    assert "1 time a person put one card into several categories" in said
    assert "1 row repeats a placement: counted once" in said


def test_abandoned_participants_are_left_out(measure) -> None:
    text = "participant,card,category,status\nP1,A,x,completed\nP1,B,x,completed\nP2,A,y,Abandoned\n"
    report = measure(text)
    assert report["ledger"][0]["used"] == 2
    assert agreement(report)["A"] == (100, 1)


def test_two_files_with_short_numbers_are_different_people(cli, tmp_path: Path) -> None:
    paths = []
    for name in ("one", "two"):
        path = tmp_path / f"{name}.csv"
        path.write_text(HEAD + "1,A,1,x,1\n2,B,1,x,1\n", encoding="utf-8")
        paths.append(path)
    code, out, _ = cli(["cards", *paths, "--format", "json"])
    assert code == 0
    assert pair(json.loads(out), "A", "B") == (100, 2)


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_rows_does_not_matter(measure, samples: Path, seed: int) -> None:
    head, *rows = (samples / "kardsort_cards.csv").read_text(encoding="utf-8").splitlines()
    shuffled = rows[:]
    Random(seed).shuffle(shuffled)
    one, other = (measure("\n".join([head, *r]) + "\n") for r in (rows, shuffled))
    for key in ("results", "similarity", "notes"):
        assert one[key] == other[key]


def test_the_square_is_symmetric_with_all_on_the_diagonal(measure, samples: Path) -> None:
    found = measure((samples / "kardsort_cards.csv").read_text(encoding="utf-8"))["similarity"]
    for i, row in enumerate(found["values"]):
        assert row[i] == 100
        assert row == [other[i] for other in found["values"]]
        assert all(0 <= value <= 100 for value in row)


def test_a_missing_column_is_one_clear_error(cli, tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("participant,animal\nP1,Dog\n", encoding="utf-8")
    code, out, err = cli(["cards", path])
    assert (code, out) == (4, "")
    assert "no column holds the card or the category" in err
    assert "--column card=NAME --column category=NAME" in err


def test_nobody_sorted_anything(cli, tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("participant,card,category\nP1,A,\n", encoding="utf-8")
    code, _, err = cli(["cards", path, "--strict"])
    assert code == 3
    assert "no usable observation" in err
