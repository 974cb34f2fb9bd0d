"""Where the header ends: one, two or three rows, titles, blank lines, none at all."""

import json

import pytest

from cxux_cli.sources.header import clean, detect


def nps(cli, path, *options):
    code, out, err = cli(["nps", path, "--format", "json", *options])
    assert (code, err) == (0, "")
    return json.loads(out)


def write(tmp_path, text):
    path = tmp_path / "answers.csv"
    path.write_text(text, encoding="utf-8")
    return path


QUALTRICS = (
    "StartDate,Status,Finished,ResponseId,Q5,Q6\n"
    'Start Date,Response Type,Finished,Response ID,"How likely are you to recommend us?",Why?\n'
    '"{""ImportId"":""startDate"",""timeZone"":""UTC""}","{""ImportId"":""status""}",'
    '"{""ImportId"":""finished""}","{""ImportId"":""_recordId""}","{""ImportId"":""QID5""}",'
    '"{""ImportId"":""QID6_TEXT""}"\n'
    "2026-01-01 10:00:00,IP Address,True,R_1,10,good\n"
    "2026-01-01 10:01:00,IP Address,True,R_2,9,\n"
    "2026-01-01 10:02:00,IP Address,True,R_3,0,bad\n"
)


def test_three_rows_of_qualtrics(cli, tmp_path):
    report = nps(cli, write(tmp_path, QUALTRICS))
    source = report["sources"][0]
    assert (source["header_rows"], source["dialect"], source["rows"]) == (3, "qualtrics", 3)
    assert source["mapping"][0]["column"] == "Q5"
    assert source["mapping"][0]["text"] == "How likely are you to recommend us?"
    # 2 promoters, 1 detractor of 3.
    assert report["results"][0]["value"] == pytest.approx(100 / 3)


def test_the_translated_second_row_of_qualtrics_does_not_matter(cli, tmp_path):
    text = QUALTRICS.replace("Start Date,Response Type", "Anfangsdatum,Antworttyp")
    assert nps(cli, write(tmp_path, text))["sources"][0]["header_rows"] == 3


def test_two_rows_of_legacy_qualtrics(cli, tmp_path):
    text = (
        "V1,V2,V8,V9,V10,Q1,\n"
        "ResponseID,ResponseSet,StartDate,EndDate,Finished,How likely are you to recommend us?,\n"
        "R_1,Default,2014-01-01,2014-01-01,1,10,\nR_2,Default,2014-01-01,2014-01-01,1,9,\n"
        "R_3,Default,2014-01-01,2014-01-01,0,0,\n"
    )
    report = nps(cli, write(tmp_path, text))
    assert report["sources"][0]["header_rows"] == 2
    assert report["ledger"][0]["excluded"] == [{"reason": "unfinished", "rows": 1}]
    assert report["results"][0]["value"] == 100.0


def test_two_rows_of_surveymonkey(cli, tmp_path):
    text = (
        "Respondent ID,Collector ID,Start Date,How likely are you to recommend us?,Which do you use?,\n"
        ",,,Response,Phone,Tablet\n"
        "1,9,01/01/2026,10,Phone,\n2,9,01/01/2026,9,,Tablet\n3,9,01/02/2026,8,Phone,Tablet\n"
    )
    report = nps(cli, write(tmp_path, text), "--by", "Which do you use? - Tablet")
    source = report["sources"][0]
    assert (source["header_rows"], source["dialect"], source["rows"]) == (2, "surveymonkey", 3)
    # 2 promoters and a passive: 66.7.
    assert report["results"][-1]["value"] == pytest.approx(200 / 3)


def test_a_plain_second_row_of_words_over_numbers_is_a_header(cli, tmp_path):
    text = "a,nps,b\nage,recommend,visits\n30,10,1\n40,9,2\n50,8,3\n60,0,4\n"
    report = nps(cli, write(tmp_path, text))
    assert (report["sources"][0]["header_rows"], report["results"][0]["n"]) == (2, 4)


def test_words_among_the_answers_are_no_header(cli, tmp_path):
    text = "plan,nps,comment\nfree,10,good\npro,9,fine\npro,8,x\nfree,0,bad\n"
    report = nps(cli, write(tmp_path, text))
    assert (report["sources"][0]["header_rows"], report["results"][0]["n"]) == (1, 4)


def test_a_title_and_blank_lines_above_the_header_are_skipped_and_said(cli, tmp_path):
    text = ",,\n\nCustomer survey 2026,,\nid,nps,plan\n1,10,a\n2,9,b\n3,0,a\n"
    report = nps(cli, write(tmp_path, text))
    source = report["sources"][0]
    assert (source["header_rows"], source["rows"], source["columns"]) == (1, 3, 3)
    assert any("title" in note for note in source["notes"])


def test_a_file_without_a_header_says_so(cli, tmp_path):
    text = "2026-01-01,10,a\n2026-01-02,9,b\n2026-01-03,0,c\n"
    path = write(tmp_path, text)
    code, out, _ = cli(["nps", path])
    assert (code, out) == (4, "")
    report = nps(cli, path, "--column", "score=#2")
    source = report["sources"][0]
    assert (source["header_rows"], source["rows"]) == (0, 3)
    assert any("no header row" in note for note in source["notes"])


