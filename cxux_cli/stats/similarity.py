"""Card sorts: how often people put two cards together, and the groups that follow."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

Sort = Mapping[str, Collection[str]]
"""What one person did: card -> the groups it was put into, one as a rule."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two cards: `both` people sorted each of them, `together` of these put them into one group."""

    together: int
    both: int

    @property
    def share(self) -> float | None:
        """Together of both, None where nobody sorted both."""
        return self.together / self.both if self.both else None


@dataclass(frozen=True, slots=True)
class Merge:
    """Two groups that become one, at the mean similarity (0..1) of their cards."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    similarity: float


def pairs(sorts: Sequence[Sort], cards: Sequence[str]) -> list[list[Pair]]:
    """A square of pairs in the order of `cards`; symmetric, with everybody together on the diagonal.

    Source: the co-occurrence matrix of Spencer 2009, Card Sorting, chapter 11.
    """
    square = [[Pair(0, 0)] * len(cards) for _ in cards]
    groups = [[frozenset(sort.get(card, ())) for sort in sorts] for card in cards]
    for a, mine in enumerate(groups):
        for b in range(a + 1):
            both = [(x, y) for x, y in zip(mine, groups[b], strict=True) if x and y]
            square[a][b] = square[b][a] = Pair(sum(bool(x & y) for x, y in both), len(both))
    return square


def average_linkage(similarity: Sequence[Sequence[float | None]]) -> tuple[list[Merge], list[int]]:
    """Merges from the most to the least alike, and the order of the leaves in which groups are neighbours.

    `similarity` is symmetric, 0..1; None (nobody sorted both) counts as 0. n items give n - 1 merges of
    positions; the groups of a merge are sorted.
    Source: UPGMA, Sokal & Michener 1958; computed by scipy.cluster.hierarchy.
    """
    if len(similarity) < 2:
        return [], list(range(len(similarity)))
    from scipy.cluster.hierarchy import leaves_list, linkage

    n = len(similarity)
    distances = [1 - (similarity[a][b] or 0.0) for a in range(n) for b in range(a + 1, n)]
    links = linkage(distances, method="average")
    groups: list[tuple[int, ...]] = [(i,) for i in range(n)]
    merges = []
    for left, right, distance, _ in links:
        one, other = groups[int(left)], groups[int(right)]
        merges.append(Merge(one, other, min(1.0, max(0.0, 1 - float(distance)))))
        groups.append(tuple(sorted(one + other)))
    return merges, [int(i) for i in leaves_list(links)]


def cut(n: int, merges: Sequence[Merge], least: float) -> list[tuple[int, ...]]:
    """The groups of n items when only merges at a similarity of `least` or more are made, by first item."""
    groups: set[tuple[int, ...]] = {(i,) for i in range(n)}
    for merge in merges:
        # Similarity falls from merge to merge, so a group that is merged here is there already.
        if merge.similarity >= least - 1e-12:
            groups -= {merge.left, merge.right}
            groups.add(tuple(sorted(merge.left + merge.right)))
    return sorted(groups)
