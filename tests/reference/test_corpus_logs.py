"""The event log among real exports comes out as it was counted elsewhere, and nothing else there is a log.

CXUX_CORPUS names the folder of these exports, which is not part of the repository.
"""

import json
import os
from pathlib import Path

import pytest

CORPUS = Path(os.environ.get("CXUX_CORPUS") or "unset")
if not CORPUS.is_dir():
    pytest.skip("CXUX_CORPUS names no folder", allow_module_level=True)

(LOG,) = (
    e for e in json.loads((CORPUS / "truth.json").read_text(encoding="utf-8")) if e["measure"] == "event log"
)
FILES = sorted(
    str(p.relative_to(CORPUS))
    for folder in ("real", "ux", "cx")
    for p in (CORPUS / folder).rglob("*")
    if p.is_file() and not str(p).endswith(LOG["file"])
)


def test_the_log_has_the_events_people_and_sessions_it_has(cli):
    expected, path = LOG["expected"], CORPUS / "real" / LOG["file"]
    web, use = (json.loads(cli([verb, path, "--format", "json"])[1]) for verb in ("web", "adoption"))
    sessions = next(r for r in web["results"] if r["measure"] == "bounce" and not r["segment"])
    assert web["ledger"][0]["used"] == expected["events"]
    assert (sessions["n"], sessions["parts"]["persons"]) == (expected["sessions"], expected["users"])
    (shared,) = (note for note in sessions["notes"] if "another person's" in note)
    assert shared.startswith(f"{expected['sessions'] - expected['distinct_session_ids']} ")
    everybody = next(r for r in use["results"] if r["measure"] == "feature-adoption")
    assert everybody["n"] == expected["users"]
    assert any(f"from {expected['first'][:10]} to {expected['last'][:10]}" in note for note in use["notes"])


@pytest.mark.parametrize("verb", ["web", "adoption"])
@pytest.mark.parametrize("file", FILES)
def test_what_is_no_log_is_refused(cli, file, verb):
    code, _, err = cli([verb, CORPUS / file])
    assert code == 4
    assert "no column holds" in err or "no log of use" in err
