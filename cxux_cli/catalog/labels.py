"""Answer words and the numbers they stand for, by family of scale and in several languages.

A word is looked up exactly, after `normalise`, never by substring: "disagree" contains "agree", "nie zgadzam
się" contains "zgadzam się". What a word means depends on the scale it stands in ("somewhat disagree" is 2 of
5 but 3 of 7), so `decide` chooses one family for a whole block of columns.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from types import MappingProxyType
from typing import Any
from unicodedata import normalize

from cxux_cli.catalog import load
from cxux_cli.errors import InputError

_NON_ANSWERS = "non-answers"
_TAIL = " .,;:!。、"
# Apostrophes first: NFKC would turn an acute accent into a space and a combining mark.
_TYPOGRAPHY = {
    **dict.fromkeys(map(ord, "\u2018\u2019\u201b\u02bc\u00b4\u0060\u2032"), "'"),
    **dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"), None),
}
_LEADING_DIGIT = re.compile(r"(\d{1,3})\s*[-–—=.:)]?\s*(\D+)")
_TRAILING_DIGIT = re.compile(r"(\D+?)\s*[(\[](\d{1,3})[)\]]")


def normalise(text: str) -> str:
    """The spelling a word is looked up by: one case, one kind of space and apostrophe, no full stop.

    >>> normalise("  Neither agree  nor Disagree. ")
    'neither agree nor disagree'
    """
    if text.isascii():
        folded = text.lower().replace("`", "'")
    else:
        folded = normalize("NFKC", text.translate(_TYPOGRAPHY)).casefold()
        # Folding the case can leave characters that NFKC composes again.
        folded = normalize("NFKC", folded).translate(_TYPOGRAPHY)
    folded = " ".join(folded.split())
    # A cell of dots alone is a marker for "no answer" and must not become an empty cell.
    return folded.rstrip(_TAIL) or folded


def split_digit(text: str) -> tuple[str, int | None]:
    """A normalised label apart from the number written before or after it; that number wins over the word.

    What is left must be a word: ratios, dates, ranges and decimals are returned whole.

    >>> split_digit("10 - extremely likely"), split_digit("strongly agree (5)"), split_digit("9/10")
    (('extremely likely', 10), ('strongly agree', 5), ('9/10', None))
    """
    if match := _LEADING_DIGIT.fullmatch(text):
        digit, word = match.groups()
    elif match := _TRAILING_DIGIT.fullmatch(text):
        word, digit = match.groups()
    else:
        return text, None
    if not any(map(str.isalpha, word)):
        return text, None
    return word.rstrip(_TAIL), int(digit)


@dataclass(frozen=True, slots=True)
class Family:
    """One scale of answer words: `words` holds the value of each normalised word, over all languages."""

    id: str
    points: int
    words: Mapping[str, int]
    groups: Mapping[str, frozenset[tuple[str, int, int]]]
    """Where each word stands: (language, value, number of the group of pure synonyms)."""

    def clash(self, words: Collection[str]) -> tuple[str, str] | None:
        """Two of the words that cannot stand in one scale of this family, if there are such.

        They have one value and a language in common without being listed as pure synonyms there.
        """
        for one, other in combinations(sorted(words), 2):
            if self.words[one] != self.words[other] or self.groups[one] & self.groups[other]:
                continue
            if {place[0] for place in self.groups[one]} & {place[0] for place in self.groups[other]}:
                return one, other
        return None


@cache
def family(id: str) -> Family:
    """The family of that id; `KeyError` when there is none."""
    if id == _NON_ANSWERS:
        raise KeyError(id)
    data = load.entry("labels", id)
    words: dict[str, int] = {}
    groups: dict[str, set[tuple[str, int, int]]] = {}
    for word, place in _places(data["languages"]):
        if words.setdefault(word, place[1]) != place[1]:
            raise ValueError(f"{id}: {word!r} stands for {words[word]} and for {place[1]}.")
        groups.setdefault(word, set()).add(place)
    frozen = {word: frozenset(places) for word, places in groups.items()}
    return Family(data["id"], data["points"], MappingProxyType(words), MappingProxyType(frozen))


def _places(languages: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, int, int]]]:
    for language, values in languages.items():
        for value, entries in values.items():
            for number, entry in enumerate(entries):
                for word in entry if isinstance(entry, list) else [entry]:
                    yield normalise(word), (language, value, number)


@cache
def families() -> tuple[Family, ...]:
    """Every family, sorted by id."""
    return tuple(family(id) for id in load.names("labels") if id != _NON_ANSWERS)


def decide(labels: Collection[str], *, points: int, allowed: Sequence[str] | None = None) -> Family:
    """The one family a block of columns was answered in.

    `labels` are the distinct words of the whole block, as `normalise` and `split_digit` leave them and
    without non-answers; `points` is the length of the scale the measure needs; `allowed` names the families
    the questionnaire may be answered in, the preferred one first (default: all of that length).

    A family fits when it knows every word and no two of them clash: two words of one language with one value
    mean that the scale really had more steps ("very" beside "completely dissatisfied"), unless the family
    lists them as pure synonyms ("neutral" and "undecided"). Words of different languages may share a value:
    a translated survey.
    Of several families that fit, all must read every word alike, and the first is returned; German "stimme
    zu" alone could be the fourth or the fifth point, and a guess would be a wrong number.
    The words cannot show which steps nobody chose, so a long scale of which only some words were used can
    look like a shorter one: `points` comes from the measure, not from here.

    Raises `InputError` when no family fits, or when those that fit disagree.
    """
    wanted = set(labels)
    ids = [each.id for each in families()] if allowed is None else allowed
    candidates = [each for each in map(family, ids) if each.points == points]
    knowing = [each for each in candidates if wanted <= each.words.keys()]
    fitting = [each for each in knowing if each.clash(wanted) is None]
    if not fitting:
        raise _no_family(wanted, points, candidates, knowing)
    first = fitting[0]
    for other in fitting[1:]:
        for word in sorted(wanted):
            if first.words[word] != other.words[word]:
                raise InputError(
                    f"The answer {_quote([word])} is {first.words[word]} in {first.id} and "
                    f"{other.words[word]} in {other.id}; the other answers do not show which scale was used.",
                    hint=_HINT,
                )
    return first


_HINT = "Export the answers as numbers, or name other columns with --column."


def _no_family(wanted: set[str], points: int, candidates: list[Family], knowing: list[Family]) -> InputError:
    if not candidates:
        return InputError(f"There are no answer words for a scale of {points} points.", hint=_HINT)
    if knowing and (pair := knowing[0].clash(wanted)):
        return InputError(
            f"The answers {_quote(pair)} have one value in {knowing[0].id}: "
            f"the scale has more than {points} points.",
            hint=_HINT,
        )
    nearest = max(candidates, key=lambda each: len(wanted & each.words.keys()))
    unknown = wanted.difference(*(each.words for each in candidates))
    if unknown:
        message = f"These answers are in no known scale of {points} points: {_quote(sorted(unknown))}."
    else:
        outside = sorted(wanted - nearest.words.keys())
        message = f"The answers mix scales of {points} points: {_quote(outside)} not in {nearest.id}."
    return InputError(message, hint=f"The nearest scale is {nearest.id}. {_HINT}")


def _quote(words: Sequence[str]) -> str:
    """At most five words of at most 30 characters: a column chosen wrongly may hold people's own texts."""
    shown = ", ".join(f'"{word if len(word) <= 30 else word[:29] + "…"}"' for word in words[:5])
    return shown if len(words) <= 5 else f"{shown} and {len(words) - 5} more"


@cache
def non_answers() -> frozenset[str]:
    """Normalised words that are no answer; counted as missing."""
    return frozenset(map(normalise, load.entry("labels", _NON_ANSWERS)["words"]))


@cache
def missing_codes() -> frozenset[int]:
    """Numbers that survey tools write for "no answer" (Qualtrics and EFS -99 to -66, SoSci -9 and -1)."""
    return frozenset(load.entry("labels", _NON_ANSWERS)["codes"])
