"""What every file of observations needs: rows read, every row accounted for, facts of the source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, Protocol, TypeVar

from cxux_cli.assemble.sources import facts, where_notes
from cxux_cli.engine.cells import Collected
from cxux_cli.engine.records import Records, records
from cxux_cli.engine.request import Plan
from cxux_cli.errors import UsageError
from cxux_cli.estimators.persons import Persons
from cxux_cli.estimators.proportion import Proportion
from cxux_cli.estimators.tally import Count, Tally
from cxux_cli.measures.base import Declared
from cxux_cli.request import ObservationRequest
from cxux_cli.results import Bound, Estimate, Excluded, Ledger, Missing, Result, SourceFacts
from cxux_cli.slicing import check_slicing, series, source_plan
from cxux_cli.sources.open import open_sources
from cxux_cli.sources.source import Column, Source
from cxux_cli.study import personas
from cxux_cli.study.counting import are_counted
from cxux_cli.study.names import source_labels
from cxux_cli.study.personas import Members, membership


class Understood(Protocol):
    """How a source holds its observations."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """What is read."""

    def bounds(self) -> list[Bound]:
        """Which column has which role, and why."""

    def person(self, row: Sequence[str]) -> str:
        """Who a row is about, of those of `columns`; empty where it does not say."""


SHARE = Proportion(1, 1, ("yes", "no"))
"""What a share of people is: yes of yes and no."""
U = TypeVar("U", bound=Understood)


@dataclass(frozen=True, slots=True)
class Scanned(Generic[U]):
    """One source: how it was understood, and its rows. `prefix` tells its people from those of other files."""

    layout: U
    records: Records
    prefix: str = ""


def scan(request: ObservationRequest, understand: Callable[[Source], U], verb: str) -> list[Scanned[U]]:
    """Read all sources. Raises `CxuxError` for anything a user can put right."""
    check_slicing(request)
    if not request.paths:
        raise UsageError("no file was given", hint=f"for example: cxux {verb} {verb}.csv")
    if request.interval not in SHARE.intervals:
        raise UsageError(
            f"a share has no interval '{request.interval}'",
            where="--interval",
            hint=f"choose one of: {', '.join(SHARE.intervals)}",
        )
    every, window = series(request)
    if every is not None:
        raise UsageError(
            f"cxux {verb} measures a study as a whole and has no series",
            where="--every",
            hint="--since and --until",
        )
    # A row is an observation here: no answers of a survey are to be turned round.
    sources = open_sources(request.paths, replace(request.read, layout="wide"))
    found = []
    for source in sources:
        layout = understand(source)
        spec = replace(source_plan(request, source, (), len(sources)), members=_members(request, source))
        found.append(Scanned(layout, records(spec, layout.columns, window)))
    return _apart(found)


def _members(request: ObservationRequest, source: Source) -> Members | None:
    """Which personas the rows of a source belong to, where some are asked for."""
    if request.study is None or not request.personas:
        return None
    return membership(request.study.personas, source, request.study.path)


def _apart(found: list[Scanned[U]]) -> list[Scanned[U]]:
    """Short numbers count people within a file, so the same number in two files is two people."""
    ids = [id for one in found for row in one.records.rows if (id := one.layout.person(row))]
    if len(found) < 2 or not ids or not are_counted(ids):
        return found
    labels = source_labels([one.records.spec.source.path for one in found])
    return [replace(one, prefix=f"{label} ") for one, label in zip(found, labels, strict=True)]


def account(
    request: ObservationRequest, found: Sequence[Scanned[U]], excluded: Sequence[Mapping[str, int]]
) -> tuple[tuple[SourceFacts, ...], tuple[Ledger, ...], tuple[str, ...]]:
    """Facts and ledger of every source, and notes; `excluded` are rows left out beyond those of the scan."""
    sources, books = [], []
    unreadable: dict[tuple[int, str, str, str], int] = {}
    for number, (one, more) in enumerate(zip(found, excluded, strict=True)):
        held = one.records
        left = Counter(held.excluded) + Counter(more)
        read = len(held.rows) + sum(held.excluded.values())
        out = tuple(Excluded(reason, n) for reason, n in sorted(left.items()))
        book = Ledger(held.spec.source.path, read, read - left.total(), out)
        books.append(book)
        sources.append(facts(held.spec, book, held.blank, one.layout.bounds(), hashes=request.hashes))
        unreadable |= {(number, *cells): n for cells, n in held.unreadable.items()}
    plan = Plan(tuple(one.records.spec for one in found), ())
    notes = where_notes(plan, Collected((), {}, unreadable), sum(book.used for book in books))
    members = found[0].records.spec.members
    if members is not None:
        rows = Counter(mask for one in found for mask in one.records.masks)
        notes += personas.notes(rows, members, found[0].records.spec.source)
    return tuple(map(_plain, sources)), tuple(books), notes


def _plain(source: SourceFacts) -> SourceFacts:
    """That people repeat is the nature of these files, and what becomes of a row written twice is said apart."""
    told = ("people repeat", "in every cell; kept")
    return replace(source, notes=tuple(note for note in source.notes if not note.endswith(told)))


def share(
    declared: Declared,
    request: ObservationRequest,
    k: int,
    n: int,
    segment: Mapping[str, str | None],
    *,
    parts: Mapping[str, float | None] | None = None,
    missing: Missing | None = None,
    notes: tuple[str, ...] = (),
    persons: Persons | None = None,
    task: str | None = None,
    adds: bool = True,
) -> Result:
    """The share k of n as a result, with the interval that was asked for; `parts` stand beside the two counts.

    `persons` is given where people are counted several times; `adds` says whether k and n of two samples
    add to those of both.
    """
    counts = {x: Count(m, float(m), float(m)) for x, m in ((0.0, n - k), (1.0, k)) if m}
    estimate = SHARE.estimate(
        Tally(counts), confidence=request.confidence, interval=request.interval, persons=persons
    )
    estimate = replace(estimate, parts={**estimate.parts, **(parts or {})})
    state = {"kind": "share", "k": k, "n": n} if adds else None
    return result(declared, estimate, segment, state=state, missing=missing, notes=notes, task=task)


def result(
    declared: Declared,
    estimate: Estimate,
    segment: Mapping[str, str | None],
    *,
    state: Mapping[str, Any] | None = None,
    missing: Missing | None = None,
    notes: tuple[str, ...] = (),
    task: str | None = None,
) -> Result:
    """An estimate with what its measure declares."""
    lacking = missing if missing is not None and missing.rows else None
    return Result(
        measure=declared.key,
        kind=declared.kind,
        kind_reason="registry",
        name=declared.name,
        definition=declared.definition,
        formula=declared.formula,
        unit=declared.unit,
        better=declared.better,
        range=declared.range,
        scale=None,
        segment=segment,
        persona=None,
        period=None,
        estimate=estimate,
        n_missing=lacking.rows if lacking else 0,
        missing=(lacking,) if lacking else (),
        distribution=(),
        readings=(),
        items=(),
        state=state,
        notes=(*estimate.notes, *notes),
        total=not segment and task is None,
        task=task,
    )
