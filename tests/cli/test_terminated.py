"""SIGTERM ends a run at once, with its own code, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
ROOT = Path(__file__).parents[2]


def test_a_run_that_is_told_to_stop_removes_its_temporary_files(tmp_path):
    (tmp_path / "tmp").mkdir()
    env = {**os.environ, "TMPDIR": str(tmp_path / "tmp"), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-m", "cxux_cli", "nps", "-", "--json", tmp_path / "out.json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=env,
    )
    # Input that never ends: it is copied as far as it came.
    process.stdin.write(b"How likely are you to recommend us?\n9\n" * 10_000)
    process.stdin.flush()
    deadline = time.monotonic() + 30
    while not list((tmp_path / "tmp").rglob("*")) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (143, b"", b"")
    assert [path.name for path in tmp_path.rglob("*")] == ["tmp"]
