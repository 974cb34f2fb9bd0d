"""Table request to Report: any question of a survey, counted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from cxux_cli.assemble.tables import report
from cxux_cli.errors import UsageError
from cxux_cli.request import TableRequest
from cxux_cli.results import Report
from cxux_cli.scan import Planned, scan
from cxux_cli.slicing import SOURCE, check_slicing, series, source_plan, with_witness
from cxux_cli.sources.open import open_sources
from cxux_cli.stats.proportion import INTERVALS

if TYPE_CHECKING:
    from cxux_cli.sources.source import Column, Source


def run(request: TableRequest) -> Report:
    """Tabulate, in one scan. Raises `CxuxError` for anything a user can put right."""
    check_slicing(request)
    if not request.paths:
        raise UsageError("no file was given", hint="for example: cxux table responses.csv")
    if request.interval not in INTERVALS:
        raise UsageError(
            f"a share has no interval '{request.interval}'",
            where="--interval",
            hint=f"choose one of: {', '.join(INTERVALS)}",
        )
    planned = _plan(request, open_sources(request.paths, request.read))
    planned, collected, notes = scan(planned)
    return report(request, planned.questions, planned.plan, collected, (*planned.notes, *notes))


def _plan(
    request: TableRequest, sources: Sequence[Source], *, typed: bool = True, witnesses: bool = False
) -> Planned:
    from cxux_cli.engine.request import Plan
    from cxux_cli.study.asking import blocks, choose, elsewhere

    chosen = choose(sources[0], request.columns, _aside(request, sources[0]))
    specs = []
    for number, source in enumerate(sources):
        mine = [elsewhere(q, source) if number else q for q in chosen.questions]
        of_source = tuple(block for question in mine for block in blocks(question))
        specs.append(with_witness(source_plan(request, source, of_source, len(sources)), witnesses))
    every, window = series(request)
    plan = Plan(
        tuple(specs),
        (None,) * len(specs[0].blocks),
        by_names=tuple(column.name if column else SOURCE for column in specs[0].by),
        every=every,
        window=window,
        typed=typed,
    )
    return Planned(plan, (), partial(_plan, request), chosen.notes, chosen.questions)


def _aside(request: TableRequest, source: Source) -> list[Column]:
    """Columns that slice or weigh, which nobody wants counted beside."""
    from cxux_cli.study.names import resolve

    names = [(name, "--by") for name in request.by]
    names += [(request.weight, "--weight")] if request.weight is not None else []
    found = []
    for name, option in names:
        if not (name.casefold() == SOURCE and source.named((name,)) is None):
            found.append(resolve(source, name, option))
    return found
