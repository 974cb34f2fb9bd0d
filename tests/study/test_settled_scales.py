"""The scale of a question is decided by the answers that count: all of them, and no others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest


def _csat(cli, path: Path, *options: str) -> tuple[int, dict, str]:
    code, out, err = cli(["csat", path, "--format", "json", *options])
    return code, json.loads(out), err


def test_rows_left_out_are_no_evidence_of_the_scale(cli, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [f"new,{3 + i % 3}" for i in range(60)] + [f"old,{6 + i % 5}" for i in range(60)]
    path.write_text("survey,csat\n" + "\n".join(rows) + "\n")
    code, document, _ = _csat(cli, path, "--where", "survey='new'")
    alone = tmp_path / "b.csv"
    alone.write_text("survey,csat\n" + "\n".join(rows[:60]) + "\n")
    assert code == 0
    assert document["results"][0]["value"] == _csat(cli, alone)[1]["results"][0]["value"]
    assert document["results"][0]["scale"] == [1, 5]
    notes = document["sources"][0]["notes"]
    assert any("the highest is 5" in note for note in notes)
    assert not any("the highest is 10" in note for note in notes)


def test_answers_behind_the_sample_decide_too(cli, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    middle = range(50_000, 60_000)
    lines = [f"{i},{6 + i % 2 if i in middle else 1 + i % 5},{'x' * 80}" for i in range(120_000)]
    path.write_text("id,csat,comment\n" + "\n".join(lines) + "\n")
    code, document, _ = _csat(cli, path)
    assert (code, document["results"][0]["scale"]) == (0, [1, 7])


def test_labels_that_run_backwards_are_found_behind_the_sample(cli, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    words = {50_000: "1 - very satisfied", 50_001: "5 - very dissatisfied"}
    lines = [f"{i},{words.get(i, 1 + i % 5)},{'x' * 80}" for i in range(120_000)]
    path.write_text("id,csat,comment\n" + "\n".join(lines) + "\n")
    code, document, _ = _csat(cli, path)
    assert code == 4
    assert "the other way round" in document["error"]["message"]


@pytest.mark.parametrize("option", [(), ("--by", "source")])
def test_files_on_two_scales_are_neither_pooled_nor_compared(option, cli, tmp_path: Path) -> None:
    for name, high in (("a", 5), ("b", 7)):
        rows = [str(1 + i % high) for i in range(70)]
        (tmp_path / f"{name}.csv").write_text("csat\n" + "\n".join(rows) + "\n")
    code, out, err = cli(["csat", tmp_path / "a.csv", tmp_path / "b.csv", *option])
    assert (code, out) == (2, "")
    assert "two scales: 1-5 and 1-7" in err
