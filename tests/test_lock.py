"""One run at a time in a folder, and no lock outlives the process that held it."""

import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from cxux_cli.errors import ExitCode, LockedError, OutputError
from cxux_cli.lock import LOCK, held

HOLD = """
import signal, sys, time
from cxux_cli.cli.main import _terminated
from cxux_cli.lock import held
signal.signal(signal.SIGTERM, _terminated)
with held(sys.argv[1]):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


@pytest.fixture
def holder(tmp_path):
    """`holder(seconds)`: a process that holds the lock of the folder for so long."""
    processes = []

    def start(seconds=60):
        command = [sys.executable, "-c", HOLD, str(tmp_path), str(seconds)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        processes.append(process)
        assert process.stdout.readline() == "held\n"
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def test_the_second_run_is_told_who_holds_the_lock(tmp_path, holder):
    process = holder()
    with pytest.raises(LockedError) as caught, held(tmp_path):
        pass
    assert caught.value.code == ExitCode.LOCKED == 75
    assert re.fullmatch(
        rf"another run holds the lock: process {process.pid}, since \d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
        caught.value.message,
    )
    # Whoever is refused takes nothing from the holder.
    assert str(process.pid) in (tmp_path / LOCK).read_text()


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_lock_ends_with_its_process(tmp_path, holder, how):
    process = holder()
    process.send_signal(how)
    process.wait()
    with held(tmp_path):
        assert (tmp_path / LOCK).read_text().split()[0] == str(os.getpid())


def test_another_run_can_be_waited_for(tmp_path, holder):
    holder(0.4)
    begun = time.monotonic()
    with held(tmp_path, wait=30):
        assert 0.05 < time.monotonic() - begun < 20


def test_waiting_ends(tmp_path, holder):
    holder()
    begun = time.monotonic()
    with pytest.raises(LockedError), held(tmp_path, wait=0.2):
        pass
    assert time.monotonic() - begun >= 0.2


@pytest.mark.parametrize("left", ["", "1 2020-01-01T00:00:00+00:00\n", "no pid at all", "\0" * 5000])
def test_a_file_that_was_left_is_no_lock(tmp_path, left):
    (tmp_path / LOCK).write_text(left)
    for _ in range(2):
        with held(tmp_path):
            assert (tmp_path / LOCK).exists()


@pytest.mark.parametrize("text", ["", "no pid at all", "\0" * 5000, "1 yesterday", "99 9999-99-99T00:00:00Z"])
def test_a_holder_that_did_not_say_who_it_is_still_holds(tmp_path, holder, text):
    holder()
    (tmp_path / LOCK).write_text(text)
    with pytest.raises(LockedError, match="a process that did not say which"), held(tmp_path):
        pass


def test_in_one_process_too_there_is_one_at_a_time(tmp_path):
    with held(tmp_path), pytest.raises(LockedError), held(tmp_path):
        pass
    with held(tmp_path):
        pass


def test_of_many_at_once_one_runs(tmp_path):
    running, most = 0, 0

    def run(_):
        nonlocal running, most
        with held(tmp_path, wait=30):
            running += 1
            most = max(most, running)
            time.sleep(0.005)
            running -= 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(run, range(16)))
    assert most == 1


def test_an_error_inside_releases_it(tmp_path):
    with pytest.raises(ValueError, match="inside"), held(tmp_path):
        raise ValueError("inside")
    with held(tmp_path):
        pass


def test_the_folder_is_made(tmp_path):
    with held(tmp_path / "a" / "b"):
        assert (tmp_path / "a" / "b" / LOCK).exists()


def test_a_folder_that_cannot_hold_a_lock_is_one_clear_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be locked"), held(tmp_path / "file"):
        pass
    (tmp_path / "taken" / LOCK).mkdir(parents=True)
    with pytest.raises(OutputError, match="cannot be locked"), held(tmp_path / "taken"):
        pass
    with pytest.raises(OutputError, match="cannot be locked"), held("nul\0"):
        pass
