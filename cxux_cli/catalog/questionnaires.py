"""Questionnaires as facts: items, scale, wordings, and how their columns are recognised.

Scoring is elsewhere and the same for all of them; nothing here computes a score.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal
from unicodedata import combining, normalize

from cxux_cli.catalog import load
from cxux_cli.catalog.labels import normalise

Wordings = tuple[tuple[str, ...], ...]
"""Alternatives; the stems of one alternative must all occur in the folded text."""

_TAG = re.compile(r"<[^<>]*>")
_NEAR = 5
"""So many words before a wording may turn it into its opposite."""
# Folded; "no" is "in the" in Portuguese, so that it counts right before the wording only.
_NEGATION = re.compile(
    r"\b(not|never|[a-z]+n t|nicht|kein(e[nmrs]?)?|no(?=  )|no (es|fue|son|me)|nao|non|pas|niet|geen|nie)\b"
)
_NOT_WORD = re.compile(r"[\W_]+")
# Letters that people type without their stroke but that do not decompose.
_STROKES = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"})


def fold(text: str) -> str:
    """The text as item stems are compared with it: words only, without accents, tags and punctuation.

    >>> fold("[3.] Encontré el sistema <b>fácil</b> de usar")
    '3 encontre el sistema facil de usar'
    """
    folded = normalise(_TAG.sub("", text) if "<" in text else text)
    if not folded.isascii():
        decomposed = normalize("NFKD", folded.translate(_STROKES))
        folded = "".join(letter for letter in decomposed if not combining(letter))
    return _NOT_WORD.sub(" ", folded).strip()


@dataclass(frozen=True, slots=True)
class Item:
    """One statement: `match` finds its usual wording, `match_positive` the one that is turned round.

    `never` are stems of texts that sound the same and belong to another questionnaire. A wording with a "not"
    in it asks the opposite, unless the item says so itself.
    """

    id: int
    text: str
    match: Wordings
    match_positive: Wordings
    never: tuple[str, ...] = ()

    def asked_by(self, folded: str, *, positive: bool) -> bool:
        """Whether a folded text asks the item, in its reworded form with `positive`."""
        wordings = self.match_positive if positive else self.match
        stems = _occurring(wordings, folded)
        return (
            stems is not None
            and not _is_negated(stems, folded)
            and not any(stem in folded for stem in self.never)
        )

    def is_opposed_by(self, text: str) -> bool:
        """Whether a text asks the opposite of the item in its usual wording."""
        folded = fold(text)
        stems = _occurring(self.match, folded)
        return stems is not None and _is_negated(stems, folded)


@dataclass(frozen=True, slots=True)
class Variant:
    """A wording of the whole questionnaire; the reversed items count against the score."""

    id: str
    name: str
    reversed: frozenset[int]

    def sign(self, item: int) -> Literal[-1, 1]:
        """The direction in which an answer to the item moves the score."""
        return -1 if item in self.reversed else 1


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """What is fixed about a questionnaire: answers `low` to `high`, scores `out_low` to `out_high`.

    `scales` are all the scales it is asked on; `low` and `high` are the ends of the usual one, the first.
    """

    id: str
    name: str
    scales: tuple[tuple[int, int], ...]
    out_low: float
    out_high: float
    items: tuple[Item, ...]
    variants: tuple[Variant, ...]
    families: tuple[str, ...]
    """Families of answer words it may be answered in, the preferred one first."""
    names: tuple[str, ...]
    """Regular expressions of whole column names: group `item`, and `block` where a set has a name."""
    source: str
    licence: str

    @property
    def low(self) -> int:
        """The lowest answer of the usual scale."""
        return self.scales[0][0]

    @property
    def high(self) -> int:
        """The highest answer of the usual scale."""
        return self.scales[0][1]

    def variant(self, id: str) -> Variant:
        """The variant of that id; `KeyError` when there is none."""
        for each in self.variants:
            if each.id == id:
                return each
        raise KeyError(id)

    def reversed(self, variant: str) -> frozenset[int]:
        """Positions (from 0) of the items that count against the score; none of contributions, already turned."""
        known = next((each for each in self.variants if each.id == variant), None)
        return frozenset(i for i, item in enumerate(self.items) if known and item.id in known.reversed)

    def items_asked(self, text: str, *, positive: bool = False) -> tuple[int, ...]:
        """Ids of the items a header asks; with `positive`, of those whose reworded form it is.

        None or one as a rule. A text can be both ("without needing support" also needs support): the positive
        wording is the narrower one and decides.
        """
        folded = fold(text)
        return tuple(item.id for item in self.items if item.asked_by(folded, positive=positive))

    def item_named(self, name: str) -> tuple[str, int] | None:
        """Block and item number that a column name without text stands for; the block may be "".

        >>> questionnaire("sus").item_named("Q5_3"), questionnaire("sus").item_named("Q3")
        (('Q5', 3), ('', 3))
        """
        for pattern in self.names:
            if match := _compiled(pattern).fullmatch(name.strip()):
                found = match.groupdict()
                return found.get("block") or "", int(found["item"])
        return None


def _occurring(wordings: Wordings, folded: str) -> tuple[str, ...] | None:
    # Plain loops: this runs for every column and every wording, and a generator costs more than the search.
    for stems in wordings:
        for stem in stems:
            if stem not in folded:
                break
        else:
            return stems
    return None


def _is_negated(stems: tuple[str, ...], folded: str) -> bool:
    """Whether a "not" stands before or between the stems; one that is part of a stem is the item's own."""
    start = min(map(folded.find, stems))
    end = max(folded.find(stem) + len(stem) for stem in stems)
    between = folded[start:end]
    for stem in stems:
        between = between.replace(stem, " ")
    before = " ".join(folded[:start].split()[-_NEAR:])
    return _NEGATION.search(f"{before}  {between}") is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


@cache
def questionnaire(id: str) -> Questionnaire:
    """The questionnaire of that id; `KeyError` when there is none."""
    data = load.entry("questionnaires", id)
    return Questionnaire(
        **{key: data[key] for key in ("id", "name", "source", "licence")},
        scales=tuple((low, high) for low, high in data.get("scales") or [[data["low"], data["high"]]]),
        out_low=float(data["out_low"]),
        out_high=float(data["out_high"]),
        items=tuple(_item(item) for item in data["items"]),
        variants=tuple(Variant(v["id"], v["name"], frozenset(v["reversed"])) for v in data["variants"]),
        families=tuple(data["families"]),
        names=tuple(data["names"]),
    )


def _item(data: Mapping[str, Any]) -> Item:
    if "same_as" in data:
        # An item that another questionnaire asks in the same words.
        form, id = data["same_as"]
        return replace(next(i for i in questionnaire(form).items if i.id == id), id=data["id"])
    return Item(
        data["id"],
        data["text"],
        _wordings(data["match"]),
        _wordings(data.get("match_positive", {})),
        tuple(map(fold, data.get("never", ()))),
    )


def _wordings(languages: Mapping[str, list[str]]) -> Wordings:
    # Many languages share a stem ("inconsist"): each is searched once.
    unique = dict.fromkeys(entry for entries in languages.values() for entry in entries)
    return tuple(tuple(fold(stem) for stem in entry.split("+")) for entry in unique)
