"""Request to Report: the only place that joins the parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from cxux_cli.assemble import cells, counts, definitions, questionnaire
from cxux_cli.assemble.part import Part
from cxux_cli.errors import CxuxError, InputError, UsageError
from cxux_cli.measures.base import Answer, Items
from cxux_cli.request import Request
from cxux_cli.results import Definition, Report
from cxux_cli.scan import Planned, scan
from cxux_cli.slicing import (
    PERSON,
    SOURCE,
    check_slicing,
    series,
    source_plan,
    with_person,
    with_roles,
    with_witness,
)
from cxux_cli.sources.open import open_sources
from cxux_cli.sources.options import ReadOptions
from cxux_cli.study.floors import Floor, floor
from cxux_cli.study.mapping import Block, Overrides

if TYPE_CHECKING:
    import polars as pl

    from cxux_cli.engine.cells import Collected
    from cxux_cli.engine.request import SourcePlan
    from cxux_cli.sources.source import Source


@dataclass(frozen=True, slots=True)
class Outcome:
    """The report, and one row per person where they were asked for.

    `floors` are the privacy floors that were kept, by measure: that of the request or of its columns.
    """

    report: Report
    scores: pl.DataFrame | None = None
    floors: Mapping[str, int] = field(default_factory=dict)


def run(request: Request) -> Outcome:
    """Measure. Raises `CxuxError` for anything a user can put right."""
    _check(request)
    if request.counts is not None:
        return Outcome(counts.from_counts(request))
    return _measure(Asked((request,)))


def run_all(requests: Sequence[Request], *, lenient: bool = True) -> Outcome:
    """Measure what the inputs hold of several measures, in one scan; the requests are sliced alike.

    A measure that the inputs do not hold is left out, one that is there but not clear is noted. Raises
    `CxuxError` as `run` does, and `InputError` when nothing can be measured.
    """
    for request in requests:
        _check(request)
    return _measure(Asked(tuple(requests), lenient=lenient))


def compare_definitions(request: Request) -> tuple[Report, list[Definition]]:
    """The report of a measure, and what each other published definition makes of the same answers."""
    _check(request)
    asked = definitions.requests(request)
    report = _measure(Asked(asked)).report
    return report, definitions.definitions(asked, report)


@dataclass(frozen=True, slots=True)
class Asked:
    """All that is measured in one scan; `lenient` leaves out what the inputs do not hold."""

    requests: tuple[Request, ...]
    lenient: bool = False

    @property
    def slicing(self) -> Request:
        """How the rows are sliced: alike for all, but for the segments and the periods that each of them shows."""
        first = self.requests[0]
        by = tuple(dict.fromkeys(name for request in self.requests for name in request.by))
        every = next((r.time.every for r in self.requests if r.time.every is not None), None)
        return replace(first, by=by, time=replace(first.time, every=every))


def _measure(asked: Asked) -> Outcome:
    planned = _plan(asked, open_sources(asked.slicing.paths, asked.slicing.read))
    planned, collected, notes = scan(planned)
    planned = _settled(planned, collected)
    report, scores = cells.from_cells(planned.parts, planned.plan, collected, (*planned.notes, *notes))
    if collected.newest:
        from cxux_cli.assemble.running import with_running

        report = with_running(report, asked.slicing.time, collected.newest)
    floors = {
        measure.key: part.request.min_n
        for part in planned.parts
        for measure in (part.request.measure, *part.request.measure.companions)
        if part.request.min_n > 1
    }
    return Outcome(report, scores, floors)


def _settled(planned: Planned, collected: Collected) -> Planned:
    """The plan with the scales that the answers of the rows that count decide; nothing is scanned again."""
    from cxux_cli.study.settle import settled

    plan = planned.plan
    blocks = [list(spec.blocks) for spec in plan.sources]
    for part in planned.parts:
        if not isinstance(part.request.measure.question, Answer):
            continue
        for b in part.blocks:
            for i, answers in cells.answers(plan, b, collected).items():
                request, source = part.request, plan.sources[i].source
                blocks[i][b] = settled(
                    *(blocks[i][b], source, answers, request.measure, request.scale, request.variant)
                )
        _same_scales(
            [spec.source for spec in plan.sources],
            [mine[part.blocks.start : part.blocks.stop] for mine in blocks],
        )
    specs = (replace(spec, blocks=tuple(mine)) for spec, mine in zip(plan.sources, blocks, strict=True))
    return replace(planned, plan=replace(plan, sources=tuple(specs)))


def _check(request: Request) -> None:
    """Everything that can be refused before a file is opened."""
    check_slicing(request)
    measures = (request.measure, *request.measure.companions)
    known = list(dict.fromkeys(name for m in measures for name in m.estimator.intervals))
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
        if any(sliced) or request.time.is_used or request.read != ReadOptions():
            raise UsageError(
                "--counts has no file and no rows: leave out the options that read, slice or list them",
                where="--counts",
            )
    for option, names in (("--by", request.by), *((f"--column {r}", n) for r, n in request.columns.items())):
        twice = next((name for name in names if list(names).count(name) > 1), None)
        if twice is not None:
            raise UsageError(f"'{twice}' is given twice", where=option)


def _plan(asked: Asked, sources: Sequence[Source], *, typed: bool = True, witnesses: bool = False) -> Planned:
    """`witnesses` asks for a witness of blank lines even where the sample seems to need none."""
    from cxux_cli.engine.request import Plan

    found, notes = _found(asked, sources)
    slicing, role = with_roles(asked.slicing, sources)
    parts: list[Part] = []
    scorings, start = [], 0
    blocks: list[list[Block]] = [[] for _ in sources]
    for request, of_sources in found:
        size = len(of_sources[0])
        own = tuple(slicing.by.index(name) for name in dict.fromkeys(request.by))
        parts.append(Part(request, range(start, start + size), own))
        scoring = questionnaire.scoring(request) if isinstance(request.measure.question, Items) else None
        scorings += [scoring] * size
        start += size
        for mine, more in zip(blocks, of_sources, strict=True):
            mine += more
    specs = tuple(
        with_witness(source_plan(slicing, source, tuple(mine), len(sources)), witnesses)
        for source, mine in zip(sources, blocks, strict=True)
    )
    names = tuple(column.name if column else SOURCE for column in specs[0].by)
    private = [_private(part, specs) for part in parts]
    parts = [part for part, _ in private]
    notes = (*notes, *dict.fromkeys(note for _, note in private if note is not None))
    every, window = series(slicing)
    study = slicing.study if slicing.personas else None
    plan = Plan(
        with_person(slicing, specs),
        tuple(scorings),
        rows=slicing.scores,
        by_names=names,
        role=role,
        unit="accounts" if slicing.study is not None and slicing.study.unit == "account" else "persons",
        personas=study.personas if study else (),
        shown=slicing.personas,
        every=every,
        window=window,
        typed=typed,
    )
    return Planned(plan, tuple(parts), partial(_plan, asked), notes)


def _private(part: Part, specs: Sequence[SourcePlan]) -> tuple[Part, str | None]:
    """The part with the privacy floor of every column it uses, however they were bound, and what is said of it.

    Raises `UsageError` where single people were asked for.
    """
    request, most, secret = part.request, Floor(), set[str]()
    for spec in specs:
        segments = [spec.by[i] for i in part.by]
        used = [
            column for block in spec.blocks[part.blocks.start : part.blocks.stop] for column in block.columns
        ]
        used += [column for column in segments if column]
        used += spec.condition.columns if spec.condition else ()
        most = max(most, floor(spec.source, used), key=lambda each: each.least)
        secret |= {c.name for c in segments if c and floor(spec.source, (c,)).least > 1}
    if most.measure is None or most.measure.key == request.measure.key or most.least <= request.min_n:
        return replace(part, secret=frozenset(secret)), None
    if request.scores:
        raise UsageError(f"--scores lists single people, and {most.note}", where="--scores")
    return replace(part, request=replace(request, min_n=most.least), secret=frozenset(secret)), most.note


def _found(
    asked: Asked, sources: Sequence[Source]
) -> tuple[list[tuple[Request, list[list[Block]]]], tuple[str, ...]]:
    """For each request its blocks in every source."""
    found, notes = [], []
    for request in asked.requests:
        try:
            of_sources = [_blocks(request, source) for source in sources]
            if SOURCE not in request.by:
                _same(sources, of_sources)
            _same_scales(sources, of_sources)
        except CxuxError as error:
            if not asked.lenient:
                raise
            held = [source.path for source in sources if _holds(request, source)] if len(sources) > 1 else []
            if held and len(held) < len(sources):
                notes.append(f"{request.measure.key} not measured: only in {', '.join(held[:3])}")
            # A message that names a column says why one that looks like it does not count.
            elif isinstance(error, UsageError) or "#" in error.message:
                notes.append(f"{request.measure.key} not measured: {error.message}")
            continue
        found.append((request, of_sources))
    if not found:
        raise InputError(
            "nothing in it can be measured" + (f" ({'; '.join(notes)})" if notes else ""),
            where=", ".join(source.path for source in sources[:3]),
            hint="the files ask different things: score them one by one"
            if len(sources) > 1 and notes
            else f"see what it holds with: cxux inspect {sources[0].path}; count any question with: cxux table",
        )
    if len(sources) > 1 and len({source.dialect.id for source in sources}) > 1:
        tools = ", ".join(dict.fromkeys(source.dialect.name for source in sources))
        notes.append(f"the files come from several tools ({tools}) and ask the same: they are one data set")
    return found, tuple(notes)


def _holds(request: Request, source: Source) -> bool:
    """Whether the source alone answers the measure."""
    try:
        return bool(_blocks(request, source))
    except CxuxError:
        return False


def _blocks(request: Request, source: Source) -> list[Block]:
    measure = request.measure
    known = [measure.question.role, PERSON]
    for role in request.columns:
        if role not in known:
            raise UsageError(
                f"{measure.key} has no role '{role}'",
                where="--column",
                hint=f"its roles are: {', '.join(known)}",
            )
    overrides = Overrides(request.columns)
    if isinstance(measure.question, Answer):
        from cxux_cli.study.answer import find_answer

        mine = source.for_measure(measure.key)
        return [
            replace(find_answer(mine, measure, overrides, request.scale, request.variant), asked=mine.asked)
        ]
    from cxux_cli.study.items import find_items

    return find_items(source, measure, overrides, questionnaire.choice(request))


def _same(sources: Sequence[Source], of_sources: Sequence[Sequence[Block]]) -> None:
    """Several files are one data set when the same columns were chosen in all of them."""
    first = of_sources[0]
    for number, other in enumerate(of_sources):
        mine, its = ([[(c.name, c.text) for c in block.columns] for block in b] for b in (first, other))
        alike = len(mine) == len(its) and [[t for _, t in b] for b in mine] == [
            [t for _, t in b] for b in its
        ]
        if mine != its and not alike:
            pairs = zip((c for b in mine for c in b), (c for b in its for c in b), strict=False)
            different = next(((a, b) for a, b in pairs if a[1] != b[1]), None)
            said = (
                f"'{different[0][1][:60]}' here, '{different[1][1][:60]}' there"
                if different
                else "another number"
            )
            raise UsageError(
                f"the files do not ask the same: {said}",
                where=f"{sources[0].path} and {sources[number].path}",
                hint="measure them one by one, name the column with --column, or compare them with --by source",
            )


def _same_scales(sources: Sequence[Source], of_sources: Sequence[Sequence[Block]]) -> None:
    """Numbers of several files can be pooled or compared when they are on one scale, in one wording."""
    first = of_sources[0]
    for number, other in enumerate(of_sources):
        for mine, its in zip(first, other, strict=False):
            one, another = ((b.scale.low, b.scale.high, b.variant) for b in (mine, its))
            if one != another:
                said = " and ".join(
                    f"{low}-{high} {variant}".rstrip() for low, high, variant in (one, another)
                )
                raise UsageError(
                    f"the files ask on two scales: {said}",
                    where=f"{sources[0].path} and {sources[number].path}",
                    hint="measure them one by one, or state the scale they share with --scale",
                )
