"""Answer words and the numbers they stand for, by family of scale and in several languages.

A word is looked up exactly, after `normalise`, never by substring: "disagree" contains "agree", "nie zgadzam
się" contains "zgadzam się". What a word means depends on the scale it stands in ("somewhat disagree" is 2 of
5 but 3 of 7), so `decide` chooses one family for a whole block of columns.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import combinations
from types import MappingProxyType
from typing import Any
from unicodedata import category, normalize

from cxux_cli.catalog import load
from cxux_cli.errors import InputError

_NON_ANSWERS = "non-answers"
_TAIL = " .,;:!。、"
LONGEST = 200
"""A longer cell is a text of somebody's own, whatever it starts with."""
# Apostrophes first: NFKC would turn an acute accent into a space and a combining mark. What only chooses how a
# character looks (zero width, emoji or text style, skin tone) is left out.
_TYPOGRAPHY = {
    **dict.fromkeys(map(ord, "\u2018\u2019\u201b\u02bc\u00b4\u0060\u2032"), "'"),
    **dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0e\ufe0f"), None),
    **dict.fromkeys(range(0x1F3FB, 0x1F400), None),
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

    What is left must be a word or an emoji: ratios, dates, ranges and decimals are returned whole.

    >>> split_digit("10 - extremely likely"), split_digit("strongly agree (5)"), split_digit("9/10")
    (('extremely likely', 10), ('strongly agree', 5), ('9/10', None))
    """
    if match := _LEADING_DIGIT.fullmatch(text):
        digit, word = match.groups()
    elif match := _TRAILING_DIGIT.fullmatch(text):
        word, digit = match.groups()
    else:
        return text, None
    if not any(map(_speaks, word)):
        return text, None
    return word.rstrip(_TAIL), int(digit)


def _speaks(letter: str) -> bool:
    """Whether a character can be a word: a letter or an emoji, no sign of a unit such as a degree."""
    return letter.isalpha() or (letter >= "\u2600" and category(letter) == "So")


@dataclass(frozen=True, slots=True)
class Family:
    """One scale of answer words: `words` holds the value of each normalised word, over all languages."""

    id: str
    points: int
    words: Mapping[str, int]
    groups: Mapping[str, frozenset[tuple[str, int, int]]]
    """Where each word of the catalog stands: (language, value, number of the group of pure synonyms)."""

    def clash(self, words: Collection[str]) -> tuple[str, str] | None:
        """Two of the words that cannot stand in one scale of this family, if there are such.

        They have one value and a language in common without being listed as pure synonyms there. Words a user
        added are in no group and never clash: the user knows the file.
        """
        for one, other in combinations(sorted(self.groups.keys() & words), 2):
            if self.words[one] != self.words[other] or self.groups[one] & self.groups[other]:
                continue
            if {place[0] for place in self.groups[one]} & {place[0] for place in self.groups[other]}:
                return one, other
        return None

    def fits(self, words: Collection[str]) -> bool:
        """Whether the words can all be answers on this one scale."""
        return self.words.keys() >= set(words) and self.clash(words) is None

    def extended(self, words: Mapping[str, int]) -> Family:
        """The family with a user's words; where one was known already, its new value counts."""
        return replace(
            self,
            words=MappingProxyType({**self.words, **words}),
            groups=MappingProxyType({w: places for w, places in self.groups.items() if w not in words}),
        )


@cache
def family(id: str) -> Family:
    """The family of that id in the catalog; `KeyError` when there is none."""
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
    """Every family of the catalog, sorted by id."""
    return tuple(family(id) for id in load.names("labels") if id != _NON_ANSWERS)


@cache
def non_answers() -> frozenset[str]:
    """Normalised words that are no answer; counted as missing."""
    return frozenset(map(normalise, _listed("words"))) | _ambiguous()


@cache
def _ambiguous() -> frozenset[str]:
    """Non-answers that beside a digit name a step of the scale: "0 - None"."""
    return frozenset(map(normalise, _listed("alone")))


@cache
def _phrases() -> re.Pattern[str]:
    """Non-answers that hold a name; a `*` of the catalog stands for any words, or none."""
    shapes = (
        re.escape(normalise(p)).replace(r"\ \*", "(?: .*)?").replace(r"\*", ".*") for p in _listed("phrases")
    )
    return re.compile("|".join(shapes))


def _listed(key: str) -> Iterator[str]:
    for words in load.entry("labels", _NON_ANSWERS)[key].values():
        yield from words


@cache
def missing_codes() -> frozenset[int]:
    """Numbers that survey tools write for "no answer" (Qualtrics and EFS -99 to -66, SoSci -9 and -1)."""
    return frozenset(load.entry("labels", _NON_ANSWERS)["codes"])


@cache
def least_numbers() -> frozenset[int]:
    """The least whole numbers of common sizes, which programs write where they have no number."""
    return frozenset(load.entry("labels", _NON_ANSWERS)["least"])


@dataclass(frozen=True, slots=True)
class Labels:
    """The words and non-answers that count for one file: the catalog's, read when asked for, and a user's own."""

    own: Mapping[str, Family] = field(default_factory=lambda: MappingProxyType({}))
    """Families of the user, and those of the catalog to which the user added words."""
    own_words: frozenset[str] = frozenset()
    own_non_answers: frozenset[str] = frozenset()
    own_codes: frozenset[int] = frozenset()

    def extended(self, document: Mapping[str, Any]) -> Labels:
        """These labels with a user's on top.

        `document` has `families`, id -> {`points`, `languages`: language -> value -> words}, where a family
        of the catalog keeps its points, and `non-answers`, words and whole numbers. It is taken as checked:
        `labels_file.load_labels` says what is wrong with one.
        """
        own = dict(self.own)
        added: set[str] = set()
        for id, part in document.get("families", {}).items():
            words = {
                normalise(word): value
                for values in part["languages"].values()
                for value, listed in values.items()
                for word in listed
            }
            known = self.find(id) or Family(id, part["points"], MappingProxyType({}), MappingProxyType({}))
            own[id] = known.extended(words)
            added.update(words)
        absent = document.get("non-answers", ())
        return replace(
            self,
            own=MappingProxyType(own),
            own_words=self.own_words | added,
            own_non_answers=self.own_non_answers | {normalise(w) for w in absent if isinstance(w, str)},
            own_codes=self.own_codes | {code for code in absent if isinstance(code, int)},
        )

    def family(self, id: str) -> Family:
        """The family of that id, with the user's words; `KeyError` when there is none."""
        return self.own[id] if id in self.own else family(id)

    def find(self, id: str) -> Family | None:
        """The family of that id, or None."""
        try:
            return self.family(id)
        except KeyError:
            return None

    def families(self) -> tuple[Family, ...]:
        """Every family, the catalog's first."""
        return (*(self.family(each.id) for each in families()), *self._new())

    def _new(self) -> tuple[Family, ...]:
        return tuple(each for id, each in self.own.items() if id not in load.names("labels"))

    def candidates(self, points: int, allowed: Sequence[str] | None = None) -> tuple[Family, ...]:
        """The families of that length a block may be in: those `allowed`, and whole new ones of the user."""
        if allowed is None:
            listed = self.families()
        else:
            listed = (*map(self.family, allowed), *(f for f in self._new() if f.id not in allowed))
        return tuple(each for each in listed if each.points == points)

    def is_non_answer(self, word: str, *, beside_digit: bool = False) -> bool:
        """Whether a normalised word is no answer: "n/a", "n/a - i no longer use" any product.

        Where a digit stands beside it, words that can also name a step ("0 - none") are answers.
        """
        if word in self.own_non_answers:
            return True
        if word in self.own_words or (beside_digit and word in _ambiguous()):
            return False
        return word in non_answers() or (len(word) <= LONGEST and bool(_phrases().fullmatch(word)))

    def is_missing_code(self, number: int) -> bool:
        """Whether a number outside the scale is a code for "no answer"."""
        return number in self.own_codes or number in missing_codes() or number in least_numbers()

    def decide(self, labels: Collection[str], *, points: int, allowed: Sequence[str] | None = None) -> Family:
        """The one family a block of columns was answered in.

        `labels` are the distinct words of the whole block, as `normalise` and `split_digit` leave them and
        without non-answers; `points` is the length of the scale the measure needs; `allowed` names the
        families the questionnaire may be answered in, the preferred one first (default: all of that length).

        A family fits when it knows every word and no two of them clash: two words of one language with one
        value mean that the scale really had more steps ("very" beside "completely dissatisfied"), unless the
        family lists them as pure synonyms ("neutral" and "undecided"). Words of different languages may share
        a value: a translated survey.
        Of several families that fit, all must read every word alike, and the first is returned; German
        "stimme zu" alone could be the fourth or the fifth point, and a guess would be a wrong number.
        The words cannot show which steps nobody chose, so a long scale of which only some words were used can
        look like a shorter one: `points` comes from the measure, not from here.

        Raises `InputError` when no family fits, or when those that fit disagree.
        """
        wanted = set(labels)
        candidates = self.candidates(points, allowed)
        fitting = [each for each in candidates if each.fits(wanted)]
        if not fitting:
            raise self._no_family(wanted, points, candidates)
        first = fitting[0]
        for other in fitting[1:]:
            for word in sorted(wanted):
                if first.words[word] != other.words[word]:
                    raise InputError(
                        f"The answer {quote([word])} is {first.words[word]} in {first.id} and "
                        f"{other.words[word]} in {other.id}; the other answers do not show which scale was used.",
                        hint=_HINT,
                    )
        return first

    def mixed(self, words: Collection[str], points: int | None = None) -> str | None:
        """Two of the words that no single family holds, each with a family, in words for people.

        Words that no family knows are passed over; None where one family knows all that are known. `points`
        is the length of scale whose families are named first.
        """
        ordered = sorted(self.families(), key=lambda each: each.points != points)
        homes = {word: found for word in words if (found := [f for f in ordered if word in f.words])}
        nearest = max(ordered, key=lambda each: len(homes.keys() & each.words.keys()))
        outside = sorted(homes.keys() - nearest.words.keys())
        if not outside:
            return None
        inside = sorted(homes.keys() & nearest.words.keys())
        apart = ((a, b) for b in outside for a in inside if not any(a in f.words for f in homes[b]))
        one, other = next(apart, (inside[0], outside[0]))
        return f"{quote([one])} ({nearest.id}) and {quote([other])} ({homes[other][0].id})"

    def _no_family(self, wanted: set[str], points: int, candidates: Sequence[Family]) -> InputError:
        if not candidates:
            return InputError(f"There are no answer words for a scale of {points} points.", hint=_HINT)
        pair = next((p for f in candidates if f.words.keys() >= wanted and (p := f.clash(wanted))), None)
        nearest = max(candidates, key=lambda each: len(wanted & each.words.keys()))
        unknown = sorted(word for word in wanted if not any(word in f.words for f in self.families()))
        elsewhere = [f"{f.id} ({f.points} points)" for f in self.families() if f.fits(wanted)]
        if unknown:
            message = (
                f"These answers are in no known scale of {points} points: {quote(unknown)}; "
                f"the nearest is {nearest.id}."
            )
        elif elsewhere:
            outside = sorted(wanted - nearest.words.keys()) or sorted(wanted)
            message = (
                f"The answers fit no scale of {points} points this question may have: with {quote(outside)} "
                f"they are words of {' or '.join(elsewhere)}."
            )
        elif pair:
            message = (
                f"The answers {quote(pair)} have one value in {nearest.id}: "
                f"the scale has more than {points} points."
            )
        else:
            message = f"The answers mix two scales: {self.mixed(wanted, points)}."
        return InputError(message, hint=_HINT)


_HINT = "Export the answers as numbers, name other columns with --column, or teach the words with --labels."


BUILT_IN = Labels()
"""The labels of the catalog alone."""


def decide(labels: Collection[str], *, points: int, allowed: Sequence[str] | None = None) -> Family:
    """`Labels.decide` with the labels of the catalog alone."""
    return BUILT_IN.decide(labels, points=points, allowed=allowed)


def quote(words: Sequence[str]) -> str:
    """At most five words of at most 30 characters: a column chosen wrongly may hold people's own texts."""
    shown = ", ".join(f'"{word if len(word) <= 30 else word[:29] + "…"}"' for word in words[:5])
    return shown if len(words) <= 5 else f"{shown} and {len(words) - 5} more"
