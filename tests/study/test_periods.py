"""Periods cover time without gap or overlap, and a window holds what its two names say."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxux_cli.errors import UsageError
from cxux_cli.study.periods import Every, between, end, label, start, window

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))


def _start(day, every):
    return (
        pl.DataFrame({"m": [datetime(day.year, day.month, day.day, 23, 59, 59)]})
        .select(start(pl.col("m"), every))
        .item()
    )


@pytest.mark.parametrize("every", Every)
@given(day=DAYS)
def test_a_day_lies_in_its_period_and_the_next_starts_where_it_ends(every, day):
    first = _start(day, every)
    after = end(first, every)
    assert first <= day < after
    assert _start(after - timedelta(days=1), every) == first
    assert _start(after, every) == after
    assert label(first, every) != label(after, every)


@pytest.mark.parametrize("every", Every)
@given(day=DAYS, days=st.integers(0, 800))
def test_all_periods_between_two_days_are_listed_once(every, day, days):
    last = day + timedelta(days=days)
    found = between(day, last, every)
    assert found[0] == _start(day, every)
    assert found[-1] == _start(last, every)
    assert all(end(a, every) == b for a, b in pairwise(found))


def test_the_periods_of_expressions_and_of_dates_agree():
    days = pl.date_range(date(1969, 12, 1), date(1972, 3, 1), eager=True)
    frame = pl.DataFrame({"m": days.cast(pl.Datetime("us"))})
    for every in Every:
        starts = frame.select(start(pl.col("m"), every)).to_series()
        assert starts.dtype == pl.Date
        assert starts.unique().sort().to_list() == between(days[0], days[-1], every)


@pytest.mark.parametrize(
    ("day", "week"),
    [
        # ISO 8601: week 1 holds the first Thursday; years with 53 weeks start on a Thursday, or leap on a Wednesday.
        (date(2020, 12, 31), "2020-W53"),
        (date(2021, 1, 3), "2020-W53"),
        (date(2021, 1, 4), "2021-W01"),
        (date(2024, 12, 30), "2025-W01"),
        (date(2026, 12, 31), "2026-W53"),
        (date(2027, 1, 3), "2026-W53"),
        (date(2026, 1, 1), "2026-W01"),
    ],
)
def test_weeks_at_the_ends_of_years(day, week):
    first = _start(day, Every.WEEK)
    assert label(first, Every.WEEK) == week
    assert window(week, None).since.date() == first


@pytest.mark.parametrize("every", Every)
@given(day=DAYS)
def test_the_label_of_a_period_names_its_start(every, day):
    first = _start(day, every)
    assert window(label(first, every), None).since == datetime(first.year, first.month, first.day)


def test_until_is_not_included():
    quarter = window("2026-01", "2026-04")
    assert (quarter.since, quarter.until) == (datetime(2026, 1, 1), datetime(2026, 4, 1))
    frame = pl.DataFrame(
        {
            "moment": [
                datetime(2025, 12, 31, 23, 59),
                datetime(2026, 1, 1),
                datetime(2026, 3, 31, 23),
                datetime(2026, 4, 1),
            ]
        }
    )
    reasons = quarter.reasons("moment")
    counts = frame.select(condition.alias(reason) for reason, condition in reasons).sum().row(0, named=True)
    assert counts == {"before --since": 1, "not before --until": 1}
    assert window(None, None).reasons("moment") == []


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026", datetime(2026, 1, 1)),
        ("2026-Q3", datetime(2026, 7, 1)),
        ("2026-03", datetime(2026, 3, 1)),
        ("2026-W02", datetime(2026, 1, 5)),
        ("2026-01-05", datetime(2026, 1, 5)),
        ("2026-01-05T09:00", datetime(2026, 1, 5, 9)),
        ("2026-01-05 09:00:30", datetime(2026, 1, 5, 9, 0, 30)),
        ("2026-01-05T09:00Z", datetime(2026, 1, 5, 9)),
        ("2026-01-05T09:00-05:00", datetime(2026, 1, 5, 9)),
    ],
)
def test_a_text_stands_for_the_start_of_what_it_names(text, moment):
    assert window(text, None).since == moment
    assert window(None, text).until == moment


def test_an_instant_is_moved_to_the_zone():
    assert window("2026-07-01T00:30Z", None, "Europe/Madrid").since == datetime(2026, 7, 1, 2, 30)
    assert window("2026-07-01T00:30-05:00", None, "Europe/Madrid").since == datetime(2026, 7, 1, 7, 30)
    assert window("2026-07-01T00:30", None, "Europe/Madrid").since == datetime(2026, 7, 1, 0, 30)


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2026-13", "2026-02-30", "2025-W53", "2026-W00", "2026-Q5", "26", "05/01/2026", "0000"]
    + ["2026-01-05T25:00", "2026-01-05T09", "2026-1-5", "99999", "2026-W02-3", "٢٠٢٦"],
)
def test_what_names_no_time_is_refused_with_examples(text):
    with pytest.raises(UsageError, match="names no time") as refused:
        window(text, None)
    assert "2026-Q1" in refused.value.hint
    with pytest.raises(UsageError):
        window(None, text)


@pytest.mark.parametrize(
    ("since", "until"), [("2026", "2026"), ("2026-02", "2026-01"), ("2026-01-05", "2026-W02")]
)
def test_a_window_that_holds_nothing_is_refused(since, until):
    with pytest.raises(UsageError, match="holds no time"):
        window(since, until)


def test_an_unknown_zone_is_refused():
    with pytest.raises(UsageError, match="no time zone"):
        window("2026", None, "Mars/Olympus")
