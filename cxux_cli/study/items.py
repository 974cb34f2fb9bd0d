"""Finding the items of a questionnaire: by their texts, places, names or score, in complete blocks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cxux_cli.catalog.labels import Family
from cxux_cli.catalog.questionnaires import Questionnaire, questionnaire
from cxux_cli.errors import InputError, UsageError
from cxux_cli.measures.base import Items, Measure
from cxux_cli.sources.source import Column, Source
from cxux_cli.study import direction, placed, scales
from cxux_cli.study.absent import absent
from cxux_cli.study.blocks import Found, by_name, by_text
from cxux_cli.study.mapping import Block, Overrides
from cxux_cli.study.names import label, resolve_all, shorten
from cxux_cli.study.one_scale import doubt_one_scale
from cxux_cli.study.recode import Gap, Scale, are_codes, words
from cxux_cli.study.runs import READABLE
from cxux_cli.study.stored import proven, with_stored

_MANY = 100
"""From this many answers on, an end of the scale that nobody uses is worth a word."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the user may state about a questionnaire instead of having it found out."""

    variant: str
    stated_variant: bool
    scale: tuple[int, int] | None


def find_items(source: Source, measure: Measure, overrides: Overrides, choice: Choice) -> list[Block]:
    """The blocks of columns that hold the questionnaire: usually one, several where it was asked twice.

    An override wins. Then texts decide (of most items: the others by their place), then names, then a column of
    scores that the columns give. Raises `UsageError` for an ambiguous choice and for
    answers on a scale that has to be stated, `InputError` when the questionnaire is not in the file.
    """
    question = measure.question
    if not isinstance(question, Items):
        raise TypeError(f"{measure.key} is not answered by items")
    form = questionnaire(question.questionnaire)
    stated = overrides.get(question.role)
    if stated:
        columns = _stated(source, form, stated)
        blocks = [_checked(source, form, Found(columns, "as stated"), choice, question.role)]
    else:
        found = _by_text(source, form, choice) or by_name(source, form)
        found = found or proven(source, measure, form, choice.variant)
        if not found:
            raise absent(source, form, question.role)
        blocks = _fitting(source, form, found, choice, question.role)
        blocks[0] = replace(blocks[0], notes=blocks[0].notes + _left(source, form, blocks))
    blocks = _labelled(blocks, form)
    return [with_stored(source, measure, block, len(blocks)) for block in blocks]


def _by_text(source: Source, form: Questionnaire, choice: Choice) -> list[Found]:
    """Blocks by their texts; where some are reworded, by the places these stand at."""
    try:
        return by_text(source, form, choice.stated_variant)
    except InputError:
        if found := placed.by_place(source, form):
            return found
        raise


def _stated(source: Source, form: Questionnaire, names: Sequence[str]) -> list[Column]:
    """Columns named one by one, with commas, or as a range FIRST..LAST by position."""
    columns = resolve_all(source, names, "--column")
    if len(columns) != len(form.items):
        raise UsageError(
            f"{form.name} has {len(form.items)} items, {len(columns)} columns were given",
            where="--column",
            hint="name them in the order of the questionnaire: --column items=Q1..Q10",
        )
    if len({c.index for c in columns}) < len(columns):
        twice = next(c for c, n in Counter(columns).items() if n > 1)
        raise UsageError(f"column {label(twice)} was given twice", where="--column")
    return columns


def _fitting(
    source: Source, form: Questionnaire, found: Sequence[Found], choice: Choice, role: str
) -> list[Block]:
    """The blocks whose answers fit; when none fits, the reason of the first."""
    blocks, refusals = [], []
    for each in found:
        try:
            blocks.append(_checked(source, form, each, choice, role))
        except (InputError, UsageError) as error:
            refusals.append((each.columns, error))
    if not blocks:
        raise refusals[0][1]
    notes = tuple(
        f"columns {label(c[0])} to {label(c[-1])} passed over: {error.message}" for c, error in refusals
    )
    if notes:
        blocks[0] = replace(blocks[0], notes=blocks[0].notes + notes)
    return blocks


def _left(source: Source, form: Questionnaire, blocks: Sequence[Block]) -> tuple[str, ...]:
    """Columns that ask an item and are in no block: said, because one of them may have been meant."""
    used = {column.index for block in blocks for column in block.columns}
    left = [
        c
        for c in source.columns
        if c.index not in used and not source.is_derived(c) and len(form.items_asked(c.text)) == 1
    ]
    if not left or any("passed over" in note for note in blocks[0].notes):
        return ()
    shown = ", ".join(label(c) for c in left[:3])
    return (
        f"{len(left)} more column{'s that ask' if len(left) > 1 else ' that asks'} an item passed over: {shown}",
    )


