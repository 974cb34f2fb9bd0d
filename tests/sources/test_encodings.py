"""Bytes to text: the same answers in every encoding give the same number and the same words."""

import json

import pytest

# 2 promoters, 1 passive, 1 detractor of 4: 100 * (2 - 1) / 4 = 25.
TABLE = 'Zeit,"Wie wahrscheinlich ist es, dass Sie uns weiterempfehlen?",Größe\n'
TABLE += "1,10,für alle\n2,9,München\n3,8,für alle\n4,0,für alle\n"


def nps(cli, path, *options):
    code, out, err = cli(["nps", path, "--format", "json", *options])
    assert (code, err) == (0, "")
    return json.loads(out)


@pytest.mark.parametrize(
    ("codec", "mark", "name"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8"),
        ("cp1252", b"", "cp1252"),
        ("latin-1", b"", "cp1252"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le"),
        ("utf-16-be", b"\xfe\xff", "utf-16-be"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
    ],
)
def test_every_encoding_gives_the_same_answers(cli, tmp_path, codec, mark, name):
    path = tmp_path / "answers.csv"
    path.write_bytes(mark + TABLE.encode(codec))
    report = nps(cli, path, "--by", "Größe")
    assert report["sources"][0]["encoding"] == name
    assert [(r["segment"], r["value"], r["n"]) for r in report["results"]] == [
        ({"Größe": "München"}, 100.0, 1),
        ({"Größe": "für alle"}, 0.0, 3),
        ({}, 25.0, 4),
    ]


def test_a_stray_byte_in_utf8_is_read_as_windows_1252_and_said(cli, tmp_path):
    path = tmp_path / "answers.csv"
    text = "nps,where\n10,Zürich\n9,Köln\n0,caf?\n8,Münster\n9,Görlitz\n".encode()
    path.write_bytes(text.replace(b"caf?", b"caf\xe9"))
    report = nps(cli, path, "--by", "where")
    assert report["sources"][0]["encoding"] == "utf-8"
    assert "1 byte not UTF-8, read as Windows-1252" in report["sources"][0]["notes"]
    assert "café" in [r["segment"].get("where") for r in report["results"]]
    # Promoters 10, 9, 9, passive 8, detractor 0: 100 * (3 - 1) / 5 = 40.
    assert report["results"][-1]["value"] == pytest.approx(40.0)


def test_a_stated_encoding_wins(cli, tmp_path):
    path = tmp_path / "answers.csv"
    path.write_bytes("nps,город\n10,Киев\n9,Киев\n0,Рига\n".encode("cp1251"))
    report = nps(cli, path, "--encoding", "cp1251", "--by", "город")
    assert [r["segment"] for r in report["results"]] == [{"город": "Киев"}, {"город": "Рига"}, {}]


def test_an_unknown_encoding_is_a_usage_error(cli, tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("nps\n10\n9\n")
    code, out, err = cli(["nps", path, "--encoding", "klingon"])
    assert (code, out) == (2, "")
    assert "klingon" in err


def test_bytes_that_windows_1252_does_not_define_stop_nothing(cli, tmp_path):
    path = tmp_path / "answers.csv"
    path.write_bytes(b"nps,comment\n10,\x81\x8d\x8f\x90\x9d\n0,x\n9,y\n")
    # 2 promoters, 1 detractor of 3: 33.3.
    assert nps(cli, path)["results"][0]["value"] == pytest.approx(100 / 3)


def test_a_mark_inside_the_quotes_of_the_first_header_is_no_part_of_its_name(cli, tmp_path):
    path = tmp_path / "answers.csv"
    path.write_bytes(b'"\xef\xbb\xbf""nps""",when\n"10",a\n"9",b\n"0",c\n')
    report = nps(cli, path)
    assert report["sources"][0]["mapping"][0]["column"] == "nps"
