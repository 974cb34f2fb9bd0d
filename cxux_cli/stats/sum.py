"""The parts of the Single Usability Metric (SUM), each from 0 to 1, from sums over attempts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray


def beyond(
    n: ArrayLike, total: ArrayLike, squares: ArrayLike, specification: float, *, above: bool
) -> NDArray[np.float64]:
    """The normal share of people beyond a specification: Φ((mean - spec)/sd), or below: Φ((spec - mean)/sd).

    `n`, `total` and `squares` are Σ1, Σx and Σx², arrays of one shape; sd has n - 1. Without spread it is
    0, 1/2 or 1 by the side of the mean; NaN below 2 values.
    Source: Sauro & Kindlund 2005, A method to standardize usability metrics into a single score.
    """
    import numpy as np
    from scipy.special import ndtr

    count, sums, twice = (np.asarray(x, dtype=np.float64) for x in (n, total, squares))
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = sums / count
        variance = (twice - count * mean**2) / (count - 1)
        # Rounding leaves a trace where all values are the same.
        spread = np.sqrt(np.where(variance > 1e-12 * np.maximum(1.0, mean**2), variance, 0.0))
        distance = (mean - specification) if above else (specification - mean)
        distance = np.where(np.abs(distance) < 1e-12, 0.0, distance)
        found = np.where(spread > 0, ndtr(distance / spread), (np.sign(distance) + 1) / 2)
    return np.where(count >= 2, found, np.nan)


def index(parts: ArrayLike) -> NDArray[np.float64]:
    """The unweighted mean of the parts along the first axis; NaN where one of them is.

    Source: Sauro & Kindlund 2005.
    """
    import numpy as np

    return np.asarray(np.mean(np.asarray(parts, dtype=np.float64), axis=0))