def _checked(source: Source, form: Questionnaire, block: Found, choice: Choice, role: str) -> Block:
    """The block with the scale its answers are on; refused when they are on another one."""
    columns, why = block.columns, block.why
    answers: Counter[str] = Counter()
    for column in columns:
        answers.update(source.answers(column.index))
    found = words(answers, source.labels)
    codes = are_codes(found)
    if choice.scale is None:
        _refuse_other_scales(source, form, columns)
    decision = _scale(source, form, columns, answers, choice)
    low, high = decision.scale
    family = None
    if found and not codes:
        family = _family(source, form, columns, answers, high - low + 1)
    scale = Scale(low, high, family=family, codes=codes, labels=source.labels)
    # Contributions were turned by hand; their texts may still tell how the questions were answered.
    if choice.variant in {variant.id for variant in form.variants}:
        _refuse_backwards(source, form, columns, scale)
    notes = _check_range(source, form, columns, answers, scale, choice)
    if choice.scale is None and len(form.scales) == 1:
        doubt = _one_scale(source, form, columns, answers, scale)
        decision = replace(decision, note=doubt, doubt=doubt)
    if decision.note:
        notes = (*notes, decision.note)
    doubts = [decision.doubt] if decision.doubt else []
    if block.placed:
        placed.refuse_turned(source, form, block, scale, choice.variant)
        doubts.append(placed.doubt(block, form, role))
        notes = (*notes, *placed.notes(block, form), doubts[-1])
    return Block(
        tuple(columns),
        scale,
        f"{why}; {low} to {high} by {decision.why}" if decision.why else why,
        stored=block.score,
        notes=notes,
        concluded=decision.concluded,
        doubt="; ".join(doubts),
    )


def _scale(
    source: Source, form: Questionnaire, columns: Sequence[Column], answers: Counter[str], choice: Choice
) -> scales.Decision:
    """The scale of a block: as stated, the only one there is, or the one its texts and answers speak for."""
    if choice.scale is not None:
        return scales.Decision(choice.scale, "")
    if len(form.scales) == 1:
        return scales.Decision(form.scales[0], "")
    families = {
        (low, high): [id for id in form.families if source.labels.family(id).points == high - low + 1]
        for low, high in form.scales
    }
    return scales.decide(" ".join(c.text for c in columns), answers, form.scales, families, source.labels)


def _one_scale(
    source: Source, form: Questionnaire, columns: Sequence[Column], answers: Counter[str], scale: Scale
) -> str:
    try:
        return doubt_one_scale(answers, scale, form.families, _MANY)
    except InputError as error:
        raise InputError(
            f"the block {error.message}", where=f"{source.path}, {_span(columns)}", hint=error.hint
        ) from error


def _refuse_other_scales(source: Source, form: Questionnaire, columns: Sequence[Column]) -> None:
    """Refuse items whose texts name different scales, or one that the questionnaire is not defined on."""
    named = [(column, scales.in_text(column.text)) for column in columns]
    told = [(column, found) for column, found in named if found]
    for column, found in told[1:]:
        if not set(found) & set(told[0][1]):
            (low, high), (other_low, other_high) = told[0][1][0], found[0]
            raise InputError(
                f"the items are on different scales: {label(told[0][0])} from {low} to {high}, "
                f"{label(column)} from {other_low} to {other_high}",
                where=source.path,
                hint="bring them to one scale first, then state it with --scale",
            )
    for column, _ in told:
        try:
            scales.refuse_undefined(column.text, source.answers(column.index), form.scales, source.labels)
        except InputError as error:
            raise InputError(
                f"column {label(column)} {error.message}", where=source.path, hint=error.hint
            ) from error


def _family(
    source: Source, form: Questionnaire, columns: Sequence[Column], answers: Counter[str], points: int
) -> Family | None:
    """The family of the words of a block; a few words that no family knows are unreadable answers, not a scale."""
    worded = {cell: words([cell], source.labels) for cell in answers}
    families = source.labels.candidates(points, form.families)
    known = frozenset().union(*(family.words for family in families))
    strange = sum(n for cell, n in answers.items() if worded[cell] and not worded[cell] <= known)
    found = frozenset().union(*worded.values())
    if strange <= (1 - READABLE) * answers.total():
        found &= known
    if not found:
        return None
    try:
        return source.labels.decide(found, points=points, allowed=form.families)
    except InputError as error:
        raise InputError(error.message, where=f"{source.path}, {_span(columns)}", hint=error.hint) from error


