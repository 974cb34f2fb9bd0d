"""Sheets that work a questionnaire out by hand: under each row of answers stands a row of what they count for."""

from __future__ import annotations

from collections.abc import Sequence

REASON = "contributions of the row above, not answers"
_ITEMS = 10
_LEAST = 3
"""So many pairs of rows at least: one may be chance."""


def without(rows: Sequence[Sequence[str]]) -> tuple[list[Sequence[str]], int]:
    """The rows of answers, and how many rows of contributions were left out: x - 1 and 5 - x of the row above.

    They are left out where they stand under nearly every row of answers, in ten neighbouring columns.
    """
    width = max(map(len, rows), default=0)
    for start in range(width - _ITEMS + 1):
        below = [i for i in range(1, len(rows)) if _contributes(rows[i - 1], rows[i], start)]
        if len(below) >= _LEAST and len(below) * 2 >= 0.8 * len(rows):
            left_out = set(below)
            return [row for i, row in enumerate(rows) if i not in left_out], len(left_out)
    return list(rows), 0


def _contributes(answers: Sequence[str], row: Sequence[str], start: int) -> bool:
    """Whether ten cells of a row are what those above count for in the System Usability Scale."""
    given, counted = answers[start : start + _ITEMS], row[start : start + _ITEMS]
    if not all(len(cell) == 1 and cell.isdigit() for cells in (given, counted) for cell in cells):
        return False
    expected = (int(x) - 1 if i % 2 == 0 else 5 - int(x) for i, x in enumerate(given))
    return len(counted) == _ITEMS and all(int(c) == e for c, e in zip(counted, expected, strict=True))
