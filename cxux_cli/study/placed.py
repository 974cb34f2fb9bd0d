"""Items known by their place: a questionnaire of which some statements are reworded."""

from __future__ import annotations

from cxux_cli.catalog.questionnaires import Questionnaire
from cxux_cli.errors import InputError
from cxux_cli.sources.source import Column, Source
from cxux_cli.stats.reliability import item_rest
from cxux_cli.study.blocks import Found
from cxux_cli.study.contributions import contributions
from cxux_cli.study.names import label, positions, shorten
from cxux_cli.study.recode import Scale
from cxux_cli.study.runs import runs

_KNOWN = 0.6
"""Share of the items that must be known by their texts, each at its place."""
_AGAINST = -0.3
"""An item whose correlation with the others lies below this was asked the other way round."""
_ENOUGH = 12
"""With fewer people a correlation says too little."""
_QUOTED = 120


def by_place(source: Source, form: Questionnaire) -> list[Found]:
    """Blocks of neighbouring columns on one scale, in which some items are known by their place alone.

    Most items are known by their texts, each where the questionnaire has it, and no text asks another item or
    the opposite of its own. Where more columns are on the scale than there are items, the first and the last
    item must be known, as nothing else says where the block begins.
    """
    size = len(form.items)
    found = []
    for run in runs(source, form):
        for start in range(len(run) - size + 1):
            window = run[start : start + size]
            placed = _placed(form, window)
            if placed is None or not placed or size - len(placed) < _KNOWN * size:
                continue
            if len(run) == size or not {form.items[0].id, form.items[-1].id} & set(placed):
                why = f"question text; {_named(placed)} by place"
                found.append(Found(window, why, placed=placed))
    return found


def _placed(form: Questionnaire, window: list[Column]) -> tuple[int, ...] | None:
    """The items that no text asks; None where a text asks what does not belong at its place."""
    placed = []
    for item, column in zip(form.items, window, strict=True):
        asked = form.items_asked(column.text, positive=True) or form.items_asked(column.text)
        if asked and asked != (item.id,):
            return None
        if not asked:
            if item.is_opposed_by(column.text):
                return None
            placed.append(item.id)
    return tuple(placed)


def refuse_turned(source: Source, form: Questionnaire, block: Found, scale: Scale, variant: str) -> None:
    """Refuse a block in which an item known by its place runs against the others."""
    rows = list(contributions(source, block.columns, scale, form.reversed(variant)).values())
    if len(rows) < _ENOUGH:
        return
    for i, item in enumerate(form.items):
        if item.id not in block.placed:
            continue
        found = item_rest(rows, i)
        if found is not None and found < _AGAINST:
            raise InputError(
                f"column {label(block.columns[i])} stands where item {item.id} of the {form.name} is asked, and "
                f"runs against the other items (correlation {found:.2f}): it asks something else, or the opposite",
                where=source.path,
                hint="name the items in order, after turning one that was asked the other way round",
            )


def notes(block: Found, form: Questionnaire) -> tuple[str, ...]:
    """Each text that was taken by its place."""
    return tuple(
        f"item {item.id} ('{shorten(item.text)}') is taken by its place: #{column.index + 1} "
        f"'{shorten(column.text, _QUOTED)}'"
        for item, column in zip(form.items, block.columns, strict=True)
        if item.id in block.placed
    )


def doubt(block: Found, form: Questionnaire, role: str) -> str:
    """Why no gate judges a block of which some items are known by their place."""
    them = "their places" if len(block.placed) > 1 else "its place"
    return (
        f"{_named(block.placed)} of the {form.name} {'are' if len(block.placed) > 1 else 'is'} known by {them} "
        f"alone: if the columns are the items in order, state them, --column {role}={positions(block.columns)}"
    )


def _named(placed: tuple[int, ...]) -> str:
    *most, last = map(str, placed)
    return f"items {', '.join(most)} and {last}" if most else f"item {last}"
