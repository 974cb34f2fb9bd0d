"""All rows of a source as text: for study files, whose rows are placements or sightings rather than answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cxux_cli.engine.request import SourcePlan
from cxux_cli.errors import InputError
from cxux_cli.sources.source import Column, position
from cxux_cli.study import rows
from cxux_cli.study.dates import MOMENT

if TYPE_CHECKING:
    import polars as pl

    from cxux_cli.study.periods import Window


@dataclass(frozen=True, slots=True)
class Records:
    """The rows of one source that count, each the stripped cells of the asked columns in their order.

    `segments` holds per row a cell for each segment column, None where it is blank or the segment is the
    source; `masks` which personas the row is of, as bits. `excluded` are the other rows by reason; `blank`
    are lines that are no rows; `unreadable` counts the cells a condition could not read, by the condition,
    the column and what it was read as.
    """

    spec: SourcePlan
    rows: tuple[tuple[str, ...], ...]
    segments: tuple[tuple[str | None, ...], ...]
    masks: tuple[int, ...]
    excluded: Mapping[str, int]
    blank: int
    unreadable: Mapping[tuple[str, str, str], int]


def records(spec: SourcePlan, columns: Sequence[Column], window: Window | None = None) -> Records:
    """Read `columns` of every row; with a window only rows of that time count, by the dates of the plan.

    Raises `InputError` when the file cannot be read to its end, or holds dates in another order than it begins with.
    """
    import polars as pl

    source, repair = spec.source, spec.source.repair
    try:
        found = _read(spec, columns, window)
    except (pl.exceptions.PolarsError, OSError) as error:
        if repair is None:
            raise InputError("the file cannot be read to its end", where=source.path) from error
        again = repair(source, "a byte or a quote the scanner refuses")
        return records(replace(spec, source=again), columns, window)
    read = len(found.rows) + sum(found.excluded.values()) + found.blank
    if source.lines is not None and repair is not None and read + source.skipped < source.lines():
        whole = repair(source, "there are fewer rows than lines, so a cell spans lines or a quote is missing")
        return records(replace(spec, source=replace(whole, repair=None)), columns, window)
    return found


def _read(spec: SourcePlan, columns: Sequence[Column], window: Window | None) -> Records:
    import polars as pl

    source, condition, members = spec.source, spec.condition, spec.members
    blank_lines = spec.may_hold_blank_lines
    # What names a row stands first as a rule, and may say that the row is a total: it is no answer.
    observed = [c for c in columns if c.index != 0] or columns
    needed = {c.index for c in columns} | rows.needed(source, observed, blank_lines)
    needed |= {c.index for c in condition.columns} if condition else set()
    needed |= {c.index for c in members.columns} if members else set()
    needed |= {c.index for c in spec.by if c is not None}
    needed |= {spec.dates.column.index} if spec.dates else set()
    frame = source.scan(sorted(needed), ())
    for said in (condition, members):
        frame = frame.with_columns(said.prepared) if said else frame
    dates: list[tuple[str, pl.Expr]] = []
    refuted = pl.lit(False)
    if spec.dates is not None and window is not None:
        dtype = frame.collect_schema()[position(spec.dates.column.index)]
        frame = frame.with_columns(spec.dates.moments(dtype).alias(MOMENT))
        dates = [*spec.dates.reasons(), *window.reasons(MOMENT)]
        refuted = spec.dates.refuted(dtype)
    reasons = rows.reasons(
        source,
        observed,
        blocks=(),
        words=columns,
        integers=(),
        keep=spec.keep,
        condition=condition,
        dates=dates,
        weight=None,
        blank_lines=blank_lines,
    )
    code = pl.lit(-1, pl.Int16)
    for number, (_, holds) in reversed(list(enumerate(reasons))):
        code = pl.when(holds).then(pl.lit(number, pl.Int16)).otherwise(code)
    cells = [_cell(c).fill_null("").alias(f"cell{i}") for i, c in enumerate(columns)]
    cells += [_segment(c).alias(f"by{i}") for i, c in enumerate(spec.by)]
    cells.append((members.mask if members else pl.lit(0, pl.UInt32)).alias("mask"))
    cells += [unreadable.cells.alias(f"unreadable{i}") for i, unreadable in enumerate(spec.unreadable)]
    table = frame.select(code.alias("reason"), refuted.alias("refuted"), *cells).collect(engine="streaming")
    if spec.dates is not None and not source.complete and (wrong := int(table["refuted"].sum())):
        raise spec.dates.refutation(source.path, wrong)
    left: Counter[str] = Counter()
    for number, n in table["reason"].value_counts().iter_rows():
        if number >= 0:
            left[reasons[number][0]] += n
    kept = table.filter(pl.col("reason") < 0)
    return Records(
        spec,
        tuple(kept.select(f"cell{i}" for i in range(len(columns))).iter_rows()),
        tuple(kept.select(f"by{i}" for i in range(len(spec.by))).iter_rows())
        if spec.by
        else ((),) * kept.height,
        tuple(kept["mask"]),
        {reason: n for reason, n in sorted(left.items()) if reason != rows.BLANK},
        left[rows.BLANK],
        {
            (each.where, each.column.name, each.kind): int(table[f"unreadable{i}"].sum())
            for i, each in enumerate(spec.unreadable)
        },
    )


def _cell(column: Column) -> pl.Expr:
    import polars as pl

    return pl.col(position(column.index)).cast(pl.String).str.strip_chars()


def _segment(column: Column | None) -> pl.Expr:
    """The value of a segment, null for a blank cell and for the source, which is no column."""
    import polars as pl

    return pl.lit(None, pl.String) if column is None else pl.when(_cell(column) != "").then(_cell(column))
