"""Intervals of a mean: from its standard error, and from the tally of the values.

Both are in the unit of the values and not clipped: the caller knows the range of the measure.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import TYPE_CHECKING

from cxux_cli.stats.normal import tail_area, z_two_sided

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Cells of one block of resampled counts: 16 MB, whatever the number of distinct values.
BLOCK = 2_000_000


def t_interval(mean: float, standard_error: float, df: float, *, confidence: float) -> tuple[float, float]:
    """The Student interval: mean ± t(df) · standard error.

    ValueError: df <= 0, standard error below 0 or NaN, confidence outside (0, 1).
    Source: Student 1908; a fractional df as in Welch 1947.
    """
    from scipy.special import stdtrit

    tail = tail_area(confidence)
    if not df > 0:
        raise ValueError(f"df == {df}, must be above 0.")
    if not standard_error >= 0:
        raise ValueError(f"standard_error == {standard_error}, must be at least 0.")
    margin = -float(stdtrit(df, tail)) * standard_error
    return (mean - margin, mean + margin)


def bca(
    values: Sequence[float],
    counts: Sequence[int],
    *,
    confidence: float,
    resamples: int = 10_000,
    seed: int = 20_240_229,
) -> tuple[float, float]:
    """Bias-corrected and accelerated bootstrap interval of the mean of a tally.

    `values` and `counts` have one length: counts[i] answers had values[i]. A limit is the quantile
    Phi(b + (b + z)/(1 - a(b + z))) of the resampled means, with b the normal quantile of the share of
    them below the mean (ties count half) and a = Σc(v-m)³/(6 (Σc(v-m)²)^1.5), the jackknife of a mean.
    All answers equal: (mean, mean).
    ValueError: fewer than 2 answers, lengths that differ, a negative count, resamples < 1,
    confidence outside (0, 1).
    Source: Efron 1987; Efron & Tibshirani 1993, equations 14.9 to 14.15.
    """
    import numpy as np

    z = z_two_sided(confidence)
    _check(values, counts, resamples)
    tally = np.asarray(counts, dtype=np.int64)
    # Zero counts are harmless to the resampling, but not to the test whether all answers are equal.
    observed = np.asarray(values, dtype=np.float64)[tally > 0]
    tally = tally[tally > 0]
    n = int(tally.sum())
    mean = float(tally @ observed) / n
    deviation = observed - mean
    if np.ptp(observed) == 0:
        return (float(observed[0]), float(observed[0]))
    # Deviations, not values, are resampled: a tie with the mean is then a sum near 0.
    means = _resampled_means(deviation, tally, resamples, seed)
    tie = 1e-12 * float(np.abs(deviation).max())
    below = float(np.mean(means < -tie) + np.mean(np.abs(means) <= tie) / 2)
    # Half a resample from 0 and 1, where the normal quantile is infinite.
    share = min(max(below, 0.5 / resamples), 1 - 0.5 / resamples)
    from statistics import NormalDist

    bias = NormalDist().inv_cdf(share)
    acceleration = float(tally @ deviation**3) / (6 * float(tally @ deviation**2) ** 1.5)
    ends = [_adjusted_quantile(bias, acceleration, end) for end in (-z, z)]
    low, high = np.quantile(means, ends)
    return (mean + float(low), mean + float(high))


def _resampled_means(
    deviation: NDArray[np.float64], tally: NDArray[np.int64], resamples: int, seed: int
) -> NDArray[np.float64]:
    import numpy as np

    n = int(tally.sum())
    generator = np.random.default_rng(seed)
    rows = max(1, BLOCK // tally.size)
    sizes = [min(rows, resamples - start) for start in range(0, resamples, rows)]
    blocks = [generator.multinomial(n, tally / n, size=size) @ deviation / n for size in sizes]
    return np.concatenate(blocks)


def _adjusted_quantile(bias: float, acceleration: float, z: float) -> float:
    shifted = bias + z
    denominator = 1 - acceleration * shifted
    # Past the pole (a confidence near 1 on a very skewed tally) the quantile is the extreme itself.
    point = bias + shifted / denominator if denominator > 0 else inf if shifted > 0 else -inf
    from statistics import NormalDist

    return NormalDist().cdf(point)


def _check(values: Sequence[float], counts: Sequence[int], resamples: int) -> None:
    if len(values) != len(counts):
        raise ValueError(f"{len(values)} values and {len(counts)} counts, must be as many.")
    if any(count < 0 for count in counts):
        raise ValueError(f"counts == {min(counts)}, must be at least 0.")
    if sum(counts) < 2:
        raise ValueError(f"sum of counts == {sum(counts)}, must be at least 2.")
    if resamples < 1:
        raise ValueError(f"resamples == {resamples}, must be at least 1.")
