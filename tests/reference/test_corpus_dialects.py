"""Real exports: the tool that truth.json names is the one that is recognised."""

import json
import os
from pathlib import Path

import pytest

from cxux_cli.sources.open import open_sources
from cxux_cli.sources.options import ReadOptions

CORPUS = Path(os.environ.get("CXUX_CORPUS") or "unset")
if not CORPUS.is_dir():
    pytest.skip("CXUX_CORPUS names no folder", allow_module_level=True)

TRUTH = json.loads((CORPUS / "truth.json").read_text(encoding="utf-8"))
TOOLS = {
    "Google Forms": "google-forms",
    "JotForm": "jotform",
    "LimeSurvey": "limesurvey",
    "SurveyMonkey": "surveymonkey",
    "Stripe": "stripe",
    "kardsort": "kardsort",
}
NAMED = sorted(
    {
        (entry["file"], id)
        for entry in TRUTH
        for tool, id in TOOLS.items()
        if (entry.get("tool") or "").startswith(tool)
    }
)
# Sheets and files whose tool left no trace in the header.
PLAIN = sorted(
    {
        entry["file"]
        for entry in TRUTH
        if entry.get("tool") in ("sheet", "synthetic", "web form", "R write.csv", "IBM sample")
        or "stripped" in (entry.get("tool") or "")
    }
)


@pytest.mark.parametrize(("name", "id"), [*NAMED, *((name, "plain") for name in PLAIN)])
def test_the_tool_of_a_real_export_is_recognised(name, id):
    (source,) = open_sources([str(CORPUS / "real" / name)], ReadOptions())
    assert source.dialect.id == id
