"""Report to JSON: schema version 1, full precision, stable order, the same bytes for the same input."""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import isfinite
from typing import Any

from cxux_cli import __version__
from cxux_cli.errors import CxuxError
from cxux_cli.observations import Matrix, Similarity, TaskPaths
from cxux_cli.render.gate_value import gate_value
from cxux_cli.results import (
    Comparison,
    Prediction,
    Report,
    Result,
    SourceFacts,
    Table,
    TableCell,
    TimeWindow,
    Trend,
    Weighted,
)

SCHEMA_VERSION = 1


def render(report: Report) -> str:
    """The whole report as one JSON document."""
    return dumps(document(report))


def error(problem: CxuxError) -> str:
    """An error as a JSON document."""
    return dumps(
        {
            "schema_version": SCHEMA_VERSION,
            "error": {
                "code": int(problem.code),
                "message": problem.message,
                "where": problem.where,
                "hint": problem.hint,
                "details": list(problem.details),
            },
        }
    )


def dumps(value: Any) -> str:
    """JSON text as cxux writes it everywhere."""
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def document(report: Report) -> dict[str, Any]:
    """The report as plain values. Keys are only ever added."""
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "cxux", "version": __version__},
        "run": {
            "status": report.status,
            "confidence": report.confidence,
            "config": report.config,
            "window": _window(report.window),
        },
        "sources": [_source(source) for source in report.sources],
        "ledger": [
            {
                "source": ledger.source,
                "read": ledger.read,
                "used": ledger.used,
                "excluded": [{"reason": e.reason, "rows": e.rows} for e in ledger.excluded],
            }
            for ledger in report.ledger
        ],
        "results": [result_value(result) for result in report.results],
        "comparisons": [_comparison(comparison) for comparison in report.comparisons],
        "gates": [gate_value(gate) for gate in report.gates],
        "notes": list(report.notes),
        "tables": [_table(table) for table in report.tables],
        "matrix": _matrix(report.matrix),
        "curve": [
            {"participants": p.participants, "found": p.found, "share": p.share, "modelled": p.modelled}
            for p in report.curve
        ],
        "similarity": _similarity(report.similarity),
        "predictions": [_prediction(p) for p in report.predictions],
        "trend": _trend(report.trend),
        "paths": [_paths(paths) for paths in report.paths],
    }


def _window(window: TimeWindow | None) -> dict[str, Any] | None:
    if window is None:
        return None
    return {
        "label": window.label,
        "since": window.since,
        "until": window.until,
        "timezone": window.timezone,
    }


def _prediction(prediction: Prediction) -> dict[str, Any]:
    return {
        "measure": prediction.measure,
        "source": prediction.source,
        "persona": prediction.persona,
        "expected": prediction.expected,
        "value": prediction.value,
        "error": prediction.error,
        "inside": prediction.inside,
    }


def _comparison(comparison: Comparison) -> dict[str, Any]:
    return {
        "measure": comparison.measure,
        "a": comparison.a,
        "b": comparison.b,
        "difference": comparison.difference,
        "low": comparison.low,
        "high": comparison.high,
        "p": comparison.p,
        "p_adjusted": comparison.p_adjusted,
        "method": comparison.method,
        "n_a": comparison.n_a,
        "n_b": comparison.n_b,
        "tests": comparison.tests,
    }


def _trend(trend: Trend | None) -> dict[str, Any] | None:
    if trend is None:
        return None
    return {
        "every": trend.every,
        "chart": trend.chart,
        "center": trend.center,
        "limits": [
            {"period": each.period, "low": each.low, "high": each.high, "signal": each.signal}
            for each in trend.limits
        ],
        "why_no_limits": trend.why_no_limits or None,
        "tests": trend.tests,
        "releases": [{"day": each.day.isoformat(), "name": each.name} for each in trend.releases],
    }


def _paths(paths: TaskPaths) -> dict[str, Any]:
    return {
        "task": paths.task,
        "n": paths.n,
        "first": [{"place": place, "n": n, "right": right} for place, n, right in paths.first],
        "turned_back": [{"place": place, "n": n} for place, n in paths.turned_back],
        "wrong": [{"place": place, "n": n} for place, n in paths.wrong],
        "right": list(paths.right),
    }


def _matrix(matrix: Matrix | None) -> dict[str, Any] | None:
    if matrix is None:
        return None
    return {
        "participants": list(matrix.participants),
        "problems": list(matrix.problems),
        "seen": [[None if cell is None else int(cell) for cell in row] for row in matrix.seen],
    }


