"""What personas that overlap give away about one another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import permutations

from cxux_cli.results import Result


def overlapping(
    results: Sequence[Result], hidden: set[int], members: Sequence[Mapping[int, int]], min_n: int
) -> int | None:
    """The next result to hide because those shown, taken together, give away a group below `min_n`, or one
    that is hidden already: all of a month may be of one persona.

    `members` holds for every result the answers per mask of personas. Whatever can be added and subtracted
    from the results shown in one place (the same segment and period) counts; None where it is safe.
    """
    places: dict[object, list[int]] = {}
    for i, r in enumerate(results):
        places.setdefault((tuple(r.segment.items()), r.period), []).append(i)
    for same in places.values():
        shown = [i for i in same if i not in hidden and members[i]]
        kept = [members[i] for i in same if i in hidden and members[i]]
        if shown and _gives_away([members[i] for i in shown], kept, min_n):
            # Everybody is hidden last.
            return min(shown, key=lambda i: (results[i].persona is None, results[i].estimate.n))
    return None


def _gives_away(groups: Sequence[Mapping[int, int]], hidden: Iterable[Mapping[int, int]], min_n: int) -> bool:
    sizes = {mask: n for group in groups for mask, n in group.items() if n}
    for one, other in permutations(groups, 2):
        if set(other) < set(one):
            rest = sum(n for mask, n in one.items() if mask not in other)
            if 0 < rest < min_n:
                return True
    rows = [[Fraction(mask in group) for mask in sizes] for group in groups]
    small = [{mask} for mask, n in sizes.items() if n < min_n]
    secret = [{mask for mask, n in group.items() if n} for group in hidden]
    told = (group for group in (*small, *secret) if group and group <= set(sizes))
    return any(_spans(rows, [Fraction(mask in group) for mask in sizes]) for group in told)


def _spans(rows: Sequence[Sequence[Fraction]], wanted: Sequence[Fraction]) -> bool:
    """Whether `wanted` is a sum of multiples of the rows."""
    return _rank([*rows, wanted]) == _rank(rows)


def _rank(rows: Iterable[Sequence[Fraction]]) -> int:
    left, rank = [list(row) for row in rows], 0
    for column in range(len(left[0])):
        pivot = next((r for r in range(rank, len(left)) if left[r][column]), None)
        if pivot is None:
            continue
        left[rank], left[pivot] = left[pivot], left[rank]
        for r in range(rank + 1, len(left)):
            factor = left[r][column] / left[rank][column]
            left[r] = [x - factor * y for x, y in zip(left[r], left[rank], strict=True)]
        rank += 1
    return rank
