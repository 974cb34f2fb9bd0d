"""Rows of observations by segment and persona, and the results of all slices with small groups hidden."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

from cxux_cli.assemble.privacy import hide
from cxux_cli.errors import UsageError
from cxux_cli.observed.scan import Scanned, U
from cxux_cli.request import ObservationRequest
from cxux_cli.results import Result
from cxux_cli.slicing import SOURCE
from cxux_cli.study.names import source_labels
from cxux_cli.study.personas import UNASSIGNED

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Slice:
    """Some of the rows: those of a segment of a persona; both are empty for everybody.

    `rows` holds their positions by source; `people` counts participants per mask of personas.
    """

    segment: Mapping[str, str | None]
    persona: str | None
    rows: tuple[tuple[int, ...], ...]
    people: Mapping[int, int]

    @property
    def is_total(self) -> bool:
        """Whether it is everybody."""
        return not self.segment and self.persona is None

    def of(self, source: int, rows: Sequence[Row]) -> Sequence[Row]:
        """Those of the rows of a source that are of the slice."""
        mine = self.rows[source]
        return rows if len(mine) == len(rows) else [rows[i] for i in mine]


def slices(request: ObservationRequest, found: Sequence[Scanned[U]], own: str) -> tuple[Slice, ...]:
    """Every slice: the segments of each persona of the study, then all of its people; those of none, then everybody.

    `own` is what the results are of, which no segment may be called as well. Raises `UsageError` for that, and
    for personas of a source that has none.
    """
    names = tuple(column.name if column is not None else SOURCE for column in found[0].records.spec.by)
    if own in map(str.casefold, names):
        raise UsageError(
            f"'{own}' is no segment: every result is about one {own} already",
            where="--by",
            hint="leave it out",
        )
    labels = source_labels([one.records.spec.source.path for one in found])
    rows = [
        _Row(number, i, _values(one, i, labels[number]), one.records.masks[i], _person(one, number, i))
        for number, one in enumerate(found)
        for i in range(len(one.records.rows))
    ]
    segments = sorted({row.segment for row in rows}, key=_order) if names else []
    made = []
    for persona, bit in _personas(request):
        mine = [row for row in rows if _is_of(row.mask, bit)]
        parts: dict[tuple[str | None, ...], list[_Row]] = defaultdict(list)
        for row in mine if names else ():
            parts[row.segment].append(row)
        for values in segments:
            if values in parts:
                made.append(_slice(dict(zip(names, values, strict=True)), persona, parts[values], len(found)))
        made.append(_slice({}, persona, mine, len(found)))
    return tuple(made)


class _Row(NamedTuple):
    """Where a row stands and what it is of."""

    source: int
    position: int
    segment: tuple[str | None, ...]
    mask: int
    person: object


def _slice(
    segment: Mapping[str, str | None], persona: str | None, rows: Sequence[_Row], sources: int
) -> Slice:
    positions: list[list[int]] = [[] for _ in range(sources)]
    for row in rows:
        positions[row.source].append(row.position)
    people = Counter(mask for _, mask in {(row.person, row.mask) for row in rows})
    return Slice(segment, persona, tuple(map(tuple, positions)), people)


def _person(one: Scanned[U], source: int, row: int) -> object:
    """Who a row is about; a row that does not say it is about somebody of its own."""
    person = one.layout.person(one.records.rows[row])
    return f"{one.prefix}{person}" if person else (source, row)


def _values(one: Scanned[U], row: int, label: str) -> tuple[str | None, ...]:
    """The segment of a row; that of the source is what its file is called."""
    cells = one.records.segments[row]
    return tuple(
        label if column is None else cell for column, cell in zip(one.records.spec.by, cells, strict=True)
    )


def _personas(request: ObservationRequest) -> Iterator[tuple[str | None, int | None]]:
    """Every persona of the study with its bit, those of none as -1, everybody last."""
    if request.study is not None and request.personas:
        for bit, persona in enumerate(request.study.personas):
            yield persona.id, bit
        yield UNASSIGNED, -1
    yield None, None


def _is_of(mask: int, bit: int | None) -> bool:
    return True if bit is None else not mask if bit < 0 else bool(mask >> bit & 1)


def _order(values: tuple[str | None, ...]) -> list[tuple[int, float, str]]:
    """Numbers by size, then words, then the blank."""
    keys = []
    for value in values:
        if value is None:
            keys.append((2, 0.0, ""))
            continue
        try:
            keys.append((0, float(value), value))
        except ValueError:
            keys.append((1, 0.0, value))
    return keys


def shown(
    request: ObservationRequest,
    cells: Sequence[Slice],
    results: Sequence[Result],
    withheld: Mapping[int, int] | None = None,
) -> list[Result]:
    """One result per slice, in the order of the slices: sliced as they are, small groups hidden.

    `withheld` is what `not_shown` says of a measure that this one would give away. Personas that are not asked
    for are hidden with the others before they are left out.
    """
    safe = _safe(request, cells, results, withheld)
    left_out = {p.id for p in request.study.personas} - set(request.personas) if request.study else set()
    return [result for result in safe if result.persona not in left_out]


def not_shown(
    request: ObservationRequest, cells: Sequence[Slice], results: Sequence[Result]
) -> dict[int, int]:
    """The slices whose result is hidden, by position, with the n of those that hold anything."""
    safe = _safe(request, cells, results, None)
    return {i: result.estimate.n for i, result in enumerate(safe) if result.hidden and result.estimate.n}


def _safe(
    request: ObservationRequest,
    cells: Sequence[Slice],
    results: Sequence[Result],
    withheld: Mapping[int, int] | None,
) -> list[Result]:
    told = [
        replace(result, segment={**cell.segment, **result.segment}, persona=cell.persona)
        for cell, result in zip(cells, results, strict=True)
    ]
    members = [cell.people for cell in cells] if request.personas else ()
    return hide(told, request.min_n, members, withheld=withheld)
