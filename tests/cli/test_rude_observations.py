"""Rude files of problems, cards and trees: one clear error or a report, never a traceback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

HOSTILE = "=cmd|' /C calc'!A1 \x1b[31m<script>alert(1)</script>| ::error:: [red]x[/red]"
FORMS = ("json", "table", "csv", "markdown")


@pytest.fixture
def run(cli, tmp_path: Path):
    def call(verb: str, text: str, *options: str) -> tuple[int, str, str]:
        path = tmp_path / "r.csv"
        path.write_text(text, encoding="utf-8")
        return cli([verb, path, *options])

    return call


def test_5000_problems_are_measured_and_200_listed(run) -> None:
    head = ",".join(f"Problem {i}" for i in range(5000))
    rows = "".join(
        f"P{j}," + ",".join(str(int(i * j % 7 == 0)) for i in range(5000)) + "\n" for j in range(4)
    )
    code, out, _ = run("problems", f"participant,{head}\n{rows}", "--format", "json")
    assert (code, len(json.loads(out)["results"])) == (0, 5001)
    code, out, _ = run("problems", f"participant,{head}\n{rows}")
    assert code == 0
    assert "200 of 5000 problems" in " ".join(out.split())
    assert len(out.splitlines()) < 400


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "participant,Problem 1,Problem 2\nP1,1,0\nP1,0,1\n",
            "2 times the same participant is said to have met",
        ),
        (
            "participant,problem,seen\nP1,A,1\nP1,A,0\nP2,A,0\n",
            "1 time the same participant is said to have met",
        ),
        (
            "participant,Problem 1,Problem 1\nP1,1,0\nP2,0,1\n",
            "several columns are called 'problem 1': taken as one",
        ),
        ("problem,P1,P2\n,x,x\n   ,x,\nA,x,\n", ""),
        ("participant,problem\nP1,A\n", "1 participant is named in the list"),
    ],
)
def test_contradictions_and_blank_names_are_said(run, text: str, said: str) -> None:
    code, out, err = run("problems", text, "--format", "json")
    assert (code, err) == (0, "")
    report = json.loads(out)
    assert said in " | ".join(report["notes"])
    assert all(r["segment"]["problem"] for r in report["results"] if r["segment"])


def test_a_mark_that_contradicts_another_counts_as_met(run) -> None:
    _, out, _ = run("problems", "participant,Problem 1,Problem 2\nP1,1,0\nP1,0,0\n", "--format", "json")
    assert json.loads(out)["matrix"]["seen"] == [[1, 0]]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("verb", "text"),
    [
        ("problems", f'participant,problem,severity\nP1,"{HOSTILE}",3\nP2,"{HOSTILE}",2\n'),
        ("problems", f'participant,"Problem 1 {HOSTILE}","Problem 2 [bold]x"\nP1,1,0\nP2,1,1\n'),
        ("problems", f'participant,plan,problem\nP1,"{HOSTILE}",A\nP2,b,A\n'),
        ("cards", f'participant,card,category\nP1,"{HOSTILE}","{HOSTILE}"\nP1,B,"{HOSTILE}"\n'),
        ("tree", f'participant,task,outcome,path\nP1,"{HOSTILE}",Direct Success,"Home > {HOSTILE}"\n'),
    ],
)
def test_texts_do_nothing_wherever_they_stand(run, verb: str, text: str, form: str) -> None:
    options = ["--by", "plan"] if "plan" in text else []
    code, out, err = run(verb, text, "--format", form, *options)
    assert (code, err) == (0, "")
    assert "\x1b" not in out
    assert form != "csv" or not any(line.startswith(("=", "+", "@")) for line in out.splitlines())
    assert form != "markdown" or "<script>" not in out


@pytest.mark.parametrize(
    ("cells", "code", "said"),
    [
        (("gruesome", "major"), 2, "unknown words for a severity: 'gruesome'\n"),
        (("-2", "3"), 2, "a severity is below zero: '-2'"),
        (("−2", "3"), 2, "a severity is below zero"),
        (("inf", "nan"), 2, "unknown words for a severity"),
        (("99999999", "0"), 0, ""),
        (("0", "0"), 0, ""),
        (("", ""), 0, ""),
        (("3 - major", "2,5"), 0, ""),
    ],
)
def test_odd_severities(run, cells: tuple[str, str], code: int, said: str) -> None:
    rows = "".join(f'P{i},A,"{cell}"\n' for i, cell in enumerate(cells))
    found, _, err = run("problems", f"participant,problem,severity\n{rows}")
    assert (found, said in err) == (code, True), err


@pytest.mark.parametrize(
    "options", [[], ["--by", "plan"], ["--by", "plan", "--min-n", "2"], ["--goal", "0.5"]]
)
def test_all_zeros_are_a_report_without_discovery(run, options: list[str]) -> None:
    text = "participant,plan,Problem 1,Problem 2\nP1,a,0,0\nP2,b,0,0\n"
    code, out, _ = run("problems", text, "--format", "json", *options)
    assert code == 0
    assert {r["value"] for r in json.loads(out)["results"]} <= {0, None}


def test_a_hundred_million_participants_are_no_list(run) -> None:
    text = "participant,problem\nP1,A\nP2,B\n"
    code, out, _ = run("problems", text, "--participants", "100000000", "--format", "json")
    assert code == 0
    report = json.loads(out)
    assert report["results"][0]["n"] == 100_000_000
    assert len(report["curve"]) == 1_000


@pytest.mark.parametrize(
    ("verb", "text", "options", "code", "said"),
    [
        (
            "problems",
            "participant,Problem 1,Problem 2\nP1,1,0\n",
            ["--where", "participant = 'x'"],
            4,
            "--where keeps",
        ),
        (
            "cards",
            "participant,card,category\nP1,A,x\n",
            ["--where", "participant = 'x'"],
            4,
            "nobody sorted a card",
        ),
        ("cards", "participant,card,category\n,A,x\n", [], 4, "nobody sorted a card"),
        (
            "tree",
            "participant,task,outcome\nP1,T,Skip\n",
            ["--where", "participant = 'x'", "--strict"],
            3,
            "no usable",
        ),
        ("problems", "participant,Problem 1\n", [], 4, "no row of answers"),
        ("problems", "participant,problem\nP1,A\n", ["--goal", "nan"], 2, "between 0 and 1"),
    ],
)
def test_nobody_and_nothing(run, verb: str, text: str, options: list[str], code: int, said: str) -> None:
    found, _, err = run(verb, text, *options)
    assert (found, said in err) == (code, True), err


def test_purchases_are_no_cards(run) -> None:
    rows = "".join(f"U{u},item {u * 7 + k},shelf {k}\n" for u in range(30) for k in range(3))
    code, out, err = run("cards", f"user,item,category\n{rows}")
    assert (code, out) == (4, "")
    assert "these are hardly cards" in err
    assert run("cards", f"user,item,category\n{rows}", "--column", "card=item")[0] == 0


def test_a_usability_test_is_sent_to_its_command(run) -> None:
    text = "participant,task,outcome,errors\nP1,T,success,2\nP2,T,failure,1\n"
    code, out, err = run("tree", text)
    assert (code, out) == (4, "")
    assert "cxux tasks" in err
    assert run("tree", text, "--column", "outcome=outcome")[0] == 0
    assert run("tree", text.replace("success", "Direct Success"))[0] == 0


@pytest.mark.parametrize(
    "text",
    [
        "participant,Q1,Q2\nP1,correct,wrong\nP2,correct,correct\n",
        "test,result,duration\nlogin works,pass,1.2\nlogout works,fail,0.4\n",
        "participant,T1,T2\nP1,success,failure\nP2,success,success\n",
    ],
)
def test_plain_outcomes_of_who_knows_what_are_no_tree(run, text: str) -> None:
    code, out, err = run("tree", text)
    assert (code, out) == (4, "")
    assert "nothing says that this is a test of a tree" in err
    assert "cxux tasks" in err


def test_the_name_of_a_file_speaks_for_a_tree(cli, tmp_path: Path) -> None:
    path = tmp_path / "tree test 2.csv"
    path.write_text("participant,T1,T2\nP1,success,failure\nP2,success,success\n", encoding="utf-8")
    assert cli(["tree", path])[0] == 0


@pytest.mark.parametrize("form", FORMS)
def test_odd_paths_and_times(run, form: str) -> None:
    far = " > ".join(f"n{i % 50}" for i in range(5000))
    text = f"task,outcome,path,time\nT,Direct Success,{far},-4\nT,Skip,Home,1e9\nT,failure, > > ,soon\n"
    code, out, err = run("tree", text, "--format", form)
    assert (code, err) == (0, "")
    assert "3 times not readable" in out or form == "csv"
