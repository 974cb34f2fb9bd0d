"""Words beside numbers that stand behind the sample of a long file say which way round its scale runs."""

from __future__ import annotations

import pytest


def long_file(tmp_path, late: str) -> str:
    path = tmp_path / "long.csv"
    filler = "x" * 1000
    rows = [f"{i},{1 + i % 7},{filler}" for i in range(2600)]
    path.write_text(
        "id,How easy was it to get help?,comment\n" + "\n".join(rows) + f"\nlast,{late},k\n", encoding="utf-8"
    )
    return str(path)


def test_a_late_label_that_runs_backwards_is_refused(cli, tmp_path) -> None:
    code, _, err = cli(["ces", long_file(tmp_path, "7 - Very difficult")])
    assert code == 4
    assert "runs the other way round ('7 - very difficult')" in err
    assert "--variant 1.0" in err


def test_a_late_label_that_runs_with_its_number_counts(cli, tmp_path) -> None:
    code, out, err = cli(["ces", long_file(tmp_path, "7 - Very easy")])
    assert code == 0, err
    assert "2,601" in out or "2601" in out


@pytest.mark.parametrize("command", [["ces"], ["score"]])
def test_score_says_why_a_question_is_not_measured(cli, tmp_path, command: list[str]) -> None:
    path = tmp_path / "turned.csv"
    header = '"How easy was it to get help? (1 = very easy, 7 = very difficult)"'
    path.write_text(f"id,{header}\n" + "".join(f"{i},{1 + i % 7}\n" for i in range(30)), encoding="utf-8")
    code, _, err = cli([*command, str(path)])
    assert code == 4
    assert "runs the other way round ('1 - very easy')" in err


def test_the_formula_of_a_stated_wording_does_not_contradict_the_question(cli, tmp_path) -> None:
    path = tmp_path / "turned.csv"
    header = '"How easy was it to get help? (1 = very easy, 7 = very difficult)"'
    path.write_text(f"id,{header}\n" + "".join(f"{i},{1 + i % 7}\n" for i in range(30)), encoding="utf-8")
    code, out, err = cli(["ces", str(path), "--variant", "1.0"])
    assert code == 0, err
    assert "CES 1.0, 1 to 7, low is easy" in out
    assert "effort 1 low" not in out
