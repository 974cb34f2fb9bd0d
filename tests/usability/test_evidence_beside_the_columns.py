"""Usability tests whose columns say less than the cells: logs, units, repeats, one task."""

from __future__ import annotations

import json
from math import exp, log

import pytest


@pytest.fixture
def tasks(cli, tmp_path):
    """`tasks(path or text, arguments)`: values by measure and task, and all notes."""

    def run(data, *arguments):
        path = data
        if isinstance(data, str):
            path = tmp_path / "test.csv"
            path.write_text(data)
        code, out, err = cli(["tasks", path, *arguments, "--format", "json"])
        assert code == 0, err
        report = json.loads(out)
        found = {(r["measure"], r["task"], *r["segment"].values()): r for r in report["results"]}
        notes = [*report["notes"], *(note for source in report["sources"] for note in source["notes"])]
        return found, " ".join(notes)

    return run


def _mean(*times):
    return exp(sum(map(log, times)) / len(times))


@pytest.mark.parametrize("stated", [False, True])
def test_starts_and_ends_of_tasks_are_looked_for_before_words_of_outcomes(cli, faults, tasks, stated):
    path = faults / "tests" / "log_step_outcome.csv"
    config = ["--config", faults / "tests" / "log_step_outcome.yaml"] if stated else []
    found, _ = tasks(path, *config)
    total = found["success", None]
    assert (total["value"], total["n"]) == (75, 4)
    assert found["time", "T1_filter"]["value"] == pytest.approx(20)
    assert found["time", "T2_edit"]["value"] == pytest.approx(40)


def test_a_log_is_known_by_its_cells_whatever_its_columns_are_called(tasks):
    log_of_two = (
        "wer,task,was,zeit,ergebnis\n"
        "a,find,begin,2026-01-05 10:00:00,\na,find,end,2026-01-05 10:00:30,success\n"
        "b,find,begin,2026-01-05 10:00:10,\nb,find,end,2026-01-05 10:01:10,failed\n"
    ).replace("wer", "proband")
    log_of_two = log_of_two.replace("ergebnis", "result")
    found, notes = tasks(log_of_two)
    assert found["success", "find"]["value"] == 50
    assert found["time", "find"]["value"] == pytest.approx(30)
    assert "2 attempts" in notes


def test_sessions_stand_for_people_in_a_log_without_people(tasks):
    interleaved = (
        "session_id,task,event,timestamp\n"
        "s1,find,start,2026-01-05 10:00:00\ns2,find,start,2026-01-05 10:00:05\n"
        "s1,find,success,2026-01-05 10:00:20\ns2,find,success,2026-01-05 10:00:45\n"
    )
    found, _ = tasks(interleaved)
    assert found["time", "find"]["value"] == pytest.approx(_mean(20, 40))


def test_what_was_correct_is_an_outcome(faults, tasks):
    found, _ = tasks(faults / "tests" / "is_correct.csv")
    assert found["success", None]["value"] == pytest.approx(200 / 3)
    time = found["time", None]
    assert time["value"] == pytest.approx(_mean(20, 45, 10, 40))
    assert time["definition"].endswith("times of successes")


def test_times_are_not_said_to_be_of_successes_where_no_outcome_is_known(tasks):
    found, _ = tasks("participant,task,time_s\n1,a,10\n2,a,20\n3,a,40\n")
    assert found["time", "a"]["definition"].endswith("times of all")


def test_columns_that_number_attempts_together_leave_them_to_the_rows(faults, tasks):
    found, notes = tasks(faults / "tests" / "trial_and_attempt.csv")
    success = found["success", "find"]
    assert (success["n"], success["value"]) == (6, pytest.approx(400 / 6))
    assert "#3 'trial', #4 'attempt'" in notes


def test_the_column_that_numbers_attempts_alone_is_taken(tasks):
    found, notes = tasks("pid,task,trial,attempt,time_s\n1,a,2,1,10\n1,a,1,1,20\n2,a,2,1,10\n2,a,1,1,20\n")
    assert found["learnability", "a"]["value"] == pytest.approx(-50)
    assert "several columns" not in notes


def test_a_row_for_each_person_with_time_and_errors_is_one_task(faults, tasks):
    found, _ = tasks(faults / "tests" / "time_and_errors_one_task.csv")
    assert found["time", "task"]["value"] == pytest.approx(_mean(100, 125, 80, 200))
    assert found["errors", "task"]["value"] == 1.5


@pytest.mark.parametrize(
    ("name", "success", "seconds"),
    [("short_ms_no_unit", 98.25, 2.9267), ("elapsed_ms_no_unit", 35.9649, 45.5563)],
)
def test_seconds_that_would_take_days_are_milliseconds(faults, tasks, name, success, seconds):
    found, notes = tasks(faults / "tests" / f"{name}.csv")
    assert found["success", None]["value"] == pytest.approx(success, abs=1e-4)
    assert found["time", None]["value"] == pytest.approx(seconds, abs=1e-4)
    assert "is taken as milliseconds" in notes


