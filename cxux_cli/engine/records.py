"""All rows of a source as text: for study files, whose rows are placements or sightings rather than answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cxux_cli.engine.request import SourcePlan
from cxux_cli.errors import InputError
from cxux_cli.sources.source import Column, position
from cxux_cli.study import rows


@dataclass(frozen=True, slots=True)
class Records:
    """The rows of one source that count, each the stripped cells of the asked columns in their order.

    `excluded` are the other rows by reason; `blank` are lines that are no rows; `unreadable` counts the
    cells a condition could not read, by column and what it was read as.
    """

    spec: SourcePlan
    rows: tuple[tuple[str, ...], ...]
    excluded: Mapping[str, int]
    blank: int
    unreadable: Mapping[tuple[str, str], int]


def records(spec: SourcePlan, columns: Sequence[Column]) -> Records:
    """Read `columns` of every row. Raises `InputError` when the file cannot be read to its end."""
    import polars as pl

    source, repair = spec.source, spec.source.repair
    try:
        found = _read(spec, columns)
    except (pl.exceptions.PolarsError, OSError) as error:
        if repair is None:
            raise InputError("the file cannot be read to its end", where=source.path) from error
        again = repair(source, "a byte or a quote the scanner refuses")
        return records(replace(spec, source=again), columns)
    read = len(found.rows) + sum(found.excluded.values()) + found.blank
    if source.lines is not None and repair is not None and read + source.skipped < source.lines():
        whole = repair(source, "there are fewer rows than lines, so a cell spans lines or a quote is missing")
        return records(replace(spec, source=replace(whole, repair=None)), columns)
    return found


def _read(spec: SourcePlan, columns: Sequence[Column]) -> Records:
    import polars as pl

    source, condition = spec.source, spec.condition
    blank_lines = spec.may_hold_blank_lines
    # What names a row stands first as a rule, and may say that the row is a total: it is no answer.
    observed = [c for c in columns if c.index != 0] or columns
    needed = {c.index for c in columns} | rows.needed(source, observed, blank_lines)
    needed |= {c.index for c in condition.columns} if condition else set()
    frame = source.scan(sorted(needed), ())
    if condition is not None:
        frame = frame.with_columns(condition.prepared)
    reasons = rows.reasons(
        source,
        observed,
        blocks=(),
        words=columns,
        integers=(),
        keep=spec.keep,
        condition=condition,
        dates=(),
        weight=None,
        blank_lines=blank_lines,
    )
    code = pl.lit(-1, pl.Int16)
    for number, (_, holds) in reversed(list(enumerate(reasons))):
        code = pl.when(holds).then(pl.lit(number, pl.Int16)).otherwise(code)
    unreadable = condition.unreadable if condition else ()
    cells = [
        pl.col(position(c.index)).cast(pl.String).str.strip_chars().fill_null("").alias(f"cell{i}")
        for i, c in enumerate(columns)
    ]
    marks = [each[2].alias(f"unreadable{i}") for i, each in enumerate(unreadable)]
    table = frame.select(code.alias("reason"), *cells, *marks).collect(engine="streaming")
    left: Counter[str] = Counter()
    for number, n in table["reason"].value_counts().iter_rows():
        if number >= 0:
            left[reasons[number][0]] += n
    kept = table.filter(pl.col("reason") < 0).select(f"cell{i}" for i in range(len(columns)))
    return Records(
        spec,
        tuple(kept.iter_rows()),
        {reason: n for reason, n in sorted(left.items()) if reason != rows.BLANK},
        left[rows.BLANK],
        {(c.name, kind): int(table[f"unreadable{i}"].sum()) for i, (c, kind, _) in enumerate(unreadable)},
    )
