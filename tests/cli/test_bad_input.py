"""Every way an input can be wrong: one message on stderr, the right exit code, no traceback, no number."""

import gzip
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

NPS = "id,nps,plan\n1,10,a\n2,9,b\n3,8,a\n4,0,b\n"
START = "from cxux_cli.cli.main import main; main()"


@pytest.fixture
def refused(cli, tmp_path):
    """`refused(content, code, *words)`: the one message says all the words."""

    def run(content, code, *words, arguments=(), key="nps", name="answers.csv"):
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        found, out, err = cli([key, path, *arguments])
        one_message(found, out, err, code)
        for word in words:
            assert word in err
        found, out, err = cli([key, path, *arguments, "--format", "json"])
        document = json.loads(out)
        assert document["error"]["code"] == found == code
        assert set(document) == {"schema_version", "error"}
        one_message(found, "", err, code)

    return run


def one_message(found, out, err, code):
    assert found == code, err
    assert out == ""
    assert err.count("cxux: error: ") == 1
    assert err.startswith("cxux: error: ")
    assert "Traceback" not in err
    assert "bug" not in err


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"\n\n  \n", b"\xef\xbb\xbf", b"\xff\xfe", b"\x00\x00\x00\x00"]
)
@pytest.mark.parametrize("key", ["nps", "sus"])
def test_an_empty_file(refused, content, key):
    refused(content, 4, "empty", key=key)


@pytest.mark.parametrize("content", [b",,,\n,,,\n", b";\n"])
def test_a_file_of_delimiters(refused, content):
    refused(content, 4)


@pytest.mark.parametrize("content", ["id,nps,plan\n", "id,nps,plan", "nps\n", "id,nps\n\n,\n"])
def test_a_header_without_rows(refused, content):
    refused(content, 4, "no row of answers")


def test_a_directory(cli, tmp_path):
    (tmp_path / "a.csv").write_text(NPS)
    one_message(*(result := cli(["nps", tmp_path])), 4)
    assert "directory" in result[2]
    assert "*.csv" in result[2]


def test_a_missing_file_with_the_nearest_name(cli, tmp_path):
    (tmp_path / "answers.csv").write_text(NPS)
    one_message(*(result := cli(["nps", tmp_path / "answer.csv"])), 4)
    assert "did you mean answers.csv" in result[2]
    one_message(*(result := cli(["nps", tmp_path / "nowhere" / "answers.csv"])), 4)
    assert "does not exist either" in result[2]


def test_a_file_below_a_file(cli, tmp_path):
    (tmp_path / "answers.csv").write_text(NPS)
    one_message(*cli(["nps", tmp_path / "answers.csv" / "more.csv"]), 4)


def test_a_name_that_no_file_can_have(cli, tmp_path):
    one_message(*cli(["nps", tmp_path / ("x" * 300)]), 4)


def test_a_name_with_a_null_byte(cli, tmp_path):
    one_message(*cli(["nps", f"{tmp_path}/a\x00b.csv"]), 4)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"%PDF-1.7\n\x00\x01\x02", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "PNG"),
        (b"\x7fELF" + bytes(2000), "program"),
        (bytes(range(256)) * 20, "binary"),
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "web page"),
        (b'{"results": []}', "JSON"),
        (b"[[1, 2], [3, 4]]", "JSON"),
    ],
)
def test_a_file_that_is_no_table(refused, content, word):
    refused(content, 4, word)


def test_random_bytes(refused):
    # A linear congruence: no text in it, the same in every run.
    state, data = 1, bytearray()
    for _ in range(5000):
        state = (1103515245 * state + 12345) % 2**31
        data.append(state >> 16 & 255)
    refused(bytes(data), 4)


@pytest.mark.parametrize("keep", [5, 30, -4])
def test_a_truncated_gzip(refused, keep):
    packed = gzip.compress(NPS.encode() * 20)
    refused(packed[:keep], 4, "damaged or cut off")


