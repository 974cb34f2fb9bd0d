"""`--every`, `--since`, `--until`, `--timezone`: a series adds up to the whole, and every row is accounted for."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

LABELS = {
    "day": lambda d: d.isoformat(),
    "week": lambda d: "{}-W{:02}".format(*d.isocalendar()[:2]),
    "month": lambda d: d.isoformat()[:7],
    "quarter": lambda d: f"{d.year}-Q{(d.month + 2) // 3}",
    "year": lambda d: str(d.year),
}


def _write(path: Path, rows: list[tuple[str, object]]) -> Path:
    path.write_text("id,submitted,nps\n" + "".join(f"{i},{d},{s}\n" for i, (d, s) in enumerate(rows)))
    return path


def _report(cli, *arguments: object) -> dict:
    code, out, err = cli(["nps", *map(str, arguments), "--format", "json"])
    assert code == 0, err
    return json.loads(out)


@pytest.fixture
def answers() -> list[tuple[date, int]]:
    draw = random.Random(11)
    start = date(2025, 11, 20)
    return [(start + timedelta(days=draw.randint(0, 120)), draw.randint(0, 10)) for _ in range(300)]


@pytest.mark.parametrize("every", LABELS)
@pytest.mark.parametrize("rows", [1, 200], ids=["small", "long"])
def test_each_period_is_what_its_rows_say(every: str, rows: int, answers, cli, tmp_path: Path) -> None:
    # Two hundred copies make a file too long to be held whole.
    padded = [(f"{d.isoformat()} 10:30:00", s) for d, s in answers] * rows
    report = _report(cli, _write(tmp_path / "a.csv", padded), "--every", every)
    by_period: dict[str, list[int]] = defaultdict(list)
    for day, score in answers:
        by_period[LABELS[every](day)] += [score] * rows
    shown = [r for r in report["results"] if r["period"] is not None]
    for result in shown:
        scores = by_period.pop(result["period"], [])
        assert result["n"] == len(scores)
        if scores:
            net = sum(s >= 9 for s in scores) - sum(s <= 6 for s in scores)
            assert result["value"] == pytest.approx(100 * net / len(scores), abs=1e-9)
        else:
            assert (result["value"], result["low"]) == (None, None)
    assert by_period == {}
    starts = [r["period_start"] for r in shown]
    assert [r["period_end"] for r in shown][:-1] == starts[1:]
    assert report["results"][-1]["n"] == len(padded)


def test_a_window_is_half_open_and_the_ledger_says_what_lies_outside(cli, tmp_path: Path) -> None:
    rows = [("2026-01-31 23:59:59", 10), ("2026-02-01 00:00:00", 9), ("2026-02-28 23:59:59", 0)]
    rows += [("2026-03-01 00:00:00", 10), ("", 10), ("yesterday", 10)]
    report = _report(cli, _write(tmp_path / "a.csv", rows), "--since", "2026-02", "--until", "2026-03")
    assert [r["n"] for r in report["results"]] == [2]
    assert report["results"][0]["value"] == 0
    assert {e["reason"]: e["rows"] for e in report["ledger"][0]["excluded"]} == {
        "before --since": 1,
        "not before --until": 1,
        "without a date": 1,
        "without a readable date": 1,
    }


def test_a_day_begins_where_the_timezone_says(cli, tmp_path: Path) -> None:
    rows = [("2026-01-31T23:30:00Z", 10), ("2026-02-01T12:00:00Z", 0)]
    path = _write(tmp_path / "a.csv", rows)
    utc = _report(cli, path, "--every", "month")["results"]
    madrid = _report(cli, path, "--every", "month", "--timezone", "Europe/Madrid")["results"]
    assert [(r["period"], r["n"]) for r in utc[:-1]] == [("2026-01", 1), ("2026-02", 1)]
    assert [(r["period"], r["n"]) for r in madrid[:-1]] == [("2026-02", 2)]


def test_segments_and_periods_cross_and_add_up(cli, samples: Path) -> None:
    report = _report(cli, samples / "qualtrics_nps.csv", "--every", "week", "--by", "plan")
    *cells, whole = report["results"]
    assert (whole["segment"], whole["period"]) == ({}, None)
    assert sum(c["n"] for c in cells) == whole["n"]
    assert {(c["period"], c["segment"]["plan"]) for c in cells} >= {("2026-W10", "free"), ("2026-W10", "pro")}


def test_day_first_is_decided_on_evidence_in_the_file(cli, tmp_path: Path) -> None:
    first = [("03/04/2026", 10), ("25/04/2026", 9)]
    report = _report(cli, _write(tmp_path / "a.csv", first), "--every", "month")
    assert [r["period"] for r in report["results"]] == ["2026-04", None]
    assert "day-first" in next(b["why"] for b in report["sources"][0]["mapping"] if b["role"] == "date")


@pytest.mark.parametrize(
    ("rows", "options", "code", "said"),
    [
        ([("03/04/2026", 1), ("04/03/2026", 2)], (), 2, "--date-order day-first or month-first"),
        ([("25/04/2026", 1), ("04/25/2026", 2)], (), 2, "two orders"),
        ([("2026-01-01", 1)], ("--timezone", "Europe/Madird"), 2, "Europe/Madrid"),
        ([("2026-01-01", 1)], ("--since", "2026-05", "--until", "2026-05"), 2, "holds no time"),
        ([("2026-01-01", 1)], ("--since", "last week"), 2, "names no time"),
        ([("2026-01-01", 1)], ("--date", "nps"), 4, "does not hold dates"),
        ([("2026-01-01", 1)], ("--date", "colour"), 2, "there is no column 'colour'"),
    ],
)
def test_bad_dates_are_one_clear_error(rows, options, code: int, said: str, cli, tmp_path: Path) -> None:
    path = _write(tmp_path / "a.csv", rows)
    assert cli(["nps", path, "--every", "month", *options])[0] == code
    assert said in cli(["nps", path, "--every", "month", *options])[2]


def test_an_order_refuted_far_into_a_long_file_is_an_error(cli, tmp_path: Path) -> None:
    moment = datetime(2026, 1, 13)
    rows = [
        ((moment + timedelta(days=i % 5)).strftime("%d/%m/%Y 00:00:00 padding")[:19], 9)
        for i in range(200_000)
    ]
    rows[100_000] = ("01/25/2026 00:00:00", 9)
    code, out, err = cli(["nps", _write(tmp_path / "a.csv", rows), "--every", "month"])
    assert (code, out) == (2, "")
    assert "two orders" in err


def test_options_about_dates_need_a_series_or_a_window(cli, samples: Path) -> None:
    for option in (("--timezone", "Europe/Madrid"), ("--date", "plan"), ("--date-order", "day-first")):
        code, _, err = cli(["nps", samples / "qualtrics_nps.csv", *option])
        assert code == 2
        assert option[0] in err


def test_a_file_without_dates_says_what_to_do(cli, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,nps\n1,10\n2,3\n")
    code, _, err = cli(["nps", path, "--every", "month"])
    assert code == 2
    assert "--date COLUMN" in err


def test_crossed_with_segments_every_period_stands_in_every_segment(cli, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("date,seg,nps\n2026-01-05,a,10\n2026-02-05,b,9\n2026-04-05,a,3\n2026-04-06,,8\n")
    cells = _report(cli, path, "--every", "month", "--by", "seg")["results"][:-1]
    assert [(c["period"], c["segment"]["seg"]) for c in cells] == [
        (f"2026-0{month}", seg) for month in (1, 2, 3, 4) for seg in ("a", "b", None)
    ]
    assert sum(c["n"] for c in cells) == 4
    rows = cli(["nps", path, "--every", "month", "--by", "seg", "--format", "csv"])[1].splitlines()
    assert rows[0].startswith("period,period_start,period_end,seg,")
    # The blank and the total are told apart.
    assert [row.split(",")[3] for row in rows[-2:]] == ["(blank)", ""]
