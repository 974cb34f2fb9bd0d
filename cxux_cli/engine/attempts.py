"""The one scan of a usability test: files to rows that count, held in memory or, where they are many, on disk."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cxux_cli.engine.event_log import collected
from cxux_cli.engine.frames import COUNTS, REFUTED, reason_code, weight
from cxux_cli.engine.request import SourcePlan
from cxux_cli.engine.spool import Spool, sunk
from cxux_cli.sources.delimited import temporary_directory
from cxux_cli.sources.source import Column, Source, position
from cxux_cli.study import periods, rows
from cxux_cli.study.dates import MOMENT
from cxux_cli.study.durations import LARGEST, are_durations
from cxux_cli.study.task_layout import Layout, Shape
from cxux_cli.study.time_unit import TimeUnit

if TYPE_CHECKING:
    from datetime import datetime

    import polars as pl

    from cxux_cli.study.config.study import Persona, Task
    from cxux_cli.study.periods import Every, Window

WORDS = frozenset(("participant", "task", "outcome", "event", "page"))
"""Roles whose cells are words."""
MOMENTS = frozenset(("start", "end", "when"))
"""Roles that say when something happened."""
LEFT = "?"
"""Ends the name of the column that holds what is no plain number in a column of numbers."""
SLICING = re.compile(r"by\d+|period|personas|w")
"""Columns that say how a row is sliced and weighed."""
BUCKET_BYTES = 7 * 2**20
"""So much of a file is understood at a time; the rows of a person stay together."""
_MOST_BUCKETS = 64
APART = "apart"
"""The column that says which row it is, where nobody is said to have made the attempt."""


@dataclass(frozen=True, slots=True)
class AttemptsPlan:
    """One source of a usability test with everything bound."""

    spec: SourcePlan
    layout: Layout
    units: Mapping[Column, TimeUnit] = field(default_factory=dict)
    """The units of the columns of times."""
    condition: Column | None = None
    """What differs in every repeat of a person and task, so that repeats are no learning."""

    @property
    def source(self) -> Source:
        """The source itself."""
        return self.spec.source


@dataclass(frozen=True, slots=True)
class TestPlan:
    """All sources of a test, how they are sliced, and what the study says about them."""

    sources: tuple[AttemptsPlan, ...]
    by_names: tuple[str, ...] = ()
    every: Every | None = None
    window: Window | None = None
    personas: tuple[Persona, ...] = ()
    """The personas of the study, in the order of their bits."""
    tasks: tuple[Task, ...] = ()
    words: Mapping[str, str] | None = None
    """The study's own words for outcomes."""
    times: str = "successes"

    @property
    def weighted(self) -> bool:
        """Whether attempts have weights."""
        return self.sources[0].spec.weight is not None

    @property
    def paths(self) -> str:
        """The files, for messages."""
        return ", ".join(plan.source.path for plan in self.sources[:3])


@dataclass(frozen=True, slots=True)
class Held:
    """The rows of all sources, and per source how many count and how many are left out for which reason.

    `rows` have columns `source`, `reason`, `line`, those of `SLICING`, a column of text for each role of
    words, a number for each other role, and text in `<role>?` where a cell of it is no plain number.
    """

    rows: Spool
    left_out: tuple[Counter[str], ...]
    used: tuple[int, ...]
    unreadable: tuple[Mapping[tuple[str, str, str], int], ...]
    masks: Mapping[int, int]
    """Rows that count by the personas they are of, as bits."""
    newest: tuple[datetime | None, ...] = ()
    """When the newest row of each source was given, in a series."""

    def parts(self) -> Iterator[list[pl.DataFrame]]:
        """The rows that count, as many at a time as fit: of each source those of the same people."""
        import polars as pl

        for bucket in self.rows.buckets:
            unused = [
                n
                for n in bucket.collect_schema().names()
                if n in ("reason", REFUTED, APART, MOMENT) or _is_check(n)
            ]
            counting = collected(bucket.filter(pl.col("reason") == COUNTS).drop(unused))
            yield [counting.filter(pl.col("source") == i).drop("source") for i in range(len(self.used))]

    def words(self, role: str) -> set[str]:
        """All cells of a role of words."""
        import polars as pl

        counting = self.rows.rows.filter(pl.col("reason") == COUNTS)
        return set(collected(counting.select(pl.col(role).unique())).to_series().drop_nulls().to_list())


