"""Request to Report: the only place that joins the parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cxux_cli.assemble import cells, counts, questionnaire
from cxux_cli.errors import InputError, UsageError
from cxux_cli.measures.base import Answer, Items
from cxux_cli.request import Request
from cxux_cli.results import Report
from cxux_cli.sources.open import open_sources
from cxux_cli.sources.options import ReadOptions
from cxux_cli.study.mapping import Block, Overrides

if TYPE_CHECKING:
    import polars as pl

    from cxux_cli.engine.cells import Collected
    from cxux_cli.engine.request import Plan, SourcePlan
    from cxux_cli.sources.source import Source


@dataclass(frozen=True, slots=True)
class Outcome:
    """The report, and one row per person where they were asked for."""

    report: Report
    scores: pl.DataFrame | None = None


MOST_SEGMENTS = 1_000
"""More segments than this are a column of identifiers taken for a segment."""


def run(request: Request) -> Outcome:
    """Measure. Raises `CxuxError` for anything a user can put right."""
    _check(request)
    if request.counts is not None:
        return Outcome(counts.from_counts(request))
    sources = open_sources(request.paths, request.read)
    plan = _plan(request, sources)
    plan, collected, notes = _collect(request, plan)
    report, scores = cells.from_cells(request, plan, collected, notes)
    return Outcome(report, scores)


def _check(request: Request) -> None:
    """Everything that can be refused before a file is opened."""
    if not 0.01 <= request.confidence <= 0.999999:
        raise UsageError(
            f"the confidence is {request.confidence:g}, it must lie between 0.01 and 0.999999",
            where="--confidence",
            hint="0.95 is 95 %",
        )
    known = request.measure.estimator.intervals
    if request.interval is not None and request.interval not in known:
        raise UsageError(
            f"{request.measure.key} has no interval '{request.interval}'",
            where="--interval",
            hint=f"choose one of: {', '.join(known)}",
        )
    if request.counts is None and not request.paths:
        raise UsageError("no file was given", hint=f"for example: cxux {request.measure.key} responses.csv")
    if request.counts is not None and request.paths:
        raise UsageError("give a file or --counts, not both", where="--counts")
    if request.counts is not None:
        sliced = (request.by, request.where, request.weight, request.columns, request.keep, request.scores)
        if any(sliced) or request.read != ReadOptions():
            raise UsageError(
                "--counts has no file and no rows: leave out the options that read, slice or list them",
                where="--counts",
            )
    for option, names in (("--by", request.by), *((f"--column {r}", n) for r, n in request.columns.items())):
        twice = next((name for name in names if list(names).count(name) > 1), None)
        if twice is not None:
            raise UsageError(f"'{twice}' is given twice", where=option)


def _plan(
    request: Request, sources: Sequence[Source], *, typed: bool = True, witnesses: bool = False
) -> Plan:
    """`witnesses` asks for a witness of blank lines even where the sample seems to need none."""
    from cxux_cli.engine.request import Plan

    specs = tuple(_with_witness(_source_plan(request, source), witnesses) for source in sources)
    _same(specs)
    scoring = questionnaire.scoring(request) if isinstance(request.measure.question, Items) else None
    return Plan(specs, scoring, rows=request.scores, partial=request.missing != "listwise", typed=typed)


def _with_witness(spec: SourcePlan, forced: bool) -> SourcePlan:
    needed = spec.may_hold_blank_lines and (forced or not spec.has_filled_segment)
    return replace(spec, tell_blank_lines=needed)


def _source_plan(request: Request, source: Source) -> SourcePlan:
    from cxux_cli.engine.request import SourcePlan
    from cxux_cli.study.names import resolve

    by = tuple(resolve(source, name, "--by") for name in request.by)
    if len({column.index for column in by}) < len(by):
        raise UsageError("a column is given twice", where="--by")
    for column in by:
        distinct = len(source.answers(column.index))
        if distinct > MOST_SEGMENTS:
            raise UsageError(
                f"column '{column.name}' has more than {MOST_SEGMENTS} different values: it is no segment",
                where="--by",
            )
    condition = None
    if request.where is not None:
        from cxux_cli.study.where import parse

        condition = parse(request.where, source)
    return SourcePlan(
        source,
        tuple(_blocks(request, source)),
        by=by,
        weight=resolve(source, request.weight, "--weight") if request.weight is not None else None,
        condition=condition,
        keep=request.keep,
    )


def _blocks(request: Request, source: Source) -> list[Block]:
    measure = request.measure
    known = [measure.question.role]
    for role in request.columns:
        if role not in known:
            raise UsageError(
                f"{measure.key} has no role '{role}'", where="--column", hint=f"its role is: {known[0]}"
            )
    overrides = Overrides(request.columns)
    if isinstance(measure.question, Answer):
        from cxux_cli.study.answer import find_answer

        return [find_answer(source, measure, overrides, request.scale)]
    from cxux_cli.study.items import find_items

    return find_items(source, measure, overrides, questionnaire.choice(request))


def _same(specs: Sequence[SourcePlan]) -> None:
    """Several files are one data set when the same columns were chosen in all of them."""
    first = specs[0]
    for other in specs[1:]:
        mine, its = (
            [[(c.name, c.text) for c in block.columns] for block in spec.blocks] for spec in (first, other)
        )
        if mine == its:
            continue
        if len(mine) == len(its) and [[t for _, t in b] for b in mine] == [[t for _, t in b] for b in its]:
            continue
        pairs = zip((c for b in mine for c in b), (c for b in its for c in b), strict=False)
        different = next(((a, b) for a, b in pairs if a[1] != b[1]), None)
        said = (
            f"'{different[0][1][:60]}' here, '{different[1][1][:60]}' there"
            if different
            else "another number"
        )
        raise UsageError(
            f"the files do not ask the same: {said}",
            where=f"{first.source.path} and {other.source.path}",
            hint="measure them one by one, or name the column with --column",
        )


def _collect(request: Request, plan: Plan) -> tuple[Plan, Collected, tuple[str, ...]]:
    """The one scan; a second one only where the file refutes what its sample showed, and it says so."""
    import polars as pl

    from cxux_cli.engine.collect import collect

    notes: tuple[str, ...] = ()
    repaired = False
    while True:
        try:
            collected = collect(plan)
        except pl.exceptions.PolarsError as error:
            if plan.typed and plan.scoring is not None and not all(s.source.complete for s in plan.sources):
                plan = _reread(request, plan)
                notes += ("scanned again as text: not all answers are whole numbers",)
            elif not repaired and any(s.source.repair for s in plan.sources):
                plan = _repair(request, plan, error)
                repaired = True
            else:
                raise _unreadable(plan, error) from error
            continue
        except OSError as error:
            raise _unreadable(plan, error) from error
        if cells.ambiguous(plan, collected):
            plan = _plan(request, [s.source for s in plan.sources], typed=plan.typed, witnesses=True)
            notes += ("scanned again: lines without answer and segment, which may be blank lines",)
            continue
        if not repaired and (swallowing := cells.swallowing(plan, collected)):
            sources = [s.source for s in plan.sources]
            for i in swallowing:
                if (repair := sources[i].repair) is not None:
                    sources[i] = repair(
                        "there are fewer rows than lines, so a cell spans lines or a quote is missing"
                    )
            plan = _plan(request, sources, typed=plan.typed)
            repaired = True
            continue
        if plan.typed and cells.misread(plan, collected):
            plan = _reread(request, plan)
            notes += ("scanned again: some answers are written in a way the sample did not show",)
            continue
        return plan, collected, notes


def _repair(request: Request, plan: Plan, error: Exception) -> Plan:
    why = "a byte that is not UTF-8" if "utf-8" in str(error) else "quotes the scanner refuses"
    sources = [s.source.repair(why) if s.source.repair else s.source for s in plan.sources]
    return _plan(request, sources, typed=plan.typed)


def _reread(request: Request, plan: Plan) -> Plan:
    """A plan whose answers are known in full, as text."""
    import polars as pl

    from cxux_cli.engine.collect import distinct

    sources = []
    for spec in plan.sources:
        source, columns = spec.source, [c for block in spec.blocks for c in block.columns]
        if not source.complete:
            try:
                found = distinct(source, columns)
            except pl.exceptions.PolarsError as error:
                if source.repair is None:
                    raise _unreadable(plan, error) from error
                source = source.repair("a byte or a quote the scanner refuses")
                try:
                    found = distinct(source, columns)
                except pl.exceptions.PolarsError as again:
                    raise _unreadable(plan, again) from again
            source = replace(source, _answers=found)
        sources.append(source)
    return _plan(request, sources, typed=False)


def _unreadable(plan: Plan, error: Exception) -> InputError:
    paths = ", ".join(s.source.path for s in plan.sources[:3])
    return InputError(
        "the file cannot be read to its end",
        where=paths,
        hint=(str(error).splitlines() or ["unknown"])[0][:160],
    )


def count_rows(source: Source) -> tuple[Source, int]:
    """The rows of a source; where the scanner refuses the file, of its repaired copy, which is returned too."""
    import polars as pl

    from cxux_cli.engine.collect import count

    try:
        return source, count(source)
    except (pl.exceptions.PolarsError, OSError) as error:
        if source.repair is None:
            raise InputError("the file cannot be read to its end", where=source.path) from error
        repaired = source.repair("a byte or a quote the scanner refuses")
        return repaired, count(repaired)
