"""`cxux tasks` sliced: personas, periods, weights, the privacy floor; what adds up, and what few rows change."""

from __future__ import annotations

import csv
import json
import math
import random
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from cxux_cli.assemble import privacy
from cxux_cli.engine import attempts as engine
from cxux_cli.request import TasksRequest, Time
from cxux_cli.study.config.load import load
from cxux_cli.usability import run

HEAD = ("participant", "role", "task", "outcome", "seconds", "errors", "clicks", "seq", "date", "weight")
STUDY = """version: 1
personas:
  - {id: buyer, role: user, where: "role = 'buyer'"}
  - {id: crew, role: user, where: "role IN ('cook', 'cashier')"}
  - {id: ghost, role: user, where: "role = 'ghost'"}
tasks: [{id: a, target_time: 30s}]
"""
ALL = ("buyer", "crew", "ghost", "unassigned", None)


def rows(people=40, tasks="abc", seed=1, repeats=1):
    """Attempts of people at tasks, drawn from a seed."""
    draw = random.Random(seed)
    made = []
    for person in range(people):
        role = draw.choice(["buyer", "cook", "cashier", "guest"])
        date, weight = f"2026-0{draw.choice([1, 2, 4])}-1{draw.randint(0, 9)}", draw.choice([0.5, 1, 2.5])
        for task in tasks:
            for _ in range(repeats):
                ended = draw.choices(["success", "failed", "gave up", "partial"], [6, 2, 1, 1])[0]
                seconds = round(math.exp(draw.gauss(3.4, 0.5)), 1)
                counts = (draw.choice([0, 0, 1, 2]), draw.randint(3, 12), draw.randint(1, 7))
                made.append((f"P{person:03}", role, task, ended, seconds, *counts, date, weight))
    return made


@pytest.fixture
def report(tmp_path):
    """`report(rows, …)`: the report on a file of them; `study` is its config."""

    def measured(table, *, study=None, **options):
        path = tmp_path / "test.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(HEAD)
            writer.writerows(table)
        if study is not None:
            (tmp_path / "study.yaml").write_text(study, encoding="utf-8")
            options["study"] = load(tmp_path / "study.yaml")
        return run(TasksRequest(paths=(str(path),), **options))

    return measured


def found(report, measure, task=None, persona=None, period=None, **segment):
    (result,) = [
        r
        for r in report.results
        if (r.measure, r.task, r.persona) == (measure, task, persona)
        and (r.period.label if r.period else None) == period
        and dict(r.segment) == segment
    ]
    return result


def close(a, b, rel):
    """Whether two numbers are the same, or both are none."""
    return a == b if a is None or b is None else a == pytest.approx(b, rel=rel, abs=1e-9)


def alike(one, other):
    """Whether two reports say the same numbers of the same things."""
    keys = [(r.measure, r.task, r.persona, r.period, tuple(r.segment.items())) for r in one.results]
    assert keys == [(r.measure, r.task, r.persona, r.period, tuple(r.segment.items())) for r in other.results]
    for a, b in zip(one.results, other.results, strict=True):
        assert a.estimate.n == b.estimate.n, (a.measure, a.task)
        x, y = a.estimate, b.estimate
        pairs = [(x.value, y.value), *((x.parts[key], y.parts[key]) for key in y.parts)]
        # The people of a bootstrap are drawn in another order.
        pairs += [(x.low, y.low), (x.high, y.high)] if "bootstrap" not in x.method else []
        assert all(close(*pair, 1e-10) for pair in pairs), (a.measure, a.task, x, y)
        assert (a.n_missing, a.notes) == (b.n_missing, b.notes)
        assert [r.label for r in a.readings] == [r.label for r in b.readings]


def test_a_persona_is_what_its_condition_says(report):
    table = rows()
    whole = report(table, study=STUDY, personas=("buyer", "crew", "ghost"))
    alone = report([r for r in table if r[1] == "buyer"])
    for measure in ("success", "time", "time.median", "errors", "clicks", "seq", "efficiency"):
        a, b = found(whole, measure, "b", "buyer").estimate, found(alone, measure, "b").estimate
        assert (a.value, a.low, a.high, a.n) == pytest.approx((b.value, b.low, b.high, b.n))


def test_every_persona_those_of_none_and_everybody_are_shown(report):
    whole = report(rows(), study=STUDY, personas=("buyer", "crew", "ghost"))
    assert tuple(dict.fromkeys(r.persona for r in whole.results)) == ALL
    ghost = found(whole, "success", "a", "ghost")
    assert (ghost.estimate.value, ghost.estimate.n) == (None, 0)
    assert ghost.estimate.parts["attempts"] == 0
    assert "no attempts: nothing to estimate" in ghost.notes
    assert any("'ghost' matches nobody" in note for note in whole.notes)
    one = report(rows(), study=STUDY, personas=("crew",))
    assert tuple(dict.fromkeys(r.persona for r in one.results)) == ("crew", "unassigned", None)


