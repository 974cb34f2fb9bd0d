"""When a row was given: how a column writes moments, decided from the sample and checked on every row.

A day is a local day. Without `--timezone` a moment is what the cell says: the clock of whoever wrote it,
or UTC where the cell or the column says UTC. With `--timezone` instants (cells with an offset, in UTC, or
counted from an epoch) are moved to that zone; times that name no zone are local already and stay.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from cxux_cli.errors import InputError, UsageError
from cxux_cli.sources.source import Column, Source, position
from cxux_cli.study import date_order
from cxux_cli.study.date_forms import (
    SERIAL,
    Counted,
    Form,
    Order,
    Written,
    recognise,
    with_tails,
)
from cxux_cli.study.date_tidying import Tidying, tidying
from cxux_cli.study.names import label, shorten
from cxux_cli.study.zones import check_zone, clock

if TYPE_CHECKING:
    import polars as pl

MOMENT = "moment"
"""The column of a frame that holds `Dates.moments`."""
_ANONYMISED = datetime(1980, 1, 1)
"""What LimeSurvey writes for "submitted" in an anonymised survey."""
_EARLIEST, _LATEST = datetime(1900, 1, 1), datetime(2200, 1, 1)
"""Beyond, a moment is a slip of the pen or a mark for "never"."""
_NUMBERS = 0.95
"""Share of cells that must be numbers of one kind before numbers are dates."""
_UTC = re.compile(r"(?<![a-z])(?:utc|gmt)(?![a-z])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dates:
    """How a column writes moments.

    `forms` stand in order of frequency. `order` is None where no form needs one; `stated` says that a
    person gave it. `zone` is "UTC" where times without a zone are in UTC, None where they are local as
    written. `timezone` is where instants are shown, None where everything is shown as written. `why` is
    the evidence in words.
    """

    column: Column
    forms: tuple[Form, ...]
    order: Order | None
    zone: str | None
    why: str
    timezone: str | None
    stated: bool
    anonymises: bool
    tidy: Tidying

    def moments(self, dtype: pl.DataType | None = None) -> pl.Expr:
        """Moments as naive `Datetime("us")`, to be called `MOMENT`; null where a cell is blank or unreadable.

        Add it in a step of its own: what is asked of it in the same step would read the text again.
        Years nobody answers in are left out by `reasons`, not here. `dtype` is the type of the column in
        the frame, where it may be other than text.
        """
        import polars as pl

        cell = pl.col(position(self.column.index))
        if dtype is not None and dtype.is_temporal():
            return self._typed(cell, dtype)
        return self.read(cell, self.forms, self.order)

    def read(self, cell: pl.Expr, forms: tuple[Form, ...], order: Order | None) -> pl.Expr:
        """Moments of cells of text, read with these forms under this order."""
        import polars as pl

        tidy = self.tidy.apply(cell.cast(pl.String))
        first = sorted(forms, key=lambda form: form.rank)
        return pl.coalesce(form.read(tidy, order, self.zone, self.timezone) for form in first)

    def reasons(self) -> list[tuple[str, pl.Expr]]:
        """(reason, condition) pairs of rows without a usable moment: the first that holds counts.

        `MOMENT` must be in the frame.
        """
        import polars as pl

        cell = pl.col(position(self.column.index)).cast(pl.String)
        blank = cell.is_null() | (cell.str.strip_chars() == "")
        moment = pl.col(MOMENT)
        # strptime reads "5.1.24" as the year 24.
        unreadable = moment.is_null() | (moment < _EARLIEST) | (moment >= _LATEST)
        found = [("without a date", moment.is_null() & blank), ("without a readable date", unreadable)]
        if self.anonymises:
            found.append(("date anonymised", pl.col(MOMENT) == _ANONYMISED))
        return found

    def refuted(self, dtype: pl.DataType | None = None) -> pl.Expr:
        """True in rows which only the other order can read: one of them, and `refutation` is to be raised.

        `MOMENT` must be in the frame.
        """
        import polars as pl

        opened = tuple(form for form in self.forms if form.needs_order)
        if not opened or self.stated or (dtype is not None and dtype.is_temporal()):
            return pl.lit(False)
        other: Order = "month-first" if self.order == "day-first" else "day-first"
        # Only cells that could not be read are read again.
        unread = pl.when(pl.col(MOMENT).is_null()).then(pl.col(position(self.column.index)))
        return self.read(unread, opened, other).is_not_null()

    def refutation(self, path: str, rows: int) -> UsageError:
        """The error for rows that `refuted` counted in a whole file, against what the sample said."""
        return UsageError(
            f"the dates mix two orders: {rows} row{'s' * (rows > 1)} of column {label(self.column)} cannot be "
            f"{self.order}, as those at the beginning and the end of the file are",
            where=path,
            hint=f"{date_order.OPTION} {self.order} leaves out, and counts, the rows it cannot read",
        )

    def _typed(self, cell: pl.Expr, dtype: pl.DataType) -> pl.Expr:
        import polars as pl

        if isinstance(dtype, pl.Datetime) and dtype.time_zone is not None:
            moment = cell.dt.cast_time_unit("us")
            if self.timezone is not None:
                moment = moment.dt.convert_time_zone(self.timezone)
            return moment.dt.replace_time_zone(None)
        moment = cell.cast(pl.Datetime("us"))
        if self.timezone is not None and self.zone is not None and dtype != pl.Date:
            return clock(moment, self.timezone)
        return moment


def understand(
    source: Source, column: Column, *, order: str | None = None, timezone: str | None = None
) -> Dates:
    """How the column, which somebody chose for its dates, writes them.

    `order` is what `--date-order` states, `timezone` an IANA name. Raises `UsageError` where day and
    month cannot be told apart, where the survey was anonymised, or for an unknown zone or order, and
    `InputError` where the column does not hold dates.
    """
    if timezone is not None:
        check_zone(timezone)
    chosen = None if order is None else date_order.stated(order)
    where = f"{source.path}, column {label(column)}"
    cells = source.answers(column.index)
    if not cells:
        raise InputError("the column has no dates: it is blank throughout", where=where)
    tidy, found = forms(source, column)
    counts: Counter[Form] = Counter()
    for cell, form in found.items():
        counts[form] += cells[cell]
    if 2 * counts.total() < cells.total():
        raise InputError(
            f"the column does not hold dates: {counts.total()} of {cells.total()} cells can be read as one",
            where=where,
            hint="name the column that does: --date NAME",
        )
    common = tuple(form for form, _ in counts.most_common())
    zone = "UTC" if _UTC.search(column.name) or _UTC.search(column.text) else None
    anonymises = source.dialect.id == "limesurvey"
    dates = Dates(column, common, None, zone, "", timezone, order is not None, anonymises, tidy)
    evidence = "as stated"
    if not any(form.needs_order for form in common):
        chosen = None
    elif chosen is None:
        chosen, evidence = _order(source, dates, found, where)
    dates = replace(dates, order=chosen, why=_why(counts, chosen, evidence, zone, timezone))
    _check(dates, source, where)
    return dates


def forms(source: Source, column: Column) -> tuple[Tidying, dict[str, Form]]:
    """How the sample is tidied, and the form of each distinct cell that has one."""
    import polars as pl

    cells = list(source.answers(column.index))
    tidy = tidying(cells)
    tidied = pl.DataFrame({"cell": cells}, schema={"cell": pl.String}).select(tidy.apply(pl.col("cell")))
    found = {}
    for cell, text in zip(cells, tidied["cell"], strict=True):
        if (form := recognise(text)) is not None:
            found[cell] = form
    found = with_tails(found, dict(zip(cells, tidied["cell"], strict=True)))
    total = source.answers(column.index).total()
    for kind in {form for form in found.values() if isinstance(form, Counted)}:
        share = sum(source.answers(column.index)[c] for c, form in found.items() if form is kind) / total
        # A sheet has real dates beside written ones; elsewhere a number among texts is no date.
        if share < _NUMBERS and not (kind is SERIAL and source.sheet is not None):
            found = {cell: form for cell, form in found.items() if form is not kind}
    return tidy, found


def _order(source: Source, dates: Dates, found: dict[str, Form], where: str) -> tuple[Order, str]:
    opened = [cell for cell, form in found.items() if form.needs_order]
    rows = (row[dates.column.index].strip() for row in source.sample if dates.column.index < len(row))
    known = set(opened)
    short_years = all(isinstance(f, Written) and "%y" in f.format for f in found.values() if f.needs_order)
    return date_order.decide(
        where,
        [cell for cell in rows if cell in known],
        _readings(dates, opened, "day-first"),
        _readings(dates, opened, "month-first"),
        short_years,
    )


def _readings(dates: Dates, cells: list[str], order: Order | None) -> dict[str, datetime | None]:
    import polars as pl

    frame = pl.DataFrame({"cell": cells}, schema={"cell": pl.String})
    moment = frame.select(moment=dates.read(pl.col("cell"), dates.forms, order))
    plausible = pl.col("moment").is_between(_EARLIEST, _LATEST, closed="left")
    return dict(zip(cells, moment.select(pl.when(plausible).then("moment")).to_series(), strict=True))


def _check(dates: Dates, source: Source, where: str) -> None:
    """Raise where the sample cannot be read, or says that it was anonymised."""
    cells = source.answers(dates.column.index)
    read = _readings(dates, list(cells), dates.order)
    readable = sum(n for cell, n in cells.items() if read[cell] is not None)
    if not readable:
        raise InputError(
            f"no cell of the column is a date: '{shorten(next(iter(cells)), 30)}' does not exist", where=where
        )
    anonymised = sum(n for cell, n in cells.items() if read[cell] == _ANONYMISED)
    if dates.anonymises and 2 * anonymised >= readable:
        raise UsageError(
            "the survey was anonymised: it has no dates",
            where=f"{where}, 1980-01-01 00:00:00 in {anonymised} of {cells.total()} rows",
            hint="leave out --every, --since and --until, or name another column: --date NAME",
        )


def _why(
    counts: Counter[Form], order: Order | None, evidence: str, zone: str | None, timezone: str | None
) -> str:
    written = ", ".join(f"{form.says(order)} ({n})" for form, n in counts.most_common(4))
    more = f" and {len(counts) - 4} more" if len(counts) > 4 else ""
    parts = [f"written as {written}{more}"]
    if order is not None:
        parts.append(f"{order}: {evidence}")
    instants = {form.is_instant(zone) for form in counts}
    if instants == {False}:
        parts.append("local times as written" + (f", not moved to {timezone}" if timezone else ""))
    elif timezone is not None:
        local = False in instants
        parts.append(f"shown in {timezone}" + (", times without a zone as written" if local else ""))
    elif any(form.zone == "offset" for form in counts):
        parts.append("days are those of the clock that wrote the time")
    else:
        parts.append("days are days in UTC")
    return "; ".join(parts)
