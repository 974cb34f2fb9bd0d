"""Each exit code, by what leads to it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from cxux_cli.errors import ExitCode

NPS = "id,nps,plan\n1,10,a\n2,9,b\n3,8,a\n4,0,b\n"
START = "from cxux_cli.cli.main import main; main()"


@pytest.fixture
def answers(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text(NPS)
    return path


def test_ok(cli, answers):
    assert cli(["nps", answers])[0] == ExitCode.OK
    assert cli(["nps", answers, "--fail-under", "25"])[0] == ExitCode.OK
    for arguments in (
        ["--version"],
        ["--help"],
        ["nps", "--help"],
        ["list"],
        ["explain", "sus"],
        ["schema", "--report"],
    ):
        assert cli(arguments)[0] == ExitCode.OK


def test_missed(cli, answers):
    code, out, err = cli(["nps", answers, "--fail-under", "25.1"])
    assert (code, err) == (ExitCode.MISSED, "")
    assert "25.1" in out
    code, out, _ = cli(["nps", answers, "--fail-under", "25.1", "--format", "json"])
    document = json.loads(out)
    assert (code, document["run"]["status"], document["gates"][0]["outcome"]) == (1, "missed", "missed")


def test_usage(cli, answers):
    assert cli(["nps", answers, "--by", "nothing"])[0] == ExitCode.USAGE
    assert cli([])[0] == ExitCode.USAGE


def test_undecided(cli, tmp_path):
    path = tmp_path / "none.csv"
    path.write_text("id,nps\n1,\n")
    assert cli(["nps", path])[0] == ExitCode.OK
    assert cli(["nps", path, "--strict"])[0] == ExitCode.UNDECIDED
    assert cli(["nps", path, "--fail-under", "0"])[0] == ExitCode.UNDECIDED


def test_below_the_privacy_floor(cli, answers):
    # Four people are fewer than five: no gate can be judged without telling.
    assert cli(["nps", answers, "--min-n", "5", "--fail-under", "0"])[0] == ExitCode.UNDECIDED


def test_below_the_privacy_floor_with_strict(cli, answers):
    assert cli(["nps", answers, "--min-n", "5", "--strict"])[0] == ExitCode.UNDECIDED


def test_input(cli, tmp_path):
    assert cli(["nps", tmp_path / "none.csv"])[0] == ExitCode.INPUT


def test_output(cli, answers, tmp_path):
    assert cli(["nps", answers, "--json", tmp_path / "nowhere" / "r.json"])[0] == ExitCode.OUTPUT


def test_an_output_that_failed_comes_before_a_missed_gate(cli, answers, tmp_path):
    arguments = ["nps", answers, "--fail-under", "90", "--json", tmp_path / "nowhere" / "r.json"]
    assert cli(arguments)[0] == ExitCode.OUTPUT


@pytest.mark.parametrize("error", [ValueError("boom"), RecursionError(), MemoryError(), AssertionError("no")])
def test_bug(cli, answers, monkeypatch, error):
    def broken(_request):
        raise error

    monkeypatch.setattr("cxux_cli.run.run", broken)
    code, out, err = cli(["nps", answers])
    assert (code, out) == (ExitCode.BUG, "")
    assert err.startswith("cxux: error: this is a bug in cxux: ")
    assert "Traceback" not in err
    assert "--debug" in err
    assert "Traceback" in cli(["nps", answers, "--debug"])[2]
    code, out, _ = cli(["nps", answers, "--format", "json"])
    assert (code, json.loads(out)["error"]["code"]) == (70, 70)


def test_interrupted(cli, answers, monkeypatch):
    def stopped(_request):
        raise KeyboardInterrupt

    monkeypatch.setattr("cxux_cli.run.run", stopped)
    code, out, err = cli(["nps", answers])
    assert (code, out) == (ExitCode.INTERRUPTED, "")
    assert "Traceback" not in err


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX systems")
def test_interrupted_while_reading():
    process = subprocess.Popen(
        [sys.executable, "-c", START, "nps", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (ExitCode.INTERRUPTED, "")
    assert "Traceback" not in err


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
@pytest.mark.parametrize(
    "arguments",
    [
        "nps FILE --by id",
        "nps FILE --by id --format json",
        "nps FILE --by id --format csv",
        "nps FILE --by id --format markdown",
        "schema --report",
    ],
)
def test_the_reader_of_the_output_went_away(tmp_path, arguments):
    path = tmp_path / "answers.csv"
    path.write_text("id,nps\n" + "".join(f"{i},{i % 11}\n" for i in range(900)))
    command = f"'{sys.executable}' -c '{START}' {arguments.replace('FILE', str(path))}"
    # `exec <&-` goes away at once, so that it does not matter how much a pipe holds.
    script = f"{command} | exec <&-; exit ${{PIPESTATUS[0]}}"
    result = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert (result.returncode, result.stderr) == (ExitCode.BROKEN_PIPE, "")


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
def test_one_line_of_many(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("id,nps\n" + "".join(f"{i},{i % 11}\n" for i in range(900)))
    script = f"'{sys.executable}' -c '{START}' nps '{path}' --by id | head -1; exit ${{PIPESTATUS[0]}}"
    result = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60, check=False)
    # A pipe that takes everything before its reader leaves is no broken pipe.
    assert result.returncode in (ExitCode.BROKEN_PIPE, ExitCode.OK)
    assert (result.stdout.strip(), result.stderr) == ("Net Promoter Score", "")


def test_every_code_is_tested_here_or_with_locks_and_signals():
    # LOCKED in test_lock.py, TERMINATED in test_terminated.py.
    assert {code.name for code in ExitCode} == {
        *(
            "OK",
            "MISSED",
            "USAGE",
            "UNDECIDED",
            "INPUT",
            "OUTPUT",
            "BUG",
            "LOCKED",
            "INTERRUPTED",
            "BROKEN_PIPE",
            "TERMINATED",
        )
    }
