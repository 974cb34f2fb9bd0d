"""Every run is one line on stderr, however it ends."""

import json

import pytest
import typer

from cxux_cli.cli.log import logged
from cxux_cli.errors import InputError, LockedError
from cxux_cli.results import Report

REPORT = Report(0.95, (), (), ())


def line(err):
    assert err.count("\n") == 1
    return json.loads(err)


def test_a_run_that_ends_well_is_one_line(capsys):
    with logged("json") as told:
        told.config, told.window, told.report = "ab", "2026-W38", REPORT
    said = line(capsys.readouterr().err)
    assert (said["window"], said["config"], said["status"], said["code"]) == ("2026-W38", "ab", "ok", 0)
    assert said["seconds"] >= 0
    assert len(said["run"]) == 12


@pytest.mark.parametrize(
    ("error", "code", "reported"),
    [
        (typer.Exit(1), 1, True),
        (InputError("Ana said: no"), 4, False),
        (LockedError("x"), 75, False),
        (KeyboardInterrupt(), 130, False),
        (BrokenPipeError(), 141, True),
        (SystemExit(143), 143, True),
        (ZeroDivisionError("Ana"), 70, False),
    ],
)
def test_a_run_that_ends_badly_is_one_line_too(capsys, error, code, reported):
    with pytest.raises(type(error)), logged("json") as told:
        if reported:
            told.report = REPORT
        raise error
    err = capsys.readouterr().err
    assert "Ana" not in err
    assert (line(err)["code"], line(err)["status"]) == (code, "ok" if reported else "error")


def test_without_a_format_nothing_is_said(capsys):
    with logged(None) as told:
        told.report = REPORT
    assert capsys.readouterr().err == ""


def test_two_runs_have_two_ids(capsys):
    for _ in range(2):
        with logged("logfmt"):
            pass
    first, second = capsys.readouterr().err.splitlines()
    assert first.split()[1] != second.split()[1]
