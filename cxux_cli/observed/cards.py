"""`cxux cards`: placements to agreement, similarity and groups of cards."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import partial

from cxux_cli.errors import InputError
from cxux_cli.measures.ux.card_sort import CARD_AGREEMENT
from cxux_cli.observations import CardCategory, CardGroup, Similarity
from cxux_cli.observed.scan import Scanned, account, scan, share
from cxux_cli.observed.slices import Slice, shown, slices
from cxux_cli.request import ObservationRequest
from cxux_cli.results import Missing, Report, Result
from cxux_cli.stats.similarity import average_linkage, cut, pairs
from cxux_cli.study.names import shorten
from cxux_cli.study.sorting import Layout, Sorting, refuse_look_alikes, understand

TOGETHER = 0.5
"""Cards are one group where their mean similarity is at least this."""
_FEW = 15
"""Below so many people similarities still move (Tullis & Wood 2004 recommend 20 to 30)."""


def run(request: ObservationRequest) -> Report:
    """Measure. Raises `CxuxError` for anything a user can put right."""
    found = scan(request, partial(understand, stated=request.roles), "cards")
    said = _said(found)
    sources, books, notes = account(request, found, said.excluded)
    if not all(one.layout.is_sure for one in found):
        refuse_look_alikes(said, sources[0].path)
    names = {card: _usual(spellings) for card, spellings in said.cards.items()}
    if not names:
        raise InputError("nobody sorted a card: no row that counts names one", where=sources[0].path)
    order = sorted(names, key=lambda card: names[card])
    cells = slices(request, found, "card")
    parts = [_said(found, cell) for cell in cells]
    results = [
        result
        for card in order
        for result in shown(request, cells, [_agreement(request, part, card, names[card]) for part in parts])
    ]
    hidden = any(result.hidden for result in results if result.persona is None and not _segment(result))
    return Report(
        request.confidence,
        sources,
        books,
        tuple(results),
        notes=(*notes, *_notes(said), *_unlisted(said, request.min_n)),
        config=request.study.path if request.study else None,
        similarity=None if hidden else _similarity(said, order, names, request.min_n),
    )


def _said(found: Sequence[Scanned[Layout]], cell: Slice | None = None) -> Sorting:
    """What the rows of a slice say, or all rows."""
    said = Sorting()
    for i, one in enumerate(found):
        rows = one.records.rows
        said.add(one.layout, rows if cell is None else cell.of(i, rows), one.prefix)
    return said


def _segment(result: Result) -> dict[str, str | None]:
    return {name: value for name, value in result.segment.items() if name != "card"}


def _usual(spellings: Mapping[str, int]) -> str:
    """The usual spelling; of several the first in the alphabet, so that the order of rows says nothing."""
    return min(spellings, key=lambda text: (-spellings[text], text))


def _agreement(request: ObservationRequest, said: Sorting, card: str, name: str) -> Result:
    """How many put a card where most put it."""
    placed = [categories for person in said.sorts if (categories := said.categories(person, card))]
    counts = Counter(category for categories in placed for category in categories)
    unsorted = Missing("did not sort the card", len(said.sorts) - len(placed))
    if not counts:
        return share(CARD_AGREEMENT, request, 0, 0, {"card": name}, missing=unsorted, adds=False)
    best = min(counts, key=lambda category: (-counts[category], category))
    tied = sorted(category for category, n in counts.items() if n == counts[best])
    notes = (f"most usual: {' or '.join(shorten(_usual(said.spellings[c]), 40) for c in tied[:3])}",)
    parts = {"categories": len(counts), "most_usual": len(tied)}
    return share(
        *(CARD_AGREEMENT, request, counts[best], len(placed), {"card": name}),
        parts=parts,
        missing=unsorted,
        notes=notes,
        # The most usual category of two samples need not be that of either.
        adds=False,
    )


def _similarity(said: Sorting, order: list[str], names: Mapping[str, str], min_n: int) -> Similarity:
    """The square of pairs, with cards that people put together side by side; categories of `min_n` people at least."""
    people = sorted(said.sorts)
    square = pairs([said.sorts[person] for person in people], order)
    merges, leaves = average_linkage([[pair.share for pair in row] for row in square])
    shown = [names[card] for card in order]

    def named(group: tuple[int, ...]) -> tuple[str, ...]:
        return tuple(shown[i] for i in group)

    return Similarity(
        cards=tuple(shown[i] for i in leaves),
        together=tuple(tuple(square[a][b].together for b in leaves) for a in leaves),
        both=tuple(tuple(square[a][b].both for b in leaves) for a in leaves),
        merges=tuple(CardGroup(named(m.left), named(m.right), 100 * m.similarity) for m in merges),
        groups=tuple(named(group) for group in cut(len(order), merges, TOGETHER)),
        categories=tuple(
            _category(said.spellings[category], users, names)
            for category, users in _by_category(said)
            if len(users) >= min_n
        ),
    )


Used = Mapping[str, Sequence[str]]
"""Who used a category, and the cards they put into it."""


def _by_category(said: Sorting) -> list[tuple[str, Used]]:
    """Every category with those who used it, the most used first."""
    used: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for person, sort in said.sorts.items():
        for card in sort:
            for category in said.categories(person, card):
                used[category][person].append(card)
    return sorted(used.items(), key=lambda one: (-len(one[1]), one[0]))


def _category(spellings: Mapping[str, int], users: Used, names: Mapping[str, str]) -> CardCategory:
    counts = Counter(card for cards in users.values() for card in cards)
    cards = sorted(counts, key=lambda card: (-counts[card], names[card]))
    return CardCategory(
        _usual(spellings),
        tuple(sorted(spellings)),
        len(users),
        tuple((names[card], counts[card]) for card in cards),
        100 * counts.total() / (len(users) * len(counts)),
    )


def _unlisted(said: Sorting, min_n: int) -> tuple[str, ...]:
    few = sum(len(users) < min_n for _, users in _by_category(said))
    return (f"categories of fewer than {min_n} participants are not listed: {few}",) if few else ()


def _notes(said: Sorting) -> tuple[str, ...]:
    notes = []
    people, cards = len(said.sorts), len(said.cards)
    if 0 < people < _FEW:
        notes.append(
            f"{people} participant{'s' * (people > 1)}: with fewer than {_FEW} the similarities still move a lot"
        )
    lacking = sum(cards - len([c for c in sort.values() if c]) for sort in said.sorts.values())
    if lacking:
        are = "placements are" if lacking > 1 else "placement is"
        notes.append(
            f"{lacking} {are} missing (a card that somebody did not sort): n differs between cards and pairs"
        )
    if said.in_two:
        notes.append(
            f"{said.in_two} time{'s' * (said.in_two > 1)} a person put one card into several categories: each counts"
        )
    if said.repeated:
        notes.append(
            f"{said.repeated} row{'s repeat' if said.repeated > 1 else ' repeats'} a placement: counted once"
        )
    merged = [spellings for spellings in said.spellings.values() if len(spellings) > 1]
    if merged:
        shown = "; ".join(" = ".join(shorten(text, 30) for text in sorted(each)) for each in merged[:5])
        notes.append(f"category names taken as one (case, blanks, signs): {shown}")
    return tuple(notes)
