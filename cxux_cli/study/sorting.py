"""Card sorts: who put which card into which category, from a row per placement."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cxux_cli.catalog.observed import is_not_counted, is_unsorted, letters
from cxux_cli.errors import InputError
from cxux_cli.results import Bound
from cxux_cli.sources.source import Column, Source
from cxux_cli.study.roles import PARTICIPANT, Role, Roles, bind, without_status

CARD = Role("card", ("card label", "card name", "card", "card title", "item", "card id"))
CATEGORY = Role(
    "category",
    ("category label", "category name", "category", "group label", "group name", "group", "category id"),
)
CATEGORY_ID = Role("category id", ("category id", "group id"))
_SHARED = 0.5
"""Of all cards each person sorts so many at least, on average, where only their name speaks for them."""
STATUS = Role("status", ("status", "participant status", "finished", "completed"))
ROLES = (PARTICIPANT, CARD, CATEGORY, CATEGORY_ID, STATUS)


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a card sort."""

    roles: Roles

    @property
    def is_sure(self) -> bool:
        """Whether the column of the cards is stated or called after cards, which a list of items need not be."""
        column = self.roles.columns["card"]
        return self.roles.why["card"] != "name" or "card" in letters(column.name).split()

    def person(self, row: Sequence[str]) -> str:
        """Who a row is about."""
        return row[0]

    @property
    def columns(self) -> tuple[Column, ...]:
        """What is read."""
        return tuple(self.roles.columns.values())

    def bounds(self) -> list[Bound]:
        """What the report says about the choice."""
        return self.roles.bounds()


def understand(source: Source, stated: Mapping[str, Sequence[str]]) -> Layout:
    """The columns of a source. Raises `InputError` where the participant, the card or the category is missing."""
    found = bind(source, ROLES, stated)
    roles = without_status(found, source, stated)
    absent = [name for name in ("participant", "card", "category") if roles.get(name) is None]
    if absent:
        raise InputError(
            f"no column holds the {' or the '.join(absent)}",
            where=source.path,
            hint=" ".join(["name it:", *(f"--column {name}=NAME" for name in absent)]),
        )
    return Layout(roles)


def refuse_look_alikes(said: Sorting, path: str) -> None:
    """Raise `InputError` where people have so few cards in common that these are no cards: a list of purchases, say."""
    people, cards = len(said.sorts), len(said.cards)
    placed = sum(len(sort) for sort in said.sorts.values())
    if people and placed < _SHARED * people * cards:
        raise InputError(
            f"these are hardly cards: of {cards} of them each of {people} people sorted "
            f"{placed / people:.3g} on average, and a card sort gives all cards to everybody",
            where=path,
            hint=f"if they are, say so: --column card=NAME; else cxux table {path} counts the answers",
        )


@dataclass(slots=True)
class Sorting:
    """What all people did. `sorts`: person -> card -> their groups; a group is a category of that person.

    `labels` names the category of a group as written. `cards` and `spellings` count how names were written,
    by their letters.
    """

    sorts: dict[str, dict[str, set[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )
    labels: dict[tuple[str, str], str] = field(default_factory=dict)
    cards: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    spellings: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    excluded: list[Counter[str]] = field(default_factory=list)
    unsorted: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    repeated: int = 0

    def add(self, layout: Layout, rows: Iterable[Sequence[str]], prefix: str) -> None:
        """Take in the rows of one source; `prefix` tells people of several files apart."""
        left: Counter[str] = Counter()
        self.excluded.append(left)
        names = tuple(layout.roles.columns)
        for row in rows:
            cells = dict(zip(names, (" ".join(cell.split()) for cell in row), strict=True))
            reason = self._placed(cells, prefix)
            if reason:
                left[reason] += 1

    def _placed(self, cells: Mapping[str, str], prefix: str) -> str | None:
        """Take in one placement, or say why it is none."""
        if not cells["participant"]:
            return "without a participant"
        if is_not_counted(cells.get("status", "")):
            return "participant abandoned or excluded (status)"
        if not cells["card"]:
            return "category without a card"
        person, card = prefix + cells["participant"], letters(cells["card"]) or cells["card"]
        self.cards[card][cells["card"]] += 1
        category = letters(cells["category"]) or cells["category"]
        if not category or is_unsorted(category):
            self.unsorted[card].add(person)
            return "card without a category"
        # One person may give two groups the same name: the id tells them apart where there is one.
        group = cells.get("category id") or category
        self.repeated += group in self.sorts[person][card]
        self.sorts[person][card].add(group)
        self.labels[person, group] = category
        self.spellings[category][cells["category"]] += 1
        return None

    @property
    def in_two(self) -> int:
        """Cards that one person put into several groups."""
        return sum(len(groups) > 1 for sort in self.sorts.values() for groups in sort.values())

    def categories(self, person: str, card: str) -> set[str]:
        """The categories, by name, into which a person put a card."""
        return {self.labels[person, group] for group in self.sorts[person].get(card, ())}
