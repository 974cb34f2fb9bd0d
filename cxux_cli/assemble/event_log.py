"""What the report of a log says about its inputs, and the results that all its measures make alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from cxux_cli.assemble.privacy import hide
from cxux_cli.assemble.slices import order
from cxux_cli.assemble.sources import sha256
from cxux_cli.estimators.proportion import Proportion
from cxux_cli.estimators.tally import Count, Tally
from cxux_cli.measures.base import Declared
from cxux_cli.results import Bound, Estimate, Excluded, Ledger, Missing, Period, Reading, Result, SourceFacts
from cxux_cli.study import periods
from cxux_cli.study.personas import UNASSIGNED, notes

if TYPE_CHECKING:
    from cxux_cli.engine.event_log import Book, LogPlan
    from cxux_cli.engine.web import Members
    from cxux_cli.estimators.person_sums import PersonSums


class Placed(NamedTuple):
    """A result, the slot it stands in, and what is needed to hide small groups.

    `thing` tells series of results apart that do not add up to one another, such as features; `people` are
    those behind the result, where the result does not say so itself.
    """

    slot: str
    result: Result
    thing: str = ""
    people: int | None = None


def ledgers(plan: LogPlan, books: Sequence[Book]) -> tuple[Ledger, ...]:
    """The ledger of every source: each row read is used, or left out for one reason."""
    found = []
    for one, book in zip(plan.sources, books, strict=True):
        source, read = one.plan.source, book.used + sum(book.excluded.values())
        # What a source holds in memory is counted apart from the scan: both must agree.
        if source.complete and read != len(source.sample):
            raise RuntimeError(f"{source.path}: {len(source.sample)} rows in memory, {read} in the scan")
        excluded = tuple(Excluded(reason, rows) for reason, rows in book.excluded.items())
        found.append(Ledger(source.path, read, book.used, excluded))
    return tuple(found)


def facts(plan: LogPlan, books: Sequence[Book], *, hashes: bool) -> tuple[SourceFacts, ...]:
    """What was understood about every source, and which column holds which role."""
    found = []
    for one, book in zip(plan.sources, books, strict=True):
        spec, source = one.plan, one.plan.source
        mapping = [
            Bound(r.name, r.column.name, r.column.text, _why(r.name, r.why, one.plan.dates))
            for r in one.roles.values()
        ]
        mapping += [Bound("by", c.name, c.text, "stated with --by") for c in spec.by if c]
        notes = source.notes
        if blank := book.blank + source.blank_rows:
            notes += (f"{blank} blank line{'s' * (blank > 1)} skipped",)
        if book.untimed and spec.dates is not None:
            notes += (
                f"{book.untimed} cells of '{spec.dates.column.name}' are no time that can be read: "
                "their rows count, without a time",
            )
        for each, n in zip(spec.unreadable, book.unreadable, strict=True):
            if n:
                notes += (
                    f"{each.where}: {n} cells of '{each.column.name}' not readable: counted as missing",
                )
        found.append(
            SourceFacts(
                path=source.path,
                dialect=source.dialect.id,
                encoding=source.encoding,
                delimiter=source.delimiter,
                header_rows=source.header_rows,
                rows=book.used + sum(book.excluded.values()),
                columns=len(source.columns),
                sha256=sha256(source.file) if hashes and source.file else None,
                sheet=source.sheet,
                mapping=tuple(mapping),
                notes=notes,
            )
        )
    return tuple(found)


def _why(role: str, why: str, dates: object) -> str:
    said = getattr(dates, "why", "")
    return f"{why}; {said}" if role == "time" and said else why


def result(
    measure: Declared,
    estimate: Estimate,
    *,
    where: tuple[Mapping[str, str | None], Period | None, str | None] = ({}, None, None),
    missing: Sequence[Missing] = (),
    readings: Sequence[Reading] = (),
    formula: str | None = None,
    definition: str | None = None,
    said: Sequence[str] = (),
    state: Mapping[str, float | str] | None = None,
    total: bool = True,
) -> Result:
    """One estimate with everything that belongs to it; `where` is its segment, period and persona."""
    segment, period, persona = where
    return Result(
        measure=measure.key,
        kind=measure.kind,
        kind_reason="registry",
        name=measure.name,
        definition=definition or measure.definition,
        formula=formula or measure.formula,
        unit=measure.unit,
        better=measure.better,
        range=measure.range,
        scale=None,
        segment=dict(segment),
        persona=persona,
        period=period,
        estimate=estimate,
        n_missing=sum(m.rows for m in missing),
        missing=tuple(missing),
        distribution=(),
        readings=tuple(readings),
        items=(),
        state=state,
        notes=(*estimate.notes, *said),
        total=total,
    )


def slots(plan: LogPlan, seen: Iterable[str]) -> list[str]:
    """The slots of a report in its order, given those that hold anything.

    Of each persona, of those of none and of everybody first the cells, every segment with every period of
    the series, then the whole, which is always there.
    """
    from cxux_cli.engine.cells import Slot
    from cxux_cli.engine.event_log import slot_of, slot_parts

    cells: dict[str, dict[Slot, None]] = {group: {} for group in plan.groups}
    for slot in seen:
        group, parts = slot_parts(slot)
        if parts:
            start = None if plan.every is None else date.fromisoformat(parts[-1] or "")
            segment = parts if plan.every is None else parts[:-1]
            cells[group][Slot(segment, start)] = None
    starts = sorted({cell.period for of in cells.values() for cell in of if cell.period is not None})
    if plan.every is not None and starts:
        times = periods.between(starts[0], starts[-1], plan.every)
        cells = {g: {Slot(c.segment, t): None for c in of for t in times} for g, of in cells.items()}
    found = []
    for group, mine in cells.items():
        for cell in sorted(mine, key=order):
            last = [cell.period.isoformat()] if cell.period is not None else []
            found.append(slot_of(group, [*cell.segment, *last]))
        found.append(group)
    return found


def place(plan: LogPlan, slot: str) -> tuple[dict[str, str | None], Period | None, str | None]:
    """The segment, the period and the persona a slot stands for; none of them for the whole."""
    from cxux_cli.engine.event_log import slot_parts

    group, held = slot_parts(slot)
    parts, period = list(held), None
    if parts and plan.every is not None:
        start = date.fromisoformat(parts.pop() or "")
        period = Period(
            plan.every.value, periods.label(start, plan.every), start, periods.end(start, plan.every)
        )
    return dict(zip(plan.by_names, parts, strict=True)) if parts else {}, period, group or None


def safe(plan: LogPlan, placed: Sequence[Placed], min_n: int, members: Members) -> list[Result]:
    """The results in their order, without numbers where a group is small, and only of personas asked for."""
    series: dict[tuple[str, str], list[int]] = {}
    for i, one in enumerate(placed):
        series.setdefault((one.result.measure, one.thing), []).append(i)
    found = [one.result for one in placed]
    for mine in series.values():
        results = [placed[i].result for i in mine]
        people = [_people(placed[i]) for i in mine]
        behind = [_behind(plan, placed[i].slot, members) for i in mine] if members else ()
        for i, r, n in zip(mine, hide(results, min_n, behind, people), people, strict=True):
            if not r.hidden or (placed[i].result.estimate.n == 0 and not placed[i].result.missing):
                # Where there is nobody there is nothing to hide.
                continue
            # Of a number that is counted in full, n is the number: people stand in its place.
            found[i] = replace(r, estimate=replace(r.estimate, n=n))
    return [r for r in found if r.persona is None or r.persona in plan.shown or r.persona == UNASSIGNED]


def _people(placed: Placed) -> int:
    if placed.people is not None:
        return placed.people
    persons = placed.result.estimate.parts.get("persons")
    return placed.result.estimate.n if persons is None else int(persons)


def _behind(plan: LogPlan, slot: str, members: Members) -> dict[int, int]:
    """The people behind a slot, by the personas they are of."""
    from cxux_cli.engine.event_log import slot_of, slot_parts

    group, parts = slot_parts(slot)
    bits = {persona.id: 1 << i for i, persona in enumerate(plan.personas)}
    found: dict[int, int] = {}
    for (cell, mask), n in members.items():
        if parts and cell != slot_of("", parts):
            continue
        if (group in bits and not mask & bits[group]) or (group == UNASSIGNED and mask):
            continue
        found[mask] = found.get(mask, 0) + n
    return found


def persona_notes(plan: LogPlan, books: Sequence[Book]) -> tuple[str, ...]:
    """Whom the personas did not catch, or caught twice."""
    spec = plan.sources[0].plan
    if spec.members is None:
        return ()
    rows: Counter[int] = Counter()
    for book in books:
        rows.update(book.masks)
    return notes(rows, spec.members, spec.source)


def share(
    yes: int, n: int, groups: tuple[str, str], *, confidence: float, sums: PersonSums | None = None
) -> Estimate:
    """A share in percent with its adjusted Wald interval, over persons where they repeat."""
    tally = Tally({float(value): Count(k, float(k), float(k)) for value, k in ((0, n - yes), (1, yes)) if k})
    persons = sums.over_persons() if sums is not None else None
    estimator = Proportion(1, 1, groups)
    return estimator.estimate(tally, confidence=confidence, interval="adjusted-wald", persons=persons)


def counted(value: float | None, n: int, confidence: float, parts: Mapping[str, float | None]) -> Estimate:
    """A number that is counted in full and has no interval."""
    return Estimate(value, None, None, n, confidence, "counted in full: no interval", parts=parts)


def unmeasurable(confidence: float, why: str) -> Estimate:
    """What the log cannot tell: no number, which is not 0."""
    return Estimate(None, None, None, 0, confidence, "none", notes=(f"not measurable: {why}",))
