"""What people answered to the items of a questionnaire, in the direction of its score."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from cxux_cli.sources.source import Column, Source
from cxux_cli.study.recode import Gap, Scale


def contributions(
    source: Source, columns: Sequence[Column], scale: Scale, reversed: Collection[int]
) -> dict[int, list[int]]:
    """Of every row of the sample that answers all items, by its position: 0 for the worst answer, upwards.

    `reversed` are the positions (from 0) of the items of which a low answer is the good one.
    """
    found: dict[int, list[int]] = {}
    read: dict[str, int | Gap] = {}
    for number, row in enumerate(source.sample):
        values = []
        for i, column in enumerate(columns):
            cell = row[column.index].strip() if column.index < len(row) else ""
            if cell not in read:
                read[cell] = scale.read(cell)
            value = read[cell]
            if isinstance(value, Gap):
                break
            values.append(scale.high - value if i in reversed else value - scale.low)
        else:
            found[number] = values
    return found