def _refuse_backwards(source: Source, form: Questionnaire, columns: Sequence[Column], scale: Scale) -> None:
    """Refuse a block of which a column says that its low numbers are the agreeing ones."""
    families = source.labels.candidates(scale.high - scale.low + 1, form.families)
    for column in columns:
        answers = source.answers(column.index)
        found = direction.backwards(column.text, answers, (scale.low, scale.high), families)
        if found is not None:
            raise InputError(
                f"column {label(column)} runs the other way round ('{found}')",
                where=f"{source.path}, {_span(columns)}",
                hint=f"turn all items round first: {scale.low + scale.high} minus the answer",
            )


def _check_range(
    source: Source,
    form: Questionnaire,
    columns: Sequence[Column],
    answers: Counter[str],
    scale: Scale,
    choice: Choice,
) -> tuple[str, ...]:
    """Refuse a block that is on another scale: already contributions, or with more steps.

    The note it may give: nobody uses the upper end, as contributions without a 0 would look.
    """
    where = f"{source.path}, {_span(columns)}"
    wide = replace(scale, low=-1_000_000, high=1_000_000)
    read = {cell: wide.read(cell) for cell in answers}
    asked = sum(n for cell, n in answers.items() if read[cell] is not Gap.NON_ANSWER)
    numbers: Counter[int] = Counter()
    for cell, n in answers.items():
        value = scale.read(cell) if scale.family else read[cell]
        if not isinstance(value, Gap):
            numbers[value] += n
    if not asked:
        return ()
    if numbers.total() < READABLE * asked:
        shown = not any(map(source.is_personal, columns))
        examples = [cell for cell in answers if shown and isinstance(read[cell], Gap)][:3]
        found = f" (found: {', '.join(repr(shorten(e, 20)) for e in examples)})" if examples else ""
        raise InputError(
            f"the answers are not on the scale {scale.low} to {scale.high}{found}",
            where=where,
        )
    smallest, largest = min(numbers), max(numbers)
    if choice.scale is None and smallest == scale.low - 1 and largest <= scale.high - 1:
        zeros = numbers[smallest]
        from_zero = " or ".join(
            f"--scale {low - 1}-{high - 1}" for low, high in form.scales if largest < high
        )
        raise UsageError(
            f"the answers run from {smallest} to {largest} ({zeros} are {smallest}): "
            f"{form.name} items run from {scale.low} to {scale.high}",
            where=where,
            hint=f"if they are answers counted from {smallest}: {from_zero}; "
            "if they are contributions, already turned: --variant contributions",
        )
    outside = sum(n for value, n in numbers.items() if not scale.low <= value <= scale.high)
    if outside * 5 > numbers.total():
        raise InputError(
            f"the answers run from {smallest} to {largest}: "
            f"{form.name} items run from {scale.low} to {scale.high}",
            where=where,
            hint="this looks like another scale, or like scores instead of answers",
        )
    if largest < scale.high and numbers.total() >= _MANY and len(form.scales) == 1:
        return (
            f"no answer is {scale.high} among {numbers.total()}: are these answers, or contributions from 0?",
        )
    return ()


def _labelled(blocks: list[Block], form: Questionnaire) -> list[Block]:
    """Several blocks named by what their column names have in common, else numbered."""
    if len(blocks) < 2:
        return blocks
    named = [_common(block.columns, form) for block in blocks]
    if len(set(named)) < len(named) or not all(named):
        named = [str(i) for i in range(1, len(blocks) + 1)]
    return [replace(block, condition=name) for block, name in zip(blocks, named, strict=True)]


def _common(columns: Sequence[Column], form: Questionnaire) -> str:
    """What the names of a block share, without the item counter and the name of the questionnaire."""
    names = [column.name for column in columns]
    start = names[0]
    end = names[0]
    for name in names[1:]:
        while not name.startswith(start):
            start = start[:-1]
        while not name.endswith(end):
            end = end[1:]
    found = start if len(start) >= len(end) else end
    found = re.sub(
        r"([\s_.:-]*(item|question|frage|q|sq)?[\s_.:\[-]*0*|^[\s_.:\]-]+)$", "", found, flags=re.I
    )
    form_id = re.escape(form.id)
    found = re.sub(rf"(^|[\s_.-]+){form_id}$|^{form_id}[\s_.-]+", "", found, flags=re.I)
    return found.strip(" _-.:[]()")


def _span(columns: Sequence[Column]) -> str:
    return f"columns {label(columns[0])} to {label(columns[-1])}"
