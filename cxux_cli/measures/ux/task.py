"""What the measures of a usability test share: how they are declared."""

from __future__ import annotations

from math import inf

from cxux_cli.estimate import Better, Kind
from cxux_cli.measures.base import Declared

SHARE = {"adjusted-wald": "adjusted Wald (Agresti & Coull 1998); over people where they repeat"}
STUDENTISED = {
    "studentised": "studentised bootstrap over people, no narrower than t (Efron & Tibshirani 1993, section 12.5)"
}
JACKKNIFE = {"jackknife": "jackknife t over people, no narrower than the bootstrap (Tukey 1958)"}
T = {"t": "t on the values; on people as clusters where they repeat"}
LOG_T = {"log-t": "t on logarithms, turned back (Sauro & Lewis 2010); over people where they repeat"}
SAURO_LEWIS = "Sauro & Lewis 2016, Quantifying the User Experience, 2nd edition"
PERCENT = (0.0, 100.0)
POSITIVE = (0.0, inf)


def declared(
    key: str,
    name: str,
    summary: str,
    formula: str,
    unit: str,
    range: tuple[float, float],
    better: Better,
    intervals: dict[str, str],
    *,
    question: str,
    read: str,
    caveats: str,
    references: tuple[str, ...],
    contested: str = "",
    version: str = "v1",
) -> Declared:
    """A measure of attempts at tasks; its explanation in six headed parts is put together here."""
    parts = {
        "Question": question,
        "Definition": formula,
        "Interval": "; ".join(intervals.values()),
        "Read it as": read,
        "Caveats": caveats,
        "References": "; ".join(references),
    }
    text = "\n".join(f"{head:<13}{text}" for head, text in parts.items())
    return Declared(
        key=key,
        kind=Kind.UX,
        name=name,
        summary=summary,
        definition=f"{key}.{version}",
        formula=formula,
        unit=unit,
        range=range,
        better=better,
        references=references,
        explanation=f"{name}: {summary}\n\n{text}",
        intervals=intervals,
        contested=contested,
    )
