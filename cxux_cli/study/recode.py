"""One written answer to one number on a closed scale, or the reason why there is none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from cxux_cli.catalog.labels import BUILT_IN, LONGEST, Family, Labels, normalise, quote, split_digit

_OF = r"/|out of|of|von|de|sur|z|na|su|van|dari"
_STARS = r"stars?|sterne?n?|estrellas?|estrelas?|étoiles?|gwiazd\w*|stell[ae]|ster(?:ren)?|bintang|[颗顆つ]?星|[★⭐🌟]"
_WRITTEN = re.compile(rf"(?:[★⭐🌟]\s*)?([-+]?\d+(?:[.,]\d+)?)(?:\s*(?:{_OF})\s*(\d+))?(?:\s*(?:{_STARS}))?")
"""9, 8,0, 4/5, 4 out of 5, 4.0 stars, 4 von 5 Sternen, ★4."""
_PICTURED = re.compile(r"([★⭐🌟]*)([☆✩]*)")
"""Stars, filled and empty."""
_CODE = re.compile(r"[a-z]{1,4}(\d+)")


class Gap(StrEnum):
    """Why a person asked gave no usable answer."""

    BLANK = "blank"
    NON_ANSWER = "no answer (N/A, don't know and the like)"
    OUT_OF_RANGE = "outside the scale"
    NOT_WHOLE = "not a whole number"
    UNREADABLE = "not readable as an answer"
    INCOMPLETE = "some items without an answer"


@dataclass(frozen=True, slots=True)
class Scale:
    """A closed scale of whole numbers from `low` to `high`.

    `family` gives the numbers of words; `ends` names the ends by words, where a form labels only
    those; `codes` says that answers are codes such as A4, as LimeSurvey writes them; `labels` says what
    is no answer; `worded` says that only words count, because nobody knows which answer a number stands for.
    """

    low: int
    high: int
    family: Family | None = None
    ends: Mapping[str, int] | None = None
    codes: bool = False
    labels: Labels = BUILT_IN
    worded: bool = False

    def read(self, cell: str | None) -> int | Gap:
        """The answer a cell holds. A digit beside a word wins over the word."""
        if cell is None or not cell or cell.isspace():
            return Gap.BLANK
        if self.worded:
            return self._read_word(cell)
        if cell.isascii() and cell.isdigit() and len(cell) < 10:
            return self._place(int(cell))
        if len(cell) > LONGEST:
            return Gap.UNREADABLE
        text = normalise(cell)
        if not text:
            return Gap.BLANK
        if (number := number_in(text)) is not None:
            if number.out_of not in (None, self.high):
                return Gap.UNREADABLE
            if number.value != int(number.value):
                return Gap.NOT_WHOLE
            return self._place(int(number.value))
        if self.labels.is_non_answer(text):
            return Gap.NON_ANSWER
        if self.codes and (code := _CODE.fullmatch(text)):
            return self._place(int(code[1]))
        word, digit = split_digit(text)
        if digit is not None:
            # "6 - Don't know" is no sixth point.
            away = self.labels.is_non_answer(word, beside_digit=True)
            return Gap.NON_ANSWER if away else self._place(digit)
        if self.family is not None and word in self.family.words:
            return self.family.words[word] + self.low - 1
        if self.ends is not None and word in self.ends:
            return self.ends[word]
        return Gap.UNREADABLE

    def _read_word(self, cell: str) -> int | Gap:
        text = normalise(cell)
        word, digit = split_digit(text)
        if self.family is not None and word in self.family.words and len(cell) <= LONGEST:
            return self.family.words[word] + self.low - 1
        if self.labels.is_non_answer(text) or self.labels.is_non_answer(word, beside_digit=digit is not None):
            return Gap.NON_ANSWER
        return Gap.UNREADABLE if text else Gap.BLANK

    def _place(self, number: int) -> int | Gap:
        if self.low <= number <= self.high:
            return number
        return Gap.NON_ANSWER if self.labels.is_missing_code(number) else Gap.OUT_OF_RANGE


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written, and what it is out of, where the cell says so."""

    value: float
    out_of: int | None
    bare: bool


def number_in(text: str) -> Number | None:
    """The number a normalised text is, alone, out of another one, or in stars; None for words."""
    if match := _WRITTEN.fullmatch(text):
        digits, whole = match.groups()
        bare = len(digits) == len(text)
        return Number(float(digits.replace(",", ".")), int(whole) if whole else None, bare)
    if text and (match := _PICTURED.fullmatch(text)):
        filled, empty = map(len, match.groups())
        return Number(filled, filled + empty if empty else None, False)
    return None


def words(cells: Iterable[str], labels: Labels = BUILT_IN) -> frozenset[str]:
    """The distinct words among written answers: no digits beside them, no numbers, no non-answers."""
    found = set()
    for cell in cells:
        text = normalise(cell)
        if not text or number_in(text) is not None or labels.is_non_answer(text):
            continue
        word, digit = split_digit(text)
        if digit is None:
            found.add(word)
    return frozenset(found)


_LONGEST_SCALE = 11
"""A larger number beside words is a typing error or a code, and is counted as outside the scale."""


def mixture(cells: Iterable[str], *, points: int | None = None, labels: Labels = BUILT_IN) -> str | None:
    """Say which two scales a column mixes, or None: then it may still hold answers that are unreadable.

    `cells` are the distinct answers of a column that is read as a scale of words or ratings; `points` is the
    length of its scale, where that is known. Two scales are: words of two families, words that have one
    value in every family that knows them, two or more words of a family beside numbers beyond its last
    value, "4/5" beside "8/10" or beside 8.
    """
    given = list(cells)
    numbers = [n for cell in given if len(cell) <= LONGEST and (n := number_in(normalise(cell)))]
    totals = sorted({n.out_of for n in numbers if n.out_of is not None})
    if len(totals) > 1:
        return f"the column mixes two scales: answers out of {totals[0]} and out of {totals[1]}"
    beyond = {int(n.value) for n in numbers if n.bare and 0 < n.value <= _LONGEST_SCALE}
    if totals and (above := sorted(n for n in beyond if n > totals[0])):
        return f"the column mixes two scales: answers out of {totals[0]} and the number {above[0]}"
    found = words(given, labels)
    known = frozenset(w for w in found if any(w in f.words for f in labels.families()))
    if not known:
        return None
    if (pair := labels.mixed(known, points)) is not None:
        return f"the column mixes two scales: {pair}"
    knowing = [f for f in labels.families() if f.words.keys() >= known]
    fitting = [f for f in knowing if f.clash(known) is None]
    if not fitting:
        one, other = knowing[0].clash(known) or ("", "")
        value = knowing[0].words[one]
        return f"the column mixes two scales: {quote([one])} and {quote([other])} are both {value} in {knowing[0].id}"
    fitting = [f for f in fitting if f.points == points] or fitting
    longest = max(fitting, key=lambda each: max(each.words.values()))
    last = max(longest.words.values())
    above = sorted(n for n in {*beyond, *totals} if n > last)
    if above and (len(known) > 1 or totals):
        said = f"answers out of {above[0]}" if above[0] in totals else f"the number {above[0]}"
        return f"the column mixes two scales: {quote(sorted(known))} ({longest.id}) and {said}"
    return None


def are_codes(found: frozenset[str]) -> bool:
    """Whether the words are answer codes of one letter series: A1, A2, …"""
    matches = [_CODE.fullmatch(word) for word in found]
    return bool(found) and all(matches) and len({m[0].rstrip("0123456789") for m in matches if m}) == 1
