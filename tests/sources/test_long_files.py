"""Files beyond 2 MiB are understood from both ends and scanned: the numbers must be those of a small file."""

import gzip
import json

import pytest

ROWS = 40_000
FILLER = "x" * 60
PATTERN = ["10", "9", "8", "7", "0"]  # of five people 2 promote and 1 detracts: 20
ITEMS = ["5", "1", "4", "2", "3", "3", "4", "2", "5", "1"]
# Odd items 4 3 2 3 4, even items 4 3 2 3 4: 32 * 2.5 = 80.
HEADER = "id,nps,plan,comment\n"


def nps_rows(n=ROWS):
    return [f"{i},{PATTERN[i % 5]},{'ab'[i % 2]},{FILLER}" for i in range(n)]


def sus_rows(n=ROWS):
    return [f"{i},{','.join(ITEMS)},{FILLER}" for i in range(n)]


SUS_HEADER = "id," + ",".join(f"SUS_{i}" for i in range(1, 11)) + ",comment\n"


def measure(cli, key, path, *options):
    code, out, err = cli([key, path, "--format", "json", *options])
    assert (code, err) == (0, "")
    report = json.loads(out)
    for ledger in report["ledger"]:
        assert ledger["read"] == ledger["used"] + sum(e["rows"] for e in ledger["excluded"])
    return report


def write(tmp_path, header, rows, end="\n", codec="utf-8"):
    path = tmp_path / "long.csv"
    path.write_bytes((end.join([header.rstrip("\n"), *rows]) + end).encode(codec))
    assert path.stat().st_size > 2 << 20
    return path


