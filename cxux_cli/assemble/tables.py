"""The cells of one scan to a report of tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cxux_cli.assemble.answers import raw_counts
from cxux_cli.assemble.sources import blank_lines, facts, ledgers, where_notes
from cxux_cli.assemble.tabulate import table
from cxux_cli.request import TableRequest
from cxux_cli.results import Bound, Report, Table
from cxux_cli.study.floors import floor
from cxux_cli.study.kinds import Kind, Question, settled

if TYPE_CHECKING:
    from cxux_cli.engine.cells import Collected
    from cxux_cli.engine.request import Plan, SourcePlan


def report(
    request: TableRequest,
    questions: Sequence[Question],
    plan: Plan,
    collected: Collected,
    notes: Sequence[str],
) -> Report:
    """The report of one scan: a table for every question."""
    used = [[cell for cell in cells if cell.reason is None] for cells in collected.blocks]
    tables, start, known = [], 0, plan.sources[0].source.labels
    floors: dict[str, None] = {}
    for question in questions:
        size = 1 if question.kind is Kind.MULTIPLE else len(question.columns)
        if not all(spec.source.complete for spec in plan.sources):
            # What a sample is too short to show does not depend on which rows count.
            question = settled(question, raw_counts(collected.blocks[start]), known)
        columns = [*question.columns, *(c for c in plan.sources[0].by if c)]
        least, measure = floor(plan.sources[0].source, columns)
        if measure is not None and least > request.min_n:
            floors[
                f"groups below {least} people show no number, because {measure} has this privacy floor"
            ] = None
        private = replace(request, min_n=max(request.min_n, least))
        tables.append(table(private, question, used[start : start + size], plan.by_names, known))
        start += size
    books = ledgers(plan, collected.blocks[0])
    blank = blank_lines(collected.blocks[0])
    sources = tuple(
        facts(spec, book, blank.get(i, 0), _bounds(spec), hashes=request.hashes)
        for i, (spec, book) in enumerate(zip(plan.sources, books, strict=True))
    )
    return Report(
        request.confidence,
        sources,
        books,
        (),
        notes=(
            *notes,
            *floors,
            *_repeated(plan),
            *_tested(request, tables),
            *where_notes(plan, collected, sum(b.used for b in books)),
        ),
        tables=tuple(tables),
    )


def _bounds(spec: SourcePlan) -> list[Bound]:
    return [Bound("answer", c.name, c.text, block.why) for block in spec.blocks for c in block.columns]


def _repeated(plan: Plan) -> tuple[str, ...]:
    """Whether people stand in several rows, each of which counts as a person here."""
    found = (spec.source.respondent for spec in plan.sources)
    repeats = any(
        column is not None and max(spec.source.answers(column.index).values(), default=0) > 1
        for spec, column in zip(plan.sources, found, strict=True)
    )
    said = (
        "people repeat, and every row counts as a person: intervals and tests are surer than they should be"
    )
    return (said,) if repeats else ()


def _tested(request: TableRequest, tables: Sequence[Table]) -> tuple[str, ...]:
    """How many cells were compared with the rest, and what that means for those that stand out."""
    tests = sum(table.tests for table in tables)
    if not tests:
        return ()
    alpha = 1 - request.confidence
    return (
        f"{tests} cells compared with everybody else: p adjusted within each table (Benjamini-Hochberg), "
        f"a cell is marked below {alpha:.3g}; of those, at most about one in {round(1 / alpha)} is marked by chance",
    )
