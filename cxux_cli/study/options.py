"""The answers of a closed question: one spelling each, in the order they are to be printed in, with their numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf

from cxux_cli.catalog import labels
from cxux_cli.catalog.labels import Labels

_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
_FIRST_NUMBER = re.compile(r"\d+(?:[.,]\d{3})*")
MOST = 1e15
"""No answer is larger, and the squares of such numbers leave every number there is."""
_BELOW = re.compile(r"\s*(<|under|less|below|up to|unter|weniger|bis|menos|moins|fewer)", re.I)


@dataclass(frozen=True, slots=True)
class Options:
    """Answers by their name: `spellings` are the cells each stands for, `values` its number where it has one.

    `scale` says whether the order is that of a scale; else it is that of the counts, the largest first.
    """

    names: tuple[str, ...]
    spellings: Mapping[str, str]
    values: Mapping[str, float] | None
    scale: bool


def ordered(cells: Mapping[str, float], known: Labels = labels.BUILT_IN) -> Options:
    """The answers behind raw cells: spellings that differ in case, spaces or a full stop are one answer.

    In the order of numbers, of a scale of words, of the first number in each ("18-29", "30-44"), else of the
    counts. `known` holds the words of scales. `values` is None where words do not say for certain which
    number they stand for.
    """
    spelled: dict[str, dict[str, float]] = {}
    for cell, n in cells.items():
        spellings, said = spelled.setdefault(labels.normalise(cell), {}), " ".join(cell.split())
        spellings[said] = spellings.get(said, 0) + n
    names = {key: max(sorted(each), key=each.__getitem__) for key, each in spelled.items()}
    totals = {key: sum(each.values()) for key, each in spelled.items()}
    by_count = sorted(names, key=lambda key: (-totals[key], names[key]))
    # "Don't know" beside the words of a scale is an answer without a place on it.
    placed = [key for key in by_count if not known.is_non_answer(key)] or by_count
    values = _numbers(placed) or _digits(placed)
    rank: Mapping[str, float] | None = values
    if rank is None and len(placed) > 1:
        rank, values = _words(placed, known)
    scale = rank is not None
    if rank is None:
        rank = _bands(by_count)
    keys = by_count if rank is None else sorted(by_count, key=lambda key: rank.get(key, inf))
    return Options(
        tuple(names[key] for key in keys),
        {" ".join(c.split()): names[labels.normalise(c)] for c in cells},
        None if values is None else {names[key]: values[key] for key in placed},
        scale,
    )


def _numbers(keys: Sequence[str]) -> dict[str, float] | None:
    if not keys or not all(_NUMBER.fullmatch(key) for key in keys):
        return None
    found = {key: float(key.replace(",", ".")) for key in keys}
    return found if all(abs(number) < MOST for number in found.values()) else None


def _digits(keys: Sequence[str]) -> dict[str, float] | None:
    """Numbers written beside words ("5 - very good"); a bare number among them counts as well."""
    found: dict[str, float] = {}
    for key in keys:
        short = key.isascii() and key.isdigit() and len(key) < 16
        digit = int(key) if short else labels.split_digit(key)[1]
        if digit is None:
            return None
        found[key] = float(digit)
    return found if found and len(set(found.values())) == len(found) else None


def _words(keys: Sequence[str], known: Labels) -> tuple[Mapping[str, float] | None, dict[str, float] | None]:
    """The order of words of one scale, and their numbers where every scale that fits gives the same ones."""
    fitting = [family for family in known.families() if family.fits(set(keys))]
    ranks = [{key: float(family.words[key]) for key in keys} for family in fitting]
    if not ranks:
        return None, None
    orders = {tuple(sorted(keys, key=lambda key, r=rank: (r[key], key))) for rank in ranks}  # type: ignore[misc]
    if len(orders) > 1:
        return None, None
    # A scale of which every step was used is that scale, and no part of a longer one.
    whole = [r for f, r in zip(fitting, ranks, strict=True) if len(set(r.values())) == f.points] or ranks
    agreed = all(rank == whole[0] for rank in whole)
    return ranks[0], whole[0] if agreed else None


def _bands(keys: Sequence[str]) -> dict[str, float] | None:
    """Bands such as "under 18", "18-29", "30 or more" by the first number in each; a few words among them last."""
    found = {}
    for key in keys:
        if match := _FIRST_NUMBER.search(key):
            number = float(re.sub(r"[.,]", "", match[0]))
            found[key] = number - 0.5 if _BELOW.match(key) else number
    if len(found) < 2 or len(set(found.values())) < len(found) or len(found) * 3 < len(keys) * 2:
        return None
    last = max(found.values())
    return {key: found.get(key, last + 1 + place) for place, key in enumerate(keys)}
