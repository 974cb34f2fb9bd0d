"""A window by its name is the newest period that is over, in the calendar of the study."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxux_cli.errors import UsageError
from cxux_cli.study.periods import Every, window
from cxux_cli.study.windows import NamedWindow, named_window, now

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@pytest.mark.parametrize("every", Every)
@given(today=DAYS)
def test_the_last_full_period_is_over_and_the_next_one_is_not(every, today):
    found = named_window(f"last-full-{every}", today)
    since, until = date.fromisoformat(found.since), date.fromisoformat(found.until)
    assert since < until <= today
    following = named_window(found.label, today)
    assert following == found
    next_one = named_window(f"last-full-{every}", until + (until - since) + timedelta(days=5))
    assert date.fromisoformat(next_one.since) >= until
    assert named_window(f"last-full-{every}", until) == found
    assert named_window(f"last-full-{every}", until - timedelta(days=1)) != found


@pytest.mark.parametrize("every", Every)
@given(today=DAYS)
def test_the_texts_are_those_of_the_options(every, today):
    found = named_window(f"last-full-{every}", today)
    both = window(found.since, found.until)
    assert both.since.date().isoformat() == found.since
    assert both.until.date().isoformat() == found.until
    assert window(found.label, None).since == both.since


@pytest.mark.parametrize(
    ("text", "today", "since", "until", "label"),
    [
        # A Monday and the Sunday before it.
        ("last-full-week", date(2026, 9, 21), "2026-09-14", "2026-09-21", "2026-W38"),
        ("last-full-week", date(2026, 9, 20), "2026-09-07", "2026-09-14", "2026-W37"),
        # ISO 8601: 2026 has 53 weeks, the last one reaches into 2027.
        ("last-full-week", date(2027, 1, 4), "2026-12-28", "2027-01-04", "2026-W53"),
        ("last-full-week", date(2027, 1, 3), "2026-12-21", "2026-12-28", "2026-W52"),
        ("last-full-week", date(2025, 1, 6), "2024-12-30", "2025-01-06", "2025-W01"),
        ("2020-W53", date(2026, 1, 1), "2020-12-28", "2021-01-04", "2020-W53"),
        ("last-full-month", date(2024, 3, 1), "2024-02-01", "2024-03-01", "2024-02"),
        ("last-full-month", date(2026, 1, 31), "2025-12-01", "2026-01-01", "2025-12"),
        ("2024-02", date(2026, 1, 1), "2024-02-01", "2024-03-01", "2024-02"),
        ("last-full-day", date(2024, 3, 1), "2024-02-29", "2024-03-01", "2024-02-29"),
        ("last-full-day", date(2026, 1, 1), "2025-12-31", "2026-01-01", "2025-12-31"),
        ("last-full-quarter", date(2026, 1, 1), "2025-10-01", "2026-01-01", "2025-Q4"),
        ("2026-Q3", date(2026, 1, 1), "2026-07-01", "2026-10-01", "2026-Q3"),
        ("last-full-year", date(2026, 12, 31), "2025-01-01", "2026-01-01", "2025"),
        ("2026-09-14", date(2026, 1, 1), "2026-09-14", "2026-09-15", "2026-09-14"),
        ("2024-02-29", date(2026, 1, 1), "2024-02-29", "2024-03-01", "2024-02-29"),
    ],
)
def test_by_hand(text, today, since, until, label):
    assert named_window(text, today) == NamedWindow(since, until, label)


@pytest.mark.parametrize(
    "text",
    ["", "last-week", "last-full-WEEK", "2025-W53", "2026-W00", "2026-13", "2026-02-30", "0000", "9999-12-31"]
    + ["2026-Q5", "26-W38", "2026-W38 ", "2026-09-14T09:00", "$(date)", "٢٠٢٦", "x" * 5000],
)
def test_what_names_no_window_is_one_clear_error(text):
    with pytest.raises(UsageError) as caught:
        named_window(text, date(2026, 9, 21))
    assert caught.value.where == "--window"
    assert "last-full-week" in caught.value.hint
    assert len(caught.value.message) < 100


def test_there_is_no_week_before_the_calendar_begins():
    with pytest.raises(UsageError, match="not in the calendar"):
        named_window("last-full-year", date(1, 6, 1))


@pytest.mark.parametrize(
    ("as_of", "epoch", "zone", "shown"),
    [
        ("2026-09-21", None, "Europe/Madrid", datetime(2026, 9, 21)),
        ("2026-W38", None, "UTC", datetime(2026, 9, 14)),
        ("2026-09-21", "0", "UTC", datetime(2026, 9, 21)),
        # An instant is the day of the study, not that of whoever wrote it.
        ("2026-09-20T23:30:00Z", None, "Europe/Madrid", datetime(2026, 9, 21, 1, 30)),
        ("2026-09-21T00:30:00+02:00", None, "America/New_York", datetime(2026, 9, 20, 18, 30)),
        (None, "0", "UTC", datetime(1970, 1, 1)),
        (None, "0", "America/New_York", datetime(1969, 12, 31, 19)),
        # The clocks go forward at 01:00 UTC on 29 March 2026, and back at 01:00 UTC on 25 October.
        (None, str(int(datetime(2026, 3, 29, 1, tzinfo=UTC).timestamp())), "Europe/Madrid", datetime(2026, 3, 29, 3)),
        (None, str(int(datetime(2026, 10, 25, 1, tzinfo=UTC).timestamp())), "Europe/Madrid", datetime(2026, 10, 25, 2)),
    ],
)  # fmt: skip
def test_as_of_when_a_run_is_made(as_of, epoch, zone, shown):
    assert now(as_of, epoch, zone) == shown


@given(
    instant=st.datetimes(datetime(1970, 1, 1), datetime(2099, 1, 1)),
    zone=st.sampled_from(["UTC", "Europe/Madrid", "Asia/Kathmandu", "Pacific/Apia", "America/St_Johns"]),
)
def test_the_clock_is_that_of_the_zone(instant, zone):
    epoch = int(instant.replace(tzinfo=UTC).timestamp())
    expected = datetime.fromtimestamp(epoch, ZoneInfo(zone)).replace(tzinfo=None)
    assert now(None, str(epoch), zone) == expected


def test_without_anything_stated_it_is_now():
    before = datetime.now(UTC).replace(tzinfo=None)
    shown = now(None, None, "UTC")
    assert before <= shown <= datetime.now(UTC).replace(tzinfo=None)
    assert now(None, "", "UTC") >= shown


@pytest.mark.parametrize(
    ("as_of", "epoch", "where"),
    [
        ("yesterday", None, "--as-of"),
        ("2026-02-30", None, "--as-of"),
        ("", None, "--as-of"),
        (None, "soon", "SOURCE_DATE_EPOCH"),
        (None, "1.5", "SOURCE_DATE_EPOCH"),
        (None, "٣", "SOURCE_DATE_EPOCH"),
        (None, "9" * 40, "SOURCE_DATE_EPOCH"),
        (None, "9" * 5000, "SOURCE_DATE_EPOCH"),
    ],
)
def test_a_moment_that_cannot_be_read_is_one_clear_error(as_of, epoch, where):
    with pytest.raises(UsageError) as caught:
        now(as_of, epoch, "UTC")
    assert caught.value.where == where


def test_an_unknown_zone_is_one_clear_error():
    with pytest.raises(UsageError, match="Europe/Madird"):
        now("2026-01-01", None, "Europe/Madird")
