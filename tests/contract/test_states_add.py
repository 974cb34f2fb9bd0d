"""The law of every measure: the state of two halves is that of the whole, and says the same."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cxux_cli.estimators.states import of_json, total
from cxux_cli.history.estimate import estimated
from cxux_cli.history.read import results
from cxux_cli.history.record import record
from cxux_cli.history.run import Run as Recorded
from cxux_cli.measures.registry import BUILT_IN, COMMANDS
from cxux_cli.request import Request, Time
from cxux_cli.run import run as measure
from cxux_cli.study.periods import Every, window
from cxux_cli.trend import TrendRequest
from cxux_cli.trend import run as trend

if TYPE_CHECKING:
    from conftest import Run

# Measure -> a plain sample with its delimiter, and what a half of it no longer shows.
SAMPLES: Mapping[str, tuple[str, str, Sequence[str]]] = {
    "nps": ("plain_nps.tsv", "\t", ()),
    "enps": ("team_enps.csv", ",", ()),
    "csat": ("support_survey.csv", ",", ("--scale", "1-5")),
    "ces": ("support_survey.csv", ",", ()),
    "stars": ("store_reviews.csv", ",", ()),
    "pmf": ("pmf_survey.csv", ",", ()),
    "sus": ("sus_with_scores.csv", ",", ()),
    "umux": ("umux_survey.csv", ",", ()),
    "umux-lite": ("umux_lite_survey.csv", ",", ()),
    "seq": ("post_task.csv", ",", ()),
}
EVERY_MEASURE = pytest.mark.parametrize("key", SAMPLES)


def _states(cli: Run, path: Path, key: str, more: Sequence[str]) -> dict[str, dict[str, Any]]:
    code, out, err = cli([key, path, *more, "--format", "json", "--interval", next(iter(_intervals(key)))])
    assert code == 0, err
    return {r["measure"]: r for r in json.loads(out)["results"]}


def _intervals(key: str) -> Mapping[str, str]:
    return COMMANDS[key].estimator.intervals


def _halves(sample: Path, delimiter: str, folder: Path) -> list[Path]:
    with sample.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = list(csv.reader(file, delimiter=delimiter))
    found = []
    for i in range(2):
        found.append(folder / f"half{i}{sample.suffix}")
        with found[-1].open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=delimiter).writerows([header, *rows[i::2]])
    return found


def test_every_command_has_a_sample() -> None:
    assert set(SAMPLES) == set(COMMANDS)


@EVERY_MEASURE
def test_the_states_of_two_halves_add_to_that_of_the_whole(
    key: str, cli: Run, samples: Path, tmp_path: Path
) -> None:
    name, delimiter, more = SAMPLES[key]
    whole = _states(cli, samples / name, key, more)
    halves = [_states(cli, half, key, more) for half in _halves(samples / name, delimiter, tmp_path)]
    assert set(whole) == {key, *(companion.key for companion in COMMANDS[key].companions)}
    for of, result in whole.items():
        added = total([of_json(half[of]["state"]) for half in halves])
        assert added == of_json(result["state"])
        assert added is not None
        assert {half[of]["definition"] for half in halves} == {result["definition"]}


@EVERY_MEASURE
def test_a_kept_state_says_what_was_measured_at_any_confidence(
    key: str, samples: Path, tmp_path: Path
) -> None:
    name, _, more = SAMPLES[key]
    scale = (1, 5) if more else None
    store = str(tmp_path / "history.sqlite")
    requests = [
        Request(measure=COMMANDS[key], paths=(str(samples / name),), scale=scale, confidence=confidence)
        for confidence in (0.95, 0.8)
    ]
    reports = [measure(request).report for request in requests]
    record(store, [Recorded.of(reports[0], study="s", recorded=datetime(2026, 6, 1))])
    for kept in results(store):
        assert kept.result.state is not None
        other = next(r for r in reports[1].results if r.measure == kept.result.measure)
        found = estimated(kept.result, of_json(kept.result.state), confidence=0.8)
        assert found is not None
        assert (found.value, found.n) == (pytest.approx(other.estimate.value, rel=1e-12), other.estimate.n)
        if "persons" not in other.estimate.parts:
            assert (found.low, found.high) == pytest.approx(
                (other.estimate.low, other.estimate.high), rel=1e-12
            )
            assert found.evidence == other.estimate.evidence


def test_weeks_of_a_file_make_the_month_of_its_rows(samples: Path, tmp_path: Path) -> None:
    """Measured by week and pooled, and measured at once over the same days: the same numbers."""
    path, store = str(samples / "qualtrics_nps.csv"), str(tmp_path / "history.sqlite")
    nps = BUILT_IN["nps"]
    for by in ((), ("plan",)):
        weekly = measure(Request(measure=nps, paths=(path,), by=by, time=Time(every="week"))).report
        record(store, [Recorded.of(weekly, study="s", recorded=datetime(2026, 6, 1))])
    for segment in ({}, {"plan": "pro"}, {"plan": "free"}):
        pooled = trend(TrendRequest(store, "nps", every=Every.MONTH, segment=segment))
        for point in pooled.results:
            assert point.period is not None
            since, until = point.period.start.isoformat(), point.period.end.isoformat()
            asked = Request(measure=nps, paths=(path,), by=("plan",), time=Time(since=since, until=until))
            (direct,) = (r for r in measure(asked).report.results if dict(r.segment) == segment)
            assert point.state == direct.state
            assert (point.estimate.value, point.estimate.low, point.estimate.high) == (
                direct.estimate.value,
                direct.estimate.low,
                direct.estimate.high,
            )
            assert (point.estimate.n, point.n_missing) == (direct.estimate.n, direct.n_missing)


def test_weeks_that_are_measured_one_by_one_are_those_measured_at_once(samples: Path, tmp_path: Path) -> None:
    path = str(samples / "qualtrics_nps.csv")
    nps, stores = BUILT_IN["nps"], [str(tmp_path / name) for name in ("one", "all")]
    weekly = measure(Request(measure=nps, paths=(path,), time=Time(every="week"))).report
    at = datetime(2026, 6, 1)
    record(stores[1], [Recorded.of(weekly, study="s", recorded=at)])
    for week in (r.period for r in weekly.results if r.period is not None):
        since, until = week.start.isoformat(), week.end.isoformat()
        asked = Request(measure=nps, paths=(path,), time=Time(since=since, until=until))
        runs = [Recorded.of(measure(asked).report, study="s", recorded=at, window=window(since, until))]
        record(stores[0], runs)
    one, whole = (
        [(k.span, k.result.estimate, k.result.state) for k in results(s) if k.span.is_dated] for s in stores
    )
    assert one == whole
