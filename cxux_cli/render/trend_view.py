"""A series as people read it: value, interval, change and what is to be made of it, a row per period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cxux_cli.render.plots import BLOCKS, sparkline
from cxux_cli.render.view import Grid, View, number
from cxux_cli.results import Comparison, Limit, Report, Result

_WIDTH = 24
"""Characters of the plot of a row."""
_SIGNALS = {"above": "above its limits", "below": "below its limits", "shift": "a shift: eight on one side"}


def view(report: Report) -> View:
    """The view of the report of a trend."""
    first, trend = report.results[0], report.trend
    changes = {each.a: each for each in report.comparisons}
    limits = {each.period: each for each in trend.limits} if trend else {}
    happened = _by_period(report)
    places = _places(first)
    ends = _ends(report.results)
    rows, fewer = [], []
    for result in report.results:
        name = _label(result)
        change = changes.get(name)
        says = _says(change, limits.get(name), 1 - report.confidence)
        row = (name, *_numbers(result, places))
        released = (", ".join(happened.get(name, ())),) if happened else ()
        rows.append((*row, *change_text(change, places), says, *released, _plot(result, ends)))
        fewer.append((*row, change_text(change, places)[0], says, *released))
    percent = f"{100 * report.confidence:g} %"
    columns = ("period", first.measure.upper(), f"{percent} interval", "n")
    release = ("release",) if happened else ()
    narrow = Grid(_title(first), (*columns, "change", "says", *release), tuple(fewer), frozenset((1, 3, 4)))
    grid = Grid(
        narrow.title,
        (*columns, "change", "its interval", "p", "says", *release, _scale(ends, places)),
        tuple(rows),
        frozenset((1, 3, 4, 6)),
        drawn=frozenset((len(columns) + 3 + len(release),)),
        narrower=(narrow,),
    )
    return View((grid,), tuple(_facts(report, places)))


def _facts(report: Report, places: int) -> list[tuple[str, str]]:
    first, trend = report.results[0], report.trend
    facts = [("Measure", f"{first.name}, {first.unit}, {first.better.value} is better: {first.formula}")]
    course = [r.estimate.value for r in report.results if r.estimate.value is not None]
    if len(course) > 1:
        low, high = min(course), max(course)
        shape = sparkline([1 + 7 * (x - low) / (high - low) if high > low else 1 for x in course])
        span = f"{number(course[0], places)} at first, {number(course[-1], places)} at last"
        facts.append(("Course", f"{shape} {span}, {number(low, places)} to {number(high, places)}"))
    if trend is None:
        return facts
    if trend.tests:
        tests = dict.fromkeys(each.method for each in report.comparisons if each.method)
        said = "1 change tested" if trend.tests == 1 else f"{trend.tests} changes tested together"
        facts.append(("Tests", f"{said} ({'; '.join(tests)}); p counts the others (Benjamini-Hochberg)"))
    if trend.chart is not None:
        outside = sum(each.signal is not None for each in trend.limits)
        around = f"{trend.chart} around {number(trend.center, places)}"
        usual = sorted({(each.low, each.high) for each in trend.limits if each.low is not None}, key=str)
        if len(usual) == 1:
            around += f", {number(usual[0][0], places)} to {number(usual[0][1], places)}"
        signal = "no signal" if not outside else f"{outside} signal{'s' * (outside > 1)}"
        facts.append(("Limits", f"{around}: {signal}"))
    else:
        facts.append(("Limits", f"none: {trend.why_no_limits}"))
    facts += [("Release", f"{each.day.isoformat()} {each.name}") for each in trend.releases]
    return facts + [("Note", note) for note in report.notes]


def _title(result: Result) -> str:
    said = [f"persona {result.persona}"] if result.persona else []
    said += [f"task {result.task}"] if result.task else []
    said += [f"{name} = {'(blank)' if value is None else value}" for name, value in result.segment.items()]
    return ", ".join([result.name, *said])


def _label(result: Result) -> str:
    return result.period.label if result.period else ""


def _places(result: Result) -> int:
    # On a scale of a few steps one decimal hides what matters.
    return 2 if result.range[1] - result.range[0] <= 10 else 1


def _numbers(result: Result, places: int) -> tuple[str, str, str]:
    e = result.estimate
    if result.hidden:
        return "hidden", "-", "-"
    interval = f"{number(e.low, places)} to {number(e.high, places)}" if e.low is not None else "-"
    return number(e.value, places), interval, f"{e.n}"


def change_text(change: Comparison | None, places: int) -> tuple[str, str, str]:
    """Difference, its interval and p; empty where there is nothing to compare with."""
    if change is None or change.difference is None:
        return "", "", ""
    sign = "+" if change.difference > 0 else ""
    interval = (
        f"{number(change.low, places)} to {number(change.high, places)}" if change.low is not None else "-"
    )
    p = "-" if change.p_adjusted is None else _p(change.p_adjusted)
    return f"{sign}{number(change.difference, places)}", interval, p


def _p(p: float) -> str:
    """A p value as people read it."""
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def _says(change: Comparison | None, limit: Limit | None, alpha: float) -> str:
    said = []
    if change is not None and change.p_adjusted is not None and change.difference is not None:
        if change.p_adjusted >= alpha:
            said.append("no change shown")
        else:
            said.append("higher" if change.difference > 0 else "lower")
    if limit is not None and limit.signal is not None:
        said.append(_SIGNALS[limit.signal])
    return ", ".join(said)


def _by_period(report: Report) -> Mapping[str, list[str]]:
    """Releases by the period in which their day lies; one between two periods stands at the later one."""
    found: dict[str, list[str]] = {}
    for release in report.trend.releases if report.trend else ():
        periods = (r.period for r in report.results if r.period is not None)
        at = next((period for period in periods if release.day < period.end), None)
        if at is not None:
            found.setdefault(at.label, []).append(release.name)
    return found


def _ends(results: Sequence[Result]) -> tuple[float, float]:
    """The least and the greatest number that is plotted."""
    numbers = [
        x for r in results for x in (r.estimate.value, r.estimate.low, r.estimate.high) if x is not None
    ]
    return (min(numbers), max(numbers)) if numbers else (0.0, 0.0)


def _scale(ends: tuple[float, float], places: int) -> str:
    return f"{number(ends[0], places)} to {number(ends[1], places)}"


def _plot(result: Result, ends: tuple[float, float]) -> str:
    """The interval as a low line, the value as a block on it, from the one end to the other."""
    e = result.estimate
    if e.value is None or ends[0] == ends[1]:
        return ""
    cells = [" "] * _WIDTH
    first, last = (_place(x if x is not None else e.value, ends) for x in (e.low, e.high))
    cells[first : last + 1] = BLOCKS[0] * (last + 1 - first)
    cells[_place(e.value, ends)] = BLOCKS[-1]
    return "".join(cells)


def _place(x: float, ends: tuple[float, float]) -> int:
    return min(_WIDTH - 1, int((x - ends[0]) / (ends[1] - ends[0]) * _WIDTH))