def test_a_unit_that_is_only_told_by_evidence_is_judged_by_no_gate(cli, tmp_path):
    rows = "".join(f"{i},a,yes,{40_000 + 137 * i}\n" for i in range(1, 13))
    for name, outcome in (("time", "no_data"), ("time_ms", "met")):
        (tmp_path / "t.csv").write_text(f"pid,task,success,{name}\n" + rows)
        (tmp_path / "cxux.yaml").write_text(
            "version: 1\nsources: {t: {path: t.csv}}\nmeasures: [{use: tasks, source: t}]\n"
            'gates: [{id: g, measure: time, target: "<= 60", rule: lower_bound, task: a}]\n'
        )
        _, out, _ = cli(["check", tmp_path / "cxux.yaml", "--format", "json"])
        verdict = json.loads(out)["gates"][0]
        assert verdict["outcome"] == outcome, verdict


@pytest.mark.parametrize(
    ("header", "rows", "seconds"),
    [
        # Beside it stands the same in seconds; start and end say it.
        ("time,time_s", [(2000 + i, (2000 + i) / 1000) for i in range(8)], 2.0035),
        ("elapsed,start,end", [(2500, f"10:00:{i:02}.0", f"10:00:{i + 2:02}.5") for i in range(8)], 2.5),
    ],
)
def test_other_times_of_the_rows_say_the_unit(tasks, header, rows, seconds):
    text = f"pid,task,{header}\n" + "".join(
        f"{i},a,{','.join(map(str, row))}\n" for i, row in enumerate(rows)
    )
    found, _ = tasks(text)
    assert found["time", "a"]["value"] == pytest.approx(seconds, rel=1e-3)


def test_long_times_that_nothing_speaks_against_are_questioned_and_not_changed(tasks):
    text = "pid,task,time\n" + "".join(f"{i},a,{1201 + 7 * i}\n" for i in range(12))
    found, notes = tasks(text)
    assert found["time", "a"]["value"] > 1200
    assert "are they milliseconds?" in notes
    rounded = "pid,task,time\n" + "".join(f"{i},a,{1200 + 60 * i}\n" for i in range(12))
    assert "milliseconds" not in tasks(rounded)[1]


def test_a_time_is_compared_with_start_and_end(tasks):
    text = "user,task,start,end,elapsed\n1,a,10:00:00,10:00:30,30\n2,a,11:00:00,11:00:20,20\n3,a,12:00:00,12:00:40,70\n"
    found, notes = tasks(text)
    assert found["time", "a"]["value"] == pytest.approx(_mean(30, 20, 70))
    assert "1 of 3 times is not end minus start" in notes


def test_two_columns_of_the_same_times_are_one(cli, tasks, tmp_path):
    found, _ = tasks("pid,task,duration,time (s)\n1,a,30,30\n2,a,20,20\n")
    assert found["time", "a"]["value"] == pytest.approx(_mean(20, 30))
    (tmp_path / "t.csv").write_text("pid,task,duration,time (s)\n1,a,30,20\n2,a,20,5\n")
    code, _, err = cli(["tasks", tmp_path / "t.csv"])
    assert code == 2 and "several columns may hold the time" in err


def test_repeats_under_other_conditions_are_no_learning(faults, tasks):
    path = faults / "tests" / "repeats_are_conditions.csv"
    found, notes = tasks(path, "--column", "time=time_s")
    assert not any(key[0].startswith("learnability") for key in found)
    assert "--by interface" in notes
    found, _ = tasks(path, "--column", "time=time_s", "--by", "interface")
    assert found["time", "task", "old"]["value"] == pytest.approx(_mean(40, 50, 60, 44))
    assert found["time", "task", "new"]["value"] == pytest.approx(_mean(20, 25, 30, 22))


@pytest.mark.parametrize("column", ["session", "round", "Day", "block_no"])
def test_what_only_counts_the_repeats_is_learning(tasks, column):
    rows = "".join(f"{i},a,{k},{40 // k}\n" for i in range(4) for k in (1, 2))
    found, _ = tasks(f"participant,task,{column},time_s\n" + rows)
    assert found["learnability", "a"]["value"] == pytest.approx(-50)


def test_an_error_names_the_columns_that_were_seen(cli, tmp_path):
    (tmp_path / "t.csv").write_text("user,task_id,remark\n1,a,x\n2,a,y\n")
    code, _, err = cli(["tasks", tmp_path / "t.csv"])
    assert code == 4
    assert "#2 'task_id' says which task it was, and no column how it ended" in err
    assert "Q1" not in err and "--column outcome=NAME" in err and "'remark'" in err
