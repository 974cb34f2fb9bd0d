"""A long log is read once and lies in buckets: how many there are changes no number."""

from __future__ import annotations

import json
import random

import polars as pl
import pytest

from cxux_cli.engine import spool

ROWS = 30_000
CONFIG = """\
version: 1
study: {name: Test, timezone: UTC}
personas:
  - {id: phone, where: "device = 'phone'"}
  - {id: early, where: "timestamp < '2026-01-10'"}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Logs longer than what is held in memory: with people, with people who sign in on the way, without."""
    rng, path = random.Random(2), tmp_path_factory.mktemp("logs")
    rows = []
    for _ in range(ROWS):
        session = rng.randrange(6_000)
        second = 200 * session + rng.randrange(900)
        rows.append(
            {
                "user_id": f"person number {session % 900}",
                # Every person numbers sessions anew.
                "session_id": f"{session // 900}",
                "timestamp": f"2026-01-{1 + second // 86400:02}T{second // 3600 % 24:02}:{second // 60 % 60:02}:"
                f"{second % 60:02}",
                "page": rng.choice(("/", "/menu", "/search?q=kiwi", "/cart")),
                "event": rng.choice(("page_view", "page_view", "click", "purchase")),
                "target": rng.choice(("", "add")),
                "device": "phone" if session % 3 else "desk",
                "lcp_ms": rng.choice(
                    ("", "-3", "soon", *(f"{rng.lognormvariate(7, 1):.3f}" for _ in range(9)))
                ),
                "duration_s": f"{rng.uniform(0, 90):.2f}",
                "padding": "x" * 30,
            }
        )
    frame = pl.DataFrame(rows)
    frame.write_csv(path / "people.csv")
    unique = frame.with_columns(session_id=pl.col("user_id") + " " + pl.col("session_id"))
    signed = pl.int_range(pl.len()).mod(3) > 0
    unique.with_columns(user_id=pl.when(signed).then("user_id")).write_csv(path / "sign-in.csv")
    unique.drop("user_id").write_csv(path / "nobody.csv")
    frame.drop("session_id", "duration_s").write_csv(path / "no-sessions.csv")
    (path / "cxux.yaml").write_text(CONFIG)
    assert all(file.stat().st_size > 2 * 2**20 for file in path.glob("*.csv"))
    return path


CASES = [
    ("web", "people.csv"),
    ("web", "people.csv", "--by", "device", "--every", "week", "--bounce", "ga4"),
    ("web", "people.csv", "--persona", "all", "--min-n", "3"),
    ("web", "sign-in.csv", "--by", "device"),
    ("web", "sign-in.csv", "--persona", "all", "--min-n", "3", "--every", "week"),
    ("web", "nobody.csv", "--bounce", "ga4"),
    ("web", "no-sessions.csv", "--session-gap", "5m"),
    ("adoption", "people.csv", "--column", "feature=page", "--since", "2026-01-05"),
    ("adoption", "sign-in.csv", "--persona", "all", "--every", "week", "--min-n", "4"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(case))
def test_the_number_of_buckets_changes_no_number(cli, folder, monkeypatch, case):
    monkeypatch.chdir(folder)
    monkeypatch.delenv("CXUX_CONFIG", raising=False)
    found = []
    for size in (2**40, 200_000):
        monkeypatch.setattr(spool, "_BUCKET_BYTES", size)
        code, out, err = cli([*case, "--format", "json"])
        assert code == 0, err
        found.append(json.loads(out))
    assert found[0] == found[1]
    assert any(r["value"] is not None for r in found[0]["results"])


def test_the_numbers_are_those_of_a_direct_calculation(cli, folder, monkeypatch):
    monkeypatch.setattr(spool, "_BUCKET_BYTES", 200_000)
    code, out, err = cli(["web", folder / "people.csv", "--format", "json"])
    assert code == 0, err
    found = {r["measure"]: r for r in json.loads(out)["results"] if not r["segment"]}
    log = pl.read_csv(folder / "people.csv", infer_schema=False)
    speed = log["lcp_ms"].cast(pl.Float64, strict=False)
    values = speed.filter(speed >= 0).sort()
    assert found["lcp"]["value"] == values[-(-values.len() * 75 // 100) - 1]
    assert found["lcp"]["n_missing"] == ROWS - values.len()
    sizes = log.group_by("user_id", "session_id").len()["len"]
    assert (found["bounce"]["value"], found["bounce"]["n"]) == (
        100 * (sizes == 1).sum() / sizes.len(),
        sizes.len(),
    )


def test_the_copy_is_gone_afterwards(cli, folder, monkeypatch, tmp_path):
    monkeypatch.setattr(spool, "temporary_directory", lambda: tmp_path)
    assert cli(["web", folder / "people.csv", "--quiet"])[0] == 0
    assert list(tmp_path.iterdir()) == []


def test_a_full_temporary_folder_is_one_clear_error(cli, folder, monkeypatch):
    def full(*_args, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pl.LazyFrame, "sink_parquet", full)
    code, _, err = cli(["web", folder / "people.csv"])
    assert code == 4
    assert "no room for a compact copy" in err
    assert "TMPDIR" in err
