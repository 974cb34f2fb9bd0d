"""Each measure with its parts: its number, charts, tables and facts; and all of them at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cxux_cli.measures.base import Measure
from cxux_cli.measures.declared import DECLARED
from cxux_cli.render import tasks_view
from cxux_cli.render.charts import choose, distribution
from cxux_cli.render.charts.chart import Chart
from cxux_cli.render.page.model import Line, Part, Section, Summary, grouped
from cxux_cli.render.view import (
    Grid,
    first_reading,
    interval_text,
    item_grid,
    n_text,
    number,
    result_facts,
    slice_labels,
    slice_names,
    slice_text,
    value_text,
)
from cxux_cli.results import Kind, Report, Result

_KINDS = {
    Kind.CX: ("Customer experience", "the whole relation between a customer and a brand"),
    Kind.UX: ("User experience", "what happens while a person uses the product"),
}


@dataclass(frozen=True, slots=True)
class _Family:
    """The results of a measure and its parts in one source; `where` names it where there are several."""

    id: str
    where: str
    results: Sequence[Result]

    @property
    def head(self) -> Sequence[Result]:
        """The results of the measure itself."""
        key = self.results[0].measure.split(".")[0]
        first = next((r.measure for r in self.results if r.measure == key), self.results[0].measure)
        return [r for r in self.results if r.measure == first]

    def named(self, text: str, *more: str) -> str:
        """A text, and after it what tells it from others."""
        return ", ".join(filter(None, (text, self.where, *more)))


def _families(report: Report, kind: Kind) -> list[_Family]:
    found: list[_Family] = []
    mine = [results for results in choose.families(report.results) if results[0].kind is kind]
    keys = [results[0].measure.split(".")[0] for results in mine]
    for i, (key, results) in enumerate(zip(keys, mine, strict=True)):
        number = keys[:i].count(key) + 1
        where = (results[0].source or "") if keys.count(key) > 1 else ""
        found.append(_Family(f"measure-{key}" + (f"-{number}" if number > 1 else ""), where, results))
    return found


def summary(report: Report, kind: Kind) -> Summary:
    """The totals of one kind."""
    lines = []
    for family in _families(report, kind):
        totals = [r for r in family.head if r.total]
        # Of a series only its end stands for today.
        lines += [_line(r, family) for r in [r for r in totals if r.period is None] or totals[-1:]]
    return Summary(*_KINDS[kind], tuple(lines))


def _line(result: Result, family: _Family) -> Line:
    interval = interval_text(result)
    level = f"{100 * result.estimate.confidence:.6g} %"
    about = [f"{level} interval {interval}"] if interval != "-" else []
    unit = "" if result.unit == "score" or result.estimate.value is None else result.unit
    value = "no value" if result.estimate.value is None and not result.hidden else value_text(result)
    about += [f"n {n_text(result)}"]
    return Line(
        family.id,
        family.named(result.name, slice_text(result)),
        value,
        unit,
        ", ".join(about),
        first_reading(result, ends=True),
    )


def part(report: Report, kind: Kind) -> Part:
    """The measures of one kind."""
    title, about = _KINDS[kind]
    sections = tuple(_measure(family, report) for family in _families(report, kind))
    return Part(kind.value.lower(), f"{title} ({kind.value})", about, sections)


def _measure(family: _Family, report: Report) -> Section:
    """A measure and its parts."""
    by_measure: dict[str, list[Result]] = {}
    for result in family.results:
        by_measure.setdefault(result.measure, []).append(result)
    totals = [r for r in family.head if r.total]
    several = len(by_measure) > 1
    items: list[Chart | Grid] = []
    if several and all(len(results) == 1 for results in by_measure.values()):
        items.append(results_grid(family.results, named=True))
    else:
        for results in by_measure.values():
            items += [*choose.of_measure(results, report.gates), results_grid(results)]
    for result in choose.with_answers(family.results):
        where = slice_text(result)
        items += [distribution.of_result(result, where), answers_grid(result, where)]
    facts: list[tuple[str, str]] = []
    for key, results in by_measure.items():
        declared = DECLARED.get(key)
        if isinstance(declared, Measure):
            items += [item_grid(r, declared) for r in results if r.total and r.items]
        contested = declared.contested if declared else None
        said = result_facts(results, contested, is_companion=key != family.head[0].measure)
        own = any(r.distribution for r in results)
        facts += [
            (label, f"{results[0].name}: {text}" if several else text)
            for label, text in said
            if label != "Answers" or own
        ]
    tasks = [r for r in family.results if r.task]
    if tasks:
        facts = [*tasks_view.verdicts(tasks), *tasks_view.endings(family.results), *facts]
    lead = _line(totals[0], family) if len(totals) == 1 else None
    return Section(family.id, family.named(family.head[0].name), lead, tuple(items), grouped(facts))


def results_grid(results: Sequence[Result], *, named: bool = False) -> Grid:
    """A row per result; `named` puts measure and unit beside the numbers, for results of several measures."""
    names, first = slice_names(results), results[0]
    reading = any(r.readings for r in results)
    head = [*(["measure"] if named else []), *names]
    value = "value" if named or first.unit == "score" else f"value, {first.unit}"
    columns = [*head, value, *(["unit"] if named else [])]
    columns += [f"{100 * first.estimate.confidence:.6g} % interval", "n", "missing"]
    rows = []
    for r in results:
        cells = [*([r.name] if named else []), *slice_labels(r, names), value_text(r)]
        cells += [r.unit] if named else []
        cells += [interval_text(r), n_text(r), "-" if r.hidden else f"{r.n_missing}"]
        rows.append((*cells, *([_reading(r)] if reading else [])))
    start = len(head)
    wide = start + named
    return Grid(
        first.name,
        (*columns, *(["reading"] if reading else [])),
        tuple(rows),
        frozenset((start, wide + 1, wide + 2, wide + 3)),
        totals=frozenset(i for i, r in enumerate(results) if r.total and names),
    )


def _reading(result: Result) -> str:
    """The first reading in words, else what the first says of a target."""
    said = (f"{reading.title}: {reading.label}" for reading in result.readings)
    return first_reading(result, ends=True) or next(said, "")


def answers_grid(result: Result, where: str = "") -> Grid:
    """How often each answer was given, side by side."""
    bins = distribution.bins(result)
    columns = ("answer" if result.scale else "score", *(name for _, _, name, _ in bins))
    counts = ("people", *(number(n, 0) for *_, n in bins))
    title = f"Answers behind {result.name}{f', {where}' if where else ''}"
    return Grid(title, columns, (counts,), frozenset(range(1, len(columns))))
