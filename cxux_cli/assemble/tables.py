"""The cells of one scan to a report of tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cxux_cli.assemble.answers import raw_counts
from cxux_cli.assemble.sources import blank_lines, facts, ledgers, where_notes
from cxux_cli.assemble.tabulate import table
from cxux_cli.assemble.untold import Behind
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
    tables, start, known = list[Table](), 0, plan.sources[0].source.labels
    whys: list[str | None] = []
    floors: dict[str, None] = {}
    given = plan.sources[0]
    segments = [column for column in given.by if column]
    selecting = given.condition.columns if given.condition else ()
    for question in questions:
        size = 1 if question.kind is Kind.MULTIPLE else len(question.columns)
        if not all(spec.source.complete for spec in plan.sources):
            # What a sample is too short to show does not depend on which rows count.
            question = settled(question, raw_counts(collected.blocks[start]), known)
        found = floor(given.source, [*question.columns, *segments, *selecting])
        if found.least > request.min_n:
            floors[found.note] = None
        private = replace(request, min_n=max(request.min_n, found.least))
        secret = floor(given.source, segments).least > 1
        everybody = collected.blocks[start : start + size]
        answered = floor(given.source, question.columns).measure
        tables.append(
            table(
                private,
                question,
                used[start : start + size],
                plan.by_names,
                known,
                Behind(everybody, answered, secret),
            )
        )
        # Why a column is the question must not tell what is hidden in its table.
        whys += [tables[-1].why if tables[-1].why != question.why else None] * size
        start += size
    books = ledgers(plan, collected.blocks[0])
    blank = blank_lines(collected.blocks[0])
    sources = tuple(
        facts(spec, book, blank.get(i, 0), _bounds(spec, whys), hashes=request.hashes)
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


def _bounds(spec: SourcePlan, whys: Sequence[str | None]) -> list[Bound]:
    return [
        Bound("answer", c.name, c.text, why or block.why)
        for block, why in zip(spec.blocks, whys, strict=True)
        for c in block.columns
    ]


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