def facts(report):
    keys = (
        "segment",
        "value",
        "low",
        "high",
        "n",
        "n_missing",
        "parts",
        "distribution",
        "missing",
        "items",
        "state",
    )
    return [{key: result[key] for key in keys} for result in report["results"]], [
        {key: ledger[key] for key in ("read", "used", "excluded")} for ledger in report["ledger"]
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_line_ends_and_encodings(cli, tmp_path, end, codec):
    header = HEADER.replace("comment", "größe")
    report = measure(cli, "nps", write(tmp_path, header, nps_rows(), end, codec), "--by", "plan")
    assert [(r["n"], r["value"]) for r in report["results"]][-1] == (ROWS, 20.0)
    assert report["ledger"][0]["read"] == ROWS


@pytest.mark.parametrize("delimiter", [";", "\t"])
@pytest.mark.parametrize("blank", [0, 1, 2])
def test_a_declared_delimiter_and_blank_lines_under_it_are_no_rows(cli, tmp_path, delimiter, blank):
    table = "\n".join([HEADER.rstrip(), *nps_rows()]).replace(",", delimiter)
    report = measure(cli, "nps", write(tmp_path, f"sep={delimiter}", [*[""] * blank, table]))
    assert (report["ledger"][0]["read"], report["results"][0]["n_missing"]) == (ROWS, 0)


def test_gzip(cli, tmp_path):
    path = write(tmp_path, HEADER, nps_rows())
    packed = tmp_path / "long.csv.gz"
    packed.write_bytes(gzip.compress(path.read_bytes(), 1))
    # Random-looking text would not shrink; what counts is the size of the content.
    assert measure(cli, "nps", packed)["results"][0]["value"] == 20.0
    assert facts(measure(cli, "nps", packed)) == facts(measure(cli, "nps", path))


def test_a_damaged_gzip_file_is_named_even_where_it_is_read_twice(cli, tmp_path):
    rows = sus_rows()
    rows[ROWS // 2] = f"m,5.0,{','.join(ITEMS[1:])},x"
    packed = gzip.compress("\n".join([SUS_HEADER.rstrip(), *rows]).encode(), 1)
    path = tmp_path / "long.csv.gz"
    path.write_bytes(packed[:-8] + bytes(4) + packed[-4:])
    code, out, err = cli(["sus", path])
    assert (code, out) == (4, "")
    assert "damaged" in err


def irregular(rows):
    """Blank lines, words, codes for missing answers, short and long rows, in the middle of the file."""
    middle = len(rows) // 2
    rows = list(rows)
    rows[middle:middle] = [
        "",
        "m1,N/A,a,",
        ",,,",
        "m2,,b,",
        "m3,-99,a,x",
        "m4",
        "m5,9,a,x,surplus",
        "m6,77,b,x",
    ]
    # A question that was left out near the start shows that blank answers are people.
    rows[10] = "m7,,a,x"
    return rows


def test_irregular_rows_count_alike_in_a_small_and_a_long_file(cli, tmp_path):
    small = tmp_path / "small.csv"
    small.write_text(HEADER + "\n".join(irregular(nps_rows(500))) + "\n")
    rows = irregular(nps_rows())
    long = measure(cli, "nps", write(tmp_path, HEADER, rows))
    short = measure(cli, "nps", small)
    for report, n in ((short, 499), (long, ROWS - 1)):
        total = report["results"][0]
        # Six of the eight rows put in are no blank lines; one of the six is longer than the header.
        assert report["ledger"][0]["read"] == n + 1 + 6
        assert report["ledger"][0]["excluded"] == [{"reason": "longer than the header", "rows": 1}]
        assert {m["reason"]: m["rows"] for m in total["missing"]} == {
            "blank": 3,
            "no answer (N/A, don't know and the like)": 2,
            "outside the scale": 1,
        }
        # Row 10 is a promoter (the pattern begins with 10): one fewer of n / 5 * 2.
        assert (total["n"], total["parts"]["promoters"]) == (n, (n + 1) // 5 * 2 - 1)


@pytest.mark.parametrize("options", [(), ("--by", "plan")])
def test_people_without_an_answer_in_the_middle_are_missing_and_no_blank_lines(cli, tmp_path, options):
    rows = nps_rows()
    quarter = ROWS // 4
    rows[quarter : 3 * quarter] = [f"{i},,{'' if options else 'a'},{FILLER}" for i in range(2 * quarter)]
    report = measure(cli, "nps", write(tmp_path, HEADER, rows), *options)
    total = report["results"][-1]
    assert report["ledger"][0]["read"] == ROWS
    assert (total["n"], total["n_missing"]) == (ROWS - 2 * quarter, 2 * quarter)


def padded(rows):
    """The same answers with a comment long enough to make the file one that is scanned."""
    return [row + "," + "y" * 5_000 for row in rows]


@pytest.mark.parametrize("options", [(), ("--by", "plan"), ("--where", "plan = 'a'"), ("--weight", "id")])
def test_the_same_answers_small_and_large_give_the_same_report(cli, tmp_path, options):
    rows = [f"{i % 7 + 1},{PATTERN[i % 5] if i % 11 else ''},{'ab'[i % 2]}" for i in range(700)]
    small = tmp_path / "small.csv"
    small.write_text("id,nps,plan,comment\n" + "\n".join(f"{row},y" for row in rows) + "\n")
    large = write(tmp_path, "id,nps,plan,comment", padded(rows))
    assert facts(measure(cli, "nps", small, *options)) == facts(measure(cli, "nps", large, *options))


ODD = ["", "N/A", "Neutral", "4 - Agree", " 4 ", "4.0", "4,0", "7", "0", "3.5", "abc", "99", "-1"]


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_item_in_the_middle_counts_as_in_a_small_file(cli, tmp_path, odd):
    rows = [f"{i},{','.join(ITEMS)}" for i in range(600)]
    rows[300] = f'm,5,1,4,2,3,3,4,2,5,"{odd}"' if odd else "m,5,1,4,2,3,3,4,2,5,"
    small = tmp_path / "small.csv"
    small.write_text(SUS_HEADER + "\n".join(f"{row},y" for row in rows) + "\n")
    large = write(tmp_path, SUS_HEADER, padded(rows))
    assert facts(measure(cli, "sus", small)) == facts(measure(cli, "sus", large))


def test_words_that_start_in_the_middle_are_read_or_counted(cli, tmp_path):
    rows = sus_rows()
    rows[ROWS // 2] = "m,5,1,4,2,3,3,4,2,5,Agree,x"
    report = measure(cli, "sus", write(tmp_path, SUS_HEADER, rows))
    result = report["results"][0]
    # Agree is 4 on the tenth item: 1 instead of 4, so that person scores (32 - 3) * 2.5 = 72.5.
    assert (result["n"], result["n_missing"]) == (ROWS, 0)
    assert result["value"] == pytest.approx((80 * (ROWS - 1) + 72.5) / ROWS)
    assert any("scanned again" in note for note in report["notes"])


def test_a_late_stray_byte(cli, tmp_path):
    path = write(tmp_path, HEADER, nps_rows())
    data = bytearray(path.read_bytes())
    at = data.index(b"xxx", len(data) // 2)
    data[at] = 0xE9
    path.write_bytes(data)
    # With and without the column the byte is in.
    for options in ((), ("--where", "comment <> 'é'")):
        report = measure(cli, "nps", path, *options)
        assert (report["results"][0]["n"], report["results"][0]["value"]) == (ROWS, 20.0)
    report = measure(cli, "nps", path, "--where", "comment LIKE '%é%'")
    assert report["results"][0]["n"] == 1


def test_a_late_quote_in_the_wrong_place(cli, tmp_path):
    rows = nps_rows()
    rows[ROWS // 2] = f'm,{PATTERN[(ROWS // 2) % 5]},a,a 5" screen and a 7" one'
    report = measure(cli, "nps", write(tmp_path, HEADER, rows))
    assert (report["results"][0]["n"], report["results"][0]["value"]) == (ROWS, 20.0)


def test_a_late_quote_that_is_never_closed_is_refused(cli, tmp_path):
    rows = nps_rows()
    rows[ROWS // 2] = 'm,10,a,"never closed'
    code, out, err = cli(["nps", write(tmp_path, HEADER, rows)])
    assert (code, out) == (4, "")
    assert "quote" in err


SEVERAL_LINES = [
    '"Nice.\nClean, fast, cheap, good"',
    '"Nice.\nClean, fast, cheap, good",',
    '"Nice.\nm,9,a,x"',
    '"a\n""b"", c, d, ""e"""',
]


@pytest.mark.parametrize("comment", SEVERAL_LINES)
@pytest.mark.parametrize("elsewhere", ["x", 'a 5" screen'])
@pytest.mark.parametrize("title", [[], ["Our survey"]])
def test_a_closed_quote_around_several_lines_of_commas_is_a_cell(cli, tmp_path, comment, elsewhere, title):
    rows = nps_rows()
    rows[ROWS // 2] = f"{ROWS // 2},{PATTERN[(ROWS // 2) % 5]},a,{comment}"
    rows[ROWS // 3] = f"{ROWS // 3},{PATTERN[(ROWS // 3) % 5]},a,{elsewhere}"
    header = "\n".join([*title, HEADER.rstrip()])
    report = measure(cli, "nps", write(tmp_path, header, rows))
    assert (report["ledger"][0]["read"], report["results"][0]["value"]) == (ROWS, 20.0)
    assert any("is a quote missing there?" in note for note in report["sources"][0]["notes"])


@pytest.mark.parametrize("later", ['"fine"', '"a ""fine"" one"', '"two\nlines"'])
@pytest.mark.parametrize("title", [[], ["Our survey"]])
def test_a_quote_that_only_a_later_cell_closes_is_refused(cli, tmp_path, later, title):
    rows = nps_rows()
    rows[ROWS // 2] = 'm,10,a,"never closed'
    rows[ROWS // 2 + 2] = f"m,10,a,{later}"
    code, out, err = cli(["nps", write(tmp_path, "\n".join([*title, HEADER.rstrip()]), rows)])
    assert (code, out) == (4, "")
    assert f"line {ROWS // 2 + 2 + len(title)}" in err


def test_cells_of_several_lines_are_one_row(cli, tmp_path):
    rows = [row.replace(FILLER, f'"first line\nsecond, line {FILLER}"') for row in nps_rows()]
    report = measure(cli, "nps", write(tmp_path, HEADER, rows))
    assert (report["ledger"][0]["read"], report["results"][0]["value"]) == (ROWS, 20.0)


def test_answers_first_seen_in_the_middle_survive_a_repair(cli, tmp_path):
    rows = sus_rows()
    for i in range(ROWS // 2, ROWS // 2 + 400, 4):
        rows[i] = f"{i},5.0,1,4,2,3,3,4,2,5,1,{FILLER}"
    rows[ROWS // 2 + 1] = f'm,{",".join(ITEMS)},"two\nlines"'
    report = measure(cli, "sus", write(tmp_path, SUS_HEADER, rows))
    assert any("repaired" in note for note in report["sources"][0]["notes"])
    assert (report["results"][0]["n"], report["results"][0]["value"]) == (ROWS, 80.0)


def test_three_header_rows_with_line_ends_in_them(cli, tmp_path):
    header = (
        "ResponseId,Q5,plan,Q6\n"
        'Response ID,"How likely are you\nto recommend us?",plan,"Why?\n(please say)"\n'
        '"{""ImportId"":""_recordId""}","{""ImportId"":""QID5""}","{""ImportId"":""plan""}","{""ImportId"":""QID6""}"'
    )
    report = measure(cli, "nps", write(tmp_path, header, nps_rows()))
    assert report["sources"][0]["header_rows"] == 3
    assert (report["results"][0]["n"], report["results"][0]["value"]) == (ROWS, 20.0)


def test_another_scale_in_the_middle_is_refused(cli, tmp_path):
    rows = nps_rows()
    third = ROWS // 3
    rows[third : 2 * third] = [f"{i},{i % 90 + 11},a,{FILLER}" for i in range(third)]
    code, out, err = cli(["nps", write(tmp_path, HEADER, rows)])
    assert (code, out) == (4, "")
    assert "outside the scale" in err


def test_scores_of_a_long_file_have_a_row_per_person(cli, tmp_path):
    scores = tmp_path / "scores.csv"
    measure(cli, "nps", write(tmp_path, HEADER, nps_rows()), "--scores", scores)
    lines = scores.read_text().splitlines()
    assert len(lines) == ROWS + 1
    assert [line.split(",")[-2] for line in lines[1:6]] == PATTERN


def test_inspect_counts_what_a_measure_reads(cli, tmp_path):
    path = write(tmp_path, HEADER, irregular(nps_rows()))
    code, out, _ = cli(["inspect", path, "--format", "json"])
    assert (code, json.loads(out)["rows"]) == (0, measure(cli, "nps", path)["ledger"][0]["read"])
