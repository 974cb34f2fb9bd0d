"""Small files that would become gigabytes or minutes: refused before they do, or read in bounded memory."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
import zstandard

from cxux_cli.sources.parquet_footer import chunks

REFUSED = {
    "sparse_corner.xlsx": "1,048,576 rows and 16,384 columns",
    "sparse_100k_x_1000.xlsx": "100,000 rows and 1,000 columns",
    "repeat_200k_x_50.ods": "200,000 rows and 50 columns",
    "attr500000.xlsx": "an element longer than",
    "onecell2g.csv.zst": "a line is longer than 16 MiB",
    "cell200m.parquet": "would unpack from",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_asks_for_too_much_is_refused_with_the_option_that_raises_it(cli, faults: Path, name) -> None:
    started = time.monotonic()
    code, _, err = cli(["nps", faults / "hostile" / name])
    assert code == 4
    assert REFUSED[name] in err
    assert "--limits 10" in err
    # Minutes, or never, before: the bound is loose for slow machines.
    assert time.monotonic() - started < 20


def test_a_workbook_with_a_long_comment_takes_no_quadratic_time(cli, faults: Path) -> None:
    started = time.monotonic()
    code, out, _ = cli(["nps", faults / "hostile" / "attr60000.xlsx", "--format", "json"])
    assert (code, json.loads(out)["results"][0]["n"]) == (0, 40)
    assert time.monotonic() - started < 10


def test_a_refused_bomb_costs_little_memory(faults: Path) -> None:
    program = (
        "import re, sys; from cxux_cli.cli.main import run; "
        "code = run(['nps', sys.argv[1]]); "
        "peak = re.search(r'VmHWM:\\s*(\\d+)', open('/proc/self/status').read())[1]; "
        "print(code, int(peak) // 1024)"
    )
    path = faults / "hostile" / "onecell2g.csv.zst"
    done = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, check=True)
    code, mebibytes = map(int, done.stdout.split())
    assert code == 4
    assert mebibytes < 400


def test_raised_limits_let_a_large_sheet_in(cli, tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.append(["How likely are you to recommend us?"])
    for i in range(30):
        sheet.append([i % 11])
    sheet.cell(row=60_000, column=100, value="far away")
    path = tmp_path / "far.xlsx"
    book.save(path)
    assert cli(["nps", path])[0] == 4
    code, out, err = cli(["nps", path, "--limits", "2", "--format", "json"])
    assert code == 0, err
    assert json.loads(out)["results"][0]["n"] == 30


def test_one_endless_line_in_gzip_is_refused(cli, tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"nps\n9\n" * 500_000 + b"x" * (90 << 20), 9, mtime=0))
    code, _, err = cli(["nps", path])
    assert code == 4
    assert "a line is longer than 16 MiB" in err


def test_long_answers_in_zstd_are_read_through_a_copy(cli, tmp_path: Path) -> None:
    path = tmp_path / "a.csv.zst"
    rows = b"nps,why\n" + b"".join(b"%d,%d because\n" % (i % 11, i) for i in range(300_000))
    path.write_bytes(zstandard.ZstdCompressor().compress(rows))
    code, out, err = cli(["nps", path, "--format", "json"])
    assert code == 0, err
    report = json.loads(out)
    assert report["results"][0]["n"] == 300_000
    assert report["sources"][0]["sha256"]


def test_moments_with_an_offset_are_read_in_it(cli, faults: Path) -> None:
    path = faults / "hostile" / "tz_offset.parquet"
    code, out, err = cli(["nps", path, "--every", "month", "--format", "json"])
    assert code == 0, err
    (total,) = [r for r in json.loads(out)["results"] if r["period"] is None]
    assert (total["value"], total["n"]) == (pytest.approx(-55.0), 40)
    assert "±offset" in out


@pytest.mark.parametrize("content", [b'{"nps": 9}\n{"nps": 3}\n', b'[{"nps": 9}, {"nps": 3}]'])
def test_json_that_is_not_in_the_stated_encoding(cli, tmp_path: Path, content) -> None:
    path = tmp_path / "a.ndjson"
    path.write_bytes(content)
    code, _, err = cli(["nps", path, "--encoding", "utf-16"])
    assert code == 4
    assert "utf-16" in err


def test_an_address_is_no_missing_file(cli) -> None:
    code, _, err = cli(["nps", "https://example.org/answers.csv"])
    assert code == 4
    assert "download it first" in err


def test_the_footer_says_what_columns_unpack_to(tmp_path: Path) -> None:
    import polars as pl

    path = tmp_path / "a.parquet"
    pl.DataFrame({"a": list(range(1000)), "b": ["x" * 100] * 1000}).write_parquet(path, compression="zstd")
    found = {chunk.name: chunk for chunk in chunks(path)}
    assert set(found) == {"a", "b"}
    assert found["a"].unpacked > 1000
    whole = path.read_bytes()
    for end in (11, len(whole) // 2, len(whole) - 9):
        path.write_bytes(whole[:end])
        with pytest.raises(ValueError, match="footer"):
            chunks(path)


def test_any_damage_to_a_footer_is_told(tmp_path: Path) -> None:
    import random

    import polars as pl

    path = tmp_path / "a.parquet"
    pl.DataFrame({"a": list(range(100))}).write_parquet(path)
    whole, chance = bytearray(path.read_bytes()), random.Random(4)
    for _ in range(300):
        data = bytearray(whole)
        data[-chance.randrange(1, min(300, len(data)))] = chance.randrange(256)
        path.write_bytes(data)
        try:
            chunks(path)
        except ValueError:
            continue


def test_nested_archives_are_not_unpacked_again(cli, tmp_path: Path) -> None:
    inner, outer = tmp_path / "a.zip", tmp_path / "b.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.csv", "nps\n9\n")
    with zipfile.ZipFile(outer, "w") as archive:
        archive.write(inner, "a.zip")
    assert cli(["nps", outer])[0] == 4
