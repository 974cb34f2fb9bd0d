"""How the rows of a source are sliced: options to columns, conditions, dates, personas, people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from cxux_cli.errors import UndatedError, UsageError
from cxux_cli.request import Request, TableRequest, TasksRequest
from cxux_cli.study.mapping import Block

if TYPE_CHECKING:
    from cxux_cli.engine.request import SourcePlan
    from cxux_cli.sources.source import Column, Source
    from cxux_cli.study.dates import Dates
    from cxux_cli.study.periods import Every, Window
    from cxux_cli.study.personas import Members

MOST_SEGMENTS = 1_000
"""More segments than this are a column of identifiers taken for a segment."""
PERSON = "person"
"""The role of the column that says who answered."""
SOURCE = "source"
"""The segment that is no column but the file a row comes from."""


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


def with_person(request: Request, specs: tuple[SourcePlan, ...]) -> tuple[SourcePlan, ...]:
    """The sources with the column that says who answered: one that is stated, or in which somebody repeats."""
    from cxux_cli.study.names import resolve

    stated = request.columns.get(PERSON)
    if stated:
        # Somebody who names the people of files that are compared says that one number is one person.
        known = SOURCE in map(str.casefold, request.by)
        columns = [resolve(spec.source, stated[0], "--column") for spec in specs]
        return tuple(
            replace(spec, person=column, ids_are_shared=known)
            for spec, column in zip(specs, columns, strict=True)
        )
    found = [spec.source.respondent for spec in specs]
    if None in found:
        return specs
    ids = [spec.source.answers(c.index) for spec, c in zip(specs, found, strict=True) if c is not None]
    repeats = any(max(of.values(), default=0) > 1 for of in ids)
    # Where files are compared, it matters who is in two of them.
    is_compared = SOURCE in map(str.casefold, request.by)
    several = is_compared and any(one.keys() & other.keys() for one, other in combinations(ids, 2))
    if not repeats and not several:
        return specs
    return tuple(replace(spec, person=column) for spec, column in zip(specs, found, strict=True))


def with_roles(request: Request, sources: Sequence[Source]) -> tuple[Request, int | None]:
    """The request sliced by the roles of its study too, and where they stand; None where a source lacks them."""
    roles = request.study.roles if request.study else None
    if roles is None:
        return request, None
    if roles.by in request.by:
        return request, list(request.by).index(roles.by)
    columns = [source.named((roles.by,)) for source in sources]
    if any(
        c is None or len(s.answers(c.index)) > MOST_SEGMENTS for c, s in zip(columns, sources, strict=True)
    ):
        return request, None
    return replace(request, by=(*request.by, roles.by)), len(request.by)


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
    if not isinstance(request, Request | TasksRequest) or request.study is None or not request.personas:
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
        gone = "; ".join(f"'{name}' was left out: {why}" for name, why in source.left_out.items())
        raise UndatedError(
            "no column says when an answer was given",
            where=source.path,
            hint=f"{gone}; --layout wide reads the file as it is" if gone else "name one with --date COLUMN",
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
