"""Neighbouring columns that are answered on the scale of a questionnaire."""

from __future__ import annotations

from cxux_cli.catalog.questionnaires import Questionnaire
from cxux_cli.sources.source import Column, Source
from cxux_cli.study.counting import counts_rows
from cxux_cli.study.recode import Gap, Scale

READABLE = 0.8
"""Share of the answers of a column or a block that must be readable for it to be taken."""


def runs(source: Source, form: Questionnaire) -> list[list[Column]]:
    """The longest runs of columns on one scale of the questionnaire; those the tool made stand in none."""
    found: list[list[Column]] = [[]]
    for column in source.columns:
        if source.is_derived(column):
            continue
        if _is_answered(source, form, column):
            found[-1].append(column)
        elif found[-1]:
            found.append([])
    return [run for run in found if run]


def _is_answered(source: Source, form: Questionnaire, column: Column) -> bool:
    answers = source.answers(column.index)
    if not answers or column in (source.respondent, source.time) or counts_rows(source, column):
        return False
    return any(
        sum(n for cell, n in answers.items() if not isinstance(scale.read(cell), Gap))
        >= READABLE * answers.total()
        for scale in _scales(source, form)
    )


def _scales(source: Source, form: Questionnaire) -> list[Scale]:
    """Every scale of the questionnaire, read as numbers and in each family of words it may be answered in."""
    return [
        Scale(low, high, family=family, labels=source.labels)
        for low, high in form.scales
        for family in (source.labels.candidates(high - low + 1, form.families) or (None,))
    ]
