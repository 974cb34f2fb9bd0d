"""`cxux problems`: the three forms of a file, what they say, and what is said about bad ones."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

WIDE = """participant,A,B,C,D,E,F,G
P1,1,1,1,0,1,1,1
P2,1,1,1,0,1,0,1
P3,1,1,1,1,1,0,0
P4,1,1,1,0,0,1,0
"""
BY_PROBLEM = """problem,severity,P1,P2,P3,P4
A,major,x,x,x,x
B,minor,x,x,x,x
C,minor,x,x,x,x
D,critical,,,x,
E,minor,x,x,x,
F,minor,x,,,x
G,minor,x,x,,
"""


def _long() -> str:
    head, *rows = WIDE.split()
    names = head.split(",")[1:]
    found = [
        f"{row.split(',')[0]},{name}"
        for row in rows
        for name, cell in zip(names, row.split(",")[1:], strict=True)
        if cell == "1"
    ]
    return "\n".join(["participant,problem", *found]) + "\n"


@pytest.fixture
def measure(cli, tmp_path: Path):
    def call(text: str, *options: str) -> dict[str, Any]:
        path = tmp_path / "p.csv"
        path.write_text(text, encoding="utf-8")
        code, out, err = cli(["problems", path, "--format", "json", *options])
        assert (code, err) == (0, "")
        return json.loads(out)

    return call


@pytest.fixture
def refused(cli, tmp_path: Path):
    def call(text: str, *options: str) -> tuple[int, str]:
        path = tmp_path / "p.csv"
        path.write_text(text, encoding="utf-8")
        code, out, err = cli(["problems", path, *options])
        assert out == ""
        assert "Traceback" not in err
        return code, err

    return call


def discovery(report: dict[str, Any]) -> dict[str, Any]:
    (found,) = (r for r in report["results"] if r["measure"] == "discovery")
    return found


def frequencies(report: dict[str, Any]) -> dict[str, tuple[float, int]]:
    return {r["segment"]["problem"]: (r["value"], r["n"]) for r in report["results"] if r["segment"]}


def notes(report: dict[str, Any]) -> str:
    return " | ".join([*report["notes"], *(n for s in report["sources"] for n in s["notes"])])


@pytest.mark.parametrize("text", [WIDE, BY_PROBLEM, _long()], ids=["wide", "by problem", "long"])
def test_every_form_gives_table_7_5(measure, text: str) -> None:
    report = measure(text)
    found = discovery(report)
    parts = found["parts"]
    assert found["value"] == pytest.approx(93.05296818051225)
    assert (found["low"], found["high"], found["n"]) == (None, None, 4)
    assert parts["p_observed"] == pytest.approx(0.714285714285714)
    assert parts["p_good_turing"] == pytest.approx(0.625)
    assert parts["p_deflated"] == pytest.approx(0.348214285714286)
    assert parts["p_adjusted"] == pytest.approx(0.486607142857143)
    assert parts["total_expected"] == pytest.approx(7.522597222713832)
    assert frequencies(report)["D"] == (25.0, 4)
    assert frequencies(report)["E"] == (75.0, 4)
    assert [p["found"] for p in report["curve"]] == pytest.approx([5, 37 / 6, 6.75, 7])
    assert report["curve"][-1]["modelled"] == pytest.approx(found["value"])


def test_impact_is_severity_times_frequency_and_orders_the_list(measure) -> None:
    report = measure(BY_PROBLEM)
    rows = [(r["segment"]["problem"], r["parts"]["impact"]) for r in report["results"] if r["segment"]]
    # A: 3 * 1; B and C: 1 * 1; D: 4 * .25; ties go by frequency, then by name.
    assert rows[:4] == [("A", 3.0), ("B", 1.0), ("C", 1.0), ("D", 1.0)]
    assert "minor 1, major 3, critical 4" in notes(report)


def test_the_worst_of_a_person_counts_then_the_mean_of_persons(measure) -> None:
    report = measure("participant,problem,severity\nP1,A,1\nP1,A,3\nP2,A,2\nP3,,\n")
    (row,) = (r for r in report["results"] if r["segment"])
    assert (row["parts"]["severity_worst"], row["parts"]["severity_mean"]) == (3, 2.5)
    assert row["parts"]["impact"] == pytest.approx(2.5 * 2 / 3)
    assert "1 row repeats a sighting" in notes(report)
    assert report["ledger"][0]["used"] == 4


def test_people_without_a_problem_count(measure) -> None:
    text = "participant,problem\nP1,A\nP2,A\nP3,\n"
    assert frequencies(measure(text)) == {"A": (pytest.approx(200 / 3), 3)}
    assert frequencies(measure(text, "--participants", "8")) == {"A": (25.0, 8)}


def test_a_blank_beside_noes_is_not_observed(measure) -> None:
    report = measure("participant,A,B\nP1,1,x\nP2,0,\nP3,,x\n")
    assert frequencies(report) == {"A": (50.0, 2), "B": (pytest.approx(200 / 3), 3)}
    assert report["matrix"]["seen"] == [[1, 1], [1, None], [0, 0]]
    assert "1 cells say nothing" in notes(report)


def test_unknown_marks_are_listed_and_count_as_neither(measure) -> None:
    rows = "".join(f"P{i},{i % 2},1\n" for i in range(1, 9))
    report = measure(f"participant,A,B\n{rows}P9,maybe,2\n")
    assert frequencies(report)["A"] == (50.0, 8)
    assert "1 cell with an unknown mark ('maybe')" in notes(report)
    assert "1 cell above 1" in notes(report)


def test_a_problem_nobody_met_is_shown_and_left_out_of_p(measure) -> None:
    with_one = measure(
        WIDE.replace("G\n", "G,H\n").replace("\nP", ",0\nP").replace("G,H,0", "G,H")[:-1] + ",0\n"
    )
    assert frequencies(with_one)["H"] == (0.0, 4)
    assert discovery(with_one)["parts"]["p_adjusted"] == discovery(measure(WIDE))["parts"]["p_adjusted"]
    assert any("1 problem nobody met" in note for note in discovery(with_one)["notes"])


def test_sums_are_neither_people_nor_problems(measure) -> None:
    rows = WIDE.split()
    text = "\n".join(
        [f"{rows[0]},Total", *(f"{r},{r.count(',1')}" for r in rows[1:]), "Total,4,4,4,1,3,2,2,20"]
    )
    report = measure(text + "\n")
    assert discovery(report)["value"] == pytest.approx(93.05296818051225)
    assert report["ledger"][0]["excluded"] == [{"reason": "summary line", "rows": 1}]
    assert "not columns of marks, left out: Total" in notes(report)


def test_a_matrix_without_a_hit_has_no_discovery(measure) -> None:
    report = measure("participant,A,B\nP1,0,0\nP2,0,0\n")
    assert discovery(report)["value"] is None
    assert "nobody met a problem" in discovery(report)["notes"][0]
    assert report["curve"] == []


def test_one_participant_is_not_estimable(measure) -> None:
    report = measure("participant,A,B\nP1,1,0\n")
    assert discovery(report)["value"] is None
    assert any("not estimable (one participant)" in note for note in discovery(report)["notes"])


def test_few_participants_and_unequal_problems_are_warned_of(measure) -> None:
    assert any("fewer than 5" in note for note in discovery(measure(WIDE))["notes"])
    rows = "".join(f"P{i},1,{int(i == 1)},{int(i == 2)}\n" for i in range(1, 13))
    assert any("differ in how likely" in n for n in discovery(measure(f"participant,A,B,C\n{rows}"))["notes"])


def test_goals(measure) -> None:
    parts = discovery(measure(WIDE, "--goal", "0.85", "--goal", "0.999"))["parts"]
    assert parts["participants_for_85"] == 3
    assert parts["participants_for_99.9"] == 11


def test_rows_without_a_participant_are_left_out(measure) -> None:
    report = measure(_long() + ",A\n,B\n")
    assert report["ledger"][0]["excluded"] == [{"reason": "without a participant", "rows": 2}]


def test_where_keeps_rows(measure) -> None:
    report = measure(
        "participant,group,A,B\nP1,x1,1,1\nP2,x1,0,1\nP3,x2,1,1\n", "--where", "\"group\" = 'x1'"
    )
    assert frequencies(report) == {"A": (50.0, 2), "B": (100.0, 2)}


def test_a_survey_is_no_matrix(cli, samples) -> None:
    code, out, err = cli(["problems", samples / "qualtrics_nps.csv"])
    assert (code, out) == (4, "")
    assert "no columns of marks" in err


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_rows_does_not_matter(measure, seed: int) -> None:
    for text in (WIDE, BY_PROBLEM, _long()):
        head, *rows = text.splitlines()
        shuffled = rows[:]
        Random(seed).shuffle(shuffled)
        one, other = (measure("\n".join([head, *r]) + "\n") for r in (rows, shuffled))
        for key in ("results", "matrix", "curve", "notes"):
            assert one[key] == other[key]


@pytest.mark.parametrize("seed", range(8))
def test_frequencies_are_shares_with_their_interval(measure, seed: int) -> None:
    rng = Random(seed)
    n, width = rng.randrange(2, 15), rng.randrange(1, 9)
    head = ",".join(["participant", *(f"problem {j}" for j in range(width))])
    rows = [",".join([f"P{i}", *(str(int(rng.random() < 0.4)) for _ in range(width))]) for i in range(n)]
    for result in measure("\n".join([head, *rows]) + "\n")["results"]:
        if result["segment"]:
            assert 0 <= result["low"] <= result["value"] <= result["high"] <= 100


def test_names_of_participants_are_not_shown(cli, tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    rows = "".join(f"person{i}@example.org,{i % 2},1\n" for i in range(4))
    path.write_text(f"email,A,B\n{rows}", encoding="utf-8")
    for form in ("table", "json", "csv", "markdown"):
        code, out, _ = cli(["problems", path, "--format", form, "--column", "participant=email"])
        assert code == 0
        assert "example.org" not in out
    wide = tmp_path / "w.csv"
    wide.write_text("problem,a@example.org,b@example.org\nA,1,0\nB,1,1\n", encoding="utf-8")
    for form in ("table", "json"):
        code, out, _ = cli(["problems", wide, "--format", form])
        assert code == 0
        assert "@example.org" not in out


@pytest.mark.parametrize(
    ("text", "options", "code", "said"),
    [
        ("participant,comment\nP1,fine\nP2,good\n", [], 4, "no columns of marks"),
        ("P1,1,0\nP2,1,1\n", [], 4, "the header holds marks"),
        ("participant,age,finished\nP1,30,1\nP2,40,1\n", [], 4, "no columns of marks"),
        ("A,B\n1,0\n1,1\n", [], 4, "no column says who took part"),
        ("participant,problem\n,A\n", [], 4, "nobody took part"),
        (WIDE, ["--layout", "long"], 4, "a row per sighting needs"),
        (WIDE, ["--column", "nothing=A"], 2, "there is no role 'nothing'"),
        (WIDE, ["--column", "participant=Z"], 2, "there is no column 'Z'"),
        (WIDE, ["--goal", "85"], 2, "between 0 and 1"),
        (WIDE, ["--participants", "3"], 2, "4 participants are in the file"),
        (WIDE, ["--interval", "mid-p"], 2, "has no interval"),
        ("participant,problem,severity\nP1,A,awful\n", [], 2, "unknown words for a severity"),
        ("participant,problem,severity\nP1,A,3\nP2,A,minor\n", [], 2, "mix numbers and words"),
        ("participant,issue,participant\nP1,A,P2\n", [], 2, "two columns may be the participant"),
    ],
)
def test_bad_input_is_one_clear_error(refused, text: str, options: list[str], code: int, said: str) -> None:
    found, err = refused(text, *options)
    assert (found, said in err) == (code, True), err


def test_a_wide_matrix_fits_80_columns(cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "p.csv"
    people = [f"P{i:02}" for i in range(60)]
    rows = [f"problem {j}," + ",".join(str(int((i * j) % 3 == 0)) for i in range(60)) for j in range(50)]
    path.write_text("\n".join([",".join(["problem", *people]), *rows]) + "\n", encoding="utf-8")
    monkeypatch.setenv("COLUMNS", "80")
    _, out, _ = cli(["problems", path])
    assert max(map(len, out.splitlines())) <= 80
    assert "40 of 60 participants and 40 of 50 problems are drawn" in " ".join(out.split())
