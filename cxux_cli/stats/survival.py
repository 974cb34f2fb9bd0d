"""Kaplan-Meier: times of which some are known only to be longer than what was seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxux_cli.stats.normal import z_two_sided

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True)
class Survival:
    """The share not yet done after each time at which somebody was done, with its log-log interval."""

    times: NDArray[np.float64]
    share: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def kaplan_meier(
    times: ArrayLike, done: ArrayLike, cut: ArrayLike | None = None, *, confidence: float
) -> Survival:
    """The product-limit estimate S(t) = Π (1 - d/n) over times up to t, and exp(-exp(ln(-ln S) ± z se)).

    `done` says for each time whether it ended in the event (True) or was cut off (False); who is cut off at
    a time was still at risk then. With `cut` both are counts: how many ended at a time, and how many were
    cut off at it. se² = Σ d/(n(n-d)) / (ln S)², Greenwood's sum on the log-log scale. Where
    S is 0 or 1 the interval is (S, S).
    ValueError: lengths that differ, confidence outside (0, 1).
    Source: Kaplan & Meier 1958; Greenwood 1926; Kalbfleisch & Prentice 1980 for the log-log scale.
    """
    import numpy as np

    z = z_two_sided(confidence)
    at, deaths, leaving = _tallied(times, done, cut)
    risk = leaving.sum() - np.concatenate(([0], np.cumsum(leaving)[:-1])) if at.size else np.zeros(0)
    some = deaths > 0
    at, deaths, risk = at[some], deaths[some], risk[some]
    share = np.asarray(np.cumprod(1 - deaths / risk), dtype=np.float64)
    inside = (share > 0) & (share < 1)
    low, high = share.copy(), share.copy()
    with np.errstate(divide="ignore"):
        greenwood = np.cumsum(deaths / (risk * (risk - deaths)))
    logs = np.log(share[inside])
    margin = z * np.sqrt(greenwood[inside]) / -logs
    low[inside] = np.exp(logs * np.exp(margin))
    high[inside] = np.exp(logs * np.exp(-margin))
    return Survival(at, share, low, high)


def _tallied(
    times: ArrayLike, done: ArrayLike, cut: ArrayLike | None
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Distinct times in order, events at each, and how many were no longer at risk after it."""
    import numpy as np

    t = np.asarray(times, dtype=np.float64)
    event = np.asarray(done, dtype=bool if cut is None else np.float64)
    if t.shape != event.shape:
        raise ValueError(f"{t.size} times and {event.size} endings, must be as many.")
    gone = np.ones(t.size) if cut is None else event + np.asarray(cut, dtype=np.float64)
    at, place = np.unique(t, return_inverse=True)
    return (
        at,
        np.asarray(np.bincount(place, weights=event, minlength=at.size), dtype=np.float64),
        np.asarray(np.bincount(place, weights=gone, minlength=at.size), dtype=np.float64),
    )


def quantile(curve: Survival, share: float = 0.5) -> tuple[float | None, float | None, float | None]:
    """The time by which `share` of all are done, and its limits; None where the curve does not come so far.

    The first time at which S(t), or an end of its interval, is at most 1 - share.
    Source: Brookmeyer & Crowley 1982.
    """
    ends = (curve.share, curve.low, curve.high)
    value, low, high = (_first(curve.times, end, 1 - share) for end in ends)
    return value, low, high


def _first(times: NDArray[np.float64], curve: NDArray[np.float64], level: float) -> float | None:
    import numpy as np

    # A product of fractions may miss 1/2 by its last digit.
    below = np.flatnonzero(curve <= level + 1e-12)
    return float(times[below[0]]) if below.size else None


def log_rank(
    groups: Sequence[tuple[ArrayLike, ArrayLike, ArrayLike]],
) -> tuple[float, int, float] | None:
    """Chi-square, degrees of freedom and p of the hypothesis that all groups take equally long.

    A group is (times, how many ended at each, how many were cut off at each). Σ over times of observed less
    expected d n_g/n, with the hypergeometric covariance; no weights. None where nothing can be compared.
    Source: Mantel 1966; Peto & Peto 1972; Kalbfleisch & Prentice 1980, section 1.4.
    """
    import numpy as np
    from scipy.special import chdtrc

    tallied = [_tallied(*group) for group in groups]
    at = np.unique(np.concatenate([times for times, _, _ in tallied]))
    deaths, risk = (np.zeros((len(tallied), at.size)) for _ in range(2))
    for g, (times, ended, leaving) in enumerate(tallied):
        place = np.searchsorted(at, times)
        deaths[g, place] = ended
        gone = np.zeros(at.size)
        gone[place] = leaving
        risk[g] = leaving.sum() - np.concatenate(([0.0], np.cumsum(gone)[:-1]))
    d, n = deaths.sum(axis=0), risk.sum(axis=0)
    some = d > 0
    deaths, risk, d, n = deaths[:, some], risk[:, some], d[some], n[some]
    share = risk / n
    apart = np.where(n > 1, d * (n - d) / np.maximum(n - 1, 1), 0.0)
    gap = (deaths - d * share).sum(axis=1)[:-1]
    covariance = np.diag((apart * share).sum(axis=1)) - (apart * share) @ share.T
    covariance = covariance[:-1, :-1]
    df = int(np.linalg.matrix_rank(covariance)) if gap.size else 0
    if df == 0:
        return None
    statistic = float(gap @ np.linalg.pinv(covariance) @ gap)
    return statistic, df, float(chdtrc(df, statistic))
