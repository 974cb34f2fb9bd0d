"""Cells of a usability test to numbers: durations, moments, yes and no, digits before a label."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from cxux_cli.engine.attempts import LEFT, MOMENTS, SLICING, WORDS, AttemptsPlan, cells
from cxux_cli.sources.source import Column
from cxux_cli.study.durations import LARGEST, seconds
from cxux_cli.study.task_layout import Shape

if TYPE_CHECKING:
    import polars as pl

YES_NO = frozenset(("search", "first-click"))
"""Roles whose cells are numbers, or words for yes and no."""


def attempts(frame: pl.DataFrame, plan: AttemptsPlan) -> pl.DataFrame:
    """A row per attempt, or per event of a log, with a number for each role of numbers.

    `<role> unreadable` marks cells of it that hold no number.
    """
    return _long(_numbers(frame, plan), plan)


def _numbers(frame: pl.DataFrame, plan: AttemptsPlan) -> pl.DataFrame:
    import polars as pl

    made = []
    for name, role, column in cells(plan.layout):
        if role in WORDS:
            made.append(pl.col(name))
            continue
        read = _reader(role, column, plan)
        words = frame[name + LEFT].drop_nulls().unique().to_list()
        meaning = {word: read(word) for word in words}
        known = {word: value for word, value in meaning.items() if value is not None}
        text, number = pl.col(name + LEFT), pl.col(name) * _unit(role, column, plan)
        if known:
            said = text.replace_strict(
                list(known), list(known.values()), default=None, return_dtype=pl.Float64
            )
            number = pl.coalesce(number, said)
        if role in MOMENTS:
            # Milliseconds since 1970, as programs log them.
            number = pl.when(number > 1e11).then(number / 1000).otherwise(number)
        blank = [
            word
            for word, value in meaning.items()
            if value is None and plan.source.labels.is_non_answer(word)
        ]
        wrong = text.is_not_null() & number.is_null()
        made.append(number.alias(name))
        made.append((wrong & ~text.is_in(blank) if blank else wrong).alias(f"{name} unreadable"))
    return frame.select("line", *(c for c in frame.columns if SLICING.fullmatch(c)), *made)


def _unit(role: str, column: Column, plan: AttemptsPlan) -> float:
    """The unit of plain numbers in seconds; 1 of what is no time."""
    return plan.units[column].seconds if role == "time" else 1.0


def _reader(role: str, column: Column, plan: AttemptsPlan) -> Callable[[str], float | None]:
    if role == "time":
        return partial(seconds, unit=_unit(role, column, plan))
    if role in MOMENTS:
        hours = all(re.fullmatch(r"\d{1,2}:\d\d", cell) for cell in plan.source.answers(column.index))
        return lambda cell: _times(60.0 if hours else 1.0, seconds(cell))
    return _yes_no if role in YES_NO else _leading_number


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
    number = float(match[0].replace(",", ".")) if match else None
    return number if number is not None and abs(number) < LARGEST else None


def _long(frame: pl.DataFrame, plan: AttemptsPlan) -> pl.DataFrame:
    """A row per attempt: of a sheet with columns for every task, the tasks one below the other."""
    import polars as pl

    if plan.layout.shape is not Shape.WIDE:
        return _with_mean_asq(frame)
    if "participant" not in frame.columns:
        # Without a column of participants, a row of a wide sheet is one.
        frame = frame.with_columns(pl.format("row {}", pl.col("line") + 1).alias("participant"))
    common = [c for c in frame.columns if c in ("line", "participant") or SLICING.fullmatch(c)]
    parts = []
    for t, task in enumerate(plan.layout.tasks):
        own = {c: c.removeprefix(f"{t} ") for c in frame.columns if c.startswith(f"{t} ")}
        parts.append(
            frame.select(*common, **{new: pl.col(old) for old, new in own.items()}, task=pl.lit(task))
        )
    return _with_mean_asq(pl.concat(parts, how="diagonal_relaxed").sort("line", maintain_order=True))


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
