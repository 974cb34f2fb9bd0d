"""Report to a view: what a person reads, in words and rows, before any layout."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite

from cxux_cli.measures.base import Items, Measure
from cxux_cli.render.narrow import KIND, MISSING, READING, with_forms
from cxux_cli.render.plots import counts, edges, sparkline
from cxux_cli.results import Bound, Comparison, Ledger, Reading, Report, Result, SourceFacts, Weighted
from cxux_cli.stats.rounding import MOST, part_of_100, rounded

_ITEM = re.compile(r"item \d+$")

_WHY_KIND = {"registry": "so declared by the measure", "about": "by what was asked about, as stated"}
BLANK = "(blank)"
"""What the segment of a blank cell is called."""
SOURCE, PERSONA, TASK, PERIOD = "source", "persona", "task", "period"
"""The slices that are no column of the file."""
_VALUES = ("median", "min", "max", "persons")
"""Parts that are no counts of answers, printed as they are."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: `right` holds the positions of columns with numbers.

    `narrower` are forms of it for less room, the widest first, `beneath` the facts that such a form leaves out.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int]
    totals: frozenset[int] = frozenset()
    """Rows that stand for everybody."""
    drawn: frozenset[int] = frozenset()
    """Columns that are pictures made of characters, which stand under one another."""
    narrower: tuple[Grid, ...] = ()
    beneath: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """The grids of a report and the facts beneath them, each with a short label."""

    grids: tuple[Grid, ...]
    facts: tuple[tuple[str, str], ...]
    title: str = ""
    parts: tuple[View, ...] = ()
    """Views that stand beneath it, each under its title."""


def view(report: Report, measures: Sequence[Measure]) -> View:
    """The view of a report on some measures and their companions."""
    known = {m.key: m for measure in measures for m in (measure, *measure.companions)}
    by_measure = {key: [r for r in report.results if r.measure == key] for key in known}
    grids, facts = [], [("Gate", gate.message) for gate in report.gates]
    shown = {key: results for key, results in by_measure.items() if results}
    if len(measures) > 1:
        grids.append(_overview(report))
    for key, results in shown.items():
        if len(measures) == 1:
            grids.append(_grid(report, results, f"{key}: " if len(shown) > 1 else ""))
        grids += [item_grid(result, known[key]) for result in results if result.total and result.items]
        prefix = f"{key}: " if len(shown) > 1 else ""
        is_companion = key not in {measure.key for measure in measures}
        said = result_facts(results, known[key].contested, is_companion=is_companion)
        facts += [(label, f"{prefix}{text}") for label, text in said]
    if report.comparisons:
        grids.append(compared(report))
    return View(tuple(grids), tuple(facts + source_facts(report) + notes(report)))


def compared(report: Report) -> Grid:
    """Which groups differ: every test that was made, and p values that count all of them."""
    several = len({one.measure for one in report.comparisons}) > 1
    rows = []
    for one in report.comparisons:
        rows.append(
            (
                *((one.measure,) if several else ()),
                *(one.a, one.b, number(one.difference)),
                "-" if one.low is None else f"{number(one.low)} to {number(one.high)}",
                *(_p(one.p), _p(one.p_adjusted), _verdict(one, 1 - report.confidence)),
            )
        )
    tests = len(rows)
    counted = max((one.tests or 0 for one in report.comparisons), default=0)
    among = f" among {counted} of the report" if counted > tests else ""
    title = f"Differences ({tests} test{'s' * (tests > 1)}{among}, adjusted p by Benjamini-Hochberg)"
    columns = ("measure",) * several + ("a", "b", "a less b", f"{_percent(report.confidence)} interval")
    start = len(columns) - 2
    return Grid(
        title, (*columns, "p", "adjusted p", "verdict"), tuple(rows), frozenset((start, start + 2, start + 3))
    )


def _verdict(one: Comparison, alpha: float) -> str:
    """Whether two samples differ; where the interval alone would say something else, what it does not count."""
    if one.p is None or one.p_adjusted is None:
        return "not tested"
    apart = one.low is not None and one.high is not None and not one.low <= 0 <= one.high
    if one.p_adjusted < alpha:
        return "they differ" if apart else f"they differ ({one.method})"
    if not apart:
        return "no difference shown"
    return f"not shown: p counts {one.tests} tests" if one.p < alpha else f"not shown ({one.method})"


