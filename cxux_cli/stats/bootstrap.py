"""Bootstrap over people, for statistics made of sums: ratios, products and indices."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from cxux_cli.stats.normal import tail_area

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_GROUPS = 1_000
"""More people than this are put at random into so many groups, which are drawn instead."""
SEED = 20_240_229
RESAMPLES = 4_000


def over_people(
    sums: NDArray[np.float64],
    statistic: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    *,
    confidence: float,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> tuple[float, float] | None:
    """Percentile interval of a statistic of sums; people are drawn with replacement.

    `sums` has a row per person and a column per sum; `statistic` takes rows of totals and gives a number
    for each, NaN where it is undefined. None where more than a tenth of the draws are undefined.
    ValueError: fewer than two people, confidence outside (0, 1).
    Source: Efron & Tibshirani 1993, chapter 13; people as clusters, Davison & Hinkley 1997, section 3.8.
    """
    import numpy as np

    tail = tail_area(confidence)
    if len(sums) < 2:
        raise ValueError(f"{len(sums)} people, must be at least 2.")
    sums = in_groups(sums, seed=seed)
    values = statistic(draws(len(sums), resamples, seed) @ sums)
    defined = values[np.isfinite(values)]
    if defined.size < 0.9 * values.size:
        return None
    low, high = np.quantile(defined, [tail, 1 - tail])
    return float(low), float(high)


def in_groups(sums: NDArray[np.float64], *, seed: int = SEED) -> NDArray[np.float64]:
    """Rows of people as they are, or where they are too many to draw one by one, summed in random groups.

    A group is drawn as a person is; such groups say as much about the spread (Wolter 2007, chapter 2).
    """
    import numpy as np

    if len(sums) <= MOST_GROUPS:
        return sums
    groups = np.random.default_rng(seed).permutation(len(sums)) % MOST_GROUPS
    return np.stack([np.bincount(groups, weights=column) for column in sums.T], axis=1)


@lru_cache(maxsize=8)
def draws(people: int, resamples: int = RESAMPLES, seed: int = SEED) -> NDArray[np.float64]:
    """How often each person is drawn, a row per draw: the same for every statistic, so made once."""
    import numpy as np

    shares = np.full(people, 1 / people)
    return np.random.default_rng(seed).multinomial(people, shares, size=resamples).astype(np.float64)
