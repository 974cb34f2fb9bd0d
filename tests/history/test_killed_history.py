"""A few dozen kills leave the history whole; `killed_history.py` beside this file does it for any number."""

import sys

import pytest
from killed_history import kill_at_random


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
def test_a_run_that_is_killed_is_in_the_history_or_not(tmp_path):
    written, _ = kill_at_random(tmp_path, 24, seed=1)
    assert written >= 24
