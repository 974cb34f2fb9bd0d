"""Zip archives: the one table in them, and everything that stands beside it."""

import io
import json
import struct
import zipfile

import pytest
import xlsxwriter

TABLE = b"id,nps\n1,10\n2,9\n3,8\n4,0\n"  # 2 promoters, 1 detractor of 4: 25


def archive(path, members):
    with zipfile.ZipFile(path, "w") as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return path


def sheet():
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for i, row in enumerate([["id", "nps"], [1, 10], [2, 9], [3, 8], [4, 0]]):
            page.write_row(i, 0, row)
    return packed.getvalue()


@pytest.fixture
def read(cli, tmp_path):
    def call(members):
        code, out, err = cli(["nps", archive(tmp_path / "export.zip", members), "--format", "json"])
        assert (code, err) == (0, "")
        report = json.loads(out)
        assert report["results"][0]["value"] == 25.0
        return " | ".join(report["sources"][0]["notes"])

    return call


@pytest.fixture
def refused(cli, tmp_path):
    def call(members):
        code, out, err = cli(["nps", archive(tmp_path / "export.zip", members)])
        assert (code, out) == (4, "")
        return err

    return call


@pytest.mark.parametrize(
    "beside",
    [
        {"readme.txt": b"How this was made"},
        {"__MACOSX/._answers.csv": b"x", "a/._answers.csv": b"x", ".DS_Store": b"x"},
        {"codes.pdf": b"%PDF", "folder/": b"", "answers.sav": b"$FL2"},
        {"schema.json": b'{"type": "object"}'},
    ],
)
def test_what_stands_beside_the_table_is_left(read, beside):
    assert "from 'CSV/answers.csv' in the archive" in read(beside | {"CSV/answers.csv": TABLE})


def test_the_same_answers_in_two_formats_are_read_once_from_the_text(read):
    said = read({"Excel/Sheet_1.xlsx": sheet(), "CSV/Sheet_1.csv": TABLE})
    assert "from 'CSV/Sheet_1.csv' in the archive; Excel/Sheet_1.xlsx of the same name not read" in said


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("answers.xlsx", sheet()),
        ("answers.txt", TABLE),
        ("answers.ndjson", b'{"nps": 10}\n{"nps": 9}\n{"nps": 8}\n{"nps": 0}\n'),
        ("answers.json", b'[{"nps": 10}, {"nps": 9}, {"nps": 8}, {"nps": 0}]'),
    ],
)
def test_tables_of_every_kind_are_found(read, name, data):
    assert name in read({name: data})


def test_several_tables_are_listed(refused):
    err = refused({"2025.csv": TABLE, "2026.csv": TABLE})
    assert "2 tables" in err
    assert "2025.csv, 2026.csv" in err
    # The same name in two folders is no second format.
    assert "2 tables" in refused({"a/x.csv": TABLE, "b/x.csv": TABLE})


def test_an_archive_without_a_table_says_what_it_holds(refused):
    assert "it holds a.pdf" in refused({"a.pdf": b"%PDF"})
    assert "no table in the archive" in refused({"folder/": b""})


def test_an_apple_numbers_document_is_named(refused):
    assert "Apple Numbers" in refused({"Index/Document.iwa": b"x", "preview.jpg": b"x"})


def marked(path, offset_central, offset_local, code, value):
    """The archive with one field of its only member changed in both of its headers."""
    data = bytearray(path.read_bytes())
    struct.pack_into(code, data, data.index(b"PK\x01\x02") + offset_central, value)
    struct.pack_into(code, data, data.index(b"PK\x03\x04") + offset_local, value)
    path.write_bytes(data)
    return path


def test_a_member_with_a_password_is_refused(cli, tmp_path):
    path = marked(archive(tmp_path / "a.zip", {"a.csv": TABLE}), 8, 6, "<H", 1)
    code, out, err = cli(["nps", path])
    assert (code, out) == (4, "")
    assert "password" in err


def test_a_packing_that_is_not_known_is_refused(cli, tmp_path):
    path = marked(archive(tmp_path / "a.zip", {"a.csv": TABLE}), 10, 8, "<H", 97)
    code, out, err = cli(["nps", path])
    assert (code, out) == (4, "")
    assert "unpack it" in err


def test_an_archive_that_would_unpack_to_an_absurd_size_is_refused(cli, tmp_path):
    path = archive(tmp_path / "a.zip", {"a.csv": TABLE})
    data = bytearray(path.read_bytes())
    # 5 GiB do not fit into the plain field: the size stands in an extra field of 64 bits.
    start = data.index(b"PK\x01\x02")
    name_length = struct.unpack_from("<H", data, start + 28)[0]
    struct.pack_into("<I", data, start + 24, 0xFFFFFFFF)
    struct.pack_into("<H", data, start + 30, 12)
    end = data.index(b"PK\x05\x06")
    struct.pack_into("<I", data, end + 12, struct.unpack_from("<I", data, end + 12)[0] + 12)
    extra = struct.pack("<HHQ", 1, 8, 5 << 30)
    data[start + 46 + name_length : start + 46 + name_length] = extra
    path.write_bytes(data)
    code, out, err = cli(["nps", path])
    assert (code, out) == (4, "")
    assert "would unpack from" in err


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_archive_with_any_wrong_byte_is_read_or_refused(cli, tmp_path, kind):
    """Bytes of the directory, of a header, of what is packed: each raises an error of its own in Python."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("answers.csv", TABLE * 20)
    data = path.read_bytes() if kind == "csv" else sheet()
    for at in range(0, len(data), max(len(data) // 150, 1)):
        wrong = bytearray(data)
        wrong[at] ^= 0xFF
        path.write_bytes(bytes(wrong))
        code, _, err = cli(["nps", path])
        assert code in (0, 2, 4), err
        assert "bug" not in err


def test_a_damaged_member_is_refused(cli, tmp_path):
    path = archive(tmp_path / "a.zip", {"a.csv": TABLE})
    path.write_bytes(path.read_bytes().replace(b"1,10", b"1,99"))
    code, out, err = cli(["nps", path])
    assert (code, out) == (4, "")
    assert "damaged" in err
