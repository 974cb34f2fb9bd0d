"""What the report of a log says about its inputs, and the results that all its measures make alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from cxux_cli.assemble.sources import sha256
from cxux_cli.estimators.proportion import Proportion
from cxux_cli.estimators.tally import Count, Tally
from cxux_cli.measures.base import Declared
from cxux_cli.results import Bound, Estimate, Excluded, Ledger, Missing, Period, Reading, Result, SourceFacts
from cxux_cli.study import periods

if TYPE_CHECKING:
    from cxux_cli.engine.event_log import Book, LogPlan
    from cxux_cli.estimators.person_sums import PersonSums


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
    segment: Mapping[str, str | None] | None = None,
    period: Period | None = None,
    missing: Sequence[Missing] = (),
    readings: Sequence[Reading] = (),
    formula: str | None = None,
    definition: str | None = None,
    notes: Sequence[str] = (),
    total: bool = True,
) -> Result:
    """One estimate with everything that belongs to it."""
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
        segment=dict(segment or {}),
        persona=None,
        period=period,
        estimate=estimate,
        n_missing=sum(m.rows for m in missing),
        missing=tuple(missing),
        distribution=(),
        readings=tuple(readings),
        items=(),
        state=None,
        notes=(*estimate.notes, *notes),
        total=total,
    )


def place(plan: LogPlan, slot: str) -> tuple[dict[str, str | None], Period | None]:
    """The segment and the period a slot stands for; neither for the whole."""
    from cxux_cli.engine.event_log import WHOLE, slot_parts

    if slot == WHOLE:
        return {}, None
    parts, period = list(slot_parts(slot)), None
    if plan.every is not None:
        start = date.fromisoformat(parts.pop() or "")
        period = Period(
            plan.every.value, periods.label(start, plan.every), start, periods.end(start, plan.every)
        )
    return dict(zip(plan.by_names, parts, strict=True)), period


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
