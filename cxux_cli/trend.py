"""History to Report: one measure over time, with the change from period to period and the limits of the series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import pairwise

from cxux_cli.compare import compared
from cxux_cli.errors import UsageError
from cxux_cli.history.pool import Point, as_kept, overlapping, pooled
from cxux_cli.history.read import Group, measures, results
from cxux_cli.history.run import Kept
from cxux_cli.history.series import nobody, one_series, unknown
from cxux_cli.history.span import Span
from cxux_cli.results import Comparison, Limit, Marker, Period, Report, Trend
from cxux_cli.stats.control_charts import FEWEST, Chart, p_chart, signals, xmr
from cxux_cli.stats.multiplicity import benjamini_hochberg
from cxux_cli.study.periods import Every, window

RUNS, WINDOWS = "run", "window"
"""Series of no period of the calendar: whole files as they were measured, and windows of any length."""
_ALIKE = 2.0
"""Times the fewest answers that the most may be for an XmR chart, which takes all points for equally sure."""
_WHOLE_FILES = (
    "runs of whole files, in the order they were measured: the tests take their people for different ones, "
    "which they are not where an export grows from run to run"
)
_REPEATED = (
    "people answered several times: within a period the test is over persons, and the persons of two periods are "
    "taken for different ones"
)
_OVERLAP = "the windows overlap: people stand in several of them, so no change is tested"


@dataclass(frozen=True, slots=True)
class TrendRequest:
    """Which series of a history, and how it is cut; None is everything, or what there is only one of.

    `segment`, `persona` and `task` name one result of each run, that of everybody where they are empty.
    """

    history: str
    measure: str
    every: Every | None = None
    study: str | None = None
    source: str | None = None
    where: str | None = None
    persona: str | None = None
    task: str | None = None
    segment: Mapping[str, str | None] = field(default_factory=dict)
    since: str | None = None
    until: str | None = None
    confidence: float = 0.95
    releases: tuple[Marker, ...] = ()
    config: str | None = None

    @property
    def group(self) -> Group:
        """Whose results are shown."""
        return Group(self.persona, self.task, self.segment)


def run(request: TrendRequest) -> Report:
    """The series of a measure. Raises `CxuxError` for anything a user can put right."""
    if not 0 < request.confidence < 1:
        raise UsageError(
            f"a confidence of {request.confidence:g} is not between 0 and 1",
            where="--confidence",
            hint="for example --confidence 0.95",
        )
    asked = window(request.since, request.until)
    path, measure, group = request.history, request.measure, request.group
    found = results(path, measure, group)
    if not found:
        of_all = results(path, measure)
        raise nobody(measure, group, of_all, path) if of_all else unknown(measure, measures(path), path)
    kept, notes = one_series(
        found, path=path, study=request.study, source=request.source, where=request.where
    )
    every, points, more = _cut(kept, Span(asked.since, asked.until), request)
    overlap = every != RUNS and overlapping(point.span for point in points)
    comparisons = () if overlap else _changes(points, request)
    limits, chart, why = _limits(points, overlap=overlap)
    shown = tuple(point.result for point in points)
    own = dict.fromkeys(note for result in shown for note in result.notes)
    more += (_WHOLE_FILES,) if every == RUNS and len(points) > 1 else (_OVERLAP,) if overlap else ()
    if comparisons and any(point.persons for point in points):
        more += (_REPEATED,)
    return Report(
        confidence=request.confidence,
        sources=(),
        ledger=(),
        results=shown,
        notes=(*notes, *more, *own),
        config=request.config,
        comparisons=comparisons,
        trend=Trend(
            every=every,
            chart=chart.method if chart else None,
            center=chart.center if chart else None,
            limits=limits,
            why_no_limits=why,
            tests=sum(each.p is not None for each in comparisons),
            releases=_releases(request.releases, points),
        ),
    )


def _cut(
    kept: Sequence[Kept], asked: Span, request: TrendRequest
) -> tuple[str, list[Point], tuple[str, ...]]:
    """What a period is, the points of the series in the order of time, and what is to be said of the cut."""
    dated = [each for each in kept if each.span.is_dated]
    if not dated:
        return _runs(kept, asked, request)
    rest = len(kept) - len(dated)
    notes = (f"{rest} run{'s' * (rest > 1)} without a window left out",) if rest else ()
    there: dict[Every | None, list[Kept]] = {}
    for each in dated:
        if _lies_in(each.span, asked):
            there.setdefault(each.span.every, []).append(each)
    if not there:
        raise UsageError(
            "no window that is kept lies in this time",
            where="--since, --until",
            hint=f"windows are kept from {min(k.span.texts[0] for k in dated)} to before "
            f"{max(k.span.texts[1] for k in dated)}",
        )
    every = request.every
    if every is None:
        # The shortest periods of the calendar; windows of other lengths only where there is nothing else.
        shortest = next((e for e in Every if e in there), None)
        points = [as_kept(each, confidence=request.confidence) for each in there[shortest]]
        return shortest.value if shortest else WINDOWS, points, notes + _others(there, shortest)
    if every in there:
        points = [as_kept(each, confidence=request.confidence) for each in there[every]]
        return every.value, points, notes + _others(there, every)
    shorter = next((e for e in Every if e in there and list(Every).index(e) < list(Every).index(every)), None)
    if shorter is None or overlapping(each.span for each in there[shorter]):
        raise UsageError(
            f"the history holds no {every.value}s of it, nor shorter periods to make them of",
            where="--every",
            hint=f"there is: {', '.join(e.value if e else 'windows of other lengths' for e in there)}",
        )
    points = list(pooled(there[shorter], every, confidence=request.confidence))
    made = f"each {every.value} is the sum of the {shorter.value}s that are kept"
    if shorter is Every.WEEK:
        made += f"; a week belongs whole to the {every.value} its Thursday lies in"
    return every.value, points, (*notes, made)


def _runs(
    kept: Sequence[Kept], asked: Span, request: TrendRequest
) -> tuple[str, list[Point], tuple[str, ...]]:
    """Whole files as a series, by the time at which they were measured."""
    if request.every is not None:
        raise UsageError(
            "whole files were measured, and when their answers were given is not kept",
            where="--every",
            hint="measure windows of time, or one period at a time with --every",
        )
    points = []
    for each in sorted(kept, key=lambda each: each.recorded):
        span = Span(each.recorded, each.recorded)
        if _lies_in(span, asked):
            day, name = each.recorded.date(), each.recorded.isoformat(timespec="minutes")
            point = as_kept(each, confidence=request.confidence)
            period = Period(RUNS, name, day, day + timedelta(days=1))
            points.append(replace(point, span=span, result=replace(point.result, period=period)))
    if not points:
        raise UsageError("nothing was measured in this time", where="--since, --until")
    return RUNS, points, ()


def _lies_in(span: Span, asked: Span) -> bool:
    after = asked.since is None or (span.since is not None and span.since >= asked.since)
    return after and (asked.until is None or (span.until is not None and span.until <= asked.until))


def _others(there: Mapping[Every | None, Sequence[Kept]], shown: Every | None) -> tuple[str, ...]:
    rest = [
        f"{len(k)} by {e.value}" if e else f"{len(k)} of other lengths"
        for e, k in there.items()
        if e != shown
    ]
    return (f"also kept: {', '.join(rest)}",) if rest else ()


def _changes(points: Sequence[Point], request: TrendRequest) -> tuple[Comparison, ...]:
    """Every point with the one before it that shows a number, tested together."""
    shown = [point for point in points if point.result.estimate.value is not None]
    found = [
        compared(
            after.result,
            before.result,
            (_label(after), _label(before)),
            confidence=request.confidence,
        )
        for before, after in pairwise(shown)
    ]
    adjusted = benjamini_hochberg([each.p for each in found])
    return tuple(replace(each, p_adjusted=p) for each, p in zip(found, adjusted, strict=True))


def _limits(points: Sequence[Point], *, overlap: bool) -> tuple[tuple[Limit, ...], Chart | None, str]:
    """The limits of every point, the chart they are of, and why there are none."""
    shown = [point for point in points if point.result.estimate.value is not None]
    chart, values, why = _chart(shown, overlap=overlap)
    if chart is None:
        return tuple(Limit(_label(point), None, None, None) for point in points), None, why
    told = signals(values, chart)
    of = {
        _label(point): Limit(_label(point), low, high, signal)
        for point, (low, high), signal in zip(shown, chart.limits, told, strict=True)
    }
    return tuple(of.get(_label(p), Limit(_label(p), None, None, None)) for p in points), chart, ""


def _chart(shown: Sequence[Point], *, overlap: bool) -> tuple[Chart | None, list[float], str]:
    """The control chart that fits: of shares a p chart, else XmR where the points are about equally sure."""
    estimates = [point.result.estimate for point in shown]
    values = [e.value for e in estimates if e.value is not None]
    if overlap:
        return None, values, "windows that overlap move together, and limits would be too narrow"
    if len(shown) < FEWEST:
        return (
            None,
            values,
            f"{len(shown)} point{'s' * (len(shown) != 1)}, and limits of fewer than {FEWEST} say little",
        )
    shares = [e.evidence for e in estimates if e.evidence is not None and e.evidence.shape == "share"]
    if len(shares) == len(shown):
        # People who repeat, or weights, make the count behind a share smaller: the evidence holds it.
        counts, sizes = zip(*(share.sums for share in shares), strict=True)
        return _in_percent(p_chart(counts, sizes), shares[0].factor), values, ""
    fewest, most = min(e.n for e in estimates), max(e.n for e in estimates)
    if most > _ALIKE * fewest:
        why = f"n from {fewest} to {most}: an XmR chart takes all points for equally sure, so read the intervals"
        return None, values, why
    return xmr(values), values, ""


def _in_percent(chart: Chart, factor: float) -> Chart:
    limits = tuple((factor * low, factor * high) for low, high in chart.limits)
    return replace(chart, center=factor * chart.center, limits=limits)


def _releases(releases: Sequence[Marker], points: Sequence[Point]) -> tuple[Marker, ...]:
    """Those within the series, in the order of time."""
    periods = [point.result.period for point in points if point.result.period]
    first, last = min(p.start for p in periods), max(p.end for p in periods)
    return tuple(sorted((r for r in releases if first <= r.day < last), key=lambda r: (r.day, r.name)))


def _label(point: Point) -> str:
    return point.result.period.label if point.result.period else ""