def _p(p: float | None) -> str:
    if p is None:
        return "-"
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def _grid(report: Report, results: Sequence[Result], prefix: str) -> Grid:
    """The results of one measure, a row per slice; `prefix` names the measure where there are several."""
    names = slice_names(results)
    plots = any(result.distribution for result in results)
    reading = any(result.readings for result in results)
    bins = edges(results[0])
    columns = [*names, results[0].measure.upper(), f"{_percent(report.confidence)} interval", "n", MISSING]
    columns.append(KIND)
    if reading:
        columns.append(READING)
    if plots:
        columns.append(f"{bins[0]}-{bins[-1]}")
    rows = [_row(result, names, bins if plots else (), reading) for result in results]
    start = len(names)
    grid = Grid(results[0].name, tuple(columns), tuple(rows), frozenset((start, start + 2, start + 3)))
    return with_forms(grid, [first_reading(result, ends=False) for result in results], prefix)


def _overview(report: Report) -> Grid:
    """All measures in one table, a row per measure and slice."""
    names = slice_names(report.results)
    columns = ["measure", *names, "value", "unit", f"{_percent(report.confidence)} interval", "n", MISSING]
    rows = []
    for result in report.results:
        *labels, value, interval, n, missing, kind, reading = _row(result, names, (), reading=True)
        rows.append((result.measure, *labels, value, result.unit, interval, n, missing, kind, reading))
    start = len(names) + 1
    right = frozenset((start, start + 3, start + 4))
    grid = Grid("Everything measurable", (*columns, KIND, READING), tuple(rows), right)
    return with_forms(grid, [first_reading(result, ends=False) for result in report.results])


def slice_names(results: Sequence[Result]) -> list[str]:
    """What tells the rows of a table apart: sources, personas, tasks, periods, segment columns."""
    names = list(dict.fromkeys(name for result in results for name in result.segment))
    own = [
        name
        for name, used in (
            (SOURCE, len({r.source for r in results}) > 1),
            (PERSONA, any(r.persona for r in results)),
            (TASK, any(r.task for r in results)),
            (PERIOD, any(r.period for r in results)),
        )
        if used
    ]
    return own + names


def number(value: float | None, places: int = 1) -> str:
    """A value as people read it; a dash where there is none."""
    if value is None:
        return "-"
    return rounded(value, places)


def short(value: float | None) -> str:
    """A value with two decimals at most, without the zeros at its end."""
    text = number(value, 2)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _row(result: Result, names: Sequence[str], bins: Sequence[int], reading: bool) -> tuple[str, ...]:
    """The cells of a result: its slices, value, interval, n, missing, kind; with `bins` its plot at the end."""
    cells = slice_labels(result, names)
    missing = "-" if result.hidden else f"{result.n_missing}"
    cells += [value_text(result), interval_text(result), n_text(result), missing, result.kind.value]
    if reading:
        cells.append(first_reading(result, ends=True))
    if bins:
        cells.append(sparkline(counts(result, bins)))
    return tuple(cells)


def places(result: Result) -> int:
    """Decimals that people need: none of counts and milliseconds, two where a step is a lot.

    More of them where the printed value would lie on the other side of an edge than the value that was read.
    """
    needed = _places(result)
    value = result.estimate.value
    if value is None or result.hidden:
        return needed
    labels = [of for reading in result.readings if (of := _labels(reading, result.measure)) is not None]
    while needed < MOST and any(label(float(rounded(value, needed))) != label(value) for label in labels):
        needed += 1
    return needed


def _labels(reading: Reading, measure: str) -> Callable[[float], str] | None:
    """What the norm of a reading calls a value; None where it is a figure, or stands on several measures."""
    from cxux_cli.catalog.norms import norm
    from cxux_cli.catalog.web_vitals import web_vitals

    if reading.number is not None:
        return None
    if reading.norm == "web-vitals":
        of = web_vitals().get(measure.split(".")[0])
        return None if of is None else of.label
    found = norm(reading.norm)
    return lambda value: found.read(value).label


def _places(result: Result) -> int:
    low, high = result.range
    if isfinite(high - low):
        # On a scale of a few steps one decimal hides what matters.
        return 0 if result.unit.startswith("of ") else 2 if high - low <= 10 else 1
    if result.unit in ("%", "s"):
        return 1
    value = result.estimate.value
    whole = value is not None and float(value).is_integer() and result.estimate.low is None
    return 0 if result.unit == "ms" or whole else 3 if result.unit == "score" else 2


def value_text(result: Result) -> str:
    """The value without its unit; `hidden` below the privacy floor."""
    return "hidden" if result.hidden else _told(result, result.estimate.value)


def interval_text(result: Result) -> str:
    """Both limits; an open end is a word, a dash stands where there is no interval."""
    e = result.estimate
    if result.hidden or (e.low is None and e.high is None):
        return "-"
    low, high = ("…" if end is None else _told(result, end) for end in (e.low, e.high))
    return f"{low} to {high}"


