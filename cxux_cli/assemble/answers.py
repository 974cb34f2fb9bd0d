"""The cells of a question to tallies: who answered at all, and who gave which answer, per segment."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cxux_cli.catalog.labels import Labels
from cxux_cli.estimators.tally import Count
from cxux_cli.study import joined
from cxux_cli.study.kinds import CHOSEN, NOT_ASKED, RARE_FROM, UNCLEAR, Kind, Question, answered
from cxux_cli.study.options import MOST, Options, ordered
from cxux_cli.study.questions import OWN_WORDS

if TYPE_CHECKING:
    from cxux_cli.engine.cells import Cell

Segment = tuple[str | None, ...]
_NOTHING = Count(0, 0.0, 0.0)
_MOST_VALUES = 12
"""Numbers of more different values are described by their mean and quartiles alone."""
_RARE = 3
"""So many answers that one person alone gave are not options but people's own words."""


def plus(one: Count, other: Count) -> Count:
    """Both groups of people together."""
    return Count(one.n + other.n, one.w + other.w, one.w2 + other.w2)


def minus(whole: Count, part: Count) -> Count:
    """The people of the whole who are not in the part."""
    if whole.n == part.n:
        return _NOTHING
    return Count(whole.n - part.n, max(0.0, whole.w - part.w), max(0.0, whole.w2 - part.w2))


@dataclass(slots=True)
class Counted:
    """People of one segment: those who answered the question, by answer, and those who did not.

    Where several answers may be given, `answers` add up to more than `base`.
    """

    base: Count = _NOTHING
    answers: dict[str, Count] = field(default_factory=dict)
    missing: int = 0

    def add(self, names: Iterable[str], people: Count) -> None:
        """People who gave these answers."""
        self.base = plus(self.base, people)
        for name in names:
            self.answers[name] = plus(self.answers.get(name, _NOTHING), people)

    def of(self, name: str) -> Count:
        """The people who gave an answer."""
        return self.answers.get(name, _NOTHING)


@dataclass(frozen=True, slots=True)
class Item:
    """One question, or one row of a matrix: its answers by segment."""

    name: str | None
    segments: Mapping[Segment, Counted]
    whole: Counted


@dataclass(frozen=True, slots=True)
class Answers:
    """All that was answered to a question. `names` are the answers in order, without those of a long number.

    `values` are the numbers of the answers, where they have some.
    """

    names: tuple[str, ...]
    items: tuple[Item, ...]
    values: Mapping[str, float] | None
    ordered: bool
    notes: tuple[str, ...] = ()


def read(question: Question, blocks: Sequence[Sequence[Cell]], known: Labels) -> Answers:
    """The answers of a question from the cells of its blocks; `known` are the words of scales."""
    if question.kind is Kind.MULTIPLE:
        return _of_columns(question, blocks[0])
    if question.kind is Kind.JOINED:
        return _of_joined(question, blocks[0], known)
    return _of_cells(question, blocks, known)


def _of_cells(question: Question, blocks: Sequence[Sequence[Cell]], known: Labels) -> Answers:
    given = answered(raw_counts(cell for cells in blocks for cell in cells), known)
    options = ordered(given, known)
    rare = frozenset[str]()
    if question.kind is Kind.SINGLE and not options.scale:
        rare = _rare(options, given)
    names = tuple(name for name in options.names if name not in rare)

    def split(cell: str) -> list[str] | None:
        if cell not in given:
            return None
        name = options.spellings[_spaced(cell)]
        return [OWN_WORDS if name in rare else name]

    numeric = question.kind is Kind.NUMERIC
    values = options.values
    if numeric and values is None:
        # A few words among numbers ("about 5") have no place among them.
        values = {name: number for name in options.names if (number := _number(name)) is not None}
    whole = values is not None and all(value.is_integer() for value in values.values())
    if numeric and (len(names) > _MOST_VALUES or not whole):
        names = ()
    items = question.items or (None,)
    counted = tuple(_item(name, cells, split) for name, cells in zip(items, blocks, strict=True))
    notes: tuple[str, ...] = ()
    if rare:
        names += (OWN_WORDS,)
        notes = (f"{len(rare)} answers that one person each gave are counted as '{OWN_WORDS}'",)
    if numeric and values is not None and (odd := sum(n for c, n in given.items() if _number(c) is None)):
        notes += (f"{odd} answer{'s' * (odd > 1)} not readable as a number: not in the mean",)
    return Answers(names, counted, values, options.scale, notes)


