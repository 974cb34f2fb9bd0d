"""Several choices in one cell: whether a column holds them, which sign parts them, and what the choices are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

SEPARATORS = ("\n", "┋", "；", ";", "|", "、", "，", ",")
"""Surest first: a choice may well contain a comma, hardly ever a line break."""

_WEAK = frozenset((",", "，", "、"))
"""Signs that a choice may contain."""
_MOST_CHOICES = 60
_LONGEST = 200
"""A longer part is a text."""


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices of a joined column, and the sign between them.

    `choices` hold the separator themselves where a choice contains it ("Docs, Sheets or Slides").
    """

    separator: str
    choices: frozenset[str]

    def split(self, cell: str) -> list[str]:
        """The choices of one cell, each once: at every part the longest known choice that begins there.

        >>> Choices(",", frozenset({"Docs, Sheets", "Mail"})).split("Mail, Docs, Sheets")
        ['Mail', 'Docs, Sheets']
        """
        parts = parts_of(cell, self.separator)
        found: list[str] = []
        start = 0
        while start < len(parts):
            ends = range(len(parts), start + 1, -1)
            long = (join(parts[start:end], self.separator) for end in ends)
            whole = next((choice for choice in long if choice in self.choices), parts[start])
            start += len(parts_of(whole, self.separator))
            found.append(whole)
        return list(dict.fromkeys(found))


def parts_of(cell: str, separator: str) -> list[str]:
    """The pieces between separators, without the blank ones: some tools end the list with one."""
    return [tidy for part in cell.split(separator) if (tidy := " ".join(part.split()))]


def join(parts: Iterable[str], separator: str) -> str:
    """The pieces of one choice as they were written."""
    return f"{separator} ".join(parts)


def find(answers: Mapping[str, int]) -> str | None:
    """The separator of a column whose cells join choices of one list; None for anything else.

    Choices recur and stand in changing company; what people write themselves does neither. A column whose
    single choices contain the sign ("Yes, daily" and "No, never") has no more different cells than parts.
    """
    for separator in SEPARATORS:
        if _is_joined(answers, separator):
            return separator
    return None


def _is_joined(answers: Mapping[str, int], separator: str) -> bool:
    several = {cell: n for cell, n in answers.items() if len(parts_of(cell, separator)) > 1}
    # A sign at the end of most cells is a list that people chose one of.
    ended = sum(
        n for cell, n in answers.items() if separator not in _WEAK and cell.rstrip().endswith(separator)
    )
    total = sum(answers.values())
    if sum(several.values()) * 20 < total or not several:
        return ended * 2 > total and len(answers) <= _MOST_CHOICES
    if any(len(parts := parts_of(cell, separator)) > len(set(parts)) for cell in several):
        return False
    cells: Counter[str] = Counter()
    for cell, n in answers.items():
        for part in parts_of(cell, separator):
            cells[part] += n
    recurring = {part for part, n in cells.items() if n > 1}
    # Nearly all of what is written belongs to the list; the rest is "Other", in people's own words.
    listed = sum(cells[part] for part in recurring)
    if listed < 0.7 * cells.total() or len(recurring) > _MOST_CHOICES or len(recurring) < 2:
        return False
    if max(map(len, recurring)) > _LONGEST:
        return False
    alone = {part for cell in answers if len(parts := parts_of(cell, separator)) == 1 for part in parts}
    in_company = {part for cell in several for part in parts_of(cell, separator)} & recurring
    return len(several) > len(in_company) or (
        len(in_company & alone) * 2 >= len(in_company) and len(several) > 1
    )


def learn(answers: Mapping[str, int], separator: str) -> Choices:
    """The choices of a joined column: parts that only ever stand together, in one order, are one choice.

    With a sure separator every part is a choice. Two choices that everybody picks together cannot be told
    from one choice with a comma in it; three people at least must have done so.
    """
    if separator not in _WEAK:
        return Choices(separator, frozenset())
    counts: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for cell, n in answers.items():
        parts = parts_of(cell, separator)
        for part in set(parts):
            counts[part] += n
        for pair in set(pairwise(parts)):
            pairs[pair] += n
    follows = {
        a: b for (a, b), n in pairs.items() if n >= TOGETHER and n == counts[a] == counts[b] and a != b
    }
    heads = follows.keys() - follows.values()
    choices = set()
    for head in heads:
        chain = [head]
        while chain[-1] in follows:
            chain.append(follows[chain[-1]])
        choices.add(join(chain, separator))
    return Choices(separator, frozenset(choices))


TOGETHER = 3
"""What so many people wrote side by side, and never apart, is one piece."""
