"""Ratings right after a task: SEQ, SMEQ and ASQ."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

from cxux_cli.estimators.usability.attempts import Attempts, mean
from cxux_cli.results import Estimate

SCALES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"ease": (1.0, 7.0), "effort": (0.0, 150.0), "asq": (1.0, 7.0), "satisfaction": (1.0, 5.0)}
)
"""Role -> the ends of its scale."""


def rating(attempts: Attempts, role: str, *, confidence: float) -> Estimate | None:
    """The mean rating; also people who failed rate the task."""
    import numpy as np

    if role not in attempts.values:
        return None
    known = ~np.isnan(attempts.values[role])
    if not known.any():
        return None
    values = attempts.values[role][known]
    parts: dict[str, float | None] = {"median": float(np.median(values))}
    limits = SCALES.get(role, (-math.inf, math.inf))
    return mean(values, attempts.person[known], confidence=confidence, parts=parts, limits=limits)
