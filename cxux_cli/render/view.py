"""Report to a view: what a person reads, in words and rows, before any layout."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cxux_cli.measures.base import Items, Measure
from cxux_cli.render.narrow import KIND, MISSING, READING, with_forms
from cxux_cli.results import Bound, Ledger, Reading, Report, Result, SourceFacts, Weighted

_ITEM = re.compile(r"item \d+$")
BLOCKS = "▁▂▃▄▅▆▇█"

_WHY_KIND = {"registry": "so declared by the measure", "about": "by what was asked about, as stated"}
BLANK = "(blank)"
"""What the segment of a blank cell is called."""
PERSONA, PERIOD = "persona", "period"
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
        grids += [_item_grid(result, known[key]) for result in results if result.total and result.items]
        prefix = f"{key}: " if len(shown) > 1 else ""
        is_companion = key not in {measure.key for measure in measures}
        said = _result_facts(results, known[key], is_companion=is_companion)
        facts += [(label, f"{prefix}{text}") for label, text in said]
    return View(tuple(grids), tuple(facts + source_facts(report) + notes(report)))


def _grid(report: Report, results: Sequence[Result], prefix: str) -> Grid:
    """The results of one measure, a row per slice; `prefix` names the measure where there are several."""
    names = _slices(results)
    plots = any(result.distribution for result in results)
    reading = any(result.readings for result in results)
    bins = _bins(results[0])
    columns = [*names, results[0].measure.upper(), f"{_percent(report.confidence)} interval", "n", MISSING]
    columns.append(KIND)
    if reading:
        columns.append(READING)
    if plots:
        columns.append(f"{bins[0]}-{bins[-1]}")
    rows = [_row(result, names, bins if plots else (), reading) for result in results]
    start = len(names)
    grid = Grid(results[0].name, tuple(columns), tuple(rows), frozenset((start, start + 2, start + 3)))
    return with_forms(grid, [_first_reading(result, ends=False) for result in results], prefix)


def _overview(report: Report) -> Grid:
    """All measures in one table, a row per measure and slice."""
    names = _slices(report.results)
    columns = ["measure", *names, "value", "unit", f"{_percent(report.confidence)} interval", "n", MISSING]
    rows = []
    for result in report.results:
        *labels, value, interval, n, missing, kind, reading = _row(result, names, (), reading=True)
        rows.append((result.measure, *labels, value, result.unit, interval, n, missing, kind, reading))
    start = len(names) + 1
    right = frozenset((start, start + 3, start + 4))
    grid = Grid("Everything measurable", (*columns, KIND, READING), tuple(rows), right)
    return with_forms(grid, [_first_reading(result, ends=False) for result in report.results])


def _slices(results: Sequence[Result]) -> list[str]:
    """What tells the rows of a table apart: personas, periods, segment columns."""
    names = list(dict.fromkeys(name for result in results for name in result.segment))
    own = [
        name
        for name, used in (
            (PERSONA, any(r.persona for r in results)),
            (PERIOD, any(r.period for r in results)),
        )
        if used
    ]
    return own + names


def number(value: float | None, places: int = 1) -> str:
    """A value as people read it; a dash where there is none."""
    if value is None:
        return "-"
    text = f"{value:.{places}f}"
    return text.replace("-0.0", "0.0") if float(text) == 0 else text


def short(value: float | None) -> str:
    """A value with two decimals at most, without the zeros at its end."""
    text = number(value, 2)
    return text.rstrip("0").rstrip(".") if "." in text else text


def sparkline(counts: Sequence[float]) -> str:
    """Counts as a row of blocks, the tallest for the largest; a space for none."""
    top = max(counts, default=0)
    if not top:
        return ""
    # Any answer at all shows: a lone detractor must not look like nobody.
    return "".join(" " if n == 0 else BLOCKS[max(0, round(n / top * 8) - 1)] for n in counts)


def is_plot(text: str) -> bool:
    """Whether a cell is a row of blocks, in which blanks mean something."""
    return any(char in BLOCKS for char in text) and set(text) <= set(BLOCKS) | {" "}


def _row(result: Result, names: Sequence[str], bins: Sequence[int], reading: bool) -> tuple[str, ...]:
    """The cells of a result: its slices, value, interval, n, missing, kind; with `bins` its plot at the end."""
    e = result.estimate
    cells = _labels(result, names)
    places = _places(result)
    interval = f"{number(e.low, places)} to {number(e.high, places)}" if e.low is not None else "-"
    n = f"{e.n}" if e.n_effective is None else f"{e.n} (eff. {e.n_effective:.1f})"
    if result.hidden:
        cells += ["hidden", "-", f"{e.n}", "-", result.kind.value]
    else:
        cells += [number(e.value, places), interval, n, f"{result.n_missing}", result.kind.value]
    if reading:
        cells.append(_first_reading(result, ends=True))
    if bins:
        cells.append(sparkline(_binned(result, bins)))
    return tuple(cells)


def _places(result: Result) -> int:
    """On a scale of a few steps one decimal hides what matters."""
    return 2 if result.range[1] - result.range[0] <= 10 else 1


def _labels(result: Result, names: Sequence[str]) -> list[str]:
    """What the result stands for, under the names of the slices; `all` where it is a total."""
    own = {PERSONA: result.persona or "everyone", PERIOD: result.period.label if result.period else ""}
    cells = [
        _segment(result.segment[name]) if name in result.segment else own.get(name, "") for name in names
    ]
    if "" in cells:
        cells[cells.index("")] = "all"
    return cells


def _segment(value: str | None) -> str:
    return BLANK if value is None else value


def _where(result: Result) -> str:
    """The slice in words; a condition alone is called by its name."""
    if set(result.segment) == {"condition"}:
        return _segment(result.segment["condition"])
    said = [f"{PERSONA} {result.persona}"] if result.persona else []
    said += [result.period.label] if result.period else []
    return ", ".join([*said, *(f"{name} = {_segment(value)}" for name, value in result.segment.items())])


def _first_reading(result: Result, *, ends: bool) -> str:
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


def _bins(result: Result) -> list[int]:
    """Lower ends of the bins of the plot: each value of a short scale, tenths of a long one."""
    if result.scale is not None:
        return list(range(result.scale[0], result.scale[1] + 1))
    low, high = result.range
    step = (high - low) / 10
    return [round(low + step * i) for i in range(11)]


def _binned(result: Result, bins: Sequence[int]) -> list[float]:
    """Counts per bin; of a long scale the top value joins the last bin of full width."""
    short = bins[1] - bins[0] == 1
    counts = [0.0] * (len(bins) if short else len(bins) - 1)
    for value, n in result.distribution:
        place = sum(value >= edge for edge in bins) - 1
        counts[min(place, len(counts) - 1)] += n
    return counts


def _item_grid(result: Result, measure: Measure) -> Grid:
    expected = any(i.expected is not None for i in result.items)
    usual = f"usual at {measure.question.item_target:g}" if isinstance(measure.question, Items) else ""
    columns = ["item", "statement", "mean"] + ([usual, "verdict"] if expected else [])
    rows = []
    for item in result.items:
        cells = [f"{item.item}", item.text, number(item.mean, 2)]
        if expected:
            cells += [number(item.expected, 2), item.verdict or ""]
        rows.append(tuple(cells))
    title = f"Item means, {_where(result)}" if result.segment else "Item means"
    return Grid(title, tuple(columns), tuple(rows), frozenset((0, 2, 3)))


def _result_facts(
    results: Sequence[Result], measure: Measure, *, is_companion: bool
) -> list[tuple[str, str]]:
    """What stands beneath the table; a companion does not repeat what it shares with its measure."""
    facts: list[tuple[str, str]] = []
    for result in (r for r in results if r.total and not r.hidden):
        prefix = f"{_where(result)}: " if result.segment else ""
        facts += [
            ("Reading", f"{prefix}{reading.title}: {_with_ends(reading)}") for reading in result.readings
        ]
        parts = _parts(result)
        if parts:
            facts.append(("Answers", f"{prefix}{parts}"))
        for other in result.including:
            change = number(other.value - (result.estimate.value or 0.0), _places(result))
            facts.append(
                (
                    "With",
                    f"{prefix}the {other.rows} {other.reason}: {number(other.value, _places(result))} "
                    f"(n {other.n}), {'+' if not change.startswith('-') else ''}{change}",
                )
            )
        if result.weighted is not None and not is_companion:
            facts += [("Population", f"{prefix}{text}") for text in _population(result, result.weighted)]
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
        facts.append(("Kind", kind + (f"; contested: {measure.contested}" if measure.contested else "")))
    return facts


def _population(result: Result, weighted: Weighted) -> list[str]:
    """The total weighted to the population, in words."""
    e = weighted.estimate
    if e is None or e.value is None:
        return list(weighted.notes)
    places = _places(result)
    interval = "" if e.low is None else f", {_percent(e.confidence)} interval {number(e.low, places)} to "
    interval += number(e.high, places) if interval else ""
    size = f"n {e.n}, effective n {number(e.n_effective)}"
    return [f"{number(e.value, places)} ({size}{interval}), {weighted.notes[0]}", *weighted.notes[1:]]


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
            share = f" ({100 * value / result.estimate.n:.1f} %)" if plain and result.estimate.n else ""
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
        facts.append(("Read", _read(source)))
        facts.append(("Rows", _rows(ledger)))
    if len(report.sources) > 5:
        rest = report.ledger[5:]
        facts.append(("Read", f"and {len(rest)} more files"))
        read, used = sum(x.read for x in rest), sum(x.used for x in rest)
        facts.append(("Rows", f"{read} read, {used} used in them"))
    if report.sources:
        facts += [("Column", text) for text in columns(report.sources[0])]
    return facts


def _read(source: SourceFacts) -> str:
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


def columns(source: SourceFacts) -> list[str]:
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
        where = ", ".join(filter(None, (result.measure if several else "", _where(result))))
        found += [f"{where}: {note}" if where else note for note in result.notes]
    return [("Note", note) for note in dict.fromkeys(found)]


def _percent(confidence: float) -> str:
    return f"{100 * confidence:.6g} %"
