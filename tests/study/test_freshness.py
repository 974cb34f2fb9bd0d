"""Old answers are no data: how old the newest one is, and what counts as one."""

from dataclasses import replace
from datetime import datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxux_cli.errors import InputError, UsageError
from cxux_cli.freshness import stale_sources
from cxux_cli.sources.options import ReadOptions
from cxux_cli.study.config.study import SourceConfig, Study
from cxux_cli.study.freshness import stale

DAY = 86400.0
AS_OF = datetime(2026, 9, 21, 7, 17)


def source(*paths, limit=8 * DAY, **more):
    return SourceConfig("survey", tuple(map(str, paths)), {}, ReadOptions(), freshness=limit, **more)


def staleness(config, timezone, as_of):
    """The reason for one source, None where it is fresh."""
    study = Study("x", timezone, {"survey": config}, (), None, "cxux.yaml", "", {(): 1})
    return stale_sources(study, as_of).get("survey")


def table(path, rows, header="nps,date"):
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


@given(
    newest=st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1)),
    age=st.timedeltas(timedelta(days=-2), timedelta(days=400)),
    limit=st.floats(60, 400 * DAY),
)
def test_it_is_stale_when_it_is_older_than_the_limit(newest, age, limit):
    assert (stale(newest, newest + age, limit) is not None) == (age.total_seconds() > limit)


def test_an_age_of_just_the_limit_is_fresh():
    assert stale(AS_OF - timedelta(days=8), AS_OF, 8 * DAY) is None
    assert stale(AS_OF - timedelta(days=8, seconds=1), AS_OF, 8 * DAY) is not None
    assert stale(AS_OF + timedelta(hours=5), AS_OF, 60) is None


@pytest.mark.parametrize(
    ("age", "limit", "said"),
    [
        (timedelta(days=11, hours=6), 8 * DAY, "of 2026-09-10, 11.2 days old; older than 8 days is stale"),
        (timedelta(hours=37), 36 * 3600, "of 2026-09-19, 1.5 days old; older than 1.5 days is stale"),
        (timedelta(hours=2), 3600, "of 2026-09-21, 2 hours old; older than 1 hour is stale"),
        (timedelta(minutes=90), 1800, "of 2026-09-21, 1.5 hours old; older than 30 minutes is stale"),
    ],
)
def test_the_reason_names_the_day_the_age_and_the_limit(age, limit, said):
    assert stale(AS_OF - age, AS_OF, limit) == f"the newest answer is {said}"


def test_without_any_answer_there_is_nothing_fresh():
    assert (
        stale(None, AS_OF, 8 * DAY) == "no answer has a date before 2026-09-21 07:17; none in 8 days is stale"
    )


def test_a_source_without_a_limit_is_not_opened(tmp_path):
    assert staleness(source(tmp_path / "none.csv", limit=None), "UTC", AS_OF) is None


def test_the_newest_row_decides_wherever_it_stands(tmp_path):
    days = [f"9,2026-08-{day:02}" for day in range(1, 31)]
    old = table(tmp_path / "old.csv", days)
    assert "2026-08-30" in staleness(source(old), "UTC", AS_OF)
    fresh = table(tmp_path / "fresh.csv", [*days[:10], "9,2026-09-20", *days[10:]])
    assert staleness(source(fresh), "UTC", AS_OF) is None
    # Of several files the freshest.
    assert staleness(source(old, fresh), "UTC", AS_OF) is None


def test_as_of_an_earlier_day_later_answers_are_not_there_yet(tmp_path):
    path = table(tmp_path / "a.csv", ["9,2026-06-01", "9,2026-08-01", "9,2026-09-20"])
    assert staleness(source(path), "UTC", datetime(2026, 8, 5)) is None
    assert "2026-08-01" in staleness(source(path), "UTC", datetime(2026, 8, 20))
    assert "no answer has a date" in staleness(source(path), "UTC", datetime(2026, 5, 1))


def test_a_slip_into_the_future_makes_nothing_fresh(tmp_path):
    path = table(tmp_path / "a.csv", ["9,2026-08-01", "9,2062-09-20", "9,2026-08-02"])
    assert "2026-08-02" in staleness(source(path), "UTC", AS_OF)


