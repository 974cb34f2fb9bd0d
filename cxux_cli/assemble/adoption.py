"""Sums of an event log to a report: adoption, features, stickiness, active users."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from cxux_cli.assemble.event_log import counted, facts, ledgers, place, result, share, unmeasurable
from cxux_cli.errors import UsageError
from cxux_cli.measures.base import Declared
from cxux_cli.measures.ux.adoption import (
    ACTIVE,
    ADOPTION,
    FEATURE_ADOPTION,
    FEATURE_TIME,
    FEATURE_VISITS,
    STICKINESS,
)
from cxux_cli.request import AdoptionRequest
from cxux_cli.results import Estimate, Period, Report, Result
from cxux_cli.stats.usage import never_seen_bound, stickiness_interval
from cxux_cli.study import periods
from cxux_cli.study.periods import Every

if TYPE_CHECKING:
    from cxux_cli.engine.adoption import Adoption, Usage
    from cxux_cli.engine.event_log import LogPlan

MOST_FEATURES = 1_000
"""More different features than this are texts or addresses, not features."""
_UNUSED = "unused: the log knows it, and nobody used it in these rows"
_UNSEEN = "unused or not instrumented: it stands nowhere in the log, which cannot tell the two apart"


def report(request: AdoptionRequest, plan: LogPlan, found: Adoption) -> Report:
    """The report of an event log."""
    of = [usage for usage in (found.cells, found.whole) if usage is not None]
    results: list[Result] = []
    for make in (_adoption, _features, _stickiness, _active):
        for usage in of:
            results += make(request, plan, usage, found.whole)
    return Report(
        request.rows.confidence,
        facts(plan, found.books, hashes=request.rows.hashes),
        ledgers(plan, found.books),
        tuple(results),
        notes=tuple(_notes(request, plan, found)),
    )


def _adoption(request: AdoptionRequest, plan: LogPlan, usage: Usage, whole: Usage) -> Iterator[Result]:
    """New users among all, where the log began before."""
    confidence, since = request.rows.confidence, plan.window.since if plan.window is not None else None
    if whole.users.is_empty():
        yield result(ADOPTION, unmeasurable(confidence, "no row counts"))
    for slot, active, fresh in usage.users.iter_rows():
        segment, period = place(plan, slot)
        start = period.start if period is not None else since.date() if since is not None else None
        if start is None:
            estimate = unmeasurable(confidence, "over a whole log everybody is new: give --since or --every")
        elif whole.begins is None or start <= whole.begins:
            estimate = unmeasurable(confidence, f"the log begins on {whole.begins}: everybody looks new")
        else:
            estimate = share(fresh, active, ("new", "known"), confidence=confidence)
        yield result(ADOPTION, estimate, segment=segment, period=period, total=not slot)


def _features(request: AdoptionRequest, plan: LogPlan, usage: Usage, whole: Usage) -> Iterator[Result]:
    if "feature" not in plan.roles:
        yield result(
            FEATURE_ADOPTION, unmeasurable(request.rows.confidence, "no column names a feature or an event")
        )
        return
    names = sorted({*whole.features["feature"], *request.features})
    if len(names) > MOST_FEATURES:
        raise UsageError(
            f"column '{plan.roles['feature'].column.name}' has {len(names)} different values: these are no features",
            where=plan.sources[0].plan.source.path,
            hint="name the column of the features: --column feature=NAME",
        )
    used: dict[str, dict[str, tuple[int, int, int, float | None]]] = {
        slot: {} for slot, *_ in usage.users.iter_rows()
    }
    for slot, name, users, reached, uses, seconds in usage.features.iter_rows():
        used[slot][name] = (users, reached, uses, seconds)
    people = {slot: active for slot, active, _ in usage.users.iter_rows()}
    for slot, mine in used.items():
        yield from _slot(request, plan, slot, people[slot], names, mine, whole.seen)


def _slot(
    request: AdoptionRequest,
    plan: LogPlan,
    slot: str,
    active: int,
    names: Sequence[str],
    used: Mapping[str, tuple[int, int, int, float | None]],
    seen: frozenset[str],
) -> Iterator[Result]:
    """All features of one slot, by reach; each with its rank by reach, uses and time."""
    confidence, where = request.rows.confidence, place(plan, slot)
    eligible = active if request.eligible is None else request.eligible
    reach = {name: used[name][1] if name in used else 0 for name in names}
    if eligible < max(reach.values(), default=0):
        raise UsageError(
            f"{eligible} people are eligible, and {max(reach.values())} used the same feature",
            where="--eligible",
            hint="count everybody who could use it, in the log or not",
        )
    uses = {name: used[name][2] if name in used else 0 for name in names}
    timed = "duration" in plan.roles
    seconds = {name: (used[name][3] or 0.0) if name in used else 0.0 for name in names}
    ranks = {
        "rank_by_reach": _ranks(reach),
        "rank_by_uses": _ranks(uses),
        **({"rank_by_time": _ranks(seconds)} if timed else {}),
    }
    order = sorted(names, key=lambda name: (-reach[name], -uses[name], name))
    whose = "eligible people" if request.eligible is not None else "people in the log"
    often = "" if request.uses == 1 else f" at least {request.uses} times"
    formula = f"100 * users of the feature{often} / {eligible} {whose}"
    for name in order:
        parts: dict[str, float | None] = {key: of[name] for key, of in ranks.items()}
        if eligible == 0:
            estimate = unmeasurable(confidence, "nobody is eligible")
        else:
            estimate = share(reach[name], eligible, ("users", "others"), confidence=confidence)
            if uses[name] == 0:
                estimate = _never(estimate, eligible, confidence)
        notes = () if uses[name] else (f"{name}: {_UNUSED if name in seen else _UNSEEN}",)
        yield _of_feature(FEATURE_ADOPTION, name, estimate, where, parts, formula, notes)
    for name in order:
        estimate = counted(uses[name], active, confidence, {"users": used[name][0] if name in used else 0})
        yield _of_feature(FEATURE_VISITS, name, estimate, where, {}, None)
    if not timed:
        lacking = unmeasurable(confidence, "no column says how long")
        yield result(FEATURE_TIME, lacking, segment=where[0], period=where[1], total=not slot)
        return
    for name in order:
        yield _of_feature(FEATURE_TIME, name, counted(seconds[name], active, confidence, {}), where, {}, None)


def _never(estimate: Estimate, n: int, confidence: float) -> Estimate:
    """The estimate of a feature nobody used: a one-sided bound above, which is 95 % at the usual level."""
    from dataclasses import replace

    bound = never_seen_bound(n, confidence=confidence)
    return replace(
        estimate,
        low=0.0,
        high=100 * bound,
        method=f"exact one-sided upper bound 1 - {1 - confidence:.6g}^(1/n)",
    )


def _of_feature(
    measure: Declared,
    name: str,
    estimate: Estimate,
    where: tuple[Mapping[str, str | None], Period | None],
    parts: Mapping[str, float | None],
    formula: str | None,
    notes: Sequence[str] = (),
) -> Result:
    from dataclasses import replace

    full = replace(estimate, parts={**estimate.parts, **parts})
    segment = {**where[0], "feature": name}
    return result(measure, full, segment=segment, period=where[1], formula=formula, notes=notes, total=False)


def _ranks(values: Mapping[str, float]) -> dict[str, int]:
    """1 for the greatest; equal values share the better rank."""
    ordered = sorted(values.values(), reverse=True)
    return {name: ordered.index(value) + 1 for name, value in values.items()}


def _stickiness(request: AdoptionRequest, plan: LogPlan, usage: Usage, whole: Usage) -> Iterator[Result]:
    """Per month; a series by month already has its months as periods."""
    if usage is whole and plan.every is Every.MONTH and not plan.by_names:
        return
    for slot, month, users, days, squares in usage.months.iter_rows():
        segment, period = place(plan, slot)
        if period is not None and plan.every is not Every.MONTH:
            continue
        end = periods.end(month, Every.MONTH)
        first, last = _observed(month, end, whole)
        length = (last - first).days + 1
        value = 100 * days / length / users
        limits = stickiness_interval(users, days, squares, length, confidence=request.rows.confidence)
        low, high = (100 * limit for limit in limits) if limits else (None, None)
        parts: dict[str, float | None] = {
            "mean_daily_users": days / length,
            "monthly_users": users,
            "days": length,
        }
        partial = length < (end - month).days
        estimate = Estimate(
            value, low, high, users, request.rows.confidence, "t interval over users", parts=parts
        )
        label = periods.label(month, Every.MONTH)
        notes = [f"{label}: of this month the log holds {length} days"] if partial else []
        yield result(
            STICKINESS,
            estimate,
            segment=segment,
            period=Period(Every.MONTH.value, label, month, end),
            notes=notes + ([] if limits else ["one person has no interval"]),
            total=not slot,
        )


def _active(request: AdoptionRequest, plan: LogPlan, usage: Usage, whole: Usage) -> Iterator[Result]:
    """Active users of a day, week and month: on average, or of every period of a series."""
    for measure in ACTIVE:
        span = Every(measure.key.split(".")[1])
        mine = usage.active.filter(usage.active["span"] == span.value)
        slots = list(dict.fromkeys(mine["slot"]))
        for slot in slots:
            segment, period = place(plan, slot)
            if period is not None and plan.every is not span:
                continue
            counts = dict(mine.filter(mine["slot"] == slot).select("start", "users").iter_rows())
            if period is not None:
                estimate = counted(counts[period.start], counts[period.start], request.rows.confidence, {})
                yield result(measure, estimate, segment=segment, period=period, total=False)
                continue
            yield _average(request, measure, span, counts, whole, segment, total=not slot)


def _average(
    request: AdoptionRequest,
    measure: Declared,
    span: Every,
    counts: Mapping[date, int],
    whole: Usage,
    segment: Mapping[str, str | None],
    *,
    total: bool,
) -> Result:
    if whole.first is None or whole.last is None:
        raise ValueError("a log without days has no active users")
    starts = periods.between(whole.first, whole.last, span)
    complete = [
        s for s in starts if whole.first <= s and periods.end(s, span) - timedelta(days=1) <= whole.last
    ]
    over = complete or starts
    users = [counts.get(start, 0) for start in over]
    parts: dict[str, float | None] = {f"{span.value}s": len(over), "min": min(users), "max": max(users)}
    notes = [] if complete else [f"the log holds no {span.value} in full"]
    estimate = counted(sum(users) / len(over), sum(users), request.rows.confidence, parts)
    return result(measure, estimate, segment=segment, notes=notes, total=total)


def _observed(month: date, end: date, whole: Usage) -> tuple[date, date]:
    """The days of a month that the log holds."""
    first, last = whole.first or month, whole.last or end
    return max(month, first), min(end - timedelta(days=1), last)


def _notes(request: AdoptionRequest, plan: LogPlan, found: Adoption) -> Iterator[str]:
    if found.whole.first is None:
        yield "no row counts: nothing to measure"
    else:
        yield f"the log was watched from {found.whole.first} to {found.whole.last}, days without anybody included"
    if request.eligible is None:
        yield "eligible are all people with a row that counts; state another number with --eligible"
    if plan.every is not None:
        yield "stickiness is of months, whatever the periods of the series are"
