"""A history can be moved, joined, thinned and checked, and says what is wrong with it."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from kept_runs import RECORDED, result, run, week

from cxux_cli.errors import InputError
from cxux_cli.history.prune import prune
from cxux_cli.history.read import previous_outcomes, results
from cxux_cli.history.record import record
from cxux_cli.history.summary import summary
from cxux_cli.history.transfer import export, import_lines
from cxux_cli.history.verify import verify


@pytest.fixture
def store(tmp_path: Path) -> str:
    path = str(tmp_path / "history.sqlite")
    tiny = result([9, 9], segment={"plan": "tiny"}, hidden=True)
    for i in range(4):
        measured = (result([9, 10, i]), result([70.0, 52.5 + i], measure="sus", segment={"plan": None}), tiny)
        record(path, [run(*measured, window=week(i), outcomes={"done": "met" if i else "missed"})])
    record(path, [run(result([9]), sha256="ff")])
    return path


def test_an_export_is_imported_as_it_was(store: str, tmp_path: Path) -> None:
    lines = list(export(store))
    other = str(tmp_path / "other.sqlite")
    for _ in range(2):
        found = import_lines(other, lines, where="x")
        assert (found.runs, found.results, found.newer) == (5, 13, 0)
        assert list(export(other)) == lines
    assert [k.result for k in results(other)] == [k.result for k in results(store)]
    asked = {"study": "shop", "window": week(4)}
    assert previous_outcomes(other, ["done"], 9, **asked) == previous_outcomes(store, ["done"], 9, **asked)  # type: ignore[arg-type]


def test_an_export_does_not_depend_on_when_runs_were_written(tmp_path: Path) -> None:
    runs = [run(result([9, i]), window=week(i)) for i in range(5)]
    stores = [str(tmp_path / name) for name in ("a", "b")]
    record(stores[0], runs)
    for each in reversed(runs):
        record(stores[1], [each])
    assert list(export(stores[0])) == list(export(stores[1]))


def test_histories_of_two_machines_are_joined_and_the_later_measuring_counts(tmp_path: Path) -> None:
    here, there = (str(tmp_path / name) for name in ("here", "there"))
    later = RECORDED + timedelta(days=1)
    record(
        here, [run(result([9]), window=week(0)), run(result([0]), window=week(1), outcomes={"g": "missed"})]
    )
    record(
        there,
        [
            run(result([10, 10]), window=week(1), recorded=later, outcomes={"g": "met"}),
            run(result([0]), window=week(2)),
        ],
    )
    for path, lines in ((here, list(export(there))), (there, list(export(here)))):
        import_lines(path, lines, where="x")
    assert [(k.span.label, k.result.estimate.value) for k in results(here)] == [
        ("2026-W02", 100.0),
        ("2026-W03", 100.0),
        ("2026-W04", -100.0),
    ]
    assert list(export(here)) == list(export(there))


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("run", "since"), "yesterday", "cannot be read"),
        (("run", "until"), "2026-01-01", "holds no time"),
        (("run", "study"), None, "no study"),
        (("run", "ledger", 0, "used"), 8, "does not add up"),
        (("results", 1, "value"), 99.0, "does not give its value"),
        (("results", 1, "n"), 4, "does not give its value"),
        (("results", 1, "n"), 10**30, "n is"),
        (("results", 1, "n"), "many", "n is 'many'"),
        (("results", 1, "state", "kind"), "guess", "not known"),
        (("results", 1, "facts", "better"), "maybe", "cannot be read"),
        (("results", 1, "slices"), [["age"], False, False], "another cut"),
        (("results", 1, "hidden"), 1, "below the privacy floor"),
        (("cxux_history",), 9, "version 9"),
        (("outcomes",), {"done": 1}, "no words"),
    ],
)
def test_what_does_not_agree_is_not_imported(
    store: str, tmp_path: Path, path: tuple[str | int, ...], value: object, said: str
) -> None:
    lines = list(export(store))
    line = json.loads(lines[1])
    place = line
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    lines[1] = json.dumps(line)
    other = tmp_path / "other.sqlite"
    with pytest.raises(InputError) as caught:
        import_lines(str(other), lines, where="x.jsonl")
    assert said in caught.value.details[0]
    assert caught.value.details[0].startswith("line 2: ")
    assert not other.exists()


@pytest.mark.parametrize(
    "line", ["{", "[]", "{}", "3", '{"cxux_history":1}', "[" * 100_000, '{"cxux_history":NaN}']
)
def test_lines_that_are_no_runs_are_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(InputError, match="nothing was imported"):
        import_lines(str(tmp_path / "h"), [line], where="x")


def test_the_newest_windows_stay(store: str) -> None:
    would = prune(store, keep=2, dry_run=True)
    assert [each.label for each in would] == ["2026-W02", "2026-W03", "2026-W04"]
    assert len(results(store)) == 13
    assert prune(store, keep=2) == would
    # The whole file was measured in June, and counts by that.
    assert list(dict.fromkeys(k.span.label for k in results(store))) == ["", "2026-W05"]
    with sqlite3.connect(store) as connection:
        assert connection.execute("SELECT count(*) FROM outcomes").fetchone()[0] == 1
    assert prune(store, keep=2) == ()
    assert verify(store).problems == ()


def test_windows_that_ended_before_a_day_go(store: str) -> None:
    assert [each.label for each in prune(store, before="2026-01-19")] == ["2026-W02", "2026-W03"]
    assert [each.label for each in prune(store, before="2027-01-01", dry_run=True)][
        -1
    ] == "measured 2026-06-01T03:00:00"


def test_windows_are_counted_for_each_source(tmp_path: Path) -> None:
    store = str(tmp_path / "h")
    record(store, [run(result([9]), window=week(i), source=s) for i in range(3) for s in ("a", "b")])
    prune(store, keep=1)
    assert sorted((k.source, k.span.label) for k in results(store)) == [("a", "2026-W04"), ("b", "2026-W04")]


def test_a_sound_history_is_said_to_be(store: str) -> None:
    found = verify(store)
    assert (found.runs, found.results, found.states, found.hidden, found.outcomes) == (5, 13, 9, 4, 4)
    assert found.problems == ()
    assert found.unknown == 0


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE results SET value = 12 WHERE id = 1", "does not give its value 12.0"),
        ("UPDATE results SET state = '{' WHERE id = 1", "cannot be read"),
        ("UPDATE results SET n = 2 WHERE hidden", "holds n"),
        ('UPDATE results SET segment = \'{"age":"9"}\' WHERE id = 1', "another cut"),
        ("UPDATE runs SET ledger = replace(ledger, '\"used\":9', '\"used\":8')", "does not add up"),
        ("UPDATE runs SET until = since WHERE since <> ''", "holds no time"),
        ("DELETE FROM runs WHERE id = 1", "belongs to no run"),
    ],
)
def test_every_damage_is_found(store: str, damage: str, said: str) -> None:
    with sqlite3.connect(store) as connection:
        connection.execute(damage)
    connection.close()
    assert any(said in problem for problem in verify(store).problems)


@pytest.mark.parametrize(
    "cell",
    ["low = '{}'", "n = 1e308", "n_missing = 'NaN'", "high = 9e999", "confidence = 'x'", "persons = 0.5"],
)
def test_what_no_run_wrote_is_one_error_when_it_is_read(store: str, cell: str) -> None:
    with sqlite3.connect(store) as connection:
        connection.execute(f"UPDATE results SET {cell}")
    connection.close()
    with pytest.raises(InputError, match="the history is damaged: result"):
        results(store)


@pytest.mark.parametrize("cell", ["segment = '9}'", "confidence = x'ff00'", "low = 9e999", "state = '{'"])
def test_what_no_run_wrote_is_not_exported(store: str, cell: str) -> None:
    with sqlite3.connect(store) as connection:
        connection.execute(f"UPDATE results SET {cell} WHERE id = 1")
    connection.close()
    with pytest.raises(InputError, match="the history is damaged: run"):
        list(export(store))


def test_torn_pages_are_found(store: str) -> None:
    path = Path(store)
    content = bytearray(path.read_bytes())
    content[4096:8192] = bytes(4096)
    path.write_bytes(content)
    try:
        assert verify(store).problems
    except InputError as error:
        assert "damaged" in error.message


def test_states_of_definitions_that_are_gone_are_counted_not_refused(tmp_path: Path) -> None:
    store = str(tmp_path / "h")
    record(store, [run(result([9]))])
    with sqlite3.connect(store) as connection:
        connection.execute("UPDATE results SET definition = 'nps.v0'")
    found = verify(store)
    assert (found.unknown, found.problems) == (1, ())


def test_a_state_that_says_something_else_is_not_kept(tmp_path: Path) -> None:
    store = str(tmp_path / "h")
    wrong = result([9, 9, 3])
    record(store, [run(replace(wrong, state=result([9, 9, 9]).state))])
    assert results(store)[0].result.state is None


def test_a_share_of_no_registered_measure_is_kept_as_a_count(tmp_path: Path) -> None:
    store = str(tmp_path / "h")
    share = result([1, 1, 0, 1], measure="pmf", definition="tree.v1")
    estimate = replace(share.estimate, value=75.0)
    record(store, [run(replace(share, measure="tree-success", estimate=estimate))])
    assert results(store)[0].result.state == {"kind": "share", "k": 3.0, "n": 4}


def test_a_summary_names_every_series_and_gate(store: str) -> None:
    found = summary(store)
    assert found.runs == 5
    nps, sus = found.series
    assert (nps.measure, nps.windows, nps.results, nps.hidden, nps.added) == ("nps", 5, 9, 4, 5)
    assert (sus.first, sus.last) == ("2026-W02", "2026-W05")
    (gate,) = found.gates
    assert (gate.gate, gate.outcomes, gate.runs) == ("done", ("met", "met", "met", "missed"), 4)
