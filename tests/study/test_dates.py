"""A column of dates is understood from its cells, and every row is read as the sample said or counted."""

from datetime import UTC, date, datetime, timedelta, timezone

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxux_cli.errors import InputError, UsageError
from cxux_cli.sources.open import open_sources
from cxux_cli.sources.options import ReadOptions
from cxux_cli.sources.source import position
from cxux_cli.study.dates import MOMENT, understand


@pytest.fixture
def opened(tmp_path):
    """`opened(cells, name)`: a source with that column of dates beside a column of answers."""

    def write(cells, name="when", dialect=None):
        path = tmp_path / "answers.csv"
        quoted = ('"' + cell.replace('"', '""') + '"' for cell in cells)
        path.write_text(
            f'score,"{name}"\n' + "".join(f"{9 + i % 2},{c}\n" for i, c in enumerate(quoted)), "utf-8"
        )
        return open_sources([str(path)], ReadOptions(dialect=dialect))[0]

    return write


@pytest.fixture
def read(opened):
    """`read(cells, …)`: the moments of the cells, read as the column says, through a lazy streaming frame."""

    def moments(cells, name="when", **options):
        source = opened(cells, name)
        return _moments(source, understand(source, source.columns[1], **options))

    return moments


def _moments(source, dates):
    frame = source.scan([dates.column.index], ())
    return frame.select(dates.moments()).collect(engine="streaming").to_series().to_list()


def _frame(source, dates):
    """The frame a run works on: the cells, and their moments."""
    frame = source.scan([dates.column.index], ())
    return frame.select(position(dates.column.index)).with_columns(dates.moments().alias(MOMENT))


def _left_out(source, dates):
    """Reason -> rows, each row under the first reason that holds."""
    reason = pl.lit(None, pl.String)
    for name, condition in reversed(dates.reasons()):
        reason = pl.when(condition).then(pl.lit(name)).otherwise(reason)
    counts = _frame(source, dates).group_by(reason.alias("reason")).len().collect(engine="streaming")
    return {name: n for name, n in counts.rows() if name is not None}


def _refuting(source, dates):
    return _frame(source, dates).select(dates.refuted().sum()).collect(engine="streaming").item()