def test_a_first_persona_that_matches_nobody_leaves_the_others_as_they_are(report):
    alone = report(rows(), study=STUDY, personas=("ghost",))
    ghost = found(alone, "time", "a", "ghost")
    assert (ghost.estimate.n, ghost.readings) == (0, ())
    own, its = (found(r, "time.median", "a").estimate for r in (alone, report(rows())))
    assert own == its


def test_periods_add_up_and_an_empty_one_stands_there(report):
    whole = report(rows(), time=Time(every="month"))
    labels = list(dict.fromkeys(r.period.label for r in whole.results if r.period))
    assert labels == ["2026-01", "2026-02", "2026-03", "2026-04"]
    assert found(whole, "success", "a", period="2026-03").estimate.n == 0
    total = found(whole, "success", "a").state
    parts = [found(whole, "success", "a", period=label).state for label in labels]
    assert sum(p["k"] for p in parts if p) == total["k"]


def test_a_window_leaves_out_rows_with_a_reason(report):
    whole = report(rows(), time=Time(since="2026-02"))
    (book,) = whole.ledger
    assert {e.reason for e in book.excluded} == {"before --since"}
    assert found(whole, "success").estimate.n == book.used


@pytest.mark.parametrize("measure", ["success", "time", "clicks", "seq", "errors.share"])
def test_states_of_segments_add_to_that_of_all(report, measure):
    whole = report(rows(), by=("role",))
    total = found(whole, measure, "a").state
    parts = [found(whole, measure, "a", role=role).state for role in ("buyer", "cashier", "cook", "guest")]
    for key, value in total.items():
        if key not in ("kind", "log"):
            assert sum(p[key] for p in parts) == pytest.approx(value)


def test_a_state_says_what_the_estimate_says(report):
    whole = report(rows())
    time = found(whole, "time", "a")
    n, total, squares = (time.state[key] for key in ("n", "sum", "sum2"))
    assert math.exp(total / n) == pytest.approx(time.estimate.value)
    error = math.sqrt((squares - total**2 / n) / (n - 1) / n)
    assert time.estimate.evidence.sums == pytest.approx((total / n, error, n - 1))
    success = found(whole, "success", "a")
    assert success.estimate.evidence.sums == (success.state["k"], success.state["n"])
    assert found(whole, "efficiency", "a").state is None
    assert found(whole, "time.median", "a").state is None


def test_evidence_of_people_who_repeat_is_over_people(report):
    whole = report(rows())
    success, time = found(whole, "success"), found(whole, "time")
    assert success.estimate.evidence.sums[1] < success.estimate.n
    assert success.estimate.evidence.sums[1] == success.estimate.n_effective
    assert time.estimate.evidence.sums[2] == time.estimate.parts["persons"] - 1


def test_what_is_hidden_shows_nothing(report):
    whole = report(rows(people=14), by=("role",), min_n=4)
    hidden = [r for r in whole.results if r.hidden]
    assert hidden
    for r in hidden:
        e = r.estimate
        assert (e.value, e.low, e.high, e.n_effective, dict(e.parts), e.evidence) == (
            *(None,) * 4,
            {},
            None,
        )
        assert (r.state, r.readings, r.missing, r.distribution) == (None, (), (), ())
    for r in whole.results:
        if not r.hidden:
            assert privacy.people_behind(r) >= 4


def test_no_hidden_cell_is_a_total_less_what_is_shown(report):
    whole = report(rows(people=14), by=("role",), min_n=4)
    families = Counter()
    for r in whole.results:
        if r.hidden and r.estimate.n:
            families[r.measure, "task", r.task, bool(r.segment)] += bool(r.segment)
            families[r.measure, "segment", tuple(r.segment.items()), r.task is None] += r.task is not None
    lonely = [key for key, n in families.items() if n == 1]
    for measure, kind, name, _ in lonely:
        totals = [
            r
            for r in whole.results
            if r.measure == measure
            and (
                (kind == "task" and r.task == name and not r.segment)
                or (kind == "segment" and tuple(r.segment.items()) == name and r.task is None)
            )
        ]
        assert all(r.hidden for r in totals), (measure, kind, name)


def test_equal_weights_change_nothing(report):
    table = rows()
    same = [(*row[:-1], 2) for row in table]
    plain, weighted = report(same), report(same, weight="weight")
    for measure in ("success", "success.credit", "time", "time.mean", "clicks", "seq", "errors.share"):
        a, b = found(plain, measure, "a").estimate, found(weighted, measure, "a").estimate
        assert (a.value, a.low, a.high, a.n) == pytest.approx((b.value, b.low, b.high, b.n))


