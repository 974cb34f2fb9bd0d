"""The documents of problems, cards and tree keep the promises of every report."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator

VALIDATOR = Draft202012Validator(
    json.loads(files("cxux_cli").joinpath("render/report.schema.json").read_text(encoding="utf-8"))
)
RUNS = {
    "matrix": ["problems", "problems.csv"],
    "sightings": ["problems", "problems_long.csv"],
    "exact": ["problems", "problems.csv", "--interval", "exact", "--confidence", "0.9"],
    "nobody": ["problems", "problems.csv", "--participants", "40"],
    "cards": ["cards", "kardsort_cards.csv"],
    "tree": ["tree", "tree_test.csv"],
    "one task": ["tree", "tree_test.csv", "--where", "task = 'Use a voucher'"],
}


@pytest.fixture(params=RUNS)
def text(request: pytest.FixtureRequest, cli, samples) -> str:
    verb, name, *options = RUNS[request.param]
    texts = []
    for _ in range(2):
        code, out, err = cli([verb, samples / name, *options, "--format", "json"])
        assert (code, err) == (0, "")
        texts.append(out)
    assert texts[0] == texts[1]
    return texts[0]


def test_they_fit_the_schema_and_add_up(text: str) -> None:
    found: dict[str, Any] = json.loads(text)
    VALIDATOR.validate(found)
    for source, ledger in zip(found["sources"], found["ledger"], strict=True):
        assert source["rows"] == ledger["read"] == ledger["used"] + sum(e["rows"] for e in ledger["excluded"])
    for result in found["results"]:
        assert sum(m["rows"] for m in result["missing"]) == result["n_missing"]
        if result["state"] is not None:
            assert result["state"]["n"] == result["n"]
        if result["unit"] == "%" and result["measure"] not in ("discovery", "card-agreement"):
            assert result["state"]["kind"] == "share"
            assert result["value"] is None or result["value"] == 100 * result["state"]["k"] / result["n"]
        if result["low"] is not None:
            assert result["low"] <= result["value"] <= result["high"]


@pytest.mark.parametrize("form", ["table", "csv", "markdown"])
@pytest.mark.parametrize("name", RUNS)
def test_every_form_of_output_works(cli, samples, tmp_path, name: str, form: str) -> None:
    verb, sample, *options = RUNS[name]
    artefacts = [part for f in ("json", "csv", "md") for part in (f"--{f}", tmp_path / f"out.{f}")]
    code, out, err = cli([verb, samples / sample, *options, "--format", form, *artefacts])
    assert (code, err) == (0, "")
    assert out
    assert all((tmp_path / f"out.{f}").stat().st_size for f in ("json", "csv", "md"))


HOSTILE = "=cmd|' /C calc'!A1 \x1b[31m<script>| ::error::"


@pytest.mark.parametrize("form", ["table", "csv", "markdown"])
def test_texts_of_the_file_do_nothing(cli, tmp_path, form: str) -> None:
    path = tmp_path / "h.csv"
    cell = '"' + HOSTILE + '"'
    tables = {
        "problems": f"participant,problem\nP1,{cell}\nP2,{cell}\n",
        "cards": f"participant,card,category\nP1,{cell},{cell}\nP1,b,{cell}\n",
        "tree": f"participant,task,outcome\nP1,{cell},Direct Success\n",
    }
    for verb, table in tables.items():
        path.write_text(table, encoding="utf-8")
        code, out, _ = cli([verb, path, "--format", form])
        assert code == 0
        assert "\x1b" not in out
        assert form == "table" or "<script>|" not in out or form == "csv"
        assert form != "csv" or not any(line.startswith("=") for line in out.splitlines())