def _is_check(name: str) -> bool:
    return re.fullmatch(r"unreadable\d+", name) is not None


@contextmanager
def hold(plan: TestPlan) -> Iterator[Held]:
    """Scan all sources once, and keep the rows while they are needed.

    Files that are not in memory anyway are kept in the temporary folder, a few columns and some 20 bytes a
    row, in buckets of people. Raises `InputError` where there is no room, and
    `polars.exceptions.PolarsError` when a scan fails.
    """
    import polars as pl

    prepared = [_prepared(plan, each, i) for i, each in enumerate(plan.sources)]
    rows = pl.concat([frame for frame, _ in prepared], how="diagonal")
    reasons = [reasons for _, reasons in prepared]
    if _is_small(plan):
        yield _held(plan, Spool((rows.collect().lazy(),), None), reasons)
        return
    with tempfile.TemporaryDirectory(dir=temporary_directory()) as folder:
        size = sum(each.source.size for each in plan.sources)
        count = max(1, min(_MOST_BUCKETS, size // BUCKET_BYTES))
        buckets = sunk(rows, Path(folder) / "rows", _together(plan), count)
        yield _held(plan, Spool(buckets or (rows.head(0),), Path(folder)), reasons)


def _is_small(plan: TestPlan) -> bool:
    """Whether all rows are in memory anyway."""
    return all(each.source.complete for each in plan.sources)


def _together(plan: TestPlan) -> tuple[str, ...]:
    """The columns that say which rows belong together: of a person, or in a log of nobody, of a task."""
    if any("participant" in each.layout.columns for each in plan.sources):
        return ("participant", APART)
    return ("task",) if plan.sources[0].layout.shape is Shape.EVENTS else (APART,)


def _held(plan: TestPlan, rows: Spool, reasons: Sequence[Sequence[str]]) -> Held:
    import polars as pl

    checks = [n for n in rows.rows.collect_schema().names() if n == REFUTED or _is_check(n)]
    personas = pl.col("personas") if plan.personas else pl.lit(0, pl.UInt32).alias("personas")
    sums = [pl.col(name).sum() for name in checks]
    sums += [pl.col(MOMENT).max()] if plan.every is not None else []
    counted = collected(rows.rows.group_by("source", "reason", personas).agg(pl.len().alias("n"), *sums))
    left_out, used, unreadable, masks = [], [], [], Counter[int]()
    for i, (each, mine) in enumerate(zip(plan.sources, reasons, strict=True)):
        spec, codes, found = each.spec, Counter[int](), counted.filter(pl.col("source") == i)
        for code, bits, n in found.select("reason", "personas", "n").iter_rows():
            codes[code] += n
            masks[bits] += n if code == COUNTS else 0
        if spec.dates is not None and REFUTED in found.columns and (bad := int(found[REFUTED].sum())):
            raise spec.dates.refutation(spec.source.path, bad)
        left_out.append(Counter({mine[code]: n for code, n in codes.items() if code != COUNTS}))
        used.append(codes[COUNTS])
        unreadable.append(
            {
                (one.where, one.column.name, one.kind): int(found[f"unreadable{k}"].sum())
                for k, one in enumerate(spec.unreadable)
            }
        )
    newest = tuple(counted[MOMENT]) if plan.every is not None else ()
    return Held(rows, tuple(left_out), tuple(used), tuple(unreadable), masks, newest)


def cells(layout: Layout) -> Iterator[tuple[str, str, Column]]:
    """The name a cell has in the frame, its role, and its column."""
    for role, columns in layout.columns.items():
        for k, column in enumerate(columns):
            yield (role if k == 0 else f"{role}#{k}"), role, column
    for t, roles in enumerate(layout.tasks.values()):
        for role, columns in roles.items():
            for k, column in enumerate(columns):
                yield f"{t} {role}" + (f"#{k}" if k else ""), role, column


def _prepared(plan: TestPlan, each: AttemptsPlan, index: int) -> tuple[pl.LazyFrame, list[str]]:
    import polars as pl

    spec, source, layout = each.spec, each.source, each.layout
    read = [*layout.all_columns, *(c for c in spec.by if c)]
    blank_lines = spec.may_hold_blank_lines
    # A line such as "Average" is told by the first column, which may well be that of the participant.
    measured = [c for c in read if c not in layout.columns.get("participant", ())]
    needed = {c.index for c in read} | rows.needed(source, measured, blank_lines)
    for of in (spec.condition, spec.members):
        needed |= {c.index for c in of.columns} if of is not None else set()
    needed |= {spec.weight.index} if spec.weight is not None else set()
    needed |= {spec.dates.column.index} if spec.dates is not None else set()
    frame = source.scan(sorted(needed), ()).with_row_index("line")
    first = [weight(spec.weight).alias("w")] if spec.weight is not None else []
    for of in (spec.condition, spec.members):
        first += of.prepared if of is not None else []
    schema = frame.collect_schema()
    if spec.dates is not None:
        first.append(spec.dates.moments(schema[position(spec.dates.column.index)]).alias(MOMENT))
    frame = frame.with_columns(first)
    dates = list(spec.dates.reasons()) if spec.dates is not None else []
    dates += plan.window.reasons(MOMENT) if plan.window is not None else []
    reasons = rows.reasons(
        *(source, measured),
        blocks=(),
        words=_telling(layout) or list(dict.fromkeys(measured)),
        integers=(),
        keep=spec.keep,
        condition=spec.condition,
        dates=dates,
        weight=spec.weight,
        blank_lines=blank_lines,
    )
    columns = [reason_code(reasons).alias("reason"), pl.lit(index, pl.Int16).alias("source"), pl.col("line")]
    columns.append(_apart(layout).alias(APART))
    columns += [one.cells.alias(f"unreadable{i}") for i, one in enumerate(spec.unreadable)]
    columns += [
        (_text(by) if by else pl.lit(None, pl.String)).alias(f"by{k}") for k, by in enumerate(spec.by)
    ]
    columns += [pl.col("w")] if spec.weight is not None else []
    columns += [spec.members.mask.alias("personas")] if spec.members is not None else []
    if spec.dates is not None:
        if not source.complete:
            columns.append(spec.dates.refuted(schema[position(spec.dates.column.index)]).alias(REFUTED))
        if plan.every is not None:
            columns += [periods.start(pl.col(MOMENT), plan.every).alias("period"), pl.col(MOMENT)]
    for name, role, column in cells(layout):
        if role in WORDS:
            columns.append(_text(column).alias(name))
        elif role in MOMENTS and (moment := _moment(source, column, schema)) is not None:
            columns += [moment.alias(name), pl.lit(None, pl.String).alias(name + LEFT)]
        else:
            text = _text(column)
            number = text.cast(pl.Float64, strict=False)
            number = pl.when(number.is_finite() & (number.abs() < LARGEST)).then(number)
            columns += [number.alias(name), pl.when(number.is_null()).then(text).alias(name + LEFT)]
    return frame.select(columns), [reason for reason, _ in reasons]


def _telling(layout: Layout) -> list[Column]:
    """A column of numbers, where there is one: a header that stands among the rows shows in it alone."""
    return [column for _, role, column in cells(layout) if role not in WORDS][:1]


def _apart(layout: Layout) -> pl.Expr:
    """Which row it is, where nobody is said to have made the attempt."""
    import polars as pl

    line = pl.col("line").cast(pl.String)
    who = layout.columns.get("participant")
    return pl.when(_text(who[0]).is_null()).then(line) if who else line


def _text(column: Column) -> pl.Expr:
    import polars as pl

    text = pl.col(position(column.index)).cast(pl.String).str.strip_chars()
    return pl.when(text != "").then(text)


def _moment(source: Source, column: Column, schema: pl.Schema) -> pl.Expr | None:
    """Moments in seconds since 1970, where the cells are dates and not numbers or times of day."""
    from cxux_cli.errors import CxuxError
    from cxux_cli.study.dates import understand

    if are_durations(source.answers(column.index)):
        return None
    try:
        dates = understand(source, column)
    except CxuxError as error:
        error.hint = "dates such as 2026-03-01 10:02:13 are read without doubt"
        raise
    return dates.moments(schema[position(column.index)]).dt.epoch("us") / 1e6
