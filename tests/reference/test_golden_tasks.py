"""Usability tests against other programs: R on published data, and counts of real exports.

CXUX_GOLDEN and CXUX_CORPUS name folders that are not part of the repository.
"""

import csv
import json
import os
from pathlib import Path

import pytest

from cxux_cli.stats.proportion import adjusted_wald
from cxux_cli.stats.survival import kaplan_meier, quantile

GOLDEN = Path(os.environ.get("CXUX_GOLDEN") or "unset")
CORPUS = Path(os.environ.get("CXUX_CORPUS") or "unset")
if not GOLDEN.is_dir() or not CORPUS.is_dir():
    pytest.skip("CXUX_GOLDEN or CXUX_CORPUS names no folder", allow_module_level=True)

FILES = ("literature.json", "ux_peers.json", "cx_peers.json")
ENTRIES = {e["id"]: e for name in FILES for e in json.loads((GOLDEN / name).read_text(encoding="utf-8"))}
TRUTH = json.loads((CORPUS / "truth.json").read_text(encoding="utf-8"))
HERITRACE = CORPUS / "ux" / "tasks_heritrace_usability_test.csv"


def tasks(cli, path, *options):
    code, out, err = cli(["tasks", path, "--format", "json", *options])
    assert (code, err) == (0, "")
    return {(r["task"], r["measure"]): r for r in json.loads(out)["results"]}


def test_a_task_as_r_has_it(cli):
    entry = ENTRIES["tasks-heritrace-merge_authors"]
    expected, found = entry["expected"], tasks(cli, HERITRACE)
    task = entry["params"]["task"]
    success = found[task, "success"]
    assert (success["n"], success["parts"]["successes"]) == (expected["n"], expected["completed"])
    assert success["low"] == pytest.approx(100 * expected["adj_wald_low"])
    assert success["parts"]["best_estimate"] == pytest.approx(100 * expected["laplace"])
    time = found[task, "time"]
    names = ("geo_mean", "geo_low", "geo_high")
    assert [time[k] for k in ("value", "low", "high")] == pytest.approx(
        [expected[f"time_{name}_complete"] for name in names]
    )
    assert found[task, "time.median"]["value"] == expected["time_median_complete"]
    assert found[task, "time.mean"]["value"] == pytest.approx(expected["time_mean_complete"])
    assert found[task, "errors"]["value"] == pytest.approx(expected["errors_per_attempt"])
    every = tasks(cli, HERITRACE, "--times", "all")[task, "time"]
    assert [every[k] for k in ("value", "low", "high")] == pytest.approx(
        [expected[f"time_{name}_all"] for name in names]
    )


def test_success_with_credit_as_published(cli):
    found = tasks(cli, HERITRACE)
    for group in ENTRIES["heritrace-success"]["expected"].values():
        for row in group:
            success = found[row["task_key"], "success"]
            parts = success["parts"]
            assert (success["n"], parts["direct"], parts["partial"], parts["timed_out"]) == (
                *(row["total"], row["complete"], row["partial"]),
                row["success_timeout"],
            )
            assert parts["failed"] == row["failed_misunderstanding"] + row["failed_bug"]
            credit = found.get((row["task_key"], "success.credit"), success)
            assert credit["value"] == pytest.approx(row["success_rate"])


def test_times_as_published(cli):
    found = tasks(cli, HERITRACE, "--times", "all")
    published = ENTRIES["heritrace-duration"]["expected"]
    published = published.get("by_task", published)
    assert len(published) == 6
    for task, row in published.items():
        mean, median = found[task, "time.mean"], found[task, "time.median"]
        assert mean["n"] == row["n_observations"]
        assert mean["value"] == pytest.approx(60 * row["mean"], rel=1e-7)
        assert mean["parts"]["sd"] == pytest.approx(60 * row["std"], rel=1e-7)
        assert mean["low"] == pytest.approx(60 * row["ci_95_lower"], rel=1e-7)
        assert median["value"] == pytest.approx(60 * row["median"], rel=1e-7)


def rows_of(entry):
    given = entry["input"]
    if "file" not in given:
        return given["time"], given["event"]
    with (CORPUS / given["file"]).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if "filter" in given:
        column, value = given["filter"].split("==")
        rows = [row for row in rows if row[column] == value]
    return [float(r[given["time"]]) for r in rows], [int(float(r[given["event"]])) for r in rows]


SURVIVAL = [
    pytest.param(e, id=e["id"])
    for e in ENTRIES.values()
    if e["metric"] == "kaplan_meier" and "weight" not in e["input"]
]


@pytest.mark.parametrize("entry", SURVIVAL)
def test_kaplan_meier(entry):
    times, done = rows_of(entry)
    curve = kaplan_meier(times, done, confidence=0.95)
    expected = entry["expected"]
    value, low, high = quantile(curve)
    assert value == expected["median"]
    if "median_ci" in expected:
        assert [low, high] == expected["median_ci"]
    for at, share in expected["S"].items():
        place = int((curve.times <= float(at)).sum()) - 1
        assert curve.share[place] == pytest.approx(share, rel=1e-9)
        if (limits := expected["CI"].get(at)) is not None:
            assert [curve.low[place], curve.high[place]] == pytest.approx(limits, rel=1e-8)


def test_completion_of_a_real_sheet_of_yes_and_no(cli):
    (entry,) = [e for e in TRUTH if e["file"].startswith("tasks/en_task_completion")]
    found = tasks(cli, CORPUS / "real" / entry["file"])
    for task, row in entry["expected"]["per_task"].items():
        success = found[task, "success"]
        assert (success["parts"]["successes"], success["n"]) == (row["x"], row["n"])
        low, _ = adjusted_wald(row["x"], row["n"], confidence=0.95)
        assert success["low"] == pytest.approx(100 * low)
    whole = found[None, "success"]
    assert (whole["n"], whole["parts"]["successes"]) == (
        entry["expected"]["attempts"],
        entry["expected"]["successes"],
    )
    assert whole["parts"]["persons"] == entry["expected"]["n_users"]


def test_first_success_of_a_real_sheet_with_codes_by_hand(cli, tmp_path):
    (entry,) = [e for e in TRUTH if e["file"].startswith("tasks/en_jupyterlab")]
    expected = entry["expected"]
    path = CORPUS / "real" / entry["file"]
    columns = ("participant=Code Name", "task=Subtask #", "outcome=First Success (Y or N)")
    options = [part for column in columns for part in ("--column", column)]
    code, _, err = cli(["tasks", path, *options])
    assert code == 4
    assert "'Y?' (2), 'C' (1)" in err
    config = tmp_path / "study.yaml"
    config.write_text('version: 1\noutcomes: {"Y?": partial, C: assisted}\n', encoding="utf-8")
    parts = tasks(cli, path, *options, "--config", config)[None, "success"]["parts"]
    assert parts["direct"] == expected["first_success_Y_strict_strip_upper"]
    assert parts["failed"] == expected["first_success_N"]
    assert (parts["partial"], parts["assisted"], parts["skipped"]) == (2, 1, 1)
