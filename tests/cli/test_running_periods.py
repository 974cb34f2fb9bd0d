"""The period of a series that may not have ended is marked in words, by what the file and the options say."""

import csv
import io
import json
from datetime import date, timedelta

import pytest


def days(first, last):
    day = date.fromisoformat(first)
    while day <= date.fromisoformat(last):
        yield day.isoformat()
        day += timedelta(days=1)


@pytest.fixture
def answers(tmp_path):
    def write(last):
        path = tmp_path / f"until-{last}.csv"
        lines = [f"{i},{9 - i % 4},{day}" for i, day in enumerate(days("2026-01-01", last))]
        path.write_text("id,nps,date\n" + "\n".join(lines) + "\n")
        return path

    return write


def unfinished(cli, arguments):
    code, out, err = cli([*arguments, "--format", "csv"])
    assert code == 0, err
    rows = list(csv.DictReader(io.StringIO(out)))
    return [row["period"] for row in rows if row["period_unfinished"] == "yes"]


@pytest.mark.parametrize(
    ("last", "every", "options", "running"),
    [
        ("2026-03-14", "month", [], ["2026-03"]),
        ("2026-03-30", "month", [], ["2026-03"]),
        ("2026-03-31", "month", [], []),
        ("2026-03-14", "quarter", [], ["2026-Q1"]),
        ("2026-03-14", "year", [], ["2026"]),
        ("2026-03-14", "week", [], ["2026-W11"]),
        ("2026-03-15", "week", [], []),
        ("2026-03-14", "day", [], []),
        # A window that cuts a period leaves a part of it; one that ends with it says that it has ended.
        ("2026-03-31", "month", ["--until", "2026-03-15"], ["2026-03"]),
        ("2026-03-14", "month", ["--until", "2026-04"], []),
        ("2026-03-14", "month", ["--until", "2027"], ["2026-03"]),
        ("2026-03-14", "month", ["--until", "2026-03"], []),
    ],
)
def test_a_period_runs_until_a_row_is_of_its_last_day(cli, answers, last, every, options, running):
    assert unfinished(cli, ["nps", answers(last), "--every", every, *options]) == running


def test_rows_that_do_not_count_show_as_well_when_a_file_was_written(cli, answers):
    asked = ["nps", answers("2026-04-02"), "--every", "month", "--where", "date < '2026-03-15'"]
    assert unfinished(cli, asked) == []


def test_every_output_says_so_in_words(cli, answers, tmp_path):
    note = "2026-03 may be unfinished: the newest row is of 2026-03-14"
    asked = ["nps", answers("2026-03-14"), "--every", "month"]
    for form in ("table", "markdown"):
        _, out, _ = cli([*asked, "--format", form])
        assert note in out.replace("\\", "")
        assert any(
            line.lstrip("| ").replace("\\", "").startswith("2026-03 (so far)") for line in out.splitlines()
        )
    page = tmp_path / "r.html"
    _, out, _ = cli([*asked, "--format", "json", "--html", page])
    report = json.loads(out)
    assert note in report["notes"]
    assert [r["period"] for r in report["results"]] == ["2026-01", "2026-02", "2026-03", None]
    shown = page.read_text(encoding="utf-8")
    assert note in shown
    assert "2026-03 (so far)" in shown


def test_the_same_file_gives_the_same_report_on_every_day(cli, answers, monkeypatch):
    asked = ["nps", answers("2026-03-14"), "--every", "month"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    first = cli(asked)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1900000000")
    assert cli(asked) == first


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "2026-03 may be unfinished: the newest row is of 2026-03-14"),
        (
            ["--as-of", "2026-03-20"],
            "2026-03 may be unfinished: it ends after 2026-03-20, the day of the run",
        ),
        (["--as-of", "2026-04-01"], None),
        (["--window", "2026-03", "--as-of", "2026-04-02"], None),
    ],
)
def test_the_day_of_a_run_says_whether_a_period_of_a_study_has_ended(cli, answers, tmp_path, options, said):
    config = tmp_path / "cxux.yaml"
    config.write_text(
        f"version: 1\nsources: {{s: {{path: '{answers('2026-03-14')}'}}}}\n"
        "measures: [{use: nps, source: s, every: month}]\n"
    )
    code, out, err = cli(["report", config, *options, "--format", "json"])
    assert code == 0, err
    assert [n for n in json.loads(out)["notes"] if "unfinished" in n] == [said] * (said is not None)


def test_tests_of_tasks_and_logs_have_it_too(cli, samples, tmp_path):
    tasks = tmp_path / "tasks.csv"
    lines = [f"{i},pay,{i % 3 and 1},{day}" for i, day in enumerate(days("2026-01-20", "2026-02-10"))]
    tasks.write_text("participant,task,success,date\n" + "\n".join(lines) + "\n")
    assert set(unfinished(cli, ["tasks", tasks, "--every", "month"])) == {"2026-02"}
    log = tmp_path / "log.csv"
    lines = [f"u{i % 7},s{i},{day}T10:00:00,/home" for i, day in enumerate(days("2026-01-20", "2026-02-10"))]
    log.write_text("user_id,session_id,timestamp,page\n" + "\n".join(lines) + "\n")
    assert set(unfinished(cli, ["web", log, "--every", "month"])) == {"2026-02"}
    lines = [f"u{i % 7},search,{day}T10:00:00" for i, day in enumerate(days("2026-01-20", "2026-02-10"))]
    log.write_text("user_id,event,timestamp\n" + "\n".join(lines) + "\n")
    assert set(unfinished(cli, ["adoption", log, "--every", "month"])) == {"2026-02"}
