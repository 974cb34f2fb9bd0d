"""What somebody may state about an input instead of having it found out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Overrides of the first step of reading; None means: find out."""

    dialect: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header_rows: int | None = None
    sheet: str | None = None
    labels: str | None = None
    layout: str | None = None
    """`wide`: one row per respondent, read as it is; `long`: one row per question, to be turned round."""
    limits: float = 1.0
    """Times the limits of what an input may ask of the machine."""
