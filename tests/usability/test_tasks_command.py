"""`cxux tasks` from files to reports: shapes of files, definitions, and what is wrong with input."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from cxux_cli.measures.ux.tasks import TASKS

ROOT = Path(__file__).parents[2]


@pytest.fixture
def tasks(cli, tmp_path):
    """`tasks(text, *options)`: exit code and document; the text is a file, with blanks as it stands."""

    def measure(text, *options, config=None):
        path = tmp_path / "test.csv"
        path.write_text(text, encoding="utf-8")
        given = list(options)
        if config is not None:
            (tmp_path / "study.yaml").write_text(f"version: 1\n{config}", encoding="utf-8")
            given += ["--config", tmp_path / "study.yaml"]
        code, out, _ = cli(["tasks", path, "--format", "json", *given])
        return code, json.loads(out)

    return measure


def of(document, measure, task=None, **segment):
    (found,) = [
        r for r in document["results"] if (r["measure"], r["task"], r["segment"]) == (measure, task, segment)
    ]
    return found


HEAD = "participant,task,outcome,seconds\n"


def test_the_sample_gives_what_its_readme_says(cli, samples):
    document = json.loads(cli(["tasks", samples / "usability_test.csv", "--format", "json"])[1])
    checkout = of(document, "success", "checkout")
    assert (checkout["parts"]["successes"], checkout["n"]) == (17, 22)
    redeem = of(document, "success", "redeem")
    assert (redeem["n"], redeem["n_missing"], redeem["missing"]) == (
        21,
        1,
        [{"reason": "skipped", "rows": 1, "examples": []}],
    )
    assert {(r["kind"], r["persona"]) for r in document["results"]} == {("UX", None)}
    assert document["ledger"][0]["read"] == document["ledger"][0]["used"] == 110


def test_the_wide_sample_gives_what_its_readme_says(cli, samples):
    document = json.loads(cli(["tasks", samples / "usability_wide.csv", "--format", "json"])[1])
    assert of(document, "success", "T1")["parts"]["successes"] == 13
    last = of(document, "success", "T3")
    assert (last["parts"]["successes"], last["n"], last["n_missing"]) == (4, 15, 1)
    assert document["ledger"][0]["used"] == 16


def test_long_and_wide_say_the_same(tasks):
    long = tasks(HEAD + "1,A,yes,10\n1,B,no,20\n2,A,yes,1:15\n2,B,yes,30\n")[1]
    wide = tasks("participant,A success,A time,B success,B time\n1,yes,10,no,20\n2,yes,75,yes,30\n")[1]
    facts = ("measure", "task", "value", "low", "high", "n", "method")
    told = [[[r[f] for f in facts] for r in d["results"]] for d in (long, wide)]
    assert told[0] == told[1]


def test_a_log_of_events_gives_attempts(tasks):
    rows = ["user_id,task,event,timestamp,page"]
    rows += [
        f"u1,buy,{e},2026-03-01 10:0{m},{p}"
        for e, m, p in (("task_start", "0:00", ""), ("page_view", "0:05", "a"))
    ]
    rows += [
        f"u1,buy,{e},2026-03-01 10:0{m},{p}"
        for e, m, p in (("page_view", "0:09", "b"), ("completed", "1:03", ""))
    ]
    rows += ["u2,buy,task_start,2026-03-01 11:00:00,", "u2,buy,gave up,2026-03-01 11:02:00,"]
    rows += ["u3,buy,task_start,2026-03-01 12:00:00,"]
    code, document = tasks("\n".join(rows) + "\n", config="tasks: [{id: buy, optimal_path: [a, b]}]\n")
    assert code == 0
    assert of(document, "time", "buy")["value"] == pytest.approx(63)
    assert of(document, "success", "buy")["parts"]["abandoned"] == 1
    assert of(document, "success", "buy")["n"] == 2
    assert any("has no end" in note for note in document["notes"])
    lost = of(document, "lostness", "buy")
    assert (lost["n"], lost["value"]) == (1, 0)
    assert any("left out" in note for note in lost["notes"])


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("time", ("63", "90")),
        ("time", ("1:03", "0:01:30")),
        ("duration", ("PT1M3S", "PT90S")),
        ("duration", ("0 days 00:01:03", "1 min 30 s")),
        ("time_ms", ("63000", "90000")),
        ("Time (min)", ('"1,05"', '"1,5"')),
    ],
)
def test_times_in_every_writing(tasks, header, cells):
    document = tasks(f"participant,task,outcome,{header}\n1,A,yes,{cells[0]}\n2,A,yes,{cells[1]}\n")[1]
    assert of(document, "time.mean", "A")["value"] == pytest.approx(76.5)


def test_times_from_start_and_end(tasks):
    document = tasks(
        "participant,task,outcome,start,end\n"
        "1,A,yes,2026-03-01 10:00:00,2026-03-01 10:01:03\n"
        "2,A,yes,2026-03-01 10:05:00,2026-03-01 10:04:00\n"
    )[1]
    time = of(document, "time", "A")
    assert (time["value"], time["n"]) == (pytest.approx(63), 1)
    assert time["missing"] == [{"reason": "ends before it starts", "rows": 1, "examples": []}]
    clocks = tasks("participant,task,outcome,start,end\n1,A,yes,10:02,10:05\n2,A,yes,10:10,10:15\n")[1]
    assert of(clocks, "time.mean", "A")["value"] == 240


def test_what_is_no_time_is_counted_and_kept_elsewhere(tasks):
    document = tasks(HEAD + "1,A,yes,10\n2,A,yes,0\n3,A,yes,-4\n4,A,yes,\n5,A,yes,soon\n6,A,no,\n")[1]
    assert of(document, "success", "A")["n"] == 6
    time = of(document, "time", "A")
    reasons = {m["reason"]: m["rows"] for m in time["missing"]}
    assert reasons == {"time not readable": 1, "time not above zero": 2, "success without a time": 1}
    assert time["n"] + time["n_missing"] == 5
    assert document["ledger"][0]["used"] == 6


def test_unknown_outcomes_are_listed_and_can_be_told(tasks):
    text = HEAD + "1,A,yes,10\n2,A,meh,20\n3,A,meh,20\n4,A,yes,15\n"
    code, document = tasks(text)
    assert code == 4
    assert "'meh' (2)" in document["error"]["message"]
    code, document = tasks(text, config="outcomes: {meh: partial}\n")
    assert code == 0
    assert of(document, "success.credit", "A")["value"] == 75


def test_two_outcomes_of_one_attempt_are_refused(tasks):
    head = "participant,task,attempt,outcome\n"
    code, document = tasks(head + "1,A,1,yes\n1,A,1,no\n2,A,1,yes\n")
    assert code == 4
    assert "1, A, attempt 1" in document["error"]["message"]
    code, document = tasks(head + "ann@example.com,A,1,yes\nann@example.com,A,1,no\n")
    assert "ann@" not in json.dumps(document)
    code, document = tasks(head + "1,A,1,yes\n1,A,1,yes\n2,A,1,yes\n")
    assert code == 0
    assert document["ledger"][0]["excluded"] == [{"reason": "repeats an attempt in every cell", "rows": 1}]


def test_attempts_without_a_number_follow_the_rows_and_it_is_said(tasks):
    rows = "".join(f"{p},A,yes,{t}\n" for p in (1, 2, 3) for t in (40 + p, 20 + p, 10 + p))
    document = tasks(HEAD + rows)[1]
    assert any("taken as further attempts" in note for note in document["notes"])
    learning = of(document, "learnability", "A")
    assert -55 < learning["value"] < -40
    assert learning["high"] < 0
    assert of(document, "learnability.change", "A")["parts"]["persons"] == 3
    assert "over 3 persons" in of(document, "success", "A")["method"]


def test_tasks_that_the_config_and_the_data_do_not_share_are_named(tasks):
    document = tasks(HEAD + "1,A,yes,10\n1,B,yes,12\n", config="tasks: [{id: a}, {id: c}]\n")[1]
    assert any("without a definition: 'B'" in note for note in document["notes"])
    assert any("without any row: 'c'" in note for note in document["notes"])
    assert {r["task"] for r in document["results"]} == {"a", "B", None}


@pytest.mark.parametrize(("target", "verdict"), [("200s", "met"), ("20", "missed"), ("0:49", "undecided")])
def test_a_target_is_met_missed_or_undecided(tasks, target, verdict):
    rows = "".join(f"{i},A,yes,{t}\n" for i, t in enumerate((40, 36, 53, 56, 110, 48, 34, 44, 30, 40, 80)))
    document = tasks(HEAD + rows, config=f"tasks: [{{id: A, target_time: '{target}'}}]\n")[1]
    assert [r["label"] for r in of(document, "time", "A")["readings"]] == [verdict]


def test_a_success_after_the_limit_is_timed_out(tasks):
    document = tasks(HEAD + "1,A,yes,10\n2,A,yes,99\n", config="tasks: [{id: A, time_limit: 1m}]\n")[1]
    success = of(document, "success", "A")
    assert (success["value"], success["parts"]["timed_out"]) == (50, 1)


def test_minutes_are_not_taken_for_seconds_in_silence(tasks):
    rows = "".join(f"{i},A,yes,{1 + i / 10}\n" for i in range(6))
    config = "tasks: [{id: A, target_time: 90s}]\n"
    assert any("are they minutes?" in note for note in tasks(HEAD + rows, config=config)[1]["notes"])
    said = HEAD.replace("seconds", "time_min") + rows
    assert not any("are they minutes?" in note for note in tasks(said, config=config)[1]["notes"])


def test_people_without_an_id_count_as_themselves(tasks):
    document = tasks(HEAD + "1,A,yes,10\n,A,no,12\n,A,yes,14\n")[1]
    assert any("2 rows without a participant" in note for note in document["notes"])
    assert of(document, "success", "A")["n"] == 3


def test_censored_times_have_no_mean(tasks):
    document = tasks(HEAD + "1,A,yes,10\n2,A,no,12\n3,A,yes,14\n4,A,yes,18\n", "--times", "censored")[1]
    assert {r["measure"] for r in document["results"] if r["measure"].startswith("time")} == {"time.median"}
    assert of(document, "time.median", "A")["parts"] == {"done": 3, "censored": 1}


def test_segments_and_conditions(tasks):
    text = "participant,task,outcome,group\n1,A,yes,x\n2,A,no,y\n3,A,yes,x\n4,A,no,\n"
    document = tasks(text, "--by", "group")[1]
    assert of(document, "success", "A", group="x")["value"] == 100
    assert of(document, "success", "A", group=None)["n"] == 1
    document = tasks(text, "--where", "\"group\" = 'x'")[1]
    ledger = document["ledger"][0]
    assert (ledger["read"], ledger["used"], ledger["excluded"][0]["rows"]) == (4, 2, 2)


def test_outcomes_of_test_tools(tasks):
    words = ["Direct success", "Indirect Success", "Give up", "Direct Failure", "Skip"]
    rows = "".join(f"{i},A,{word},\n" for i, word in enumerate(words))
    document = tasks(HEAD + rows)[1]
    success = of(document, "success", "A")
    assert (success["n"], success["value"]) == (4, 50)
    assert of(document, "directness", "A")["parts"] == pytest.approx(
        {"direct": 2, "indirect": 1, "best_estimate": 200 / 3}
    )


@pytest.mark.parametrize(
    ("text", "options", "code", "said"),
    [
        ("a,b\n1,2\n", (), 4, "no attempts at tasks"),
        (HEAD + "1,A,yes,3\n", ("--column", "speed=seconds"), 2, "no role 'speed'"),
        (HEAD + "1,A,yes,3\n", ("--column", "task=nothing"), 2, "no column 'nothing'"),
        ("participant,task,time,duration\n1,A,3,4\n2,A,4,5\n", (), 2, "several columns may hold the time"),
        (HEAD + "1,A,yes,3\n", ("--where", "task = 'B'"), 4, "no row of it counts"),
        (HEAD, (), 4, ""),
    ],
)
def test_bad_input_is_one_clear_error(tasks, text, options, code, said):
    found, document = tasks(text, *options)
    assert found == code
    assert said in document["error"]["message"]


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ("tasks: [{id: A, target_time: soon}]\n", "is no duration above zero"),
        ("tasks: [{id: A, success: [won]}]\n", "there is no outcome 'won'"),
        ("tasks: [{id: A, partial_credit: 2}]\n", "no part of a success"),
        ("tasks: [{id: A}, {id: A}]\n", "stands twice"),
        ("outcomes: {meh: maybe}\n", "there is no outcome 'maybe'"),
    ],
)
def test_a_wrong_config_is_refused(tasks, config, said):
    code, document = tasks(HEAD + "1,A,yes,3\n", config=config)
    assert code == 2
    assert said in document["error"]["message"]


def test_the_worked_example_has_a_verdict_for_every_task(cli, monkeypatch):
    monkeypatch.chdir(ROOT)
    code, out, err = cli(["tasks", "--config", "configs/usability_test.yaml", "--format", "json"])
    assert (code, err) == (0, "")
    document = json.loads(out)
    judged = {r["task"]: r["readings"][0]["label"] for r in document["results"] if r["readings"]}
    assert set(judged) == {"find-menu", "customise", "checkout", "redeem", "reorder"}
    assert set(judged.values()) <= {"met", "missed", "undecided"}
    shown = of(document, "sum", "checkout")["parts"]
    assert {"completion", "time", "errors"} <= shown.keys()


@pytest.mark.parametrize("format", ["table", "csv", "markdown"])
def test_every_format_carries_the_tasks(cli, samples, format):
    code, out, _ = cli(["tasks", samples / "usability_test.csv", "--format", format])
    assert code == 0
    assert "checkout" in out


@pytest.mark.parametrize("measure", TASKS, ids=[m.key for m in TASKS])
def test_every_measure_is_explained_and_has_a_section(cli, measure):
    code, out, _ = cli(["explain", measure.key])
    assert code == 0
    assert measure.name in out
    page = (ROOT / "docs" / "measures.md").read_text(encoding="utf-8")
    section = re.search(rf"^## {re.escape(measure.key)}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    assert section is not None
    for fact in ("Kind: UX", measure.definition, *measure.intervals):
        assert fact in section[1]


def test_definitions_are_not_compared_where_there_is_only_one(cli, samples):
    code, _, err = cli(["explain", "success", samples / "usability_test.csv"])
    assert code == 2
    assert "one definition only" in err


@pytest.mark.parametrize(
    ("name", "after_success"), [("SEQ", 2), ("ASQ", 6), ("SMEQ", 120), ("satisfaction", 1)]
)
def test_a_scale_that_is_turned_round_is_told(tasks, name, after_success):
    other = {"SEQ": 6, "ASQ": 2, "SMEQ": 10, "satisfaction": 5}[name]
    rows = "".join(
        f"{i},A,{'yes' if i % 2 else 'no'},{after_success if i % 2 else other}\n" for i in range(20)
    )
    document = tasks(f"participant,task,outcome,{name}\n{rows}")[1]
    assert any("is the scale turned round?" in note for note in document["notes"])
    right = rows.replace(f",yes,{after_success}", f",yes,{other}").replace(
        f",no,{other}", f",no,{after_success}"
    )
    document = tasks(f"participant,task,outcome,{name}\n{right}")[1]
    assert not any("turned round" in note for note in document["notes"])