def test_only_rows_that_count_are_answers(tmp_path, samples):
    path = tmp_path / "qualtrics.csv"
    frame = pl.read_csv(samples / "qualtrics_nps.csv", infer_schema=False)
    reason = staleness(source(samples / "qualtrics_nps.csv"), "UTC", AS_OF)
    for kind, expected in (("Survey Preview", reason), ("IP Address", None)):
        rows = (row for row in frame.rows(named=True) if row["Status"] == kind and row["Finished"] == "True")
        row = next(rows) | {"RecordedDate": "2026-09-20 10:00:00", "ResponseId": "R_new"}
        pl.concat([frame, pl.DataFrame([row], schema=frame.schema)]).write_csv(path)
        assert staleness(source(path), "UTC", AS_OF) == expected


def test_rows_out_of_scope_make_nothing_fresh(tmp_path):
    path = table(
        tmp_path / "a.csv", ["9,2026-08-01,web", "9,2026-09-20,test", "9,2026-08-02,web"], "nps,date,channel"
    )
    assert staleness(source(path), "UTC", AS_OF) is None
    assert "2026-08-02" in staleness(source(path, where="channel = 'web'"), "UTC", AS_OF)


def test_the_clock_is_that_of_the_study(tmp_path):
    path = table(tmp_path / "a.csv", ["9,2026-09-20T22:00:00Z", "9,2026-09-20T21:00:00Z"])
    as_of = datetime(2026, 9, 21, 1)
    # 22:00 in UTC is midnight in Madrid: an hour ago on the clock there, and three hours in London's winter time.
    assert staleness(source(path, limit=3600.0), "Europe/Madrid", as_of) is None
    assert "3 hours old" in staleness(source(path, limit=3600.0), "UTC", as_of)


def test_a_date_column_can_be_named(tmp_path):
    path = table(tmp_path / "a.csv", ["9,2026-09-20,2026-01-01"] * 3, "nps,exported,answered on")
    assert "2026-01-01" in staleness(source(path, date="answered on"), "UTC", AS_OF)
    assert staleness(source(path, date="exported"), "UTC", AS_OF) is None


def test_blank_dates_are_no_dates(tmp_path):
    path = table(tmp_path / "a.csv", ["9,", "8,"])
    assert "no answer has a date" in staleness(source(path, date="date"), "UTC", AS_OF)
    path = table(tmp_path / "b.csv", ["9,", "8,2026-09-20", "7,2026-01-01"])
    assert staleness(source(path), "UTC", AS_OF) is None


def test_without_a_column_of_dates_it_is_one_clear_error(tmp_path):
    path = table(tmp_path / "a.csv", ["9,x", "8,y"], "nps,comment")
    with pytest.raises(UsageError, match="no column says when") as caught:
        staleness(source(path), "UTC", AS_OF)
    assert caught.value.hint == "name the column with: date"
    with pytest.raises(InputError):
        staleness(source(tmp_path / "none.csv"), "UTC", AS_OF)


def test_of_several_sources_each_has_its_own_limit_and_its_own_reason(tmp_path):
    path = table(tmp_path / "a.csv", ["9,2026-09-01"])
    limits = {"old": DAY, "young": 30 * DAY, "any": None}
    sources = {name: replace(source(path, limit=limit), name=name) for name, limit in limits.items()}
    study = Study("x", "UTC", sources, (), None, "cxux.yaml", "", {(): 1})
    assert list(stale_sources(study, AS_OF)) == ["old"]
    assert stale_sources(study, AS_OF, ["young", "any"]) == {}


def test_a_long_file_is_read_to_its_end(tmp_path):
    padding = "x" * 200
    rows = [f"{i % 11},2026-08-{1 + i % 28:02},{padding}" for i in range(20_000)]
    rows[9_000] = f"9,2026-09-20,{padding}"
    path = table(tmp_path / "long.csv", rows, "nps,date,comment")
    assert path.stat().st_size > 3 << 20
    assert staleness(source(path), "UTC", AS_OF) is None
    assert "2026-09-20" in staleness(source(path, limit=60.0), "UTC", AS_OF)
    rows[9_000] = f'9,2026-09-20,"{padding}" and a stray "quote'
    path.write_text("nps,date,comment\n" + "\n".join(rows) + "\n", encoding="utf-8")
    assert "2026-09-20" in staleness(source(path, limit=60.0), "UTC", AS_OF)
