"""Text to records: delimiters, quotes, line ends, short and long rows, blank lines."""

import json

import pytest

ANSWERS = [("10", "a"), ("9", "b"), ("8", "a"), ("0", "b")]  # 2 promoters, 1 detractor of 4: 25


def table(delimiter=",", end="\n"):
    return end.join(delimiter.join(row) for row in [("nps", "plan"), *ANSWERS]) + end


def nps(cli, path, *options):
    code, out, err = cli(["nps", path, "--format", "json", *options])
    assert (code, err) == (0, "")
    return json.loads(out)


def write(tmp_path, text):
    path = tmp_path / "answers.csv"
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~", "\x1f"])
def test_the_delimiter_is_found(cli, tmp_path, delimiter):
    report = nps(cli, write(tmp_path, table(delimiter)), "--by", "plan")
    assert report["sources"][0]["delimiter"] == delimiter
    assert [r["value"] for r in report["results"]] == [50.0, 0.0, 25.0]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system(cli, tmp_path, end):
    report = nps(cli, write(tmp_path, table(end=end)))
    assert (report["results"][0]["value"], report["ledger"][0]["read"]) == (25.0, 4)


def test_the_last_line_needs_no_line_end(cli, tmp_path):
    assert nps(cli, write(tmp_path, table().rstrip("\n")))["results"][0]["n"] == 4


@pytest.mark.parametrize("declared", ["sep=;", "SEP=;"])
def test_a_declared_delimiter_is_no_header(cli, tmp_path, declared):
    report = nps(cli, write(tmp_path, f"{declared}\r\n{table(';', chr(13) + chr(10))}"))
    assert (report["sources"][0]["delimiter"], report["results"][0]["value"]) == (";", 25.0)


def test_a_stated_delimiter_wins(cli, tmp_path):
    # Commas in every cell would win the vote.
    text = "nps:a,b,c\n10:1,2,3\n9:1,2,3\n0:1,2,3\n"
    report = nps(cli, write(tmp_path, text), "--delimiter", ":")
    assert report["sources"][0]["columns"] == 2
    # 2 promoters, 1 detractor of 3.
    assert report["results"][0]["value"] == pytest.approx(100 / 3)


@pytest.mark.parametrize(("name", "character"), [("tab", "\t"), ("semicolon", ";"), ("pipe", "|")])
def test_a_delimiter_has_a_name(cli, tmp_path, name, character):
    report = nps(cli, write(tmp_path, table(character)), "--delimiter", name)
    assert report["sources"][0]["delimiter"] == character


def test_delimiters_and_line_ends_inside_quotes_belong_to_the_cell(cli, tmp_path):
    text = 'nps,comment\n10,"good; fast, cheap\nand ""nice"""\n9,"a\n\nb"\n0,x\n'
    report = nps(cli, write(tmp_path, text))
    assert report["ledger"][0]["read"] == 3
    assert report["results"][0]["value"] == pytest.approx(100 / 3)


def test_blank_lines_are_nobody(cli, tmp_path):
    text = "nps,plan\n\n10,a\n,\n9,b\n  ,\n8,a\n\n0,b\n\n\n"
    report = nps(cli, write(tmp_path, text))
    assert report["ledger"][0] == {
        "source": str(tmp_path / "answers.csv"),
        "read": 4,
        "used": 4,
        "excluded": [],
    }


def test_a_row_longer_than_the_header_is_left_out_and_counted(cli, tmp_path):
    report = nps(cli, write(tmp_path, table() + "9,a,surplus\n"))
    ledger = report["ledger"][0]
    assert (ledger["read"], ledger["used"]) == (5, 4)
    assert ledger["excluded"] == [{"reason": "longer than the header", "rows": 1}]
    assert report["results"][0]["value"] == 25.0


def test_delimiters_at_the_end_of_a_row_do_not_make_it_longer(cli, tmp_path):
    report = nps(cli, write(tmp_path, table() + "9,a,,,\n"))
    assert report["ledger"][0]["used"] == 5


def test_a_row_shorter_than_the_header_has_blank_cells(cli, tmp_path):
    report = nps(cli, write(tmp_path, "plan,nps\na,10\nb,9\nc,0\nd\n"))
    result = report["results"][0]
    assert (result["n"], result["n_missing"]) == (3, 1)
    assert "1 row shorter than the header: the missing cells count as blank" in report["sources"][0]["notes"]


def test_a_delimiter_at_the_end_of_every_line_is_no_column(cli, tmp_path):
    text = table().replace("\n", ",\n")
    assert nps(cli, write(tmp_path, text))["sources"][0]["columns"] == 2


def test_stray_quotes_are_text_and_said(cli, tmp_path):
    text = 'nps,comment,plan\n10,a 5" screen,a\n9,he said "no" twice,b\n8,x,a\n0,y,b\n'
    report = nps(cli, write(tmp_path, text))
    assert report["results"][0]["value"] == 25.0
    assert report["ledger"][0]["read"] == 4


def test_a_quote_that_swallows_rows_is_refused(cli, tmp_path):
    text = 'nps,comment,plan\n10,"never closed,a\n9,x,b\n8,"y",a\n0,z,b\n'
    code, out, err = cli(["nps", write(tmp_path, text)])
    assert (code, out) == (4, "")
    assert "line 2" in err


def test_one_column_needs_no_delimiter(cli, tmp_path):
    assert nps(cli, write(tmp_path, "nps\n10\n9\n8\n0\n"))["results"][0]["value"] == 25.0
