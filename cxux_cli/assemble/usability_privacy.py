"""The privacy floor of a usability test: tasks add up to all tasks, as segments and personas do to theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from cxux_cli.assemble import privacy
from cxux_cli.assemble.overlap import overlapping
from cxux_cli.assemble.privacy import Sum
from cxux_cli.measures.ux.task_success import SUCCESS
from cxux_cli.results import Result


def hide(results: Sequence[Result], min_n: int, members: Sequence[Mapping[int, int]] = ()) -> list[Result]:
    """The results without numbers where they are below the privacy floor, or would give away one that is.

    `members` says of every result whose attempts it holds, as people per mask of personas. Where the success
    of a group is hidden, so is all of it, and its n are those of attempts: times are of successes, and how
    many there are would be how many succeeded.
    """
    if min_n < 2:
        return list(results)
    by_measure: dict[str, list[int]] = defaultdict(list)
    for i, result in enumerate(results):
        by_measure[result.measure].append(i)
    found = list(results)
    withheld: dict[object, int] = {}
    for measure in sorted(by_measure, key=lambda key: key != SUCCESS.key):
        mine = by_measure[measure]
        own = [results[i] for i in mine]
        whose = [members[i] for i in mine] if members else []
        also = [k for k, result in enumerate(own) if _group(result) in withheld]
        for position in _below(own, whose, min_n, also):
            n = withheld.get(_group(own[position]))
            found[mine[position]] = privacy.without_numbers(own[position], min_n, n)
        if measure == SUCCESS.key:
            withheld = {_group(r): r.estimate.n for i in mine if (r := found[i]).hidden and r.estimate.n}
    return found


def _group(result: Result) -> object:
    """Whose attempts at what a result is of."""
    return result.task, result.persona, result.period, tuple(result.segment.items())


def _below(
    results: Sequence[Result], members: Sequence[Mapping[int, int]], min_n: int, withheld: Collection[int]
) -> set[int]:
    """Positions of the results of one measure that may not be shown."""
    # Tasks are places of their own, between which personas are not compared.
    placed = [replace(r, segment={**r.segment, "\0task": r.task}) for r in results]

    def further(hidden: set[int]) -> int | None:
        return overlapping(placed, hidden, members, min_n) if members else None

    return privacy.below(
        [privacy.people_behind(r) for r in results], _sums(results), min_n, further, withheld
    )


def _sums(results: Sequence[Result]) -> list[Sum]:
    """Which results of one measure add up to which."""
    families: dict[object, list[int]] = defaultdict(list)
    wholes: set[tuple[object, int]] = set()
    for i, r in enumerate(results):
        piece = (tuple(r.segment.items()), r.period)
        memberships: tuple[tuple[object, bool], ...] = (
            (("slices", r.persona, r.task), not r.segment and r.period is None),
            (("personas", piece, r.task), r.persona is None),
            (("tasks", r.persona, piece), r.task is None),
        )
        for family, is_whole in memberships:
            families[family].append(i)
            if is_whole:
                wholes.add((family, i))
    sums = []
    for family, of in families.items():
        whole = [i for i in of if (family, i) in wholes]
        parts = tuple(i for i in of if (family, i) not in wholes)
        if whole and parts:
            sums.append(Sum(whole[0], parts))
    return sums