AFTERNOON = datetime(2022, 2, 22, 14, 9, 52)
# What a cell says, as the clock that wrote it showed.
FORMS = [
    ("2022/02/22 2:09:52 PM UTC+1", AFTERNOON),
    ("2022/02/22 2:09:52 PM GMT-5", AFTERNOON),
    ("2022/02/22 2:09:52 p. m. GMT-5", AFTERNOON),
    ("2022/02/22 2:09:52 p.\xa0m. GMT-5", AFTERNOON),
    ("2022/02/22 2:09:52 p.m.", AFTERNOON),
    ("2022/02/22 12:09:52 a. m. UTC+2", datetime(2022, 2, 22, 0, 9, 52)),
    ("2022/02/22 2:09:52 PM EET", AFTERNOON),
    ("22/02/2022 14:09:52", AFTERNOON),
    ("22/2/2022, 14:09:52", AFTERNOON),
    ("22/02/2022 à 14h09", datetime(2022, 2, 22, 14, 9)),
    ("22.02.2022 14:09:52", AFTERNOON),
    ("22.02.2022, 14:09 Uhr", datetime(2022, 2, 22, 14, 9)),
    ("2.2.2022", datetime(2022, 2, 2)),
    ("22.02.22", datetime(2022, 2, 22)),
    ("02/22/2022 02:09:52 PM", AFTERNOON),
    ("02/22/2022 2:09\u202fPM", datetime(2022, 2, 22, 14, 9)),
    ("2/22/22 14:09", datetime(2022, 2, 22, 14, 9)),
    ("22-02-2022 14:09", datetime(2022, 2, 22, 14, 9)),
    ("2022-02-22'T'14:09:52", AFTERNOON),
    ("2022-02-22T14:09:52", AFTERNOON),
    ("2022-02-22T14:09:52Z", AFTERNOON),
    ("2022-02-22T14:09:52.250Z", AFTERNOON.replace(microsecond=250_000)),
    ("2022-02-22T14:09:52+01:00", AFTERNOON),
    ("2022-02-22T14:09:52.123456-0530", AFTERNOON.replace(microsecond=123_456)),
    ("2022-02-22 14:09:52+01", AFTERNOON),
    ("2022-02-22T14:09:52+01:00[Europe/Berlin]", AFTERNOON),
    ("2022-02-22 14:09:52 UTC", AFTERNOON),
    ("2022-02-22 14:09:52,250", AFTERNOON.replace(microsecond=250_000)),
    ("2022-02-22 14:09:52.000000", AFTERNOON),
    ("2022-02-22 14:09", datetime(2022, 2, 22, 14, 9)),
    ("2022-02-22", datetime(2022, 2, 22)),
    ("20220222", datetime(2022, 2, 22)),
    ("20220222T140952Z", AFTERNOON),
    ("20220222140952", AFTERNOON),
    ("Feb 22, 2022 2:09 PM", datetime(2022, 2, 22, 14, 9)),
    ("February 22, 2022", datetime(2022, 2, 22)),
    ("May 5th, 2022", datetime(2022, 5, 5)),
    ("22 Feb 2022", datetime(2022, 2, 22)),
    ("22-Feb-22 14:09", datetime(2022, 2, 22, 14, 9)),
    ("Tue, 22 Feb 2022 14:09:52 GMT", AFTERNOON),
    ("Tue Feb 22 2022 14:09:52 GMT+0100 (Central European Standard Time)", AFTERNOON),
    ("22. Februar 2022 14:09", datetime(2022, 2, 22, 14, 9)),
    ("Dienstag, 22. März 2022 um 14:09 Uhr", datetime(2022, 3, 22, 14, 9)),
    ("22 MÄRZ 2022", datetime(2022, 3, 22)),
    ("22 févr. 2022 14:09", datetime(2022, 2, 22, 14, 9)),
    ("mardi 22 août 2022 à 14:09", datetime(2022, 8, 22, 14, 9)),
    ("1er janvier 2022", datetime(2022, 1, 1)),
    ("22 de septiembre de 2022 14:09", datetime(2022, 9, 22, 14, 9)),
    ("22 ene 2022", datetime(2022, 1, 22)),
    ("22 maggio 2022", datetime(2022, 5, 22)),
    ("22 de março de 2022", datetime(2022, 3, 22)),
    ("22 sierpnia 2022", datetime(2022, 8, 22)),
    ("2022年2月22日 14:09", datetime(2022, 2, 22, 14, 9)),
    ("2022/2/22 下午 2:09:52", AFTERNOON),
    ("2022. 2. 22 오후 2:09:52", AFTERNOON),
    ("1645538992", AFTERNOON),
    ("1645538992000", AFTERNOON),
    ("1645538992000000", AFTERNOON),
    ("44927.5", datetime(2023, 1, 1, 12)),
    ("44927", datetime(2023, 1, 1)),
    ("44614.5901851852", AFTERNOON),
]


@pytest.mark.parametrize(("cell", "moment"), FORMS)
def test_a_form_is_understood_and_read(opened, cell, moment):
    source = opened([cell, cell])
    dates = understand(source, source.columns[1])
    assert _moments(source, dates) == [moment, moment]
    assert _left_out(source, dates) == {}
    assert len(dates.forms) == 1


@pytest.mark.parametrize(("cell", "moment"), FORMS)
def test_white_space_around_a_cell_changes_nothing(read, cell, moment):
    assert read([f"  {cell} ", cell]) == [moment, moment]


def test_forms_may_be_mixed_in_one_column(read):
    # All but the numbers, which are dates only where nothing else stands in the column.
    cells = [
        (cell, moment) for cell, moment in FORMS if "/" not in cell and not cell.replace(".", "").isdigit()
    ]
    found = read([cell for cell, _ in cells], order="day-first")
    assert found == [moment for _, moment in cells]