def test_a_truncated_gzip_beyond_the_sample(refused):
    packed = gzip.compress(("id,nps\n" + "".join(f"{i},{i % 11}\n" for i in range(500_000))).encode(), 1)
    refused(packed[: len(packed) * 3 // 4], 4, "to its end")


def test_a_truncated_or_foreign_archive(refused, tmp_path):
    packed = tmp_path / "x.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", NPS)
    refused(packed.read_bytes()[:40], 4, "damaged")
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.pdf", "%PDF")
    refused(packed.read_bytes(), 4, "no table")
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
    refused(packed.read_bytes(), 4, "workbook")


@pytest.mark.parametrize("content", [b"PAR1", b"PAR1" + bytes(100), b"PAR1" + bytes(100) + b"PAR1"])
def test_a_damaged_parquet(refused, content):
    refused(content, 4, "Parquet")


def test_rows_of_the_wrong_length_are_no_error(cli, tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text(NPS + "5,9\n6,9,a,surplus\n7\n")
    code, out, err = cli(["nps", path])
    assert (code, err) == (0, "")
    assert "7 read, 6 used, 1 left out: 1 longer than the header" in out
    assert "2 rows shorter than the header" in out
    # Promoters 10, 9 and the short 9; passive 8; detractor 0: 100 * (3 - 1) / 5 = 40.
    assert "40.0" in out


def test_a_stray_quote_is_no_error(cli, tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text(NPS + '5,9,a 5" screen\n6,9,"so "called" here"\n')
    code, out, err = cli(["nps", path])
    assert (code, err) == (0, "")
    assert "stray quotes" in out
    assert "6 read, 6 used" in out


def test_a_quote_that_is_never_closed(refused):
    refused('id,nps,plan\n1,10,"a\n2,9,b\n3,0,c\n', 4, "quote", "line 2")


def test_a_late_byte_in_another_encoding_is_no_error(cli, tmp_path):
    path = tmp_path / "answers.csv"
    rows = "".join(f"{i},{i % 11},{'x' * 50}\n" for i in range(60_000))
    path.write_bytes(b"id,nps,comment\n" + rows.encode() + b"z,10,caf\xe9\n" + rows.encode())
    code, out, err = cli(["nps", path])
    assert (code, err) == (0, "")
    assert "120001 read, 120001 used" in out


def test_a_very_long_line(refused, tmp_path):
    refused(b"x" * 20_000_000, 4, "line")


def test_a_very_long_cell(cli, tmp_path):
    path = tmp_path / "answers.csv"
    path.write_bytes(NPS.encode() + b'5,9,"' + b"y" * 20_000_000 + b'"\n')
    code, out, err = cli(["nps", path])
    assert code in (0, 4)
    if code:
        one_message(code, out, err, 4)
    else:
        assert "5 read, 5 used" in out


def test_two_hundred_thousand_columns_end_in_time(cli, tmp_path):
    path = tmp_path / "answers.csv"
    names = ",".join(f"c{i}" for i in range(20_000))
    path.write_text(f"{names},nps\n" + (",".join(["1"] * 20_000) + ",10\n") * 3)
    assert cli(["nps", path])[0] == 0


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--by", "plann"], 2, ["'plan'"]),
        (["--column", "score=npss"], 2, ["'nps'"]),
        (["--column", "score=#9"], 2, ["the file has 3"]),
        (["--column", "score=#0"], 2, []),
        (["--column", "score"], 2, ["ROLE=NAME"]),
        (["--column", "items=nps"], 2, ["score"]),
        (["--weight", "wight"], 2, ["there is no column"]),
        (["--where", "plan = = 'a'"], 2, ["--where"]),
        (["--where", "avg(nps) > 1"], 2, ["not allowed"]),
        (["--where", "nps IN (SELECT nps FROM t)"], 2, ["not allowed"]),
        (["--where", "nps"], 2, ["true or false"]),
        (["--by", "plan", "--by", "plan"], 2, ["twice"]),
        (["--confidence", "95"], 2, ["0.95"]),
        (["--confidence", "abc"], 2, ["abc"]),
        (["--confidence", "nan"], 2, []),
        (["--interval", "wilson"], 2, ["adjusted-wald"]),
        (["--scale", "10-1"], 2, ["--scale"]),
        (["--scale", "0-20"], 2, ["0 to 10"]),
        (["--fail-over", "3"], 2, ["--fail-under"]),
        (["--fail-under", "101"], 2, ["-100 to 100"]),
        (["--fail-under", "nan"], 2, []),
        (["--min-n", "0"], 2, []),
        (["--keep", "everything"], 2, ["unfinished"]),
        (["--dialect", "nope"], 2, ["qualtrics"]),
        (["--encoding", "nope"], 2, ["utf-8"]),
        (["--delimiter", "ab"], 2, ["one character"]),
        (["--header-rows", "9"], 2, []),
        (["--format", "xml"], 2, ["json"]),
        (["--counts", "promoters=1,passives=1,detractors=1"], 2, ["not both"]),
        (["--no-such-option"], 2, ["--help"]),
    ],
)
def test_a_wrong_option(cli, tmp_path, arguments, code, words):
    path = tmp_path / "answers.csv"
    path.write_text(NPS)
    one_message(*(result := cli(["nps", path, *arguments])), code)
    for word in words:
        assert word in result[2]


@pytest.mark.parametrize(
    ("counts", "word"),
    [
        ("promoters=1", "missing"),
        ("promoters=1,passives=x,detractors=1", "passives=x"),
        ("promoters=-1,passives=1,detractors=1", "promoters=-1"),
        ("11=3", "11"),
        ("promoters=1,promoters=1", "twice"),
        ("promoters=9999999999999,passives=1,detractors=1", "more people"),
        ("fans=1,passives=1,detractors=1", "fans"),
        ("", ""),
    ],
)
def test_wrong_counts(cli, counts, word):
    one_message(*(result := cli(["nps", "--counts", counts])), 2)
    assert word in result[2]


def test_no_file(cli):
    one_message(*cli(["nps"]), 2)


def test_answers_out_of_range_are_counted_and_many_of_them_refused(cli, refused, tmp_path):
    path = tmp_path / "one.csv"
    path.write_text(NPS + "5,11,a\n")
    code, out, err = cli(["nps", path])
    assert (code, err) == (0, "")
    assert "1 outside the scale: '11'" in out
    refused("id,nps\n1,10\n2,50\n3,60\n", 4, "outside 0 to 10")


def test_a_fraction_is_no_answer(cli, tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text(NPS + "5,8.5,a\n")
    code, out, err = cli(["nps", path])
    assert (code, err) == (0, "")
    assert "1 not a whole number: '8.5'" in out


@pytest.mark.parametrize(("answer", "value"), [("10", "100.0"), ("8", "0.0"), ("0", "-100.0")])
def test_a_constant_column(cli, tmp_path, answer, value):
    path = tmp_path / "answers.csv"
    path.write_text("nps,plan\n" + f"{answer},a\n" * 10)
    code, out, err = cli(["nps", path])
    assert (code, err) == (0, "")
    assert value in out.splitlines()[2]
    path.write_text(",".join(f"SUS_{i}" for i in range(1, 11)) + "\n" + (",".join(["3"] * 10) + "\n") * 5)
    code, out, err = cli(["sus", path])
    assert (code, err) == (0, "")
    assert "50.0" in out.splitlines()[2]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [([], 0), (["--strict"], 3), (["--fail-under", "0"], 3), (["--fail-under", "-100"], 3)],
)
def test_all_answers_missing(cli, tmp_path, arguments, code):
    path = tmp_path / "answers.csv"
    path.write_text("id,nps\n1,\n2,N/A\n3,\n")
    found, out, err = cli(["nps", path, *arguments])
    assert found == code
    assert err == "cxux: no usable answer for nps\n"
    assert re.search(r"^ *- +- +0 +3 ", out, re.MULTILINE)


@pytest.mark.parametrize("option", ["--json", "--csv", "--md", "--scores"])
@pytest.mark.parametrize("place", ["nowhere/out", "answers.csv/out", "."])
def test_a_place_that_cannot_be_written(cli, tmp_path, option, place):
    path = tmp_path / "answers.csv"
    path.write_text(NPS)
    code, out, err = cli(["nps", path, option, tmp_path / place])
    assert code == 5
    assert err.count("cxux: error: ") == 1
    assert str(tmp_path) in err
    # The measurement itself is not lost.
    assert "25.0" in out
    assert sorted(p.name for p in tmp_path.iterdir()) == ["answers.csv"]


def process(arguments, **options):
    environment = {k: v for k, v in os.environ.items() if k not in ("FORCE_COLOR", "COLUMNS", "CXUX_DEBUG")}
    return subprocess.run(
        [sys.executable, "-c", START, *map(str, arguments)],
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        timeout=60,
        check=False,
        **options,
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
@pytest.mark.parametrize(
    "arguments",
    [
        ["nps"],
        ["inspect"],
        ["nps", "--format", "csv"],
        ["nps", "--format", "json"],
    ],
)
def test_a_full_device_as_standard_output(tmp_path, arguments):
    path = tmp_path / "answers.csv"
    path.write_text(NPS)
    with open("/dev/full", "w") as full:  # noqa: PTH123 - a device, opened as a shell would
        result = process([arguments[0], path, *arguments[1:]], stdout=full)
    one_message(result.returncode, "", result.stderr, 5)


@pytest.mark.skipif(os.name != "posix", reason="streams are closed by a shell of POSIX systems")
def test_a_closed_standard_output(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text(NPS)
    script = f"'{sys.executable}' -c '{START}' nps '{path}' >&-"
    result = subprocess.run(["sh", "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert (result.returncode, "Traceback" in result.stderr) == (5, False)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_a_full_device_as_an_artefact(cli, tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text(NPS)
    code, out, err = cli(["nps", path, "--json", "/dev/full"])
    assert (code, err.count("cxux: error: ")) == (5, 1)
    assert "25.0" in out


@pytest.mark.parametrize("verb", ["inspect", "nps", "sus"])
def test_inspect_refuses_what_measures_refuse(cli, tmp_path, verb):
    one_message(*cli([verb, tmp_path / "none.csv"]), 4)


@pytest.mark.parametrize("verb", ["npss", "sus-score", ""])
def test_an_unknown_command(cli, verb):
    one_message(*cli([verb, "x.csv"]), 2)


def test_explain_an_unknown_measure(cli):
    one_message(*(result := cli(["explain", "nsp"])), 2)
    assert "did you mean nps" in result[2]
