"""Percentiles of the speed of pages, per slot and in all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxux_cli.engine.event_log import SLOT, STATES, WHOLE, states
from cxux_cli.engine.percentiles import at_ranks, histogram, person_sums, read_sums, sizes
from cxux_cli.estimators import percentile
from cxux_cli.estimators.person_sums import PersonSums
from cxux_cli.results import Estimate
from cxux_cli.stats.percentiles import nearest_rank

if TYPE_CHECKING:
    import polars as pl

CELLS, ALL = "cells", "all"
"""The rows as they are sliced, and all of them together."""


@dataclass(frozen=True, slots=True)
class Speed:
    """One number per page view: how to find its percentiles, and why some page views have none.

    `missing` is slot -> reason -> page views.
    """

    percents: Sequence[int]
    histograms: Mapping[str, pl.DataFrame]
    missing: Mapping[str, Mapping[str, int]]


def first_pass(rows: pl.LazyFrame, roles: Sequence[str]) -> list[pl.LazyFrame]:
    """What one scan tells: per role the histogram of its values, and of the states of those without one."""
    frames = []
    for role in roles:
        frames += [histogram(rows, role), states(rows, role)]
    return frames


def read_first(
    found: Sequence[pl.DataFrame], roles: Mapping[str, Sequence[int]], *, sliced: bool
) -> dict[str, Speed]:
    """The frames of `first_pass`, collected; `roles` are the percents wanted of each."""
    import polars as pl

    speeds = {}
    for (role, percents), counts, without in zip(roles.items(), found[::2], found[1::2], strict=True):
        whole = counts.group_by("bits").agg(pl.col("n").sum()).with_columns(pl.lit(WHOLE).alias(SLOT))
        missing: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for slot, state, n in without.select(SLOT, "state", "n").iter_rows():
            for where in {slot, WHOLE}:
                missing[where][STATES[state]] += n
        histograms = {CELLS: counts, ALL: whole} if sliced else {ALL: counts}
        speeds[role] = Speed(percents, histograms, missing)
    return speeds


def estimates(
    rows: pl.LazyFrame, speeds: Mapping[str, Speed], *, by_person: bool, confidence: float
) -> dict[tuple[str, int], dict[str, Estimate]]:
    """(role, percent) -> slot -> estimate, the whole under `WHOLE`.

    Scans again: for the values at the ranks of the percentiles, where somebody says who saw the pages for
    how they vary from person to person, and for the values at the ranks of the limits.
    """
    import polars as pl

    names = [(role, group) for role, speed in speeds.items() for group in speed.histograms]
    whole = rows.with_columns(pl.lit(WHOLE).alias(SLOT))
    frames = {f"{role} {group}": rows if group == CELLS else whole for role, group in names}
    roles = {f"{role} {group}": role for role, group in names}
    counts = {f"{role} {group}": speeds[role].histograms[group] for role, group in names}
    n = {name: sizes(counts[name]) for name in frames}
    wanted = {
        name: {
            slot: [nearest_rank(k, p) for p in speeds[roles[name]].percents] for slot, k in n[name].items()
        }
        for name in frames
    }
    values = at_ranks(frames, roles, counts, wanted)
    sums = _sums(frames, roles, speeds, n, values) if by_person else {}
    ranks = {
        (name, p, slot): percentile.ranks(k, p, confidence=confidence, sums=sums.get((name, p), {}).get(slot))
        for name in frames
        for p in speeds[roles[name]].percents
        for slot, k in n[name].items()
    }
    limits: dict[str, dict[str, list[int]]] = {name: defaultdict(list) for name in frames}
    for (name, _, slot), at in ranks.items():
        limits[name][slot] += at.limits or ()
    more = at_ranks(frames, roles, counts, limits)
    found: dict[tuple[str, int], dict[str, Estimate]] = defaultdict(dict)
    for (name, p, slot), at in ranks.items():
        known = values[name][slot] | more.get(name, {}).get(slot, {})
        found[roles[name], p][slot] = percentile.estimate(n[name][slot], p, at, known, confidence=confidence)
    return dict(found)


def _sums(
    frames: Mapping[str, pl.LazyFrame],
    roles: Mapping[str, str],
    speeds: Mapping[str, Speed],
    n: Mapping[str, Mapping[str, int]],
    values: Mapping[str, Mapping[str, Mapping[int, float]]],
) -> dict[tuple[str, int], dict[str, PersonSums]]:
    import polars as pl

    keys, scans = [], []
    for name, frame in frames.items():
        for p in speeds[roles[name]].percents:
            limits = {slot: values[name][slot][nearest_rank(k, p)] for slot, k in n[name].items()}
            if limits:
                keys.append((name, p))
                scans.append(person_sums(frame, roles[name], limits))
    results = pl.collect_all(scans, engine="streaming")
    return {key: read_sums(result) for key, result in zip(keys, results, strict=True)}
