"""What the statistics of a usability test share: shares, means, geometric means and ratios of sums."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from cxux_cli.estimate import Estimate, Evidence
from cxux_cli.estimators.base import ALIKE, ONE_PERSON, over
from cxux_cli.estimators.usability.group import Group, Sums

if TYPE_CHECKING:
    pass

ADJUSTED_WALD = "adjusted Wald (Agresti & Coull 1998)"
LOG_T = "log-t (Sauro & Lewis 2010)"
STUDENTISED = "studentised bootstrap over people, no narrower than t"
JACKKNIFE = "jackknife t over people, no narrower than the bootstrap"


def share(sums: Sums, *, confidence: float, parts: Mapping[str, float | None], weighted: bool) -> Estimate:
    """100 * true / n with the adjusted Wald interval; of whole attempts only, never of partial credit.

    Where people repeat or weights are given, the interval is that of as many people who tried once as say
    as much (Korn & Graubard 1998; Kish 1965).
    """
    from cxux_cli.stats.proportion import adjusted_wald, recommended_estimate
    from cxux_cli.stats.weights import effective_n

    n = int(sums.n)
    if n == 0:
        return nothing(confidence, ADJUSTED_WALD, parts)
    persons = sums.over_persons()
    method, more = over(ADJUSTED_WALD, persons), dict(parts)
    # From the counts, so that 7 of 10 is 70 and not 70.00000000000001.
    value = 100 * sums.wx / sums.w if weighted else 100 * sums.x / n
    rate, size = value / 100, float(n)
    if weighted:
        size = effective_n(sums.w, sums.w2)
    if persons is not None:
        more["persons"] = persons.count
        if persons.count < 2:
            more["best_estimate"] = 100 * recommended_estimate(rate * n, n, confidence=confidence)
            return Estimate(value, None, None, n, confidence, method, parts=more, notes=(ONE_PERSON,))
        size = persons.effective_n(rate * (1 - rate), n, confidence)
    base = size if weighted else float(n)
    more["best_estimate"] = 100 * recommended_estimate(rate * base, base, confidence=confidence)
    low, high = adjusted_wald(rate * size, size, confidence=confidence)
    low, high = min(100 * low, value), max(100 * high, value)
    effective = size if persons is not None or weighted else None
    evidence = Evidence("share", (rate * size if effective else sums.x, size), 100.0)
    return Estimate(value, low, high, n, confidence, method, effective, more, evidence=evidence)


def mean(
    sums: Sums,
    *,
    confidence: float,
    parts: Mapping[str, float | None],
    limits: tuple[float, float] = (-math.inf, math.inf),
    weighted: bool,
) -> Estimate:
    """The arithmetic mean with its t interval, cut to the limits the values can have, with a note."""
    from cxux_cli.stats.mean import t_interval

    n = int(sums.n)
    if n == 0:
        return nothing(confidence, "t", parts)
    persons, error = sums.over_persons(), sums.error
    method, more = over("t", persons), dict(parts)
    if n > 1:
        more["sd"] = sums.deviation
    if persons is not None:
        more["persons"] = persons.count
    effective = _effective(sums, weighted)
    if error is None:
        note = "one value: there is no interval" if n == 1 else ONE_PERSON
        return Estimate(*(sums.mean, None, None, n, confidence, method, effective), parts=more, notes=(note,))
    df = int(sums.people) - 1
    low, high = t_interval(sums.mean, error, df, confidence=confidence)
    cut = low < limits[0] or high > limits[1]
    low, high = max(low, limits[0]), min(high, limits[1])
    ends = " and ".join(f"{end:g}" for end in limits if math.isfinite(end))
    notes: tuple[str, ...] = (f"the interval was cut at {ends}, beyond which no value lies",) if cut else ()
    notes += (ALIKE,) if error == 0 else ()
    evidence = Evidence("mean", (sums.mean, error, df))
    return Estimate(
        *(sums.mean, low, high, n, confidence, method, effective), parts=more, notes=notes, evidence=evidence
    )


def geometric(
    sums: Sums, *, confidence: float, parts: Mapping[str, float | None], one: str, weighted: bool
) -> Estimate:
    """The mean of logarithms turned back, with its log-t interval; `one` is said of a single value."""
    from cxux_cli.stats.times import log_t, turned_back

    n = int(sums.n)
    if n == 0:
        return nothing(confidence, LOG_T, {})
    persons, error = sums.over_persons(), sums.error
    method, more = over(LOG_T, persons), dict(parts)
    if persons is not None:
        more["persons"] = persons.count
    effective = _effective(sums, weighted)
    if error is None:
        note = one if n == 1 else ONE_PERSON
        value = turned_back(sums.mean)
        return Estimate(value, None, None, n, confidence, method, effective, parts=more, notes=(note,))
    df = int(sums.people) - 1
    value, low, high = log_t(sums.mean, error, df, confidence=confidence)
    evidence = Evidence("log-mean", (sums.mean, error, df))
    notes = (ALIKE,) if error == 0 else ()
    return Estimate(
        *(value, low, high, n, confidence, method, effective), parts=more, notes=notes, evidence=evidence
    )


def drawn(method: str, group: Group, name: str) -> str:
    """The name of a method that draws people, which says where they are too many to be drawn one by one."""
    from cxux_cli.stats.bootstrap import MOST_GROUPS

    count = group.persons[name]
    if count <= MOST_GROUPS:
        return method
    return f"{method}, {count} persons put at random into {MOST_GROUPS} groups that are drawn"


def nothing(confidence: float, method: str, parts: Mapping[str, float | None]) -> Estimate:
    """The estimate where there is nothing to estimate from."""
    note = "no attempts: nothing to estimate"
    return Estimate(None, None, None, 0, confidence, method, parts=dict(parts), notes=(note,))


def unweighted(confidence: float, n: int, method: str, what: str) -> Estimate:
    """The estimate where weights are given and the statistic takes none: no number, and why."""
    note = f"not measured with weights: {what} takes none; leave --weight out to see it"
    return Estimate(None, None, None, n, confidence, method, notes=(note,))


def with_notes(estimate: Estimate, *notes: str) -> Estimate:
    """The estimate with more to be said about it."""
    return replace(estimate, notes=(*estimate.notes, *notes))


def _effective(sums: Sums, weighted: bool) -> float | None:
    from cxux_cli.stats.weights import effective_n

    return effective_n(sums.w, sums.w2) if weighted else None
