"""The workbook: numbers are numbers, text is text, and the same report has the same bytes."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest
from by_hand import estimate, report, result
from sampled import COMMANDS

from cxux_cli.render import xlsx

FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(1)", '=HYPERLINK("http://evil.example")', "{=1}", "\t=1+1")


def book(of):
    return openpyxl.load_workbook(io.BytesIO(xlsx.render(of)))


def rows(sheet):
    head, *rest = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rest]


def _same(written, value):
    """A cell holds 16 digits."""
    return written is None if value is None else written == pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_result_is_a_row_as_precise_as_a_cell_can_be(sample, name):
    of = sample(name)
    written = book(of)
    assert written.sheetnames == [
        "Results",
        *(["Tables"] if of.tables else []),
        *("Columns", "Ledger", "Gates", "Notes"),
    ]
    found = rows(written["Results"])
    assert len(found) == len(of.results)
    for row, r in zip(found, of.results, strict=True):
        e = r.estimate
        assert (row["measure"], row["n"]) == (r.measure, e.n)
        for key in ("value", "low", "high"):
            assert _same(row[key], getattr(e, key))
    if of.tables:
        cells = [cell for table in of.tables for cell in table.cells]
        values = [row["value"] for row in rows(written["Tables"])]
        assert all(_same(v, c.estimate.value) for v, c in zip(values, cells, strict=True))


def test_the_ledger_adds_up(sample):
    found = rows(book(sample("nps"))["Ledger"])
    counts = {row["what became of them"]: row["rows"] for row in found}
    assert counts == {"read": 131, "used": 119, "left out: survey preview": 7, "left out: unfinished": 5}


def test_gates_are_rows(reported, samples):
    (gate,) = rows(book(reported("nps", samples / "qualtrics_nps.csv", "--fail-under", "40"))["Gates"])
    assert (gate["measure"], gate["outcome"], gate["op"], gate["target"]) == ("nps", "missed", ">=", 40)


@pytest.mark.parametrize("value", FORMULAS)
def test_text_is_never_a_formula_a_number_or_a_link(value):
    found = result(estimate(50, 40, 60), segment={value: value}, notes=(value, "http://evil.example", "17"))
    of = replace(report(found), notes=(value, "17"))
    for sheet in book(of).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert cell.hyperlink is None
    assert [row["note"] for row in rows(book(of)["Notes"])][:2] == [value.strip(), "17"]


def test_control_characters_and_endless_text_are_tamed():
    of = report(result(estimate(50, 40, 60)), notes=("bell\x07", "x" * 40_000))
    notes = [row["note"] for row in rows(book(of)["Notes"])]
    assert notes[0] == "bell"
    assert len(notes[1]) == 32_767
    assert notes[1].endswith("…")


def test_headers_stay_in_sight(sample):
    for sheet in book(sample("nps")).worksheets:
        assert sheet.freeze_panes == "A2"
        assert sheet["A1"].font.bold


def test_the_same_report_gives_the_same_bytes(sample):
    assert xlsx.render(sample("tasks")) == xlsx.render(sample("tasks"))
    assert book(sample("tasks")).properties.created.year == 2000
