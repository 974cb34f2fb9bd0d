"""A history keeps what was measured, once, and nothing about people; it is whole or refused, never half-written."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from kept_runs import RECORDED, nothing, result, run, week

from cxux_cli.errors import ExitCode, InputError, LockedError, OutputError, UsageError
from cxux_cli.history.read import previous_outcomes, results
from cxux_cli.history.record import record
from cxux_cli.history.schema import VERSION
from cxux_cli.history.span import Span
from cxux_cli.history.store import writing
from cxux_cli.results import Evidence, Period
from cxux_cli.study.periods import Window


@pytest.fixture
def store(tmp_path: Path) -> str:
    return str(tmp_path / "history.sqlite")


def _values(store: str, measure: str = "nps") -> list[tuple[str, float | None]]:
    return [(kept.span.label, kept.result.estimate.value) for kept in results(store, measure)]


def test_what_is_kept_is_what_was_measured(store: str) -> None:
    measured = result([9, 10, 3, 7], segment={"plan": None, "role": "buyer"}, persona="crew", task="checkout")
    evidence = Evidence("net", (2, 1, 4), 100)
    measured = replace(measured, estimate=replace(measured.estimate, evidence=evidence))
    record(store, [run(measured, window=week(0))])
    (kept,) = results(store)
    back = kept.result
    assert (back.segment, back.persona, back.task) == ({"plan": None, "role": "buyer"}, "crew", "checkout")
    assert back.estimate == replace(measured.estimate, parts={}, notes=())
    assert back.state == measured.state
    assert (back.name, back.unit, back.better, back.range) == (
        "Net Promoter Score",
        "points",
        "higher",
        (-100, 100),
    )
    assert (kept.study, kept.source, kept.recorded) == ("shop", "survey", RECORDED)
    assert back.period is not None
    assert (back.period.label, back.period.every) == ("2026-W02", "week")


def test_a_window_measured_again_replaces_what_was_kept(store: str) -> None:
    for _ in range(3):
        record(store, [run(result([9]), window=week(0)), run(result([0]), window=week(1))])
    record(store, [run(result([9, 0]), window=week(0), sha256="bb")])
    assert _values(store) == [("2026-W02", 0.0), ("2026-W03", -100.0)]
    with sqlite3.connect(store) as connection:
        assert connection.execute("SELECT count(*) FROM runs").fetchone()[0] == 2


def test_a_segment_that_is_gone_goes_with_its_window(store: str) -> None:
    record(
        store, [run(result([9]), *(result([9], segment={"plan": p}) for p in ("pro", "pr0")), window=week(0))]
    )
    record(store, [run(result([9]), result([9], segment={"plan": "pro"}), window=week(0))])
    assert [kept.result.segment for kept in results(store)] == [{"plan": "pro"}, {}]


def test_another_cut_of_the_same_measure_stays(store: str) -> None:
    record(store, [run(result([9]), result([9], segment={"plan": "pro"}), window=week(0))])
    record(store, [run(result([8]), window=week(0))])
    assert [kept.result.segment for kept in results(store)] == [{"plan": "pro"}, {}]


@pytest.mark.parametrize(
    "other",
    [
        {"study": "till"},
        {"source": "panel"},
        {"where": "plan = 'pro'"},
        {"sha256": "bb"},
    ],
)
def test_other_studies_sources_rows_and_whole_files_are_kept_apart(store: str, other: dict[str, str]) -> None:
    record(store, [run(result([9])), run(result([0]), **other)])  # type: ignore[arg-type]
    record(store, [run(result([9])), run(result([0]), **other)])  # type: ignore[arg-type]
    assert _values(store) == [("", 100.0), ("", -100.0)]


def test_another_definition_or_scale_replaces_nothing(store: str) -> None:
    record(store, [run(result([9]), window=week(0))])
    record(store, [run(result([9], definition="nps.v2"), window=week(0))])
    record(store, [run(result([9], scale=(1, 10)), window=week(0))])
    assert len(results(store)) == 3


def test_periods_of_one_run_are_kept_one_by_one_and_cut_at_its_window(store: str) -> None:
    since, until = week(0).since, week(1).until
    assert since is not None
    assert until is not None
    periods = [
        Period(
            "week",
            f"2026-W0{2 + i}",
            since.date() + timedelta(weeks=i),
            since.date() + timedelta(weeks=i + 1),
        )
        for i in range(2)
    ]
    series = [replace(result([9]), period=period) for period in periods]
    record(store, [run(*series, result([9, 9]), window=Window(since, until - timedelta(days=2)))])
    assert [kept.span.label for kept in results(store)] == [
        "2026-W02",
        "from 2026-01-05 to before 2026-01-17",
        "from 2026-01-12 to before 2026-01-17",
    ]
    record(store, [run(*series, window=Window(since, until))])
    assert "2026-W03" in [kept.span.label for kept in results(store)]


def test_the_store_holds_no_number_of_a_hidden_result(store: str) -> None:
    record(store, [run(result([9, 9, 3], segment={"plan": "tiny"}, hidden=True), window=week(0))])
    (kept,) = results(store)
    assert kept.result.hidden
    assert nothing(kept.result.estimate)
    assert kept.result.state is None
    with sqlite3.connect(store) as connection:
        row = connection.execute(
            "SELECT value, low, high, n, n_missing, n_effective, state, evidence FROM results"
        )
        assert set(row.fetchone()) == {None}


def test_a_list_of_measurements_is_kept_as_moments(store: str) -> None:
    answers = [i / 3 for i in range(300)]
    record(store, [run(result(answers, measure="sus"), window=week(0))])
    (kept,) = results(store, "sus")
    assert kept.result.state == {
        "kind": "moments",
        "log": False,
        "n": 300,
        "sum": pytest.approx(sum(answers), rel=1e-15),
        "sum2": pytest.approx(sum(x * x for x in answers), rel=1e-15),
    }


def test_two_results_that_nothing_tells_apart_are_refused_whole(store: str) -> None:
    with pytest.raises(UsageError, match="nothing tells apart"):
        record(store, [run(result([9]), window=week(0)), run(result([9]), result([0]), window=week(1))])
    with pytest.raises(InputError, match="empty"):
        results(store)


def test_outcomes_of_the_runs_before_the_newest_first(store: str) -> None:
    for i, outcome in enumerate(("met", "missed", "missed", "undecided")):
        record(store, [run(result([9]), window=week(i), outcomes={"done": outcome, "other": "met"})])

    def before(number: int, k: int = 9) -> tuple[str, ...]:
        return previous_outcomes(store, ["done"], k, study="shop", window=week(number))["done"]

    assert before(4) == ("undecided", "missed", "missed", "met")
    assert before(4, 2) == ("undecided", "missed")
    # A window that is measured again does not count itself, nor what came later.
    assert before(2) == ("missed", "met")
    assert previous_outcomes(store, ["none"], 3, study="shop", window=week(4)) == {"none": ()}
    assert previous_outcomes(store, ["done"], 3, study="till", window=week(4)) == {"done": ()}
    assert previous_outcomes(store + "x", ["done"], 3, study="shop", window=week(4)) == {"done": ()}
    record(store, [run(result([9]), window=week(1), outcomes={"done": "met"})])
    assert before(4) == ("undecided", "missed", "met", "met")


def test_outcomes_of_whole_files_are_told_apart_by_the_files(store: str) -> None:
    runs = [run(result([9]), sha256=s, outcomes={"done": o}) for s, o in (("a", "missed"), ("b", "met"))]
    for each in runs:
        record(store, [each])
    asked = {"study": "shop", "window": runs[0].window}
    assert previous_outcomes(store, ["done"], 5, inputs=runs[1].inputs, **asked) == {"done": ("missed",)}  # type: ignore[arg-type]
    assert previous_outcomes(store, ["done"], 5, inputs="new", **asked) == {"done": ("met", "missed")}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("since", "until", "label"),
    [
        ("2026-01-05", "2026-01-12", "2026-W02"),
        ("2026-01-05", "2026-01-06", "2026-01-05"),
        ("2026-02-01", "2026-03-01", "2026-02"),
        ("2026-04-01", "2026-07-01", "2026-Q2"),
        ("2026-01-01", "2027-01-01", "2026"),
        ("2026-01-06", "2026-01-13", "from 2026-01-06 to before 2026-01-13"),
        ("2026-01-05T09:00:00", "2026-01-12", "from 2026-01-05T09:00:00 to before 2026-01-12"),
        ("2026-01-05", "", "from 2026-01-05"),
        ("", "2026-01-05", "to before 2026-01-05"),
        ("", "", ""),
    ],
)
def test_a_span_is_called_by_the_calendar_where_it_can_be(since: str, until: str, label: str) -> None:
    span = Span.read(since, until)
    assert span.label == label
    assert span.texts == (since, until)


def test_a_file_that_is_no_database_is_refused_and_left_alone(store: str) -> None:
    Path(store).write_text("plan,score\npro,9\n" * 100)
    before = Path(store).read_bytes()
    with pytest.raises(InputError, match="not an SQLite file"):
        record(store, [run(result([9]))])
    with pytest.raises(InputError, match="not an SQLite file"):
        results(store)
    assert Path(store).read_bytes() == before


def test_the_database_of_another_program_is_refused_and_left_alone(store: str) -> None:
    with sqlite3.connect(store) as connection:
        connection.execute("CREATE TABLE songs (name TEXT)")
    connection.close()
    before = Path(store).read_bytes()
    with pytest.raises(InputError, match="another program"):
        record(store, [run(result([9]))])
    assert Path(store).read_bytes() == before


def test_tables_of_a_newer_version_are_refused(store: str) -> None:
    record(store, [run(result([9]))])
    with sqlite3.connect(store) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    for action in (lambda: record(store, [run(result([9]))]), lambda: results(store)):
        with pytest.raises(InputError, match="newer cxux"):
            action()


def test_a_writer_that_waits_too_long_says_so(store: str) -> None:
    with writing(store), pytest.raises(LockedError) as caught:
        record(store, [run(result([9]))], wait=0.05)
    assert caught.value.code == ExitCode.LOCKED == 75


def test_a_missing_folder_and_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as caught:
        record(str(tmp_path / "none" / "h.sqlite"), [run(result([9]))])
    assert caught.value.hint == "the folder does not exist"
    with pytest.raises(UsageError, match="folder"):
        record(str(tmp_path), [run(result([9]))])
    with pytest.raises(InputError, match="no history yet"):
        results(str(tmp_path / "h.sqlite"))


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="permissions do not stop this user")
def test_a_read_only_history_can_be_read_and_is_not_written(store: str) -> None:
    record(store, [run(result([9]))])
    Path(store).chmod(0o444)
    Path(store).parent.chmod(0o555)
    try:
        assert len(results(store)) == 1
        with pytest.raises(OutputError, match="cannot be written"):
            record(store, [run(result([9]))])
    finally:
        Path(store).parent.chmod(0o755)


def test_a_full_disk_leaves_the_history_as_it_was(store: str) -> None:
    record(store, [run(result([9]), window=week(0))])
    before = [kept.result for kept in results(store)]
    with pytest.raises(OutputError, match="disk is full"), writing(store) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        for i in range(9_999):
            connection.execute("INSERT INTO outcomes VALUES (1, ?, 'met')", (f"gate {i}",))
    assert [kept.result for kept in results(store)] == before


def test_an_error_inside_a_transaction_undoes_all_of_it(store: str) -> None:
    record(store, [run(result([9]), window=week(0))])
    with pytest.raises(ZeroDivisionError), writing(store) as connection:
        connection.execute("DELETE FROM runs")
        raise ZeroDivisionError
    assert len(results(store)) == 1


def test_names_of_files_with_signs_of_a_uri(tmp_path: Path) -> None:
    store = str(tmp_path / "a b?mode=ro#c%20ü.sqlite")
    record(store, [run(result([9]))])
    assert [path.name for path in tmp_path.iterdir()] == [Path(store).name]


def test_a_hostile_name_is_only_a_name(store: str) -> None:
    name = "'); DROP TABLE runs; --"
    record(store, [run(result([9], segment={name: name}), study=name, source=name, where=name)])
    (kept,) = results(store)
    assert (kept.result.segment, kept.study, kept.source, kept.where) == ({name: name}, name, name, name)


def test_two_writers_at_once_both_keep_their_runs(store: str) -> None:
    code = (
        "import sys; sys.path[:0] = sys.argv[3:]\n"
        "from kept_runs import result, run, week\n"
        "from cxux_cli.history.record import record\n"
        "for i in range(25): record(sys.argv[1], [run(result([9]), window=week(i), study=sys.argv[2])])\n"
    )
    here = Path(__file__).parent
    both = [
        subprocess.Popen([sys.executable, "-c", code, store, name, str(here), str(here.parents[1])])
        for name in ("one", "two")
    ]
    assert [writer.wait(60) for writer in both] == [0, 0]
    kept = results(store)
    assert sorted((k.study, k.span.label) for k in kept) == sorted(
        (study, f"2026-W{2 + i:02}") for study in ("one", "two") for i in range(25)
    )


def test_nothing_of_an_answer_or_a_person_is_in_the_file(store: str) -> None:
    record(store, [run(replace(result([9, 3]), notes=("said by ann@example.org",)), window=week(0))])
    assert b"ann@example" not in Path(store).read_bytes()
    with sqlite3.connect(store) as connection:
        facts = [json.loads(row[0]) for row in connection.execute("SELECT facts FROM results")]
    assert set(facts[0]) == {
        "kind",
        "kind_reason",
        "name",
        "formula",
        "unit",
        "better",
        "range",
        "doubt",
        "total",
    }
