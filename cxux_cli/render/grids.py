"""Views of things that are no report: what is in a file, which measures there are, what one means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import isfinite
from typing import Any

from cxux_cli.measures.base import Declared, Measure
from cxux_cli.render.view import Grid, View
from cxux_cli.sources.source import Source
from cxux_cli.study.names import label, shorten
from cxux_cli.study.survey import Description, Possibility


def inspected(
    source: Source,
    rows: int,
    described: Sequence[Description],
    possible: Sequence[Possibility],
    command: str | None,
    sha256: str | None,
) -> tuple[View, dict[str, Any]]:
    """What was understood about a file, as a view and as plain values; `command` measures what is no answer."""
    grid = Grid(
        f"{source.path}",
        ("#", "name", "text", "filled", "different", "looks like"),
        tuple(
            (
                f"{d.column.index + 1}",
                shorten(d.column.name, 40),
                shorten(d.column.text, 60) if d.column.text != d.column.name else "",
                f"{d.filled}",
                "-" if d.distinct is None else f"{d.distinct}",
                d.looks,
            )
            for d in described
        ),
        frozenset((0, 3, 4)),
    )
    facts = [
        ("Dialect", source.dialect.name),
        ("Rows", f"{rows}" + (f", {source.blank_rows} blank lines skipped" if source.blank_rows else "")),
        ("Columns", f"{len(source.columns)}"),
        ("Header", f"{source.header_rows} row{'s' * (source.header_rows != 1)}"),
    ]
    if source.encoding:
        facts.append(("Encoding", source.encoding))
    if source.delimiter:
        facts.append(("Delimiter", repr(source.delimiter)))
    if source.sheet:
        facts.append(("Sheet", source.sheet))
    if not source.complete:
        facts.append(("Sample", f"the columns are described from {len(source.sample)} rows at both ends"))
    facts += [("Note", note) for note in source.notes]
    for p in possible:
        if not p.is_absent:
            facts.append(("Measures" if p.blocks else "Not found", _possible(p)))
    absent = [p.measure.key for p in possible if p.is_absent]
    if absent:
        facts.append(("Not in it", ", ".join(absent)))
    if command is not None:
        facts.append(("Command", f"cxux {command} {source.path}"))
    facts.append(("Tables", f"the answers of any other question: cxux table {source.path}"))
    document = {
        "path": source.path,
        "dialect": source.dialect.id,
        "encoding": source.encoding,
        "delimiter": source.delimiter,
        "header_rows": source.header_rows,
        "rows": rows,
        "columns": len(source.columns),
        "sha256": sha256,
        "sheet": source.sheet,
        "notes": list(source.notes),
        "fields": [
            {
                "position": d.column.index + 1,
                "name": d.column.name,
                "text": d.column.text,
                "filled": d.filled,
                "different": d.distinct,
                "looks_like": d.looks,
            }
            for d in described
        ],
        "measures": [_possible_value(p) for p in possible],
        "command": command,
    }
    return View((grid,), tuple(facts)), document


def listed(measures: Iterable[Declared]) -> tuple[View, list[dict[str, Any]]]:
    """All measures, a line each."""
    measures = list(measures)
    grid = Grid(
        "Measures",
        ("measure", "kind", "name", "unit", "better", "what it is"),
        tuple((m.key, m.kind.value, m.name, m.unit, m.better.value, m.summary) for m in measures),
        frozenset(),
    )
    return View((grid,), ()), [_facts(m) for m in measures]


def explained(measure: Declared) -> tuple[View, dict[str, Any]]:
    """Everything that is declared about a measure, with its norms."""
    from cxux_cli.catalog import load

    document = _facts(measure)
    facts = [
        ("Measure", f"{measure.key}: {measure.name}"),
        ("Kind", f"{measure.kind.value}{f'; contested: {measure.contested}' if measure.contested else ''}"),
        ("Formula", f"{measure.formula} [{measure.definition}]"),
        (
            "Unit",
            f"{measure.unit}, {measure.range[0]:g} to {measure.range[1]:g}, {measure.better.value} is better",
        ),
    ]
    facts += [("Intervals", f"{k}: {v}") for k, v in _intervals(measure).items()]
    norms = []
    for id in measure.norms:
        data = load.entry("norms", id)
        norms.append({"norm": id, "title": data["title"], "source": data["source"], "status": data["status"]})
        facts.append(("Norms", f"{data['title']}: {data['source']} [{id}, {data['status']}]"))
    facts += [("Sources", reference) for reference in measure.references]
    paragraphs = _paragraphs(measure.explanation)
    facts += paragraphs
    document |= {"norms": norms, "explanation": measure.explanation.strip()}
    return View((), tuple(facts)), document


def _paragraphs(docstring: str) -> list[tuple[str, str]]:
    """The headed parts of a measure's docstring: a word, then an indented paragraph."""
    parts: list[tuple[str, str]] = []
    for line in docstring.strip().splitlines()[1:]:
        if line and not line.startswith(" "):
            words = line.split("  ", 1)
            parts.append((words[0].strip(), words[1].strip() if len(words) > 1 else ""))
        elif line.strip() and parts:
            parts[-1] = (parts[-1][0], f"{parts[-1][1]} {line.strip()}")
    return [(head, text) for head, text in parts if head in ("Question", "Interval", "Read it as", "Caveats")]


def _intervals(measure: Declared) -> Mapping[str, str]:
    return measure.estimator.intervals if isinstance(measure, Measure) else measure.intervals


def _facts(measure: Declared) -> dict[str, Any]:
    return {
        "measure": measure.key,
        "kind": measure.kind.value,
        "name": measure.name,
        "summary": measure.summary,
        "definition": measure.definition,
        "formula": measure.formula,
        "unit": measure.unit,
        "range": [x if isfinite(x) else None for x in measure.range],
        "better": measure.better.value,
        "intervals": dict(_intervals(measure)),
        "references": list(measure.references),
    }


def _possible(p: Possibility) -> str:
    if p.problem is not None:
        # "see what the file holds with cxux inspect" is where the reader is.
        hint = p.problem.hint if p.problem.hint and "cxux inspect" not in p.problem.hint else None
        return f"{p.measure.key}: {p.problem.message}" + (f" ({hint})" if hint else "")
    said = []
    for block in p.blocks:
        first, last = block.columns[0], block.columns[-1]
        span = label(first) if first is last else f"{label(first)} to {label(last)}"
        said.append(f"{span} ({block.why})")
    return f"{p.measure.key} ({p.measure.kind.value}): {'; '.join(said)}"


def _possible_value(p: Possibility) -> dict[str, Any]:
    return {
        "measure": p.measure.key,
        "kind": p.measure.kind.value,
        "blocks": [
            {"condition": b.condition, "columns": [c.name for c in b.columns], "why": b.why} for b in p.blocks
        ],
        "problem": p.problem.message if p.problem else None,
        "hint": p.problem.hint if p.problem else None,
    }