def _told(result: Result, value: float | None) -> str:
    if value is not None and result.unit == "%":
        return part_of_100(value, places(result))
    return number(value, places(result))


def n_text(result: Result) -> str:
    """How many answers, with the effective number where they are weighted."""
    e = result.estimate
    weighted = e.n_effective is not None and not result.hidden
    return f"{e.n} (eff. {e.n_effective:.1f})" if weighted else f"{e.n}"


def slice_labels(result: Result, names: Sequence[str]) -> list[str]:
    """What the result stands for, under the names of the slices; `all` where it is a total."""
    own = {
        SOURCE: result.source or "",
        PERSONA: result.persona or "everyone",
        TASK: result.task or "",
        PERIOD: result.period.name if result.period else "",
    }
    cells = [
        _segment(result.segment[name]) if name in result.segment else own.get(name, "") for name in names
    ]
    if "" in cells:
        cells[cells.index("")] = "all"
    return cells


def _segment(value: str | None) -> str:
    return BLANK if value is None else value


def slice_text(result: Result) -> str:
    """The slice in words; a condition alone is called by its name."""
    if set(result.segment) == {"condition"}:
        return _segment(result.segment["condition"])
    said = [f"{PERSONA} {result.persona}"] if result.persona else []
    said += [result.task] if result.task else []
    said += [result.period.name] if result.period else []
    return ", ".join([*said, *(f"{name} = {_segment(value)}" for name, value in result.segment.items())])


def first_reading(result: Result, *, ends: bool) -> str:
    """The first reading that is a word, with those of the interval's `ends` where they differ."""
    worded = next((r for r in result.readings if r.number is None), None)
    if worded is None:
        return ""
    return _with_ends(worded) if ends else worded.label


def _with_ends(reading: Reading) -> str:
    """A reading with those of the interval's ends, where they say something else."""
    ends = [x for x in (reading.low_label, reading.high_label) if x is not None]
    if set(ends) <= {reading.label}:
        return reading.label
    return f"{reading.label} ({' to '.join(ends)})"


def item_grid(result: Result, measure: Measure) -> Grid:
    """The means of the items of a questionnaire, beside what is usual."""
    expected = any(i.expected is not None for i in result.items)
    usual = f"usual at {measure.question.item_target:g}" if isinstance(measure.question, Items) else ""
    columns = ["item", "statement", "mean"] + ([usual, "verdict"] if expected else [])
    rows = []
    for item in result.items:
        cells = [f"{item.item}", item.text, number(item.mean, 2)]
        if expected:
            cells += [number(item.expected, 2), item.verdict or ""]
        rows.append(tuple(cells))
    title = f"Item means, {slice_text(result)}" if result.segment else "Item means"
    return Grid(title, tuple(columns), tuple(rows), frozenset((0, 2, 3)))


def result_facts(
    results: Sequence[Result], contested: str | None, *, is_companion: bool
) -> list[tuple[str, str]]:
    """What stands beneath the table; a companion does not repeat what it shares with its measure."""
    facts: list[tuple[str, str]] = []
    for result in (r for r in results if r.total and not r.hidden):
        prefix = f"{slice_text(result)}: " if result.segment else ""
        facts += [
            ("Reading", f"{prefix}{reading.title}: {_with_ends(reading)}") for reading in result.readings
        ]
        parts = _parts(result)
        if parts:
            facts.append(("Answers", f"{prefix}{parts}"))
        for other in result.including:
            change = number(other.value - (result.estimate.value or 0.0), places(result))
            facts.append(
                (
                    "With",
                    f"{prefix}the {other.rows} {other.reason}: {number(other.value, places(result))} "
                    f"(n {other.n}), {'+' if not change.startswith('-') else ''}{change}",
                )
            )
        if result.weighted is not None and not is_companion:
            facts += [("Population", f"{prefix}{text}") for text in _otherwise(result, result.weighted)]
        if result.accounts is not None and not is_companion:
            facts += [("Accounts", f"{prefix}{text}") for text in _otherwise(result, result.accounts)]
        if result.missing and not is_companion:
            facts.append(
                (
                    "Missing",
                    prefix + "; ".join(_missing(m.reason, m.rows, m.examples) for m in result.missing),
                )
            )
    facts.append(("Definition", f"{results[0].formula} [{results[0].definition}]"))
    estimate = results[0].estimate
    facts.append(("Interval", f"{estimate.method}, {_percent(estimate.confidence)} two-sided"))
    if not is_companion:
        kind = f"{results[0].kind.value} ({_WHY_KIND[results[0].kind_reason]})"
        facts.append(("Kind", kind + (f"; contested: {contested}" if contested else "")))
    return facts


