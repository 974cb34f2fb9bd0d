"""Which way round a scale runs: whether the numbers and the words beside them say opposite things."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from cxux_cli.catalog import poles
from cxux_cli.catalog.labels import Family, normalise, split_digit
from cxux_cli.catalog.poles import Pole

_NUMBER = r"(?<![\w.,/])[\"'“”„«»‘’]?(?P<digit>\d{1,2})[\"'“”„«»‘’]?(?![\w/%]|[.,]\d)"
_IS = (
    r"(?:=+>?|:|\(|\[|[-–—→]|(?:is|being|means?|equals|stands for|ist|sei|bedeutet|heißt|steht für|es|significa|est"
    r"|signifie|correspond à|é|è|vuol dire|betekent|oznacza)\b)"
)
_QUOTES = r"[\s\"'“”„«»‘’]*"
_WORDS = r"(?P<words>[^\W\d_][^\d,;()/=:\[\]]*)"
# "1 = very easy", "7 (hard)", "1 is best"
_NUMBER_IS_WORD = re.compile(rf"{_NUMBER}\s*\)?\s*{_IS}{_QUOTES}{_WORDS}")
# "1 very easy", "(1) very easy"
_NUMBER_WORD = re.compile(rf"{_NUMBER}[)\].]?\s+{_QUOTES}{_WORDS}")
# "very easy = 1"
_WORD_IS_NUMBER = re.compile(rf"(?P<words>[^\d,;:()/=\[\]]+)=\s*{_NUMBER}")
# "from very easy (1) to", "very easy 1"
_WORD_NUMBER = re.compile(rf"(?P<words>[^\d,;:()/=\[\]]+?){_QUOTES}[(\[:\s-]\s*{_NUMBER}")
# "1-7", "1 2 3 4 5 6 7", "from 1 to 7"
_ON = r"(?:[\s,|./…~–—-]|\d|(?:to|bis|à|a|al|até|tot|do)\b)*?"
_TO = re.compile(r"\s(?:to|through|bis|zu|à|a|al|até|tot|do)\s|\s*(?:–|—|->|→|…|\.\.\.?)\s*|\s-\s")
_CONNECTORS = re.compile(
    r"[\s\"'“”„«»‘’.!?]+(?:to|and|bis|und|à|a|et|e|y|tot|en|do|till?|och|og|[-–—])?[\s.]*$"
)
_LONGEST = 2000
"""What stands further behind in a header belongs to no scale, and would take long to look through."""


@dataclass(frozen=True, slots=True)
class _Label:
    """A word beside a number, and whether the number says the same."""

    digit: int
    word: str
    right: bool
    sure: bool
    """Whether it says so alone; else only both ends together do."""


@dataclass(frozen=True, slots=True)
class _Reader:
    low: int
    high: int
    families: Collection[Family]
    low_is_good: bool

    def pole(self, digit: int, pole: Pole | None, word: str, *, sure: bool) -> _Label | None:
        """A number and the end that its word names; None where either is of the middle."""
        if pole is None or digit * 2 == self.low + self.high:
            return None
        upper = pole is Pole.HIGH or pole is (Pole.BAD if self.low_is_good else Pole.GOOD)
        return _Label(digit, word, (digit * 2 > self.low + self.high) == upper, sure)

    def known(self, digit: int, word: str) -> _Label | None:
        """A number and a word of the families, which say exactly where it stands."""
        if digit * 2 == self.low + self.high:
            return None
        for family in self.families:
            if word in family.words:
                usual = family.words[word] + self.low - 1
                if digit == usual:
                    return _Label(digit, word, True, True)
                if digit == self.low + self.high - usual:
                    return _Label(digit, word, False, True)
        return None

    def is_end(self, digit: int) -> bool:
        return digit in (self.low, self.high)


def backwards(
    text: str,
    answers: Iterable[str],
    scale: tuple[int, int],
    families: Collection[Family],
    *,
    low_is_good: bool = False,
) -> str | None:
    """A label of the text or the answers whose number says the opposite of its word, when none says the same.

    `low_is_good` is for what is better when there is less of it, such as effort: the bad end has the high
    number there.
    """
    reader = _Reader(*scale, families, low_is_good)
    folded = text[:_LONGEST].casefold()
    systems = (
        [*_cells(answers, reader)],
        [*_number_first(folded, reader)],
        [*_word_first(folded, reader)],
        [*_around(folded, reader)],
        [*_between(folded, reader)],
    )
    verdicts = [label for labels in systems if (label := _verdict(labels))]
    if not verdicts or any(label.right for label in verdicts):
        return None
    return f"{verdicts[0].digit} - {verdicts[0].word}"


def _verdict(labels: Collection[_Label]) -> _Label | None:
    """What labels written in one way say: one of them, unless they contradict each other."""
    if len({label.right for label in labels}) != 1:
        # Some right, some wrong: slips of the pen, not a direction.
        return next((label for label in labels if label.right), None)
    if any(label.sure for label in labels) or len({label.digit for label in labels}) > 1:
        return next(iter(labels))
    return None


def _cells(answers: Iterable[str], reader: _Reader) -> Iterator[_Label]:
    for cell in answers:
        word, digit = split_digit(normalise(cell))
        if digit is None or not reader.low <= digit <= reader.high:
            continue
        label = reader.known(digit, word) or reader.pole(digit, poles.whole(word), word, sure=True)
        if label:
            yield label


def _number_first(text: str, reader: _Reader) -> Iterator[_Label]:
    for pattern, sure in ((_NUMBER_IS_WORD, True), (_NUMBER_WORD, False)):
        for match in pattern.finditer(text):
            digit, word = int(match["digit"]), normalise(_CONNECTORS.sub("", match["words"]))
            before = text[: match.start()]
            # In "very easy (1) - very hard (7)" each number belongs to the words before it.
            closed = ")" in text[match.start() : match.start("words")]
            if closed and before.endswith("(") and poles.at_end(_last_clause(before)) is not None:
                continue
            # "1 - Overall …" at the start counts the questions.
            alone = sure and bool(before.strip(" \"'([#"))
            label = reader.known(digit, word) if sure else None
            if label is None and reader.is_end(digit):
                label = reader.pole(digit, poles.at_start(word), word, sure=alone)
            if label:
                yield label


def _word_first(text: str, reader: _Reader) -> Iterator[_Label]:
    for pattern, sure in ((_WORD_IS_NUMBER, True), (_WORD_NUMBER, False)):
        for match in pattern.finditer(text):
            digit, word = int(match["digit"]), _last_clause(match["words"])
            shown = _shown(word, last=True)
            if reader.is_end(digit) and (label := reader.pole(digit, poles.at_end(word), shown, sure=sure)):
                yield label


def _around(text: str, reader: _Reader) -> Iterator[_Label]:
    """The words on both sides of the numbers: "very easy 1 2 3 4 5 very difficult"."""
    for match in _steps(text, reader):
        ends = (
            (int(match[1]), poles.at_end(_last_clause(text[: match.start()])), text[: match.start()]),
            (int(match[2]), poles.at_start(_first_clause(text[match.end() :])), text[match.end() :]),
        )
        yield from _both(ends, reader)


def _between(text: str, reader: _Reader) -> Iterator[_Label]:
    """Two ends in the order of the numbers beside them: "1-7, from very easy to very difficult"."""
    steps = next(_steps(text, reader), None)
    if steps is None:
        return
    for match in _TO.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        ends = (
            (int(steps[1]), poles.at_end(_last_clause(before)), before),
            (int(steps[2]), poles.at_start(_first_clause(after)), after),
        )
        yield from _both(ends, reader)


def _both(ends: Iterable[tuple[int, Pole | None, str]], reader: _Reader) -> list[_Label]:
    """Labels of both ends, when both are read and speak of the same direction."""
    labels: list[_Label] = []
    for digit, pole, around in ends:
        shown = _shown(around, last=not labels)
        if (label := reader.pole(digit, pole, shown, sure=False)) is None:
            return []
        labels.append(label)
    return labels if len({label.right for label in labels}) == 1 else []


def _shown(text: str, *, last: bool) -> str:
    words = re.findall(r"[^\W\d_]+", _last_clause(text) if last else _first_clause(text))
    return " ".join(words[-2:] if last else words[:2])


def _last_clause(text: str) -> str:
    return re.split(r"[,;:()\[\]?!]|\.\s", text.rstrip(" ([:"))[-1]


def _first_clause(text: str) -> str:
    return re.split(r"[,;:()\[\]?!.\d]", text.lstrip(" )]"))[0]


def _steps(text: str, reader: _Reader) -> Iterator[re.Match[str]]:
    """Where the numbers of the scale stand in a row, upwards or downwards."""
    for first, last in ((reader.low, reader.high), (reader.high, reader.low)):
        yield from re.finditer(rf"(?<![\w.,/])({first})\b{_ON}\b({last})(?![\w%]|[.,]\d)", text)
