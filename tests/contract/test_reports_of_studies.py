"""The documents of studies, usability tests and telemetry fit the schema of every report."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

VALIDATOR = Draft202012Validator(
    json.loads(files("cxux_cli").joinpath("render/report.schema.json").read_text(encoding="utf-8"))
)
CONFIGS = sorted(p for p in (Path(__file__).parents[2] / "configs").glob("*.yaml") if "labels" not in p.name)
RUNS = {
    "tasks": ["tasks", "usability_test.csv"],
    "tasks by role": ["tasks", "usability_test.csv", "--by", "role", "--min-n", "8"],
    "times of all": ["tasks", "usability_test.csv", "--times", "all"],
    "times censored": ["tasks", "usability_test.csv", "--times", "censored"],
    "web": ["web", "page_views.csv", "--by", "device"],
    "adoption": ["adoption", "feature_events.csv", "--every", "month"],
    "compare": ["compare", "sus_two_products.csv", "qualtrics_nps.csv", "--measure", "nps"],
}


@pytest.mark.parametrize("config", CONFIGS, ids=lambda p: p.stem)
@pytest.mark.parametrize("verb", ["report", "check"])
def test_reports_of_studies_fit_the_schema(cli, verb, config):
    options = ["--dry-run"] if verb == "report" else []
    _, out, _ = cli([verb, config, "--format", "json", *options])
    VALIDATOR.validate(json.loads(out))


@pytest.mark.parametrize("name", RUNS)
def test_reports_of_what_people_did_fit_the_schema(cli, samples, name):
    verb, sample, *options = RUNS[name]
    _, out, _ = cli([verb, samples / sample, *options, "--format", "json"])
    VALIDATOR.validate(json.loads(out))


def test_a_target_time_of_nobody_fits_the_schema(cli, samples, tmp_path):
    config = tmp_path / "cxux.yaml"
    config.write_text(
        "version: 1\n"
        f"sources: {{sessions: {{path: {samples / 'usability_test.csv'}}}}}\n"
        "personas: [{id: whole, where: 1 = 1}, {id: ghost, where: role = 'ghost'}]\n"
        "tasks: [{id: checkout, target_time: 90s}]\n"
    )
    code, out, err = cli(["report", config, "--format", "json"])
    assert code == 0, err
    VALIDATOR.validate(json.loads(out))