def _otherwise(result: Result, weighted: Weighted) -> list[str]:
    """The total weighted in another way, in words."""
    e = weighted.estimate
    if e is None or e.value is None:
        return list(weighted.notes)
    decimals = places(result)
    interval = "" if e.low is None else f", {_percent(e.confidence)} interval {number(e.low, decimals)} to "
    interval += number(e.high, decimals) if interval else ""
    size = f"n {e.n}, effective n {number(e.n_effective)}"
    return [f"{number(e.value, decimals)} ({size}{interval}), {weighted.notes[0]}", *weighted.notes[1:]]


def _parts(result: Result) -> str:
    """The parts of the statistic: groups with their share, other figures as they are."""
    said = []
    # Shares of people are not the shares of weights that made the value.
    plain = result.estimate.n_effective is None
    for name, value in result.estimate.parts.items():
        if value is None:
            continue
        label = name.replace("_", " ")
        if isinstance(value, int) and name not in _VALUES:
            share = (
                f" ({part_of_100(100 * value / result.estimate.n, 1)} %)"
                if plain and result.estimate.n
                else ""
            )
            said.append(f"{value} {label.removesuffix('s') if value == 1 else label}{share}")
        else:
            said.append(
                f"{label} {short(value)}" if name in _VALUES else f"{label} {number(float(value), 2)}"
            )
    return ", ".join(said)


def _missing(reason: str, rows: int, examples: Sequence[str]) -> str:
    shown = f": {', '.join(repr(e) for e in examples)}" if examples else ""
    return f"{rows} {reason}{shown}"


def source_facts(report: Report) -> list[tuple[str, str]]:
    """What was read, which rows count, which columns were chosen."""
    facts: list[tuple[str, str]] = []
    for source, ledger in zip(report.sources[:5], report.ledger[:5], strict=True):
        facts.append(("Read", read_text(source)))
        facts.append(("Rows", _rows(ledger)))
    if len(report.sources) > 5:
        rest = report.ledger[5:]
        facts.append(("Read", f"and {len(rest)} more files"))
        read, used = sum(x.read for x in rest), sum(x.used for x in rest)
        facts.append(("Rows", f"{read} read, {used} used in them"))
    if report.sources:
        facts += [("Column", text) for text in column_texts(report.sources[0])]
    return facts


def read_text(source: SourceFacts) -> str:
    """How a source was read."""
    how = [source.dialect]
    if source.sheet:
        how.append(f"sheet '{source.sheet}'")
    if source.encoding:
        how.append(source.encoding)
    if source.delimiter and source.delimiter != ",":
        how.append(f"delimiter {source.delimiter!r}")
    how.append(f"{source.header_rows} header row{'s' * (source.header_rows != 1)}")
    how.append(f"{source.columns} column{'s' * (source.columns != 1)}")
    return f"{source.path}: {', '.join(how)}"


def _rows(ledger: Ledger) -> str:
    left = "; ".join(f"{e.rows} {e.reason}" for e in ledger.excluded)
    out = ledger.read - ledger.used
    return f"{ledger.read} read, {ledger.used} used" + (
        f", {out} left out: {left}" if out else ", none left out"
    )


def column_texts(source: SourceFacts) -> list[str]:
    """One line per column, a run of items in one line."""
    lines, items = [], [b for b in source.mapping if _ITEM.search(b.role)]
    for run in _runs(items):
        role = _ITEM.sub("items", run[0].role)
        lines.append(f"{role} = {run[0].column} to {run[-1].column} ({run[0].why})")
    for bound in source.mapping:
        if bound in items:
            continue
        text = f": {bound.text}" if bound.text != bound.column else ""
        lines.append(f"{bound.role} = {bound.column}{text} ({bound.why})")
    return lines


def _runs(items: Sequence[Bound]) -> list[list[Bound]]:
    """Items of one block together: each block starts at item 1."""
    runs: list[list[Bound]] = []
    for item in items:
        if item.role.endswith("item 1"):
            runs.append([])
        runs[-1].append(item)
    return runs


def notes(report: Report) -> list[tuple[str, str]]:
    """All that has to be said, each thing once."""
    found = list(report.notes)
    for source in report.sources:
        found += [f"{source.path}: {note}" if len(report.sources) > 1 else note for note in source.notes]
    several = len({result.measure.split(".")[0] for result in report.results}) > 1
    for result in report.results:
        where = ", ".join(filter(None, (result.measure if several else "", slice_text(result))))
        found += [f"{where}: {note}" if where else note for note in result.notes]
    return [("Note", note) for note in dict.fromkeys(found)]


def _percent(confidence: float) -> str:
    return f"{100 * confidence:.6g} %"
