"""A few hundred mangled samples keep the laws; `mangle.py` beside this file does it for any seed."""

from __future__ import annotations

from pathlib import Path

import laws
import pytest
from mangle import mangle, tell
from program import Program

SEED = 1
FILES = 400


def test_mangled_samples_keep_the_laws() -> None:
    verdicts = list(mangle(SEED, range(FILES)))
    assert len(verdicts) == FILES
    broken = [tell(SEED, verdict) for verdict in verdicts if verdict.broken]
    assert not broken, "\n".join(broken)
    # Laws that nothing was held against would hold as well.
    assert sum(verdict.outcome == "the numbers of the plain file" for verdict in verdicts) > FILES / 4


@pytest.fixture
def measured(samples: Path, tmp_path: Path):
    with Program(tmp_path) as program:
        yield program.run(["nps", str(samples / "plain_nps.tsv"), "--by", "plan", "--format", "json"])


def test_a_run_that_is_right_breaks_no_law(measured) -> None:
    assert list(laws.general(measured, complete=True)) == []
    assert list(laws.kept(measured, measured, [laws.Truth(50, 0)])) == []


def test_the_laws_see_a_lost_row(measured) -> None:
    assert list(laws.kept(measured, measured, [laws.Truth(51, 0)])) == ["50 rows of 51 (blank 0, skipped 0)"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"read": 50', '"read": 51'),
        ('"n_missing": 0', '"n_missing": 1'),
        ('"value": 26.0', '"value": 126.0'),
        ('"value": 26.0', '"value": NaN'),
        ('"value": 26.0', '"value": -0.0'),
        ('"n": 50', '"n": "50"'),
        ('"hidden": false', '"hidden": true'),
        ("{", "a warning\n{"),
    ],
)
def test_the_laws_see_what_is_wrong(measured, old: str, new: str) -> None:
    assert old in measured.out
    measured.out = measured.out.replace(old, new)
    assert list(laws.general(measured, complete=True))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", 70),
        ("err", "Traceback (most recent call last):\n"),
        ("below", "thread panicked"),
        ("warned", ["DeprecationWarning: old"]),
        ("scans", ["collect_all", "collect_all"]),
    ],
)
def test_the_laws_see_a_run_gone_wrong(measured, field: str, value: object) -> None:
    setattr(measured, field, value)
    assert list(laws.general(measured, complete=True))
