"""Results made by hand."""

from __future__ import annotations

from typing import Any

from cxux_cli.results import Better, Estimate, Kind, Ledger, Report, Result, SourceFacts


def estimate(
    value: float | None, low: float | None = None, high: float | None = None, n: int = 20, **more: Any
):
    return Estimate(value, low, high, n, 0.95, "by hand", **more)


def result(of: Estimate, **changes: Any) -> Result:
    """A share, unless `changes` say something else."""
    facts: dict[str, Any] = {
        "measure": "share",
        "kind": Kind.UX,
        "kind_reason": "registry",
        "name": "A share",
        "definition": "share.v1",
        "formula": "100 * k / n",
        "unit": "%",
        "better": Better.HIGHER,
        "range": (0.0, 100.0),
        "scale": None,
        "segment": {},
        "persona": None,
        "period": None,
        "estimate": of,
        "n_missing": 0,
        "missing": (),
        "distribution": (),
        "readings": (),
        "items": (),
        "state": None,
        "notes": (),
    }
    return Result(**facts | changes)


def report(*results: Result, **changes: Any) -> Report:
    """A report on one file of 20 rows."""
    source = SourceFacts("answers.csv", "plain", "utf-8", ",", 1, 20, 2, None, None, (), ())
    facts: dict[str, Any] = {
        "confidence": 0.95,
        "sources": (source,),
        "ledger": (Ledger("answers.csv", 20, 20, ()),),
        "results": results,
    }
    return Report(**facts | changes)
