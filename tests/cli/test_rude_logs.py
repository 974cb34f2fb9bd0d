"""Logs as they should not be: an answer that is right or one clear error, and never a trace of either."""

from __future__ import annotations

import json

import polars as pl
import pytest

HEADER = "user_id,session_id,timestamp,page,event,target,load_time_ms,lcp_ms,inp_ms,cls,duration_s\n"
PLAIN = "p{i},s{i},2026-01-05T10:00:{i:02}Z,/,page_view,,100,100,10,0.01,5\n"


def _rows(template, n=30):
    return HEADER + "".join(template.format(i=i) for i in range(n))


RUDE = {
    "one row": _rows(PLAIN, 1),
    "header only": HEADER,
    "all sessions of one person": _rows("p,s{i},2026-01-05T10:00:{i:02}Z,/,page_view,,10{i},100,10,0.01,5\n"),
    "times before 1970": _rows("p{i},s{i},1965-01-05T10:00:{i:02}Z,/,page_view,,100,100,10,0.01,5\n"),
    "years nobody lives in": _rows("p{i},s{i},0001-01-05T10:00:{i:02}Z,/,page_view,,100,100,10,0.01,5\n"),
    "an end before the start": _rows("p{i},s{i},2026-01-05T10:00:{i:02}Z,/,page_view,,-5,-5,-5,-1,-9\n"),
    "numbers beyond all measure": _rows(
        "p{i},s{i},2026-01-05T10:00:{i:02}Z,/,v,,1e308,1e-320,inf,nan,1e308\n"
    ),
    "mixed time zones": _rows("p{i},s{i},2026-01-05T10:00:{i:02}+05:30,/,v,,1,1,1,0,5\n", 15)
    + "".join(f"p{i},s{i},2026-01-05T04:31:{i:02}Z,/b,v,,1,1,1,0,5\n" for i in range(15)),
    "a clock set back": HEADER
    + "".join(f"p1,s1,2026-01-05T10:{59 - i:02}:00Z,/{i},v,,1,1,1,0,5\n" for i in range(30)),
    "markup and escapes": _rows("p{i},s{i},2026-01-05T10:00:{i:02}Z,[red]\x1b[31m=1+1<b>,v,,1,1,1,0,5\n"),
    "separators of our own": _rows("p{i},s{i},2026-01-05T10:00:{i:02}Z,a\x1eb\x00c,v,,1,1,1,0,5\n"),
    "a page per row": _rows("p{i},s{i},2026-01-05T10:00:{i:02}Z,/search?q={i},v,,1,1,1,0,5\n"),
    "nothing but blanks": _rows(",,,,,,,,,,\n"),
    "no times": _rows("p{i},s{i},,/,page_view,,1,1,1,0,5\n"),
    "no persons": _rows(",s{i},2026-01-05T10:00:{i:02}Z,/,page_view,,1,1,1,0,5\n"),
    "nobody in half of the rows": _rows(PLAIN)
    + _rows(",s{i},2026-01-05T10:01:{i:02}Z,/,v,,1,1,1,0,5\n")[len(HEADER) :],
}
SLICES = {
    "plainly": [],
    "by page and week": ["--by", "page", "--every", "week"],
    "with a floor": ["--min-n", "5", "--by", "event"],
}


@pytest.mark.parametrize("verb", ["web", "adoption"])
@pytest.mark.parametrize("slices", SLICES)
@pytest.mark.parametrize("name", RUDE)
def test_a_rude_log_gives_numbers_or_one_error(cli, tmp_path, name, slices, verb):
    path = tmp_path / "log.csv"
    path.write_bytes(RUDE[name].encode())
    code, out, err = cli([verb, path, "--format", "json", *SLICES[slices]])
    assert code in (0, 2, 4), err
    report = json.loads(out)
    if code:
        assert report["error"]["message"]
        assert err.count("error:") <= 1
        return
    for ledger in report["ledger"]:
        assert ledger["read"] == ledger["used"] + sum(one["rows"] for one in ledger["excluded"])
    for r in report["results"]:
        assert r["value"] is None or r["value"] >= 0
        assert r["low"] is None or r["low"] <= r["value"] <= r["high"]
    shown = cli([verb, path, *SLICES[slices]])[1]
    assert "\x1b" not in shown
    assert "Traceback" not in shown


