"""Short windows to longer periods: the states add, and the sum is estimated again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from itertools import pairwise

from cxux_cli.estimators.states import of_json, total
from cxux_cli.history.estimate import estimated
from cxux_cli.history.run import Kept
from cxux_cli.history.span import Span
from cxux_cli.results import Estimate, Period, Result
from cxux_cli.study.periods import Every, between, end, label

_REPEATED = "people answered several times, and who they are is not kept: there is no interval over persons"
_NOT_ADDED = "what was kept of it does not add: it has to be measured for this period"


@dataclass(frozen=True, slots=True)
class Point:
    """A measure in one period of a series: the result, with what is to be said about it in its notes."""

    span: Span
    result: Result
    persons: bool
    """Whether people answered several times."""


def as_kept(kept: Kept, *, confidence: float) -> Point:
    """A kept result by itself; at another confidence than it was measured with it is estimated again."""
    result = kept.result
    if result.estimate.confidence != confidence and not result.hidden:
        result = _again(result, kept.persons is not None, confidence)
    return Point(kept.span, result, kept.persons is not None)


def pooled(kept: Sequence[Kept], every: Every, *, confidence: float) -> tuple[Point, ...]:
    """Windows of one series as periods of the calendar, in the order of time.

    A window belongs to the period in which its middle lies, and is kept whole: a month of weeks is made of
    the weeks whose Thursday it holds, as ISO 8601 gives weeks to years, and its ends are those of its weeks.
    ValueError: windows without an end, or that overlap, so that people would count twice.
    """
    if overlapping(each.span for each in kept):
        raise ValueError("windows that overlap do not add.")
    groups: dict[datetime, list[Kept]] = {}
    for each in kept:
        groups.setdefault(_first(each.span, every), []).append(each)
    return tuple(_pooled(groups[start], start, every, confidence=confidence) for start in sorted(groups))


def overlapping(spans: Iterable[Span]) -> bool:
    """Whether two windows share a moment. ValueError: a window without an end."""
    ends = sorted(_ends(span) for span in spans)
    return any(before[1] > after[0] for before, after in pairwise(ends))


def _pooled(kept: Sequence[Kept], start: datetime, every: Every, *, confidence: float) -> Point:
    ends = [_ends(each.span) for each in kept]
    first, last = min(since for since, _ in ends), max(until for _, until in ends)
    newest = kept[-1].result
    name = label(start.date(), every)
    shown = [each for each in kept if not each.result.hidden]
    estimate = _sum(shown, newest, confidence=confidence)
    notes = tuple(f"{name}: {note}" for note in (*_gaps(ends, start, every, len(shown)), *estimate.notes))
    result = replace(
        newest,
        period=Period(every.value, name, first.date(), last.date()),
        estimate=replace(estimate, notes=()),
        n_missing=sum(each.result.n_missing for each in shown),
        state=_state(shown),
        notes=notes,
        hidden=not shown,
    )
    return Point(Span(first, last), result, any(each.persons is not None for each in kept))


def _sum(kept: Sequence[Kept], like: Result, *, confidence: float) -> Estimate:
    """The estimate of all answers of some windows together."""
    nothing = Estimate(None, None, None, 0, confidence, "")
    if not kept:
        return nothing
    n = sum(each.result.estimate.n for each in kept)
    states = [of_json(each.result.state) for each in kept if each.result.state is not None]
    state = total(states) if len(states) == len(kept) else None
    found = None if state is None else estimated(like, state, confidence=confidence)
    if found is None:
        return replace(nothing, n=n, notes=(_NOT_ADDED,))
    found = replace(found, n=n)
    if any(each.persons is not None for each in kept):
        return _over_persons(found)
    return found


def _state(kept: Sequence[Kept]) -> dict[str, object] | None:
    states = [of_json(each.result.state) for each in kept if each.result.state is not None]
    state = total(states) if len(states) == len(kept) else None
    return None if state is None else state.to_json()


def _again(result: Result, repeated: bool, confidence: float) -> Result:
    """A kept result at another confidence."""
    nothing = replace(result.estimate, low=None, high=None, confidence=confidence)
    found = None if result.state is None else estimated(result, of_json(result.state), confidence=confidence)
    if found is None:
        level = f"{100 * result.estimate.confidence:g} %"
        note = f"its state does not add, so its interval is known at {level} only"
        return replace(result, estimate=nothing, notes=(note,))
    if repeated:
        return replace(result, estimate=nothing, notes=(_REPEATED,))
    return replace(result, estimate=replace(found, n=result.estimate.n, notes=()), notes=found.notes)


def _over_persons(estimate: Estimate) -> Estimate:
    """The value of answers of people who repeat, without an interval that would take answers for people."""
    return replace(estimate, low=None, high=None, n_effective=None, evidence=None, notes=(_REPEATED,))


def _gaps(
    ends: Sequence[tuple[datetime, datetime]], start: datetime, every: Every, shown: int
) -> Iterator[str]:
    """What a period lacks: time that was not measured, windows that are hidden."""
    if shown < len(ends):
        yield f"{len(ends) - shown} of {len(ends)} windows are below the privacy floor and not in it"
    measured = sum((until - since for since, until in ends), timedelta())
    last = datetime.combine(end(start.date(), every), time())
    # A window that crosses a border of the calendar may leave up to half of itself uncovered.
    slack = max(until - since for since, until in ends) / 2
    first_day, last_day = min(since for since, _ in ends), max(until for _, until in ends)
    if measured < last_day - first_day or first_day > start + slack or last_day < last - slack:
        yield f"{len(ends)} windows cover {measured.days} of about {(last - start).days} days"


def _first(span: Span, every: Every) -> datetime:
    """The beginning of the period in which the middle of a window lies."""
    since, until = _ends(span)
    middle = (since + (until - since) / 2).date()
    return datetime.combine(between(middle, middle, every)[0], time())


def _ends(span: Span) -> tuple[datetime, datetime]:
    if span.since is None or span.until is None:
        raise ValueError(f"the window {span.texts} has no end.")
    return span.since, span.until
