"""The one scan of a usability test: files to attempts as arrays, with a ledger of every row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from cxux_cli.engine.frames import COUNTS, reason_code
from cxux_cli.sources.source import Column, Source, position
from cxux_cli.study import rows
from cxux_cli.study.durations import header_unit, seconds
from cxux_cli.study.task_layout import Layout, Shape

if TYPE_CHECKING:
    import polars as pl

    from cxux_cli.study.where import Condition

WORDS = frozenset(("participant", "task", "outcome", "event", "page"))
"""Roles whose cells are words."""
YES_NO = frozenset(("search", "first-click"))
"""Roles whose cells are numbers, or words for yes and no."""
_MOMENTS = frozenset(("start", "end", "when"))
_LEFT = "?"
"""Ends the name of the column that holds what is no plain number in a column of numbers."""


@dataclass(frozen=True, slots=True)
class AttemptsPlan:
    """One source of a usability test with everything bound."""

    source: Source
    layout: Layout
    by: tuple[Column | None, ...]
    condition: Condition | None
    keep: Collection[str]


@dataclass(frozen=True, slots=True)
class Scanned:
    """What the scan found. `frame` has a row per attempt, or per event of a log, of the rows that count.

    Its columns: `source`, `by0`…, a column of text for each role of words, a number for each other role,
    and `<role> unreadable` where a cell of it was no number. `left_out` counts rows by source and reason.
    """

    frame: pl.DataFrame
    left_out: Mapping[int, Counter[str]]
    used: Mapping[int, int]
    unreadable: Mapping[tuple[int, str, str], int]


def collect(plans: Sequence[AttemptsPlan]) -> Scanned:
    """Scan all sources once. Raises `polars.exceptions.PolarsError` when a scan fails."""
    import polars as pl

    prepared = [_prepared(plan, i) for i, plan in enumerate(plans)]
    collected = pl.collect_all([frame for frame, _ in prepared], engine="streaming")
    frames, left_out, used = [], {}, {}
    unreadable: dict[tuple[int, str, str], int] = {}
    for i, (plan, found, (_, reasons)) in enumerate(zip(plans, collected, prepared, strict=True)):
        codes = dict(found.group_by("reason").len().iter_rows())
        left_out[i] = Counter({reasons[code]: n for code, n in codes.items() if code != COUNTS})
        used[i] = codes.get(COUNTS, 0)
        for k, (column, kind, _) in enumerate(plan.condition.unreadable if plan.condition else ()):
            unreadable[i, column.name, kind] = int(found[f"unreadable{k}"].sum())
        kept = found.filter(pl.col("reason") == COUNTS).drop("reason")
        frames.append(_long(_numbers(kept, plan), plan).with_columns(pl.lit(i, pl.Int16).alias("source")))
    return Scanned(pl.concat(frames, how="diagonal_relaxed"), left_out, used, unreadable)


def _cells(plan: AttemptsPlan) -> Iterator[tuple[str, str, Column]]:
    """The name a cell has in the frame, its role, and its column."""
    for role, columns in plan.layout.columns.items():
        for k, column in enumerate(columns):
            yield (role if k == 0 else f"{role}#{k}"), role, column
    for t, roles in enumerate(plan.layout.tasks.values()):
        for role, columns in roles.items():
            for k, column in enumerate(columns):
                yield f"{t} {role}" + (f"#{k}" if k else ""), role, column


def _prepared(plan: AttemptsPlan, index: int) -> tuple[pl.LazyFrame, list[str]]:
    import polars as pl

    source, cells = plan.source, list(_cells(plan))
    read = [*plan.layout.all_columns, *(c for c in plan.by if c)]
    blank_lines = source.delimiter is not None and not source.complete
    # A line such as "Average" is told by the first column, which may well be that of the participant.
    measured = [c for c in read if c not in plan.layout.columns.get("participant", ())]
    needed = {c.index for c in read} | rows.needed(source, measured, blank_lines)
    if plan.condition is not None:
        needed |= {c.index for c in plan.condition.columns}
    frame = source.scan(sorted(needed), ())
    if plan.condition is not None:
        frame = frame.with_columns(plan.condition.prepared)
    reasons = rows.reasons(
        *(source, measured),
        blocks=(),
        words=list(dict.fromkeys(measured)),
        integers=(),
        keep=plan.keep,
        condition=plan.condition,
        dates=(),
        weight=None,
        blank_lines=blank_lines,
    )
    columns = [reason_code(reasons).alias("reason")]
    for k, (_, _, unread) in enumerate(plan.condition.unreadable if plan.condition else ()):
        columns.append(unread.alias(f"unreadable{k}"))
    for k, by in enumerate(plan.by):
        columns.append(
            _text(by).cast(pl.Categorical).alias(f"by{k}") if by else pl.lit(None, pl.String).alias(f"by{k}")
        )
    schema = frame.collect_schema()
    for name, role, column in cells:
        if role in WORDS:
            columns.append(_text(column).cast(pl.Categorical).alias(name))
        elif role in _MOMENTS and (moment := _moment(source, column, schema)) is not None:
            columns += [moment.alias(name), pl.lit(None, pl.Categorical).alias(name + _LEFT)]
        else:
            text = _text(column)
            number = text.cast(pl.Float64, strict=False)
            number = pl.when(number.is_finite()).then(number)
            left = pl.when(number.is_null()).then(text).cast(pl.Categorical)
            columns += [number.alias(name), left.alias(name + _LEFT)]
    return frame.select(columns), [reason for reason, _ in reasons]


def _text(column: Column) -> pl.Expr:
    import polars as pl

    text = pl.col(position(column.index)).cast(pl.String).str.strip_chars()
    return pl.when(text != "").then(text)


def _moment(source: Source, column: Column, schema: pl.Schema) -> pl.Expr | None:
    """Moments in seconds since 1970, where the cells are dates and not numbers or times of day."""
    from cxux_cli.errors import CxuxError
    from cxux_cli.study.dates import understand
    from cxux_cli.study.durations import are_durations

    if are_durations(source.answers(column.index)):
        return None
    try:
        dates = understand(source, column)
    except CxuxError as error:
        error.hint = "dates such as 2026-03-01 10:02:13 are read without doubt"
        raise
    return dates.moments(schema[position(column.index)]).dt.epoch("us") / 1e6


def _numbers(frame: pl.DataFrame, plan: AttemptsPlan) -> pl.DataFrame:
    """Every role of numbers as one column of numbers, and what could not be read marked."""
    import polars as pl

    made = []
    for name, role, column in _cells(plan):
        if role in WORDS:
            made.append(pl.col(name).cast(pl.String))
            continue
        read = _reader(role, column, plan.source)
        unit = 1.0
        if role == "time":
            unit = (header_unit(column.name) or header_unit(column.text) or (1.0, ""))[0]
        left = frame[name + _LEFT]
        words = left.drop_nulls().unique().cast(pl.String).to_list()
        meaning = {word: read(word) for word in words}
        known = {word: value for word, value in meaning.items() if value is not None}
        text = pl.col(name + _LEFT).cast(pl.String)
        number = pl.coalesce(
            pl.col(name) * unit,
            text.replace_strict(list(known), list(known.values()), default=None, return_dtype=pl.Float64)
            if known
            else pl.lit(None, pl.Float64),
        )
        if role in _MOMENTS:
            # Milliseconds since 1970, as programs log them.
            number = pl.when(number > 1e11).then(number / 1000).otherwise(number)
        blank = [
            word for word, value in meaning.items() if value is None and _says_nothing(plan.source, word)
        ]
        wrong = pl.col(name + _LEFT).is_not_null() & number.is_null()
        made.append(number.alias(name))
        made.append((wrong & ~text.is_in(blank) if blank else wrong).alias(f"{name} unreadable"))
    return frame.select("^by\\d+$", *made)


def _says_nothing(source: Source, word: str) -> bool:
    return source.labels.is_non_answer(word)


def _reader(role: str, column: Column, source: Source) -> Callable[[str], float | None]:
    if role == "time":
        unit = (header_unit(column.name) or header_unit(column.text) or (1.0, ""))[0]
        return partial(seconds, unit=unit)
    if role in _MOMENTS:
        hours = all(re.fullmatch(r"\d{1,2}:\d\d", cell) for cell in source.answers(column.index))
        return lambda cell: _times(60.0 if hours else 1.0, seconds(cell))
    if role in YES_NO:
        return _yes_no
    return _leading_number


def _times(unit: float, value: float | None) -> float | None:
    return None if value is None else unit * value


def _yes_no(cell: str) -> float | None:
    from cxux_cli.catalog.outcomes import spelt, vocabulary
    from cxux_cli.estimators.usability.outcomes import SUCCESSES, Outcome

    outcome = vocabulary().get(spelt(cell))
    if outcome in SUCCESSES:
        return 1.0
    return 0.0 if outcome is Outcome.FAILED else None


def _leading_number(cell: str) -> float | None:
    """A number with a decimal comma, or the digit before a label: `7 - Very easy`."""
    match = re.match(r"-?\d+(?:[.,]\d+)?(?=\s*(?:$|[^\w.,:/]))", cell)
    return float(match[0].replace(",", ".")) if match else None


def _long(frame: pl.DataFrame, plan: AttemptsPlan) -> pl.DataFrame:
    """A row per attempt: of a sheet with columns for every task, the tasks one below the other."""
    import polars as pl

    if plan.layout.shape is not Shape.WIDE:
        return _with_mean_asq(frame)
    frame = frame.with_row_index("line")
    common = [c for c in frame.columns if c in ("line", "participant") or re.fullmatch(r"by\d+", c)]
    parts = []
    for t, task in enumerate(plan.layout.tasks):
        own = {c: c.removeprefix(f"{t} ") for c in frame.columns if c.startswith(f"{t} ")}
        parts.append(
            frame.select(*common, **{new: pl.col(old) for old, new in own.items()}, task=pl.lit(task))
        )
    long = pl.concat(parts, how="diagonal_relaxed").sort("line", maintain_order=True)
    return _with_mean_asq(long.drop("line") if "participant" in long.columns else _named_by_line(long))


def _named_by_line(frame: pl.DataFrame) -> pl.DataFrame:
    """Without a column of participants, a row of a wide sheet is one."""
    import polars as pl

    return frame.with_columns(pl.format("row {}", pl.col("line") + 1).alias("participant")).drop("line")


def _with_mean_asq(frame: pl.DataFrame) -> pl.DataFrame:
    """The items of the ASQ as their mean, over those that were answered."""
    import polars as pl

    items = [c for c in frame.columns if re.fullmatch(r"asq(#\d+)?", c)]
    if len(items) < 2:
        return frame
    wrong = [f"{c} unreadable" for c in items]
    return frame.with_columns(
        pl.mean_horizontal(items).alias("asq"), pl.any_horizontal(wrong).alias("asq unreadable")
    ).drop([*items[1:], *wrong[1:]])
