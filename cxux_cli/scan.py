"""The one scan of a plan; a second one only where the file refutes what its sample showed, and it says so."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from cxux_cli.assemble import cells
from cxux_cli.assemble.part import Part
from cxux_cli.errors import InputError

if TYPE_CHECKING:
    from cxux_cli.engine.cells import Collected
    from cxux_cli.engine.request import Plan
    from cxux_cli.sources.source import Source
    from cxux_cli.study.dates import Dates
    from cxux_cli.study.kinds import Question
    from cxux_cli.study.where import Condition

_Read = TypeVar("_Read")


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


def newest_row(
    source: Source, dates: Dates, condition: Condition | None, before: datetime
) -> datetime | None:
    """The moment of the newest row of a source that counts, before another moment."""
    from cxux_cli.engine.newest import newest

    return _to_the_end(source, lambda readable: newest(readable, dates, condition, before))[1]


def _to_the_end(source: Source, read: Callable[[Source], _Read]) -> tuple[Source, _Read]:
    """What is read of a source; where the scanner refuses the file, of its repaired copy."""
    import polars as pl

    try:
        return source, read(source)
    except (pl.exceptions.PolarsError, OSError) as error:
        if source.repair is None:
            raise InputError("the file cannot be read to its end", where=source.path) from error
        return _to_the_end(source.repair(source, "a byte or a quote the scanner refuses"), read)
