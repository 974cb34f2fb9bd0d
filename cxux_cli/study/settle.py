"""The scale of a question decided anew from the answers that count, where a sample or other rows decided it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from cxux_cli.errors import InputError
from cxux_cli.measures.base import Answer, Measure
from cxux_cli.sources.source import Source
from cxux_cli.study.fit import Fit, fit
from cxux_cli.study.mapping import Block
from cxux_cli.study.names import label


def settled(
    block: Block,
    source: Source,
    answers: Counter[str],
    measure: Measure,
    stated: tuple[int, int] | None,
    variant: str | None,
) -> Block:
    """The block as the answers of the rows that count decide it.

    The sample may not have shown all of them, and rows that are left out are no evidence. Raises
    `InputError` where they show what a sample could not: labels that run backwards, a second scale.
    """
    column = block.columns[0]
    if not answers or answers == source.answers(column.index):
        return block
    known = Counter({cell: n for cell, n in answers.items() if cell})
    try:
        before = _fit(source, block, measure, stated, variant)
        after = _fit(replace(source, _answers={column.index: known}), block, measure, stated, variant)
    except InputError as error:
        raise InputError(
            f"column {label(column)} {error.message}", where=source.path, hint=error.hint
        ) from error
    own = tuple(note for note in block.notes if note not in before.notes)
    return replace(
        block,
        scale=after.scale,
        variant=after.variant,
        why=block.why.replace(before.why, after.why) if before.why else block.why,
        notes=(*own, *after.notes),
        concluded=after.concluded,
        doubt=after.doubt,
    )


def _fit(
    source: Source,
    block: Block,
    measure: Measure,
    stated: tuple[int, int] | None,
    variant: str | None,
) -> Fit:
    question = measure.question
    if not isinstance(question, Answer):
        raise TypeError(f"{measure.key} is not answered by one question")
    # The wording was found in the text and the answers of the sample: the same words are not read twice.
    return fit(source, block.columns[0], measure, question, stated, variant or block.variant or None)
