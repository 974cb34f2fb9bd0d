"""A few dozen kills leave every report whole; `killed_writer.py` beside this file does it for any number."""

import sys

import pytest
from killed_writer import is_whole, kill_at_random


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
def test_a_run_that_is_killed_leaves_every_report_whole(tmp_path):
    assert kill_at_random(tmp_path, 40, seed=1) >= 40


def test_a_report_that_is_cut_is_not_whole(tmp_path):
    path = tmp_path / "report.html"
    path.write_text("0" * 64 + "\nhalf of it")
    assert not is_whole(path)
