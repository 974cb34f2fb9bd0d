"""`cxux trend`: what is kept as a series, with changes that are tested, limits that are valid, and releases."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator
from kept_runs import MONDAY, RECORDED, result, run, week

from cxux_cli.compare import difference
from cxux_cli.errors import UsageError
from cxux_cli.history.record import record
from cxux_cli.results import Evidence, Marker
from cxux_cli.stats.compare import two_proportions, welch
from cxux_cli.stats.control_charts import p_chart, xmr
from cxux_cli.stats.multiplicity import benjamini_hochberg
from cxux_cli.study.periods import Every, Window
from cxux_cli.trend import TrendRequest
from cxux_cli.trend import run as trend

if TYPE_CHECKING:
    from conftest import Run

SCHEMA = json.loads(files("cxux_cli").joinpath("render/report.schema.json").read_text(encoding="utf-8"))
DRAWN = random.Random(7)
WEEKS = [[float(min(10, max(0, round(DRAWN.gauss(7.5, 2))))) for _ in range(40 + i)] for i in range(12)]


@pytest.fixture
def store(tmp_path: Path) -> str:
    path = str(tmp_path / "history.sqlite")
    for i, answers in enumerate(WEEKS):
        pmf = [1.0 + (x > 6) + (x > 8) for x in answers]
        measured = (
            result(answers),
            result(pmf, measure="pmf"),
            result(answers[:9], segment={"plan": "pro"}),
            result(answers[9:], segment={"plan": None}, persona="crew", task="checkout"),
        )
        record(path, [run(*measured, window=week(i))])
    return path


def _labels(store: str, **asked: Any) -> list[str]:
    report = trend(TrendRequest(store, "nps", **asked))
    return [r.period.label for r in report.results if r.period]


def test_a_series_is_what_was_kept_in_the_order_of_time(store: str) -> None:
    report = trend(TrendRequest(store, "nps"))
    assert [r.estimate.value for r in report.results] == [result(a).estimate.value for a in WEEKS]
    assert [r.period.label for r in report.results if r.period] == [f"2026-W{2 + i:02}" for i in range(12)]
    assert report.trend is not None
    assert (report.trend.every, report.trend.tests) == ("week", 11)


def test_changes_are_tested_together(store: str) -> None:
    report = trend(TrendRequest(store, "nps", confidence=0.9))
    evidence = [r.estimate.evidence for r in report.results]
    for i, found in enumerate(report.comparisons):
        first, second = evidence[i + 1], evidence[i]
        assert first is not None
        assert second is not None
        alone = difference(first, second, confidence=0.9)
        assert alone is not None
        assert (found.difference, found.low, found.high, found.p) == (
            pytest.approx(alone.difference),
            alone.low,
            alone.high,
            alone.p,
        )
        assert (found.a, found.b) == (f"2026-W{3 + i:02}", f"2026-W{2 + i:02}")
    adjusted = benjamini_hochberg([each.p for each in report.comparisons])
    assert [each.p_adjusted for each in report.comparisons] == adjusted


def test_a_share_has_p_limits_in_percent(store: str) -> None:
    report = trend(TrendRequest(store, "pmf"))
    counts = [sum(x > 8 for x in a) for a in WEEKS]
    chart = p_chart(counts, [len(a) for a in WEEKS])
    assert report.trend is not None
    assert report.trend.chart == chart.method
    assert report.trend.center == pytest.approx(100 * chart.center)
    for found, (low, high) in zip(report.trend.limits, chart.limits, strict=True):
        assert (found.low, found.high) == pytest.approx((100 * low, 100 * high))


def test_other_measures_have_xmr_limits_where_n_is_alike(store: str) -> None:
    report = trend(TrendRequest(store, "nps"))
    values = [r.estimate.value for r in report.results if r.estimate.value is not None]
    assert report.trend is not None
    assert report.trend.chart == "XmR chart"
    assert report.trend.limits[0].low == pytest.approx(xmr(values).limits[0][0])
    record(store, [run(result([9.0] * 200), window=week(12))])
    report = trend(TrendRequest(store, "nps"))
    assert report.trend is not None
    assert report.trend.chart is None
    assert "n from 40 to 200" in report.trend.why_no_limits


def test_few_points_have_no_limits_and_it_is_said(store: str) -> None:
    report = trend(TrendRequest(store, "nps", since="2026-03"))
    assert report.trend is not None
    assert report.trend.why_no_limits == "4 points, and limits of fewer than 8 say little"
    assert [each.low for each in report.trend.limits] == [None] * 4


def test_months_are_the_sums_of_weeks(store: str) -> None:
    report = trend(TrendRequest(store, "nps", every=Every.MONTH))
    assert [r.period.label for r in report.results if r.period] == ["2026-01", "2026-02", "2026-03"]
    first = report.results[0]
    assert first.estimate == replace(result([x for a in WEEKS[:4] for x in a]).estimate, notes=())
    assert any("its Thursday" in note for note in report.notes)


def test_slices_are_asked_for_by_name(store: str) -> None:
    report = trend(TrendRequest(store, "nps", segment={"plan": "pro"}))
    assert [r.estimate.n for r in report.results] == [9] * 12
    crossed = TrendRequest(store, "nps", segment={"plan": None}, persona="crew", task="checkout")
    assert trend(crossed).results[0].estimate.n == len(WEEKS[0]) - 9
    with pytest.raises(UsageError) as caught:
        trend(TrendRequest(store, "nps", persona="nobody"))
    assert "--segment plan=pro" in str(caught.value.hint)
    assert "--persona crew --task checkout --segment plan=" in str(caught.value.hint)


def test_what_is_not_there_is_named(store: str) -> None:
    with pytest.raises(UsageError, match="nothing of 'np'") as caught:
        trend(TrendRequest(store, "np"))
    assert caught.value.hint == "did you mean nps?"
    with pytest.raises(UsageError, match="no days of it"):
        trend(TrendRequest(store, "nps", every=Every.DAY))
    with pytest.raises(UsageError, match="no window that is kept lies in this time"):
        trend(TrendRequest(store, "nps", since="2027"))
    with pytest.raises(UsageError, match="confidence"):
        trend(TrendRequest(store, "nps", confidence=1.0))


def test_several_studies_and_sources_have_to_be_told_apart(store: str) -> None:
    record(
        store,
        [run(result([9]), study="till", window=week(0)), run(result([9]), source="panel", window=week(0))],
    )
    with pytest.raises(UsageError, match="more than one study: shop, till"):
        trend(TrendRequest(store, "nps"))
    with pytest.raises(UsageError, match="more than one source: panel, survey"):
        trend(TrendRequest(store, "nps", study="shop"))
    assert len(trend(TrendRequest(store, "nps", study="shop", source="survey")).results) == 12
    with pytest.raises(UsageError) as caught:
        trend(TrendRequest(store, "nps", study="none"))
    assert caught.value.where == "--study"


def test_the_newest_definition_counts_and_the_others_are_named(store: str) -> None:
    later = RECORDED + timedelta(days=1)
    record(store, [run(result([9, 3], scale=(1, 10)), window=week(i), recorded=later) for i in range(2)])
    report = trend(TrendRequest(store, "nps"))
    assert len(report.results) == 2
    assert "12 results of another definition, scale or choice of rows are left out: nps.v1" in report.notes[0]
    record(store, [run(result([9]), window=week(5), where="age > 30", recorded=later + timedelta(days=1))])
    assert _labels(store) == ["2026-W07"]
    assert len(_labels(store, where="")) == 2


def test_windows_that_overlap_are_not_tested(tmp_path: Path) -> None:
    store = str(tmp_path / "h")
    start = datetime.combine(MONDAY, datetime.min.time())
    for i in range(9):
        since = start + timedelta(weeks=i)
        record(store, [run(result([9, 9, i]), window=Window(since, since + timedelta(weeks=4)))])
    report = trend(TrendRequest(store, "nps"))
    assert report.comparisons == ()
    assert report.trend is not None
    assert report.trend.every == "window"
    assert "overlap" in report.trend.why_no_limits
    assert any("overlap" in note for note in report.notes)
    with pytest.raises(UsageError, match="no months of it"):
        trend(TrendRequest(store, "nps", every=Every.MONTH))


def test_the_shortest_periods_are_shown_and_the_others_named(store: str) -> None:
    month = Window(datetime(2026, 2, 1), datetime(2026, 3, 1))
    record(store, [run(result([9, 9, 1]), window=month), run(result([9]), sha256="ff")])
    assert len(_labels(store)) == 12
    assert _labels(store, every=Every.MONTH) == ["2026-02"]
    notes = trend(TrendRequest(store, "nps")).notes
    assert "1 run without a window left out" in notes
    assert "also kept: 1 by month" in notes
    assert "also kept: 12 by week" in trend(TrendRequest(store, "nps", every=Every.MONTH)).notes


def test_whole_files_stand_in_the_order_in_which_they_were_measured(tmp_path: Path) -> None:
    store = str(tmp_path / "h")
    for i in (2, 0, 1):
        at = RECORDED + timedelta(days=i)
        record(store, [run(result([9] * (i + 2) + [1]), sha256=f"{i}", recorded=at)])
    report = trend(TrendRequest(store, "nps"))
    assert [r.estimate.n for r in report.results] == [3, 4, 5]
    assert [r.period.label for r in report.results if r.period] == [f"2026-06-0{i}T03:00" for i in (1, 2, 3)]
    assert report.trend is not None
    assert report.trend.every == "run"
    assert any("whole files" in note for note in report.notes)
    with pytest.raises(UsageError, match="whole files were measured"):
        trend(TrendRequest(store, "nps", every=Every.MONTH))
    assert len(trend(TrendRequest(store, "nps", since="2026-06-02")).results) == 2


def test_hidden_periods_show_no_number_and_no_change(store: str) -> None:
    record(store, [run(result([9], hidden=True), window=week(3))])
    report = trend(TrendRequest(store, "nps"))
    assert report.results[3].hidden
    assert len(report.comparisons) == 10
    assert (report.comparisons[2].a, report.comparisons[2].b) == ("2026-W06", "2026-W04")
    assert report.trend is not None
    assert report.trend.limits[3].low is None


def test_releases_stand_in_their_period(store: str, cli: Run) -> None:
    releases = (Marker(date(2026, 1, 21), "1.4"), Marker(date(2025, 1, 1), "0.9"))
    report = trend(TrendRequest(store, "nps", releases=releases))
    assert report.trend is not None
    assert report.trend.releases == releases[:1]
    config = Path(store).with_name("cxux.yaml")
    config.write_text(
        "version: 1\nhistory: history.sqlite\nsources: {survey: {path: a.csv}}\n"
        "releases: [{date: 2026-01-21, name: '1.4 | <b>'}]\n"
    )
    code, out, _ = cli(["trend", "nps", config])
    assert code == 0
    line = next(line for line in out.splitlines() if line.startswith("2026-W04"))
    assert "1.4 | <b>" in line
    assert "Release  2026-01-21 1.4 | <b>" in out


def test_evidence_is_compared_by_the_test_of_its_shape() -> None:
    shares = difference(Evidence("share", (10, 12), 100), Evidence("share", (4, 13), 100), confidence=0.95)
    wanted = two_proportions(10, 12, 4, 13, confidence=0.95)
    assert shares is not None
    assert (shares.p, shares.low, shares.high) == pytest.approx(
        (wanted.p, 100 * wanted.low, 100 * wanted.high)
    )
    means = difference(Evidence("mean", (5.0, 0.3, 39)), Evidence("mean", (4.0, 0.4, 30)), confidence=0.95)
    t = welch(5.0, 0.3, 40, 4.0, 0.4, 31, confidence=0.95)
    assert means is not None
    assert t is not None
    assert (means.p, means.low, means.high) == pytest.approx((t.p, t.low, t.high))
    rates = difference(Evidence("rate", (9, 30)), Evidence("rate", (9, 30)), confidence=0.95)
    assert rates is not None
    assert rates.p == 1
    times = difference(
        Evidence("log-mean", (3.0, 0.1, 9)), Evidence("log-mean", (2.0, 0.1, 9)), confidence=0.95
    )
    assert times is not None
    assert times.difference > 0
    assert times.p < 0.001


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Evidence("share", (1, 2), 100), Evidence("mean", (1, 2, 3))),
        (Evidence("share", (1, 2), 100), Evidence("share", (1, 2))),
        (Evidence("mean", (1, 0.0, 3)), Evidence("mean", (1, 0.0, 3))),
        (Evidence("mean", (1, 0.5, 0)), Evidence("mean", (1, 0.5, 3))),
        (Evidence("net", (0, 0, 0), 100), Evidence("net", (1, 1, 3), 100)),
        (Evidence("new", ()), Evidence("new", ())),
    ],
)
def test_what_cannot_be_compared_has_no_test(first: Evidence, second: Evidence) -> None:
    assert difference(first, second, confidence=0.95) is None


def _run(cli: Run, arguments: Sequence[str]) -> str:
    code, out, err = cli(["trend", *arguments])
    assert code == 0, err
    return out


def test_the_json_fits_its_schema_and_says_it_all(store: str, cli: Run) -> None:
    document = json.loads(_run(cli, ["nps", "--history", store, "--format", "json"]))
    Draft202012Validator(SCHEMA).validate(document)
    assert document["results"][0]["period"] == "2026-W02"
    assert document["comparisons"][0].keys() >= {"difference", "low", "high", "p", "p_adjusted", "n_a", "n_b"}
    assert document["trend"]["chart"] == "XmR chart"
    assert len(document["trend"]["limits"]) == len(document["results"]) == 12
    assert (
        _run(cli, ["nps", "--history", store, "--format", "json"])
        == json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    )


def test_the_csv_has_a_row_per_period(store: str, cli: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(_run(cli, ["nps", "--history", store, "--format", "csv"]))))
    assert [row["period"] for row in rows] == [f"2026-W{2 + i:02}" for i in range(12)]
    assert rows[0]["difference"] == ""
    assert float(rows[1]["difference"]) == pytest.approx(float(rows[1]["value"]) - float(rows[0]["value"]))


def test_markdown_and_narrow_screens_hold_every_period(
    store: str, cli: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    markdown = _run(cli, ["nps", "--history", store, "--format", "markdown"])
    assert markdown.count("| 2026-W") == 12
    monkeypatch.setenv("COLUMNS", "60")
    narrow = _run(cli, ["nps", "--history", store])
    assert (
        sum(line.startswith("2026-W") or line.endswith(tuple("0123456789")) for line in narrow.splitlines())
        >= 12
    )


def test_the_history_is_not_overwritten_by_an_output(store: str, cli: Run) -> None:
    before = Path(store).read_bytes()
    code, _, err = cli(["trend", "nps", "--history", store, "--json", store])
    assert (code, "overwrite" in err) == (2, True)
    assert Path(store).read_bytes() == before


def test_a_history_has_to_be_named_somewhere(
    tmp_path: Path, cli: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    config = tmp_path / "cxux.yaml"
    config.write_text("version: 1\nsources: {survey: {path: a.csv}}\n")
    code, _, err = cli(["trend", "nps"])
    assert code == 2
    assert "the study keeps no history" in err
    config.write_text("version: 1\nhistory: kept/h.sqlite\nsources: {survey: {path: a.csv}}\n")
    code, _, err = cli(["trend", "nps"])
    assert code == 4
    assert "there is no history yet" in err
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "h.sqlite").write_text("id,score\n")
    code, _, err = cli(["trend", "nps"])
    assert code == 4
    assert "not an SQLite file" in err
    assert cli(["trend", "nps", "cxux.yaml", "--config", "cxux.yaml"])[0] == 2


def test_people_who_repeat_are_said(store: str) -> None:
    repeated = result(WEEKS[3])
    estimate = replace(repeated.estimate, parts={**repeated.estimate.parts, "persons": 12})
    record(store, [run(replace(repeated, estimate=estimate), window=week(3))])
    report = trend(TrendRequest(store, "nps"))
    assert any("people answered several times" in note for note in report.notes)
    pooled = trend(TrendRequest(store, "nps", every=Every.MONTH))
    assert (pooled.results[0].estimate.low, pooled.results[1].estimate.low is None) == (None, False)
    assert pooled.comparisons[0].p is None
