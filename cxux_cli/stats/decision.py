"""Where a verdict turns: the most a sample may show and still be missed, the least that proves the target.

Higher is better everywhere, the caller mirrors what is better low. `miss_at`: there and below, the upper
bound at `confidence` is short of the target. `prove_at`: there and above, the lower bound reaches it. None
where no sample of this size can show it: the gate cannot fail, or cannot pass.
"""

from __future__ import annotations

from collections.abc import Callable

from cxux_cli.stats import one_sided
from cxux_cli.stats.net import score_z
from cxux_cli.stats.normal import z_two_sided

Boundary = tuple[float | None, float | None]
"""(miss_at, prove_at)."""


def share(n: float, target: float, *, confidence: float) -> Boundary:
    """Successes of n against a share of `target`, a fraction; whole where n is whole.

    ValueError: confidence outside (0.5, 1). Source: the exact binomial test, as in Clopper & Pearson 1934.
    """
    one_sided.central(confidence)
    alpha = 1 - confidence
    if target <= 0:
        return None, 0  # nothing lies below
    if n == int(n):
        size = int(n)
        whole = _last(lambda k: one_sided.share_below(k, size, target) < alpha, size)
        short = _last(lambda k: one_sided.share_above(k, size, target) > alpha, size)
        return whole, None if short == size else 0 if short is None else short + 1
    miss_at = _last_below(lambda k: one_sided.share_below(k, n, target) - alpha, 0.0, n)
    return miss_at, _first_above(lambda k: alpha - one_sided.share_above(k, n, target), 0.0, n)


def net(n: float, ends: float, target: float, *, confidence: float) -> Boundary:
    """Net shares of -1..1 against `target`, if `ends` of the n answers are at one end or the other.

    Source: the score test, Tango 1998.
    """
    z = z_two_sided(one_sided.central(confidence))

    def at(share_net: float) -> float:
        return score_z(n * (ends + share_net) / 2, n * (ends - share_net) / 2, n, target)

    miss_at = _last_below(lambda x: at(x) + z, -ends, ends)
    return miss_at, _first_above(lambda x: at(x) - z, -ends, ends)


def mean(error: float, df: float, target: float, ends: tuple[float, float], *, confidence: float) -> Boundary:
    """Means against `target`, with this standard error: target -/+ t(df) · error, within the ends of the scale.

    Source: the one-sample t test, Student 1908.
    """
    low, high = one_sided.mean_bounds(target, error, df, confidence=confidence)
    return low if low >= ends[0] else None, high if high <= ends[1] else None


def rate(exposure: float, target: float, *, confidence: float) -> tuple[int | None, int | None]:
    """Events of a rate that is better low, against `target` per exposure: (missed from, proven up to).

    Source: the exact Poisson test, as in Garwood 1936.
    """
    one_sided.central(confidence)
    alpha, top = 1 - confidence, 10 + 10 * int(target * exposure + 1)
    proven = _last(lambda x: one_sided.rate_below(x, exposure, target) <= alpha, top)
    fine = _last(lambda x: one_sided.rate_above(x, exposure, target) >= alpha, top)
    return 0 if fine is None else fine + 1, proven


def _last(holds: Callable[[int], bool], top: int) -> int | None:
    """The largest whole number of 0..top at which something holds that stops holding once."""
    if not holds(0):
        return None
    low, high = 0, top + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def _last_below(rising: Callable[[float], float], low: float, high: float) -> float | None:
    """The largest number of low..high at which a rising function is below 0; None where it is nowhere.

    By bisection, which needs no finite ends: the score statistic is infinite at some.
    """
    if rising(high) < 0:
        return high
    return _turn(rising, low, high) if rising(low) < 0 else None


def _first_above(rising: Callable[[float], float], low: float, high: float) -> float | None:
    """The smallest number of low..high at which a rising function is 0 or above; None where it is nowhere."""
    if rising(low) >= 0:
        return low
    return _turn(rising, low, high) if rising(high) >= 0 else None


def _turn(rising: Callable[[float], float], low: float, high: float) -> float:
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return high
