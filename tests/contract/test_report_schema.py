"""Every JSON document fits its schema, and the schema describes every key there is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

SCHEMA = json.loads(files("cxux_cli").joinpath("render/report.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
BLANK = "@blank.csv"
SMALL = "@small.csv"
"""Files the tests write; other arguments that start with / are below sample_data."""

# name -> (arguments, exit code, status)
RUNS: Mapping[str, tuple[Sequence[str], int, str]] = {
    "nps": (["nps", "/qualtrics_nps.csv"], 0, "ok"),
    "nps by plan": (["nps", "/qualtrics_nps.csv", "--by", "plan"], 0, "ok"),
    "nps by two columns": (["nps", "/qualtrics_nps.csv", "--by", "plan", "--by", "role"], 0, "ok"),
    "nps where": (["nps", "/qualtrics_nps.csv", "--where", "plan = 'pro'"], 0, "ok"),
    "nps of nobody": (["nps", "/qualtrics_nps.csv", "--where", "plan = 'none such'"], 0, "no_data"),
    "nps weighted": (["nps", "/nps_weighted.csv", "--weight", "weight"], 0, "ok"),
    "nps weighted by plan": (["nps", "/nps_weighted.csv", "--weight", "weight", "--by", "plan"], 0, "ok"),
    "nps of waves": (["nps", "/nps_waves/*.csv"], 0, "ok"),
    "nps of a workbook": (["nps", "/msforms_nps.xlsx"], 0, "ok"),
    "nps of cp1252": (["nps", "/plain_nps_semicolon.csv"], 0, "ok"),
    "sus": (["sus", "/google_forms_sus.csv"], 0, "ok"),
    "sus prorated": (["sus", "/google_forms_sus.csv", "--missing", "prorate"], 0, "ok"),
    "sus bca": (["sus", "/google_forms_sus.csv", "--interval", "bca", "--confidence", "0.9"], 0, "ok"),
    "sus positive": (["sus", "/sus_with_scores.csv", "--variant", "positive"], 0, "ok"),
    "sus with stored scores": (["sus", "/sus_with_scores.csv"], 0, "ok"),
    "sus conditions": (["sus", "/sus_two_products.csv"], 0, "ok"),
    "sus conditions by order": (["sus", "/sus_two_products.csv", "--by", "seen_first"], 0, "ok"),
    "hidden cells": (["nps", "/qualtrics_nps.csv", "--by", "plan", "--min-n", "55"], 0, "ok"),
    "all hidden": (["sus", "/sus_two_products.csv", "--by", "seen_first", "--min-n", "25"], 0, "ok"),
    "counts of groups": (["nps", "--counts", "promoters=60,passives=36,detractors=24"], 0, "ok"),
    "counts of values": (["nps", "--counts", "10=3,7=2,0=1"], 0, "ok"),
    "counts of nobody": (["nps", "--counts", "promoters=0,passives=0,detractors=0"], 0, "no_data"),
    "all missing": (["nps", BLANK], 0, "no_data"),
    "all missing, strict": (["nps", BLANK, "--strict"], 3, "no_data"),
    "one answer": (["sus", SMALL], 0, "ok"),
    "gate met": (["nps", "/plain_nps.tsv", "--fail-under", "20"], 0, "ok"),
    "gate missed": (["nps", "/plain_nps.tsv", "--fail-under", "30"], 1, "missed"),
    "gate without data": (["nps", BLANK, "--fail-under", "30"], 3, "no_data"),
}
# name -> (arguments, exit code)
ERRORS: Mapping[str, tuple[Sequence[str], int]] = {
    "no such file": (["nps", "/none.csv"], 4),
    "no such option": (["nps", "/plain_nps.tsv", "--none"], 2),
    "no such interval": (["nps", "/plain_nps.tsv", "--interval", "none"], 2),
    "no such column": (["nps", "/plain_nps.tsv", "--by", "none"], 2),
    "not measured here": (["sus", "/plain_nps.tsv"], 4),
    "gate against the direction": (["nps", "/plain_nps.tsv", "--fail-over", "3"], 2),
}
EVERY_RUN = pytest.mark.parametrize("name", RUNS)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    (folder / BLANK[1:]).write_text("id,nps\n1,\n2,N/A\n3,\n", encoding="utf-8")
    items = ",".join(f"SUS{i}" for i in range(1, 11))
    (folder / SMALL[1:]).write_text(f"id,{items}\n1,4,2,4,2,4,2,4,2,4,2\n", encoding="utf-8")
    return folder


@pytest.fixture
def document(cli, samples: Path, made: Path):
    """`document(arguments, exit code)`: the JSON text of a run."""

    def run(arguments: Sequence[str], expected: int) -> str:
        given = [
            str(samples) + a if a.startswith("/") else str(made / a[1:]) if a.startswith("@") else a
            for a in arguments
        ]
        code, out, err = cli([*given, "--format", "json"])
        assert code == expected, err
        return out

    return run


def load(text: str) -> Any:
    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is no JSON number")

    return json.loads(text, parse_constant=refuse)


def test_the_schema_is_valid() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@EVERY_RUN
def test_reports_fit_the_schema(name: str, document) -> None:
    arguments, code, status = RUNS[name]
    found = load(document(arguments, code))
    VALIDATOR.validate(found)
    assert found["run"]["status"] == status


@pytest.mark.parametrize("name", RUNS)
def test_the_same_bytes_twice(name: str, document) -> None:
    arguments, code, _ = RUNS[name]
    assert document(arguments, code) == document(arguments, code)


@EVERY_RUN
def test_json_round_trip(name: str, document) -> None:
    arguments, code, _ = RUNS[name]
    text = document(arguments, code)
    assert json.dumps(load(text), ensure_ascii=False, indent=2) + "\n" == text


@pytest.mark.parametrize("name", ERRORS)
def test_errors_fit_the_schema(name: str, document) -> None:
    arguments, code = ERRORS[name]
    found = load(document(arguments, code))
    VALIDATOR.validate(found)
    assert found["error"]["code"] == code


@EVERY_RUN
def test_ledger_and_counts_add_up(name: str, document) -> None:
    arguments, code, _ = RUNS[name]
    found = load(document(arguments, code))
    for source, ledger in zip(found["sources"], found["ledger"], strict=True):
        assert source["path"] == ledger["source"]
        assert source["rows"] == ledger["read"] == ledger["used"] + sum(e["rows"] for e in ledger["excluded"])
    totals = [r for r in found["results"] if not set(r["segment"]) - {"condition"}]
    assert totals
    for result in found["results"]:
        if result["hidden"]:
            continue
        missing = None if result["hidden"] else sum(m["rows"] for m in result["missing"])
        assert missing == result["n_missing"]
        assert sum(row[1] for row in result["state"]["values"]) == result["n"]
    if found["ledger"]:
        used = sum(ledger["used"] for ledger in found["ledger"])
        for total in totals:
            assert total["hidden"] or total["n"] + total["n_missing"] == used


def test_the_artefact_is_what_standard_output_carries(cli, samples: Path, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    code, out, _ = cli(["nps", samples / "plain_nps.tsv", "--format", "json", "--json", path])
    assert (code, path.read_text(encoding="utf-8")) == (0, out)


def test_hidden_results_show_no_number(document) -> None:
    found = load(document(*RUNS["hidden cells"][:2]))
    hidden = [r for r in found["results"] if r["hidden"]]
    assert len(hidden) >= 2
    assert found["results"][-1]["segment"] == {}


def test_every_key_is_described_and_required() -> None:
    for where, schema in _objects(SCHEMA, "#"):
        properties = schema["properties"]
        assert list(properties) == schema["required"], where
        for key, value in properties.items():
            assert value.get("description"), f"{where}/{key}"
        assert schema.get("additionalProperties", True) is not False, where


@EVERY_RUN
def test_every_written_key_is_described(name: str, document) -> None:
    """A key that is added to the document has to be added to the schema."""
    arguments, code, _ = RUNS[name]
    strict = Draft202012Validator(_closed(SCHEMA))
    strict.validate(load(document(arguments, code)))


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        (("results", 0, "better"), "larger"),
        (("results", 0, "kind"), "EX"),
        (("results", 0, "value"), "29.6"),
        (("results", 0, "n"), -1),
        (("results", 0, "range"), [0]),
        (("run", "status"), "fine"),
        (("gates", 0, "outcome"), "red"),
        (("schema_version",), 2),
    ],
)
def test_the_schema_refuses_what_is_wrong(path: Sequence[Any], wrong: Any, document) -> None:
    found = load(document(*RUNS["gate met"][:2]))
    place = found
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = wrong
    assert not VALIDATOR.is_valid(found)


def test_keys_may_be_added_and_not_left_out(document) -> None:
    found = load(document(*RUNS["nps"][:2]))
    found["results"][0]["later"] = 1
    assert VALIDATOR.is_valid(found)
    del found["results"][0]["n"]
    assert not VALIDATOR.is_valid(found)


def test_the_command_prints_the_schema(cli) -> None:
    code, out, _ = cli(["schema", "--report"])
    assert (code, load(out)) == (0, SCHEMA)


def _objects(schema: Any, where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The described objects of the schema: those that name their keys and what they require."""
    if isinstance(schema, list):
        for i, value in enumerate(schema):
            yield from _objects(value, f"{where}/{i}")
    elif isinstance(schema, dict):
        if "properties" in schema and schema.get("type") == "object":
            yield where, schema
        for key, value in schema.items():
            yield from _objects(value, f"{where}/{key}")


def _closed(schema: Any) -> Any:
    """The schema with no further key allowed in its objects."""
    if isinstance(schema, list):
        return [_closed(value) for value in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(value) for key, value in schema.items()}
    if "properties" in schema and schema.get("type") == "object":
        closed["additionalProperties"] = False
    return closed
