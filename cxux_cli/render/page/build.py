"""The whole page of a report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from cxux_cli.gates.words import because, outcome, shown, wanted
from cxux_cli.render.gates_view import summary
from cxux_cli.render.page import measures, others
from cxux_cli.render.page.model import Page, Read, Verdict
from cxux_cli.render.view import (
    BLANK,
    Grid,
    column_texts,
    notes,
    read_text,
)
from cxux_cli.results import Gate, Kind, Ledger, Report, SourceFacts
from cxux_cli.verdicts import falls_short


def page(report: Report, title: str | None = None) -> Page:
    """The page of a report; without a title it is called by its files."""
    parts = [measures.part(report, kind) for kind in Kind] + others.parts(report)
    used, read = sum(x.used for x in report.ledger), sum(x.read for x in report.ledger)
    names = [PurePath(source.path).name for source in report.sources]
    lead = [str(report.window)] if report.window else []
    lead += [f"{used} of {read} rows used"] if report.ledger else []
    lead += [f"{len(names)} source{'s' * (len(names) != 1)}"] if names else []
    lead += [f"intervals at {_percent(report)}"]
    return Page(
        title=title or _called(names),
        lead=" · ".join(lead),
        status=report.status,
        verdict=_verdicts(report),
        confidence=_percent(report),
        gates=tuple(_verdict(gate) for gate in report.gates),
        summaries=tuple(s for kind in Kind if (s := measures.summary(report, kind)).lines),
        parts=tuple(part for part in parts if part.sections),
        ledger=_ledger(report.ledger),
        sources=tuple(_read(source) for source in report.sources),
        notes=tuple(text for _, text in notes(report)),
    )


def _called(names: Sequence[str]) -> str:
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"{names[0]}{more}" if names else "Report"


def _percent(report: Report) -> str:
    return f"{100 * report.confidence:.6g} %"


def _verdicts(report: Report) -> str:
    """How many gates came to what; nothing where there are none."""
    if not report.gates:
        return "There were no data to measure." if report.status == "no_data" else ""
    return f"{summary(report.gates)}."


def _verdict(gate: Gate) -> Verdict:
    at = gate.where
    said = [at.source, at.task, f"persona {at.persona}" if at.persona else None, at.condition]
    said += [f"{name} = {BLANK if value is None else value}" for name, value in at.segment.items()]
    why = [
        because(gate),
        f"Owner: {gate.owner}." if gate.owner else "",
        f"Why: {gate.why}." if gate.why else "",
    ]
    target = f"{gate.measure} {wanted(gate)}"
    where = ", ".join(part for part in said if part)
    colour = "missed" if falls_short(gate) else gate.outcome
    text = " ".join(filter(None, why))
    return Verdict(gate.id, where, target, shown(gate), colour, outcome(gate), gate.effect, text)


def _read(source: SourceFacts) -> Read:
    how = read_text(source).removeprefix(f"{source.path}: ")
    return Read(source.path, how, tuple(column_texts(source)))


def _ledger(ledger: Sequence[Ledger]) -> Grid:
    """A row per source: every row read is used, or left out for a reason."""
    rows = tuple(
        (
            *(x.source, f"{x.read}", f"{x.used}", f"{x.read - x.used}"),
            "; ".join(f"{e.rows} {e.reason}" for e in x.excluded) or "none",
        )
        for x in ledger
    )
    columns = ("source", "rows read", "used", "left out", "why")
    return Grid("Rows read, used and left out", columns, rows, frozenset((1, 2, 3)))
