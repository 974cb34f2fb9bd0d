"""Event logs to one lazy frame: which rows count, who, when, what, and numbers in one unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

from cxux_cli.engine.frames import COUNTS, REFUTED
from cxux_cli.engine.request import SourcePlan
from cxux_cli.sources.source import Column, position
from cxux_cli.study import periods, rows
from cxux_cli.study.dates import MOMENT
from cxux_cli.study.events import SPEED, Role
from cxux_cli.study.quantities import BLANK

if TYPE_CHECKING:
    import polars as pl

    from cxux_cli.study.periods import Every, Window

SLOT = "slot"
"""The column of what a row is counted under: its segments and period in one text."""
WHOLE = ""
"""The slot of everything."""
_PART, _NULL = "\x1e", "\x00"
TEXTS = ("person", "session", "event", "page", "target", "feature")
"""Roles that are read as text; a blank is null."""
STATES = ("blank", "not a number", "below zero")
"""Why a row has no number."""


@dataclass(frozen=True, slots=True)
class LogSource:
    """One source of a log: the rows that count, and the role of each column."""

    plan: SourcePlan
    roles: Mapping[str, Role]


@dataclass(frozen=True, slots=True)
class LogPlan:
    """All sources of a log, how they are sliced, and the rows that nothing can be said of.

    `required` are roles without which a row is left out.
    """

    sources: tuple[LogSource, ...]
    by_names: tuple[str, ...]
    every: Every | None
    window: Window | None
    required: tuple[str, ...] = ()

    @property
    def roles(self) -> Mapping[str, Role]:
        """The roles of the first source, which all sources have."""
        return self.sources[0].roles

    @property
    def speeds(self) -> tuple[str, ...]:
        """The roles that hold the speed of a page."""
        return tuple(role for role in SPEED if role in self.roles)


@dataclass(frozen=True, slots=True)
class Book:
    """How many rows of one source count, and how many are left out for which reason."""

    used: int
    excluded: Mapping[str, int]
    blank: int
    unreadable: tuple[int, ...]


def frame(plan: LogPlan, *, lean: bool = False) -> tuple[pl.LazyFrame, list[list[str]]]:
    """The prepared rows of all sources, and per source the reasons that the codes in `reason` stand for.

    Columns: `reason`, `source`, `slot`, the texts of `TEXTS`, `moment` (naive, microseconds), and of every
    number its value in the unit of its measure and, in `<role> cell`, what is written. What the log has not
    is not there. `lean` leaves blank lines among the rows that count, which is cheaper: they hold no value.
    """
    import polars as pl

    prepared = [_source(plan, number, lean=lean) for number in range(len(plan.sources))]
    return pl.concat([one for one, _ in prepared]), [reasons for _, reasons in prepared]


def counting(prepared: pl.LazyFrame) -> pl.LazyFrame:
    """The rows that count."""
    import polars as pl

    return prepared.filter(pl.col("reason") == COUNTS)


def inside_or_not(prepared: pl.LazyFrame, reasons: Sequence[Sequence[str]]) -> pl.LazyFrame:
    """The rows that count, and those that count but for the window of time."""
    import polars as pl

    kept = pl.col("reason") == COUNTS
    for number, mine in enumerate(reasons):
        codes = [code for code, reason in enumerate(mine) if reason in periods.OUTSIDE]
        kept = kept | ((pl.col("source") == number) & pl.col("reason").is_in(codes))
    return prepared.filter(kept & pl.col("person").is_not_null())


def books(plan: LogPlan, prepared: pl.LazyFrame) -> pl.LazyFrame:
    """Rows per source and reason, with the checks that the whole file must not refute."""
    import polars as pl

    checks = [name for name in prepared.collect_schema().names() if name == REFUTED or name[:6] == "cannot"]
    return prepared.group_by("source", "reason").agg(pl.len().alias("n"), *(pl.col(c).sum() for c in checks))


def read_books(plan: LogPlan, counted: pl.DataFrame, reasons: Sequence[Sequence[str]]) -> tuple[Book, ...]:
    """The books of all sources. Raises `UsageError` where the file mixes two orders of day and month."""
    found = []
    for number, source in enumerate(plan.sources):
        mine = [row for row in counted.iter_rows(named=True) if row["source"] == number]
        dates, refuted = source.plan.dates, sum(row.get(REFUTED, 0) or 0 for row in mine)
        if dates is not None and refuted:
            raise dates.refutation(source.plan.source.path, refuted)
        left = {reasons[number][row["reason"]]: row["n"] for row in mine if row["reason"] != COUNTS}
        blank = left.pop(rows.BLANK, 0)
        used = sum(row["n"] for row in mine if row["reason"] == COUNTS)
        cannot = tuple(
            sum(row[f"cannot{i}"] or 0 for row in mine) for i in range(len(source.plan.unreadable))
        )
        found.append(Book(used, dict(sorted(left.items())), blank, cannot))
    return tuple(found)


def slot_parts(slot: str) -> tuple[str | None, ...]:
    """The segment values of a slot, and its period last where there is one."""
    return tuple(None if part == _NULL else part for part in slot.split(_PART)[1:])


def _source(plan: LogPlan, number: int, *, lean: bool) -> tuple[pl.LazyFrame, list[str]]:
    import polars as pl

    spec, held = plan.sources[number].plan, plan.sources[number].roles
    source, columns = spec.source, [role.column for role in held.values()]
    read = [*columns, *spec.read]
    blank_lines = spec.may_hold_blank_lines and not lean
    # A header that stands among the rows shows in its numbers alone, which are fewer columns to read.
    numbers = [role for role in held.values() if role.quantity is not None]
    needed = {c.index for c in read} | rows.needed(source, read, blank_lines)
    needed |= {c.index for c in spec.condition.columns} if spec.condition is not None else set()
    needed |= {spec.dates.column.index} if spec.dates is not None else set()
    # Every row is read as text: a log has few numbers, and what is none is counted.
    lazy = source.scan(sorted(needed), ())
    if spec.condition is not None:
        lazy = lazy.with_columns(spec.condition.prepared)
    reasons, checks = [], []
    if spec.dates is not None:
        dtype = lazy.collect_schema()[position(spec.dates.column.index)]
        lazy = lazy.with_columns(spec.dates.moments(dtype).alias(MOMENT))
        if not all(one.plan.source.complete for one in plan.sources):
            checks.append(spec.dates.refuted(dtype).alias(REFUTED))
        if plan.window is not None or plan.every is not None or "time" in plan.required:
            reasons += spec.dates.reasons()
        if plan.window is not None:
            reasons += plan.window.reasons(MOMENT)
    for role in plan.required:
        if role != "time":
            reasons.append((f"without a {role}", _text(held[role].column).is_null()))
    checks += [each.cells.alias(f"cannot{i}") for i, each in enumerate(spec.unreadable)]
    all_reasons = rows.reasons(
        source,
        read,
        blocks=(),
        words=[role.column for role in numbers] or columns,
        integers=(),
        keep=spec.keep,
        condition=spec.condition,
        dates=reasons,
        weight=None,
        blank_lines=blank_lines,
    )
    code = pl.lit(COUNTS, pl.Int8)
    for index, (_, holds) in reversed(list(enumerate(all_reasons))):
        code = pl.when(holds).then(pl.lit(index, pl.Int8)).otherwise(code)
    texts = [_text(held[role].column).alias(role) for role in TEXTS if role in held]
    moment = [pl.col(MOMENT)] if spec.dates is not None else []
    selected = lazy.select(
        code.alias("reason"),
        pl.lit(number, pl.Int16).alias("source"),
        _slot(plan, spec).alias(SLOT),
        *moment,
        *texts,
        *(expression for role in numbers for expression in _number(role)),
        *checks,
    )
    return selected, [reason for reason, _ in all_reasons]


def _slot(plan: LogPlan, spec: SourcePlan) -> pl.Expr:
    """Segments and period in one text; rows without either are all in `WHOLE`."""
    import polars as pl

    from cxux_cli.study.names import source_labels

    path = source_labels([one.plan.source.path for one in plan.sources])
    mine = path[[one.plan for one in plan.sources].index(spec)]
    parts = [pl.lit(mine) if column is None else _text(column).fill_null(_NULL) for column in spec.by]
    if plan.every is not None:
        parts.append(periods.start(pl.col(MOMENT), plan.every).cast(pl.String).fill_null(_NULL))
    return reduce(lambda text, part: text + pl.lit(_PART) + part, parts, pl.lit(WHOLE))


def _text(column: Column) -> pl.Expr:
    import polars as pl

    cell = pl.col(position(column.index)).cast(pl.String).str.strip_chars()
    return pl.when(cell != "").then(cell)


def _number(role: Role) -> list[pl.Expr]:
    import polars as pl

    if role.quantity is None:
        raise ValueError(f"{role.name} is no number")
    number = role.quantity.number()
    value = pl.when(number >= 0).then(number * role.quantity.scale("s" if role.name == "duration" else "ms"))
    cell = pl.col(position(role.column.index)).cast(pl.String)
    return [value.alias(role.name), cell.alias(f"{role.name} cell")]


def states(rows: pl.LazyFrame, role: str) -> pl.LazyFrame:
    """Rows per slot that have no number in a role, and why: `state` is an index of `STATES`."""
    import polars as pl

    cell = pl.col(f"{role} cell").str.strip_chars().str.to_lowercase()
    blank, unreadable, below = (pl.lit(i, pl.Int8) for i in range(len(STATES)))
    # Only a number below zero is both a number and without a value.
    negative = cell.str.contains(r"^-[0-9.,]")
    state = (
        pl.when(cell.is_null() | cell.is_in(BLANK))
        .then(blank)
        .when(negative)
        .then(below)
        .otherwise(unreadable)
    )
    return (
        rows.filter(pl.col(role).is_null())
        .select(SLOT, state.alias("state"))
        .group_by(SLOT, "state")
        .agg(pl.len().alias("n"))
    )
