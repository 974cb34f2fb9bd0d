"""The samples of one block to results: every cell, every persona, and the whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from cxux_cli.assemble.measured import measured
from cxux_cli.assemble.privacy import hide
from cxux_cli.measures.base import Measure
from cxux_cli.request import Request
from cxux_cli.results import Period, Result, Weighted
from cxux_cli.study.mapping import Block

if TYPE_CHECKING:
    from cxux_cli.engine.cells import Slot
    from cxux_cli.engine.people import People
    from cxux_cli.engine.request import Plan
    from cxux_cli.engine.samples import Sample


def results(
    request: Request, plan: Plan, b: int, samples: Mapping[Slot, Sample], people: People | None
) -> list[Result]:
    """The results of a measure and its companions in one block, with small groups hidden.

    `people` holds the answers by person, where people answer several times.
    """
    found = []
    for form in forms(request, plan.sources[0].blocks[b]):
        of_form = list(_of(form, request, plan, b, samples, people))
        members = [_members(plan, samples, r) for r in of_form] if plan.personas else ()
        # Personas that are not asked for are hidden with the others before they are left out.
        safe = hide(of_form, request.min_n, members)
        hidden = {persona.id for persona in plan.personas} - set(plan.shown)
        found += [r for r in safe if r.persona not in hidden]
    return found


def forms(request: Request, block: Block) -> list[Measure]:
    """The measure and its companions as they are computed on the scale and in the wording of a block."""
    low, high = block.scale.low, block.scale.high
    companions = (c.at(low, high, block.variant) for c in request.measure.companions)
    return [request.measure.at(low, high, block.variant) or request.measure, *filter(None, companions)]


def _members(plan: Plan, samples: Mapping[Slot, Sample], result: Result) -> dict[int, int]:
    """Answers behind a result, per mask of personas."""
    bits = {persona.id: i for i, persona in enumerate(plan.personas)}
    found: dict[int, int] = {}
    for slot, sample in samples.items():
        mask = slot.personas
        if result.persona in bits:
            if not mask >> bits[result.persona] & 1:
                continue
        elif result.persona is not None and mask:
            continue
        if result.period is not None and slot.period != result.period.start:
            continue
        own = dict(zip(plan.by_names, slot.segment, strict=True))
        if any(result.segment.get(name, value) != value for name, value in own.items()):
            continue
        found[mask] = found.get(mask, 0) + sample.tally.n
    return {mask: n for mask, n in found.items() if n}


def _of(
    measure: Measure,
    request: Request,
    plan: Plan,
    b: int,
    samples: Mapping[Slot, Sample],
    people: People | None,
) -> Iterator[Result]:
    from cxux_cli.engine.samples import total

    names = plan.by_names
    condition = plan.sources[0].blocks[b].condition
    # A column of that name is a segment like any other; the block then takes the longer name.
    own = {"condition" if "condition" not in names else "condition (block)": condition} if condition else {}
    code, starts = measure.estimator.code, _starts(plan, samples)
    for persona, bit, of_persona in _personas(plan, samples):
        cells = _cells(of_persona, starts) if names or plan.every else {}
        for slot in sorted(cells, key=order):
            labels = own | dict(zip(names, slot.segment, strict=True))
            period = _period(plan, slot)
            yield measured(
                *(measure, request, plan, b, cells[slot], labels),
                persona=persona,
                period=period,
                is_total=False,
                persons=people.persons(code, slot=slot, persona=bit) if people else None,
            )
        whole = measured(
            *(measure, request, plan, b, total(of_persona), own),
            persona=persona,
            period=None,
            is_total=persona is None,
            persons=people.persons(code, persona=bit) if people else None,
        )
        if persona is None and request.min_n == 1:
            # Other weights beside a total could tell a small group apart, so that a floor allows none.
            whole = replace(
                whole,
                weighted=_weighted(measure, request, samples, plan, people),
                accounts=_of_accounts(measure, request, plan, people),
            )
        yield whole


def _of_accounts(measure: Measure, request: Request, plan: Plan, people: People | None) -> Weighted | None:
    """The mean over accounts of the means of their people, where the study counts accounts."""
    if plan.unit != "accounts" or people is None:
        return None
    alike, tally = people.alike()
    persons = alike.persons(measure.estimator.code)
    if persons is None:
        return None
    interval = next(iter(measure.estimator.intervals))
    estimate = measure.estimator.estimate(
        tally, confidence=request.confidence, interval=interval, persons=persons
    )
    return Weighted(estimate, (f"every one of {persons.count} accounts counts once",))


def _weighted(
    measure: Measure, request: Request, samples: Mapping[Slot, Sample], plan: Plan, people: People | None
) -> Weighted | None:
    """The total weighted to the population of the personas, where they state their shares."""
    from cxux_cli.assemble.population import post_stratified

    found = post_stratified(samples, plan.personas)
    if found is None:
        return None
    if people is not None:
        found = "no weighting to the population: people answered several times"
    if isinstance(found, str):
        return Weighted(None, (found,))
    sample, notes = found
    interval = next(iter(measure.estimator.intervals))
    return Weighted(
        measure.estimator.estimate(sample.tally, confidence=request.confidence, interval=interval), notes
    )


def _personas(
    plan: Plan, samples: Mapping[Slot, Sample]
) -> Iterator[tuple[str | None, int | None, Mapping[Slot, Sample]]]:
    """Each persona, its bit as `People` has it, and the samples of its people; everybody last."""
    for i, persona in enumerate(plan.personas):
        yield persona.id, i, {slot: s for slot, s in samples.items() if slot.personas >> i & 1}
    if plan.personas:
        from cxux_cli.study.personas import UNASSIGNED

        yield UNASSIGNED, -1, {slot: s for slot, s in samples.items() if not slot.personas}
    yield None, None, samples


def _starts(plan: Plan, samples: Mapping[Slot, Sample]) -> list[date]:
    """The starts of all periods of the series, those in which nobody answered too."""
    times = sorted(slot.period for slot in samples if slot.period is not None)
    if plan.every is None or not times:
        return []
    from cxux_cli.study import periods

    return periods.between(times[0], times[-1], plan.every)


def _cells(samples: Mapping[Slot, Sample], starts: Sequence[date]) -> dict[Slot, Sample]:
    """Samples by segment and period alone; every segment has all periods of the series."""
    from cxux_cli.engine.cells import Slot
    from cxux_cli.engine.samples import Sample

    cells: dict[Slot, Sample] = {}
    for slot in sorted(samples, key=str):
        key = slot._replace(personas=0)
        cells[key] = cells[key] + samples[slot] if key in cells else samples[slot]
    for segment in {slot.segment: None for slot in cells}:
        for start in starts:
            cells.setdefault(Slot(segment, start), Sample())
    return cells


def _period(plan: Plan, slot: Slot) -> Period | None:
    if plan.every is None or slot.period is None:
        return None
    from cxux_cli.study import periods

    return Period(
        plan.every, periods.label(slot.period, plan.every), slot.period, periods.end(slot.period, plan.every)
    )


def order(slot: Slot) -> tuple[str, list[tuple[int, float, str]]]:
    """By time; numbers by size, then words, then the blank."""
    keys = []
    for value in slot.segment:
        if value is None:
            keys.append((2, 0.0, ""))
            continue
        try:
            keys.append((0, float(value), value))
        except ValueError:
            keys.append((1, 0.0, value))
    return slot.period.isoformat() if slot.period else "", keys
