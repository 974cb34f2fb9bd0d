"""What one part of a scan needs of its slices: the segments and periods of the others are added up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from cxux_cli.assemble.part import Part

if TYPE_CHECKING:
    from cxux_cli.engine.cells import Slot
    from cxux_cli.engine.people import People
    from cxux_cli.engine.request import Plan
    from cxux_cli.engine.samples import Sample


def narrowed(
    part: Part, plan: Plan, samples: Mapping[Slot, Sample], people: People | None, b: int
) -> tuple[Plan, int, Mapping[Slot, Sample], People | None]:
    """The plan, block, samples and people of a part, sliced as that part alone would be.

    States add, so that a scan sliced by everything that anybody asks for holds what each of them asks for.
    """
    series = part.request.time.every is not None
    if part.by == tuple(range(len(plan.by_names))) and (series or plan.every is None):
        return plan, b, samples, people
    own = replace(
        plan, by_names=tuple(plan.by_names[i] for i in part.by), every=plan.every if series else None
    )
    merged: dict[Slot, Sample] = {}
    for slot in sorted(samples, key=str):
        key = slot._replace(
            segment=tuple(slot.segment[i] for i in part.by), period=slot.period if series else None
        )
        merged[key] = merged[key] + samples[slot] if key in merged else samples[slot]
    return own, b, merged, people.by(part.by) if people else None
