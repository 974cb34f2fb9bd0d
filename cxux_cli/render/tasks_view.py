"""A usability test to a view: the tasks side by side, then a table per task, then verdicts and facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cxux_cli.render.narrow import with_forms
from cxux_cli.render.view import Grid, View, notes, number, source_facts
from cxux_cli.results import Report, Result

_ALL = "all tasks"
_BESIDE = ("success", "time", "time.median", "errors", "clicks", "seq", "sum")
"""The measures of the overview, where the data has them."""
_WITH_INTERVAL = frozenset(("success", "time", "time.median"))
_PLACES = {"%": 1, "s": 1}


def view(report: Report) -> View:
    """The view of a report on a usability test."""
    slicing = _slicing(report)
    tasks = list(dict.fromkeys(result.task for result in report.results))
    beside = _beside_one_another(report)
    grids = [_overview(report, slicing, beside)] if beside else []
    grids += [_task(report, task, slicing) for task in tasks]
    facts = [*verdicts(report.results), *endings(report.results)]
    facts += [("Definition", f"{r.measure}: {r.formula} [{r.definition}]") for r in _first(report.results)]
    methods = list(dict.fromkeys(r.estimate.method.split(", over ")[0] for r in report.results))
    facts.append(("Interval", f"{'; '.join(methods)}; {_percent(report)} two-sided"))
    shown = _cut_to_tasks(report)
    return View(tuple(grids), (*facts, *source_facts(report), *shown))


def _slicing(report: Report) -> Sequence[str]:
    """The columns that say what a row stands for, beside its task."""
    names = ["persona"] if any(r.persona for r in report.results) else []
    names += ["period"] if any(r.period for r in report.results) else []
    return [*names, *dict.fromkeys(name for result in report.results for name in result.segment)]


def _slice(result: Result, slicing: Sequence[str]) -> list[str]:
    """What a row stands for, under the names of `_slicing`."""
    said = {"persona": result.persona or "everyone"}
    said["period"] = result.period.name if result.period else "all"
    for name, value in result.segment.items():
        said[name] = "(blank)" if value is None else value
    # Of a total the first column says that it is one.
    first = next((name for name in slicing if name not in said), None)
    return [said.get(name, "all" if name == first else "") for name in slicing]


def _beside_one_another(report: Report) -> list[str]:
    """The measures of the overview that there are; none where people only rated tasks, say."""
    keys = [key for key in _BESIDE if any(r.measure == key for r in report.results)]
    if "time" in keys and "time.median" in keys:
        keys.remove("time.median")
    return keys


def _overview(report: Report, slicing: Sequence[str], keys: Sequence[str]) -> Grid:
    """A row per task and slice, a column per measure; fewer of them for less room, since each task has its table."""
    cells: dict[tuple[str, ...], dict[str, Result]] = {}
    for result in report.results:
        place = (result.task or _ALL, *_slice(result, slicing))
        cells.setdefault(place, {})[result.measure] = result
    columns, right = ["task", *slicing], set()
    for key in keys:
        right.add(len(columns))
        columns.append(key)
        columns += [f"{_percent(report)} interval", "n"] if key in _WITH_INTERVAL else []
    rows = []
    for place, found in cells.items():
        rows.append((*place, *(cell for key in keys for cell in _beside(found.get(key), key))))
    fewer = (_overview(report, slicing, keys[:-1]),) if len(keys) > 1 else ()
    narrower = (*fewer, *(form for one in fewer for form in one.narrower))
    return Grid("Usability test", tuple(columns), tuple(rows), frozenset(right), narrower=narrower)


def _beside(result: Result | None, key: str) -> list[str]:
    wide = key in _WITH_INTERVAL
    if result is None or result.estimate.value is None:
        return ["-", "-", f"{result.estimate.n}" if result else "-"] if wide else ["-"]
    return [_value(result), _interval(result), f"{result.estimate.n}"] if wide else [_value(result)]


def _task(report: Report, task: str | None, slicing: Sequence[str]) -> Grid:
    """All measures of one task, a row per measure and slice."""
    rows = []
    for result in (r for r in report.results if r.task == task):
        missing = "-" if result.hidden else f"{result.n_missing}"
        rows.append(
            (
                *(result.measure, *_slice(result, slicing), _value(result), _interval(result)),
                *(f"{result.estimate.n}", missing, _said(result)),
            )
        )
    order = list(dict.fromkeys(row[0] for row in rows))
    rows.sort(key=lambda row: order.index(row[0]))
    columns = ("measure", *slicing, "value", f"{_percent(report)} interval", "n", "missing", "reading")
    start = len(slicing) + 1
    grid = Grid(task or _ALL, columns, tuple(rows), frozenset((start, start + 2, start + 3)))
    return with_forms(grid, [row[-1] for row in rows], f"{task or _ALL}: ")


def _value(result: Result) -> str:
    value = result.estimate.value
    unit = "" if result.unit in ("score", "ratio") else f" {result.unit}"
    return "-" if value is None else f"{number(value, _PLACES.get(result.unit, 2))}{unit}"


def _interval(result: Result) -> str:
    e, places = result.estimate, _PLACES.get(result.unit, 2)
    if e.low is None and e.high is None:
        return "-"
    low = "…" if e.low is None else number(e.low, places)
    return f"{low} to {'…' if e.high is None else number(e.high, places)}"


def _said(result: Result) -> str:
    return "; ".join(f"{reading.title}: {reading.label}" for reading in result.readings)


def verdicts(results: Sequence[Result]) -> list[tuple[str, str]]:
    """One line for every target: what was measured, and whether it was met."""
    lines = []
    for result in results:
        if not _is_whole(result):
            continue
        lines += [
            (
                "Target",
                f"{result.task}: {_value(result)} ({_interval(result)}) against {reading.title}: "
                f"{reading.label}; {reading.source}",
            )
            for reading in result.readings
        ]
    return lines


def endings(results: Sequence[Result]) -> list[tuple[str, str]]:
    """How the attempts of each task ended."""
    lines = []
    for result in results:
        if result.measure != "success" or result.hidden or not _is_whole(result):
            continue
        parts = result.estimate.parts
        names = [name for name in parts if name not in ("successes", "attempts", "best_estimate", "persons")]
        said = ", ".join(f"{parts[name]:g} {name.replace('_', ' ')}" for name in names if parts[name])
        whole = f"{parts['successes']:g} of {parts['attempts']:g} attempts succeeded"
        lines.append(("Outcomes", f"{result.task or _ALL}: {whole}" + (f" ({said})" if said else "")))
    return lines


def _is_whole(result: Result) -> bool:
    """Whether a result stands for everybody at its task."""
    return not result.segment and result.persona is None and result.period is None


def _first(results: Sequence[Result]) -> list[Result]:
    """One result of every measure."""
    return list({result.measure: result for result in reversed(results)}.values())[::-1]


def _percent(report: Report) -> str:
    return f"{100 * report.confidence:.6g} %"


def _cut_to_tasks(report: Report) -> list[tuple[str, str]]:
    """Notes, each once, with the tasks they are said of."""
    where: dict[tuple[str, str], list[str]] = {}
    for result in report.results:
        if _is_whole(result) or result.hidden:
            for note in result.notes:
                tasks = where.setdefault((result.measure, note), [])
                tasks += [] if (task := result.task or _ALL) in tasks else [task]
    every = len({r.task for r in report.results})
    lines = []
    for (measure, note), tasks in where.items():
        of = "" if len(tasks) == every else f" of {', '.join(tasks[:4])}{' …' if len(tasks) > 4 else ''}"
        lines.append(("Note", f"{measure}{of}: {note}"))
    return [*notes(_without_results(report)), *lines]


def _without_results(report: Report) -> Report:
    return replace(report, results=())