# Formats a tool writes, for any moment; {} is what strftime gives.
STRFTIME = [
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%SZ",
    "%Y/%m/%d %I:%M:%S %p UTC+2",
    "%d/%m/%Y %H:%M:%S",
    "%m/%d/%Y %I:%M:%S %p",
    "%d.%m.%Y %H:%M:%S",
    "%d-%m-%Y %H:%M:%S",
    "%Y%m%d%H%M%S",
    "%b %d, %Y %I:%M:%S %p",
    "%d %B %Y %H:%M:%S",
    "%a, %d %b %Y %H:%M:%S GMT",
    "%d/%m/%y %H:%M:%S",
]
SECONDS = st.datetimes(datetime(1971, 1, 1), datetime(2068, 12, 31)).map(lambda m: m.replace(microsecond=0))


@pytest.mark.parametrize("form", STRFTIME)
@settings(max_examples=30, deadline=None)
@given(moments=st.lists(SECONDS, min_size=1, max_size=20))
def test_what_is_written_is_read_back(tmp_path_factory, form, moments):
    path = tmp_path_factory.mktemp("forms") / "answers.csv"
    path.write_text("score,when\n" + "".join(f'9,"{m.strftime(form)}"\n' for m in moments), "utf-8")
    source = open_sources([str(path)], ReadOptions())[0]
    order = "month-first" if form.startswith("%m") else "day-first"
    assert _moments(source, understand(source, source.columns[1], order=order)) == moments


@settings(max_examples=30, deadline=None)
@given(
    moment=SECONDS.filter(lambda m: m.year > 2002),
    minutes=st.integers(-12 * 60, 14 * 60),
    zone=st.sampled_from(["Europe/Madrid", "America/New_York", "Asia/Kolkata", "UTC"]),
)
def test_an_instant_is_moved_to_the_zone_asked_for(tmp_path_factory, moment, minutes, zone):
    from zoneinfo import ZoneInfo

    aware = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    instant = aware.astimezone(UTC)
    path = tmp_path_factory.mktemp("zones") / "answers.csv"
    text = aware.strftime("%Y/%m/%d %I:%M:%S %p GMT") + aware.isoformat()[-6:]
    path.write_text(
        f"score,a,b,c,d\n9,{aware.isoformat()},{text},{instant:%Y-%m-%dT%H:%M:%SZ},{instant:%Y-%m-%d %H:%M:%S}"
        f"\n",
        "utf-8",
    )
    source = open_sources([str(path)], ReadOptions())[0]
    for column in source.columns[1:4]:
        shown = _moments(source, understand(source, column, timezone=zone))
        assert shown == [aware.astimezone(ZoneInfo(zone)).replace(tzinfo=None)]


def test_without_a_zone_asked_for_the_day_is_that_of_the_clock_that_wrote_it(opened):
    source = opened(["2026-01-04T23:30:00-05:00", "2026-01-05T01:00:00+01:00", "2026-01-05T00:10:00Z"])
    dates = understand(source, source.columns[1])
    assert [m.day for m in _moments(source, dates)] == [4, 5, 5]
    assert "the clock that wrote the time" in dates.why
    moved = understand(source, source.columns[1], timezone="UTC")
    assert _moments(source, moved) == [
        datetime(2026, 1, 5, 4, 30),
        datetime(2026, 1, 5),
        datetime(2026, 1, 5, 0, 10),
    ]


def test_a_column_that_says_utc_holds_instants(opened):
    for name in ("Submit Date (UTC)", "created_at_utc", "Date & Time [UTC]", "Time GMT"):
        source = opened(["2026-06-30 23:30:00"], name)
        dates = understand(source, source.columns[1], timezone="Europe/Madrid")
        assert dates.zone == "UTC"
        assert _moments(source, dates) == [datetime(2026, 7, 1, 1, 30)]
    source = opened(["2026-06-30 23:30:00"], "outcome")
    assert understand(source, source.columns[1]).zone is None


