"""Finding the column of a single-answer measure: question text, name and answers together."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import PurePath

from cxux_cli.catalog.labels import normalise, quote
from cxux_cli.errors import CxuxError, InputError, UsageError
from cxux_cli.measures.base import Answer, Measure
from cxux_cli.sources.source import Column, Source
from cxux_cli.study.counting import counts_rows, is_log
from cxux_cli.study.fit import Fit, check, fit
from cxux_cli.study.mapping import Block, Overrides
from cxux_cli.study.names import label, resolve, shorten
from cxux_cli.study.recode import Gap, Scale
from cxux_cli.study.unknown_words import HINT, named, unknown_words, words_in

_NO_ZERO = 100
"""From this many answers on, a 0-10 scale on which nobody answers 0 is suspected to start at 1."""
_STRAYS, _STRAY_SHARE = 2, 0.05
"""So many numbers that are no steps of the scale, or this share of the answers, may be slips of the hand."""
_LONGEST_SCALE = 10
_MOST_GROUPS = 6
_PROOF = 10
"""Rows that a column of groups must agree with at least."""
_NO_SCORE = re.compile(
    r"^(id|no|nr|year|month|day|week|quarter|hour|minute|date|time|age|jahr|monat|tag|woche|stunde|alter|año|mes|día"
    r"|semana|hora|edad|année|mois|jour|semaine|heure|âge|ano|mês|dia|idade|anno|mese|giorno|ora|età|rok|miesiąc"
    r"|dzień|wiek|misclicks?|clicks?|errors?|attempts?|version|count|visits?|(number|count|amount) of .*|n|#"
    r"|.*[_ ](id|no))$"
)
"""Columns of whole numbers that are no answers, whatever their range."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is looked for: the measure's question, and what the user stated about it."""

    measure: Measure
    question: Answer
    stated: tuple[int, int] | None
    variant: str | None
    siblings: frozenset[str] = frozenset()
    """The names of all columns."""
    groups: tuple[Column, ...] = ()
    """Columns that hold the names of both ends of the answers, as tools write them beside the answers."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    column: Column
    points: int
    why: str
    asked: Fit | CxuxError
    against: str | None


def find_answer(
    source: Source,
    measure: Measure,
    overrides: Overrides,
    stated: tuple[int, int] | None = None,
    variant: str | None = None,
) -> Block:
    """The column that answers a measure, with its scale and wording.

    `stated` is the scale and `variant` the wording it was really asked in, where somebody says so.
    An override wins. Otherwise the question text and the name make a candidate, and the answers must
    fit; two equally good candidates are a `UsageError` that lists them, none is an `InputError`.
    A column is never chosen for its range alone.
    """
    question = measure.question
    if not isinstance(question, Answer):
        raise TypeError(f"{measure.key} is not answered by one question")
    asked = _Asked(measure, question, stated, variant)
    check(measure, question, stated, variant)
    names = overrides.get(question.role)
    if len(names) > 1:
        raise UsageError(f"one column answers {measure.key}, {len(names)} were given", where="--column")
    if names:
        return _stated(source, resolve(source, names[0], "--column"), asked)
    asked = replace(
        asked,
        siblings=frozenset(c.name.casefold() for c in source.columns),
        groups=_group_columns(source) if question.cuts is not None else (),
    )
    candidates = [c for column in source.columns if (c := _candidate(source, column, asked))]
    if not candidates and (alone := _of_the_name(source, asked)) is not None:
        candidates = [alone]
    fitting = [c for c in candidates if c.against is None]
    if not fitting:
        raise _none(source, asked, candidates)
    answered = [c for c in fitting if source.answers(c.column.index)] or fitting
    best = max(c.points for c in answered)
    top = [c for c in answered if c.points == best]
    if len(top) > 1:
        raise UsageError(
            f"{len(top)} columns could answer {measure.key}: "
            + "; ".join(dict.fromkeys(_briefly(c.column) for c in top[:6]))
            + (" …" if len(top) > 6 else ""),
            where=source.path,
            hint=f"choose one: --column {question.role}=#{top[0].column.index + 1}",
        )
    chosen = top[0]
    if isinstance(chosen.asked, CxuxError):
        raise chosen.asked
    passed = [c for c in candidates if c is not chosen and c.against]
    notes = tuple(f"{label(c.column)} passed over: it {c.against}" for c in passed[:3])
    return _block(chosen.column, chosen.why, chosen.asked, notes)


def _briefly(column: Column) -> str:
    """A column in a list of several: its position, name and, where it says more, its text."""
    text = f" ({shorten(column.text, 50)})" if column.text != column.name else ""
    return f"#{column.index + 1} '{shorten(column.name, 40)}'{text}"


def _stated(source: Source, column: Column, asked: _Asked) -> Block:
    """The block of a column that the user named."""
    try:
        found = fit(source, column, asked.measure, asked.question, asked.stated, asked.variant)
    except InputError as error:
        raise InputError(
            f"column {label(column)} {error.message}", where=source.path, hint=error.hint
        ) from error
    against = _answers_against(source, column, asked.question, found.scale)
    against = against or _looks_otherwise(source, column, asked)
    if against and not _readable(source, column, found.scale):
        raise InputError(
            f"column {label(column)} {against}",
            where=source.path,
            hint=_needed(source, column, asked, found.scale),
        )
    notes = (f"the column was stated, although it {against}",) if against else ()
    return _block(column, "as stated", found, notes)


def _needed(source: Source, column: Column, asked: _Asked, scale: Scale) -> str:
    """What a column must hold that cannot be read."""
    if unknown_words(source, column, scale):
        return HINT
    needed = (
        "the answers in words" if asked.question.worded else f"whole numbers from {scale.low} to {scale.high}"
    )
    return f"{asked.measure.key} needs {needed}"


def _block(column: Column, why: str, found: Fit, notes: tuple[str, ...]) -> Block:
    return Block(
        (column,),
        found.scale,
        f"{why}; {found.why}" if found.why else why,
        notes=(*notes, *found.notes),
        variant=found.variant,
        concluded=found.concluded,
        doubt=found.doubt,
    )


def suspects_no_zero(n: int, low: int, zero_answers: int) -> bool:
    """Whether a scale that should start at `low` probably starts one higher."""
    return n >= _NO_ZERO and low == 0 and zero_answers == 0


def says_one_higher(text: str, low: int, high: int) -> bool:
    """Whether a question that should be asked from 0 to 10 says that it is asked from 1 to 10."""
    between = r"\s*(?:-|–|to|bis|à|a|al|tot|do|til|till|and|und)\s*"
    return low == 0 and re.search(rf"(?<!\d)1{between}{high}(?!\d)", text.casefold()) is not None


def _candidate(source: Source, column: Column, asked: _Asked) -> _Candidate | None:
    question = asked.question
    text, name = column.text.casefold(), column.name.casefold()
    asks = any(re.search(p, text) for p in question.asks)
    named = any(re.search(p, name) for p in question.names)
    called = source.is_answer(column, asked.measure.key)
    sibling = _sibling(question, name, asked.siblings)
    proof = _proof(source, column, asked)
    if not asks and not named and not called and sibling is None and proof is None:
        return None
    points = 2 * (asks or called) + 2 * (named or sibling is not None) + 3 * (proof is not None)
    points += any(re.search(p, text) for p in question.prefers)
    grouped = f"{name}_nps_group" in asked.siblings
    reasons = [
        r for r, yes in (("question text", asks), ("name", named and not (asks and text == name))) if yes
    ]
    if called:
        reasons.append(f"what {source.dialect.name} calls it")
    if sibling is not None:
        reasons.append(f"name, beside '{sibling}'")
    if proof is not None and not grouped:
        reasons.append(f"the groups in {label(proof)} are those of its answers")
    if grouped:
        reasons.append("a group column of the same question")
    why = " and ".join(reasons)
    # What the column itself speaks against comes before what is unclear about its scale.
    if (against := _looks_alike(source, column, question)) is not None:
        return _Candidate(column, points, why, InputError(against), against)
    # A text that asks the question says more than numbers in a row; a short name does not.
    if not asks and not called and (counted := _counts(source, column, question)) is not None:
        return _Candidate(column, points, why, InputError(counted), counted)
    found: Fit | CxuxError
    try:
        found = fit(source, column, asked.measure, question, asked.stated, asked.variant)
    except InputError as error:
        return _Candidate(column, points, why, error, error.message)
    except UsageError as error:
        return _Candidate(column, points, why, error, None)
    return _Candidate(column, points, why, found, _against(source, column, question, found.scale))


def _of_the_name(source: Source, asked: _Asked) -> _Candidate | None:
    """The only column that could answer it, in a file or sheet that is named for the measure: with a doubt."""
    words = re.split(r"[^a-z0-9]+", f"{PurePath(source.path).stem} {source.sheet or ''}".casefold())
    fits = [c for c in source.columns if _could_be(source, c, asked.question)]
    if asked.measure.key not in words or len(fits) != 1:
        return None
    column = fits[0]
    found = fit(source, column, asked.measure, asked.question, asked.stated, asked.variant)
    doubt = f"only the name of the file says that {label(column)} asks the {asked.measure.name} question"
    return _Candidate(
        column, 1, "the only such column, in a file of that name", replace(found, doubt=doubt), None
    )


def _sibling(question: Answer, name: str, siblings: Collection[str]) -> str | None:
    """The name of the column beside which a short name asks the question; None where there is none."""
    for own, other in question.beside.items():
        if re.search(own, name):
            return next((each for each in sorted(siblings) if each != name and re.search(other, each)), None)
    return None


_ENDS = (re.compile(r"^promot"), re.compile(r"^detra"))
"""The words that tools in many languages use for both ends: promoter, detractor and their kin."""


def _group_columns(source: Source) -> tuple[Column, ...]:
    """The columns of a few words, among them those of both ends."""
    return tuple(
        column
        for column in source.columns
        if 1 < len(answers := source.answers(column.index)) <= _MOST_GROUPS
        and all(any(map(end.match, map(normalise, answers))) for end in _ENDS)
    )


def _proof(source: Source, column: Column, asked: _Asked) -> Column | None:
    """The column of groups that agrees with the answers of another in nearly every row; None where there is none."""
    question = asked.question
    if not asked.groups or question.cuts is None or column in asked.groups:
        return None
    if len(source.answers(column.index)) > question.high - question.low + 2:
        return None
    top, bottom = question.cuts
    for other in asked.groups:
        pairs = [
            (int(score), normalise(group))
            for row in source.sample
            if len(row) > max(column.index, other.index)
            and (score := row[column.index].strip()).isascii()
            and score.isdigit()
            and (group := row[other.index]).strip()
        ]
        said = [(0 if n >= top else 1 if n <= bottom else None, word) for n, word in pairs if n < 100]
        right = sum(
            bool(_ENDS[end].match(word)) if end is not None else not any(each.match(word) for each in _ENDS)
            for end, word in said
        )
        if len(said) >= _PROOF and right >= 0.99 * len(said):
            return other
    return None


def _looks_alike(source: Source, column: Column, question: Answer) -> str | None:
    """Why a column whose text or name says so asks something else; None when it does not."""
    text = column.text.casefold()
    for pattern, what in question.never.items():
        if re.search(pattern, text):
            return what
    if source.is_derived(column):
        return "was made by the tool from another answer"
    return None


def _looks_otherwise(source: Source, column: Column, asked: _Asked) -> str | None:
    """Why a stated column seems to ask something else; what that is, only where it asks nearly the same."""
    alike = _looks_alike(source, column, asked.question)
    nearly = any(re.search(p, column.text.casefold()) for p in asked.question.asks)
    if alike is None or nearly or source.is_derived(column):
        return alike
    return f"does not ask the {asked.measure.name} question: '{shorten(column.text, 80)}'"


def _counts(source: Source, column: Column, question: Answer) -> str | None:
    """Why a column of that name is a running number; None when nothing says so."""
    if question.counter and counts_rows(source, column):
        return "counts up from row to row: a running number"
    if question.counter and is_log(source):
        return "stands in a log of events, where such a name is that of a running number"
    return None


def _against(source: Source, column: Column, question: Answer, scale: Scale) -> str | None:
    """Why a column cannot answer the question, although its text or name says so; None when it can."""
    return _looks_alike(source, column, question) or _answers_against(source, column, question, scale)


def _answers_against(source: Source, column: Column, question: Answer, scale: Scale) -> str | None:
    """What the answers say against a column; None where they say nothing."""
    answers = source.answers(column.index)
    if not answers:
        # Nobody answered: that is a result (n = 0), not another column.
        return None
    groups = sum(n for cell, n in answers.items() if normalise(cell) in question.groups)
    if groups * 2 >= answers.total():
        return "holds groups, not the answers themselves"
    read = {cell: scale.read(cell) for cell in answers}
    numbers = {v for v in read.values() if not isinstance(v, Gap)}
    asked = sum(n for cell, n in answers.items() if read[cell] is not Gap.NON_ANSWER)
    good = sum(n for cell, n in answers.items() if not isinstance(read[cell], Gap))
    outside = sum(n for cell, n in answers.items() if read[cell] is Gap.OUT_OF_RANGE)
    if asked and outside * 5 > asked:
        return f"holds numbers outside {scale.low} to {scale.high}"
    strays = max(_STRAYS, _STRAY_SHARE * asked)
    if sum(n for cell, n in answers.items() if _is_higher(read[cell], cell, scale)) > strays:
        return f"holds numbers beyond {scale.high}, as on a longer scale"
    if (broken := sum(n for cell, n in answers.items() if read[cell] is Gap.NOT_WHOLE)) > strays:
        return f"holds numbers that are not whole ({broken} of {asked}), as averages and half stars are"
    if asked and good * 2 < asked:
        if question.worded and any(cell[:1].isdigit() for cell in answers):
            return "holds numbers, which do not say which answer they stand for"
        if strange := unknown_words(source, column, scale):
            return named(strange, scale, source.labels)
        held = words_in(source, column, scale)
        said = f": it holds {quote(held)}" if held else ""
        return f"does not hold answers from {scale.low} to {scale.high}{said}"
    # On a short scale two values are answers like others.
    two = scale.high > 5 and (numbers in ({0, 1}, {1}) or (numbers == {1, 2} and good >= 5))
    if two and good > 1:
        return f"holds only {_listed(numbers)}: a yes/no question"
    if (short := _too_short(numbers, good, scale)) is not None:
        return short
    return None


def _is_higher(value: int | Gap, cell: str, scale: Scale) -> bool:
    """Whether an answer lies beyond the scale, but on a longer one; a 99 is rather a code."""
    return value is Gap.OUT_OF_RANGE and not isinstance(Scale(scale.high, _LONGEST_SCALE).read(cell), Gap)


def _listed(numbers: set[int]) -> str:
    return " and ".join(str(number) for number in sorted(numbers))


def _too_short(numbers: set[int], n: int, scale: Scale) -> str | None:
    """Whether the upper end is never reached: on a scale of ten steps 20 people who all stop at 5 do not happen."""
    for steps, enough in ((5, 20), (7, 50)):
        if numbers and scale.high > steps + 2 and max(numbers) <= steps and n >= enough:
            return f"never goes beyond {max(numbers)} in {n} answers: a scale up to {steps}"
    return None


def _readable(source: Source, column: Column, scale: Scale) -> bool:
    answers = source.answers(column.index)
    good = sum(n for cell, n in answers.items() if not isinstance(scale.read(cell), Gap))
    return not answers or good * 2 >= answers.total()


def _could_be(source: Source, column: Column, question: Answer) -> bool:
    """Whether a column is worth pointing at: whole-scale answers of people, not ids, items or ratings to 5."""
    answers = source.answers(column.index)
    if source.is_personal(column) or len(answers) < 3 or column in (source.respondent, source.time):
        return False
    if _NO_SCORE.match(column.name.strip().casefold()) or counts_rows(source, column):
        return False
    words = source.labels.family(question.family) if question.worded and question.family else None
    scale = Scale(question.low, question.high, family=words, labels=source.labels, worded=question.worded)
    if _against(source, column, question, scale) is not None:
        return False
    numbers = {v for cell in answers if not isinstance(v := scale.read(cell), Gap)}
    return max(numbers, default=0) > (question.low + question.high) / 2


def _none(source: Source, asked: _Asked, candidates: list[_Candidate]) -> InputError:
    question = asked.question
    refused = "; ".join(f"{label(c.column)} {c.against}" for c in candidates[:4])
    fits = [c for c in source.columns if _could_be(source, c, question)]
    found = f" ({refused})" if refused else ""
    hints = [c.asked.hint for c in candidates if isinstance(c.asked, InputError) and c.asked.hint]
    scales = [(c.column, c.asked.scale) for c in candidates if isinstance(c.asked, Fit)]
    hints += [HINT for column, scale in scales if unknown_words(source, column, scale)]
    if hints:
        hint = hints[0]
    elif question.worded and candidates:
        hint = "export the answers as words (choice text), not as numbers"
    elif fits:
        shown = ", ".join(label(c) for c in fits[:6])
        named_one = f"#{fits[0].index + 1}" if len(fits) == 1 else "NAME"
        hint = (
            f"{len(fits)} column{'s hold' if len(fits) > 1 else ' holds'} {question.low}-{question.high} answers "
            f"({shown}{' …' if len(fits) > 6 else ''}); if one of them asks it: "
            f"--column {question.role}={named_one}"
        )
    else:
        hint = f"see what the file holds with: cxux inspect {source.path}"
    return InputError(
        f"no column asks the {asked.measure.name} question{found}", where=source.path, hint=hint
    )