@pytest.mark.parametrize(
    "rows",
    [
        ["10,00:01:30", "9,00:00:45", "0,00:10:00"],
        ["10,1:30 PM,a", "9,2:45 pm,b", "0,11:00 a.m.,a"],
        ["10,TRUE", "9,FALSE", "0,TRUE"],
        ["10,wahr,2026-01-05", "9,falsch,2026-01-06", "0,wahr,2026-01-07"],
    ],
)
def test_times_and_booleans_in_the_first_row_are_answers(cli, tmp_path, rows):
    report = nps(cli, write(tmp_path, "\n".join(rows) + "\n"), "--column", "score=#1")
    assert (report["sources"][0]["header_rows"], report["results"][0]["n"]) == (0, 3)


@pytest.mark.parametrize("names", ["nps,true", "nps,9:00", "nps,time"])
def test_a_name_like_a_time_or_a_boolean_over_other_cells_is_a_name(cli, tmp_path, names):
    report = nps(cli, write(tmp_path, f"{names}\n10,a\n9,b\n0,c\n"))
    assert (report["sources"][0]["header_rows"], report["results"][0]["n"]) == (1, 3)


def test_items_numbered_one_to_ten_are_a_header(cli, tmp_path):
    text = ",".join(str(i) for i in range(1, 11)) + "\n" + "3,3,3,3,3,3,3,3,3,3\n" * 3
    code, out, _ = cli(["inspect", write(tmp_path, text), "--format", "json"])
    assert (code, json.loads(out)["header_rows"]) == (0, 1)


@pytest.mark.parametrize(("stated", "n"), [(1, 4), (2, 3), (0, 4)])
def test_a_stated_number_of_rows_wins(cli, tmp_path, stated, n):
    path = write(tmp_path, "nps,plan\n10,a\n9,b\n8,a\n0,b\n")
    options = ["--header-rows", stated, "--column", "score=#1"]
    result = nps(cli, path, *options)["results"][0]
    # With two header rows the first answer is gone; with none the word nps is not readable.
    assert (result["n"], result["n_missing"]) == (n, 1 if stated == 0 else 0)


def test_header_cells_are_cleaned():
    assert (
        clean('\ufeff"<strong>How&nbsp;likely</strong>\n to\u00a0recommend?"') == "How likely to recommend?"
    )


def test_duplicate_and_blank_names_are_kept_by_position():
    rows = [["1", "2", "3", "a", "b", "c"], ["4", "5", "6", "d", "e", "f"]]
    header = detect([["score", "score", "", "x", "y", "z"], *rows])
    assert header.names == ("score", "score", "column 3", "x", "y", "z")


# A row index without a name (R, pandas) and columns added in a sheet without a name.
@pytest.mark.parametrize(
    "text",
    [
        ",nps,plan\n0,10,a\n1,9,b\n2,8,a\n3,0,b\n",
        '"","nps","plan"\n"1",10,"a"\n"2",9,"b"\n"3",8,"a"\n"4",0,"b"\n',
        "nps,plan,,\n10,a,x,1\n9,b,y,2\n8,a,z,3\n0,b,w,1\n",
    ],
)
def test_a_blank_header_cell_turns_no_person_into_a_header(cli, tmp_path, text):
    report = nps(cli, write(tmp_path, text))
    assert (report["sources"][0]["header_rows"], report["ledger"][0]["read"]) == (1, 4)
    # 2 promoters, 1 detractor of 4.
    assert report["results"][0]["value"] == 25.0


@pytest.mark.parametrize("rows", [500, 40_000])
@pytest.mark.parametrize("at", [0, 100, 448])
def test_a_cell_under_no_name_leaves_out_nobody_wherever_it_stands(cli, tmp_path, rows, at):
    lines = [f"{(10, 9, 8, 0)[i % 4]},a,{'x' * 60},," for i in range(rows)]
    lines[at] = "10,a,x,see below,"
    report = nps(cli, write(tmp_path, "\n".join(["nps,plan,c,,", *lines]) + "\n"))
    assert (report["ledger"][0]["used"], report["results"][0]["value"]) == (rows, 25.0)
    lines[at] = "10,a,x,see below,,too many"
    report = nps(cli, write(tmp_path, "\n".join(["nps,plan,c,,", *lines]) + "\n"))
    assert report["ledger"][0]["excluded"] == [{"reason": "longer than the header", "rows": 1}]


@pytest.mark.parametrize("note", ["", "see below"])
def test_columns_that_two_header_rows_leave_blank_take_no_question(cli, tmp_path, note):
    question = "How likely are you to recommend us?"
    text = f"Respondent ID,{question},,Which plan?,,,\n,Response,Why?,Response,,,\n1,10,x,a,{note},,\n"
    path = write(tmp_path, text + "2,9,x,b,,,\n3,8,x,a,,,\n4,0,x,b,,,\n")
    report = nps(cli, path, "--by", "Which plan?")
    assert report["sources"][0]["header_rows"] == 2
    # Of the two with plan a one promotes; of the two with plan b one promotes and one detracts.
    assert [r["value"] for r in report["results"]] == [50.0, 0.0, 25.0]
    _, out, _ = cli(["inspect", path, "--format", "json"])
    assert [f["name"] for f in json.loads(out)["fields"]][4:] == (["column 5"] if note else [])


def test_a_duplicate_name_is_asked_back_with_positions(cli, tmp_path):
    path = write(tmp_path, "nps,plan,plan\n10,a,b\n9,a,b\n0,a,c\n")
    code, out, err = cli(["nps", path, "--by", "plan"])
    assert (code, out) == (2, "")
    assert "#2, #3" in err
    assert [r["segment"] for r in nps(cli, path, "--by", "#3")["results"]] == [
        {"plan": "b"},
        {"plan": "c"},
        {},
    ]
