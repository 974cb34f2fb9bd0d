"""Nothing is imported before it is needed: what a quick answer must not wait for."""

import subprocess
import sys

import pytest

HEAVY = {"polars", "pydantic", "scipy", "yaml", "numpy", "fastexcel", "rapidfuzz", "zstandard"}
REPORT = {"jinja2", "altair", "vl_convert", "xlsxwriter"}
"""What only --html, --xlsx and --charts need."""
START = "from cxux_cli.cli.main import main; main()"


def imported(*arguments):
    """Top-level packages that a run imports, and its exit code."""
    result = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", START, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    lines = [line for line in result.stderr.splitlines() if line.startswith("import time:")]
    return {line.rsplit("|", 1)[1].strip().split(".")[0] for line in lines}, result.returncode


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--version"], 0),
        (["--help"], 0),
        ([], 2),
        (["nps", "--help"], 0),
        (["sus", "--help"], 0),
        (["nps", "x.csv", "--no-such-option"], 2),
        (["nps", "x.csv", "--confidence", "many"], 2),
        (["nps", "x.csv", "--format", "xml"], 2),
        (["npss", "x.csv"], 2),
        (["list"], 0),
        (["schema", "--report"], 0),
        (["config", "--help"], 0),
        (["config", "check", "--help"], 0),
        (["init", "--help"], 0),
    ],
)
def test_quick_answers_import_nothing_heavy(arguments, code):
    found, returned = imported(*arguments)
    assert returned == code
    assert found & (HEAVY | REPORT) == set()


def test_the_version_needs_no_command_line_parser():
    found, _ = imported("--version")
    assert found & {"typer", "rich"} == set()


def test_a_missing_file_needs_no_polars(tmp_path):
    found, code = imported("nps", tmp_path / "none.csv")
    assert code == 4
    assert "polars" not in found


def test_nps_imports_no_scipy(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("nps,plan\n10,a\n9,b\n0,a\n")
    found, code = imported("nps", path, "--by", "plan")
    assert code == 0
    assert found & ({"scipy", "numpy", "pydantic", "fastexcel", "rapidfuzz"} | REPORT) == set()


@pytest.mark.parametrize("interval", ["score", "wald"])
def test_other_intervals_of_nps_import_no_scipy(tmp_path, interval):
    path = tmp_path / "answers.csv"
    path.write_text("nps\n10\n9\n0\n")
    found, code = imported("nps", path, "--interval", interval, "--format", "json")
    assert code == 0
    assert "scipy" not in found


def test_the_schema_of_the_config_needs_no_polars():
    found, code = imported("schema", "--config")
    assert code == 0
    assert found & (HEAVY - {"pydantic"}) <= {"yaml"}


def test_sus_imports_nothing_of_scipy_but_its_special_functions(tmp_path):
    path = tmp_path / "sus.csv"
    path.write_text(
        ",".join(f"SUS_{i}" for i in range(1, 11)) + "\n" + "4,2,4,2,4,2,4,2,4,2\n3,3,3,3,3,3,3,3,3,3\n"
    )
    found, code = imported("sus", path)
    assert code == 0
    assert found & {"pydantic", "fastexcel"} == set()
