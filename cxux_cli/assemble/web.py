"""Page views and sessions to a report: percentiles with their bands, shares of sessions, pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from cxux_cli.assemble.event_log import counted, facts, ledgers, place, result, share, unmeasurable
from cxux_cli.catalog.web_vitals import web_vitals
from cxux_cli.estimators import percentile
from cxux_cli.measures.ux.page_speed import PERCENTS, SPEED, WEB_VITALS
from cxux_cli.measures.ux.visits import BOUNCE, DEAD, PAGE_VISITS, RAGE, SEARCH_SHARE, TIME_ON_PAGE
from cxux_cli.request import WebRequest
from cxux_cli.results import Estimate, Missing, Reading, Report, Result

if TYPE_CHECKING:
    from cxux_cli.engine.event_log import LogPlan
    from cxux_cli.engine.pages import Page
    from cxux_cli.engine.web import Web

_GROUPS = {
    "bounce": ("bounced", "stayed"),
    "search-share": ("searched", "did_not_search"),
    "rage-clicks": ("with_rage_clicks", "without"),
    "dead-clicks": ("with_dead_clicks", "without"),
}
_BOUNCES = {
    "single": "sessions with a single event",
    "ga4": "sessions under 10 s, without a conversion and with one page at most",
}
_NO_SESSIONS = "no column says which events are a session, and none says who and when"
_NOT_OVER_PERSONS = (
    "no column says who: every row counts as another person's, and intervals are surer than they should be"
)


def report(request: WebRequest, plan: LogPlan, web: Web) -> Report:
    """The report of page views or events."""
    results = [*_speed(request, plan, web), *_sessions(request, plan, web), *_pages(request, plan, web)]
    return Report(
        request.rows.confidence,
        facts(plan, web.books, hashes=request.rows.hashes),
        ledgers(plan, web.books),
        tuple(results),
        notes=tuple(_notes(request, plan, web)),
    )


def _speed(request: WebRequest, plan: LogPlan, web: Web) -> Iterator[Result]:
    bands = web_vitals()
    found: dict[str, list[tuple[str, Result]]] = {}
    for measure in SPEED:
        role = measure.key.split(".")[0]
        estimates = web.speeds.get((role, PERCENTS[measure.key]))
        if role not in plan.roles or measure is WEB_VITALS or estimates is None:
            continue
        # The whole stands last.
        for slot in [*sorted(s for s in {*estimates, *web.missing[role]} if s), ""]:
            estimate = estimates.get(slot) or _nothing(request)
            segment, period = place(plan, slot)
            readings = (
                []
                if estimate.value is None or role not in bands
                else [_reading(role, estimate.value, estimate)]
            )
            one = result(
                measure,
                estimate,
                segment=segment,
                period=period,
                missing=_missing(web.missing[role].get(slot, {})),
                readings=readings,
                total=not slot,
            )
            found.setdefault(role, []).append((slot, one))
            yield one
    yield from _verdicts(request, plan, {role: dict(found.get(role, [])) for role in bands})


def _verdicts(
    request: WebRequest, plan: LogPlan, found: Mapping[str, Mapping[str, Result]]
) -> Iterator[Result]:
    """How many of the core three are good, where all are there."""
    bands = web_vitals()
    core = [role for role, of in bands.items() if of.is_core]
    if not any(found[role] for role in core):
        return
    slots = {slot for role in core for slot in found[role]}
    for slot in [*sorted(s for s in slots if s), ""]:
        segment, period = place(plan, slot)
        mine = {role: found[role][slot].estimate for role in core if slot in found[role]}
        lacking = [role for role in core if role not in mine or mine[role].value is None]
        if lacking:
            estimate = unmeasurable(
                request.rows.confidence, f"no {' and no '.join(r.upper() for r in lacking)}"
            )
            yield result(WEB_VITALS, estimate, segment=segment, period=period, total=not slot)
            continue
        good = {r: bands[r].is_good(e.value) for r, e in mine.items() if e.value is not None}
        bad = [role.upper() for role, is_good in good.items() if not is_good]
        worst = [bands[r].is_good(e.high) for r, e in mine.items() if e.high is not None]
        best = [bands[r].is_good(e.low) for r, e in mine.items() if e.low is not None]
        whole = len(worst) == len(core)
        estimate = Estimate(
            float(sum(good.values())),
            float(sum(worst)) if whole else None,
            float(sum(best)) if whole else None,
            min(e.n for e in mine.values()),
            request.rows.confidence,
            "counted at the ends of the rank intervals",
        )
        passed = {True: "passed", False: "not passed"}
        low, high = (None if not whole else passed[all(ends)] for ends in (worst, best))
        title, source = bands["lcp"].title, bands["lcp"].source
        yield result(
            WEB_VITALS,
            estimate,
            segment=segment,
            period=period,
            readings=[Reading("web-vitals", title, passed[not bad], low, high, source)],
            notes=(f"not good at p75: {', '.join(bad)}",) if bad else (),
            total=not slot,
        )


def _reading(role: str, value: float, estimate: Estimate) -> Reading:
    of = web_vitals()[role]
    low, high = (None if x is None else of.label(x) for x in (estimate.low, estimate.high))
    return Reading("web-vitals", of.title, of.label(value), low, high, of.source)


def _sessions(request: WebRequest, plan: LogPlan, web: Web) -> Iterator[Result]:
    if not {"page", "event", "session", "target"} & set(plan.roles):
        return
    confidence, lacks = request.rows.confidence, _lacks(plan, web)
    session = _session(request, plan)
    for measure in (BOUNCE, SEARCH_SHARE, RAGE, DEAD):
        if measure.key in lacks:
            yield result(measure, unmeasurable(confidence, lacks[measure.key]))
            continue
        told = web.sessions
        missing = [Missing("in no session", told.unplaced)] if told is not None and told.unplaced else []
        formula, definition = measure.formula, measure.definition
        if measure is BOUNCE:
            formula = f"100 * {_BOUNCES[request.bounce]} / sessions"
            definition = f"bounce.{request.bounce}.v1"
        by_slot = web.shares[measure.key]
        for slot in [*sorted(s for s in by_slot if s), *([""] if "" in by_slot else [])]:
            sums = by_slot[slot]
            segment, period = place(plan, slot)
            yield result(
                measure,
                share(sums.k, sums.n, _GROUPS[measure.key], confidence=confidence, sums=sums),
                segment=segment,
                period=period,
                missing=missing if not slot else (),
                formula=f"{formula}; {session}",
                definition=definition,
                notes=_said(measure.key, web) if not slot else (),
                total=not slot,
            )
        if not by_slot:
            yield result(measure, _nothing(request))


def _session(request: WebRequest, plan: LogPlan) -> str:
    if "session" in plan.roles:
        return f"a session by column '{plan.roles['session'].column.name}'"
    return f"a session ends after {request.gap or '30m'} without an event of the person"


def _lacks(plan: LogPlan, web: Web) -> dict[str, str]:
    """Measure -> why the log cannot tell it."""
    told = web.sessions
    if told is None:
        return dict.fromkeys(_GROUPS, _NO_SESSIONS)
    lacks = {}
    if not {"event", "page"} & set(plan.roles):
        lacks["search-share"] = "no column says which event or page it was"
    has_rage = told.frame.height > 0 and bool(told.frame["rage"].any())
    if not has_rage and told.clicks == 0:
        lacks["rage-clicks"] = "the log has no rage clicks of its own, and no clicks with a target and a time"
    if told.frame.is_empty() or not told.frame["dead"].any():
        lacks["dead-clicks"] = "no event of the log is a dead click"
    return lacks


def _said(key: str, web: Web) -> tuple[str, ...]:
    told = web.sessions
    if told is None:
        return ()
    if key == "search-share":
        shown = ", ".join(told.searches[:5])
        more = f" and {len(told.searches) - 5} more" if len(told.searches) > 5 else ""
        return (
            f"counted as a search: {shown}{more}" if shown else "no event and no page looks like a search",
        )
    if key == "rage-clicks" and told.coarse:
        return ("times are whole seconds: three clicks within one second are told coarsely",)
    if key == "bounce" and told.shared:
        return (f"{told.shared} session ids belong to several persons: a session of each",)
    return ()


def _pages(request: WebRequest, plan: LogPlan, web: Web) -> Iterator[Result]:
    """The pages visited most: visits and people, and how long a visit lasts; all pages last."""
    found, confidence = web.pages, request.rows.confidence
    if found is None:
        return
    for rank, (name, page) in enumerate(found.most.items(), 1):
        parts = {"rank": rank, "share_of_visits": 100 * page.visits / found.whole.visits, **_people(page)}
        estimate = counted(page.visits, page.visits, confidence, parts)
        yield result(PAGE_VISITS, estimate, segment={"page": name}, total=False)
    first = ", ".join(f"{name} ({people})" for name, people in found.reach)
    yield result(
        PAGE_VISITS,
        counted(
            found.whole.visits, found.whole.visits, confidence, {"pages": found.count, **_people(found.whole)}
        ),
        notes=(f"by people the first are {first}",) if first else (),
    )
    for name, page in found.most.items():
        yield _time(request, plan, page, {"page": name})
    yield _time(request, plan, found.whole, {})


def _people(page: Page) -> dict[str, float | None]:
    return {} if page.people is None else {"people": page.people}


def _time(request: WebRequest, plan: LogPlan, page: Page, segment: Mapping[str, str]) -> Result:
    states = "duration" in plan.roles
    why = (
        "without a duration"
        if states
        else "without a next page or a time: the last page of a session is untimed"
    )
    return result(
        TIME_ON_PAGE,
        page.time or unmeasurable(request.rows.confidence, "no visit has a next page and a time"),
        segment=segment,
        missing=_missing({why: page.untimed}),
        formula="median over visits of the durations the log states, summed" if states else None,
        total=not segment,
    )


def _missing(by_reason: Mapping[str, int]) -> list[Missing]:
    return [Missing(reason, rows) for reason, rows in sorted(by_reason.items()) if rows]


def _nothing(request: WebRequest) -> Estimate:
    note = "no row with a value: nothing to estimate"
    return Estimate(None, None, None, 0, request.rows.confidence, percentile.METHOD, notes=(note,))


def _notes(request: WebRequest, plan: LogPlan, web: Web) -> Iterator[str]:
    if "person" not in plan.roles:
        yield _NOT_OVER_PERSONS
    if plan.by_names and web.sessions is not None:
        yield "a session counts in the segment of its first event"
    if plan.speeds:
        yield "speeds are of page views as they were recorded; field and laboratory data must not be mixed"
    if request.rows.where is not None and not sum(book.used for book in web.books):
        yield "--where keeps nobody"
