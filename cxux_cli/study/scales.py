"""On which scale a question was answered: what its text says, the words, the notation, the numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cxux_cli.catalog.labels import Family, Labels, normalise, split_digit
from cxux_cli.errors import InputError
from cxux_cli.study.recode import Gap, Scale, number_in, words

Range = tuple[int, int]

_BETWEEN = (
    r"\s*(?:-|–|—|~|～|\.\.\.?|…|to|through|and|bis|und|à|a|et|al|e|y|tot|en|do|til|till|och|og|sampai"
    r"|至|到|から)\s*"
)
_FROM_TO = re.compile(rf"(?<![\w.,/-])([01]){_BETWEEN}(\d{{1,2}})(?![\d.,/%]\d|\d)")
_POINTS = re.compile(
    r"(?<!\d)(\d{1,2})[\s-]*(?:point|pt\b|punkt|stufig|er[\s-]skala|puntos|pontos|punti|punten|段階|分制|级量表)"
)
# "1 = very difficult", "(7 very easy)", "1 (not at all)"
_ANCHOR = re.compile(r"(?<![\w.,/])(\d{1,2})\s*(?:[=:(–—-]\s*|(?<=\d)\s)\(?([^\W\d][^\d,;.)/:=]*)")
_CONNECTORS = re.compile(r"\s+(?:to|and|bis|und|à|a|et|e|y|tot|en|do|till?|och|og|[-–—])\s*$")

_LEAST_NAMED = 3
"""Steps below which a range in a text is rather a count of weeks or people than a scale."""
_LEAST_COUNTED = 4
"""A shorter scale is never concluded from numbers: its end may only be the highest answer given."""
TYPING_ERRORS = 0.01
"""Share of answers beyond a scale that may be slips, where there are `MANY`."""
MANY = 100
_UNREADABLE = 0.2
"""Share of the answers that may be words which no family knows."""
_FEW = 20
"""From so many answers on it hardly happens that nobody uses the upper part of a scale."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A scale and why; `concluded` where only the answers show it, `doubt` where they hardly do."""

    scale: Range
    why: str
    concluded: bool = False
    note: str = ""
    doubt: str = ""


def decide(
    text: str,
    answers: Counter[str],
    scales: Sequence[Range],
    families: Mapping[Range, Sequence[str]],
    labels: Labels,
) -> Decision:
    """The one of `scales` a column was answered on; `scales` has the usual one first.

    In this order: what the text says, the words (`families` names those of each scale), the numbers
    written beside the words of the ends, notation such as 4/5, and last the highest answer.
    """
    numbers = _numbers(answers, labels)
    named = {s for s in in_text(text) if s in scales and _holds(s, numbers)}
    if len(named) == 1:
        return Decision(named.pop(), "the question text")
    worded = {s: f for s in scales if (f := family_of(answers, families.get(s, ()), labels)) is not None}
    if worded and not numbers:
        found = words(answers, labels)
        # A scale whose families read the words in different ways is possible all the same.
        possible = [s for s in scales if _fits(found, families.get(s, ()), labels)]
        return _by_words(worded, possible, found, answers.total())
    if (by_ends := _by_ends(answers, scales, families, labels)) is not None:
        return Decision(by_ends, "the words at its ends")
    written = (number_in(normalise(cell)) for cell in answers)
    denominators = {number.out_of for number in written if number and number.out_of}
    if len(denominators) == 1:
        high = denominators.pop()
        out_of = [s for s in scales if s[1] == high and _holds(s, numbers)]
        if out_of:
            return Decision(out_of[0], f"answers written out of {high}")
    if worded:
        return Decision(next(iter(worded)), "the answer words")
    return by_numbers(numbers, scales)


def family_of(answers: Counter[str], ids: Sequence[str], labels: Labels) -> Family | None:
    """The one of the families that reads the words among the answers; None without words, or without one.

    A few words that no family knows are unreadable answers, not another scale.
    """
    if not ids:
        return None
    points = labels.family(ids[0]).points
    worded = {cell: words([cell], labels) for cell in answers}
    known = frozenset().union(*(family.words for family in labels.candidates(points, ids)))
    strange = sum(n for cell, n in answers.items() if worded[cell] and not worded[cell] <= known)
    found = frozenset().union(*worded.values())
    if strange <= _UNREADABLE * answers.total():
        found &= known
    if not found:
        return None
    try:
        return labels.decide(found, points=points, allowed=ids)
    except InputError:
        return None


def _fits(found: Collection[str], ids: Sequence[str], labels: Labels) -> bool:
    return any(labels.family(id).fits(found) for id in ids)


def _by_words(
    worded: Mapping[Range, Family], possible: Sequence[Range], found: Collection[str], n: int
) -> Decision:
    """The scale of which every step was used, else the usual one of those that the words fit."""
    used = {s: {f.words[word] for word in f.words.keys() & found} for s, f in worded.items()}
    whole = next((s for s, values in used.items() if len(values) == worded[s].points), None)
    if whole is not None and (whole == next(iter(worded)) or n >= _FEW):
        # Every step of it was used: nobody would look for another.
        return Decision(whole, "the answer words", concluded=True)
    scale = whole or next(iter(worded))
    others = ", ".join(_written(s) for s in dict.fromkeys((*worded, *possible)) if s != scale)
    if not others:
        return Decision(scale, "the answer words", concluded=True)
    note = (
        f"read as answers from {_written(scale)}; the same words also stand on {others}: --scale says which"
    )
    return Decision(
        scale, "the answer words", True, note, note if n < _FEW or set(possible) - worded.keys() else ""
    )


