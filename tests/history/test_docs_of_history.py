"""What docs/history.md shows is what is printed, for a history of twelve invented weeks."""

from __future__ import annotations

import random
import re
import shlex
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from kept_runs import result, run, week

from cxux_cli.history.record import record
from cxux_cli.study.periods import Window

if TYPE_CHECKING:
    from conftest import Run

PAGE = Path(__file__).parents[2] / "docs" / "history.md"
TEXT = PAGE.read_text(encoding="utf-8")
SHOWN = [
    block.splitlines() for block in re.findall(r"^```console\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
]
SKIPPED = "…"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the page: its config, and twelve weeks in which a release moves the answers."""
    (config,) = re.findall(r"^```yaml\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    (tmp_path / "cxux.yaml").write_text(config, encoding="utf-8")
    drawn = random.Random(3)
    for i in range(12):
        typical = 8.2 if i < 7 else 9.1
        answers = [
            float(min(10, max(0, round(drawn.gauss(typical, 1.8))))) for _ in range(drawn.randint(60, 90))
        ]
        window = Window(week(i + 4).since, week(i + 4).until)
        outcomes = {"promoters": "missed" if i in (2, 3) else "met"}
        kept = run(result(answers), window=window, recorded=datetime(2026, 6, 1), outcomes=outcomes)
        record(str(tmp_path / "history.sqlite"), [kept])
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_page_shows_commands() -> None:
    assert len(SHOWN) >= 3


@pytest.mark.parametrize("block", SHOWN, ids=lambda block: block[0])
def test_what_is_shown_is_printed(block: list[str], place: Path, cli: Run) -> None:
    command, *shown = block
    code, out, err = cli(shlex.split(command)[2:])
    assert code == 0, err
    printed = [line.rstrip() for line in out.splitlines()]
    if SKIPPED in shown:
        printed = printed[: shown.index(SKIPPED)]
        shown = shown[: shown.index(SKIPPED)]
    assert [line.rstrip() for line in shown] == printed
