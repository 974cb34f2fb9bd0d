"""Tools that write several events for one submission, and one answer under two names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest


def total(cli, path: Path, column: str) -> tuple[dict, dict]:
    code, out, err = cli(["nps", path, "--column", f"score={column}", "--format", "json"])
    assert code == 0, err
    report = json.loads(out)
    return report["results"][0], report["ledger"][0]


def test_the_newest_event_of_each_submission_counts(cli, faults: Path) -> None:
    path = faults / "scales" / "posthog_several_events_per_submission.csv"
    found, ledger = total(cli, path, "#9")
    assert (found["value"], found["n"]) == (pytest.approx(11.6667, abs=1e-3), 60)
    assert ledger["excluded"] == [{"reason": "an earlier event of the same submission", "rows": 40}]


def test_the_order_of_the_rows_does_not_matter(cli, faults: Path, tmp_path: Path) -> None:
    head, *rows = (
        (faults / "scales" / "posthog_several_events_per_submission.csv").read_text("utf-8").splitlines()
    )
    path = tmp_path / "turned.csv"
    path.write_text("\n".join([head, *reversed(rows)]) + "\n", "utf-8")
    assert total(cli, path, "#9")[0]["value"] == pytest.approx(11.6667, abs=1e-3)


def test_one_answer_under_two_names_is_one(cli, faults: Path) -> None:
    found, _ = total(cli, faults / "scales" / "posthog_answers_in_two_columns.csv", "$survey_response")
    assert (found["value"], found["n"], found["n_missing"]) == (-20.0, 60, 0)


def test_answers_that_contradict_one_another_are_not_merged(cli, tmp_path: Path) -> None:
    id = "602ea93e-4195-42eb-b1b4-a7c23fa3ceef"
    rows = [f"e{i},survey sent,2026-05-01T10:00:00Z,p{i},S1,{i % 11},{(i + 1) % 11}" for i in range(12)]
    rows += ["x,survey sent,2026-05-01T10:00:00Z,q,S1,,9"]
    path = tmp_path / "two.csv"
    head = f"uuid,event,timestamp,distinct_id,$survey_id,$survey_response,$survey_response_{id}"
    path.write_text("\n".join([head, *rows]) + "\n", "utf-8")
    found, _ = total(cli, path, "$survey_response")
    assert (found["n"], found["n_missing"]) == (12, 1)
