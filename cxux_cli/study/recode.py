"""One written answer to one number on a closed scale, or the reason why there is none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from cxux_cli.catalog import labels
from cxux_cli.catalog.labels import Family

_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
_OUT_OF = re.compile(r"(\d+)\s*/\s*(\d+)")
_CODE = re.compile(r"[a-z]{1,4}(\d+)")

_LONGEST = 200
"""A longer cell is a text, whatever it starts with."""


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
    those; `codes` says that answers are codes such as A4, as LimeSurvey writes them.
    """

    low: int
    high: int
    family: Family | None = None
    ends: Mapping[str, int] | None = None
    codes: bool = False

    def read(self, cell: str | None) -> int | Gap:
        """The answer a cell holds. A digit beside a word wins over the word."""
        if cell is None or not cell or cell.isspace():
            return Gap.BLANK
        if cell.isascii() and cell.isdigit() and len(cell) < 10:
            return self._place(int(cell))
        if len(cell) > _LONGEST:
            return Gap.UNREADABLE
        text = labels.normalise(cell)
        if not text:
            return Gap.BLANK
        if _NUMBER.fullmatch(text):
            number = float(text.replace(",", "."))
            return Gap.NOT_WHOLE if number != int(number) else self._place(int(number))
        if text in labels.non_answers():
            return Gap.NON_ANSWER
        if self.codes and (code := _CODE.fullmatch(text)):
            return self._place(int(code[1]))
        out_of = _OUT_OF.fullmatch(text)
        if out_of and int(out_of[2]) == self.high:
            return self._place(int(out_of[1]))
        word, digit = labels.split_digit(text)
        if digit is not None:
            return self._place(digit)
        if self.family is not None and word in self.family.words:
            return self.family.words[word] + self.low - 1
        if self.ends is not None and word in self.ends:
            return self.ends[word]
        return Gap.UNREADABLE

    def _place(self, number: int) -> int | Gap:
        if self.low <= number <= self.high:
            return number
        return Gap.NON_ANSWER if number in labels.missing_codes() else Gap.OUT_OF_RANGE


def words(cells: Iterable[str]) -> frozenset[str]:
    """The distinct words among written answers: no digits beside them, no numbers, no non-answers."""
    found = set()
    for cell in cells:
        text = labels.normalise(cell)
        if not text or text in labels.non_answers() or _NUMBER.fullmatch(text) or _OUT_OF.fullmatch(text):
            continue
        word, digit = labels.split_digit(text)
        if digit is None:
            found.add(word)
    return frozenset(found)


def are_codes(found: frozenset[str]) -> bool:
    """Whether the words are answer codes of one letter series: A1, A2, …"""
    matches = [_CODE.fullmatch(word) for word in found]
    return bool(found) and all(matches) and len({m[0].rstrip("0123456789") for m in matches if m}) == 1
