"""Whether people who did a task again did it under another condition: then the repeats are no learning."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from cxux_cli.catalog import repeats
from cxux_cli.sources.source import Column, Source
from cxux_cli.study.task_columns import words
from cxux_cli.study.task_layout import Layout, Shape

_FEW = 3
"""So many people have to repeat a task before anything explains it."""
_MOST = 10
"""More conditions than this no person goes through."""


def condition(source: Source, layout: Layout) -> Column | None:
    """The column that has another value in every row of a person and task, where no count of repeats does.

    None where nobody repeats, where nothing explains it, where the column counts the repeats, and where
    somebody says which column does.
    """
    keys = [c for role in ("participant", "task") for c in layout.columns.get(role, ())]
    if layout.shape is not Shape.LONG or "participant" not in layout.columns or "attempt" in layout.why:
        return None
    groups: dict[tuple[str, ...], list[Sequence[str]]] = defaultdict(list)
    for row in source.sample:
        groups[tuple(_cell(row, column) for column in keys)].append(row)
    repeated = [rows for key, rows in groups.items() if len(rows) > 1 and all(key)]
    if len(repeated) < _FEW:
        return None
    free = [c for c in source.columns if c not in layout.all_columns and not source.is_personal(c)]
    return next((c for c in free if _explains(c, repeated) and not _counts(c, repeated)), None)


def _explains(column: Column, repeated: Sequence[Sequence[Sequence[str]]]) -> bool:
    """Whether few values recur from person to person, and none within one."""
    values = [[_cell(row, column) for row in rows] for rows in repeated]
    different = {value for of in values for value in of}
    return (
        all(all(of) and len(set(of)) == len(of) for of in values)
        and len(different) <= min(_MOST, 2 * max(map(len, values)))
        and 2 * len(different) <= sum(map(len, values))
    )


def _counts(column: Column, repeated: Sequence[Sequence[Sequence[str]]]) -> bool:
    """Whether the values only count the repeats: first, second; round 1, round 2; 1, 2 in a column of sessions."""
    values = [[_cell(row, column) for row in rows] for rows in repeated]
    if {value.casefold() for of in values for value in of} <= repeats.values():
        return True
    said = set(words(column.name).casefold().split())
    said |= {word for of in values for value in of for word in re.findall(r"[^\W\d_]+", value.casefold())}
    return bool(said & repeats.names())


def _cell(row: Sequence[str], column: Column) -> str:
    return row[column.index].strip() if column.index < len(row) else ""
