"""Which rows count: the reasons for which a row is left out, as expressions, in a fixed order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from cxux_cli.sources.source import LONGER, OVER, Column, Source, position

if TYPE_CHECKING:
    import polars as pl

    from cxux_cli.catalog.dialects import Exclusion
    from cxux_cli.study.mapping import Block
    from cxux_cli.study.where import Condition

BLANK = "blank line"
"""Not a row at all: counted apart and left out of the ledger."""
REPEATED = "repeated header line"
WHERE = "left out by --where"
ELSEWHERE = "answers the question of another measure"
"""Left out of one block, and used by another: in the ledger it is used."""
_SUMMARY = (
    ("average", "averages", "avg", "mean", "means", "median", "total", "totals", "sum", "sd", "std", "stdev")
    + ("std dev", "std. dev.", "standard deviation", "grand total", "mittelwert", "durchschnitt", "summe")
    + ("gesamt", "standardabweichung", "moyenne", "écart type", "promedio", "media", "média", "desviación")
)

_SUMMARY_WRITTEN = frozenset(
    form(word) for word in _SUMMARY for form in (str, str.upper, str.title, str.capitalize)
)


def reasons(
    source: Source,
    columns: Sequence[Column],
    *,
    blocks: Sequence[Block],
    words: Sequence[Column],
    integers: Collection[int],
    keep: Collection[str],
    condition: Condition | None,
    dates: Sequence[tuple[str, pl.Expr]],
    weight: Column | None,
    blank_lines: bool,
) -> list[tuple[str, pl.Expr]]:
    """(reason, condition) pairs: a row is left out for the first that holds.

    `columns` are all that the measures and segments read, `blocks` what is measured, `words` those of
    the columns whose text is turned into numbers row by row, `integers` the positions read as numbers;
    `dates` are the reasons that come from when a row was given; `blank_lines` says whether to tell blank
    lines from people. Expressions use `position` names; that of the weight uses `w`.
    """
    import polars as pl

    found: list[tuple[str, pl.Expr]] = []
    if blank_lines:
        witness = blank_witness(source, columns)
        found.append(
            (BLANK, pl.all_horizontal(is_blank(c, c.index in integers) for c in (*columns, *witness)))
        )
    found.append((LONGER, pl.col(OVER).is_not_null()))
    if words:
        repeated = [_text(c).is_in([c.name, c.text]) for c in words]
        found.append((REPEATED, pl.all_horizontal(repeated)))
    found += _marked_by_tool(source, keep)
    found += _not_asked(blocks)
    found += _repeated(source, columns, keep)
    if has_summary(source, columns):
        found.append(("summary line", _text(source.columns[0]).str.to_lowercase().is_in(_SUMMARY)))
    if condition is not None:
        found.append((WHERE, condition.expression.not_()))
    found += dates
    if weight is not None:
        found.append(("without a usable weight", pl.col("w").is_null()))
        found.append(("weight not above zero", pl.col("w") <= 0))
    return found


def needed(source: Source, columns: Sequence[Column], blank_lines: bool) -> set[int]:
    """Positions of the columns that `reasons` reads beyond those of the measures."""
    indexes = {c.index for rule in source.dialect.exclusions if (c := source.named(rule.columns))}
    if (once := source.named(source.dialect.once)) is not None:
        indexes.add(once.index)
    if has_summary(source, columns):
        indexes.add(0)
    if blank_lines:
        indexes |= {c.index for c in blank_witness(source, columns)}
    return indexes


def has_summary(source: Source, columns: Sequence[Column]) -> bool:
    """Whether a plain sheet has lines such as "Average" in its first column, under or among the answers."""
    first = source.columns[0]
    if source.dialect.id != "plain" or first in columns:
        return False
    return not source.answers(first.index).keys().isdisjoint(_SUMMARY_WRITTEN)


def blank_witness(source: Source, columns: Sequence[Column]) -> tuple[Column, ...]:
    """A further column that tells a blank line from an unanswered question.

    The respondent or the time, else the shortest of the columns most often filled. A column that is
    measured is no witness: that it was filled in the sample does not say that everybody answered.
    """
    for candidate in (source.respondent, source.time):
        if candidate is not None and candidate not in columns:
            return (candidate,)
    others = [c for c in source.columns if c not in columns]
    return (
        (max(others, key=lambda c: (source.answers(c.index).total(), -_length(source, c))),) if others else ()
    )


def _length(source: Source, column: Column) -> int:
    return sum(len(cell) * n for cell, n in source.answers(column.index).items())


def _marked_by_tool(source: Source, keep: Collection[str]) -> list[tuple[str, pl.Expr]]:
    """What the tool itself says is no answer: previews, unfinished rows."""
    found = []
    for rule in source.dialect.exclusions:
        column = source.named(rule.columns)
        if column is None or rule.keep in keep:
            continue
        # A status column that is blank throughout says nothing about anybody.
        if not source.answers(column.index):
            continue
        found.append((rule.reason, _left_out(rule, column)))
    return found


def _left_out(rule: Exclusion, column: Column) -> pl.Expr:
    word = _text(column).str.to_lowercase()
    if rule.only:
        return word.is_in(sorted(rule.only)).not_().fill_null(True)
    named = word.is_in(sorted(rule.values)).fill_null(False)
    return named | is_blank(column) if rule.blank else named


def _not_asked(blocks: Sequence[Block]) -> list[tuple[str, pl.Expr]]:
    """Rows that answer no question of interest, where one column holds answers to several."""
    import polars as pl

    if not blocks or any(block.asked is None for block in blocks):
        return []
    names = ", ".join(dict.fromkeys(f"'{block.asked[0].name}'" for block in blocks if block.asked))
    return [(f"answers another question ({names})", pl.all_horizontal(is_elsewhere(b) for b in blocks))]


def is_elsewhere(block: Block) -> pl.Expr:
    """Whether a row answers another question in the same column, and not that of the block."""
    import polars as pl

    if block.asked is None:
        return pl.lit(False)
    column, words = block.asked
    return _text(column).str.to_lowercase().is_in(sorted(words)).not_().fill_null(True)


def _repeated(source: Source, columns: Sequence[Column], keep: Collection[str]) -> list[tuple[str, pl.Expr]]:
    """Rows that give the same answer of the same conversation again."""
    import polars as pl

    column = source.named(source.dialect.once)
    if column is None or "duplicate" in keep:
        return []
    # 5 and 5.0 are one answer, as they are to every measure, and so are an empty cell and a missing one.
    told = {c.index: _text(c).str.replace(r"^(\d+)[.,]0+$", "$1").fill_null("") for c in (*columns, column)}
    same = pl.struct(cell.alias(position(i)) for i, cell in sorted(told.items()))
    return [
        (
            f"repeats an answer (same '{column.name}')",
            same.is_first_distinct().not_() & is_blank(column).not_(),
        )
    ]


def _text(column: Column) -> pl.Expr:
    import polars as pl

    return pl.col(position(column.index)).cast(pl.String).str.strip_chars()


def is_blank(column: Column, number: bool = False) -> pl.Expr:
    """Whether a cell holds nothing but white space; one of a `number` column holds a number or nothing."""
    import polars as pl

    cell = pl.col(position(column.index))
    if number:
        return cell.is_null()
    text = cell.cast(pl.String)
    # To strip every cell takes longer than to read it, and few begin with what may be white space.
    suspect = pl.when((text < "!") | (text > "~")).then(text)
    return cell.is_null() | (suspect.str.strip_chars() == "").fill_null(False)
