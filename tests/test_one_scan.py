"""However much is asked for, the data is read once."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

Spy = list[str]


@pytest.fixture
def collects(monkeypatch: pytest.MonkeyPatch) -> Spy:
    """The names of the collecting functions of Polars, one entry per call."""
    called: Spy = []
    depth = 0

    def spy(owner: Any, name: str) -> None:
        real = getattr(owner, name)

        def counted(*args: Any, **kwargs: Any) -> Any:
            nonlocal depth
            # One collecting function may call another: that is still one scan.
            if depth == 0:
                called.append(name)
            depth += 1
            try:
                return real(*args, **kwargs)
            finally:
                depth -= 1

        monkeypatch.setattr(owner, name, counted)

    for name in (
        "collect",
        "collect_async",
        "collect_batches",
        "fetch",
        "profile",
        "sink_parquet",
        "sink_csv",
    ):
        if hasattr(pl.LazyFrame, name):
            spy(pl.LazyFrame, name)
    for name in ("collect_all", "collect_all_async"):
        spy(pl, name)
    return called


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of several mebibytes: too long to be held whole, so they are really scanned."""
    folder = tmp_path_factory.mktemp("long")
    draw = random.Random("one scan")
    rows = []
    for i in range(40_000):
        items = ",".join(str(draw.randint(1, 5)) for _ in range(20))
        weight, score, age = draw.choice(("0.5", "1", "2")), draw.randint(0, 10), draw.randint(18, 80)
        plan, role = ("free" if i % 3 else "pro"), ("crew" if i % 2 else "buyer")
        rows.append(f"{i},{plan},{role},{age},{weight},{score},{items},{'x' * 120}")
    items = ",".join(f"{block}_SUS{i}" for block in "AB" for i in range(1, 11))
    header = f"id,plan,role,age,weight,nps,{items},comment"
    (folder / "all.csv").write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    for part in range(3):
        (folder / f"part{part}.csv").write_text("\n".join((header, *rows[part::3])) + "\n", encoding="utf-8")
    return folder


SAMPLES = {
    "nps": ["nps", "qualtrics_nps.csv"],
    "nps by two columns, where and weight": [
        *("nps", "nps_weighted.csv", "--by", "plan", "--by", "age"),
        *("--where", "respondent > 5", "--weight", "weight"),
    ],
    "nps where": ["nps", "qualtrics_nps.csv", "--by", "plan", "--by", "role", "--where", "plan <> 'none'"],
    "nps with scores per person": ["nps", "qualtrics_nps.csv", "--scores", "@scores.csv"],
    "nps of a workbook": ["nps", "msforms_nps.xlsx"],
    "sus": ["sus", "google_forms_sus.csv"],
    "sus of words": ["sus", "plain_sus_labels.csv"],
    "sus with stored scores": ["sus", "sus_with_scores.csv", "--by", "Device"],
    "two sus blocks": ["sus", "sus_two_products.csv"],
    "two sus blocks by a column": ["sus", "sus_two_products.csv", "--by", "seen_first"],
    "everything": ["score", "qualtrics_nps.csv", "--by", "plan"],
    "files compared": [
        *("nps", "nps_waves/nps_2026-01.csv", "nps_waves/nps_2026-02.csv", "--by", "source", "--by", "plan"),
    ],
    "several files": [
        *("nps", "nps_waves/nps_2026-01.csv", "nps_waves/nps_2026-02.csv", "nps_waves/nps_2026-03.csv"),
        *("--by", "plan"),
    ],
}
LONG = {
    "nps": ["nps", "all.csv"],
    "nps by two columns, where and weight": [
        *("nps", "all.csv", "--by", "plan", "--by", "role", "--where", "age >= 21", "--weight", "weight"),
    ],
    "two sus blocks": ["sus", "all.csv"],
    "two sus blocks by two columns": [
        *("sus", "all.csv", "--by", "plan", "--by", "role", "--where", "age >= 21", "--weight", "weight"),
    ],
    "everything": ["score", "all.csv", "--by", "plan", "--weight", "weight"],
    "scores per person": ["sus", "all.csv", "--scores", "@scores.csv"],
    "several files": ["nps", "part0.csv", "part1.csv", "part2.csv", "--by", "plan"],
    "several files of two blocks": ["sus", "part0.csv", "part1.csv", "part2.csv", "--by", "plan"],
}


def _placed(arguments: Sequence[str], folder: Path, out: Path) -> list[str | Path]:
    given: list[str | Path] = []
    for argument in arguments:
        if argument.startswith("@"):
            given.append(out / argument[1:])
        else:
            given.append(folder / argument if argument.endswith((".csv", ".xlsx")) else argument)
    return given


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_scanned_once(name: str, cli, samples: Path, collects: Spy, tmp_path: Path) -> None:
    code, _, err = cli(_placed(SAMPLES[name], samples, tmp_path))
    assert code == 0, err
    assert collects == ["collect_all"]


@pytest.mark.parametrize("name", LONG)
def test_a_long_file_is_scanned_once(name: str, cli, long: Path, collects: Spy, tmp_path: Path) -> None:
    code, _, err = cli(_placed(LONG[name], long, tmp_path))
    assert code == 0, err
    assert collects == ["collect_all"]


def test_counts_need_no_scan(cli, collects: Spy) -> None:
    assert cli(["nps", "--counts", "promoters=3,passives=2,detractors=1"])[0] == 0
    assert collects == []


@pytest.mark.parametrize(
    "arguments", [["nps"], ["nps", "plain_nps.tsv", "--interval", "none"], ["--help"], ["list"]]
)
def test_nothing_is_scanned_before_the_command_line_is_right(
    arguments: list[str], cli, samples: Path, collects: Spy
) -> None:
    cli([samples / a if a.endswith(".tsv") else a for a in arguments])
    assert collects == []


def test_the_spy_sees_a_scan(collects: Spy) -> None:
    frame = pl.LazyFrame({"a": [1]})
    frame.collect()
    pl.collect_all([frame, frame])
    assert collects == ["collect", "collect_all"]
