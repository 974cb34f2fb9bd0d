"""What each choice of rows does to a total: its value had the rows left out for one reason been counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cxux_cli.assemble.part import Part
from cxux_cli.engine.samples import total
from cxux_cli.results import Including, Result
from cxux_cli.study.rows import WHERE

if TYPE_CHECKING:
    from cxux_cli.engine.cells import Cell, Slot
    from cxux_cli.engine.request import Plan
    from cxux_cli.engine.samples import Sample

Read = Callable[[Sequence["Cell"]], "Mapping[Slot, Sample]"]
"""Cells to samples, as the block is read."""


def including(
    results: Sequence[Result], part: Part, plan: Plan, b: int, cells: Sequence[Cell], read: Read
) -> list[Result]:
    """The results, their total with what it would be otherwise; the scan has the rows left out as well.

    Only rows that somebody chose to leave out count: by a condition, or because the tool marked them. With
    a privacy floor, fewer answers than it are not told from the total, and none where people answered
    several times: how many people gave them is not known.
    """
    if not any(r.total and not r.hidden for r in results):
        return list(results)
    chosen = {WHERE} | {rule.reason for spec in plan.sources for rule in spec.source.dialect.exclusions}
    tallies = []
    for reason in sorted({cell.reason for cell in cells if cell.reason in chosen and cell.w > 0} - {None}):
        rows = sum(cell.n for cell in cells if cell.reason == reason)
        tallies.append((reason, rows, total(read(_counted(cells, reason))).tally))
    block, request = plan.sources[0].blocks[b], part.request
    found = []
    for r in results:
        if r.total and not r.hidden:
            of = next(m for m in (request.measure, *request.measure.companions) if m.key == r.measure)
            form = of.at(block.scale.low, block.scale.high, block.variant) or of
            otherwise = []
            for reason, rows, tally in tallies:
                estimate = form.estimator.estimate(
                    tally, confidence=request.confidence, interval=next(iter(form.estimator.intervals))
                )
                if estimate.value is not None and _is_shown(estimate.n - r.estimate.n, r, request.min_n):
                    otherwise.append(Including(str(reason), rows, estimate.value, estimate.n))
            r = replace(r, including=tuple(otherwise))
        found.append(r)
    return found


def _is_shown(more: int, result: Result, min_n: int) -> bool:
    """Whether so many answers more may be told from the total."""
    return min_n == 1 or more == 0 or (more >= min_n and "persons" not in result.estimate.parts)


def _counted(cells: Iterable[Cell], reason: str | None) -> list[Cell]:
    """The rows that count and those left out for one reason."""
    return [replace(c, reason=None) for c in cells if c.reason is None or (c.reason == reason and c.w > 0)]
