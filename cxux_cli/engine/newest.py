"""When the newest row of a source was given: one scan of the column of dates."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from cxux_cli.engine.frames import COUNTS, reason_code
from cxux_cli.sources.source import Source, position
from cxux_cli.study import rows
from cxux_cli.study.dates import MOMENT, Dates

if TYPE_CHECKING:
    from cxux_cli.study.where import Condition


def newest(source: Source, dates: Dates, condition: Condition | None, before: datetime) -> datetime | None:
    """The last moment before another one among the rows that count; None where there is none.

    Previews, unfinished rows and what the tool or `condition` leaves out make nothing fresh.
    """
    import polars as pl

    column = dates.column
    columns = (column, *(condition.columns if condition is not None else ()))
    needed = {c.index for c in columns} | rows.needed(source, (column,), False)
    frame = source.scan(sorted(needed), ())
    moments = dates.moments(frame.collect_schema()[position(column.index)])
    reasons = rows.reasons(
        source,
        (column,),
        blocks=(),
        words=(),
        integers=(),
        keep=(),
        condition=condition,
        dates=dates.reasons(),
        weight=None,
        blank_lines=False,
    )
    counted = (
        frame.with_columns(moments.alias(MOMENT), *(condition.prepared if condition is not None else ()))
        .filter(reason_code(reasons) == COUNTS, pl.col(MOMENT) < before)
        .select(pl.col(MOMENT).max())
    )
    found: datetime | None = counted.collect(engine="streaming").item()
    return found
