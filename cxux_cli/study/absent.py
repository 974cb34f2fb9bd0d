"""Why the items of a questionnaire are not found, and what to do, without a command that may be wrong."""

from __future__ import annotations

from statistics import pvariance

from cxux_cli.catalog.questionnaires import Questionnaire
from cxux_cli.errors import InputError
from cxux_cli.sources.source import Column, Source
from cxux_cli.stats.reliability import cronbach_alpha
from cxux_cli.study.contributions import contributions
from cxux_cli.study.names import label, positions
from cxux_cli.study.recode import Scale
from cxux_cli.study.runs import runs

_LEAST = 4
"""A run of so few columns on one scale is in every file."""
_ENOUGH, _TOGETHER = 12, 0.5
"""From so many people on, an alpha of this size says that the items go together as they are scored."""


def absent(source: Source, form: Questionnaire, role: str) -> InputError:
    """No column is an item: point at a run of columns that could be them, without taking it."""
    size, low, high = len(form.items), form.low, form.high
    message = f"the {size} items of the {form.name} were not found, by text or by name"
    hint = f"see what the file holds with: cxux inspect {source.path}"
    found = [run for run in runs(source, form) if len(run) >= size >= _LEAST]
    if _counts_items(source, form):
        message += f"; {label(source.columns[0])} counts 1 to {size}, as items do"
        hint = "if the rows are the items and the columns the people, turn the table round: one row for each person"
    elif len(found) == 1 and len(found[0]) == size and _behave(source, form, found[0]):
        hint = (
            f"columns {label(found[0][0])} to {label(found[0][-1])} hold {low}-{high} answers that go together as the "
            f"items do; if they are the items in order: --column {role}={positions(found[0])}"
        )
    elif found:
        shown = ", ".join(f"#{run[0].index + 1} to #{run[-1].index + 1}" for run in found[:3])
        hint = (
            f"columns {shown} hold {low}-{high} answers; if the {size} items are among them, name them in their "
            f"order: --column {role}=FIRST..LAST"
        )
    return InputError(message, where=source.path, hint=hint)


def _counts_items(source: Source, form: Questionnaire) -> bool:
    """Whether there is one row for each item, and the first column counts them."""
    cells = [row[0].strip() if row else "" for row in source.sample]
    return source.complete and cells == [str(item.id) for item in form.items]


def _behave(source: Source, form: Questionnaire, columns: list[Column]) -> bool:
    """Whether columns without a text go together as they are scored, and only so.

    Where every item is asked the same way round, the answers to anything else go together as well.
    """
    reversed = form.reversed(form.variants[0].id)
    if not reversed or any(column.text != column.name for column in columns):
        return False
    scale = Scale(form.low, form.high, labels=source.labels)
    scored, raw = (
        _alpha(list(contributions(source, columns, scale, turned).values())) for turned in (reversed, ())
    )
    return scored is not None and scored >= _TOGETHER and (raw is None or raw < scored)


def _alpha(rows: list[list[int]]) -> float | None:
    if len(rows) < _ENOUGH:
        return None
    variances = sum(pvariance(answers) for answers in zip(*rows, strict=True))
    return cronbach_alpha(len(rows[0]), variances, pvariance(map(sum, rows)))
