"""The privacy floor: what may not be shown, and what would give it away."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from cxux_cli.assemble.overlap import overlapping
from cxux_cli.results import Result


@dataclass(frozen=True, slots=True)
class Sum:
    """A whole and the parts that add up to it, by position."""

    whole: int
    parts: tuple[int, ...]


def hide(
    results: Sequence[Result],
    min_n: int,
    members: Sequence[Mapping[int, int]] = (),
    people: Sequence[int] | None = None,
    withheld: Mapping[int, int] | None = None,
) -> list[Result]:
    """The results of one block without numbers where they are below the privacy floor.

    What is hidden could be told from a total less what is shown: so the next smallest cells are hidden
    too, until at least two cells with answers and at least `min_n` people are behind every total that is
    shown. Cells add up to the total of their persona, personas to everybody in the same cell. `members`
    says of every result whose answers it holds, as answers per mask of personas: where personas overlap,
    one less the other must not be a small group either. People who answer several times count once;
    `people` says how many are behind each result, where the results do not. `withheld` are results that
    have to be hidden already, by position, with the n that is said of them.
    """
    withheld = withheld or {}
    hidden = below(
        [people_behind(r) for r in results] if people is None else people,
        _sums(results),
        min_n,
        lambda hidden: overlapping(results, hidden, members, min_n) if members else None,
        withheld,
    )
    return [without_numbers(r, min_n, withheld.get(i)) if i in hidden else r for i, r in enumerate(results)]


def below(
    sizes: Sequence[int],
    sums: Sequence[Sum],
    min_n: int,
    further: Callable[[set[int]], int | None] = lambda hidden: None,
    withheld: Collection[int] = (),
) -> set[int]:
    """Positions of the groups that may not be shown, given the answers behind each and what adds up to what.

    `further` gives one more to hide, for what the sums do not tell; None where there is none. `withheld` are
    hidden already.
    """
    hidden = {i for i, n in enumerate(sizes) if n < min_n}.union(withheld)
    while min_n > 1:
        more = next((x for s in sums if (x := _tells(s, hidden, sizes, min_n)) is not None), None)
        if more is None:
            more = further(hidden)
        if more is None:
            break
        hidden.add(more)
    return hidden if min_n > 1 else set()


def people_behind(result: Result) -> int:
    """How many people are behind a result; answers where nobody gave several."""
    persons = result.estimate.parts.get("persons")
    return result.estimate.n if persons is None else int(persons)


def _tells(total: Sum, hidden: set[int], sizes: Sequence[int], min_n: int) -> int | None:
    """The next cell to hide where a hidden one could be worked out; None where none can."""
    behind = [sizes[i] for i in total.parts if i in hidden and sizes[i]]
    shown = [i for i in total.parts if i not in hidden]
    if total.whole in hidden:
        told = not behind and bool(shown) and sizes[total.whole] > 0
    else:
        told = bool(behind) and (len(behind) == 1 or sum(behind) < min_n)
    return min(shown, key=lambda i: sizes[i]) if told and shown else None


def _sums(results: Sequence[Result]) -> list[Sum]:
    """Which results add up to which."""
    personas: dict[str | None, list[int]] = {}
    places: dict[object, list[int]] = {}
    for i, r in enumerate(results):
        personas.setdefault(r.persona, []).append(i)
        places.setdefault((tuple(r.segment.items()), r.period), []).append(i)
    sums = [Sum(mine[-1], tuple(mine[:-1])) for mine in personas.values()]
    for same in places.values():
        whole = [i for i in same if results[i].persona is None]
        if whole and len(same) > 1:
            sums.append(Sum(whole[0], tuple(i for i in same if i != whole[0])))
    return [s for s in sums if s.parts]


def without_numbers(result: Result, min_n: int, n: int | None = None) -> Result:
    """The result of a group that may not be shown; `n` is said instead of its own, where that is a finding."""
    estimate = replace(
        result.estimate, value=None, low=None, high=None, n_effective=None, parts={}, notes=(), evidence=None
    )
    if n is not None:
        estimate = replace(estimate, n=n)
    return replace(
        result,
        estimate=estimate,
        missing=(),
        distribution=(),
        readings=(),
        items=(),
        state=None,
        weighted=None,
        accounts=None,
        notes=(
            f"not shown: fewer than {min_n} answers here, or needed to keep such a cell from being worked out",
        ),
        hidden=True,
    )