def test_times_before_1970_make_sessions(cli, tmp_path):
    path = tmp_path / "old.csv"
    rows = [
        f"p,{when},/{i}"
        for i, when in enumerate(("1969-12-31T23:59:50", "1970-01-01T00:00:05", "1970-01-01T09:00:00"))
    ]
    path.write_text("user_id,timestamp,page\n" + "\n".join(rows) + "\n")
    report = json.loads(cli(["web", path, "--format", "json"])[1])
    found = {r["measure"]: r for r in report["results"] if not r["segment"]}
    assert (found["bounce"]["n"], found["bounce"]["value"]) == (2, 50)
    assert found["time-on-page"]["value"] == 15


def test_instants_of_several_time_zones_are_in_one_order(cli, tmp_path):
    path = tmp_path / "zones.csv"
    rows = ["p,2026-01-05T12:00:00+02:00,/a", "p,2026-01-05T10:00:20Z,/b", "p,2026-01-05T05:00:50-05:00,/c"]
    path.write_text("user_id,timestamp,page\n" + "\n".join(rows) + "\n")
    report = json.loads(cli(["web", path, "--format", "json", "--timezone", "UTC"])[1])
    times = {
        r["segment"].get("page"): r["value"] for r in report["results"] if r["measure"] == "time-on-page"
    }
    assert times == {"/a": 20, "/b": 30, "/c": None, None: 20}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "respondent_id,nps,date\n" + "".join(f"r{i},{i % 11},2026-01-05\n" for i in range(30)),
            # Web has nothing to measure; adoption knows the people, and that nobody comes again.
            "no column",
        ),
        ("session,mental,physical\n" + "".join(f"{i},5,6\n" for i in range(30)), "no column holds"),
        ("user_id,timestamp,nps_score\n" + "".join(f"u{i},2026-01-05,{i % 11}\n" for i in range(30)), "no"),
    ],
)
@pytest.mark.parametrize("verb", ["web", "adoption"])
def test_a_survey_is_no_log(cli, tmp_path, text, message, verb):
    path = tmp_path / "survey.csv"
    path.write_text(text)
    code, _, err = cli([verb, path])
    assert code == 4
    assert message in err
    assert "--column" in err


def test_as_many_pages_as_rows_are_counted(cli, tmp_path):
    path = tmp_path / "pages.csv"
    with path.open("w") as file:
        file.write("user_id,session_id,page\n")
        file.writelines(f"p{i % 999},s{i // 4},/item/{i}\n" for i in range(200_000))
    code, out, err = cli(["web", path, "--format", "json"])
    assert code == 0, err
    found = {r["measure"]: r for r in json.loads(out)["results"] if not r["segment"]}
    assert found["page-visits"]["parts"]["pages"] == 200_000
    assert (found["bounce"]["n"], found["bounce"]["value"]) == (200_000, 100)


def test_a_time_that_cannot_be_read_is_said(cli, tmp_path):
    path = tmp_path / "log.csv"
    rows = [f"p{i},2026-01-05T10:00:{i:02}Z,/" for i in range(30)]
    path.write_text("user_id,timestamp,page\n" + "\n".join([*rows, "p1,yesterday,/", "p2,,/"]) + "\n")
    report = json.loads(cli(["web", path, "--format", "json"])[1])
    (note,) = (n for n in report["sources"][0]["notes"] if "no time that can be read" in n)
    assert note.startswith("1 cells of 'timestamp'")
    (bounce,) = (r for r in report["results"] if r["measure"] == "bounce" and not r["segment"])
    assert bounce["n_missing"] == 2


def test_parquet_gives_the_numbers_of_csv(cli, tmp_path):
    rows = [
        {
            "user_id": f"p{i % 50}",
            "timestamp": f"2026-01-05T10:{i % 60:02}:{i % 59:02}.{i % 100:03}",
            "page": f"/{i % 7}",
        }
        for i in range(4_000)
    ]
    frame = pl.DataFrame(rows)
    frame.write_csv(tmp_path / "log.csv")
    typed = frame.with_columns(
        pl.col("timestamp").str.to_datetime(time_unit="us").dt.replace_time_zone("UTC")
    )
    typed.write_parquet(tmp_path / "log.parquet")
    csv, parquet = (
        json.loads(cli(["web", tmp_path / name, "--format", "json"])[1])
        for name in ("log.csv", "log.parquet")
    )
    assert csv["results"] == parquet["results"]
