"""Page views and event logs to Report: how fast pages are, how they are visited, who uses what."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cxux_cli.errors import InputError, UsageError
from cxux_cli.request import AdoptionRequest, TableRequest, Time, WebRequest
from cxux_cli.results import Report
from cxux_cli.slicing import SOURCE, check_slicing, series, source_plan
from cxux_cli.sources.open import open_sources
from cxux_cli.study.events import ADOPTION, SPEED, WEB, roles

if TYPE_CHECKING:
    from cxux_cli.engine.event_log import Book, LogPlan
    from cxux_cli.sources.source import Column, Source
    from cxux_cli.study.dates import Dates
    from cxux_cli.study.events import Role
    from cxux_cli.study.personas import Members

_GAP = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)\s*(s|m|min|h)")
_SECONDS = {"s": 1, "m": 60, "min": 60, "h": 3600}
_USUAL_GAP = "30m"
Measured = tuple["LogPlan", "Sequence[Book]", Callable[[], Report]]
"""How the log was planned, the books of its scan, and what makes the report of it."""


def web(request: WebRequest) -> Report:
    """Measure page views or events. Raises `CxuxError` for anything a user can put right."""
    from cxux_cli.assemble.web import report
    from cxux_cli.engine.web import collect

    gap = _seconds(request.gap)
    _check(request.rows, "cxux web page_views.csv")

    def measure(sources: Sequence[Source]) -> Measured:
        plan = _plan(request, sources, WEB, _needs_views)
        found = collect(request, plan, gap)
        return plan, found.books, lambda: _told(request.rows, report(request, plan, found), found.books)

    return _measured(request.rows, measure)


def adoption(request: AdoptionRequest) -> Report:
    """Measure the use of a product. Raises `CxuxError` for anything a user can put right."""
    from cxux_cli.assemble.adoption import report
    from cxux_cli.engine.adoption import collect

    _check(request.rows, "cxux adoption events.csv")
    if request.eligible is not None and request.rows.by:
        raise UsageError("so many people in each segment, or in all?", where="--eligible with --by")

    def measure(sources: Sequence[Source]) -> Measured:
        plan = _plan(request, sources, ADOPTION, _needs_use, ("person", "time"))
        found = collect(plan, uses=request.uses, hides=request.rows.min_n > 1)
        return plan, found.books, lambda: _told(request.rows, report(request, plan, found), found.books)

    return _measured(request.rows, measure)


def _told(rows: TableRequest, report: Report, books: Sequence[Book]) -> Report:
    from cxux_cli.assemble.running import with_running

    return with_running(report, rows.time, (book.newest for book in books))


def _check(rows: TableRequest, example: str) -> None:
    # Days and sessions need a zone even where nothing is sliced by time.
    check_slicing(replace(rows, time=Time()))
    if not rows.paths:
        raise UsageError("no file was given", hint=f"for example: {example}")


def _measured(rows: TableRequest, measure: Callable[[Sequence[Source]], Measured]) -> Report:
    """Measure; where the scanner refuses a file or loses lines of it, once more with a repaired copy."""
    import polars as pl

    sources = open_sources(rows.paths, rows.read)
    try:
        plan, books, report = measure(sources)
        if not _swallows(plan, books):
            return report()
        why = "there are fewer rows than lines, so a cell spans lines or a quote is missing"
    except (pl.exceptions.PolarsError, OSError) as error:
        if not any(source.repair for source in sources):
            raise _unreadable(sources, error) from error
        why = "a byte that is not UTF-8" if "utf-8" in str(error) else "quotes the scanner refuses"
    repaired = [source.repair(source, why) if source.repair else source for source in sources]
    try:
        return measure(repaired)[2]()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise _unreadable(repaired, error) from error


def _swallows(plan: LogPlan, books: Sequence[Book]) -> bool:
    """Whether a source gave fewer rows than it has lines, and can be repaired."""
    for one, book in zip(plan.sources, books, strict=True):
        source = one.plan.source
        if source.lines is not None and source.repair is not None:
            rows = book.used + sum(book.excluded.values()) + book.blank
            if rows + source.skipped < source.lines():
                return True
    return False


def _plan(
    request: WebRequest | AdoptionRequest,
    sources: Sequence[Source],
    wanted: Sequence[str],
    needs: Callable[[Source, Mapping[str, Role]], None],
    required: tuple[str, ...] = (),
) -> LogPlan:
    """What is read of which source; `needs` refuses a source that is no log, before anything else is asked."""
    from cxux_cli.engine.event_log import LogPlan, LogSource

    rows, found = request.rows, []
    for source in sources:
        stated = dict(request.columns)
        if rows.time.date is not None:
            stated["time"] = (rows.time.date,)
        held = roles(source, wanted, stated, request.unit)
        needs(source, held)
        if "feature" not in held and "event" in held and "feature" in wanted:
            # What happened is the feature that was used, where no column says more.
            event = held["event"]
            held["feature"] = replace(event, name="feature", why=f"{event.why}; an event is a feature")
        spec = source_plan(_bound(rows, source, held), source, (), len(sources))
        spec = replace(spec, dates=_dates(rows.time, source, held), members=_members(request, source))
        found.append(LogSource(spec, held))
    first = found[0].roles
    for one in found[1:]:
        if different := set(first) ^ set(one.roles):
            raise UsageError(
                f"the files do not hold the same: {', '.join(sorted(different))}",
                where=f"{found[0].plan.source.path} and {one.plan.source.path}",
                hint="measure them one by one",
            )
    every, window = series(rows)
    personas = request.study.personas if request.study is not None and request.personas else ()
    return LogPlan(tuple(found), tuple(rows.by), every, window, required, personas, tuple(request.personas))


def _needs_views(source: Source, held: Mapping[str, Role]) -> None:
    """A page, an event or a speed; or sessions with their times, which alone are a column of any study."""
    if not ({"page", "event"} | set(SPEED)) & set(held) and not {"session", "time"} <= set(held):
        raise _nothing(source, "page views or events", "page, event or load-time")


def _needs_use(source: Source, held: Mapping[str, Role]) -> None:
    """People and times; and what they did, or people who come again, which no survey has."""
    for role in ("person", "time"):
        if role not in held:
            raise _nothing(source, f"a {role}", role)
    person = held["person"]
    repeats = max(source.answers(person.column.index).values(), default=0) > 1
    if not {"event", "feature"} & set(held) and not repeats and person.why != "stated":
        raise InputError(
            f"nobody stands in column '{person.column.name}' twice, and no column says what was done: "
            "this is no log of use",
            where=source.path,
            hint="name what was done: --column event=NAME; or who did it: --column person=NAME",
        )


def _members(request: WebRequest | AdoptionRequest, source: Source) -> Members | None:
    """Which personas the rows of the source are of, where some are asked for."""
    if request.study is None or not request.personas:
        return None
    from cxux_cli.study.personas import membership

    return membership(request.study.personas, source, request.study.path)


def _bound(rows: TableRequest, source: Source, held: Mapping[str, Role]) -> TableRequest:
    """The request without times, which are read apart, and with roles in --by as their columns."""

    def named(name: str) -> str:
        is_role = name in held and source.named((name,)) is None
        return f"#{held[name].column.index + 1}" if is_role else name

    by = tuple(name if name.casefold() == SOURCE else named(name) for name in rows.by)
    return replace(rows, by=by, time=Time())


def _dates(time: Time, source: Source, held: Mapping[str, Role]) -> Dates | None:
    """How the log says when; None where it does not and nobody needs it."""
    column: Column | None = held["time"].column if "time" in held else None
    if column is None:
        if time.is_used:
            raise _nothing(source, "a time", "time")
        return None
    from cxux_cli.study.dates import understand

    return understand(source, column, order=time.date_order, timezone=time.timezone)


def _seconds(gap: str | None) -> float:
    match = _GAP.fullmatch((gap or _USUAL_GAP).strip().casefold())
    if match is None or float(match[1]) <= 0:
        raise UsageError(
            f"'{gap}' is no length of time", where="--session-gap", hint="for example --session-gap 30m"
        )
    return float(match[1]) * _SECONDS[match[2]]


def _nothing(source: Source, what: str, role: str) -> InputError:
    names = ", ".join(f"'{column.name[:30]}'" for column in source.columns[:8])
    return InputError(
        f"no column holds {what}",
        where=source.path,
        hint=f"name one: --column {role.split(', ')[0].split(' or ')[0]}=NAME; the columns are {names}",
    )


def _unreadable(sources: Sequence[Source], error: Exception) -> InputError:
    return InputError(
        "the file cannot be read to its end",
        where=", ".join(source.path for source in sources[:3]),
        hint=(str(error).splitlines() or ["unknown"])[0][:160],
    )
