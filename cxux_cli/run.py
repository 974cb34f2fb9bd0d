"""Request to Report: the only place that joins the parts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from cxux_cli.assemble import cells, counts, definitions, questionnaire
from cxux_cli.assemble.part import Part
from cxux_cli.errors import CxuxError, InputError, UsageError
from cxux_cli.measures.base import Answer, Items
from cxux_cli.request import Request, TableRequest
from cxux_cli.results import Definition, Report
from cxux_cli.sources.open import open_sources
from cxux_cli.sources.options import ReadOptions
from cxux_cli.study.mapping import Block, Overrides

if TYPE_CHECKING:
    import polars as pl

    from cxux_cli.engine.cells import Collected
    from cxux_cli.engine.request import Plan, SourcePlan
    from cxux_cli.sources.source import Column, Source
    from cxux_cli.study.dates import Dates
    from cxux_cli.study.kinds import Question
    from cxux_cli.study.periods import Every, Window
    from cxux_cli.study.personas import Members


@dataclass(frozen=True, slots=True)
class Outcome:
    """The report, and one row per person where they were asked for."""

    report: Report
    scores: pl.DataFrame | None = None


MOST_SEGMENTS = 1_000
"""More segments than this are a column of identifiers taken for a segment."""
PERSON = "person"
"""The role of the column that says who answered."""
SOURCE = "source"
"""The segment that is no column but the file a row comes from."""


def run(request: Request) -> Outcome:
    """Measure. Raises `CxuxError` for anything a user can put right."""
    _check(request)
    if request.counts is not None:
        return Outcome(counts.from_counts(request))
    return _measure(Asked((request,)))


def run_all(requests: Sequence[Request]) -> Outcome:
    """Measure what the inputs hold of several measures, in one scan; the requests are sliced alike.

    A measure that the inputs do not hold is left out, one that is there but not clear is noted. Raises
    `CxuxError` as `run` does, and `InputError` when nothing can be measured.
    """
    for request in requests:
        _check(request)
    return _measure(Asked(tuple(requests), lenient=True))


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
        """How the rows are sliced, which is the same for all."""
        return self.requests[0]


def _measure(asked: Asked) -> Outcome:
    planned = _plan(asked, open_sources(asked.slicing.paths, asked.slicing.read))
    planned, collected, notes = scan(planned)
    report, scores = cells.from_cells(planned.parts, planned.plan, collected, (*planned.notes, *notes))
    return Outcome(report, scores)


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


def check_slicing(request: Request | TableRequest) -> None:
    """What is asked of every scan alike."""
    if not 0.01 <= request.confidence <= 0.999999:
        raise UsageError(
            f"the confidence is {request.confidence:g}, it must lie between 0.01 and 0.999999",
            where="--confidence",
            hint="0.95 is 95 %",
        )
    if not request.time.is_used:
        idle = next((n for n in ("date", "date_order", "timezone") if getattr(request.time, n)), None)
        if idle is not None:
            raise UsageError(
                "this says something about dates, and none are used",
                where=f"--{idle.replace('_', '-')}",
                hint="add --every month, --since or --until",
            )


@dataclass(frozen=True, slots=True)
class Planned:
    """What is scanned, which of its blocks answer which request, and what could not be planned."""

    plan: Plan
    parts: tuple[Part, ...]
    again: Callable[..., Planned]
    """Plans anew from repaired or reread sources: `again(sources, typed=…, witnesses=…)`."""
    notes: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    """What is tabulated, in the order of its blocks."""


def _plan(asked: Asked, sources: Sequence[Source], *, typed: bool = True, witnesses: bool = False) -> Planned:
    """`witnesses` asks for a witness of blank lines even where the sample seems to need none."""
    from cxux_cli.engine.request import Plan

    found, notes = _found(asked, sources)
    parts, scorings, start = [], [], 0
    blocks: list[list[Block]] = [[] for _ in sources]
    for request, of_sources in found:
        size = len(of_sources[0])
        parts.append(Part(request, range(start, start + size)))
        scoring = questionnaire.scoring(request) if isinstance(request.measure.question, Items) else None
        scorings += [scoring] * size
        start += size
        for mine, more in zip(blocks, of_sources, strict=True):
            mine += more
    specs = tuple(
        with_witness(source_plan(asked.slicing, source, tuple(mine), len(sources)), witnesses)
        for source, mine in zip(sources, blocks, strict=True)
    )
    names = tuple(column.name if column else SOURCE for column in specs[0].by)
    every, window = series(asked.slicing)
    study = asked.slicing.study if asked.slicing.personas else None
    plan = Plan(
        _with_person(asked.slicing, specs),
        tuple(scorings),
        rows=asked.slicing.scores,
        by_names=names,
        personas=study.personas if study else (),
        shown=asked.slicing.personas,
        every=every,
        window=window,
        typed=typed,
    )
    return Planned(plan, tuple(parts), partial(_plan, asked), notes)


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
        except CxuxError as error:
            if not asked.lenient:
                raise
            held = [source.path for source in sources if _holds(request, source)] if len(sources) > 1 else []
            if held and len(held) < len(sources):
                notes.append(f"{request.measure.key} not measured: only in {', '.join(held[:3])}")
            elif isinstance(error, UsageError):
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


def with_witness(spec: SourcePlan, forced: bool) -> SourcePlan:
    """The plan of a source, reading a further column where blank lines could not be told otherwise."""
    needed = spec.may_hold_blank_lines and (forced or not spec.has_filled_segment)
    return replace(spec, tell_blank_lines=needed)


def source_plan(
    request: Request | TableRequest, source: Source, blocks: tuple[Block, ...], sources: int
) -> SourcePlan:
    """A source with everything bound that slices or weighs its rows."""
    from cxux_cli.engine.request import SourcePlan

    by = tuple(_segment(source, name, sources) for name in request.by)
    if len({column.index if column else -1 for column in by}) < len(by):
        raise UsageError("a column is given twice", where="--by")
    condition = None
    if request.where is not None:
        from cxux_cli.study.where import parse

        condition = parse(request.where, source)
    return SourcePlan(
        source,
        blocks,
        by=by,
        weight=_weight(request, source),
        condition=condition,
        dates=_dates(request, source),
        members=_members(request, source),
        keep=request.keep,
    )


def _with_person(request: Request, specs: tuple[SourcePlan, ...]) -> tuple[SourcePlan, ...]:
    """The sources with the column that says who answered: where one is stated, or where people repeat."""
    from cxux_cli.study.names import resolve

    stated = request.columns.get(PERSON)
    if stated:
        return tuple(replace(spec, person=resolve(spec.source, stated[0], "--column")) for spec in specs)
    columns = [spec.source.respondent for spec in specs]
    repeats = any(
        column is not None and max(spec.source.answers(column.index).values(), default=0) > 1
        for spec, column in zip(specs, columns, strict=True)
    )
    if not repeats or None in columns:
        return specs
    return tuple(replace(spec, person=column) for spec, column in zip(specs, columns, strict=True))


def series(request: Request | TableRequest) -> tuple[Every | None, Window | None]:
    """The periods and the window asked for; nothing about dates is imported where time does not matter."""
    time = request.time
    if not time.is_used:
        return None, None
    from cxux_cli.study.periods import Every, window

    every = Every(time.every) if time.every is not None else None
    return every, window(time.since, time.until, time.timezone)


def _members(request: Request | TableRequest, source: Source) -> Members | None:
    """Which personas the rows of the source belong to, where some are asked for."""
    if isinstance(request, TableRequest) or request.study is None or not request.personas:
        return None
    from cxux_cli.study.personas import membership

    return membership(request.study.personas, source, request.study.path)


def _dates(request: Request | TableRequest, source: Source) -> Dates | None:
    """How the source says when a row was given, where that matters."""
    time = request.time
    if not time.is_used:
        return None
    from cxux_cli.study.date_column import find_date
    from cxux_cli.study.dates import understand
    from cxux_cli.study.names import resolve

    column = resolve(source, time.date, "--date") if time.date is not None else find_date(source)
    if column is None:
        raise UsageError(
            "no column says when an answer was given", where=source.path, hint="name one with --date COLUMN"
        )
    return understand(source, column, order=time.date_order, timezone=time.timezone)


def _weight(request: Request | TableRequest, source: Source) -> Column | None:
    """The column of weights; one without a single number is another column."""
    if request.weight is None:
        return None
    from cxux_cli.study.names import resolve
    from cxux_cli.study.weights import is_weight

    column = resolve(source, request.weight, "--weight")
    cells = source.answers(column.index)
    if cells and not any(map(is_weight, cells)):
        raise UsageError(
            f"column '{column.name}' holds no weights: none of its cells is a number",
            where=f"--weight, {source.path}",
        )
    return column


def _segment(source: Source, name: str, sources: int) -> Column | None:
    """The column of a segment; None for the source itself, which a column of that name comes before."""
    from cxux_cli.study.names import resolve

    if name.casefold() == SOURCE and source.named((name,)) is None:
        if sources < 2:
            raise UsageError("--by source compares several files, one was given", where="--by")
        return None
    column = resolve(source, name, "--by")
    if len(source.answers(column.index)) > MOST_SEGMENTS:
        raise UsageError(
            f"column '{column.name}' has more than {MOST_SEGMENTS} different values: it is no segment",
            where="--by",
        )
    return column


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
        scales = [[(b.scale.low, b.scale.high, b.variant) for b in blocks] for blocks in (first, other)]
        if scales[0] != scales[1]:
            (low, high, one), (its_low, its_high, another) = next(
                (a, b) for a, b in zip(*scales, strict=True) if a != b
            )
            raise UsageError(
                f"the files ask on two scales: {low}-{high} {one}".rstrip()
                + f" and {its_low}-{its_high} {another}".rstrip(),
                where=f"{sources[0].path} and {sources[number].path}",
                hint="state the scale they share with --scale, or compare them with --by source",
            )


def scan(planned: Planned) -> tuple[Planned, Collected, tuple[str, ...]]:
    """The one scan; a second one only where the file refutes what its sample showed, and it says so."""
    import polars as pl

    from cxux_cli.engine.collect import collect

    notes: tuple[str, ...] = ()
    while True:
        plan = planned.plan
        try:
            collected = collect(plan)
        except pl.exceptions.PolarsError as error:
            if plan.typed and any(plan.scorings) and not all(s.source.complete for s in plan.sources):
                planned = _reread(planned, [s.source for s in plan.sources])
                notes += ("scanned again as text: not all answers are whole numbers",)
            elif any(s.source.repair for s in plan.sources):
                why = "a byte that is not UTF-8" if "utf-8" in str(error) else "quotes the scanner refuses"
                planned = _repaired(planned, range(len(plan.sources)), why)
            else:
                raise _unreadable(plan, error) from error
            continue
        except OSError as error:
            raise _unreadable(plan, error) from error
        if cells.ambiguous(plan, collected):
            planned = planned.again([s.source for s in plan.sources], typed=plan.typed, witnesses=True)
            notes += ("scanned again: lines without answer and segment, which may be blank lines",)
            continue
        if swallowing := cells.swallowing(plan, collected):
            why = "there are fewer rows than lines, so a cell spans lines or a quote is missing"
            planned = _repaired(planned, swallowing, why)
            continue
        if plan.typed and cells.misread(plan, collected):
            planned = _reread(planned, [s.source for s in plan.sources])
            notes += ("scanned again: some answers are written in a way the sample did not show",)
            continue
        return planned, collected, notes


def _repaired(planned: Planned, which: Collection[int], why: str) -> Planned:
    """A plan that reads some sources through their repaired copies."""
    sources = [s.source for s in planned.plan.sources]
    for i in which:
        if (repair := sources[i].repair) is not None:
            sources[i] = repair(sources[i], why)
    # What was known in full was known of the file, and its copy holds other rows.
    if not planned.plan.typed:
        return _reread(planned, sources)
    return planned.again(sources, witnesses=_tells_blank_lines(planned.plan))


def _reread(planned: Planned, sources: Sequence[Source]) -> Planned:
    """A plan whose answers are known in full, as text."""
    from cxux_cli.engine.collect import distinct

    known = []
    for spec, source in zip(planned.plan.sources, sources, strict=True):
        columns = [c for block in spec.blocks for c in block.columns]
        if not source.complete:
            source, found = _to_the_end(source, partial(distinct, columns=columns))
            source = replace(source, _answers=found)
        known.append(source)
    return planned.again(known, typed=False, witnesses=_tells_blank_lines(planned.plan))


def _tells_blank_lines(plan: Plan) -> bool:
    return any(spec.tell_blank_lines for spec in plan.sources)


def _unreadable(plan: Plan, error: Exception) -> InputError:
    paths = ", ".join(s.source.path for s in plan.sources[:3])
    return InputError(
        "the file cannot be read to its end",
        where=paths,
        hint=(str(error).splitlines() or ["unknown"])[0][:160],
    )


def count_rows(source: Source) -> tuple[Source, int]:
    """The rows of a source; where the scanner refuses the file, of its repaired copy, which is returned too."""
    from cxux_cli.engine.collect import count

    return _to_the_end(source, count)


_Read = TypeVar("_Read")


def _to_the_end(source: Source, read: Callable[[Source], _Read]) -> tuple[Source, _Read]:
    """What is read of a source; where the scanner refuses the file, of its repaired copy."""
    import polars as pl

    try:
        return source, read(source)
    except (pl.exceptions.PolarsError, OSError) as error:
        if source.repair is None:
            raise InputError("the file cannot be read to its end", where=source.path) from error
        return _to_the_end(source.repair(source, "a byte or a quote the scanner refuses"), read)
