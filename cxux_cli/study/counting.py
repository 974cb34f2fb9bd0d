"""Columns that count rows instead of answering: the running number of an event within its case."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from cxux_cli.sources.source import Column, Source

_ENOUGH = 5
"""Fewer steps in a row happen among answers too."""
_SHARE = 0.9
"""Of the steps from row to row so many count up or begin again, where rows are counted."""
_LOG = re.compile(
    r"(event|activity|action|concept:name)([ _.-]?(name|type|id))?|case([ _.-]?id)|trace([ _.-]?id)"
)


def counts_rows(source: Source, column: Column) -> bool:
    """Whether the numbers of a column go up by one from row to row, beginning anew now and then."""
    cells = (row[column.index].strip() for row in source.sample if column.index < len(row))
    numbers = [int(cell) for cell in cells if cell.isascii() and cell.isdigit() and len(cell) < 10]
    steps = list(pairwise(numbers))
    if len(steps) < _ENOUGH or len(set(numbers)) < 3:
        return False
    first = min(numbers)
    counted = sum(after == before + 1 or (after == first and after < before) for before, after in steps)
    return counted >= _SHARE * len(steps)


def are_counted(ids: Iterable[str]) -> bool:
    """Whether ids are short numbers, as files count their people: the same number in two files is two people."""
    return all(id.isdigit() and len(id) < 6 for id in ids)


def is_log(source: Source) -> bool:
    """Whether the file is a log of events: a column of its rows names the event or the case."""
    return any(_LOG.fullmatch(column.name.casefold()) for column in source.columns)
