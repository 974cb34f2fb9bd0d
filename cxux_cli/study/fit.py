"""In which scale and wording a column answers a measure that may be asked in several."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cxux_cli.catalog.labels import normalise, split_digit
from cxux_cli.errors import InputError, UsageError
from cxux_cli.measures.base import Answer, Measure
from cxux_cli.sources.source import Column, Source
from cxux_cli.study import direction, scales
from cxux_cli.study.mapping import Block
from cxux_cli.study.names import label
from cxux_cli.study.one_scale import doubt_one_scale
from cxux_cli.study.recode import Scale, mixture, number_in, words
from cxux_cli.study.scales import Range
from cxux_cli.study.unknown_words import refuse_unknown


@dataclass(frozen=True, slots=True)
class Fit:
    """How a column was answered; `why` says how the scale was found where there were several."""

    scale: Scale
    variant: str = ""
    why: str = ""
    notes: tuple[str, ...] = ()
    concluded: bool = False
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class _Option:
    scale: Range
    variant: str
    families: tuple[str, ...]


def check(measure: Measure, question: Answer, stated: Range | None, variant: str | None) -> None:
    """Refuse a scale or a wording that the measure does not have."""
    options = _options(measure, question)
    variants = list(dict.fromkeys(o.variant for o in options))
    if variant is not None and variant not in variants:
        known = [v for v in variants if v]
        raise UsageError(
            f"{measure.key} has no variant '{variant}'" if known else f"{measure.key} has no variants",
            where="--variant",
            hint=f"choose one of: {', '.join(known)}" if known else None,
        )
    if stated is None:
        return
    if not measure.settings:
        if not question.low <= stated[0] < stated[1] <= question.high:
            raise UsageError(
                f"{measure.key} is asked from {question.low} to {question.high}, not {stated[0]} to {stated[1]}",
                where="--scale",
            )
        return
    possible = [o.scale for o in options if variant in (None, o.variant)]
    if stated not in possible:
        written = ", ".join(f"{low}-{high}" for low, high in dict.fromkeys(possible))
        raise UsageError(
            f"{measure.key} is not defined on {stated[0]} to {stated[1]}",
            where="--scale",
            hint=f"choose one of: {written}",
        )


def fit(
    source: Source,
    column: Column,
    measure: Measure,
    question: Answer,
    stated: Range | None,
    variant: str | None,
) -> Fit:
    """The scale and the wording of a column.

    Raises `UsageError` where the wording must be stated, `InputError` where the numbers run against their
    words, where two scales are mixed, and where words that no family knows would be dropped.
    A scale that a user stated is taken; else the evidence of `scales.decide` counts.
    """
    answers = source.answers(column.index)
    options = _options(measure, question)
    if variant is None:
        variant = _wording(measure, question, source, column, answers, options)
    options = [o for o in options if o.variant == variant]
    ids = {o.scale: o.families for o in options}
    if stated is None and not question.worded:
        scales.refuse_undefined(column.text, answers, list(ids), source.labels)
    if stated is not None:
        decision = scales.Decision(stated, "scale as stated" if measure.settings else "")
    elif len(options) == 1:
        decision = scales.Decision(options[0].scale, "")
    else:
        found = scales.decide(column.text, answers, [o.scale for o in options], ids, source.labels)
        written = f"{found.scale[0]} to {found.scale[1]} by {found.why}"
        decision = scales.Decision(found.scale, written, found.concluded, found.note, found.doubt)
    families = ids.get(decision.scale, options[0].families)
    scale = _scale(question, source, answers, decision.scale, families)
    _refuse_mixture(answers, scale)
    refuse_unknown(source, column, scale)
    if len(ids) == 1 and stated is None and not question.worded:
        doubt = doubt_one_scale(answers, scale, families)
        decision = replace(decision, note=doubt, doubt=doubt)
    if not question.worded:
        _refuse_backwards(measure, variant, column, answers, scale, families)
    return Fit(
        scale,
        variant,
        decision.why,
        (decision.note,) if decision.note else (),
        decision.concluded,
        decision.doubt,
    )


def rescale(block: Block, answers: Iterable[str]) -> bool:
    """Whether answers that the sample did not show refute the scale that was concluded from it.

    `answers` are cells of the whole file. A scale that was stated, or is the only one, is never refuted.
    """
    return block.concluded and scales.refuted(block.scale, answers)


def _options(measure: Measure, question: Answer) -> list[_Option]:
    if measure.settings:
        return [_Option((s.low, s.high), s.variant, s.families) for s in measure.settings]
    return [_Option((question.low, question.high), "", (question.family,) if question.family else ())]


def _wording(
    measure: Measure,
    question: Answer,
    source: Source,
    column: Column,
    answers: Counter[str],
    options: Sequence[_Option],
) -> str:
    """The wording by the words of the answers, else by the text; never by the range of the numbers."""
    variants = list(dict.fromkeys(o.variant for o in options))
    if len(variants) == 1:
        return variants[0]
    # "5 - Very easy" is as much of a word as "Very easy".
    worded: Counter[str] = Counter()
    for cell, n in answers.items():
        worded[split_digit(normalise(cell))[0]] += n
    reading = {o.variant for o in options if scales.family_of(worded, o.families, source.labels) is not None}
    text = column.text.casefold()
    asking = {v for v, patterns in question.wordings.items() if any(re.search(p, text) for p in patterns)}
    for found in (reading, asking):
        if len(found) == 1:
            return found.pop()
    if reading and not asking:
        return next(v for v in variants if v in reading)
    why = "its text speaks of both" if asking else "neither its text nor its answers say which"
    raise UsageError(
        f"column {label(column)} may hold {' or '.join(f'{measure.key.upper()} {v}' for v in sorted(variants))}: {why}",
        where=source.path,
        hint="low is good in 1.0 (effort), high is good in 2.0 (ease): "
        + " or ".join(f"--variant {v}" for v in sorted(variants)),
    )


def _refuse_backwards(
    measure: Measure,
    variant: str,
    column: Column,
    answers: Counter[str],
    scale: Scale,
    families: Sequence[str],
) -> None:
    ends = (scale.low, scale.high)

    def against(families: Sequence[str], low_is_good: bool) -> str | None:
        known = [scale.labels.family(id) for id in families]
        return direction.backwards(column.text, answers, ends, known, low_is_good=low_is_good)

    low_is_good = any(s.low_is_good for s in measure.settings if s.variant == variant)
    if (found := against(families, low_is_good)) is None:
        return
    hint = f"turn the column round first: {scale.low + scale.high} minus the answer"
    # Another wording helps only where its numbers go with the words: agreement has the high number in all.
    fitting = [s for s in measure.settings if (s.low, s.high) == ends and s.low_is_good != low_is_good]
    if fitting and against(fitting[0].families, fitting[0].low_is_good) is None:
        hint = f"state the direction of its numbers: --variant {fitting[0].variant}"
    raise InputError(f"runs the other way round ('{found}')", hint=hint)


def _refuse_mixture(answers: Counter[str], scale: Scale) -> None:
    """Refuse a column that holds two scales; single slips among many answers are no second one.

    Words on a scale that has none are texts of people's own, and no second scale.
    """
    least = scales.TYPING_ERRORS * answers.total() if answers.total() >= scales.MANY else 0
    usual = [cell for cell, n in answers.items() if n > least]
    if scale.family is None:
        usual = [cell for cell in usual if not words([cell], scale.labels)]
    if (mixed := mixture(usual, points=scale.high - scale.low + 1, labels=scale.labels)) is not None:
        raise InputError(
            mixed.removeprefix("the column "),
            hint="split it by what was asked, or name the words with --labels",
        )
    other = next((of for cell in usual if (of := _out_of(cell)) not in (None, scale.high)), None)
    if other is not None:
        raise InputError(
            f"mixes two scales: answers out of {other} and answers from {scale.low} to {scale.high}",
            hint="split it by what was asked",
        )


def _out_of(cell: str) -> int | None:
    number = number_in(normalise(cell))
    return number.out_of if number else None


def _scale(
    question: Answer, source: Source, answers: Counter[str], scale: Range, families: Sequence[str]
) -> Scale:
    """The scale to read a column by; words for its ends count only beside numbers, never as a scale of words."""
    numbered = any(cell[:1].isdigit() for cell in answers)
    worded = any(not cell.isdigit() for cell in answers)
    ends = source.labels.family(question.ends).words if question.ends and numbered and worded else None
    words = scales.family_of(answers, families, source.labels)
    if words is None and worded and families and not question.worded:
        words = source.labels.family(families[0])
    if question.worded:
        words = source.labels.family(families[0])
    return Scale(*scale, family=words, ends=ends, labels=source.labels, worded=question.worded)