def test_a_day_without_a_time_is_no_instant(opened):
    source = opened(["2026-01-05", "05.01.2026"], "date (UTC)")
    dates = understand(source, source.columns[1], timezone="America/New_York")
    assert set(_moments(source, dates)) == {datetime(2026, 1, 5)}


def test_local_times_are_left_alone_and_it_is_said(opened):
    source = opened(["2026-06-30 23:30:00", "2026-06-30 12:00:00 CEST"])
    dates = understand(source, source.columns[1], timezone="Asia/Tokyo")
    assert _moments(source, dates) == [datetime(2026, 6, 30, 23, 30), datetime(2026, 6, 30, 12)]
    assert "not moved to Asia/Tokyo" in dates.why


def test_hours_that_a_clock_skips_or_repeats_are_read(read):
    # In Madrid 02:30 does not exist on 2026-03-29 and happens twice on 2026-10-25.
    cells = ["2026-03-29 02:30:00", "2026-10-25 02:30:00"]
    assert read(cells, timezone="Europe/Madrid") == [
        datetime(2026, 3, 29, 2, 30),
        datetime(2026, 10, 25, 2, 30),
    ]
    cells = ["2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"]
    hours = [(m.hour, m.minute) for m in read(cells, timezone="Europe/Madrid")]
    assert hours == [(1, 59), (3, 0), (2, 30), (2, 30)]


@pytest.mark.parametrize("name", ["Europe/Madrit", "europe/madrid", "CESTT", "", "+02:00", "UTC+2"])
def test_an_unknown_zone_is_refused(opened, name):
    source = opened(["2026-01-05"])
    with pytest.raises(UsageError, match="no time zone") as refused:
        understand(source, source.columns[1], timezone=name)
    assert "madri" not in name.lower() or "Europe/Madrid" in refused.value.hint


# Day or month first.


def test_a_number_above_twelve_decides(opened):
    source = opened(["05/01/2026", "13/01/2026", "02/02/2026"])
    dates = understand(source, source.columns[1])
    assert (dates.order, _moments(source, dates)[0]) == ("day-first", datetime(2026, 1, 5))
    assert "1 row has a first number above 12" in dates.why
    source = opened(["05/01/2026", "01/13/2026", "02/14/2026"])
    dates = understand(source, source.columns[1])
    assert (dates.order, _moments(source, dates)[0]) == ("month-first", datetime(2026, 5, 1))
    assert "2 rows have a second number above 12" in dates.why


def test_two_orders_in_one_column_are_refused_with_an_example_of_each(opened):
    source = opened(["13/01/2026 10:00", "01/14/2026 11:00", "01/02/2026 12:00"])
    with pytest.raises(UsageError, match=r"'13/01/2026 10:00'.*'01/14/2026 11:00'"):
        understand(source, source.columns[1])
    dates = understand(source, source.columns[1], order="day-first")
    assert _moments(source, dates) == [datetime(2026, 1, 13, 10), None, datetime(2026, 2, 1, 12)]
    assert _left_out(source, dates) == {"without a readable date": 1}


@pytest.mark.parametrize(("order", "form"), [("day-first", "%d/%m/%Y"), ("month-first", "%m/%d/%Y")])
@pytest.mark.parametrize("newest_first", [False, True])
def test_rows_in_time_order_decide(opened, order, form, newest_first):
    # Days up to the 12th of several months: sorted under one reading only.
    days = [date(2026, month, day) for month in (1, 2, 3) for day in (2, 5, 9, 12)]
    source = opened([day.strftime(form) for day in sorted(days, reverse=newest_first)])
    dates = understand(source, source.columns[1])
    assert dates.order == order
    assert "in time order" in dates.why


