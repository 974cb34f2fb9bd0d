"""Which end of a scale a label speaks of, read word by word: "very easy", "not at all satisfied", "best"."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import cache

from cxux_cli.catalog import load
from cxux_cli.catalog.questionnaires import fold

_MOST_WORDS = 7
"""A label is short; a sentence that begins like one is none."""


class Pole(StrEnum):
    """An end of a scale: the good or the bad one, or, where only the extent is named, the high or the low one."""

    GOOD = "good"
    BAD = "bad"
    HIGH = "high"
    LOW = "low"


_OPPOSITE = {Pole.GOOD: Pole.BAD, Pole.BAD: Pole.GOOD, Pole.HIGH: Pole.LOW, Pole.LOW: Pole.HIGH}


def at_start(text: str) -> Pole | None:
    """The end that the first words of a text name.

    >>> at_start("very easy, seven is"), at_start("not at all satisfied"), at_start("easy or hard")
    (<Pole.GOOD: 'good'>, <Pole.BAD: 'bad'>, <Pole.GOOD: 'good'>)
    """
    return _leading(fold(text).split())


def at_end(text: str) -> Pole | None:
    """The end that the last words of a text name."""
    words = fold(text).split()
    known = 0
    while known < min(len(words), _MOST_WORDS) and _classes(words[-1 - known]):
        known += 1
    tail = words[len(words) - known :]
    return _read(tail, alone=known == len(words)) if known else None


def whole(text: str) -> Pole | None:
    """The end that a label names when all its words are known; None for one that says more, or both ends."""
    words = fold(text).split()
    return _read(words, alone=True) if all(map(_classes, words)) else None


def _leading(words: Sequence[str]) -> Pole | None:
    known = 0
    while known < min(len(words), _MOST_WORDS) and _classes(words[known]):
        known += 1
    return _read(words[:known], alone=known == len(words)) if known else None


def _read(words: Sequence[str], *, alone: bool) -> Pole | None:
    """The one end that the words name; "very" or "not at all" names one only where nothing else stands beside it."""
    found = [_classes(word) for word in words]
    # A word that strengthens in one language and is an end in another ("muito") strengthens where it can.
    named = {
        pole for classes in found for pole in Pole if pole in classes and not classes & {"more", "beside"}
    }
    turned = any("less" in classes for classes in found)
    if {Pole.GOOD, Pole.BAD} <= named or {Pole.HIGH, Pole.LOW} <= named:
        return None
    # "A lot of effort", "high satisfaction": how much of what.
    value = named & {Pole.GOOD, Pole.BAD} or named
    if value:
        pole = value.pop()
        return _OPPOSITE[pole] if turned else pole
    if not alone:
        return None
    if turned:
        return Pole.LOW
    return Pole.HIGH if any("more" in classes for classes in found) else None


@cache
def _vocabulary() -> tuple[dict[str, set[str]], tuple[tuple[str, str], ...]]:
    words: dict[str, set[str]] = {}
    stems: list[tuple[str, str]] = []
    for classes in load.entry("poles", "words").values():
        for name, listed in classes.items():
            for entry in listed:
                if entry.endswith("*"):
                    stems.append((entry[:-1], name))
                else:
                    words.setdefault(entry, set()).add(name)
    return words, tuple(stems)


@cache
def _classes(word: str) -> frozenset[str]:
    """What a folded word can be; nothing for a word that no list holds."""
    words, stems = _vocabulary()
    return frozenset(words.get(word, set()) | {name for stem, name in stems if word.startswith(stem)})
