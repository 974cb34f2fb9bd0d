"""Tools that write a row each time somebody goes on with a survey, and one answer in two columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cxux_cli.catalog.dialects import Dialect, fold

REASON = "an earlier event of the same submission"


def newest(
    rows: Sequence[Sequence[str]], names: Sequence[str], dialect: Dialect
) -> tuple[list[Sequence[str]], int]:
    """The rows with the newest of each submission, and how many earlier ones were left out.

    A row without a submission, or without a time where another has one, stands for itself. Times are written in one
    form by these tools, so that their texts are in the order of time; of two at one time the later row counts.
    """
    of, when = (_position(names, each) for each in (dialect.submission, dialect.time))
    if of is None or when is None:
        return list(rows), 0
    last: dict[str, int] = {}
    for i, row in enumerate(rows):
        id = _cell(row, of)
        if id and (id not in last or _cell(row, when) >= _cell(rows[last[id]], when)):
            last[id] = i
    kept = [row for i, row in enumerate(rows) if not _cell(row, of) or last[_cell(row, of)] == i]
    return kept, len(rows) - len(kept)


def merged(
    rows: Sequence[Sequence[str]], names: Sequence[str], dialect: Dialect
) -> tuple[list[Sequence[str]], tuple[str, ...]]:
    """The rows with an answer that the tool writes under either of two names under the first, and what to say of it.

    Only where exactly one other column goes with the first, and never says something else in the same row.
    """
    if dialect.same is None:
        return list(rows), ()
    found = re.compile(dialect.same)
    like = [i for i, name in enumerate(names) if found.fullmatch(name)]
    whole = [i for i in like if not any(names[j].startswith(names[i]) for j in like if j < i)][:1]
    others = [i for i in like if i not in whole]
    # Of several questions only that one is the same which says the same wherever both are filled.
    alike = [
        i
        for i in others
        if whole
        and all(_cell(row, i) in ("", _cell(row, whole[0])) or not _cell(row, whole[0]) for row in rows)
    ]
    filled = [i for i in alike if any(_cell(row, i) and not _cell(row, whole[0]) for row in rows)]
    if len(filled) != 1 or len(alike) != 1:
        return list(rows), ()
    first, other = whole[0], filled[0]
    made, n = [], 0
    for row in rows:
        if _cell(row, other) and not _cell(row, first):
            n += 1
            row = [*row[:first], row[other], *row[first + 1 :]]
        made.append(row)
    return made, (f"{n} answers of '{names[first]}' stand in '{names[other]}': read as one column",)


def _position(names: Sequence[str], wanted: Sequence[str]) -> int | None:
    folded = [fold(name) for name in names]
    return next((folded.index(fold(name)) for name in wanted if fold(name) in folded), None)


def _cell(row: Sequence[str], column: int) -> str:
    return row[column].strip() if column < len(row) else ""
