"""What to say of a column whose answers are words that its scale does not know."""

from __future__ import annotations

from collections import Counter

from cxux_cli.catalog.labels import Labels, normalise, quote, split_digit
from cxux_cli.sources.source import Column, Source
from cxux_cli.study.recode import Gap, Scale

HINT = "teach the words with --labels FILE (docs/reading.md shows one), or export the answers as numbers"
_MOST = 15
"""More different words than this are no answers to choose from, but people's own texts."""
_LONGEST = 8
"""Words in one answer; a longer one is a sentence of somebody's own."""


def unknown_words(source: Source, column: Column, scale: Scale) -> tuple[str, ...]:
    """`words_in` where words can be answers at all, so that they can be taught."""
    return words_in(source, column, scale) if scale.family is not None else ()


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
    """What the column holds, with the family that comes nearest."""
    known = {word for family in labels.families() for word in family.words} & set(words)
    usual = scale.family
    nearest = max(
        (family for family in labels.families() if family.points == scale.high - scale.low + 1),
        key=lambda family: (len(known & family.words.keys()), family == usual),
        default=usual,
    )
    return f"holds answer words that no scale knows: {quote(words)}" + (
        f"; the nearest scale is {nearest.id}" if nearest else ""
    )
