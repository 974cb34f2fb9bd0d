"""Records in memory as a source: small files, workbooks, members of archives."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from cxux_cli.catalog.dialects import dialect, misfit, recognise
from cxux_cli.errors import InputError
from cxux_cli.sources import contributions, means_row, submissions
from cxux_cli.sources.header import Header, detect
from cxux_cli.sources.options import ReadOptions
from cxux_cli.sources.records import is_blank
from cxux_cli.sources.source import OVER, Column, Source, position

if TYPE_CHECKING:
    import polars as pl

FORMULA = "=+-@"
"""What a formula of a spreadsheet starts with."""


def from_records(
    records: Sequence[Sequence[str]],
    *,
    path: str,
    options: ReadOptions,
    complete: bool = True,
    notes: tuple[str, ...] = (),
) -> tuple[Source, Header]:
    """A source over records, and the header it was given.

    Raises `InputError` when there is no header or no row of answers.
    """
    header = detect(records, options.header_rows)
    if not header.names:
        raise InputError("the file is empty: there is no header and no row", where=path)
    body = [row for row in records[header.skip :] if not is_blank(list(row))]
    if not body:
        columns = f"{len(header.names)} column{'s' * (len(header.names) != 1)}"
        raise InputError(f"there is a header with {columns} but no row of answers under it", where=path)
    found = (
        dialect(options.dialect)
        if options.dialect is not None
        else recognise(header.names, header.layout, body[0][0])
    )
    doubt = misfit(found, header.names, header.layout) if options.dialect is not None else None
    if found.escape:
        body = [[unescaped(cell, found.escape) for cell in row] for row in body]
    blank = len(records) - header.skip - len(body)
    dropped: dict[str, int] = {}
    for look_alike in (means_row, contributions) if complete else ():
        body, out = look_alike.without(body)
        dropped |= {look_alike.REASON: out} if out else {}
    if complete:
        body, out = submissions.newest(body, header.names, found)
        dropped |= {submissions.REASON: out} if out else {}
        body, said = submissions.merged(body, header.names, found)
        notes = (*notes, *said)
    source = Source(
        path=path,
        dialect=found,
        columns=tuple(
            Column(i, n, t) for i, (n, t) in enumerate(zip(header.names, header.texts, strict=True))
        ),
        sample=body,
        complete=complete,
        header_rows=header.rows,
        scan=lambda columns, _integers: frame(body, columns, header.width),
        notes=((doubt,) if doubt else ()) + notes + header.notes + _ragged(body, len(header.names), complete),
        blank_rows=blank if complete else 0,
        dropped=dropped,
    )
    return source, header


def unescaped(cell: str, escape: str) -> str:
    """A cell as it was answered, where the tool marks what a spreadsheet would take for a formula."""
    return cell[len(escape) :] if cell.startswith(tuple(escape + sign for sign in FORMULA)) else cell


def frame(rows: Sequence[Sequence[str]], columns: Collection[int], width: int) -> pl.LazyFrame:
    """The asked columns as text; `OVER` where a record has something beyond the last column."""
    import polars as pl

    data: dict[str, list[str | None]] = {
        position(i): [row[i] if i < len(row) else None for row in rows] for i in columns
    }
    data[OVER] = ["1" if len(row) > width and any(c.strip() for c in row[width:]) else None for row in rows]
    return pl.DataFrame(data, schema=dict.fromkeys(data, pl.String)).lazy()


def _ragged(rows: Sequence[Sequence[str]], width: int, complete: bool) -> tuple[str, ...]:
    """Say how many records are shorter than the header: their last cells count as blank."""
    short = sum(len(row) < width for row in rows)
    if not short or not complete:
        return ()
    return (f"{short} row{'s' * (short > 1)} shorter than the header: the missing cells count as blank",)
