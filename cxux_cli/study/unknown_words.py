"""What to say of a column whose answers are words that its scale does not know."""

from __future__ import annotations

from collections import Counter

from cxux_cli.catalog.labels import Labels, normalise, quote, split_digit
from cxux_cli.errors import InputError
from cxux_cli.sources.source import Column, Source
from cxux_cli.study.recode import Gap, Scale, words

HINT = "teach the words with --labels FILE (docs/reading.md shows one), or export the answers as numbers"
_MOST = 15
"""More different words than this are no answers to choose from, but people's own texts."""
_LONGEST = 8
"""Words in one answer; a longer one is a sentence of somebody's own."""
_ONE_WORD = 0.01
"""Share of the answers from which on one word is a step of the scale, not somebody's slip."""
_SLIPS = 2
"""People who may give the same unknown word in a small file."""
_ALL_WORDS = 0.05
"""Share of the answers that may be unknown words of any kind beside known ones."""
_BESIDE_NUMBERS = 0.2
"""The same beside numbers alone: the steps are known then, and the words are remarks."""


def refuse_unknown(source: Source, column: Column, scale: Scale) -> None:
    """Refuse a column of words of which the scale would drop some steps: often all of one end.

    A few stray texts among many answers are unreadable answers. A column that is unreadable for the most part
    is no answer to the question at all, and not judged here.
    """
    answers = source.answers(column.index)
    read = {cell: scale.read(cell) for cell in answers}
    asked = sum(n for cell, n in answers.items() if read[cell] is not Gap.NON_ANSWER)
    unknown: Counter[str] = Counter()
    known = good = 0
    for cell, n in answers.items():
        if read[cell] is Gap.UNREADABLE and (word := _word(cell)):
            unknown[word] += n
        elif not isinstance(read[cell], Gap):
            good += n
            known += n if words([cell], source.labels) else 0
    if good * 2 < asked:
        return
    slips = max(_SLIPS, _ONE_WORD * asked)
    if known > slips:
        refused = max(unknown.values(), default=0) > slips or unknown.total() > max(
            _SLIPS, _ALL_WORDS * asked
        )
    else:
        refused = unknown.total() > max(_SLIPS, _BESIDE_NUMBERS * asked)
    if refused:
        raise InputError(named(unknown_words(source, column, scale), scale, source.labels), hint=HINT)


def _word(cell: str) -> str:
    """The word a cell holds; empty for ratios, dates and signs."""
    word = split_digit(normalise(cell))[0]
    return word if any(letter.isalpha() or letter >= "\u2600" for letter in word) else ""


def unknown_words(source: Source, column: Column, scale: Scale) -> tuple[str, ...]:
    """`words_in` where words can be answers at all, so that they can be taught."""
    if scale.family is None and scale.ends is None:
        return ()
    return words_in(source, column, scale)


def words_in(source: Source, column: Column, scale: Scale) -> tuple[str, ...]:
    """The words among the answers that the scale cannot read, the most frequent first.

    Empty for personal columns and for texts of people's own, which no message may show.
    """
    if source.is_personal(column) or source.is_derived(column):
        return ()
    found: Counter[str] = Counter()
    for cell, n in source.answers(column.index).items():
        if scale.read(cell) is Gap.UNREADABLE:
            found[split_digit(normalise(cell))[0]] += n
    own = len(found) > _MOST or any(len(word.split()) > _LONGEST for word in found)
    if own or not all(any(letter.isalpha() for letter in word) for word in found):
        return ()
    return tuple(word for word, _ in found.most_common())


def named(words: tuple[str, ...], scale: Scale, labels: Labels) -> str:
    """What the column holds, with the family that comes nearest; `words` is empty where none may be shown."""
    shown = f": {quote(words)}" if words else ""
    known = {word for family in labels.families() for word in family.words} & set(words)
    usual = scale.family
    nearest = max(
        (family for family in labels.families() if family.points == scale.high - scale.low + 1),
        key=lambda family: (len(known & family.words.keys()), family == usual),
        default=usual,
    )
    return f"holds answer words that no scale knows{shown}" + (
        f"; the nearest scale is {nearest.id}" if nearest else ""
    )
