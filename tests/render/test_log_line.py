"""One line for each run, which programs can split, and in which nobody's answer can stand."""

import hashlib
import json
import re
import shlex
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxux_cli.measures.registry import COMMANDS
from cxux_cli.render.log_line import Run, log_line
from cxux_cli.request import Request
from cxux_cli.results import Report
from cxux_cli.run import run as measured

RUN = Run("9f2c", datetime(2026, 9, 21, 5, 17, 2, 999, tzinfo=UTC), 0.41234, "2026-W38", "ab" * 32)
EMPTY = Report(0.95, (), (), ())
KEYS = (
    ["time", "run", "window", "config", "input", "rows", "used", "results", "gates"]
    + ["met", "missed", "undecided", "no_data", "status", "code", "seconds"]
)  # fmt: skip


def split(line):
    """A line of logfmt as keys and values."""
    pairs = re.findall(r'(\w+)=("(?:[^"\\]|\\.)*"|[^ "]*)(?: |\n$)', line)
    return {
        key: None if text == "-" else json.loads(text) if text.startswith('"') else text
        for key, text in pairs
    }


@pytest.fixture
def report(samples):
    return measured(Request(COMMANDS["nps"], (str(samples / "qualtrics_nps.csv"),), hashes=True)).report


def test_both_forms_say_the_same_in_the_same_order(report):
    values = json.loads(log_line(RUN, report, 0, "json"))
    assert list(values) == KEYS
    flat = split(log_line(RUN, report, 0, "logfmt"))
    assert flat == {key: None if value is None else str(value) for key, value in values.items()}


def test_what_it_says(report, samples):
    values = json.loads(log_line(RUN, report, 0, "json"))
    assert values == {
        "time": "2026-09-21T05:17:02Z",
        "run": "9f2c",
        "window": "2026-W38",
        "config": "ab" * 32,
        "input": hashlib.sha256((samples / "qualtrics_nps.csv").read_bytes()).hexdigest(),
        "rows": 131,
        "used": 119,
        "results": 1,
        "gates": 0,
        "met": 0,
        "missed": 0,
        "undecided": 0,
        "no_data": 0,
        "status": "ok",
        "code": 0,
        "seconds": 0.412,
    }


def test_the_time_is_utc_whoever_says_it():
    here = datetime(2026, 9, 21, 7, 17, tzinfo=timezone(timedelta(hours=2)))
    assert (
        json.loads(log_line(replace(RUN, started=here), EMPTY, 0, "json"))["time"] == "2026-09-21T05:17:00Z"
    )


def test_several_inputs_have_one_hash_and_an_unknown_one_has_none(report):
    (source,) = report.sources
    two = replace(report, sources=(source, replace(source, sha256="0" * 64)))
    expected = hashlib.sha256(f"{source.sha256}\n{'0' * 64}".encode()).hexdigest()
    assert json.loads(log_line(RUN, two, 0, "json"))["input"] == expected
    unknown = replace(report, sources=(source, replace(source, sha256=None)))
    assert json.loads(log_line(RUN, unknown, 0, "json"))["input"] is None
    assert json.loads(log_line(RUN, EMPTY, 0, "json"))["input"] is None


def test_a_run_without_a_report_has_its_code_and_the_same_keys():
    values = json.loads(log_line(RUN, None, 75, "json"))
    assert list(values) == KEYS
    assert (values["status"], values["code"], values["rows"], values["met"]) == ("error", 75, None, None)


def test_nothing_of_the_data_stands_in_it(report):
    told = " ".join(str(value) for value in json.loads(log_line(RUN, report, 0, "json")).values())
    assert "qualtrics" not in told
    assert not re.search(r"likely|forgot|buyer", told)


@given(st.text(), st.text())
def test_whatever_a_label_holds_it_is_one_line_of_pairs(id, window):
    run = replace(RUN, id=id, window=window)
    line = log_line(run, EMPTY, 0, "logfmt")
    assert len(line.splitlines()) == 1
    assert list(split(line)) == KEYS
    assert split(line)["status"] == "ok"
    assert not re.search("[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\u202e]", line)
    assert len(log_line(run, EMPTY, 0, "json").splitlines()) == 1
    assert json.loads(log_line(run, EMPTY, 0, "json"))["window"] == window


def test_a_shell_splits_it():
    line = log_line(replace(RUN, window="a b = c"), EMPTY, 0, "logfmt")
    assert "window=a b = c" in shlex.split(line)
