"""`measures`, `gates` and what else a study says about judging: read with their units, refused with their lines."""

from datetime import date

import pytest

from cxux_cli.errors import CxuxError
from cxux_cli.measures.declared import DECLARED
from cxux_cli.study.config.load import load
from cxux_cli.study.config.targets import Refused, amount, target

WHOLE = """\
version: 1
sources: {survey: {path: a.csv, freshness: 8d}, sessions: {path: b.csv}}
personas: [{id: crew, where: "role = 'x'"}]
tasks: [{id: checkout}]
measures:
  - {use: nps, source: survey, by: [plan], expect: {crew: 20, everyone: 30.5}}
  - {use: success, source: sessions, each: task}
  - {use: tasks, source: sessions}
gates:
  - id: checkout-done
    measure: success
    source: sessions
    task: checkout
    persona: crew
    target: ">= 78%"
    warn: 90
    severity: warn
    for: 2
    owner: checkout-team
    waive: {until: 2026-12-31, reason: new flow}
  - {id: quick, measure: time, source: sessions, each: task, target: 1m30s}
  - {id: steady, measure: nps, source: survey, rule: no_regression, margin: 5 points, segment: {plan: 2}}
policy: {on_undecided: fail, privacy_floor: 5}
history: cxux.sqlite
outputs: {folder: out, formats: html, keep: 26}
releases: [{date: 2026-03-01, name: v2}, {date: "2026-01-01", name: v1}]
"""


@pytest.fixture
def read(tmp_path):
    def run(text):
        path = tmp_path / "cxux.yaml"
        path.write_text(text)
        return load(path)

    return run


def test_a_whole_config_of_gates_is_understood(read, tmp_path):
    study = read(WHOLE)
    nps, success, tasks = study.measures
    assert (nps.use, nps.by, dict(nps.expect)) == ("nps", ("plan",), {"crew": 20.0, "everyone": 30.5})
    assert (success.each, tasks.use) == ("task", "tasks")
    done, quick, steady = study.gates
    assert (done.op, done.target, done.warn, done.runs, done.line) == (">=", 78.0, 90.0, 2, 10)
    assert (done.waive.until, done.waive.reason) == (date(2026, 12, 31), "new flow")
    assert (quick.op, quick.target) == ("<=", 90.0)
    assert (steady.margin, steady.target, dict(steady.segment)) == (5.0, None, {"plan": "2"})
    assert (study.policy.on_undecided, study.policy.on_no_data, study.policy.privacy_floor) == (
        "fail",
        "fail",
        5,
    )
    assert study.sources["survey"].freshness == 8 * 86400
    assert (study.history, study.baseline) == (f"{tmp_path}/cxux.sqlite", f"{tmp_path}/cxux-baseline.json")
    assert (study.outputs.folder, study.outputs.formats, study.outputs.keep) == (
        f"{tmp_path}/out",
        ("html",),
        26,
    )
    assert [release.name for release in study.releases] == ["v1", "v2"]


@pytest.mark.parametrize(
    ("measure", "text", "found"),
    [
        ("success", "78", (">=", 78.0)),
        ("success", "78 %", (">=", 78.0)),
        ("success", "≥78%", (">=", 78.0)),
        ("bounce", "<= 0", ("<=", 0.0)),
        ("nps", ">= -10 points", (">=", -10.0)),
        ("time", "<= 90s", ("<=", 90.0)),
        ("time", "0:01:30", ("<=", 90.0)),
        ("load-time", "2.5s", ("<=", 2500.0)),
        ("load-time", "2500", ("<=", 2500.0)),
        ("ces.mean", "<= 3", ("<=", 3.0)),
        ("lostness", "0.4", ("<=", 0.4)),
    ],
)
def test_a_target_is_in_the_unit_of_its_measure(measure, text, found):
    assert target(text, DECLARED[measure]) == found


@pytest.mark.parametrize(
    ("measure", "text", "said", "hint"),
    [
        ("success", "0.78", "would be 0.78 %", '"78%"'),
        ("success", "> 78", "no operator", ">="),
        ("success", "<= 78", "better when it is higher", ">= 78"),
        ("success", "178", "outside the range", ""),
        ("nps", "40%", "measured in points", "40"),
        ("sus", "good", "no target", "score"),
        ("time", "90%", "no target", "90s"),
        ("time", "-3", "no target", "90s"),
        ("ces.mean", "3", "depends on how", ">= 3"),
    ],
)
def test_a_text_that_is_no_target_says_why(measure, text, said, hint):
    with pytest.raises(Refused) as refused:
        target(text, DECLARED[measure])
    assert said in refused.value.message
    assert hint in (refused.value.hint or "")


