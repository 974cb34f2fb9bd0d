"""Words of what was observed: marks of a matrix, severities of problems, outcomes of tree tests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from cxux_cli.catalog import load


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended: success, failure or skip; `direct` is None where the word does not say."""

    result: str
    direct: bool | None


@dataclass(frozen=True, slots=True)
class SeverityScale:
    """Words of severity as numbers; a higher number is worse."""

    id: str
    source: str
    words: Mapping[str, int]


@cache
def marks() -> Mapping[str, str]:
    """Folded cell -> `seen`, `unseen` or `unobserved`."""
    data = load.entry("", "marks")
    return {fold(word): meaning for meaning, words in data.items() for word in words}


@lru_cache(maxsize=4096)
def mark(cell: str) -> str | None:
    """What a cell of a matrix means: `seen`, `unseen`, `unobserved`, or None where nobody knows."""
    if re.fullmatch(r"\d{1,4}([.,]0+)?", cell):
        return "seen" if float(cell.replace(",", ".")) > 0 else "unseen"
    return marks().get(fold(cell))


def severity_scale(words: Iterable[str]) -> SeverityScale | None:
    """The scale on which all the words stand, None where no scale has them all."""
    folded = {fold(word) for word in words}
    for scale in load.entry("", "severity")["scales"]:
        if folded <= scale["words"].keys() and (not scale["needs"] or folded & set(scale["needs"])):
            return SeverityScale(scale["id"], scale["source"], scale["words"])
    return None


@cache
def _outcomes() -> Mapping[str, Outcome]:
    data = load.entry("", "tree_outcomes")["outcomes"]
    return {word: Outcome(o["result"], o["direct"]) for o in data for word in o["words"]}


def outcome(cell: str) -> Outcome | None:
    """How an attempt ended, None where the word says nothing known."""
    return _outcomes().get(letters(cell))


def is_correct(cell: str) -> bool | None:
    """Whether a first click was right, None where the word says nothing known."""
    data: Any = load.entry("", "tree_outcomes")
    word = letters(cell)
    return True if word in data["correct"] else False if word in data["incorrect"] else None


def is_not_counted(cell: str) -> bool:
    """Whether the tool marks a participant as abandoned or excluded."""
    return letters(cell) in load.entry("", "tree_outcomes")["not_counted"]


def is_unsorted(category: str) -> bool:
    """Whether a category is the tool's own for cards that nobody sorted."""
    return letters(category) in load.entry("", "tree_outcomes")["unsorted"]


def fold(cell: str) -> str:
    """One case, one blank between words."""
    return " ".join(cell.casefold().split())


def letters(cell: str) -> str:
    """Letters and digits in one case, anything else a blank: `In-direct_Success` is `in direct success`."""
    return " ".join(re.sub(r"[\W_]+", " ", cell.casefold()).split())
