"""Workbooks: which sheet is read and why, what its cells become, and what is refused."""

import datetime as dt
import json

import openpyxl
import pytest
import xlsxwriter

ANSWERS = [
    ["id", "channel", "nps", "when"],
    *[[i, "web" if i % 2 else "app", i % 11, f"w{i}"] for i in range(1, 21)],
]


def workbook(path, sheets):
    """Sheets of plain cells; a text that starts with `=` is a formula, `(formula, value)` one with its value."""
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for i, row in enumerate(rows):
                for j, cell in enumerate(row):
                    if isinstance(cell, tuple):
                        sheet.write_formula(i, j, cell[0], None, cell[1])
                    elif cell is not None:
                        sheet.write(i, j, cell)
    return path


def cells(path, rows):
    """One sheet written by another library, which knows dates, times and errors."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.fixture
def inspect(cli):
    def call(path, *arguments):
        code, out, err = cli(["inspect", path, *arguments, "--format", "json"])
        assert (code, err) == (0, "")
        return json.loads(out)

    return call


def notes(document):
    return " | ".join(document["notes"])


def names(document):
    return [column["name"] for column in document["fields"]]


def ueq(path, people, items):
    """The shape of the UEQ Data Analysis Tool: answers from the fourth row, everything else is computed."""
    answers = [[(p * 3 + i) % 7 + 1 for i in range(items)] for p in range(people)]
    prose = "Please enter the answers of your participants, one row each, into the sheet Data; the rest is computed."
    turned = [
        [
            (f'=IF(Data!A{p + 4}>0,Data!A{p + 4}-4,"")', answers[p][i] - 4 if p < people else "")
            for i in range(items)
        ]
        for p in range(1000)
    ]
    statistics = [
        [i + 1, ("=AVERAGE(DT!A4:A1003)", 0.7), ("=VAR(DT!A4:A1003)", 1.2), people] for i in range(items)
    ]
    return workbook(
        path,
        {
            "Read_First": [["Data analysis tool"], ["Language: Spanish"], *[[prose]] * 150],
            "Data": [["Please enter the data here!"], [], list(range(1, items + 1)), *answers],
            "DT": [["Transformed data"], [], [*range(1, items + 1), "Attractiveness"], *turned],
            "Results": [["Item", "Mean", "Variance", "No."], *statistics],
        },
    )


@pytest.mark.parametrize("items", [26, 8])
@pytest.mark.parametrize("people", [4, 30])
def test_the_answers_of_a_ueq_workbook_are_found_among_computed_sheets(inspect, tmp_path, people, items):
    found = inspect(ueq(tmp_path / "ueq.xlsx", people, items))
    assert (found["sheet"], found["rows"]) == ("Data", people)
    assert names(found) == [str(i) for i in range(1, items + 1)]
    assert "'DT' (computed by formulas)" in notes(found)
    assert "'Read_First' (text)" in notes(found)
    assert "UEQ Data Analysis Tool, in Spanish" in notes(found)


def test_summaries_code_books_and_helper_tables_are_no_answers(inspect, tmp_path):
    path = workbook(
        tmp_path / "study.xlsx",
        {
            "Pivot": [
                ["Row Labels", "Count of nps"],
                *[[f"site {i}", i] for i in range(40)],
                ["Grand Total", 780],
            ],
            "Codebook": [
                ["name", "text"],
                *[[f"q{i}", f"The text of question number {i}"] for i in range(90)],
            ],
            "Countries": [["country", "code"], *[[f"Country {i}", f"C{i}"] for i in range(200)]],
            "Sheet7": ANSWERS,
        },
    )
    found = inspect(path)
    assert (found["sheet"], found["rows"]) == ("Sheet7", 20)
    for other in ("'Pivot' (a summary)", "'Codebook' (text)", "'Countries' (text)"):
        assert other in notes(found)


def test_a_hidden_sheet_is_read_only_when_asked_for(inspect, tmp_path):
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        for name, n in (("Shown", 10), ("Old copy", 20)):
            sheet = book.add_worksheet(name)
            for i, row in enumerate(ANSWERS[: n + 1]):
                sheet.write_row(i, 0, row)
        sheet.hide()
    found = inspect(tmp_path / "a.xlsx")
    assert (found["sheet"], found["rows"]) == ("Shown", 10)
    assert "'Old copy' (hidden)" in notes(found)
    assert inspect(tmp_path / "a.xlsx", "--sheet", "Old copy")["rows"] == 20


def test_waves_with_the_same_header_are_said(inspect, tmp_path):
    path = workbook(tmp_path / "waves.xlsx", {"May": ANSWERS, "June": ANSWERS[:9], "July": ANSWERS[:3]})
    found = inspect(path)
    assert found["sheet"] == "May"
    assert "only sheet 'May' is read: 'June', 'July' have the same header, perhaps another wave" in notes(
        found
    )
    assert inspect(path, "--sheet", "june")["rows"] == 8


def test_another_sheet_that_looks_like_answers_is_named(inspect, tmp_path):
    other = [["person", "task", "success"], *[[i, i % 3, i % 2] for i in range(20)]]
    found = inspect(workbook(tmp_path / "a.xlsx", {"Survey": ANSWERS, "Tasks": other}))
    assert "'Tasks' may hold answers too, and is not read" in notes(found)


@pytest.mark.parametrize("order", [("Orders", "Survey"), ("Survey", "Orders")])
@pytest.mark.parametrize("question", ["How satisfied are you?", "Wie zufrieden sind Sie", "Rate your visit"])
def test_a_sheet_that_asks_questions_comes_before_a_larger_one(inspect, tmp_path, order, question):
    sheets = {
        "Orders": [["order", "plan", "qty", "rating"], *[[i, "ab"[i % 2], i % 9, i % 5] for i in range(500)]],
        "Survey": [["id", question], *[[i, i % 5 + 1] for i in range(40)]],
    }
    found = inspect(workbook(tmp_path / "a.xlsx", {name: sheets[name] for name in order}))
    assert (found["sheet"], found["rows"]) == ("Survey", 40)
    assert "sheet 'Survey' of 2: 40 rows under 2 columns, headed by questions" in notes(found)
    assert "'Orders' may hold answers too, and is not read" in notes(found)


def test_every_other_sheet_that_asks_is_named_however_short(inspect, tmp_path):
    large = [["id", "How easy was it?", "plan"], *[[i, i % 7 + 1, "ab"[i % 2]] for i in range(400)]]
    small = [["id", "How satisfied are you?"], *[[i, i % 5 + 1] for i in range(12)]]
    codes = [["Question?", "Meaning of it?"], *[[f"q{i}", f"Text number {i}"] for i in range(90)]]
    found = inspect(workbook(tmp_path / "a.xlsx", {"Codes": codes, "After": small, "Main": large}))
    assert found["sheet"] == "Main"
    assert "'Codes' (text)" in notes(found)
    assert "'After' may hold answers too, and is not read" in notes(found)


def test_titles_notes_and_key_values_above_the_table_are_skipped(inspect, tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "FreshBlend survey"
    sheet.merge_cells("A1:H1")
    sheet["A2"], sheet["B2"] = "Field time", "May 2026"
    for i, row in enumerate(ANSWERS):
        for j, cell in enumerate(row):
            sheet.cell(5 + i, 3 + j, cell)
    sheet.cell(90, 2, " ")
    book.save(tmp_path / "a.xlsx")
    found = inspect(tmp_path / "a.xlsx")
    assert (names(found), found["rows"]) == (ANSWERS[0], 20)
    assert "2 lines above the table skipped" in notes(found)
    assert "blank line" not in notes(found)


def test_groups_above_the_header_stay_in_the_names(inspect, tmp_path):
    rows = [["Before", None, None, "After", None, None], ["ease", "speed", "look"] * 2]
    rows += [[i % 5 + 1] * 6 for i in range(8)]
    assert names(inspect(cells(tmp_path / "a.xlsx", rows)))[::3] == ["Before - ease", "After - ease"]


def test_rows_that_hold_only_what_a_formula_gives_are_no_people(inspect, tmp_path):
    rows = [["id", "Q1", "Q2", "Q3", "Q4", "score"]]
    rows += [[i, 1, 2, 3, 4, ("=SUM(B2:E2)", 10)] for i in range(6)]
    rows += [[None] * 5 + [("=SUM(B9:E9)", 0)] for _ in range(300)]
    found = inspect(workbook(tmp_path / "a.xlsx", {"S": rows}))
    assert found["rows"] == 6
    assert "300 rows under the answers hold only pre-filled cells (0)" in notes(found)


def test_repeated_answers_at_the_end_are_people(inspect, tmp_path):
    rows = [["nps", "comment", "plan", "role"], *[[i, "x", "a", "b"] for i in range(4)], *[[10]] * 9]
    # One filled cell of four is what an answer without a comment looks like where all others have one.
    assert inspect(cells(tmp_path / "a.xlsx", [*rows, [9]]))["rows"] == 14


def test_cells_become_the_text_people_see(cli, tmp_path):
    rows = [["n", "flag", "day", "moment", "clock", "long", "id"]]
    day = dt.datetime(2026, 5, 4)
    rows += [
        [9.0, True, day.date(), day, dt.time(0, 1, 30), dt.timedelta(hours=26), 12345678901234],
        [0.1 + 0.2, False, day.date(), day.replace(hour=13), dt.time(0, 0), dt.timedelta(seconds=5), "007"],
    ]
    from cxux_cli.sources.open import open_sources
    from cxux_cli.sources.options import ReadOptions

    (source,) = open_sources([str(cells(tmp_path / "a.xlsx", rows))], ReadOptions())
    assert [list(row) for row in source.sample] == [
        ["9", "true", "2026-05-04", "2026-05-04 00:00:00", "00:01:30", "26:00:00", "12345678901234"],
        ["0.3", "false", "2026-05-04", "2026-05-04 13:00:00", "00:00:00", "00:00:05", "007"],
    ]


def test_errors_are_missing_answers_and_counted(cli, tmp_path):
    rows = [["nps", "plan"], [10, "a"], ["#N/A", "a"], ["#DIV/0!", "b"], [0, "b"]]
    code, out, _ = cli(["nps", cells(tmp_path / "a.xlsx", rows), "--format", "json"])
    report = json.loads(out)
    assert code == 0
    assert (report["results"][0]["n"], report["results"][0]["n_missing"]) == (2, 2)
    assert report["ledger"][0]["read"] == 4
    assert "2 cells with an error such as #N/A: no answer" in report["sources"][0]["notes"]


def test_a_sheet_without_a_header_gets_numbered_columns(inspect, tmp_path):
    found = inspect(cells(tmp_path / "a.xlsx", [[i % 5 + 1, 3, 4] for i in range(8)]))
    assert (found["rows"], names(found)) == (8, ["column 1", "column 2", "column 3"])


def test_a_chart_is_no_sheet_of_answers_and_nothing_is_printed_about_it(inspect, tmp_path):
    book = openpyxl.Workbook()
    book.create_chartsheet("Chart", 0)
    for row in ANSWERS:
        book.active.append(row) if book.active.title != "Chart" else book["Sheet"].append(row)
    book.save(tmp_path / "a.xlsx")
    assert inspect(tmp_path / "a.xlsx")["sheet"] == "Sheet"


def test_a_workbook_without_answers_is_refused(cli, tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"One": [], "Two": []})
    code, out, err = cli(["nps", path])
    assert (code, out) == (4, "")
    assert "no table" in err
    assert "One, Two" in err


def test_a_protected_workbook_is_said_to_be_one(cli, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(2000)
        + "EncryptedPackage".encode("utf-16-le")
        + bytes(500)
    )
    code, out, err = cli(["nps", path])
    assert (code, out) == (4, "")
    assert "password" in err


@pytest.mark.parametrize("keep", [200, 3000])
def test_a_damaged_workbook_is_refused(cli, tmp_path, keep):
    whole = workbook(tmp_path / "a.xlsx", {"S": ANSWERS}).read_bytes()
    (tmp_path / "b.xlsx").write_bytes(whole[:keep])
    code, out, err = cli(["nps", tmp_path / "b.xlsx"])
    assert (code, out) == (4, "")
    assert "damaged" in err
