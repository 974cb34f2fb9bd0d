"""Columns that hold the score of a questionnaire ready-made: to compare with, or to prove which are its items."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from cxux_cli.catalog.questionnaires import Questionnaire
from cxux_cli.measures.base import Measure
from cxux_cli.sources.source import Column, Source
from cxux_cli.stats.scores import score
from cxux_cli.study.blocks import Found
from cxux_cli.study.contributions import contributions
from cxux_cli.study.mapping import Block
from cxux_cli.study.names import label
from cxux_cli.study.recode import Scale
from cxux_cli.study.runs import READABLE, runs

_PROVEN, _ENOUGH = 0.9, 5
"""Such a share of the rows, and so many rows at least, have the score that the columns give."""
_ROWS = 200
"""So many rows of a long file are enough."""
_NEAR = 0.051
"""Sheets round to one decimal; a step of a score is larger."""


def with_stored(source: Source, measure: Measure, block: Block, blocks: int) -> Block:
    """The block with the column of ready-made scores beside it, when there is exactly one."""
    if blocks > 1 or not measure.stored or block.stored is not None:
        return block
    used = {column.index for column in block.columns}
    found = [
        column
        for column in source.columns
        if column.index not in used
        and any(re.search(pattern, column.name, re.IGNORECASE) for pattern in measure.stored)
        and _are_scores(source, column, measure.range)
    ]
    return replace(block, stored=found[0]) if len(found) == 1 else block


def proven(source: Source, measure: Measure, form: Questionnaire, variant: str) -> list[Found]:
    """Blocks of columns of which another column holds the score, in nearly every row.

    Nothing but the questionnaire gives that number again and again, whatever its columns are called.
    """
    low, high = form.scales[0]
    reversed = form.reversed(variant)
    stored = [
        c for c in source.columns if _are_scores(source, c, measure.range) and _goes_beyond(source, c, high)
    ]
    for column in stored:
        known = {
            i: x for i, row in enumerate(source.sample[:_ROWS]) if (x := _number(row, column)) is not None
        }
        if len(set(known.values())) < 2:
            continue
        for columns in _candidates(source, form):
            if column in columns:
                continue
            first = replace(source, sample=source.sample[:_ROWS])
            rows = contributions(first, columns, Scale(low, high, labels=source.labels), reversed)
            both = rows.keys() & known.keys()
            agreeing = [
                i
                for i in both
                if abs(score(sum(rows[i]), len(columns), high - low, form.out_low, form.out_high) - known[i])
                < _NEAR
            ]
            if len(agreeing) >= max(_ENOUGH, _PROVEN * len(both)) and len({known[i] for i in agreeing}) > 1:
                return [Found(columns, f"they give the score in {label(column)}", score=column)]
    return []


def _candidates(source: Source, form: Questionnaire) -> Iterator[list[Column]]:
    """Columns numbered as the items are, then neighbours on their scale."""
    size = len(form.items)
    numbered: dict[tuple[str, str], dict[int, Column]] = defaultdict(dict)
    for column in source.columns:
        name = column.name.casefold()
        for match in re.finditer(r"\d+", name):
            if 0 < int(match[0][:9]) <= size:
                numbered[name[: match.start()], name[match.end() :]].setdefault(int(match[0]), column)
    for columns in numbered.values():
        if len(columns) == size:
            yield [columns[i] for i in sorted(columns)]
    for run in runs(source, form):
        for start in range(len(run) - size + 1):
            yield run[start : start + size]


def _goes_beyond(source: Source, column: Column, high: int) -> bool:
    return any((number := _read(cell)) is not None and number > high for cell in source.answers(column.index))


def _are_scores(source: Source, column: Column, bounds: tuple[float, float]) -> bool:
    answers = source.answers(column.index)
    numbers = [number for cell in answers if (number := _read(cell)) is not None]
    inside = [n for n in numbers if bounds[0] <= n <= bounds[1]]
    return bool(numbers) and len(inside) >= READABLE * len(answers)


def _number(row: Sequence[str], column: Column) -> float | None:
    return _read(row[column.index]) if column.index < len(row) else None


def _read(cell: str) -> float | None:
    try:
        return float(cell.strip().replace(",", ".").rstrip("%"))
    except ValueError:
        return None
