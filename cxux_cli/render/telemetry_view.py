"""Results of logs to a view: measures side by side, then pages or features with all their ranks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from cxux_cli.measures.base import Declared
from cxux_cli.render.narrow import named_once, with_forms
from cxux_cli.render.view import Grid, View, notes, number, source_facts
from cxux_cli.results import Report, Result

_FEATURES, _PAGES, _BOUNCE = "feature-adoption", "page-visits", "bounce"
"""The measures whose results make a table of their own, with what stands beside them."""
_BESIDE = {_FEATURES: ("feature-visits", "feature-time"), _PAGES: ("time-on-page",), _BOUNCE: ()}
_LISTED = {_FEATURES: "feature", _PAGES: "page", _BOUNCE: "entry"}
_TITLES = {
    _FEATURES: "Features, by reach",
    _PAGES: "Most visited pages",
    _BOUNCE: "Bounce by entry page",
}


def view(report: Report, declared: Mapping[str, Declared]) -> View:
    """The view of a report on page views or on an event log; `declared` holds its measures."""
    apart = {id(r) for key, name in _LISTED.items() for r in _listed(report, key, name)}
    plain = [r for r in report.results if id(r) not in apart]
    grids = [_measures(plain, report.confidence)] if plain else []
    grids += [_things(report, key, name) for key, name in _LISTED.items() if _listed(report, key, name)]
    facts = [*_readings(plain), *_missing(plain), *_definitions(report.results, declared)]
    return View(tuple(grids), (*facts, *source_facts(report), *notes(report)))


def _listed(report: Report, key: str, name: str) -> list[Result]:
    return [r for r in report.results if r.measure in (key, *_BESIDE[key]) and name in r.segment]


def _measures(results: Sequence[Result], confidence: float) -> Grid:
    where = _places(results, list(dict.fromkeys(name for r in results for name in r.segment)))
    columns = [
        "measure",
        *where,
        "value",
        "unit",
        f"{100 * confidence:.6g} % interval",
        "n",
        "missing",
        "reading",
    ]
    rows = []
    for r in results:
        e = r.estimate
        places = 3 if r.measure == "cls" else 0 if r.unit == "ms" or r.measure == "web-vitals" else 1
        interval = f"{number(e.low, places)} to {number(e.high, places)}" if e.low is not None else "-"
        value = number(e.value, places)
        if r.hidden:
            value = "hidden"
        elif any(note.startswith("not measurable") for note in e.notes):
            value = "not measurable"
        own = [of(r) for of in where.values()]
        if own and not any(own):
            own[0] = "all"
        rows.append(
            (
                r.measure,
                *own,
                value,
                r.unit,
                interval,
                f"{e.n}",
                "-" if r.hidden else f"{r.n_missing}",
                _reading(r) if r.readings else "",
            )
        )
    start = len(where) + 1
    grid = Grid("Measures", tuple(columns), tuple(rows), frozenset((start, start + 3, start + 4)))
    return named_once(with_forms(grid, [r.readings[0].label if r.readings else "" for r in results]))


def _places(results: Sequence[Result], segments: Sequence[str]) -> dict[str, Callable[[Result], str]]:
    """The columns that say what a result stands for: persona, period, segments."""

    def segment(name: str) -> Callable[[Result], str]:
        return lambda r: (
            "" if name not in r.segment else "(blank)" if r.segment[name] is None else str(r.segment[name])
        )

    found: dict[str, Callable[[Result], str]] = {}
    if any(r.persona for r in results):
        found["persona"] = lambda r: r.persona or "everyone"
    if any(r.period for r in results):
        found["period"] = lambda r: r.period.name if r.period else ""
    return found | {name: segment(name) for name in segments}


def _reading(result: Result) -> str:
    reading = result.readings[0]
    ends = [x for x in (reading.low_label, reading.high_label) if x is not None]
    return (
        reading.label
        if not ends or set(ends) == {reading.label}
        else f"{reading.label} ({' to '.join(ends)})"
    )


def _things(report: Report, key: str, name: str) -> Grid:
    """A row per page or feature and slice: what was found of it, side by side."""
    mine = _listed(report, key, name)
    others = list(dict.fromkeys(n for r in mine for n in r.segment if n != name))
    where = _places(mine, [name])
    where = {name: where.pop(name), **where, **_places([], others)}
    rows: dict[tuple[str, ...], dict[str, Result]] = {}
    for r in mine:
        rows.setdefault(tuple(of(r) or "all" for of in where.values()), {})[r.measure] = r
    shown = _COLUMNS[key]
    cells = [(*place, *(of(found) for _, of in shown)) for place, found in rows.items()]
    start = len(where)
    return Grid(
        _TITLES[key],
        (*where, *(title for title, _ in shown)),
        tuple(cells),
        frozenset(range(start, start + len(shown))),
    )


def _value(measure: str, places: int) -> Callable[[Mapping[str, Result]], str]:
    def of(found: Mapping[str, Result]) -> str:
        if measure not in found:
            return "-"
        return "hidden" if found[measure].hidden else number(found[measure].estimate.value, places)

    return of


def _interval(measure: str, places: int) -> Callable[[Mapping[str, Result]], str]:
    def of(found: Mapping[str, Result]) -> str:
        e = found[measure].estimate if measure in found else None
        return "-" if e is None or e.low is None else f"{number(e.low, places)} to {number(e.high, places)}"

    return of


def _part(measure: str, part: str) -> Callable[[Mapping[str, Result]], str]:
    def of(found: Mapping[str, Result]) -> str:
        value = found[measure].estimate.parts.get(part) if measure in found else None
        return "-" if value is None else f"{value:g}"

    return of


_FEATURE_COLUMNS = (
    ("users", _part(_FEATURES, "users")),
    ("% of eligible", _value(_FEATURES, 1)),
    ("interval", _interval(_FEATURES, 1)),
    ("rank", _part(_FEATURES, "rank_by_reach")),
    ("uses", _value("feature-visits", 0)),
    ("rank", _part(_FEATURES, "rank_by_uses")),
    ("time s", _value("feature-time", 0)),
    ("rank", _part(_FEATURES, "rank_by_time")),
)
_PAGE_COLUMNS = (
    ("visits", _value(_PAGES, 0)),
    ("people", _part(_PAGES, "people")),
    ("median s", _value("time-on-page", 1)),
    ("interval", _interval("time-on-page", 1)),
    ("timed", lambda found: f"{found['time-on-page'].estimate.n}" if "time-on-page" in found else "-"),
)
_BOUNCE_COLUMNS = (
    ("bounce %", _value(_BOUNCE, 1)),
    ("interval", _interval(_BOUNCE, 1)),
    ("sessions", lambda found: f"{found[_BOUNCE].estimate.n}"),
    ("kind", lambda found: found[_BOUNCE].kind.value),
)
_COLUMNS: Mapping[str, tuple[tuple[str, Callable[[Mapping[str, Result]], str]], ...]] = {
    _FEATURES: _FEATURE_COLUMNS,
    _PAGES: _PAGE_COLUMNS,
    _BOUNCE: _BOUNCE_COLUMNS,
}


def _readings(results: Sequence[Result]) -> list[tuple[str, str]]:
    return [
        ("Verdict", f"{r.name}: {_reading(r)}")
        for r in results
        if r.total and r.measure == "web-vitals" and r.readings
    ]


def _missing(results: Sequence[Result]) -> list[tuple[str, str]]:
    return [
        ("Missing", f"{r.measure}: " + "; ".join(f"{m.rows} {m.reason}" for m in r.missing))
        for r in results
        if r.missing and not r.segment and r.period is None and r.persona is None
    ]


def _definitions(results: Sequence[Result], declared: Mapping[str, Declared]) -> list[tuple[str, str]]:
    facts = []
    # The last of a measure stands for all rows.
    for r in {r.measure: r for r in results}.values():
        contested = declared[r.measure].contested
        about = f"{r.kind.value}{f', contested: {contested}' if contested else ''}"
        method = "" if r.estimate.method == "none" else f"; {r.estimate.method}"
        facts.append(("Definition", f"{r.measure} = {r.formula} [{r.definition}]{method}; {about}"))
    return facts
