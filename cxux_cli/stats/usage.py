"""How much a product is used: stickiness, and what it means that nobody was seen to use something."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt


def stickiness(daily: Sequence[int], monthly: int) -> float:
    """Mean daily active users / monthly active users, a fraction of 0..1.

    `daily` holds every day of the month, those without anybody as 0. ValueError: no days, monthly < 1.
    """
    if not daily or monthly < 1:
        raise ValueError("stickiness needs at least one day and one user.")
    return sum(daily) / len(daily) / monthly


def stickiness_interval(
    users: int, days: int, squares: int, length: int, *, confidence: float
) -> tuple[float, float] | None:
    """The t interval of stickiness over users, clipped to 0..1; None for fewer than two users.

    Stickiness is the mean over the users of the month of their share of active days: Σ d / (users · length).
    `days` is Σ d, `squares` Σ d², `length` the days of the month that were observed.
    """
    from cxux_cli.stats.mean import t_interval

    if users < 2:
        return None
    error = stickiness_error(users, days, squares, length)
    low, high = t_interval(days / users / length, error, users - 1, confidence=confidence)
    return max(0.0, low), min(1.0, high)


def stickiness_error(users: int, days: int, squares: int, length: int) -> float:
    """The standard error of stickiness, a fraction: that of the mean of the users' shares of active days.

    Arguments as of `stickiness_interval`. ValueError: users < 2.
    """
    if users < 2:
        raise ValueError("one user has no standard error.")
    variance = (squares - days * days / users) / (users - 1)
    return sqrt(max(0.0, variance) / users) / length


def never_seen_bound(n: int, *, confidence: float = 0.95) -> float:
    """The one-sided upper bound of a share when none of n people did something: 1 - (1 - confidence)^(1/n).

    A larger share would have shown in n people with at least that confidence. ValueError: n < 1.
    Source: Clopper & Pearson 1934 at 0 of n; about 3/n at 95 % (Hanley & Lippman-Hand 1983).
    """
    if n < 1:
        raise ValueError(f"n == {n}, must be at least 1.")
    return float(1 - (1 - confidence) ** (1 / n))
