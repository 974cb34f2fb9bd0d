"""The privacy floor of a usability test: tasks add up to all tasks, as segments and personas do to theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from cxux_cli.assemble import privacy
from cxux_cli.assemble.overlap import overlapping
from cxux_cli.assemble.privacy import Sum
from cxux_cli.results import Result


def hide(
    results: Sequence[Result], min_n: int, members: Sequence[Mapping[int, int]] = ()
) -> list[Result]:
    """The results without numbers where they are below the privacy floor, or would give away one that is.

    `members` says of every result whose attempts it holds, as people per mask of personas.
    """
    if min_n < 2:
        return list(results)
    by_measure: dict[str, list[int]] = defaultdict(list)
    for i, result in enumerate(results):
        by_measure[result.measure].append(i)
    found = list(results)
    for mine in by_measure.values():
        own = [results[i] for i in mine]
        # Tasks are places of their own, between which nothing is compared.
        placed = [replace(r, segment={**r.segment, "\0task": r.task}) for r in own]
        whose = [members[i] for i in mine] if members else []
        hidden = privacy.below(
            [privacy.people_behind(r) for r in own],
            _sums(own),
            min_n,
            lambda hidden, placed=placed, whose=whose: (
                overlapping(placed, hidden, whose, min_n) if whose else None
            ),
        )
        for position in hidden:
            found[mine[position]] = privacy.without_numbers(own[position], min_n)
    return found


def _sums(results: Sequence[Result]) -> list[Sum]:
    """Which results of one measure add up to which."""
    families: dict[object, list[int]] = defaultdict(list)
    wholes: set[tuple[object, int]] = set()
    for i, r in enumerate(results):
        piece = (tuple(r.segment.items()), r.period)
        memberships = (
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
