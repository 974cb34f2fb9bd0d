"""Report to a page: what a reader sees, section by section, before any markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from cxux_cli.gates.words import because, shown, wanted
from cxux_cli.measures.base import Measure
from cxux_cli.measures.declared import DECLARED
from cxux_cli.render import cards_view, problems_view, tables_view, tasks_view, trend_view
from cxux_cli.render.charts import answers, choose, discovery, distribution
from cxux_cli.render.charts.chart import Chart
from cxux_cli.render.charts.slices import place
from cxux_cli.render.study_view import predicted_grid
from cxux_cli.render.trend_view import change_text
from cxux_cli.render.view import (
    BLANK,
    Grid,
    column_texts,
    first_reading,
    interval_text,
    item_grid,
    n_text,
    notes,
    number,
    read_text,
    result_facts,
    slice_labels,
    slice_names,
    value_text,
)
from cxux_cli.results import Gate, Kind, Ledger, Report, Result, SourceFacts

Facts = tuple[tuple[str, tuple[str, ...]], ...]
"""Labels, each with all that is said under it."""
_KINDS = {
    Kind.CX: ("Customer experience", "the whole relation between a customer and a brand"),
    Kind.UX: ("User experience", "what happens while a person uses the product"),
}
_OUTCOMES = ("missed", "no_data", "undecided", "met")
"""The worst first."""


@dataclass(frozen=True, slots=True)
class Line:
    """One measure in the summary; `target` is the id of its section."""

    target: str
    name: str
    where: str
    value: str
    unit: str
    about: str
    reading: str


@dataclass(frozen=True, slots=True)
class Section:
    """A measure, a question or another thing with what is shown of it and facts; `lead` is its main number."""

    id: str
    title: str
    lead: Line | None = None
    items: tuple[Chart | Grid, ...] = ()
    """Charts, each before the table of its numbers, and tables."""
    facts: Facts = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Sections of one kind under one heading."""

    id: str
    title: str
    about: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """The measures of one kind at a glance."""

    title: str
    about: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """One source: how it was read, which columns were chosen and why."""

    path: str
    how: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One gate. `where` says which answers it judged, `effect` what comes of it."""

    id: str
    where: str
    target: str
    shown: str
    outcome: str
    effect: str
    why: str


@dataclass(frozen=True, slots=True)
class Page:
    """The whole page."""

    title: str
    lead: str
    status: str
    verdict: str
    confidence: str
    gates: tuple[Verdict, ...]
    summaries: tuple[Summary, ...]
    parts: tuple[Part, ...]
    ledger: Grid
    sources: tuple[Read, ...]
    notes: tuple[str, ...]


def page(report: Report, title: str | None = None) -> Page:
    """The page of a report; without a title it is called by its files."""
    parts = [_kind(report, kind) for kind in Kind]
    parts += [_changes(report), _expected(report), _questions(report), _problems(report), _cards(report)]
    used, read = sum(x.used for x in report.ledger), sum(x.read for x in report.ledger)
    names = [PurePath(source.path).name for source in report.sources]
    lead = [f"{used} of {read} rows used"] if report.ledger else []
    lead += [f"{len(names)} source{'s' * (len(names) != 1)}"] if names else []
    lead += [f"intervals at {_percent(report)}"]
    return Page(
        title=title
        or ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
        or "Report",
        lead=" · ".join(lead),
        status=report.status,
        verdict=_verdicts(report),
        confidence=_percent(report),
        gates=tuple(_verdict(gate) for gate in report.gates),
        summaries=tuple(s for kind in Kind if (s := _summary(report, kind)).lines),
        parts=tuple(part for part in parts if part.sections),
        ledger=_ledger(report.ledger),
        sources=tuple(
            Read(s.path, read_text(s).removeprefix(f"{s.path}: "), tuple(column_texts(s)))
            for s in report.sources
        ),
        notes=tuple(text for _, text in notes(report)),
    )


def _read(source: SourceFacts) -> Read:
    how = read_text(source).removeprefix(f"{source.path}: ")
    return Read(source.path, how, tuple(column_texts(source)))


def _percent(report: Report) -> str:
    return f"{100 * report.confidence:.6g} %"


def _verdicts(report: Report) -> str:
    """How many gates came to what; nothing where there are none."""
    if not report.gates:
        return "There were no data to measure." if report.status == "no_data" else ""
    counted = [(outcome, sum(g.outcome == outcome for g in report.gates)) for outcome in _OUTCOMES]
    said = ", ".join(f"{n} {outcome.replace('_', ' ')}" for outcome, n in counted if n)
    return f"{len(report.gates)} gate{'s' * (len(report.gates) > 1)}: {said}."


def _verdict(gate: Gate) -> Verdict:
    at = gate.where
    said = [at.source, at.task, f"persona {at.persona}" if at.persona else None, at.condition]
    said += [f"{name} = {BLANK if value is None else value}" for name, value in at.segment.items()]
    why = [because(gate), f"Owner: {gate.owner}." if gate.owner else "", gate.why or ""]
    target = f"{gate.measure} {wanted(gate)}"
    where = ", ".join(part for part in said if part)
    return Verdict(
        gate.id, where, target, shown(gate), gate.outcome, gate.effect, " ".join(filter(None, why))
    )


def _families(report: Report, kind: Kind) -> list[list[Result]]:
    return [family for family in choose.families(report.results) if family[0].kind is kind]


def _id(family: Sequence[Result]) -> str:
    """Of the section of a measure: keys are plain words."""
    return f"measure-{family[0].measure.split('.')[0]}"


def _summary(report: Report, kind: Kind) -> Summary:
    lines = []
    for family in _families(report, kind):
        key = family[0].measure.split(".")[0]
        head = [r for r in family if r.measure == key] or family
        totals = [r for r in head if r.total]
        # Of a series only its end stands for today.
        lines += [_line(r, place(r, totals)) for r in [r for r in totals if r.period is None] or totals[-1:]]
    return Summary(*_KINDS[kind], tuple(lines))


def _line(result: Result, where: str = "") -> Line:
    interval = interval_text(result)
    level = f"{100 * result.estimate.confidence:.6g} %"
    about = [f"{level} interval {interval}"] if interval != "-" else []
    unit = "" if result.unit == "score" or result.estimate.value is None else result.unit
    value = "no value" if result.estimate.value is None and not result.hidden else value_text(result)
    about += [f"n {n_text(result)}"]
    return Line(
        _id([result]),
        result.name,
        where,
        value,
        unit,
        ", ".join(about),
        first_reading(result, ends=True),
    )


def _kind(report: Report, kind: Kind) -> Part:
    title, about = _KINDS[kind]
    sections = tuple(_measure(family, report) for family in _families(report, kind))
    return Part(kind.value.lower(), f"{title} ({kind.value})", about, sections)


def _measure(family: Sequence[Result], report: Report) -> Section:
    """A measure and its parts."""
    by_measure: dict[str, list[Result]] = {}
    for result in family:
        by_measure.setdefault(result.measure, []).append(result)
    head = by_measure.get(family[0].measure.split(".")[0]) or next(iter(by_measure.values()))
    totals = [r for r in head if r.total]
    several = len(by_measure) > 1
    items: list[Chart | Grid] = []
    if several and all(len(results) == 1 for results in by_measure.values()):
        items.append(results_grid(family, named=True))
    else:
        for results in by_measure.values():
            items += [*choose.of_measure(results, report.gates), results_grid(results)]
    for result in choose.with_answers(family):
        where = place(result, family)
        items += [distribution.of_result(result, where), answers_grid(result, where)]
    facts: list[tuple[str, str]] = []
    for key, results in by_measure.items():
        declared = DECLARED.get(key)
        if isinstance(declared, Measure):
            items += [item_grid(r, declared) for r in results if r.total and r.items]
        contested = declared.contested if declared else None
        said = result_facts(results, contested, is_companion=results is not head)
        own = any(r.distribution for r in results)
        facts += [
            (label, f"{results[0].name}: {text}" if several else text)
            for label, text in said
            if label != "Answers" or own
        ]
    tasks = [r for r in family if r.task]
    if tasks:
        facts = [*tasks_view.verdicts(tasks), *tasks_view.endings(family), *facts]
    lead = _line(totals[0]) if len(totals) == 1 else None
    return Section(_id(family), head[0].name, lead, tuple(items), _grouped(facts))


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
        rows.append((*cells, *([first_reading(r, ends=True)] if reading else [])))
    start = len(head)
    wide = start + named
    return Grid(
        first.name,
        (*columns, *(["reading"] if reading else [])),
        tuple(rows),
        frozenset((start, wide + 1, wide + 2, wide + 3)),
    )


def answers_grid(result: Result, where: str = "") -> Grid:
    """How often each answer was given, side by side."""
    bins = distribution.bins(result)
    columns = ("answer" if result.scale else "score", *(name for _, _, name, _ in bins))
    counts = ("people", *(number(n, 0) for *_, n in bins))
    title = f"Answers behind {result.name}{f', {where}' if where else ''}"
    return Grid(title, columns, (counts,), frozenset(range(1, len(columns))))


def _grouped(facts: Sequence[tuple[str, str]]) -> Facts:
    """Facts under their labels, in the order of the first of each; nothing twice."""
    found: dict[str, dict[str, None]] = {}
    for label, text in facts:
        found.setdefault(label, {})[text] = None
    return tuple((label, tuple(texts)) for label, texts in found.items())


def _changes(report: Report) -> Part:
    """What changed, and what differs."""
    sections: list[Section] = []
    if report.trend is not None:
        said = trend_view.view(report)
        facts = _grouped([fact for fact in said.facts if fact[0] != "Note"])
        sections = [Section("trend", said.grids[0].title, None, said.grids, facts)]
    elif report.comparisons:
        rows = tuple(
            (c.measure, c.a, c.b, *change_text(c, 1), f"{c.n_a}", f"{c.n_b}", c.method or "")
            for c in report.comparisons
        )
        columns = ("measure", "a", "b", "a less b", "its interval", "p", "n of a", "n of b", "method")
        grid = Grid("Comparisons", columns, rows, frozenset((3, 5, 6, 7)))
        sections = [Section("comparisons", "Comparisons", None, (grid,))]
    about = "differences with their intervals; p counts the other tests"
    return Part("changes", "Changes and differences", about, tuple(sections))


def _expected(report: Report) -> Part:
    """What the team predicted."""
    grids = (predicted_grid(report.predictions),) if report.predictions else ()
    sections = (Section("predictions", "Predictions of the team", None, grids),) if grids else ()
    return Part("expected", "Expectations", "what was expected before the data were read", sections)


def _filled(grid: Grid) -> Grid:
    """A table whose repeated items and answers are said in every row: a header must not be empty."""
    places = [i for i, name in enumerate(grid.columns[:2]) if name in ("item", "answer")]
    rows: list[tuple[str, ...]] = []
    for row in grid.rows:
        cells = list(row)
        for i in places:
            cells[i] = cells[i] or (rows[-1][i] if rows else "")
        rows.append(tuple(cells))
    return replace(grid, rows=tuple(rows))


def _questions(report: Report) -> Part:
    sections = []
    names = list(dict.fromkeys(name for t in report.tables for c in t.cells for name in c.segment))
    for i, table in enumerate(report.tables, 1):
        chart = answers.of_table(table)
        grid = _filled(tables_view.table_grid(table, names, report.confidence))
        facts = _grouped(tables_view.table_facts(table, named=False))
        items = (chart, grid) if chart else (grid,)
        sections.append(Section(f"question-{i}", table.question, None, items, facts))
    return Part("questions", "Questions", "the answers of single questions, counted", tuple(sections))


def _problems(report: Report) -> Part:
    items: list[Chart | Grid] = []
    facts = []
    if report.matrix is not None and report.matrix.problems:
        items.append(problems_view.matrix_grid(report.matrix))
        facts += problems_view.legend(report.matrix)
    if report.curve:
        items += [discovery.of_curve(report.curve), problems_view.curve_grid(report)]
        modelled = [r for r in report.results if "total_expected" in r.estimate.parts]
        facts += [fact for r in modelled for fact in problems_view.discovered(r)]
    section = Section("who-met-what", "Who met what", None, tuple(items), _grouped(facts))
    about = "who met what, and what is still unseen"
    return Part("problems", "Usability problems", about, (section,) if items else ())


def _cards(report: Report) -> Part:
    found = report.similarity
    about = "how people group the cards"
    sections: tuple[Section, ...] = ()
    if found is not None and len(found.cards) > 1:
        grids = [cards_view.similarity_grid(found), cards_view.merge_grid(found)]
        grids += [cards_view.category_grid(found.categories)] if found.categories else []
        facts = _grouped(cards_view.legend(found))
        sections = (Section("similarity", "Which cards belong together", None, tuple(grids), facts),)
    return Part("cards", "Card sort", about, sections)


def _ledger(ledger: Sequence[Ledger]) -> Grid:
    """A row per source: every row read is used, or left out for a reason."""
    rows = tuple(
        (
            *(x.source, f"{x.read}", f"{x.used}", f"{x.read - x.used}"),
            "; ".join(f"{e.rows} {e.reason}" for e in x.excluded) or "none",
        )
        for x in ledger
    )
    columns = ("source", "rows read", "used", "left out", "why")
    return Grid("Rows read, used and left out", columns, rows, frozenset((1, 2, 3)))