def by_numbers(numbers: Counter[int], scales: Sequence[Range]) -> Decision:
    """The shortest scale that holds the numbers; 1 in 100 may be a slip where there are that many.

    Taking a long scale for a short one raises the score, as the best answer seen counts as the best
    possible. It takes people who all avoid the upper end, which becomes unlikely with their number: so
    few answers, and an end that nobody reached, leave a doubt.
    """
    # What lies on none of the scales says nothing about which it is.
    numbers = Counter({x: n for x, n in numbers.items() if any(low <= x <= high for low, high in scales)})
    if not numbers:
        return Decision(scales[0], "default", concluded=True)
    counted = sorted((s for s in scales if s[1] - s[0] >= _LEAST_COUNTED), key=lambda s: (s[1], -s[0]))
    n = numbers.total()
    fitting = [s for s in counted if _beyond(s, numbers) <= (TYPING_ERRORS * n if n >= MANY else 0)]
    scale = fitting[0] if fitting else counted[-1]
    # A single 0 tells 0-10 from 1-10: no slip makes one.
    scale = next(
        (s for s in counted if s[1] == scale[1] and _beyond(s, numbers) < _beyond(scale, numbers)), scale
    )
    inside = [value for value in numbers if scale[0] <= value <= scale[1]]
    highest = max(inside, default=scale[1])
    others = [_written(s) for s in counted if s != scale and not _beyond(s, numbers)]
    note = f"scale {_written(scale)} by the answers, the highest is {highest}"
    note += f"; if it was another: --scale {' or '.join(others)}" if others else ""
    doubt = ""
    if highest < scale[1]:
        doubt = f"nobody of {n} answered {scale[1]}: state the scale, for example --scale {_written(scale)}"
    elif n < _FEW:
        doubt = f"{n} answers are too few to tell the scale: state it, for example --scale {_written(scale)}"
    elif _beyond(scale, numbers):
        doubt = (
            f"answers beyond {_written(scale)}: {_beyond(scale, numbers)}; state the scale, for example --scale "
            f"{_written(scale)}"
        )
    return Decision(scale, "the highest answer", True, note, doubt)


def in_text(text: str) -> list[Range]:
    """The scales a text names: "from 1 to 7", "0-10", "5-point", "1 = poor … 5 = excellent"."""
    folded = text.casefold()
    found = [(int(m[1]), int(m[2])) for m in _FROM_TO.finditer(folded)]
    found += [(1, int(m[1])) for m in _POINTS.finditer(folded)]
    ends = sorted({digit for digit, _ in _anchors(text)})
    if len(ends) > 1 and ends[0] in (0, 1):
        found.append((ends[0], ends[-1]))
    return [s for s in found if s[1] - s[0] >= _LEAST_NAMED]


def backwards(text: str, answers: Iterable[str], scale: Range, families: Collection[Family]) -> str | None:
    """A label in the text or the answers whose number says the opposite of its word, when all of them do."""
    pairs = [*_anchors(text), *_labelled(answers)]
    low, high = scale
    wrong, right = [], 0
    for digit, word in pairs:
        for family in families:
            if word not in family.words:
                continue
            usual = family.words[word] + low - 1
            if digit == usual:
                right += 1
            elif digit == low + high - usual:
                wrong.append(f"{digit} - {word}")
            break
    return wrong[0] if wrong and not right else None


def refuted(scale: Scale, answers: Iterable[str]) -> bool:
    """Whether answers lie beyond a scale but on a longer one, or hold words that cannot stand together."""
    seen = set()
    for cell in answers:
        value = scale.read(cell)
        if value is Gap.OUT_OF_RANGE and Scale(0, 10).read(cell) is not Gap.OUT_OF_RANGE:
            return True
        word, _ = split_digit(normalise(cell))
        if scale.family is not None and word in scale.family.words:
            seen.add(word)
    return scale.family is not None and scale.family.clash(seen) is not None


def _by_ends(
    answers: Iterable[str],
    scales: Sequence[Range],
    families: Mapping[Range, Sequence[str]],
    labels: Labels,
) -> Range | None:
    """The scale whose ends the labelled numbers name: 7 beside "very easy" is the end of seven."""
    pairs = list(_labelled(answers))
    found = {
        s
        for s in scales
        for family in map(labels.family, families.get(s, ()))
        for digit, word in pairs
        if family.words.get(word) == family.points and digit == s[1]
    }
    return found.pop() if len(found) == 1 else None


def _anchors(text: str) -> Iterator[tuple[int, str]]:
    for match in _ANCHOR.finditer(text.casefold()):
        word = normalise(_CONNECTORS.sub("", match[2]))
        if word:
            yield int(match[1]), word


def _labelled(answers: Iterable[str]) -> Iterator[tuple[int, str]]:
    for cell in answers:
        word, digit = split_digit(normalise(cell))
        if digit is not None:
            yield digit, word


def _numbers(answers: Mapping[str, int], labels: Labels) -> Counter[int]:
    wide = Scale(-1_000_000, 1_000_000, labels=labels)
    found: Counter[int] = Counter()
    for cell, n in answers.items():
        value = wide.read(cell)
        written = number_in(normalise(cell))
        if written is not None and written.out_of and written.value == int(written.value):
            value = int(written.value)
        if not isinstance(value, Gap) and not labels.is_missing_code(value):
            found[value] += n
    return found


def _holds(scale: Range, numbers: Counter[int]) -> bool:
    return _beyond(scale, numbers) * 5 <= numbers.total()


def _beyond(scale: Range, numbers: Counter[int]) -> int:
    return sum(n for value, n in numbers.items() if not scale[0] <= value <= scale[1])


def _written(scale: Range) -> str:
    return f"{scale[0]}-{scale[1]}"
