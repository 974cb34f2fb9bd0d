"""Sums of an event log to a report: adoption, features, stickiness, active users."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from cxux_cli.assemble.event_log import (
    Placed,
    counted,
    facts,
    ledgers,
    persona_notes,
    place,
    result,
    safe,
    share,
    slots,
    unmeasurable,
)
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
from cxux_cli.results import Estimate, Evidence, Period, Report, Result
from cxux_cli.stats.usage import never_seen_bound, stickiness_error, stickiness_interval
from cxux_cli.study import periods
from cxux_cli.study.periods import Every

if TYPE_CHECKING:
    from cxux_cli.engine.adoption import Adoption, Usage
    from cxux_cli.engine.event_log import LogPlan

MOST_FEATURES = 1_000
"""More different features than this are texts or addresses, not features."""


class Used(NamedTuple):
    """How a feature was used: by how many people, by how many often enough, how often, how long in all."""

    users: int
    reached: int
    uses: int
    seconds: float


_UNUSED_ONE = Used(0, 0, 0, 0.0)
_UNUSED = "unused: the log knows it, and nobody used it in these rows"
_UNSEEN = "unused or not instrumented: it stands nowhere in the log, which cannot tell the two apart"


def report(request: AdoptionRequest, plan: LogPlan, found: Adoption) -> Report:
    """The report of an event log."""
    usage = found.usage
    order = slots(plan, (slot for slot, *_ in usage.users.iter_rows()))
    placed: list[Placed] = []
    for make in (_adoption, _features, _stickiness, _active):
        placed += make(request, plan, usage, order)
    return Report(
        request.rows.confidence,
        facts(plan, found.books, hashes=request.rows.hashes),
        ledgers(plan, found.books),
        tuple(safe(plan, placed, request.rows.min_n, found.users)),
        notes=tuple(_notes(request, plan, found)),
        config=request.study.path if request.study is not None else None,
    )


def _active_users(usage: Usage) -> dict[str, tuple[int, int]]:
    """Slot -> its users, and how many of them are new."""
    return {slot: (active, fresh) for slot, active, fresh in usage.users.iter_rows()}


def _adoption(
    request: AdoptionRequest, plan: LogPlan, usage: Usage, order: Sequence[str]
) -> Iterator[Placed]:
    """New users among all, where the log began before."""
    confidence, since = request.rows.confidence, plan.window.since if plan.window is not None else None
    users = _active_users(usage)
    for slot in order:
        where, (active, fresh) = place(plan, slot), users.get(slot, (0, 0))
        start = where[1].start if where[1] is not None else since.date() if since is not None else None
        if not active:
            estimate = unmeasurable(confidence, "no row counts")
        elif start is None:
            estimate = unmeasurable(confidence, "over a whole log everybody is new: give --since or --every")
        elif usage.begins is None or start <= usage.begins:
            estimate = unmeasurable(confidence, f"the log begins on {usage.begins}: everybody looks new")
        else:
            estimate = share(fresh, active, ("new", "known"), confidence=confidence)
        yield Placed(slot, result(ADOPTION, estimate, where=where, total=not slot), people=active)


def _features(
    request: AdoptionRequest, plan: LogPlan, usage: Usage, order: Sequence[str]
) -> Iterator[Placed]:
    if "feature" not in plan.roles:
        estimate = unmeasurable(request.rows.confidence, "no column names a feature or an event")
        yield Placed("", result(FEATURE_ADOPTION, estimate))
        return
    used: dict[str, dict[str, Used]] = {slot: {} for slot in order}
    for slot, name, *sums in usage.features.iter_rows():
        used[slot][name] = Used(*sums)
    names = sorted({*used[""], *request.features})
    if len(names) > MOST_FEATURES:
        raise UsageError(
            f"column '{plan.roles['feature'].column.name}' has {len(names)} different values: these are no features",
            where=plan.sources[0].plan.source.path,
            hint="name the column of the features: --column feature=NAME",
        )
    users = _active_users(usage)
    for slot, mine in used.items():
        yield from _slot(request, plan, slot, users.get(slot, (0, 0))[0], names, mine, usage.seen)


def _slot(
    request: AdoptionRequest,
    plan: LogPlan,
    slot: str,
    active: int,
    names: Sequence[str],
    used: Mapping[str, Used],
    seen: frozenset[str],
) -> Iterator[Placed]:
    """All features of one slot, by reach; each with its rank by reach, uses and time."""
    confidence, where = request.rows.confidence, place(plan, slot)
    eligible = active if request.eligible is None else request.eligible
    of = {name: used.get(name, _UNUSED_ONE) for name in names}
    most = max((one.reached for one in of.values()), default=0)
    if eligible < most:
        raise UsageError(
            f"{eligible} people are eligible, and {most} used the same feature",
            where="--eligible",
            hint="count everybody who could use it, in the log or not",
        )
    timed = "duration" in plan.roles
    ranks = {
        "rank_by_reach": _ranks({name: one.reached for name, one in of.items()}),
        "rank_by_uses": _ranks({name: one.uses for name, one in of.items()}),
        **({"rank_by_time": _ranks({name: one.seconds for name, one in of.items()})} if timed else {}),
    }
    ordered = sorted(names, key=lambda name: (-of[name].reached, -of[name].uses, name))
    whose = "eligible people" if request.eligible is not None else "people in the log"
    often = "" if request.uses == 1 else f" at least {request.uses} times"
    formula = f"100 * users of the feature{often} / {eligible} {whose}"

    def placed(measure: Declared, name: str, estimate: Estimate, people: int, **more: Any) -> Placed:
        segment = {**where[0], "feature": name}
        one = result(measure, estimate, where=(segment, *where[1:]), total=False, **more)
        return Placed(slot, one, name, people)

    for name in ordered:
        parts: dict[str, float | None] = {key: rank[name] for key, rank in ranks.items()}
        if eligible == 0:
            estimate = unmeasurable(confidence, "nobody is eligible")
        else:
            estimate = share(of[name].reached, eligible, ("users", "others"), confidence=confidence)
            if of[name].uses == 0:
                estimate = _never(estimate, eligible, confidence)
        estimate = replace(estimate, parts={**estimate.parts, **parts})
        said = () if of[name].uses else (f"{name}: {_UNUSED if name in seen else _UNSEEN}",)
        yield placed(FEATURE_ADOPTION, name, estimate, eligible, formula=formula, said=said)
    for name in ordered:
        estimate = counted(of[name].uses, active, confidence, {"users": of[name].users})
        # What nobody used says nothing of anybody.
        yield placed(FEATURE_VISITS, name, estimate, of[name].users or active)
    if not timed:
        lacking = unmeasurable(confidence, "no column says how long")
        yield Placed(slot, result(FEATURE_TIME, lacking, where=where, total=not slot), people=active)
        return
    for name in ordered:
        estimate = counted(of[name].seconds, active, confidence, {})
        yield placed(FEATURE_TIME, name, estimate, of[name].users or active)


def _never(estimate: Estimate, n: int, confidence: float) -> Estimate:
    """The estimate of a feature nobody used: a one-sided bound above, which is 95 % at the usual level."""
    bound = never_seen_bound(n, confidence=confidence)
    return replace(
        estimate,
        low=0.0,
        high=100 * bound,
        method=f"exact one-sided upper bound 1 - {1 - confidence:.6g}^(1/n)",
    )


def _ranks(values: Mapping[str, float]) -> dict[str, int]:
    """1 for the greatest; equal values share the better rank."""
    ordered = sorted(values.values(), reverse=True)
    return {name: ordered.index(value) + 1 for name, value in values.items()}


def _stickiness(
    request: AdoptionRequest, plan: LogPlan, usage: Usage, order: Sequence[str]
) -> Iterator[Placed]:
    """Per month; a series by month already has its months as periods."""
    is_series = plan.every is Every.MONTH and not plan.by_names
    months: dict[str, list[tuple[date, int, int, int]]] = {}
    for slot, *sums in usage.months.iter_rows():
        months.setdefault(slot, []).append(tuple(sums))
    for slot, (month, users, days, squares) in ((s, sums) for s in order for sums in months.get(s, ())):
        segment, period, persona = place(plan, slot)
        is_whole = not segment and period is None
        if (is_whole and is_series) or (period is not None and plan.every is not Every.MONTH):
            continue
        end = periods.end(month, Every.MONTH)
        first, last = _observed(month, end, usage)
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
        evidence = None
        if limits:
            error = stickiness_error(users, days, squares, length)
            evidence = Evidence("mean", (value / 100, error, users - 1), 100.0)
        estimate = Estimate(
            *(value, low, high, users, request.rows.confidence, "t interval over users"),
            parts=parts,
            evidence=evidence,
        )
        label = periods.label(month, Every.MONTH)
        notes = [f"{label}: of this month the log holds {length} days"] if partial else []
        one = result(
            STICKINESS,
            estimate,
            where=(segment, Period(Every.MONTH.value, label, month, end), persona),
            said=notes + ([] if limits else ["one person has no interval"]),
            total=not slot,
        )
        yield Placed(slot, one, label, users)


def _active(request: AdoptionRequest, plan: LogPlan, usage: Usage, order: Sequence[str]) -> Iterator[Placed]:
    """Active users of a day, week and month: on average, or of every period of a series."""
    people = _active_users(usage)
    for measure in ACTIVE:
        span = Every(measure.key.split(".")[1])
        mine = usage.active.filter(usage.active["span"] == span.value)
        counts: dict[str, dict[date, int]] = {}
        for slot, start, users in mine.select("slot", "start", "users").iter_rows():
            counts.setdefault(slot, {})[start] = users
        for slot in order:
            where, active = place(plan, slot), people.get(slot, (0, 0))[0]
            period = where[1]
            if period is not None and plan.every is not span:
                continue
            if period is not None:
                n = counts.get(slot, {}).get(period.start, 0)
                one = result(measure, counted(n, n, request.rows.confidence, {}), where=where, total=False)
            elif usage.first is None or usage.last is None:
                one = result(measure, unmeasurable(request.rows.confidence, "no row counts"), where=where)
            else:
                days = (usage.first, usage.last)
                one = _average(request, measure, span, counts.get(slot, {}), days, where, total=not slot)
            yield Placed(slot, one, people=active)


def _average(
    request: AdoptionRequest,
    measure: Declared,
    span: Every,
    counts: Mapping[date, int],
    watched: tuple[date, date],
    where: tuple[Mapping[str, str | None], Period | None, str | None],
    *,
    total: bool,
) -> Result:
    first, last = watched
    starts = periods.between(first, last, span)
    complete = [s for s in starts if first <= s and periods.end(s, span) - timedelta(days=1) <= last]
    over = complete or starts
    users = [counts.get(start, 0) for start in over]
    parts: dict[str, float | None] = {f"{span.value}s": len(over), "min": min(users), "max": max(users)}
    said = [] if complete else [f"the log holds no {span.value} in full"]
    estimate = counted(sum(users) / len(over), sum(users), request.rows.confidence, parts)
    return result(measure, estimate, where=where, said=said, total=total)


def _observed(month: date, end: date, usage: Usage) -> tuple[date, date]:
    """The days of a month that the log holds."""
    first, last = usage.first or month, usage.last or end
    return max(month, first), min(end - timedelta(days=1), last)


def _notes(request: AdoptionRequest, plan: LogPlan, found: Adoption) -> Iterator[str]:
    yield from persona_notes(plan, found.books)
    if found.usage.first is None:
        yield "no row counts: nothing to measure"
    else:
        yield f"the log was watched from {found.usage.first} to {found.usage.last}, days without anybody included"
    if request.eligible is None:
        yield "eligible are all people with a row that counts; state another number with --eligible"
    if plan.every is not None:
        yield "stickiness is of months, whatever the periods of the series are"
