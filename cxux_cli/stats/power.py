"""How likely a sample is to show a shortfall: the chance that its upper bound falls short of the target.

Higher is better everywhere, the caller mirrors what is better low. `needed` functions give the first sample
size with a chance of at least `power`; counts go up in steps, so that a larger one may fall back a little.
Beyond 1,000 they are those of the normal approximation.
"""

from __future__ import annotations

from math import ceil, sqrt
from statistics import NormalDist

from cxux_cli.stats import decision, one_sided
from cxux_cli.stats.normal import z_two_sided

POWER = 0.8
_ALL = 1e12
"""More than there are of anything that is counted: the end of what is worth telling apart."""
_EXACT = 1000
"""Beyond so many the normal approximation is as good, and the exact search takes long."""


def share(n: int, target: float, truth: float, *, confidence: float) -> float:
    """The chance that n answers show that a share is below `target` when it is `truth`; both fractions.

    P(X <= miss_at), X binomial at the truth. Source: the power of the exact binomial test.
    """
    at = decision.share(n, target, confidence=confidence)[0]
    return 0.0 if at is None else one_sided.share_below(at, n, truth)


def share_needed(target: float, truth: float, *, confidence: float, power: float = POWER) -> int:
    """The first n with that chance. ValueError: truth not below target."""
    _short(target, truth)
    guess = _normal(sqrt(target * (1 - target)), sqrt(truth * (1 - truth)), target - truth, confidence, power)
    if guess > _EXACT:
        return ceil(guess)
    # The exact test needs about as many as the normal one, and a few more: never half of them.
    n = max(1, int(guess / 2) - 10)
    while share(n, target, truth, confidence=confidence) < power:
        n += 1
    return n


def mean(n: float, sd: float, shortfall: float, *, confidence: float) -> float:
    """The chance that the t test shows a mean `shortfall` below the target; `sd` of one answer, same unit.

    From the noncentral t distribution with n - 1 degrees of freedom. ValueError: n <= 1, sd <= 0.
    Source: Student's test, power as in Cohen 1988, chapter 2.
    """
    from scipy.special import nctdtr

    if not (n > 1 and sd > 0):
        raise ValueError(f"n == {n} must be above 1, sd == {sd} above 0.")
    t = one_sided.mean_bounds(0.0, 1.0, n - 1, confidence=confidence)[1]
    far = shortfall * sqrt(n) / sd
    # Where the distribution is all beyond the quantile, scipy gives NaN for it.
    return 1.0 if far > 35 + t else 1 - float(nctdtr(n - 1, far, t))


def mean_needed(sd: float, shortfall: float, *, confidence: float, power: float = POWER) -> int:
    """The first n with that chance. ValueError: shortfall or sd <= 0."""
    _short(shortfall, 0.0)
    guess = _normal(sd, sd, shortfall, confidence, power)
    if guess > _EXACT:
        return ceil(guess)
    n = max(2, int(guess))
    while mean(n, sd, shortfall, confidence=confidence) < power:
        n += 1
    return n


def net(n: float, ends: float, target: float, truth: float, *, confidence: float) -> float:
    """The chance that n answers show that a net share is below `target` when it is `truth`; -1..1.

    `ends` is the share of answers at one end or the other. Normal: Φ(shortfall √n/s - z), s² = ends - truth².
    Source: derived from the variance of a trinomial difference (Rocks 2016).
    """
    s = one_sided.spread_of_codes(ends, truth)
    z = z_two_sided(one_sided.central(confidence))
    return NormalDist().cdf((target - truth) * sqrt(n) / s - z) if s > 0 else 1.0


def net_needed(ends: float, target: float, truth: float, *, confidence: float, power: float = POWER) -> int:
    """The n with that chance: s² (z + z_power)²/shortfall², rounded up. ValueError: truth not below target."""
    _short(target, truth)
    s = one_sided.spread_of_codes(ends, truth)
    return max(2, ceil(_normal(s, s, target - truth, confidence, power)))


def rate(exposure: float, target: float, truth: float, *, confidence: float) -> float:
    """The chance that a rate, better low, is shown to be above `target` when it is `truth`.

    P(X >= miss_at), X Poisson at the truth. Source: the power of the exact Poisson test.
    """
    at = decision.rate(exposure, target, confidence=confidence)[0]
    return 0.0 if at is None else one_sided.rate_above(at, exposure, truth)


def rate_needed(target: float, truth: float, *, confidence: float, power: float = POWER) -> int:
    """The first exposure, whole, with that chance. ValueError: truth not above target."""
    _short(truth, target)
    guess = _normal(sqrt(target), sqrt(truth), truth - target, confidence, power)
    if guess > _EXACT:
        return ceil(guess)
    exposure = max(1, int(guess / 2))
    while rate(exposure, target, truth, confidence=confidence) < power:
        exposure += 1
    return exposure


def _normal(sd_target: float, sd_truth: float, shortfall: float, confidence: float, power: float) -> float:
    """(z·sd at the target + z_power·sd at the truth)²/shortfall², at most `_ALL`."""
    z, z_power = z_two_sided(one_sided.central(confidence)), NormalDist().inv_cdf(power)
    ratio = (z * sd_target + z_power * sd_truth) / shortfall
    return min(ratio * ratio, _ALL)


def _short(target: float, truth: float) -> None:
    if not truth < target:
        raise ValueError(f"truth == {truth}, must be below the target == {target}.")