def _similarity(similarity: Similarity | None) -> dict[str, Any] | None:
    """Shares of people in percent, as everywhere; the counts stand beside them."""
    if similarity is None:
        return None
    counts = [
        list(zip(*rows, strict=True)) for rows in zip(similarity.together, similarity.both, strict=True)
    ]
    return {
        "cards": list(similarity.cards),
        "values": [[100 * together / both if both else None for together, both in row] for row in counts],
        "n": [list(row) for row in similarity.both],
        "merges": [
            {"left": list(m.left), "right": list(m.right), "similarity": m.similarity}
            for m in similarity.merges
        ],
        "groups": [list(group) for group in similarity.groups],
        "categories": [
            {
                "name": c.name,
                "spellings": list(c.spellings),
                "participants": c.participants,
                "agreement": c.agreement,
                "cards": [{"card": card, "n": n} for card, n in c.cards],
            }
            for c in similarity.categories
        ],
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "question": table.question,
        "kind": table.kind,
        "columns": list(table.columns),
        "why": table.why,
        "items": list(table.items),
        "answers": list(table.answers),
        "ordered": table.ordered,
        "n_missing": table.n_missing,
        "cells": [_table_cell(cell) for cell in table.cells],
        "tests": table.tests,
        "independence": [
            {"item": t.item, "statistic": t.statistic, "df": t.df, "p": t.p, "method": t.method}
            for t in table.independence
        ],
        "notes": list(table.notes),
    }


def _table_cell(cell: TableCell) -> dict[str, Any]:
    estimate = cell.estimate
    return {
        "item": cell.item,
        "answer": cell.answer,
        "segment": dict(cell.segment),
        "statistic": "mean" if cell.answer is None else "share",
        "value": estimate.value,
        "low": estimate.low,
        "high": estimate.high,
        "confidence": estimate.confidence,
        "method": estimate.method,
        "n": cell.count,
        "base": estimate.n,
        "n_effective": estimate.n_effective,
        "parts": dict(estimate.parts),
        "rest": cell.rest,
        "p": cell.p,
        "p_adjusted": cell.p_adjusted,
        "differs": cell.differs,
        "test": cell.test,
        "hidden": cell.hidden,
        "notes": list(estimate.notes),
    }


def _source(source: SourceFacts) -> dict[str, Any]:
    return {
        "path": source.path,
        "dialect": source.dialect,
        "encoding": source.encoding,
        "delimiter": source.delimiter,
        "header_rows": source.header_rows,
        "rows": source.rows,
        "columns": source.columns,
        "sha256": source.sha256,
        "sheet": source.sheet,
        "mapping": [
            {"role": b.role, "column": b.column, "text": b.text, "why": b.why} for b in source.mapping
        ],
        "notes": list(source.notes),
    }


def result_value(result: Result) -> dict[str, Any]:
    """One result as plain values."""
    estimate = result.estimate
    return {
        "measure": result.measure,
        "kind": result.kind.value,
        "kind_reason": result.kind_reason,
        "name": result.name,
        "definition": result.definition,
        "formula": result.formula,
        "unit": result.unit,
        "better": result.better.value,
        "range": [end if isfinite(end) else None for end in result.range],
        "scale": list(result.scale) if result.scale else None,
        "segment": dict(result.segment),
        "persona": result.persona,
        "task": result.task,
        "period": result.period.label if result.period else None,
        "period_start": result.period.start.isoformat() if result.period else None,
        "period_end": result.period.end.isoformat() if result.period else None,
        "value": estimate.value,
        "low": estimate.low,
        "high": estimate.high,
        "confidence": estimate.confidence,
        "method": estimate.method,
        "n": estimate.n,
        "n_missing": None if result.hidden else result.n_missing,
        "n_effective": estimate.n_effective,
        "missing": [
            {"reason": m.reason, "rows": m.rows, "examples": list(m.examples)} for m in result.missing
        ],
        "parts": {key: _whole(value) for key, value in estimate.parts.items()},
        "distribution": [{"value": _whole(v), "n": _whole(n)} for v, n in result.distribution],
        "readings": [
            {
                "norm": r.norm,
                "label": r.label,
                "low_label": r.low_label,
                "high_label": r.high_label,
                "source": r.source,
                "title": r.title,
                "number": r.number,
            }
            for r in result.readings
        ],
        "items": [
            {
                "item": i.item,
                "text": i.text,
                "mean": i.mean,
                "n": i.n,
                "expected": i.expected,
                "verdict": i.verdict,
            }
            for i in result.items
        ],
        "state": _state(result.state),
        "hidden": result.hidden,
        "including": [
            {"reason": i.reason, "rows": i.rows, "value": i.value, "n": i.n} for i in result.including
        ],
        "weighted": _weighted(result.weighted),
        "accounts": _weighted(result.accounts),
        "source": result.source,
        "notes": list(result.notes),
    }


def _weighted(weighted: Weighted | None) -> dict[str, Any] | None:
    if weighted is None:
        return None
    e = weighted.estimate
    return {
        "value": e.value if e else None,
        "low": e.low if e else None,
        "high": e.high if e else None,
        "n": e.n if e else None,
        "n_effective": e.n_effective if e else None,
        "notes": [*weighted.notes, *(e.notes if e else ())],
    }


def _state(state: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if state is None:
        return None
    if "values" in state:
        return {**state, "values": [[_whole(number) for number in row] for row in state["values"]]}
    return {key: _whole(value) for key, value in state.items()}


def _whole(value: float | None) -> float | int | None:
    """A count or scale value without a trailing `.0`: the same number, the same bytes on every path."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
