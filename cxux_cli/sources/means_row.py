"""Sheets that end with the means of their columns, without a word that says so."""

from __future__ import annotations

from collections.abc import Sequence

REASON = "means of the columns, not answers"
_ROWS, _CELLS = 5, 2
"""Rows above, and means among the cells, that it takes: fewer may be chance."""


def without(rows: Sequence[Sequence[str]]) -> tuple[list[Sequence[str]], int]:
    """The rows without a last one of means, and how many were left out.

    It is one where every number in it is the mean of the numbers above, to as many decimals as it has: two of them
    at least, one of which is not whole; a lone one is enough in a row that holds a word more at most.
    """
    if len(rows) <= _ROWS:
        return list(rows), 0
    *above, last = rows
    means = found = fractions = 0
    for column, cell in enumerate(last):
        numbers = [n for row in above if column < len(row) and (n := _number(row[column])) is not None]
        if (stated := _number(cell)) is None:
            continue
        found += 1
        decimals = len(cell.strip().replace(",", ".").partition(".")[2])
        slack = 0.5 * 10**-decimals + 1e-9
        # Plain sums: numbers beyond measure are infinite together, and no mean.
        is_mean = len(numbers) >= _ROWS / 2 and abs(sum(numbers) / len(numbers) - stated) <= slack
        means += is_mean
        fractions += is_mean and not stated.is_integer()
    enough = means >= _CELLS or (means == 1 == found and sum(map(bool, map(str.strip, last))) <= 2)
    return (above, 1) if enough and means == found and fractions else (list(rows), 0)


def _number(cell: str) -> float | None:
    text = cell.strip().replace(",", ".", 1)
    if not text or not text[0].isdigit() or not text.isascii():
        return None
    try:
        return float(text)
    except ValueError:
        return None
