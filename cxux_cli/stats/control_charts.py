"""Control charts: what a series does by itself, so that what it does not do by itself shows.

Limits stand three standard deviations from the centre. The deviation comes from the changes from point to
point (XmR) or from the sizes of the samples (p), never from the spread of all points: a shift would widen
the limits until it was hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum, sqrt

D2 = 1.128
"""Mean of the range of two normal observations over their standard deviation; 3 / 1.128 is the 2.66 of Wheeler."""
D4 = 3.267
"""Upper limit of a moving range of two over their mean."""
FEWEST = 8
"""Points below which limits would mostly be noise: with fewer, the mean change itself is hardly known."""
RUN = 8
"""So many points in a row on one side of the centre are a signal (Western Electric 1956)."""
_OVERDISPERSED = 0.05


@dataclass(frozen=True, slots=True)
class Chart:
    """The centre, the limits of every point, and the largest usual change from point to point (None: no such limit)."""

    method: str
    center: float
    limits: tuple[tuple[float, float], ...]
    moving_range: float | None = None


def xmr(values: Sequence[float]) -> Chart:
    """Individuals chart: mean ± 3 MRbar/1.128, MRbar the mean absolute change; changes up to 3.267 MRbar.

    ValueError: fewer than two values. Source: Shewhart 1931; Wheeler 1993, Understanding Variation;
    Montgomery 2013, Introduction to Statistical Quality Control, section 6.4.
    """
    if len(values) < 2:
        raise ValueError(f"{len(values)} values, must be at least 2.")
    center, usual = fsum(values) / len(values), _moving_range(values)
    margin = 3 * usual / D2
    limits = ((center - margin, center + margin),) * len(values)
    return Chart("XmR chart", center, limits, D4 * usual)


def p_chart(counts: Sequence[float], sizes: Sequence[float]) -> Chart:
    """Chart of shares k/n as fractions: P ± 3 √(P(1 - P)/n), P = Σk/Σn, within 0..1.

    Where the shares vary more than samples of these sizes do (chi-square, one-sided, 5 %), as large samples
    often do, the limits are Laney's p': wider by the spread of the standardised shares from point to point.
    ValueError: fewer than two, n <= 0, k outside 0..n. Source: Montgomery 2013, section 7.2; Laney 2002,
    Improved control charts for attributes, Quality Engineering 14(4).
    """
    if len(counts) < 2 or len(counts) != len(sizes):
        raise ValueError(f"{len(counts)} counts of {len(sizes)} samples, must be as many and at least 2.")
    for k, n in zip(counts, sizes, strict=True):
        if not (n > 0 and 0 <= k <= n):
            raise ValueError(f"{k} of {n}, must be from 0 to n above 0.")
    center = sum(counts) / sum(sizes)
    errors = [sqrt(center * (1 - center) / n) for n in sizes]
    widen, method = 1.0, "p chart"
    if center * (1 - center) > 0:
        z = [(k / n - center) / error for k, n, error in zip(counts, sizes, errors, strict=True)]
        spread = _moving_range(z) / D2
        if spread > 1 and overdispersion(z) < _OVERDISPERSED:
            widen, method = spread, "Laney p' chart"
    limits = tuple(
        (max(0.0, center - 3 * widen * error), min(1.0, center + 3 * widen * error)) for error in errors
    )
    return Chart(method, center, limits)


def overdispersion(z: Sequence[float]) -> float:
    """The p of the dispersion test on standardised shares, Σz² as chi-square with one df less: small is evidence.

    Source: Cochran 1954, Some methods for strengthening the common chi-square tests.
    """
    from scipy.special import chdtrc

    return float(chdtrc(len(z) - 1, sum(each * each for each in z)))


def signals(values: Sequence[float], chart: Chart) -> list[str | None]:
    """What each point says: `above` or `below` its limits, or `shift` at the end of a run on one side; else None."""
    found: list[str | None] = []
    side, run = 0, 0
    # Equal values differ from their own mean by rounding, which is no signal.
    hair = 1e-9 * max(1.0, abs(chart.center))
    for value, (low, high) in zip(values, chart.limits, strict=True):
        now = (value > chart.center + hair) - (value < chart.center - hair)
        # A point on the centre belongs to neither side and ends a run.
        run = run + 1 if now and now == side else abs(now)
        side = now
        found.append("above" if value > high else "below" if value < low else "shift" if run >= RUN else None)
    return found


def _moving_range(values: Sequence[float]) -> float:
    changes = [abs(b - a) for a, b in pairwise(values)]
    return fsum(changes) / len(changes)
