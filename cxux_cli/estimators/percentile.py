"""A percentile of values, with the interval that its ranks give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cxux_cli.estimate import Estimate
from cxux_cli.estimators.base import ONE_PERSON
from cxux_cli.estimators.person_sums import PersonSums
from cxux_cli.stats.percentiles import ENOUGH, nearest_rank, rank_interval

METHOD = "rank interval of a percentile (Conover 1999)"


@dataclass(frozen=True, slots=True)
class Ranks:
    """The ranks that are to be looked up: of the percentile and of the limits, or why there are none."""

    value: int
    limits: tuple[int, int] | None
    persons: int | None = None
    notes: tuple[str, ...] = ()


def ranks(n: int, percent: int, *, confidence: float, sums: PersonSums | None = None) -> Ranks:
    """The ranks of a percentile of n values and of its limits.

    `sums` are those of "not above the percentile" by person, where somebody says who gave the values: the
    limits are over persons where people repeat.
    """
    value = nearest_rank(n, percent)
    persons = sums.over_persons() if sums is not None else None
    if persons is None or sums is None:
        limits = rank_interval(n, percent, confidence=confidence)
        return Ranks(value, limits, None, () if limits else (_too_few(percent),))
    if persons.count < 2:
        return Ranks(value, None, persons.count, (ONE_PERSON,))
    share = sums.k / sums.n
    size = persons.effective_n(share * (1 - share), n, confidence)
    limits = rank_interval(n, percent, confidence=confidence, effective_n=size)
    return Ranks(value, limits, persons.count, () if limits else (_too_few(percent),))


def estimate(n: int, percent: int, at: Ranks, values: Mapping[int, float], *, confidence: float) -> Estimate:
    """The percentile from the values at its ranks."""
    method = METHOD
    if at.persons is not None:
        method = f"rank interval over {at.persons} persons (Woodruff 1952)"
    low, high = (values[rank] for rank in at.limits) if at.limits else (None, None)
    parts: dict[str, float | None] = {"percentile": percent, "rank": at.value}
    if at.limits:
        parts |= {"low_rank": at.limits[0], "high_rank": at.limits[1]}
    if at.persons is not None:
        parts["persons"] = at.persons
    return Estimate(values[at.value], low, high, n, confidence, method, parts=parts, notes=at.notes)


def _too_few(percent: int) -> str:
    return (
        f"no interval of p{percent}: fewer than {ENOUGH} values are to be expected on one side of it "
        "(n p and n (1 - p) must both reach it; over persons, their effective n)"
    )