@pytest.mark.parametrize(
    "cells",
    [
        ["05/01/2026", "05/01/2026"],
        # Days of one January, or the first day of several months: in order both ways.
        [f"{day:02}/01/2026" for day in (5, 6, 7, 8, 9, 10, 11, 12)],
        # In no order either way.
        ["05/01/2026", "02/03/2026", "11/02/2026", "01/09/2026", "07/04/2026", "03/08/2026", "10/05/2026"],
    ],
)
def test_dates_that_do_not_say_are_asked_about(opened, cells):
    source = opened(cells)
    with pytest.raises(UsageError, match="day or the month comes first") as asked:
        understand(source, source.columns[1])
    assert "--date-order day-first or month-first" in asked.value.hint
    assert _moments(source, understand(source, source.columns[1], order="month-first"))[0] == datetime(
        2026, 5, 1
    )


def test_dots_and_leading_years_need_no_order(opened):
    source = opened(["05.01.2026", "2026/01/05", "2026-01-05", "5 Jan 2026"])
    dates = understand(source, source.columns[1], order="month-first")
    assert dates.order is None
    assert set(_moments(source, dates)) == {datetime(2026, 1, 5)}


def test_years_of_two_digits_may_stand_first(opened):
    source = opened([f"26/01/{day:02}" for day in range(1, 28)])
    with pytest.raises(UsageError, match="with a day or with a year"):
        understand(source, source.columns[1])
    source = opened([f"{day:02}/01/26" for day in range(14, 28)])
    assert _moments(source, understand(source, source.columns[1]))[0] == datetime(2026, 1, 14)


def test_an_order_that_is_none_is_refused(opened):
    source = opened(["05/01/2026"])
    with pytest.raises(UsageError, match="no order of a date"):
        understand(source, source.columns[1], order="day first")


def _long(tmp_path, middle):
    """A file of which only the ends are in the sample: month-first there, something else in the middle."""
    usual = "2026-01-01 10:00:00," + "x" * 80 + ",01/20/2026\n"
    path = tmp_path / "long.csv"
    path.write_text(
        "start,text,date\n" + usual * 15_000 + f"2026-01-01 10:00:00,x,{middle}\n" * 3 + usual * 15_000
    )
    source = open_sources([str(path)], ReadOptions())[0]
    assert not source.complete
    return source


def test_rows_outside_the_sample_can_refute_the_order(tmp_path):
    source = _long(tmp_path, "21/01/2026")
    dates = understand(source, source.columns[2])
    assert dates.order == "month-first"
    assert _refuting(source, dates) == 3
    error = dates.refutation(source.path, 3)
    assert isinstance(error, UsageError)
    assert "3 rows" in error.message
    stated = understand(source, source.columns[2], order="month-first")
    assert _refuting(source, stated) == 0


def test_rows_no_order_can_read_refute_nothing(tmp_path):
    source = _long(tmp_path, "41/41/2026")
    dates = understand(source, source.columns[2])
    assert _refuting(source, dates) == 0
    assert _left_out(source, dates) == {"without a readable date": 3}


@pytest.mark.parametrize("timezone", [None, "UTC"])
def test_offsets_outside_the_sample_are_read(tmp_path, timezone):
    usual = "9," + "x" * 80 + ",2026-01-05T10:00:00+01:00\n"
    path = tmp_path / "long.csv"
    path.write_text("score,text,date\n" + usual * 15_000 + "9,x,2026-07-05T10:00:00-09:30\n" + usual * 15_000)
    source = open_sources([str(path)], ReadOptions())[0]
    assert not source.complete
    moments = _moments(source, understand(source, source.columns[2], timezone=timezone))
    assert max(moments) == datetime(2026, 7, 5, 10) + timedelta(hours=9.5 if timezone else 0)
    assert min(moments) == datetime(2026, 1, 5, 9 if timezone else 10)


# Rows without a date.


def test_every_row_without_a_date_has_one_reason(opened):
    source = opened(
        ["2026-01-05", "", "   ", "later", "2026-02-30", "0026-01-05", "9999-12-31", "2026-01-06"]
    )
    dates = understand(source, source.columns[1])
    assert _left_out(source, dates) == {"without a date": 2, "without a readable date": 4}


