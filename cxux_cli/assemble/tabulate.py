"""The answers of a question to a table: shares and means with intervals, and which cells differ from the rest."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cxux_cli.assemble.answers import Answers, Counted, Item, minus, read, segments_of
from cxux_cli.assemble.privacy import Sum, below
from cxux_cli.assemble.untold import Behind, untold
from cxux_cli.catalog.labels import Labels
from cxux_cli.compare import difference
from cxux_cli.estimators.mean import Mean
from cxux_cli.estimators.tally import Count, Tally
from cxux_cli.request import TableRequest
from cxux_cli.results import Estimate, Independence, Table, TableCell
from cxux_cli.stats import compare, proportion
from cxux_cli.stats.multiplicity import benjamini_hochberg
from cxux_cli.stats.weights import effective_n
from cxux_cli.study.kinds import Kind, Question

if TYPE_CHECKING:
    from cxux_cli.engine.cells import Cell

_MEAN = Mean(-math.inf, math.inf)
"""Numbers of any range."""


def table(
    request: TableRequest,
    question: Question,
    blocks: Sequence[Sequence[Cell]],
    by: Sequence[str],
    known: Labels,
    behind: Behind,
) -> Table:
    """The table of one question. `blocks` holds the cells of each of its columns; only rows that count."""
    answers = read(question, blocks, known)
    if request.min_n > 1 and any(0 < item.whole.base.n < request.min_n for item in answers.items):
        question, answers = untold(question, answers, known, behind, request.min_n)
        by = () if behind.secret else by
    cells = [cell for item in answers.items for cell in _of_item(request, answers, item, by)]
    adjusted = benjamini_hochberg([cell.p for cell in cells])
    alpha = 1 - request.confidence
    judged = tuple(_judged(cell, p, alpha) for cell, p in zip(cells, adjusted, strict=True))
    independence: tuple[Independence, ...] = ()
    shown = not any(cell.hidden for cell in cells)
    if by and shown and request.weight is None and question.kind in (Kind.SINGLE, Kind.MATRIX):
        independence = tuple(found for item in answers.items if (found := _independence(item, answers)))
    return Table(
        question=question.title,
        kind=question.kind.value,
        columns=tuple(column.name for column in question.columns),
        why=question.why,
        items=question.items if question.kind is Kind.MATRIX else (),
        answers=answers.names,
        ordered=answers.ordered,
        cells=judged,
        n_missing=sum(item.whole.missing for item in answers.items),
        tests=sum(cell.p is not None for cell in cells),
        independence=independence,
        notes=answers.notes,
    )


def _of_item(request: TableRequest, answers: Answers, item: Item, by: Sequence[str]) -> Iterator[TableCell]:
    """Each answer in each segment and in all of them, then the mean of the answers likewise."""
    segments = list(segments_of(answers.items)) if by else []
    groups = [(segment, item.segments.get(segment, Counted())) for segment in segments]
    rows: list[tuple[Mapping[str, str | None], Counted]] = [
        (dict(zip(by, segment, strict=True)), counted) for segment, counted in groups
    ]
    rows.append(({}, item.whole))
    sums = [Sum(len(groups), tuple(range(len(groups))))] if groups else []
    hidden = below([counted.base.n for _, counted in rows], sums, request.min_n)
    for name in answers.names:
        for i, (segment, counted) in enumerate(rows):
            yield _share(request, item, name, segment, counted, i in hidden)
    if answers.values:
        # Of those who answered, fewer may have said a number: the mean of one of them is what that one said.
        of_numbers = [_tally(request, answers.values, counted).n for _, counted in rows]
        hidden |= below(of_numbers, sums, request.min_n)
        for i, (segment, counted) in enumerate(rows):
            yield _mean(request, answers.values, item, segment, counted, i in hidden)


def _share(
    request: TableRequest,
    item: Item,
    name: str,
    segment: Mapping[str, str | None],
    counted: Counted,
    is_hidden: bool,
) -> TableCell:
    base, k = counted.base, counted.of(name)
    method = f"{request.interval} interval of a share"
    empty = Estimate(None, None, None, base.n, request.confidence, method)
    if is_hidden:
        return TableCell(item.name, name, segment, empty, None, hidden=True)
    if base.n == 0:
        return TableCell(item.name, name, segment, empty, 0)
    weighted = request.weight is not None
    x, n = _effective(k, base)
    low, high = proportion.INTERVALS[request.interval](x, n, confidence=request.confidence)
    share = _percent(k, base)
    estimate = Estimate(
        share,
        # An interval is widened to hold its value: Jeffreys' leaves out 0 and 100 %.
        min(100 * low, share),
        max(100 * high, share),
        base.n,
        request.confidence,
        method + (" on the effective n" if weighted else ""),
        n if weighted else None,
    )
    cell = TableCell(item.name, name, segment, estimate, k.n)
    if not segment:
        return cell
    rest, rest_k = minus(item.whole.base, base), minus(item.whole.of(name), k)
    if rest.n == 0:
        return cell
    rest_x, rest_n = _effective(rest_k, rest)
    cell = replace(cell, rest=_percent(rest_k, rest))
    if item.whole.of(name).n in (0, item.whole.base.n):
        # Everybody or nobody gave this answer: there is no difference to look for.
        return cell
    if weighted and compare.smallest_expected(x, n, rest_x, rest_n) <= 1:
        # Fisher's exact test counts people, and an effective n is none.
        return cell
    found = compare.two_proportions(x, n, rest_x, rest_n, confidence=request.confidence)
    return replace(cell, p=found.p, test=found.method)


def _percent(k: Count, base: Count) -> float:
    """100 k / base: from the counts, so that 203 of 400 are 50.75 and not 50.74999999999999."""
    if base.w == base.n == base.w2:
        return 100 * k.n / base.n
    return min(100.0, 100 * k.w / base.w)


def _effective(k: Count, base: Count) -> tuple[float, float]:
    """The share of the weights on the effective n; without weights the counts themselves."""
    if base.w == base.n == base.w2:
        return float(k.n), float(base.n)
    n = effective_n(base.w, base.w2)
    return min(1.0, k.w / base.w) * n, n


def _mean(
    request: TableRequest,
    values: Mapping[str, float],
    item: Item,
    segment: Mapping[str, str | None],
    counted: Counted,
    is_hidden: bool,
) -> TableCell:
    own, whole = _tally(request, values, counted), _tally(request, values, item.whole)
    estimate = _MEAN.estimate(own, confidence=request.confidence, interval="t")
    if is_hidden:
        # `n` stays that of everybody who answered, as in the rows above.
        estimate = Estimate(None, None, None, counted.base.n, request.confidence, estimate.method)
        return TableCell(item.name, None, segment, estimate, None, hidden=True)
    if own.n:
        quartiles: dict[str, float | None] = {"q1": _quantile(own, 0.25), "q3": _quantile(own, 0.75)}
        estimate = replace(estimate, parts={**estimate.parts, **quartiles})
    cell = TableCell(item.name, None, segment, estimate, None)
    if not segment:
        return cell
    rest = _rest(whole, own)
    if rest.n == 0:
        return cell
    other = _MEAN.estimate(rest, confidence=request.confidence, interval="t")
    cell = replace(cell, rest=other.value)
    if estimate.evidence is None or other.evidence is None:
        return cell
    found = difference(estimate.evidence, other.evidence, confidence=request.confidence)
    return cell if found is None else replace(cell, p=found.p, test=found.method)


def _tally(request: TableRequest, values: Mapping[str, float], counted: Counted) -> Tally:
    counts = {values[name]: count for name, count in counted.answers.items() if name in values}
    return Tally(dict(sorted(counts.items())), request.weight is not None)


def _rest(whole: Tally, own: Tally) -> Tally:
    nobody = Count(0, 0.0, 0.0)
    counts = {value: minus(count, own.counts.get(value, nobody)) for value, count in whole.counts.items()}
    return Tally({value: count for value, count in counts.items() if count.n}, whole.weighted)


def _quantile(tally: Tally, share: float) -> float:
    """The value where that share of the weight is reached, the midpoint at an exact hit, as the median is taken."""
    goal, reached, values = share * tally.w, 0.0, sorted(tally.counts)
    for position, value in enumerate(values):
        reached += tally.counts[value].w
        if math.isclose(reached, goal, rel_tol=1e-12) and position + 1 < len(values):
            return (value + values[position + 1]) / 2
        if reached > goal:
            return value
    return values[-1]


def _independence(item: Item, answers: Answers) -> Independence | None:
    """The chi-square test over all segments; None where counts below 1 are to be expected."""
    groups = [c for c in item.segments.values() if c.base.n]
    found = compare.chi_square([[c.of(name).n for name in answers.names] for c in groups], n_minus_1=True)
    if found is None or found.smallest_expected < 1:
        return None
    return Independence(item.name, found.statistic, found.df, found.p, "N-1 chi-square test")


def _judged(cell: TableCell, adjusted: float | None, alpha: float) -> TableCell:
    if adjusted is None or adjusted >= alpha or cell.estimate.value is None or cell.rest is None:
        return replace(cell, p_adjusted=adjusted)
    return replace(
        cell, p_adjusted=adjusted, differs="higher" if cell.estimate.value > cell.rest else "lower"
    )
