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
# Near a range or a count of points, one of these says that it is about answering.
_ANSWERING = re.compile(
    r"scale|scal[ae]\b|skala|rat(?:e|ing)|score|likert|\brank|points?\b|punkt|bewert|noten?\b|échelle|not(?:e|ez|er)\b"
    r"|escala|valor|califi|puntúa|nota\b|avalie|pontu|classifi|voto|valuta|schaal|cijfer|beoordeel|oce[nń]|skal[ia]"
    r"|betyg|vurder|nilai|评|評|分|点|打|段階"
)
_COUNTED = re.compile(
    r"[\s-]*(?:days?|weeks?|months?|years?|hours?|minutes?|times?|visits?|orders?|people|persons?|employees|members"
    r"|tag(?:en?|e)?\b|wochen?|monaten?|jahren?|stunden?|minuten|mal\b|jours?|semaines?|mois|ans?\b|heures?|d[ií]as?\b"
    r"|semanas?|mes(?:es)?\b|años?|anos?\b|horas?|giorni|settiman|mesi\b|anni\b|ore\b|dagen|weken|maanden|dni\b)"
)
_NEAR = 40
"""Letters before and after a range in which a word about answering counts."""
# "1 = very difficult", "(7 very easy)", "1 (not at all)"
_ANCHOR = re.compile(r"(?<![\w.,/])(\d{1,2})\s*(?:[=:(–—-]\s*|(?<=\d)\s)\(?([^\W\d][^\d,;.)/:=]*)")
_SIGNED = re.compile(r"(?<![\w.,/])(\d{1,2})\s*[=:(]\s*[^\W\d]")
"""An anchor that a sign sets apart from a number in running text."""
_CONNECTORS = re.compile(r"\s+(?:to|and|bis|und|à|a|et|e|y|tot|en|do|till?|och|og|[-–—])\s*$")

_LEAST_NAMED = 3
"""Steps below which a range in a text is rather a count of weeks or people than a scale."""
_LONGEST = 11
"""Steps beyond which numbers that a text explains are no scale."""
_LEAST_COUNTED = 4
"""A shorter scale is never concluded from numbers: its end may only be the highest answer given."""
TYPING_ERRORS = 0.01
"""Share of answers beyond a scale that may be slips, where there are `MANY`."""
MANY = 100
_SLIPS, _SLIP_SHARE = 2, 0.03
"""So many answers beyond a scale may be slips in a smaller file, if they are no more than this share."""
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
        scale = named.pop()
        doubt = _unreached(scale, numbers, scales)
        return Decision(scale, "the question text", note=doubt, doubt=doubt)
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
    """The scale of which every step was used, else the usual one of those that the words fit.

    Four of the usual five words may be a scale of four or one on which nobody took the middle: the share is the
    same, the mean is not, and a doubt is left.
    """
    used = {s: {f.words[word] for word in f.words.keys() & found} for s, f in worded.items()}
    usual = next(iter(worded))
    used_up = [s for s, values in used.items() if len(values) == worded[s].points]
    whole = next((s for s in used_up if not _lacks_one(s, usual)), None)
    if whole is not None and (whole == usual or n >= _FEW):
        # Every step of it was used: nobody would look for another.
        return Decision(whole, "the answer words", concluded=True)
    scale = whole or usual
    others = ", ".join(_written(s) for s in dict.fromkeys((*worded, *possible)) if s != scale)
    if not others:
        return Decision(scale, "the answer words", concluded=True)
    note = (
        f"read as answers from {_written(scale)}; the same words also stand on {others}: --scale says which"
    )
    unclear = n < _FEW or used_up or set(possible) - worded.keys()
    return Decision(scale, "the answer words", True, note, note if unclear else "")


def _lacks_one(scale: Range, usual: Range) -> bool:
    """Whether a scale is the usual one without its middle, which people may have left out."""
    return scale[1] - scale[0] == usual[1] - usual[0] - 1


