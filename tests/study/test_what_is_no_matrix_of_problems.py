"""What `cxux problems` takes for usability problems, and what it refuses and sends elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

ROWS = "".join(f"P{i},{i % 2},{(i + 1) % 2},{int(i > 2)}\n" for i in range(1, 7))
SAID = ROWS.replace(",1", ",Yes").replace(",0", ",No")
DRAWN = ROWS.replace(",1", ",x").replace(",0", ",")


@pytest.fixture
def run(cli, tmp_path: Path):
    def call(text: str, *options: str, name: str = "study.csv") -> tuple[int, str, str]:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return cli(["problems", path, "--format", "json", *options])

    return call


@pytest.mark.parametrize(
    "text",
    [
        f"participant,Problem 1,Problem 2,Problem 3\n{SAID}",
        f"participant,P1,P2,P3\n{ROWS}",
        f"participant,UP-01,UP-02,UP-03\n{ROWS}",
        f"participant,A,B,C\n{ROWS}",
        f"tester,Total is hidden,Keyboard covers the button,Language switch lost\n{DRAWN}",
        f"user,Fehlende Summe im Warenkorb,Knopf liegt unter Tastatur,Sprache springt zurück\n{ROWS}",
        f"id,Issue: no total,Issue: no way back,Issue: no search\n{SAID}",
        "problem,severity,Ann,Bob\nNo total,3,x,\nNo way back,1,x,x\n",
        "problem,P1,P2,P3\nNo total,x,,\nNo way back,x,x,\n",
        "finding,1,2,3\nNo total,1,0,0\nNo way back,1,0,1\n",
        "user,issue\nP1,No total\nP2,No total\nP2,No way back\n",
    ],
)
def test_problems_are_read_by_their_names(run, text: str) -> None:
    code, out, err = run(text)
    assert (code, err) == (0, "")
    assert json.loads(out)["matrix"]["problems"]


@pytest.mark.parametrize(
    ("text", "command"),
    [
        (f"participant,T1,T2,T3\n{ROWS}", "cxux tasks"),
        (f"participant,T1,T2,T3\n{SAID}", "cxux tasks"),
        (f"participant,buy errors,pay errors,search errors\n{ROWS}", "cxux tasks"),
        (f"customerID,Partner,Dependents,Churn\n{SAID}", "cxux table"),
        (f"participant,Collaboration1,Enjoyment1,Immersion1\n{ROWS}", "cxux table"),
        (f"participant,Have you seen it?,Do you like it?,Is it yours?\n{ROWS}", "cxux table"),
        (f"participant,I use it at home,I use it at work,I use it elsewhere\n{ROWS}", "cxux table"),
        (f"participant,uses it at home,uses it at work,uses it elsewhere\n{SAID}", "cxux table"),
        ("issue,Resolved,Reproduced,Public\nNo total,x,,x\nNo way back,,x,x\n", "cxux table"),
    ],
)
def test_look_alikes_are_refused_with_the_command_that_fits(run, text: str, command: str) -> None:
    code, _, err = run(text)
    assert code == 4
    assert "nothing says that these are usability problems" in err
    assert command in err
    assert "--column problems=FIRST..LAST" in err


def test_what_is_stated_needs_no_evidence(run) -> None:
    text = f"participant,T1,T2,T3\n{ROWS}"
    code, out, _ = run(text, "--column", "problems=T1..T3")
    assert code == 0
    assert json.loads(out)["matrix"]["problems"]
    by_problem = "issue,Resolved,Reproduced\nNo total,x,\nNo way back,,x\n"
    assert run(by_problem, "--column", "problem=issue")[0] == 0


def test_the_name_of_a_file_speaks_for_its_columns_but_not_for_tasks(run) -> None:
    assert run(f"participant,Login,Search,Basket\n{ROWS}")[0] == 4
    assert run(f"participant,Login,Search,Basket\n{ROWS}", name="usability-problems-2.csv")[0] == 0
    assert run(f"participant,T1,T2,T3\n{ROWS}", name="problems.csv")[0] == 4


def test_no_sample_is_taken_for_problems_that_holds_none(cli, samples: Path) -> None:
    for path in sorted(samples.rglob("*.*sv")):
        code, _, err = cli(["problems", path])
        assert (code == 0) == path.name.startswith("problems"), (path.name, err)


def test_no_real_export_is_taken_for_problems(cli, corpus: Path) -> None:
    for path in sorted(corpus.rglob("*.*")):
        if path.suffix in (".csv", ".xlsx", ".txt"):
            code, _, err = cli(["problems", path])
            assert code in (2, 4), (path.name, err)
