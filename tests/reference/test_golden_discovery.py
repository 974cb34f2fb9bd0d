"""Discovery against other programs, and a real card sort against counts made by hand.

The golden files and the corpus are not part of the repository: CXUX_GOLDEN and CXUX_CORPUS name their folders.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cxux_cli.stats.discovery import at_least_once, discovery, participants_needed, undiscovered

MATRIX = ("matrix_participants_x_problems", "participants_by_problem")
NAMES = {
    "n_participants": "participants",
    "problems_found": "problems",
    "n_problems": "problems",
    "singletons": "once",
    "n_once": "once",
    "p_raw": "observed",
    "p_observed": "observed",
    "p_good_turing": "good_turing",
    "p_gt": "good_turing",
    "p_deflated": "deflated",
    "p_adjusted": "adjusted",
    "p_adj": "adjusted",
    "discovered_share_adjusted": "share",
    "discovered_share": "share",
    "estimated_total": "total",
    "undiscovered_adjusted": "unseen",
    "undiscovered": "unseen",
}


@pytest.fixture(scope="module")
def entries(golden: Path) -> dict[str, Any]:
    files = ("literature.json", "ux_peers.json")
    return {e["id"]: e for name in files for e in json.loads((golden / name).read_text(encoding="utf-8"))}


@pytest.mark.parametrize("id", ["discovery-qux-table74", "discovery-table-7.5"])
def test_matrices(entries: dict[str, Any], id: str) -> None:
    entry = entries[id]
    rows = next(entry["input"][name] for name in MATRIX if name in entry["input"])
    counts = [k for column in zip(*rows, strict=True) if (k := sum(column))]
    found = discovery(counts, len(rows))
    for key, value in entry["expected"].items():
        if key == "undiscovered_raw":
            assert undiscovered(found.problems, at_least_once(found.observed, len(rows))) == pytest.approx(
                value
            )
        else:
            assert getattr(found, NAMES[key]) == pytest.approx(value, abs=entry["tolerance"])


def test_chances(entries: dict[str, Any]) -> None:
    entry = entries["discovery-likelihood-table"]
    got = [at_least_once(p, n) for p, n in zip(entry["input"]["p"], entry["input"]["n"], strict=True)]
    assert got == pytest.approx(entry["expected"]["chance"], abs=1e-12)
    for id in ("discovery-p-table-7.2-p0.01", "discovery-p-table-7.2-p0.15", "discovery-nielsen-5"):
        entry = entries[id]
        p, sizes = entry["input"]["p"], entry["input"]["n"]
        assert [at_least_once(p, n) for n in sizes] == pytest.approx(entry["expected"]["p_at_least_once"])


def test_participants(entries: dict[str, Any]) -> None:
    found = [e for id, e in entries.items() if id.startswith("discovery-n-")]
    assert len(found) == 3
    for entry in found:
        got = [participants_needed(entry["input"]["p"], goal) for goal in entry["input"]["goal"]]
        assert got == entry["expected"]["n"]


def test_undiscovered(entries: dict[str, Any]) -> None:
    entry = entries["undiscovered-7-at-0.927"]
    got = undiscovered(entry["input"]["found"], entry["input"]["share"])
    assert got == pytest.approx(entry["expected"]["undiscovered"])


def test_a_real_card_sort(cli, corpus: Path) -> None:
    path = corpus / "real" / "cardsort" / "en_kardsort_casolysis.csv"
    code, out, _ = cli(["cards", path, "--format", "json"])
    report = json.loads(out)
    found = report["similarity"]
    at = {card: i for i, card in enumerate(found["cards"])}
    assert code == 0
    assert (report["ledger"][0]["used"], len(at)) == (50, 10)
    for a, b, together in (
        ("Dog", "Cat", 4),
        ("Tiger", "Cat", 4),
        ("Apple", "Banana", 4),
        ("Dog", "Moon", 0),
    ):
        assert found["values"][at[a]][at[b]] == 20 * together
        assert found["n"][at[a]][at[b]] == 5
    assert ["Cat", "Dog", "Tiger"] in found["groups"]
