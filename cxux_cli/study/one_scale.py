"""What speaks against the one scale that a measure is defined on: its words or its numbers may be of a shorter one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cxux_cli.catalog.labels import Family
from cxux_cli.errors import InputError
from cxux_cli.study.recode import Gap, Scale, words

_FEW = 20
"""From so many answers on it hardly happens that nobody uses the upper steps of a scale."""
_SHORTER = (3, 5, 7)
"""The customary scales by which an answer may end below the last step but one."""


def doubt_one_scale(answers: Counter[str], scale: Scale, families: Sequence[str], enough: int = _FEW) -> str:
    """Why answers read on the only scale of a measure may be on a shorter one; empty where nothing says so.

    `families` are those the measure may be answered in. Raises `InputError` where the words are all the words
    of a shorter scale and `enough` people gave none of the others.
    """
    found = words(answers, scale.labels)
    numbers: Counter[int] = Counter()
    for cell, n in answers.items():
        value = scale.read(cell)
        if not isinstance(value, Gap) and not words([cell], scale.labels):
            numbers[value] += n
    if scale.family is not None and found and not numbers:
        return _by_words(found & scale.family.words.keys(), answers.total(), scale, families, enough)
    highest = max(numbers, default=scale.high)
    n = numbers.total()
    if n < _FEW or not any(highest <= last < scale.high - 1 for last in _SHORTER):
        return ""
    return (
        f"nobody of {n} answered more than {highest} on a scale to {scale.high}: if it ended earlier, the result is "
        f"wrong; if not, say so with --scale {scale.low}-{scale.high}"
    )


def _by_words(found: frozenset[str], n: int, scale: Scale, families: Sequence[str], enough: int) -> str:
    points = scale.high - scale.low + 1
    stems = {id.split("-")[0] for id in families}
    shorter = next(
        (
            f
            for f in sorted(scale.labels.families(), key=lambda f: -f.points)
            if f.points < points and f.id.split("-")[0] in stems and _is_used_up(f, found)
        ),
        None,
    )
    if shorter is None:
        return ""
    said = (
        f"the answers are all words of {shorter.id} and leave out {points - shorter.points} of {points} steps"
    )
    hint = f"if the question had {points} steps, say so: --scale {scale.low}-{scale.high}"
    if n >= enough:
        raise InputError(
            f"holds another scale: {said}", hint=f"this measure is defined on {points} steps; {hint}"
        )
    return f"{said}; {hint}"


def _is_used_up(family: Family, found: frozenset[str]) -> bool:
    """Whether the words are on the family's scale and every step of it was given."""
    return family.fits(found) and len({family.words[word] for word in found}) == family.points