def test_an_anonymised_survey_has_no_dates(opened):
    source = opened(["1980-01-01 00:00:00"] * 3 + [""], "submitdate", "limesurvey")
    with pytest.raises(UsageError, match="anonymised"):
        understand(source, source.columns[1])
    source = opened(["1980-01-01 00:00:00", *["2026-01-05 10:00:00"] * 3], "submitdate", "limesurvey")
    assert _left_out(source, understand(source, source.columns[1])) == {"date anonymised": 1}
    # Elsewhere it is a date like others.
    source = opened(["1980-01-01 00:00:00"] * 3)
    assert _left_out(source, understand(source, source.columns[1])) == {}


@pytest.mark.parametrize(
    "cells", [["yes", "no", "2026-01-05"], ["", ""], ["7", "9"], ["2026-02-30"], ["44927.5", "12", "3"]]
)
def test_a_column_without_dates_is_refused(opened, cells):
    source = opened(cells)
    with pytest.raises(InputError):
        understand(source, source.columns[1])


def test_hostile_cells_are_merely_unreadable(opened):
    cells = ["2026-01-05"] * 9 + [
        "9" * 400,
        "٢٠٢٦-٠١-٠٥",
        "-2026-01-05",
        "2026-01-05 99:99:99",
        "%Y-%m-%d",
        "1e999",
    ]
    source = opened(cells)
    assert _left_out(source, understand(source, source.columns[1])) == {"without a readable date": 6}


def test_two_digit_and_four_digit_years_are_told_apart(read):
    assert read(["05.01.26", "05.01.2026", "5.1.26 10:00"]) == [
        datetime(2026, 1, 5),
        datetime(2026, 1, 5),
        datetime(2026, 1, 5, 10),
    ]


# Typed columns.


def test_a_typed_column_is_read_without_text(opened):
    instant = datetime(2026, 6, 30, 22, 30)
    frame = pl.DataFrame(
        {
            "ms": pl.Series([instant]).cast(pl.Datetime("ms")),
            "zoned": pl.Series([instant]).dt.replace_time_zone("UTC").dt.convert_time_zone("Europe/Madrid"),
            "date": [date(2026, 6, 30)],
            "seconds": [int(instant.replace(tzinfo=UTC).timestamp())],
            "day": [20260630],
        }
    )

    def typed(column, cells, name="when", **options):
        source = opened(cells, name)
        dates = understand(source, source.columns[1], **options)
        renamed = frame.rename({column: position(1)})
        return renamed.select(dates.moments(frame.schema[column]).alias("m"))["m"].to_list()

    assert typed("ms", ["2026-06-30 22:30:00.000"]) == [instant]
    assert typed("ms", ["2026-06-30 22:30:00.000"], "at (UTC)", timezone="Asia/Tokyo") == [
        datetime(2026, 7, 1, 7, 30)
    ]
    assert typed("zoned", ["2026-07-01 00:30:00.000000+02:00"]) == [datetime(2026, 7, 1, 0, 30)]
    assert typed("zoned", ["2026-07-01 00:30:00.000000+02:00"], timezone="UTC") == [instant]
    assert typed("date", ["2026-06-30"]) == [datetime(2026, 6, 30)]
    assert typed("seconds", [str(frame["seconds"][0])]) == [instant]
    assert typed("day", ["20260630"]) == [datetime(2026, 6, 30)]


def test_parquet_and_workbooks_are_understood(tmp_path):
    moments = [datetime(2026, 6, 30, 22, 30), datetime(2026, 7, 1, 7, 30, 15)]
    zoned = pl.Series(moments).dt.replace_time_zone("Europe/Madrid")
    frame = pl.DataFrame({"score": [9, 10], "a": moments, "b": zoned, "c": [m.date() for m in moments]})
    frame.write_parquet(tmp_path / "t.parquet")
    frame.drop("b").write_excel(tmp_path / "t.xlsx")
    for name in ("t.parquet", "t.xlsx"):
        source = open_sources([str(tmp_path / name)], ReadOptions())[0]
        for column in source.columns[1:]:
            days = [m.replace(hour=0, minute=0, second=0) for m in moments]
            expected = days if column.name == "c" else moments
            assert _moments(source, understand(source, column)) == expected