def by_numbers(numbers: Counter[int], scales: Sequence[Range]) -> Decision:
    """The shortest scale that holds the numbers, but for the `slips` among them.

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
    fitting = [s for s in counted if _beyond(s, numbers) <= slips(n)]
    scale = fitting[0] if fitting else counted[-1]
    # A single 0 tells 0-10 from 1-10: no slip makes one.
    scale = next(
        (s for s in counted if s[1] == scale[1] and _beyond(s, numbers) < _beyond(scale, numbers)), scale
    )
    inside = [value for value in numbers if scale[0] <= value <= scale[1]]
    highest = max(inside, default=scale[1])
    holding = [s for s in scales if s != scale and not _beyond(s, numbers)]
    others = [_written(s) for s in sorted(holding, key=lambda s: (s[1], -s[0]))]
    note = f"scale {_written(scale)} by the answers, the highest is {highest}"
    if beyond := _beyond(scale, numbers):
        note += f", {beyond} beyond it taken as slip{'s' if beyond > 1 else ''}"
    note += f"; if it was another: --scale {' or '.join(others)}" if others else ""
    shorter = next(
        (s for s in counted if s[1] < scale[1] and 0 < _beyond(s, numbers) <= max(_SLIPS, _SLIP_SHARE * n)),
        None,
    )
    doubt = ""
    if shorter is not None:
        doubt = (
            f"only {_beyond(shorter, numbers)} of {n} answers lie beyond {_written(shorter)}: state the scale, "
            f"--scale {_written(shorter)} or {_written(scale)}"
        )
    elif highest < scale[1]:
        doubt = f"nobody of {n} answered {scale[1]}: state the scale, for example --scale {_written(scale)}"
    elif n < _FEW:
        doubt = f"{n} answers are too few to tell the scale: state it, for example --scale {_written(scale)}"
    elif _beyond(scale, numbers):
        doubt = (
            f"answers beyond {_written(scale)}: {_beyond(scale, numbers)}; state the scale, for example --scale "
            f"{_written(scale)}"
        )
    return Decision(scale, "the highest answer", True, note, doubt)


def slips(n: int) -> float:
    """How many of `n` numbers may be slips of the hand: 1 % of many, two of fewer, none of very few."""
    return max(TYPING_ERRORS * n if n >= MANY else 0, min(_SLIPS, _SLIP_SHARE * n))


def in_text(text: str) -> list[Range]:
    """The scales a text names: "from 1 to 7", "0-10", "5-point", "1 = poor … 5 = excellent".

    "The last 1-7 days" and "a 7-point inspection" are about something else than answering.
    """
    ends = {digit for digit, word in _anchors(text) if not _COUNTED.match(word)}
    return [*_ranges(text), *_between(ends)]


def refuse_undefined(text: str, answers: Mapping[str, int], scales: Sequence[Range], labels: Labels) -> None:
    """Refuse a question whose text names a scale that is none of `scales`, where its answers lie on that scale.

    A count of points says nothing about where it starts: 0 to 10 has 11. Where there is one scale alone,
    another start is no other scale either: what it means is for the measure to say.
    """
    signed = {int(m[1]) for m in _SIGNED.finditer(text.casefold())}
    named = dict.fromkeys([*_ranges(text), *(s for s in _between(signed) if s[1] <= _LONGEST)])
    highs = {s[1] for s in scales} if len(scales) == 1 else set()
    numbers = _numbers(answers, labels)
    if any(s in scales or s[1] - s[0] in {b - a for a, b in scales} or s[1] in highs for s in named):
        return
    stated = next((s for s in named if numbers and _holds(s, numbers)), None)
    if stated is not None:
        raise InputError(
            f"names a scale from {stated[0]} to {stated[1]} in its text, on which this measure is not defined",
            hint=f"recode the answers, or state the scale they are on: --scale {' or '.join(map(_written, scales))}",
        )


def _ranges(text: str) -> list[Range]:
    folded = text.casefold()
    found = [(int(m[1]), int(m[2])) for m in _FROM_TO.finditer(folded) if _answering(folded, m)]
    found += [(1, int(m[1])) for m in _POINTS.finditer(folded) if _answering(folded, m)]
    return [s for s in found if s[1] - s[0] >= _LEAST_NAMED]


def _between(ends: Collection[int]) -> list[Range]:
    """The scale between the numbers that a text explains."""
    low, high = min(ends, default=0), max(ends, default=0)
    return [(low, high)] if low in (0, 1) and high - low >= _LEAST_NAMED else []


def _unreached(scale: Range, numbers: Counter[int], scales: Sequence[Range]) -> str:
    """Why a scale named in a text may not be the one answered on: many answers, all on a shorter one."""
    highest = max(numbers, default=scale[1])
    shorter = [s for s in scales if s[1] - s[0] >= _LEAST_COUNTED and highest <= s[1] < scale[1] - 1]
    if not shorter or numbers.total() < _FEW:
        return ""
    return (
        f"the question names {_written(scale)}, but nobody of {numbers.total()} answered more than {highest}: "
        f"state the scale, --scale {_written(shorter[0])} or {_written(scale)}"
    )


def _answering(text: str, match: re.Match[str]) -> bool:
    """Whether a range of numbers in a text is one to answer on: set apart by signs, or near a word that says so."""
    before, after = text[: match.start()].rstrip(), text[match.end() :]
    if _COUNTED.match(after):
        return False
    apart = not before or not (before[-1].isalnum() or before[-1] in "'’-")
    closed = not after.strip() or not after.lstrip()[0].isalnum()
    near = f"{before[-_NEAR:]} | {after[:_NEAR]}"
    return apart or closed or _ANSWERING.search(near) is not None


def refuted(scale: Scale, answers: Iterable[str]) -> bool:
    """Whether answers lie beyond a scale but on a longer one, or hold words of another one."""
    seen = set()
    for cell in answers:
        value = scale.read(cell)
        if value is Gap.OUT_OF_RANGE and Scale(0, 10).read(cell) is not Gap.OUT_OF_RANGE:
            return True
        word, _ = split_digit(normalise(cell))
        if scale.family is not None and word in scale.family.words:
            seen.add(word)
        elif scale.family is not None and value is Gap.UNREADABLE and _is_known(word, scale.labels):
            return True
    return scale.family is not None and scale.family.clash(seen) is not None


def _is_known(word: str, labels: Labels) -> bool:
    return any(word in family.words for family in labels.families())


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
