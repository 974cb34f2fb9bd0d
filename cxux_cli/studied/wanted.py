"""What a study wants of a source: its measures, and what its gates judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cxux_cli.measures.declared import FAMILIES, family
from cxux_cli.measures.registry import COMMANDS
from cxux_cli.results import Result
from cxux_cli.studied.request import (
    CONDITION,
    PERSONA,
    QUESTIONS,
    TASK,
)
from cxux_cli.study.config.study import GateConfig, MeasureConfig, SourceConfig, Study


def of_gate(gate: GateConfig, source: SourceConfig, study: Study) -> MeasureConfig:
    """What has to be measured for a gate: as the measures of the study state it, divided as the gate needs."""
    columns = [name for name in gate.segment if name != CONDITION]
    if gate.each not in (None, TASK, PERSONA):
        columns.append(str(gate.each))
    stated = next(
        (m for m in study.measures if m.source == source.name and _measures(m.use, gate.measure)), None
    )
    base = stated or MeasureConfig(gate.measure, source.name)
    by_task = TASK if gate.task is not None or gate.each == TASK else None
    return replace(
        base,
        use=gate.measure,
        by=tuple(columns),
        each=by_task,
        every=None,
        scale=gate.scale or base.scale,
        expect={},
        line=gate.line,
    )


def is_of_task(result: Result, task: str | None, results: Sequence[Result]) -> bool:
    """Whether a result is of a task, or where `task` is None of all tasks, which may be a single one."""
    if result.task == task or task is not None:
        return result.task == task
    alike = (r.task for r in results if (r.source, r.measure) == (result.source, result.measure))
    return set(alike) == {result.task}


def _measures(use: str, key: str) -> bool:
    """Whether a measure of the study prints the one that a gate judges."""
    if use in FAMILIES or family(use) is not None:
        return use == key
    return any(key in (m.key, *(c.key for c in m.companions)) for m in COMMANDS.values() if m.key == use)


def verb_of(asked: MeasureConfig) -> str:
    """The command that measures it; `QUESTIONS` for a measure of answers."""
    return asked.use if asked.use in FAMILIES else family(asked.use) or QUESTIONS
