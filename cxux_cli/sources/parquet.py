"""Parquet: typed columns, understood from their names and first rows."""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cxux_cli.errors import InputError
from cxux_cli.sources.limits import check_parquet
from cxux_cli.sources.options import ReadOptions
from cxux_cli.sources.source import OVER, Column, Source, position

if TYPE_CHECKING:
    import polars as pl

_SAMPLE = 2_000
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")


def open_parquet(file: Path, path: str, options: ReadOptions) -> Source:
    """Understand a Parquet file. Nested columns are left out and named in a note.

    Raises `InputError` when it cannot be read or has no rows.
    """
    import polars as pl

    from cxux_cli.catalog.dialects import dialect, misfit, recognise

    check_parquet(file, path, options.limits)
    # Polars knows zones by their names alone, and panics at an offset such as +05:30, which Arrow allows.
    os.environ.setdefault("POLARS_IGNORE_TIMEZONE_PARSE_ERROR", "1")
    try:
        schema = pl.read_parquet_schema(file)
        head = pl.read_parquet(file, n_rows=_SAMPLE + 1)
    except Exception as error:
        raise InputError("the Parquet file is damaged or cut off", where=path) from error
    nested = [name for name, dtype in schema.items() if dtype.is_nested() or dtype == pl.Binary]
    names = [name for name in schema if name not in nested]
    if head.height == 0:
        raise InputError(f"there are {len(names)} columns but no row of answers", where=path)
    text = head.head(_SAMPLE).select(_cell(name, schema[name]).cast(pl.String) for name in names)
    sample = [["" if cell is None else cell for cell in row] for row in text.rows()]

    def scan(columns: Sequence[int], _integers: Collection[int]) -> pl.LazyFrame:
        return pl.scan_parquet(file, glob=False).select(
            *(_cell(names[i], schema[names[i]]).alias(position(i)) for i in columns),
            pl.lit(None, pl.String).alias(OVER),
        )

    found = dialect(options.dialect) if options.dialect is not None else recognise(names, "parquet")
    doubt = misfit(found, names, "parquet") if options.dialect is not None else None
    nesting = f"nested columns left out: {', '.join(nested)[:200]}" if nested else None
    notes = tuple(note for note in (doubt, nesting) if note)
    source = Source(
        path=path,
        dialect=found,
        columns=tuple(Column(i, name, name) for i, name in enumerate(names)),
        sample=sample,
        complete=head.height <= _SAMPLE,
        header_rows=0,
        scan=scan,
        notes=notes,
    )
    return dataclasses.replace(source, file=str(file), size=file.stat().st_size)


def _with_offset(column: pl.Expr, dtype: pl.Datetime) -> pl.Expr:
    """Moments in a zone that is an offset such as +05:30, which Polars does not write as text."""
    import polars as pl

    sign, hours, minutes = _OFFSET.fullmatch(dtype.time_zone or "").groups()  # type: ignore[union-attr]
    offset = pl.duration(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)
    local = column.cast(pl.Int64).cast(pl.Datetime(dtype.time_unit)) + offset
    return local.dt.strftime("%Y-%m-%d %H:%M:%S") + f"{sign}{hours}:{minutes}"


def _cell(name: str, dtype: pl.DataType) -> pl.Expr:
    """Numbers stay numbers, which is faster; durations become seconds, everything else text."""
    import polars as pl

    column = pl.col(name)
    if dtype == pl.String or dtype.is_integer():
        return column
    if dtype.is_float():
        # NaN compares as greater than any number: it must not reach a cut point.
        return column.fill_nan(None)
    if isinstance(dtype, pl.Datetime) and _OFFSET.fullmatch(dtype.time_zone or ""):
        return _with_offset(column, dtype)
    if dtype == pl.Duration:
        return column.dt.total_microseconds() / 1e6
    text = column.cast(pl.String, strict=False)
    # A time of day without a fraction is written without one, as elsewhere.
    return text.str.replace(r"(:\d\d)\.0+($|\D)", "${1}${2}") if dtype.is_temporal() else text