def _of_joined(question: Question, cells: Sequence[Cell], known: Labels) -> Answers:
    given = answered(raw_counts(cells), known)
    choices = joined.learn(given, question.separator or ",")
    parts: Counter[str] = Counter()
    for cell, n in given.items():
        parts.update(dict.fromkeys(choices.split(cell), n))
    options = ordered(parts)
    rare = _rare(options, parts)
    beside = _beside(
        rare, [[options.spellings[part] for part in choices.split(cell)] for cell in given], given
    )
    rare |= beside

    def split(cell: str) -> list[str] | None:
        if cell not in given:
            return None
        found = (options.spellings[part] for part in choices.split(cell))
        return list(dict.fromkeys(OWN_WORDS if name in rare else name for name in found))

    item = _item(None, cells, split)
    totals = Counter({name: item.whole.of(name).n for name in options.names if name not in rare})
    names = tuple(sorted(totals, key=lambda name: (-totals[name], name)))
    notes = [SEVERAL]
    if rare:
        names += (OWN_WORDS,)
        once = len(rare) - len(beside)
        notes.append(f"{once} answers that one person each gave are counted as '{OWN_WORDS}'")
    if beside:
        shown = ", ".join(map(repr, sorted(beside)[:3]))
        notes.append(f"read as part of people's own words, as they only ever stand beside them: {shown}")
    if whole := sorted(choices.choices):
        notes.append(f"read as one choice, as its parts never stand apart: {', '.join(map(repr, whole[:3]))}")
    return Answers(names, (item,), None, False, tuple(notes))


def _of_columns(question: Question, cells: Sequence[Cell]) -> Answers:
    def split(pattern: str) -> list[str] | None:
        if set(pattern) <= {NOT_ASKED, UNCLEAR}:
            return None
        return [name for name, says in zip(question.items, pattern, strict=True) if says == CHOSEN]

    notes = [SEVERAL]
    unclear = sum(cell.n * str(cell.key).count(UNCLEAR) for cell in cells)
    if unclear:
        notes.append(f"{unclear} cells hold neither the choice nor its absence: counted as not chosen")
    return Answers(question.items, (_item(None, cells, split),), None, False, tuple(notes))


SEVERAL = "several answers may be given: shares are of the people who gave any, and add up to more than 100 %"


def _item(name: str | None, cells: Iterable[Cell], split: Callable[[str], list[str] | None]) -> Item:
    segments: dict[Segment, Counted] = defaultdict(Counted)
    whole = Counted()
    for cell in cells:
        names = split(text(cell.key))
        for counted in (segments[cell.slot.segment], whole):
            if names is None:
                counted.missing += cell.n
            else:
                counted.add(names, Count(cell.n, cell.w, cell.w2))
    return Item(name, dict(segments), whole)


def text(key: object) -> str:
    """A raw cell as text; whole numbers alike, whether the file holds them as such or with a decimal."""
    if key is None:
        return ""
    if isinstance(key, float) and key.is_integer():
        return str(int(key))
    return str(key).strip()


def raw_counts(cells: Iterable[Cell]) -> Counter[str]:
    """How often each text stands in the cells."""
    counts: Counter[str] = Counter()
    for cell in cells:
        counts[text(cell.key)] += cell.n
    return counts


def _spaced(cell: str) -> str:
    return " ".join(cell.split())


def _number(cell: str) -> float | None:
    try:
        number = float(cell.replace(",", "."))
    except ValueError:
        return None
    return number if abs(number) < MOST else None


def _rare(options: Options, given: Mapping[str, int]) -> frozenset[str]:
    """Answers that one person alone gave, where there are several such among many."""
    totals: Counter[str] = Counter()
    for cell, n in given.items():
        totals[options.spellings[_spaced(cell)]] += n
    once = frozenset(name for name, n in totals.items() if n == 1)
    many = totals.total() >= RARE_FROM and len(once) >= _RARE
    return once if many and not _is_band(options) else frozenset()


def _beside(rare: frozenset[str], cells: Sequence[Sequence[str]], given: Mapping[str, int]) -> frozenset[str]:
    """Parts that several people gave, and always next to their own words: these hold the separator themselves."""
    seen: Counter[str] = Counter()
    next_to: Counter[str] = Counter()
    for parts, n in zip(cells, given.values(), strict=True):
        for place, part in enumerate(parts):
            seen[part] += n
            around = parts[max(0, place - 1) : place + 2]
            next_to[part] += n * any(other in rare for other in around if other != part)
    always = (part for part, n in seen.items() if part not in rare and next_to[part] == n >= joined.TOGETHER)
    return frozenset(always)


def _is_band(options: Options) -> bool:
    return all(any(char.isdigit() for char in name) for name in options.names)


def segments_of(items: Sequence[Item]) -> Iterator[Segment]:
    """Every segment in order: numbers by size, then words, then the blank."""
    yield from sorted({segment for item in items for segment in item.segments}, key=_order)


def _order(segment: Segment) -> list[tuple[int, float, str]]:
    keys = []
    for value in segment:
        number = None if value is None else _number(value)
        rank = 2 if value is None else 0 if number is not None and number == number else 1
        keys.append((rank, number if rank == 0 and number is not None else 0.0, value or ""))
    return keys
