"""A page and a workbook say of a gate what the terminal says of it."""

import re

import pytest
from openpyxl import load_workbook

CONFIG = """\
version: 1
sources: {a: {path: a.csv}}
gates:
  - {id: claim, measure: nps, target: ">= 25", rule: lower_bound}
  - {id: open, measure: nps, target: ">= 35"}
  - {id: short, measure: nps, target: ">= 60"}
  - {id: fine, measure: nps, target: ">= 10"}
"""
WORDS = {
    "claim": "not proven, leaning above",
    "open": "undecided, leaning below",
    "short": "missed",
    "fine": "met",
}


@pytest.fixture
def written(cli, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    answers = [10] * 50 + [8] * 30 + [0] * 20
    (tmp_path / "a.csv").write_text("id,nps\n" + "".join(f"r{i},{a}\n" for i, a in enumerate(answers)))
    (tmp_path / "cxux.yaml").write_text(CONFIG)
    code, out, _ = cli(["check", "--html", "p.html", "--xlsx", "b.xlsx"])
    assert code == 1
    return out


def test_the_page_counts_and_names_outcomes_as_the_terminal_does(written, tmp_path):
    said = "4 gates: 1 missed, 1 not proven, 1 undecided, 1 met"
    assert said in written
    text = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert f"{said}." in text
    assert re.findall(r'class="outcome (\w+)">([^<]+)<', text) == [
        ("missed", WORDS["claim"]),
        ("undecided", WORDS["open"]),
        ("missed", WORDS["short"]),
        ("met", WORDS["fine"]),
    ]
    assert (text.count(">a failure<"), text.count(">a warning<")) == (2, 1)


def test_so_does_the_workbook(written, tmp_path):
    head, *rows = load_workbook(tmp_path / "b.xlsx")["Gates"].iter_rows(values_only=True)
    assert {row[0]: row[head.index("outcome")] for row in rows} == WORDS
