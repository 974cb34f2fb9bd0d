"""Page views and sessions to a report: percentiles with their bands, shares of sessions, pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

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
from cxux_cli.assemble.privacy import without_numbers
from cxux_cli.catalog.web_vitals import web_vitals
from cxux_cli.estimators import percentile
from cxux_cli.measures.base import Declared
from cxux_cli.measures.ux.page_speed import PERCENTS, SPEED, WEB_VITALS
from cxux_cli.measures.ux.visits import BOUNCE, DEAD, PAGE_VISITS, RAGE, SEARCH_SHARE, TIME_ON_PAGE
from cxux_cli.request import WebRequest
from cxux_cli.results import Estimate, Kind, Missing, Period, Reading, Report, Result
from cxux_cli.study.personas import UNASSIGNED

if TYPE_CHECKING:
    from cxux_cli.engine.event_log import LogPlan
    from cxux_cli.engine.pages import Page
    from cxux_cli.engine.web import Web

Where = tuple[Mapping[str, str | None], Period | None, str | None]
"""A segment, a period and a persona."""
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
ENTRY = "entry"
"""The segment of a bounce rate of the sessions that begin on one page."""
_NO_SESSIONS = "no column says which events are a session, and none says who and when"
_NOT_OVER_PERSONS = (
    "no column says who: every row counts as another person's, and intervals are surer than they should be"
)
_NO_PEOPLE = "no column says who: --min-n counts rows and sessions, of which one person may have many"


def report(request: WebRequest, plan: LogPlan, web: Web) -> Report:
    """The report of page views or events."""
    min_n = request.rows.min_n
    order = slots(plan, _seen(web))
    speeds = safe(plan, list(_speed(request, plan, web, order)), min_n, web.viewers)
    shown = [slot for slot in order if (p := place(plan, slot)[2]) is None or p in (*plan.shown, UNASSIGNED)]
    results = [
        *speeds,
        *_verdicts(request, plan, shown, speeds),
        *_entries(request, plan, web),
        *safe(plan, list(_sessions(request, plan, web, order)), min_n, web.visitors),
        *safe(plan, list(_pages(request, plan, web)), min_n, {}),
        *safe(plan, list(_times(request, plan, web)), min_n, {}),
    ]
    return Report(
        request.rows.confidence,
        facts(plan, web.books, hashes=request.rows.hashes),
        ledgers(plan, web.books),
        tuple(results),
        notes=tuple(_notes(request, plan, web)),
        config=request.study.path if request.study is not None else None,
    )


def _seen(web: Web) -> set[str]:
    """The slots that hold anything."""
    of_speed = [*web.speeds.values(), *web.missing.values()]
    return {slot for of in (*of_speed, *web.shares.values()) for slot in of}


def _speed(request: WebRequest, plan: LogPlan, web: Web, order: Sequence[str]) -> Iterator[Placed]:
    bands = web_vitals()
    for measure in SPEED:
        role = measure.key.split(".")[0]
        if role not in plan.roles or measure is WEB_VITALS:
            continue
        estimates = web.speeds.get((role, PERCENTS[measure.key]), {})
        for slot in order:
            estimate = estimates.get(slot) or _nothing(request)
            readings = (
                []
                if estimate.value is None or role not in bands
                else [_reading(role, estimate.value, estimate)]
            )
            one = result(
                measure,
                estimate,
                where=place(plan, slot),
                missing=_missing(web.missing[role].get(slot, {})),
                readings=readings,
                total=not slot,
            )
            yield Placed(slot, one)


def _verdicts(
    request: WebRequest, plan: LogPlan, order: Sequence[str], speeds: Sequence[Result]
) -> Iterator[Result]:
    """How many of the core three are good, where all are there; hidden where one of them is."""
    bands = web_vitals()
    core = [role for role, of in bands.items() if of.is_core]
    found = {role: [r for r in speeds if r.measure == role] for role in core}
    if not any(found.values()):
        return
    for i, slot in enumerate(order):
        where, mine = place(plan, slot), {role: of[i] for role, of in found.items() if of}
        lacking = [role for role in core if role not in mine or mine[role].estimate.n == 0]
        if lacking:
            why = f"no {' and no '.join(role.upper() for role in lacking)}"
            yield result(WEB_VITALS, unmeasurable(request.rows.confidence, why), where=where, total=not slot)
            continue
        one = _verdict(request, {role: r.estimate for role, r in mine.items()}, where, total=not slot)
        hidden = any(r.hidden for r in mine.values())
        yield without_numbers(one, request.rows.min_n) if hidden else one


def _verdict(request: WebRequest, mine: Mapping[str, Estimate], where: Where, *, total: bool) -> Result:
    bands = web_vitals()
    good = {r: bands[r].is_good(e.value) for r, e in mine.items() if e.value is not None}
    bad = [role.upper() for role, is_good in good.items() if not is_good]
    worst = [bands[r].is_good(e.high) for r, e in mine.items() if e.high is not None]
    best = [bands[r].is_good(e.low) for r, e in mine.items() if e.low is not None]
    whole = len(worst) == len(mine)
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
    return result(
        WEB_VITALS,
        estimate,
        where=where,
        readings=[Reading("web-vitals", title, passed[not bad], low, high, source)],
        said=(f"not good at p75: {', '.join(bad)}",) if bad else (),
        total=total,
    )


def _reading(role: str, value: float, estimate: Estimate) -> Reading:
    of = web_vitals()[role]
    low, high = (None if x is None else of.label(x) for x in (estimate.low, estimate.high))
    return Reading("web-vitals", of.title, of.label(value), low, high, of.source)


def _sessions(request: WebRequest, plan: LogPlan, web: Web, order: Sequence[str]) -> Iterator[Placed]:
    if not _has_visits(plan):
        return
    confidence, lacks, told = request.rows.confidence, _lacks(plan, web), web.sessions
    for measure in (BOUNCE, SEARCH_SHARE, RAGE, DEAD):
        if measure.key in lacks:
            yield Placed("", result(measure, unmeasurable(confidence, lacks[measure.key])))
            continue
        unplaced = told.unplaced if told is not None else 0
        definition = f"bounce.{request.bounce}.v1" if measure is BOUNCE else measure.definition
        for slot in order:
            sums = web.shares[measure.key].get(slot)
            one = result(
                measure,
                _nothing(request)
                if sums is None
                else share(sums.k, sums.n, _GROUPS[measure.key], confidence=confidence, sums=sums),
                where=place(plan, slot),
                missing=[Missing("in no session", unplaced)] if unplaced and not slot else (),
                formula=_formula(request, plan, measure),
                definition=definition,
                said=_said(request, measure.key, web) if not slot else (),
                state=None if sums is None else {"kind": "share", "k": sums.k, "n": sums.n},
                total=not slot,
            )
            yield Placed(slot, one)


def _has_visits(plan: LogPlan) -> bool:
    return bool({"page", "event", "session", "target"} & set(plan.roles))


def _formula(request: WebRequest, plan: LogPlan, measure: Declared) -> str:
    formula = f"100 * {_BOUNCES[request.bounce]} / sessions" if measure is BOUNCE else measure.formula
    return f"{formula}; {_session(request, plan)}"


def _entries(request: WebRequest, plan: LogPlan, web: Web) -> list[Result]:
    """The bounce of the sessions that begin on one of the pages visited most.

    On a page that is there to win customers a bounce says something of the customer's way to the brand.
    """
    if "bounce" in _lacks(plan, web) or not _has_visits(plan) or not web.entries:
        return []
    placed = []
    of_pages = sorted(web.entries.items(), key=lambda entry: (-entry[1].n, entry[0]))
    for name, sums in [*of_pages, ("", web.shares["bounce"][""])]:
        one = result(
            BOUNCE,
            share(sums.k, sums.n, _GROUPS["bounce"], confidence=request.rows.confidence, sums=sums),
            where=({ENTRY: name} if name else {}, None, None),
            formula=f"{_formula(request, plan, BOUNCE)} that begin on the page",
            definition=f"bounce.{request.bounce}.v1",
            state={"kind": "share", "k": sums.k, "n": sums.n},
            total=False,
        )
        if any(fnmatchcase(name.casefold(), page.casefold()) for page in request.acquisition):
            one = replace(one, kind=Kind.CX, kind_reason="touchpoint")
        placed.append(Placed("", one))
    return safe(plan, placed, request.rows.min_n, {})[:-1]


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
    if not told.has_rage and told.clicks == 0:
        lacks["rage-clicks"] = "the log has no rage clicks of its own, and no clicks with a target and a time"
    if not told.has_dead:
        lacks["dead-clicks"] = "no event of the log is a dead click"
    return lacks


def _said(request: WebRequest, key: str, web: Web) -> tuple[str, ...]:
    told = web.sessions
    if told is None:
        return ()
    if key == "search-share":
        # An address may hold what one person looked for.
        floor = request.rows.min_n > 1
        words = [word for word in told.searches if not floor or word.startswith("event ")][:5]
        rest = len(told.searches) - len(words)
        more = [f"{rest} {'more' if words else 'pages'}"] if rest else []
        shown = " and ".join([*([", ".join(words)] if words else []), *more])
        return (f"counted as a search: {shown}" if shown else "no event and no page looks like a search",)
    if key == "rage-clicks" and told.coarse:
        return ("times are whole seconds: three clicks within one second are told coarsely",)
    if key == "bounce" and told.shared:
        return (f"{told.shared} sessions have the id of another person's: each counts",)
    return ()


def _pages(request: WebRequest, plan: LogPlan, web: Web) -> Iterator[Placed]:
    """The pages visited most, by visits and people; all pages last."""
    found, confidence = web.pages, request.rows.confidence
    if found is None:
        return
    for rank, (name, page) in enumerate(found.most.items(), 1):
        parts = {"rank": rank, "share_of_visits": 100 * page.visits / found.whole.visits, **_people(page)}
        estimate = counted(page.visits, page.visits, confidence, parts)
        one = result(PAGE_VISITS, estimate, where=({"page": name}, None, None), total=False)
        yield Placed("", one, people=page.people)
    # Who visits a page is as much about people as how long.
    reach = [(name, people) for name, people in found.reach if people >= request.rows.min_n]
    first = ", ".join(f"{name} ({people})" for name, people in reach)
    parts = {"pages": found.count, **_people(found.whole)}
    one = result(
        PAGE_VISITS,
        counted(found.whole.visits, found.whole.visits, confidence, parts),
        said=(f"by people the first are {first}",) if first else (),
    )
    yield Placed("", one, people=found.whole.people)


def _times(request: WebRequest, plan: LogPlan, web: Web) -> Iterator[Placed]:
    """How long visits of these pages last; all pages last."""
    if web.pages is None:
        return
    for name, page in web.pages.most.items():
        yield Placed("", _time(request, plan, page, {"page": name}), people=page.people)
    yield Placed("", _time(request, plan, web.pages.whole, {}), people=web.pages.whole.people)


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
        where=(segment, None, None),
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
    yield from persona_notes(plan, web.books)
    if "person" not in plan.roles:
        yield _NOT_OVER_PERSONS
        if request.rows.min_n > 1:
            yield _NO_PEOPLE
    if plan.by_names and web.sessions is not None:
        yield "a session counts in the segment of its first event"
    if plan.personas and web.sessions is not None:
        yield "a session is of the personas of its first event"
    if request.acquisition and web.entries:
        pages = ", ".join(request.acquisition)
        yield f"a bounce on a page that is there to win customers is CX: {pages} (--acquisition)"
    if plan.speeds:
        yield "speeds are of page views as they were recorded; field and laboratory data must not be mixed"
    if request.rows.where is not None and not sum(book.used for book in web.books):
        yield "--where keeps nobody"
