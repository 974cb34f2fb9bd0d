"""A question that a study divides in several ways is tested once for each pair of groups."""

import json
from itertools import combinations

import pytest

SURVEY = "respondent,plan,role,date,nps\n" + "".join(
    f"r{i},{'pro' if i % 3 else 'free'},{('buyer', 'member', 'cashier')[i % 5 % 3]},"
    f"2026-0{1 + i % 2}-{1 + i % 28:02},{(i * 7) % 11}\n"
    for i in range(120)
)
SOURCES = """\
version: 1
sources:
  survey: {path: survey.csv}
personas:
  - {id: buyer, role: customer, where: "role = 'buyer'"}
  - {id: member, role: user, where: "role = 'member'"}
"""
ONCE = "measures: [{use: nps, every: month}]\n"


@pytest.fixture
def measured(cli, tmp_path, monkeypatch):
    """`measured(config, *arguments)`: the report of a study on a small survey."""
    monkeypatch.delenv("CXUX_CONFIG", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "survey.csv").write_text(SURVEY)

    def measure(config, *arguments):
        (tmp_path / "cxux.yaml").write_text(SOURCES + config)
        code, out, err = cli(["report", "--exit-zero", "--format", "json", *arguments])
        assert code == 0, err
        return json.loads(out)

    return measure


def _pairs(report):
    return [(c["a"], c["b"]) for c in report["comparisons"]]


@pytest.mark.parametrize(
    "config",
    [
        ONCE + "gates: [{id: liked, measure: nps, target: '>= 10'}]\n",
        "measures: [{use: nps, every: month}, {use: nps, every: week}]\n",
        "measures: [{use: nps}, {use: nps, every: month}]\n",
    ],
)
def test_a_pair_is_tested_once(measured, config):
    once, often = measured(ONCE), measured(config)
    assert _pairs(once) == [("persona buyer", "persona member")]
    assert often["comparisons"] == once["comparisons"]


def test_the_groups_of_every_length_of_periods_are_tested(measured):
    report = measured("measures: [{use: nps, every: month}, {use: nps, by: [plan], every: week}]\n")
    assert set(_pairs(report)) >= {("persona buyer", "persona member")}
    alone = measured("measures: [{use: nps, by: [plan]}, {use: nps, every: month}]\n")
    assert {frozenset(pair) for pair in _pairs(alone)} == {
        frozenset(pair) for pair in combinations(("plan = free", "plan = pro"), 2)
    } | {frozenset(("persona buyer", "persona member"))}
