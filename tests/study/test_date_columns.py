"""The column that says when is found by what the tool or its name says, never by its numbers alone."""

import pytest

from cxux_cli.errors import UsageError
from cxux_cli.sources.open import open_sources
from cxux_cli.sources.options import ReadOptions
from cxux_cli.study.date_column import find_date


@pytest.fixture
def found(tmp_path):
    """`found({header: cell}, dialect)`: the name of the column found in a file with two rows of these cells."""

    def find(columns, dialect=None):
        path = tmp_path / "answers.csv"
        row = ";".join(columns.values()) + "\n"
        path.write_text(";".join(columns) + "\n" + row * 2, "utf-8")
        column = find_date(open_sources([str(path)], ReadOptions(dialect=dialect, delimiter=";"))[0])
        return column.name if column else None

    return find


DAY = "2026-01-05 10:00:00"


@pytest.mark.parametrize(
    ("columns", "name"),
    [
        ({"score": "9", "date": DAY}, "date"),
        ({"score": "9", "Started on": DAY, "Completed on": DAY}, "Completed on"),
        ({"score": "9", "StartDate": DAY, "EndDate": DAY, "RecordedDate": DAY}, "EndDate"),
        ({"score": "9", "start_time": DAY, "recorded_at": DAY}, "recorded_at"),
        ({"score": "9", "created_at": DAY, "updated_at": DAY}, "created_at"),
        ({"score": "9", "Begonnen": DAY}, None),
        ({"score": "9", "Beginn": DAY}, "Beginn"),
        ({"score": "9", "Abgeschickt am": "05.01.2026 10:00"}, "Abgeschickt am"),
        ({"score": "9", "Fecha de envío": DAY, "Fecha de inicio": DAY}, "Fecha de envío"),
        ({"score": "9", "Date de début": DAY}, "Date de début"),
        ({"score": "9", "Datum der Antwort": "44927.5"}, "Datum der Antwort"),
        ({"score": "9", "responded_at": "1767607200"}, "responded_at"),
        ({"score": "9", "date of birth": "1980-05-05"}, None),
        ({"score": "9", "time": "30000"}, None),
        ({"score": "9", "completion_time": "25000.5"}, None),
        ({"score": "9", "record_id": "1234567890"}, None),
        ({"score": "9", "value": "44927"}, None),
        ({"score": "9", "date": "soon"}, None),
        (
            {
                "score": "9",
                "When did you last buy? Please name the date and the place as exactly as you can": DAY,
            },
            None,
        ),
    ],
)
def test_a_name_and_dates_under_it(found, columns, name):
    assert found(columns) == name


def test_the_dialect_knows(found):
    columns = {"Response ID": "1", "Time Started": DAY, "Date Submitted": DAY, "Status": "Complete"}
    assert found(columns) == "Date Submitted"


def test_two_equally_good_columns_are_asked_about(found):
    with pytest.raises(UsageError, match="2 columns could say when") as asked:
        found({"score": "9", "Completed on": DAY, "Submitted on": DAY})
    assert "--date" in asked.value.hint


def test_a_google_form_without_header_still_says_when(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text('"2018/05/15 7:07:45 PM GMT+1","9"\n"2018/05/16 7:07:45 PM GMT+1","10"\n', "utf-8")
    source = open_sources([str(path)], ReadOptions())[0]
    assert source.header_rows == 0
    assert find_date(source) == source.columns[0]
