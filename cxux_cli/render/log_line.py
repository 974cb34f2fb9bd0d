"""One line for each run, for logs: when, of what, how it ended; nothing that anybody answered."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from cxux_cli.render.escape import plain
from cxux_cli.results import Report

_OUTCOMES = ("met", "missed", "undecided", "no_data")


@dataclass(frozen=True, slots=True)
class Run:
    """What a run is, whatever it finds: `started` is an aware moment, `seconds` what it took.

    `window` is the label of the window, `config` the SHA-256 of the study config; None where there is none.
    """

    id: str
    started: datetime
    seconds: float
    window: str | None = None
    config: str | None = None


def log_line(run: Run, report: Report | None, code: int, form: Literal["logfmt", "json"]) -> str:
    """The line, with its line break. The keys and their order are the same for every run.

    `code` is the exit code. A run that ended without a report has the status `error`; its message stays
    out, as it may quote data. The hash of the input is that of the file, or of the hashes of several; it is
    there where the report knows them all.
    """
    values = _values(run, report, code)
    if form == "json":
        return json.dumps(values, ensure_ascii=True, allow_nan=False) + "\n"
    return " ".join(f"{key}={_logfmt(value)}" for key, value in values.items()) + "\n"


def _values(run: Run, report: Report | None, code: int) -> dict[str, Any]:
    outcomes = Counter(gate.outcome for gate in report.gates) if report else Counter()
    return {
        "time": run.started.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "run": run.id,
        "window": run.window,
        "config": run.config,
        "input": _input(report) if report else None,
        "rows": sum(book.read for book in report.ledger) if report else None,
        "used": sum(book.used for book in report.ledger) if report else None,
        "results": len(report.results) if report else None,
        "gates": len(report.gates) if report else None,
        **{outcome: outcomes[outcome] if report else None for outcome in _OUTCOMES},
        "status": report.status if report else "error",
        "code": code,
        "seconds": round(run.seconds, 3),
    }


def _input(report: Report) -> str | None:
    hashes = [source.sha256 for source in report.sources]
    known = [each for each in hashes if each is not None]
    if not known or len(known) < len(hashes):
        return None
    return known[0] if len(known) == 1 else hashlib.sha256("\n".join(known).encode("ascii")).hexdigest()


def _logfmt(value: Any) -> str:
    if value is None:
        return "-"
    text = plain(str(value))
    if text and text != "-" and all(char.isprintable() and char not in ' ="\\' for char in text):
        return text
    return json.dumps(text, ensure_ascii=False)
