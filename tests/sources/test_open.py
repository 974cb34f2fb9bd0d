"""Every kind of input: packed, typed, workbooks, standard input, several files, globs."""

import datetime as dt
import gzip
import io
import json
import zipfile
from decimal import Decimal

import polars as pl
import pytest
import xlsxwriter
import zstandard

from cxux_cli.sources.open import open_sources
from cxux_cli.sources.options import ReadOptions

TABLE = b"id,nps,plan\n1,10,a\n2,9,b\n3,8,a\n4,0,b\n"  # 2 promoters, 1 detractor of 4: 25


def nps(cli, *arguments):
    code, out, err = cli(["nps", *arguments, "--format", "json"])
    assert (code, err) == (0, "")
    return json.loads(out)


def write(path, data):
    path.write_bytes(data)
    return path


def zipped(members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


@pytest.mark.parametrize("name", ["answers.csv", "answers.csv.gz", "answers.txt"])
def test_content_decides_and_not_the_name(cli, tmp_path, name):
    assert nps(cli, write(tmp_path / name, TABLE))["results"][0]["value"] == 25.0
    assert nps(cli, write(tmp_path / name, gzip.compress(TABLE)))["results"][0]["value"] == 25.0
    packed = zstandard.ZstdCompressor().compress(TABLE)
    assert nps(cli, write(tmp_path / name, packed))["results"][0]["value"] == 25.0


def test_a_zip_with_one_table_is_opened_and_named(cli, tmp_path):
    members = {"CSV/answers.csv": TABLE, "read me.pdf": b"%PDF", "__MACOSX/CSV/._answers.csv": b"x"}
    report = nps(cli, write(tmp_path / "export.zip", zipped(members)))
    assert report["results"][0]["value"] == 25.0
    assert report["sources"][0]["path"] == str(tmp_path / "export.zip")
    assert any("CSV/answers.csv" in note for note in report["sources"][0]["notes"])


def test_a_zip_with_two_tables_is_asked_back(cli, tmp_path):
    path = write(tmp_path / "export.zip", zipped({"a.csv": TABLE, "b.csv": TABLE}))
    code, out, err = cli(["nps", path])
    assert (code, out) == (4, "")
    assert "a.csv, b.csv" in err


def test_a_member_cannot_be_written_outside(cli, tmp_path):
    path = write(tmp_path / "export.zip", zipped({"../../outside.csv": TABLE}))
    assert nps(cli, path)["results"][0]["value"] == 25.0
    assert not list(tmp_path.parent.glob("outside.csv"))


def workbook(path, sheets):
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for i, row in enumerate(rows):
                sheet.write_row(i, 0, row)
    return path


ROWS = [["id", "nps", "plan"], [1, 10, "a"], [2, 9, "b"], [3, 8, "a"], [4, 0, "b"]]


def test_the_sheet_with_the_answers_is_chosen_and_named(cli, tmp_path):
    sheets = {"Read first": [["How this was made"], ["By hand"]], "Data": [["FreshBlend 2026"], [], *ROWS]}
    report = nps(cli, workbook(tmp_path / "answers.xlsx", sheets), "--by", "plan")
    source = report["sources"][0]
    assert (source["sheet"], source["rows"], source["columns"]) == ("Data", 4, 3)
    assert any("of 2" in note for note in source["notes"])
    # a: a promoter and a passive; b: a promoter and a detractor.
    assert [r["value"] for r in report["results"]] == [50.0, 0.0, 25.0]


def test_a_stated_sheet_wins_by_name_or_number(cli, tmp_path):
    small = [["nps", "x"], [10, 1], [9, 2]]
    path = workbook(tmp_path / "answers.xlsx", {"Data": ROWS, "Pilot": small})
    assert nps(cli, path, "--sheet", "Pilot")["results"][0]["n"] == 2
    assert nps(cli, path, "--sheet", "2")["results"][0]["n"] == 2
    code, out, err = cli(["nps", path, "--sheet", "Pilots"])
    assert (code, out) == (2, "")
    assert "Data, Pilot" in err


def test_a_table_away_from_the_corner_is_found(cli, tmp_path):
    shifted = [[], []] + [["", "", *row] for row in ROWS]
    report = nps(cli, workbook(tmp_path / "answers.xlsx", {"S": shifted}))
    assert (report["sources"][0]["columns"], report["results"][0]["value"]) == (3, 25.0)


def test_numbers_and_words_of_a_workbook_are_read_alike(cli, tmp_path):
    rows = [["nps", "when"], [10, 46023.5], ["9", 46024], ["8 - likely", 46025], [0.0, 46026], ["N/A", 46027]]
    result = nps(cli, workbook(tmp_path / "answers.xlsx", {"S": rows}))["results"][0]
    assert (result["n"], result["n_missing"], result["value"]) == (4, 1, 25.0)


@pytest.mark.parametrize(
    "answers",
    [
        pl.Series("nps", [10, 9, 8, 0, None], pl.Int64),
        pl.Series("nps", [10, 9, 8, 0, None], pl.UInt8),
        pl.Series("nps", [10.0, 9.0, 8.0, 0.0, float("nan")], pl.Float64),
        pl.Series("nps", [10.0, 9.0, 8.0, 0.0, None], pl.Float32),
        pl.Series("nps", ["10", "9", "8", "0", ""], pl.String),
        pl.Series("nps", ["10", "9", "8", "0", None], pl.Categorical),
    ],
    ids=lambda s: str(s.dtype),
)
def test_parquet_of_any_type(cli, tmp_path, answers):
    path = tmp_path / "answers.parquet"
    pl.DataFrame([answers, pl.Series("plan", list("abab") + ["a"])]).write_parquet(path)
    report = nps(cli, path, "--by", "plan")
    assert [(r["n"], r["value"]) for r in report["results"]] == [(2, 50.0), (2, 0.0), (4, 25.0)]
    assert report["results"][-1]["n_missing"] == 1


@pytest.mark.parametrize("dtype", [pl.Int64, pl.Int8, pl.Float64, pl.String])
def test_questionnaires_from_parquet(cli, tmp_path, dtype):
    # All threes: 10 * 2 * 2.5 = 50; 5 and 1 in turn: 100; an item left out: no score.
    rows = [[3] * 10, [5, 1] * 5, [None, 1] * 5]
    path = tmp_path / "answers.parquet"
    frame = pl.DataFrame(rows, schema=[f"SUS_{i}" for i in range(1, 11)], orient="row")
    frame.select(pl.all().cast(dtype)).write_parquet(path)
    code, out, _ = cli(["sus", path, "--format", "json"])
    assert code == 0
    result = json.loads(out)["results"][0]
    assert (result["value"], result["n"], result["n_missing"]) == (75.0, 2, 1)


def test_a_fraction_is_no_whole_number_and_nan_no_answer(cli, tmp_path):
    # 50 and 100 as above; then a fraction, NaN, and an answer beyond the scale.
    rows = [[3.0] * 10, [5.0, 1.0] * 5, [3.5] + [3.0] * 9, [float("nan")] + [3.0] * 9, [3.0] * 10, [3.0] * 10]
    frame = pl.DataFrame(rows, schema=[f"SUS_{i}" for i in range(1, 11)], orient="row")
    frame.write_parquet(tmp_path / "a.parquet")
    frame.fill_nan(None).write_csv(tmp_path / "a.csv")
    for name in ("a.parquet", "a.csv"):
        code, out, _ = cli(["sus", tmp_path / name, "--format", "json"])
        result = json.loads(out)["results"][0]
        assert (code, result["n"], result["value"]) == (0, 4, 62.5)
        assert [(gap["reason"], gap["examples"]) for gap in result["missing"]] == [
            ("not a whole number", ["3.5"]),
            ("some items without an answer", []),
        ]


def test_typed_columns_of_parquet_are_read_as_text_that_can_be_compared(cli, tmp_path):
    day = dt.datetime(2026, 5, 4, 13, 30)
    frame = pl.DataFrame(
        {
            "nps": [Decimal("10.00"), Decimal("9.00"), None, Decimal("0.00")],
            "plan": pl.Series(["a", "b", "a", "b"], dtype=pl.Categorical),
            "ok": [True, None, False, True],
            "at": [day] * 4,
            "day": [day.date()] * 4,
            "took": [dt.timedelta(seconds=90, milliseconds=500)] * 4,
        }
    )
    frame.write_parquet(tmp_path / "a.parquet")
    (source,) = open_sources([str(tmp_path / "a.parquet")], ReadOptions())
    assert source.sample[0] == ["10.00", "a", "true", "2026-05-04 13:30:00", "2026-05-04", "90.5"]
    report = nps(cli, tmp_path / "a.parquet", "--by", "plan")
    # a: a promoter and a blank; b: a promoter and a detractor.
    assert [(r["n"], r["value"]) for r in report["results"]] == [
        (1, 100.0),
        (2, 0.0),
        (3, pytest.approx(100 / 3)),
    ]


def test_nested_columns_of_parquet_are_left_out_and_named(cli, tmp_path):
    path = tmp_path / "answers.parquet"
    pl.DataFrame({"nps": [10, 9, 0], "tags": [["a"], [], ["b"]]}).write_parquet(path)
    assert any("tags" in note for note in nps(cli, path)["sources"][0]["notes"])


def test_standard_input(cli, monkeypatch, tmp_path):
    for data in (TABLE, gzip.compress(TABLE)):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        report = nps(cli, "-")
        assert (report["sources"][0]["path"], report["results"][0]["value"]) == ("-", 25.0)


def test_standard_input_is_read_once(cli):
    code, out, _ = cli(["nps", "-", "-"])
    assert (code, out) == (2, "")


def test_several_files_are_one_data_set(cli, tmp_path):
    first = write(tmp_path / "a.csv", TABLE)
    # Columns in another order: 1 promoter, 3 detractors.
    second = write(tmp_path / "b.csv", b"plan;nps\na;10\na;0\nb;1\nb;2\n")
    report = nps(cli, first, second, "--by", "plan")
    # 3 promoters, 4 detractors of 8.
    assert report["results"][-1]["value"] == pytest.approx(-12.5)
    assert [ledger["used"] for ledger in report["ledger"]] == [4, 4]
    assert [r["n"] for r in report["results"]] == [4, 4, 8]


def test_files_that_ask_differently_are_not_pooled(cli, tmp_path):
    first = write(tmp_path / "a.csv", TABLE)
    second = write(tmp_path / "b.csv", b"How likely are you to recommend the app?,x\n10,1\n9,2\n")
    code, out, err = cli(["nps", first, second])
    assert (code, out) == (2, "")
    assert "do not ask the same" in err


def test_globs_are_expanded_and_sorted(cli, tmp_path):
    for name in ("w2.csv", "w1.csv", "other.csv"):
        write(tmp_path / name, TABLE)
    report = nps(cli, tmp_path / "w*.csv")
    assert [s["path"] for s in report["sources"]] == [str(tmp_path / n) for n in ("w1.csv", "w2.csv")]


def test_a_glob_without_files_is_an_input_error(cli, tmp_path):
    code, out, err = cli(["nps", tmp_path / "w*.csv"])
    assert (code, out) == (4, "")
    assert "no file matches" in err


def test_a_name_with_brackets_is_a_name(cli, tmp_path):
    assert nps(cli, write(tmp_path / "answers [1].csv", TABLE))["results"][0]["n"] == 4


def test_a_file_named_twice_is_read_once_and_said(cli, tmp_path):
    path = write(tmp_path / "a.csv", TABLE)
    report = nps(cli, path, path, tmp_path / "*.csv")
    assert report["results"][0]["n"] == 4
    assert "named twice, read once" in report["sources"][0]["notes"]


@pytest.mark.parametrize(
    "address", ["https://example.com/x.csv", "http://example.com/x?format=csv", "s3://bucket/*.csv"]
)
def test_an_address_is_no_file_that_is_missing(cli, tmp_path, address):
    config = tmp_path / "cxux.yaml"
    config.write_text(f"version: 1\nsources: {{a: {{path: '{address}'}}}}\n")
    for command in (["nps", address], ["inspect", address], ["report", config]):
        code, _, err = cli(command)
        assert code == 4
        assert "this is an address, and cxux reads files only" in err
        assert "download it first" in err