def test_a_margin_has_no_direction():
    assert amount("5", DECLARED["success"]) == 5


HEAD = "version: 1\nsources: {a: {path: x.csv}}\n"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("measures: [{use: npss}]", 3, "there is no measure 'npss' (did you mean 'nps'?)"),
        ("measures: [{use: nps, source: b}]", 3, "there is no source 'b' (sources are: a)"),
        ("measures: [{use: tasks, scale: 0-10}]", 3, "takes no 'scale'"),
        ("measures: [{use: nps, each: task}]", 3, "not measured by task"),
        ("measures: [{use: nps, each: persona}]", 3, "allowed: task"),
        ("measures: [{use: nps, expect: {bob: 3}}]", 3, "there is no persona 'bob'"),
        ("measures: [{use: nps, expect: {everyone: 300}}]", 3, "outside the range"),
        ("measures: [{use: tasks, expect: {everyone: 3}}]", 3, "prints many"),
        ("measures: [{use: nps, every: fortnight}]", 3, "allowed: day, week"),
        ("gates: [{id: g, measure: succes, target: 70}]", 3, "did you mean 'success'?"),
        ("gates:\n  - id: g\n    measure: nps\n    target: 40%", 6, "measured in points"),
        ("gates:\n  - id: g\n    measure: nps\n    target: <= 40", 6, "better when it is higher"),
        ("gates: [{id: g, measure: nps}]", 3, "has no target"),
        ("gates: [{id: g, measure: nps, target: 5}, {id: g, measure: nps, target: 6}]", 3, "stands twice"),
        ("gates: [{id: g, measure: nps, target: 5, persona: bob}]", 3, "there is no persona 'bob'"),
        ("gates: [{id: g, measure: nps, target: 5, task: t}]", 3, "not measured by task"),
        ("gates: [{id: g, measure: nps, target: 5, for: 2}]", 3, "the study has none"),
        ("gates: [{id: g, measure: nps, rule: no_regression, margin: -5}]", 3, "must be 0 or more"),
        ("gates: [{id: g, measure: nps, rule: no_regression}]", 3, "needs a 'margin'"),
        ("gates: [{id: g, measure: nps, rule: no_regression, margin: 5, target: 3}]", 3, "has no 'target'"),
        ("gates: [{id: g, measure: nps, target: 5, margin: 5}]", 3, "has no 'margin'"),
        ("gates: [{id: g, measure: nps, target: 50, warn: 40}]", 3, "no stricter than the target"),
        ("gates: [{id: g, measure: nps, target: 50, each: persona}]", 3, "no personas"),
        ("gates: [{id: g, measure: nps, target: 50, rule: never}]", 3, "allowed: not_below"),
        ("tasks: [{id: t}]\ngates: [{id: g, measure: success, target: 50, task: u}]", 4, "tasks are: t"),
        ("policy: {on_undecided: maybe}", 3, "allowed: ignore, warn or fail"),
        ("sources: 3", 3, "stands twice"),
        ("outputs: {folder: out, formats: [pdf]}", 3, "allowed: html, json, md, csv or xlsx"),
        ("releases: [{date: someday, name: x}]", 3, "no day"),
    ],
)
def test_each_problem_of_a_gate_has_its_line(read, text, line, said):
    with pytest.raises(CxuxError) as error:
        read(HEAD + text)
    e = error.value
    whole = [f"{e.where}: {e.message} ({e.hint})", *e.details]
    assert any(said in one and f"cxux.yaml:{line}" in one for one in whole), whole


def test_three_mistakes_are_three_problems(read):
    with pytest.raises(CxuxError) as error:
        read(
            HEAD + "measures: [{use: npss}]\n"
            "gates:\n  - {id: g, measure: nps, target: 40%}\n  - {id: h, measure: nps, target: 5, persona: bob}\n"
        )
    assert len(error.value.details) == 3


def test_an_age_says_its_unit(read):
    with pytest.raises(CxuxError, match="no age above zero"):
        read("version: 1\nsources: {a: {path: x.csv, freshness: 8}}")
