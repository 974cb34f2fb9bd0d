"""Whether segments and personas differ: every pair of them tested, and every test counted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from cxux_cli.assemble.paired import Pairs
from cxux_cli.compare import compared
from cxux_cli.results import Comparison, Result
from cxux_cli.stats.multiplicity import benjamini_hochberg
from cxux_cli.study.personas import UNASSIGNED

MOST = 8
"""More groups than this have too many pairs to be read."""
_CONDITION = "condition"


def comparisons(
    results: Sequence[Result],
    confidence: float,
    overlapping: Collection[frozenset[str]] = (),
    pairs: Pairs | None = None,
) -> tuple[tuple[Comparison, ...], tuple[str, ...]]:
    """Pairs of segments, and of personas, with the difference, its interval and p; and why pairs are left out.

    p is adjusted by Benjamini-Hochberg over all pairs of the results. `overlapping` are pairs of personas
    that share people, which no test of two samples can compare. `pairs` says who answered: people who are in both
    groups are compared with themselves. Groups in which people answered several times are not tested.
    """
    found: list[Comparison] = []
    notes: list[str] = []
    for group in _groups(results):
        if len(group) > MOST:
            notes.append(f"{group[0].measure}: {len(group)} groups are too many to be tested pair by pair")
            continue
        if any("persons" in r.estimate.parts for r in group):
            notes.append(f"{group[0].measure}: groups are not tested, because people answered several times")
            continue
        for a, b in combinations(group, 2):
            if frozenset((a.persona or "", b.persona or "")) in overlapping:
                continue
            if a.estimate.evidence is None or b.estimate.evidence is None:
                continue
            names = (label(a), label(b))
            if pairs is not None and (why := pairs.why_unsure(a, b, names)):
                notes.append(why)
                continue
            if pairs is not None and a.persona is None and pairs.overlap(a, b):
                within = pairs.compared(a, b, names, confidence=confidence)
                if isinstance(within, str):
                    notes.append(within)
                else:
                    found.append(within)
                continue
            one = compared(a, b, names, confidence=confidence)
            if one.p is not None:
                found.append(one)
    return adjusted(found), tuple(dict.fromkeys(notes))


def adjusted(found: Iterable[Comparison]) -> tuple[Comparison, ...]:
    """The comparisons with p values that count all of them."""
    found = list(found)
    p = benjamini_hochberg([one.p for one in found])
    tests = sum(each is not None for each in p)
    return tuple(replace(one, p_adjusted=each, tests=tests) for one, each in zip(found, p, strict=True))


def label(result: Result) -> str:
    """What a result stands for, in words."""
    said = [f"persona {result.persona}"] if result.persona else []
    said += [f"{name} = {'(blank)' if value is None else value}" for name, value in result.segment.items()]
    return ", ".join(said)


def _groups(results: Sequence[Result]) -> Iterator[list[Result]]:
    """Results of one measure that stand beside one another: segments of everybody, and personas.

    A question that is divided in several ways gives the same total several times: it is one group of
    people, and where one of the divisions hides it, it is hidden.
    """
    hidden = {_who(r) for r in results if r.hidden}
    segments: dict[tuple[object, ...], dict[object, Result]] = {}
    personas: dict[tuple[object, ...], dict[object, Result]] = {}
    for r in results:
        if r.period is not None or r.task is not None or r.estimate.evidence is None or _who(r) in hidden:
            continue
        own = [name for name in r.segment if name != _CONDITION]
        key = (r.measure, r.definition, r.segment.get(_CONDITION), tuple(own))
        if own and r.persona is None:
            segments.setdefault(key, {})[_who(r)] = r
        elif not own and r.persona not in (None, UNASSIGNED):
            personas.setdefault(key, {})[_who(r)] = r
    yield from (list(g.values()) for g in (*segments.values(), *personas.values()) if len(g) > 1)


def _who(result: Result) -> tuple[object, ...]:
    """Whose answers to what a result is of."""
    segment = tuple(result.segment.items())
    return result.measure, result.definition, result.task, result.persona, segment, result.period
