"""Event logs to one lazy frame: which rows count, who, when, what, and numbers in one unit.

Every row has a cell (its segments and period) and the personas it is of; `slotted` gives it once for each
slot it counts under. A slot is one text: a persona, then the parts of a cell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

from cxux_cli.engine.frames import COUNTS, REFUTED, reason_code
from cxux_cli.engine.request import SourcePlan
from cxux_cli.sources.source import Column, position
from cxux_cli.study import periods, rows
from cxux_cli.study.dates import MOMENT
from cxux_cli.study.events import SPEED, Role
from cxux_cli.study.personas import UNASSIGNED
from cxux_cli.study.quantities import BLANK

if TYPE_CHECKING:
    from datetime import datetime

    import polars as pl

    from cxux_cli.study.config.study import Persona
    from cxux_cli.study.periods import Every, Window

SLOT = "slot"
"""The column of what a row is counted under; before `slotted` the cell of the row."""
MASK = "personas"
"""The column that says which personas a row is of, as bits; there only where personas are told apart."""
UNTIMED = "untimed"
"""The column that marks rows whose time cannot be read, where they count all the same."""
WHOLE = ""
"""The slot of all rows that count."""
_PART, _NULL = "\x1e", "\x00"
TEXTS = ("person", "session", "event", "page", "target", "feature")
"""Roles that are read as text; a blank is null."""
STATES = ("blank", "not a number", "below zero", "too large")
"""Why a row has no number."""
_MOST = 1e12
"""No page takes so many milliseconds, and no visit so many seconds: beyond it is a slip, and sums overflow."""


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
    personas: tuple[Persona, ...] = ()
    """The personas of the study, in the order of the bits of `MASK`."""
    shown: Collection[str] = ()
    """Ids of the personas that have results of their own."""

    @property
    def is_sliced(self) -> bool:
        """Whether there are cells beside the whole."""
        return bool(self.by_names) or self.every is not None

    @property
    def groups(self) -> tuple[str, ...]:
        """Whose rows are counted apart, everybody (`WHOLE`) last."""
        return (*(p.id for p in self.personas), *((UNASSIGNED,) if self.personas else ()), WHOLE)

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
    masks: Mapping[int, int]
    """Rows that count by the personas they are of."""
    untimed: int
    """Rows that count although their time cannot be read."""
    newest: datetime | None
    """When its newest row was written, as far as it says."""


def frame(plan: LogPlan) -> tuple[pl.LazyFrame, list[list[str]]]:
    """The prepared rows of all sources, and per source the reasons that the codes in `reason` stand for.

    Columns: `reason`, `source`, `slot`, the personas, the texts of `TEXTS`, `moment` (naive, microseconds),
    and of every number its value in the unit of its measure, and in `<role> cell` what is written where
    there is none. What the log has not is not there.
    """
    import polars as pl

    prepared = [_source(plan, number) for number in range(len(plan.sources))]
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


def slotted(rows: pl.LazyFrame, plan: LogPlan) -> pl.LazyFrame:
    """The rows once for each slot they count under: their cell and the whole, of everybody and of personas."""
    import polars as pl

    views = []
    for number, group in enumerate(plan.groups):
        mine = rows
        if group == UNASSIGNED:
            mine = rows.filter(pl.col(MASK) == 0)
        elif group != WHOLE:
            mine = rows.filter(pl.col(MASK) & (1 << number) != 0)
        if plan.is_sliced:
            views.append(mine.with_columns((pl.lit(group) + pl.col(SLOT)).alias(SLOT)))
        views.append(mine.with_columns(pl.lit(group).alias(SLOT)))
    return pl.concat(views) if len(views) > 1 else views[0]


def collected(rows: pl.LazyFrame) -> pl.DataFrame:
    """A small result of many rows, which stream past one reader.

    What several branches share is read anew by each: a shared reader would have to hold the rows for the
    slower branch.
    """
    import polars as pl

    return rows.collect(engine="streaming", optimizations=pl.QueryOptFlags(comm_subplan_elim=False))


def books(prepared: pl.LazyFrame) -> pl.LazyFrame:
    """Rows per source and reason, with the checks that the whole file must not refute."""
    import polars as pl

    names = prepared.collect_schema().names()
    checks = [name for name in names if name in (REFUTED, UNTIMED) or name[:6] == "cannot"]
    counted = [pl.len().alias("n"), *(pl.col(c).sum() for c in checks)]
    counted += [pl.col(MOMENT).max()] if MOMENT in names else []
    mask = [MASK] if MASK in names else []
    return prepared.group_by("source", "reason", *mask).agg(counted)


def read_books(plan: LogPlan, counted: pl.DataFrame, reasons: Sequence[Sequence[str]]) -> tuple[Book, ...]:
    """The books of all sources. Raises `UsageError` where the file mixes two orders of day and month."""
    found = []
    for number, source in enumerate(plan.sources):
        mine = [row for row in counted.iter_rows(named=True) if row["source"] == number]
        dates, refuted = source.plan.dates, sum(row.get(REFUTED, 0) or 0 for row in mine)
        if dates is not None and refuted:
            raise dates.refutation(source.plan.source.path, refuted)
        untimed = sum(row.get(UNTIMED, 0) or 0 for row in mine if row["reason"] == COUNTS)
        left: Counter[str] = Counter()
        masks: Counter[int] = Counter()
        for row in mine:
            if row["reason"] == COUNTS:
                masks[row.get(MASK, 0)] += row["n"]
            else:
                left[reasons[number][row["reason"]]] += row["n"]
        blank = left.pop(rows.BLANK, 0)
        cannot = tuple(
            sum(row[f"cannot{i}"] or 0 for row in mine) for i in range(len(source.plan.unreadable))
        )
        newest = max((row[MOMENT] for row in mine if row.get(MOMENT) is not None), default=None)
        excluded = dict(sorted(left.items()))
        found.append(Book(masks.total(), excluded, blank, cannot, dict(masks), untimed, newest))
    return tuple(found)


def slot_parts(slot: str) -> tuple[str, tuple[str | None, ...]]:
    """The group of a slot, and the parts of its cell: segment values, and the period last where there is one."""
    group, *parts = slot.split(_PART)
    return group, tuple(None if part == _NULL else part for part in parts)


def slot_of(group: str, parts: Sequence[str | None]) -> str:
    """The slot of a group and a cell."""
    return group + "".join(_PART + (_NULL if part is None else part) for part in parts)


def _source(plan: LogPlan, number: int) -> tuple[pl.LazyFrame, list[str]]:
    import polars as pl

    spec, held = plan.sources[number].plan, plan.sources[number].roles
    source, columns = spec.source, [role.column for role in held.values()]
    read = [*columns, *spec.read]
    blank_lines = spec.may_hold_blank_lines
    # A header that stands among the rows shows in its numbers alone, which are fewer columns to read.
    numbers = [role for role in held.values() if role.quantity is not None]
    needed = {c.index for c in read} | rows.needed(source, read, blank_lines)
    needed |= {c.index for c in spec.condition.columns} if spec.condition is not None else set()
    needed |= {c.index for c in spec.members.columns} if spec.members is not None else set()
    needed |= {spec.dates.column.index} if spec.dates is not None else set()
    # Every row is read as text: a log has few numbers, and what is none is counted.
    lazy = source.scan(sorted(needed), ())
    if spec.condition is not None:
        lazy = lazy.with_columns(spec.condition.prepared)
    if spec.members is not None:
        lazy = lazy.with_columns(spec.members.prepared)
    reasons, checks = [], []
    if spec.dates is not None:
        dtype = lazy.collect_schema()[position(spec.dates.column.index)]
        lazy = lazy.with_columns(spec.dates.moments(dtype).alias(MOMENT))
        if not all(one.plan.source.complete for one in plan.sources):
            checks.append(spec.dates.refuted(dtype).alias(REFUTED))
        if plan.window is not None or plan.every is not None or "time" in plan.required:
            reasons += spec.dates.reasons()
        else:
            checks.append((pl.col(MOMENT).is_null() & _text(spec.dates.column).is_not_null()).alias(UNTIMED))
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
    texts = [_text(held[role].column).alias(role) for role in TEXTS if role in held]
    moment = [pl.col(MOMENT)] if spec.dates is not None else []
    selected = lazy.select(
        reason_code(all_reasons).alias("reason"),
        pl.lit(number, pl.Int16).alias("source"),
        _cell(plan, spec).alias(SLOT),
        *([spec.members.mask.alias(MASK)] if spec.members is not None else []),
        *moment,
        *texts,
        *(expression for role in numbers for expression in _number(role)),
        *checks,
    )
    return selected, [reason for reason, _ in all_reasons]


def _cell(plan: LogPlan, spec: SourcePlan) -> pl.Expr:
    """Segments and period in one text, empty where nothing is sliced."""
    import polars as pl

    from cxux_cli.study.names import source_labels

    path = source_labels([one.plan.source.path for one in plan.sources])
    mine = path[[one.plan for one in plan.sources].index(spec)]
    # A cell that holds the separator must not look like two.
    parts = [
        pl.lit(mine)
        if column is None
        else _text(column).str.replace_all(_PART, " ", literal=True).fill_null(_NULL)
        for column in spec.by
    ]
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
    number = role.quantity.number() * role.quantity.scale("s" if role.name == "duration" else "ms")
    is_usable = number.is_between(0, _MOST)
    value = pl.when(is_usable).then(number)
    cell = pl.when(is_usable.not_().fill_null(True)).then(pl.col(position(role.column.index)).cast(pl.String))
    return [value.alias(role.name), cell.alias(f"{role.name} cell")]


def states(rows: pl.LazyFrame, role: str) -> pl.LazyFrame:
    """Rows per slot that have no number in a role, and why: `state` is an index of `STATES`."""
    import polars as pl

    cell = pl.col(f"{role} cell").str.strip_chars().str.to_lowercase()
    number = cell.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    blank, unreadable, below, large = (pl.lit(i, pl.Int8) for i in range(len(STATES)))
    state = (
        pl.when(cell.is_null() | cell.is_in(BLANK))
        .then(blank)
        .when(number.is_finite() & (number < 0))
        .then(below)
        .when(number.is_finite() & (number > 0))
        .then(large)
        .otherwise(unreadable)
    )
    return (
        rows.filter(pl.col(role).is_null())
        .select(SLOT, state.alias("state"))
        .group_by(SLOT, "state")
        .agg(pl.len().alias("n"))
    )