def test_weights_weigh_shares_and_means(report):
    table = rows()
    whole = report(table, weight="weight")
    mine = [r for r in table if r[2] == "a"]
    w = np.array([r[-1] for r in mine])
    done = np.array([r[3] == "success" for r in mine])
    success = found(whole, "success", "a").estimate
    assert success.value == pytest.approx(100 * float(w @ done) / w.sum())
    assert success.n_effective == pytest.approx(w.sum() ** 2 / (w**2).sum())
    logs, v = np.log([r[4] for r in mine])[done], w[done]
    mean = float(v @ logs) / v.sum()
    # Taylor linearisation, as in R's survey package.
    error = math.sqrt(len(v) / (len(v) - 1) * float((v**2) @ (logs - mean) ** 2)) / v.sum()
    evidence = found(whole, "time", "a").estimate.evidence
    assert evidence.sums == pytest.approx((mean, error, len(v) - 1))
    assert found(whole, "time", "a").state is None


@pytest.mark.parametrize("measure", ["time.median", "errors", "efficiency", "sum"])
def test_what_takes_no_weights_shows_none_and_says_so(report, measure):
    estimate = found(report(rows(), weight="weight"), measure, "a")
    assert (estimate.estimate.value, estimate.estimate.low) == (None, None)
    assert any("not measured with weights" in note for note in estimate.notes)


@pytest.mark.parametrize("times", ["successes", "all", "censored"])
@pytest.mark.parametrize("repeats", [1, 3])
def test_it_does_not_matter_how_many_rows_are_taken_at_a_time(report, monkeypatch, times, repeats):
    table = rows(repeats=repeats)
    options = {"study": STUDY, "personas": ("buyer",), "by": ("role",), "times": times}
    whole = report(table, **options)
    monkeypatch.setattr(engine, "BUCKET_BYTES", 300)
    monkeypatch.setattr(engine, "_is_small", lambda plan: False)
    alike(whole, report(table, **options))


def test_a_long_file_is_kept_on_disk_and_says_the_same(tmp_path):
    table = rows(people=15_000, seed=5)
    path = tmp_path / "long.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        writer.writerows(table)
    assert path.stat().st_size > 2 * 2**20
    whole = run(TasksRequest(paths=(str(path),)))
    mine = [r for r in table if r[2] == "b" and r[3] == "success"]
    times = np.array([r[4] for r in mine])
    success = found(whole, "success", "b").estimate
    assert (success.n, success.parts["successes"]) == (15_000, len(mine))
    assert found(whole, "time", "b").estimate.value == pytest.approx(float(np.exp(np.log(times).mean())))
    assert found(whole, "time.median", "b").estimate.value == np.median(times)
    efficiency = found(whole, "efficiency", "b").estimate
    assert "15000 persons put at random into 1000 groups" in efficiency.method
    assert efficiency.low < efficiency.value < efficiency.high


def test_the_segments_of_cut_off_times_are_compared(report):
    whole = report(rows(), by=("role",), times="censored")
    notes = found(whole, "time.median", "a").notes
    assert any(note.startswith("log-rank test between 4 segments") for note in notes)


def test_the_report_of_everything_fits_the_schema(cli, tmp_path):
    path = tmp_path / "test.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEAD, *rows()])
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    options = ["--config", tmp_path / "study.yaml", "--persona", "all", "--min-n", "3", "--every", "month"]
    for form in ("json", "table", "csv", "markdown"):
        code, _, _ = cli(["tasks", path, *options, "--format", form])
        assert code == 0
    document = json.loads(cli(["tasks", path, *options, "--format", "json"])[1])
    kinds = {r["state"]["kind"] for r in document["results"] if r["state"]}
    assert kinds == {"share", "moments", "rate"}


def test_personas_need_a_study_that_has_them(cli, samples):
    code, _, err = cli(["tasks", samples / "usability_test.csv", "--persona", "buyer"])
    assert code == 2
    assert "study config" in err


def test_dates_that_are_not_there_are_asked_for(cli, samples):
    code, _, err = cli(["tasks", samples / "usability_test.csv", "--every", "month"])
    assert code == 2
    assert "no column says when" in err


def test_the_total_is_the_whole_test(report):
    whole = report(rows(), study=STUDY, personas=("buyer",), by=("role",))
    assert {r.task for r in whole.results if r.total} == {None}
    one = report(rows(tasks="a"))
    assert {r.task for r in one.results if r.total} == {"a"}
    assert replace(one.results[0]).total
