"""Lostness: how far a path through pages is from the shortest one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray


def lostness(visited: ArrayLike, distinct: ArrayLike, fewest: ArrayLike) -> NDArray[np.float64]:
    """√((N/S - 1)² + (R/N - 1)²) for each path: S pages visited, N different ones, R the fewest possible.

    0 is the shortest path; above .5 people are lost (Smith 1996). NaN where 1 <= R and 1 <= N <= S does
    not hold. Source: Smith 1996, Towards a practical measure of hypertext usability.
    """
    import numpy as np

    s, n, r = np.broadcast_arrays(*(np.asarray(x, dtype=np.float64) for x in (visited, distinct, fewest)))
    possible = (r >= 1) & (n >= 1) & (n <= s)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.sqrt((n / s - 1) ** 2 + (r / n - 1) ** 2)
    return np.where(possible, found, np.nan)
