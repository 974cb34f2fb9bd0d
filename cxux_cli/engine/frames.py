"""Sources to lazy frames with one set of column names: reason, segments, weight, answers."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import TYPE_CHECKING, NamedTuple

from cxux_cli.catalog.labels import least_numbers, missing_codes
from cxux_cli.engine.request import MOST_WEIGHT, Plan, Scoring, SourcePlan
from cxux_cli.sources.source import Column, Source, position
from cxux_cli.study import periods, rows
from cxux_cli.study.counting import are_counted
from cxux_cli.study.dates import MOMENT
from cxux_cli.study.mapping import Block
from cxux_cli.study.recode import Gap, Scale

if TYPE_CHECKING:
    import polars as pl

WHO = "who"
"""The column that says who answered, where people answer several times."""
REFUTED = "refuted"
"""The column that marks rows whose date only the other order of day and month can read."""
COUNTS = -1
"""The code in `reason` of a row that counts; other codes are positions in the list of reasons."""
# What an item holds instead of an answer, beside real answers, which are small.
_MISSING, _OUTSIDE, _NOT_WHOLE, _UNREADABLE = -100, -101, -102, -103
_REFUSED = {Gap.OUT_OF_RANGE: _OUTSIDE, Gap.NOT_WHOLE: _NOT_WHOLE}
"""The codes of answers that are there and cannot be used; any other is unreadable."""


def base(plan: Plan, index: int) -> tuple[pl.LazyFrame, list[str]]:
    """The prepared frame of one source, and the reasons its codes stand for."""
    import polars as pl

    spec = plan.sources[index]
    source = spec.source
    read = spec.read
    integers = _integers(plan, spec)
    words = [
        c
        for block, scoring in zip(spec.blocks, plan.scorings, strict=True)
        if scoring or block.marks is not None
        for c in block.columns
    ]
    words = [c for c in dict.fromkeys(words) if c.index not in integers]
    needed = {c.index for c in read} | rows.needed(source, read, spec.tell_blank_lines)
    needed |= {b.stored.index for b in spec.blocks if b.stored}
    needed |= {b.asked[0].index for b in spec.blocks if b.asked}
    if spec.weight is not None:
        needed.add(spec.weight.index)
    if spec.condition is not None:
        needed |= {c.index for c in spec.condition.columns}
    if spec.members is not None:
        needed |= {c.index for c in spec.members.columns}
    if spec.dates is not None:
        needed.add(spec.dates.column.index)
    if plan.rows and source.identifier is not None:
        needed.add(source.identifier.index)
    if spec.person is not None:
        needed.add(spec.person.index)
    frame = source.scan(sorted(needed), integers)
    first: list[pl.Expr] = []
    if spec.weight is not None:
        first.append(weight(spec.weight).alias("w"))
    if spec.condition is not None:
        first += spec.condition.prepared
    if spec.members is not None:
        first += spec.members.prepared
    dates = _dates(frame, spec, plan)
    first += dates.columns
    if first:
        frame = frame.with_columns(first)
    reasons = rows.reasons(
        source,
        read,
        blocks=spec.blocks,
        words=words,
        integers=integers,
        keep=spec.keep,
        condition=spec.condition,
        dates=dates.reasons,
        weight=spec.weight,
        blank_lines=spec.tell_blank_lines,
    )
    columns = [reason_code(reasons).alias("reason"), pl.lit(index, pl.Int16).alias("source")]
    columns += [each.cells.alias(f"unreadable{i}") for i, each in enumerate(spec.unreadable)]
    if spec.members is not None:
        columns.append(spec.members.mask.alias("personas"))
    columns += dates.checks
    if plan.by_person:
        columns.append(_who(plan, index).alias(WHO))
    if plan.every is not None:
        columns += [periods.start(pl.col(MOMENT), plan.every).alias("period"), pl.col(MOMENT)]
    if plan.rows:
        columns += _person(source)
    schema = frame.collect_schema()
    # Raw cells are the keys: reduced first, tidied after, a dozen times instead of once a row.
    columns += [_raw(plan, c, schema).alias(f"by{i}") for i, c in enumerate(spec.by) if c]
    for b, (block, scoring) in enumerate(zip(spec.blocks, plan.scorings, strict=True)):
        if scoring is None:
            answer = _pattern(block) if block.marks else _raw(plan, block.columns[0], schema)
            if any(other.asked != block.asked for other in spec.blocks):
                answer = pl.when(rows.is_elsewhere(block)).then(pl.lit(rows.ELSEWHERE)).otherwise(answer)
            columns.append(answer.alias(f"answer{b}"))
        else:
            frame, items = _items(frame, source, block, scoring, b, plan.typed)
            columns += items
            if plan.stored(b) is not None:
                score = weight(block.stored) if block.stored else pl.lit(None, pl.Float64)
                columns.append(score.alias(f"stored{b}"))
    return frame.select([*columns, *([pl.col("w")] if spec.weight is not None else [])]), [
        r for r, _ in reasons
    ]


class _Moments(NamedTuple):
    """What the dates of a source add: columns, checks that read them, and reasons to leave rows out."""

    columns: list[pl.Expr]
    checks: list[pl.Expr]
    reasons: list[tuple[str, pl.Expr]]


def _dates(frame: pl.LazyFrame, spec: SourcePlan, plan: Plan) -> _Moments:
    if spec.dates is None:
        return _Moments([], [], [])
    dtype = frame.collect_schema()[position(spec.dates.column.index)]
    columns = [spec.dates.moments(dtype).alias(MOMENT)]
    checks = [spec.dates.refuted(dtype).alias(REFUTED)] if plan.may_refute_dates else []
    window = plan.window.reasons(MOMENT) if plan.window is not None else []
    return _Moments(columns, checks, [*spec.dates.reasons(), *window])


def weight(column: Column) -> pl.Expr:
    """A weight as a number; what is no number is null and leaves its row out with a reason."""
    import polars as pl

    text = pl.col(position(column.index)).cast(pl.String).str.strip_chars()
    plain = pl.when(~text.str.contains(r"^\d{1,3}(,\d{3})+$")).then(text)
    number = plain.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    return pl.when(number.is_finite() & (number.abs() < MOST_WEIGHT)).then(number)


def reason_code(reasons: list[tuple[str, pl.Expr]]) -> pl.Expr:
    """The position of the first reason that holds, else `COUNTS`."""
    import polars as pl

    code = pl.lit(COUNTS, pl.Int8)
    for number, (_, holds) in reversed(list(enumerate(reasons))):
        code = pl.when(holds).then(pl.lit(number, pl.Int8)).otherwise(code)
    return code


def _raw(plan: Plan, column: Column, schema: pl.Schema) -> pl.Expr:
    """A column as it is; sources of several types meet in one column of text."""
    import polars as pl

    cell = pl.col(position(column.index))
    mixed = len(plan.sources) > 1 and schema[position(column.index)] != pl.String
    return cell.cast(pl.String) if mixed else cell


def _pattern(block: Block) -> pl.Expr:
    """One character per column of a multiple choice: what its cell means."""
    import polars as pl

    marks = []
    for column, meaning in zip(block.columns, block.marks or (), strict=True):
        cell = pl.col(position(column.index)).cast(pl.String).str.strip_chars()
        says = pl.lit(meaning[None])
        # Not `replace_strict`: it does not stream, and holds the column in memory.
        for mark in sorted({mark for given, mark in meaning.items() if given}):
            cells = [given for given, mark_of in meaning.items() if given and mark_of == mark]
            says = pl.when(cell.is_in(cells)).then(pl.lit(mark)).otherwise(says)
        marks.append(pl.when(cell.is_null() | (cell == "")).then(pl.lit(meaning[""])).otherwise(says))
    return pl.concat_str(marks)


def _person(source: Source) -> list[pl.Expr]:
    import polars as pl

    column = source.identifier
    id = pl.col(position(column.index)).cast(pl.String) if column else pl.lit(None, pl.String)
    return [id.alias("person"), pl.int_range(1, pl.len() + 1).alias("row")]


def _who(plan: Plan, index: int) -> pl.Expr:
    """Who answered: an id, a row of its own where it is blank.

    Short numbers count people within a file, so the same number in two files is two people.
    """
    import polars as pl

    spec = plan.sources[index]
    if spec.person is None:
        raise ValueError("a plan by person needs a person column in every source")
    id = pl.col(position(spec.person.index)).cast(pl.String).str.strip_chars()
    ids = spec.source.answers(spec.person.index)
    counted = len(plan.sources) > 1 and not spec.ids_are_shared and are_counted(ids)
    row = pl.format(f"{index} row {{}}", pl.int_range(pl.len()))
    named = pl.format(f"{index} {{}}", id) if counted else id
    return pl.when(id != "").then(named).otherwise(row)


def _integers(plan: Plan, spec: SourcePlan) -> set[int]:
    """Item columns of a long file that hold nothing but whole numbers in the sample."""
    if not plan.typed or spec.source.complete:
        return set()
    # What a single question reads stays text, in which any answer can be shown.
    single = {
        c.index for b, block in enumerate(spec.blocks) if not plan.scorings[b] for c in block.columns
    } | {c.index for c in spec.by if c}
    return {
        column.index
        for b, block in enumerate(spec.blocks)
        for column in block.columns
        if plan.scorings[b]
        and column.index not in single
        and all(
            cell.isascii() and cell.isdigit() and len(cell) < 3 for cell in spec.source.answers(column.index)
        )
    }


def _items(
    frame: pl.LazyFrame, source: Source, block: Block, scoring: Scoring, b: int, typed: bool
) -> tuple[pl.LazyFrame, list[pl.Expr]]:
    """Per row: items answered, sum of contributions, worst state, one example of what cannot be used.

    The frame gets the columns these are made of, in steps: nested, Polars would work them out anew at
    every use. Items that are numbers already need two comparisons a row; text is looked up.
    """
    import polars as pl

    scale, items = block.scale, range(len(block.columns))
    schema = frame.collect_schema()
    cells = [pl.col(position(column.index)) for column in block.columns]
    if typed and all(_is_plain(source, c, scale, schema[position(c.index)]) for c in block.columns):
        values = cells
        outside = pl.any_horizontal(~cell.is_between(scale.low, scale.high) for cell in cells)
        state = pl.when(outside).then(pl.lit(_OUTSIDE, pl.Int8)).otherwise(pl.lit(_MISSING, pl.Int8))
        low, high = pl.min_horizontal(cells), pl.max_horizontal(cells)
        example: pl.Expr = pl.when(outside).then(pl.when(high > scale.high).then(high).otherwise(low))
    else:
        coded = [
            _item(source, column, scale, schema[position(column.index)]).alias(f"code{b}_{i}")
            for i, column in enumerate(block.columns)
        ]
        codes = [pl.col(f"code{b}_{i}") for i in items]
        frame = frame.with_columns(coded).with_columns(
            pl.when(code > _MISSING).then(code).alias(f"value{b}_{i}") for i, code in enumerate(codes)
        )
        values = [pl.col(f"value{b}_{i}") for i in items]
        state = pl.min_horizontal(pl.lit(_MISSING, pl.Int8), *codes)
        example = pl.coalesce(
            pl.when(code < _MISSING).then(cell.cast(pl.String))
            for code, cell in zip(codes, cells, strict=True)
        )
    turned = [
        (scale.high - value) if i in scoring.reversed else (value - scale.low)
        for i, value in enumerate(values)
    ]
    columns = [
        pl.sum_horizontal(value.is_not_null().cast(pl.Int8) for value in values).alias(f"answered{b}"),
        # A plain sum is null when an item is, which is the rule unless some may be missing, and is faster.
        (pl.sum_horizontal(turned) if scoring.partial else reduce(add, turned)).alias(f"sum{b}"),
        state.alias(f"state{b}"),
        example.alias(f"example{b}"),
        *(value.alias(f"item{b}_{i}") for i, value in enumerate(values)),
    ]
    return frame, columns


def _is_plain(source: Source, column: Column, scale: Scale, dtype: pl.DataType) -> bool:
    """Whether a column holds whole numbers that are answers, without codes for missing ones."""
    return dtype.is_integer() and all(
        scale.read(cell) is not Gap.NON_ANSWER for cell in source.answers(column.index)
    )


def state_gap(state: int, answered: int) -> Gap:
    """Why an incomplete row gives no score."""
    if state == _UNREADABLE:
        return Gap.UNREADABLE
    if state == _NOT_WHOLE:
        return Gap.NOT_WHOLE
    if state == _OUTSIDE:
        return Gap.OUT_OF_RANGE
    return Gap.INCOMPLETE if answered else Gap.BLANK


def is_clean(state: int) -> bool:
    """Whether nothing in a row is out of range or unreadable (items may still be blank)."""
    return state == _MISSING


def _item(source: Source, column: Column, scale: Scale, dtype: pl.DataType) -> pl.Expr:
    """An item as a small integer: the answer, or the code of why there is none."""
    import polars as pl

    cell = pl.col(position(column.index))
    if dtype.is_numeric():
        inside = (cell >= scale.low) & (cell <= scale.high) & (cell == cell.round())
        return (
            pl.when(
                cell.is_null()
                | cell.cast(pl.Float64).is_in(
                    [float(code) for code in sorted(missing_codes() | least_numbers())]
                )
            )
            .then(pl.lit(_MISSING, pl.Int8))
            .when(inside)
            .then(cell.cast(pl.Int8, strict=False))
            .when(cell != cell.round())
            .then(pl.lit(_NOT_WHOLE, pl.Int8))
            .otherwise(pl.lit(_OUTSIDE, pl.Int8))
        )
    meaning = {"": _MISSING}
    for text in source.answers(column.index):
        read = scale.read(text)
        if not isinstance(read, Gap):
            meaning[text] = read
        elif read in (Gap.BLANK, Gap.NON_ANSWER):
            meaning[text] = _MISSING
        else:
            meaning[text] = _REFUSED.get(read, _UNREADABLE)
    # Plain digits may first turn up behind the sample.
    meaning |= {str(value): value for value in range(scale.low, scale.high + 1)}
    return (
        pl.when(cell.is_null())
        .then(pl.lit(_MISSING, pl.Int8))
        .otherwise(cell.str.strip_chars().replace_strict(meaning, default=_UNREADABLE, return_dtype=pl.Int8))
    )
