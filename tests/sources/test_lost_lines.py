"""Lines of a long file that a scan would lose without a word."""

from __future__ import annotations

import json

import pytest


def reported(cli, path, *options):
    code, out, _ = cli(["nps", path, "--format", "json", *options])
    assert code == 0
    report = json.loads(out)
    return report["ledger"][0], report["sources"][0]["notes"]


def block(start: int) -> str:
    return "".join(f"{start + i},{i % 11},a comment\n" for i in range(70_000))


def test_lone_carriage_returns_in_the_middle_end_records_too(cli, tmp_path) -> None:
    path = tmp_path / "mixed.csv"
    torn = "".join(f"{i},9,z\r" for i in range(5))
    path.write_bytes(f"id,nps,c\n{block(0)}{torn}{block(0)}".encode())
    ledger, notes = reported(cli, path)
    assert (ledger["read"], ledger["used"]) == (140_005, 140_005)
    assert any("repaired" in note for note in notes)


def test_carriage_returns_before_other_line_ends_leave_no_rows(cli, tmp_path) -> None:
    path = tmp_path / "classic.csv"
    classic = f"id,nps,c\n{block(0)}{block(0)}".replace("\n", "\r")
    path.write_bytes(f"{classic}1,9,z\r\n2,9,z\r\n\r\n\r\n".encode())
    ledger, _ = reported(cli, path)
    assert (ledger["read"], ledger["used"]) == (140_002, 140_002)


def test_lines_skipped_as_blank_are_counted(cli, tmp_path) -> None:
    path = tmp_path / "blank.csv"
    path.write_text(f"id,nps,c\n{block(0)}\n\n\n{block(0)}")
    ledger, notes = reported(cli, path)
    assert ledger["read"] == 140_000
    assert any("3 lines blank" in note for note in notes)


@pytest.mark.parametrize("line", [" ", "\t", "\u00a0", '"","",""', '" ","\t",""', "  ,, "])
@pytest.mark.parametrize("options", [(), ("--by", "plan"), ("--by", "id")])
def test_a_line_of_white_space_or_empty_quotes_is_no_person(cli, tmp_path, line, options) -> None:
    path = tmp_path / "blank.csv"
    rows = [f" {i % 7} ,{i % 11},{'ab'[i % 2]},{'x' * 60}" for i in range(40_000)]
    rows[20_000:20_000] = [line]
    path.write_text("\n".join(["id,nps,plan,c", *rows]) + "\n", encoding="utf-8")
    ledger, notes = reported(cli, path, *options)
    assert ledger["read"] == 40_000
    assert any("1 line blank" in note for note in notes)
    _, out, _ = cli(["inspect", path, "--format", "json"])
    assert json.loads(out)["rows"] == 40_000
