"""`cxux tasks` refuses files that merely have columns it could stretch, and says which."""

from __future__ import annotations

import json

import pytest

SAMPLES = ("prolific_nps", "surveymonkey_nps", "qualtrics_nps", "alchemer_nps", "stripe_subscriptions")


@pytest.fixture
def tasks(cli, tmp_path):
    def measure(text, *options):
        path = tmp_path / "file.csv"
        path.write_text(text, encoding="utf-8")
        code, out, _ = cli(["tasks", path, "--format", "json", *options])
        return code, json.loads(out)

    return measure


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_export_of_a_survey_is_no_test(cli, samples, sample):
    code, out, _ = cli(["tasks", samples / f"{sample}.csv", "--format", "json"])
    assert code == 4
    assert "no attempts at tasks" in json.loads(out)["error"]["message"]


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("week,arrest,fin,age", "20,1,0,27"),
        ("id,nps,satisfaction", "1,10,5"),
        ("respondent,Status,q1,q2", "1,Complete,3,4"),
        ("respondent,status,duration,q1", "1,completed,120,4"),
        ("user_id,page,action,duration_sec", "u1,/home,click,3.5"),
        ("code,outcome,region", "I,Complete interview,North"),
        ("Start Date,End Date,q", "2026-01-05 10:00:00,2026-01-05 10:05:00,4"),
        ("Started at,Completed at,Completion code", "2026-01-05T10:00:00,2026-01-05T10:05:00,NOCODE"),
    ],
)
def test_columns_that_may_be_anything_are_no_evidence(tasks, header, cells):
    code, document = tasks(f"{header}\n" + f"{cells}\n" * 12)
    assert code == 4
    assert "no attempts at tasks" in document["error"]["message"]
    assert "--column" in document["error"]["hint"]


@pytest.mark.parametrize(
    ("header", "cells", "measure"),
    [
        ("participant,task,seconds", "1,A,12", "time"),
        ("participant,success,seconds", "1,yes,12", "success"),
        ("user,task,rating", "1,A,4", "task-satisfaction"),
        ("participant,checkout success,checkout time", "1,yes,12", "success"),
    ],
)
def test_a_test_is_accepted_on_its_evidence(tasks, header, cells, measure):
    code, document = tasks(f"{header}\n{cells}\n")
    assert code == 0
    assert measure in {r["measure"] for r in document["results"]}


def test_stated_columns_need_no_evidence(tasks):
    code, document = tasks("who,Status\n1,Complete\n2,Incomplete\n", "--column", "outcome=Status")
    assert code == 0
    assert document["results"][0]["measure"] == "success"


def test_a_column_that_does_not_hold_its_role_is_passed_over(tasks):
    code, document = tasks("participant,task,success,satisfaction\n1,A,yes,9\n2,A,no,10\n")
    assert code == 0
    assert "task-satisfaction" not in {r["measure"] for r in document["results"]}
    assert any("'satisfaction' is called after" in note for note in document["sources"][0]["notes"])
