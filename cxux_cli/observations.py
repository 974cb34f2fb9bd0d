"""What studies of people show beside numbers: who met which problem, which cards belong together, the ways taken."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Matrix:
    """Who met which problem, both in the order of hits; `seen[i][j]`: participant i, problem j, None unknown."""

    participants: tuple[str, ...]
    problems: tuple[str, ...]
    seen: tuple[tuple[bool | None, ...], ...]


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """What so many participants meet together, averaged over every order of them.

    `found` counts problems, `share` is their percentage of those found by all; `modelled` is the percentage
    of all problems that the adjusted p predicts, None where it cannot be estimated.
    """

    participants: int
    found: float
    share: float
    modelled: float | None


@dataclass(frozen=True, slots=True)
class CardGroup:
    """Two groups of cards that become one, at the mean similarity (percent) of their pairs."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    similarity: float


@dataclass(frozen=True, slots=True)
class CardCategory:
    """A category name as people mean it: how it was written, who used it, and what they put there."""

    name: str
    spellings: tuple[str, ...]
    participants: int
    cards: tuple[tuple[str, int], ...]
    """Card -> how many put it there, the most first."""
    agreement: float
    """Placements in percent of what they would be if all who used it had put the same cards there."""


@dataclass(frozen=True, slots=True)
class Similarity:
    """How often people put two cards together; the cards stand so that groups are neighbours."""

    cards: tuple[str, ...]
    together: tuple[tuple[int, ...], ...]
    both: tuple[tuple[int, ...], ...]
    """People who sorted both cards: the n of each share."""
    merges: tuple[CardGroup, ...]
    groups: tuple[tuple[str, ...], ...]
    """The cards that people put together at least half the time, on average."""
    categories: tuple[CardCategory, ...]


@dataclass(frozen=True, slots=True)
class TaskPaths:
    """Where people went at one task of a tree test, everybody's; the most frequent first.

    `n` are attempts with a path. `first` holds places, how many went there first and whether that was right,
    None where nothing says it; `turned_back` places and how many left them upwards; `wrong` where failures
    ended, and how many; `right` where successes did.
    """

    task: str | None
    n: int
    first: tuple[tuple[str, int, bool | None], ...]
    turned_back: tuple[tuple[str, int], ...]
    wrong: tuple[tuple[str, int], ...]
    right: tuple[str, ...]
