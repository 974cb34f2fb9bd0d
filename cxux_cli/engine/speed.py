"""Percentiles of numbers that rows hold, slot by slot: of how fast pages were, of how long visits lasted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from cxux_cli.engine.event_log import SLOT, STATES, collected, states
from cxux_cli.engine.percentiles import at_ranks, histogram, sizes
from cxux_cli.engine.person_sums import by_person, person_sums
from cxux_cli.estimators import percentile
from cxux_cli.estimators.person_sums import PersonSums
from cxux_cli.results import Estimate
from cxux_cli.stats.percentiles import nearest_rank

if TYPE_CHECKING:
    import polars as pl

    from cxux_cli.engine.spool import Spool

Estimates = dict[tuple[str, int], dict[str, Estimate]]
"""(role, percent) -> slot -> estimate."""


def missing(rows: pl.LazyFrame, roles: Sequence[str]) -> dict[str, dict[str, dict[str, int]]]:
    """Role -> slot -> reason -> rows without a number."""
    found: dict[str, dict[str, dict[str, int]]] = {}
    for role in roles:
        mine: dict[str, dict[str, int]] = defaultdict(dict)
        for slot, state, n in collected(states(rows, role)).iter_rows():
            mine[slot][STATES[state]] = n
        found[role] = dict(mine)
    return found


def estimates(
    spool: Spool, roles: Mapping[str, Sequence[int]], *, persons: bool, confidence: float
) -> Estimates:
    """The percentiles of roles, whose percents are given, in every slot that has a value.

    The rows are read several times: for a histogram of each role and for the values at the ranks of the
    percentiles; where somebody says whose rows they are once for how they vary from person to person; and
    for the values at the ranks of the limits.
    """
    rows = spool.rows
    frames = dict.fromkeys(roles, rows)
    values = {role: role for role in roles}
    counts = {role: collected(histogram(rows, role)) for role in roles}
    n = {role: sizes(counts[role]) for role in roles}
    wanted = {
        role: {slot: [nearest_rank(k, p) for p in percents] for slot, k in n[role].items()}
        for role, percents in roles.items()
    }
    known = at_ranks(frames, values, counts, wanted)
    sums = _sums(spool, roles, n, known) if persons else {}
    ranks = {
        (role, p, slot): percentile.ranks(k, p, confidence=confidence, sums=sums.get((role, p), {}).get(slot))
        for role, percents in roles.items()
        for p in percents
        for slot, k in n[role].items()
    }
    limits: dict[str, dict[str, list[int]]] = {role: defaultdict(list) for role in roles}
    for (role, _, slot), at in ranks.items():
        limits[role][slot] += at.limits or ()
    more = at_ranks(frames, values, counts, limits)
    found: Estimates = defaultdict(dict)
    for (role, p, slot), at in ranks.items():
        mine = known[role][slot] | more.get(role, {}).get(slot, {})
        found[role, p][slot] = percentile.estimate(n[role][slot], p, at, mine, confidence=confidence)
    return dict(found)


def _sums(
    spool: Spool,
    roles: Mapping[str, Sequence[int]],
    n: Mapping[str, Mapping[str, int]],
    values: Mapping[str, Mapping[str, Mapping[int, float]]],
) -> dict[tuple[str, int], dict[str, PersonSums]]:
    """By person, how many rows have a value and how many one that is not above the percentile of their slot."""
    import polars as pl

    names = {(role, p): f"{role} p{p}" for role, percents in roles.items() for p in percents}
    slots = sorted({slot for of in n.values() for slot in of})
    bounds: dict[str, list[float | None]] = {
        name: [
            values[role][slot][nearest_rank(n[role][slot], p)] if slot in n[role] else None for slot in slots
        ]
        for (role, p), name in names.items()
    }
    shares = {
        name: (pl.col(role).count(), (pl.col(role) <= pl.col(f"{name} limit")).sum())
        for (role, _), name in names.items()
    }
    limits = pl.LazyFrame(
        {SLOT: slots, **{f"{name} limit": of for name, of in bounds.items()}},
        schema={SLOT: pl.String, **{f"{name} limit": pl.Float64 for name in bounds}},
    )

    def told(bucket: pl.LazyFrame) -> pl.DataFrame:
        within = bucket.select(SLOT, "person", *roles).join(limits, on=SLOT)
        return by_person(within, shares).collect()

    found = person_sums(spool.filled(map(told, spool.buckets)).wholes, shares)
    return {key: found[name] for key, name in names.items()}
