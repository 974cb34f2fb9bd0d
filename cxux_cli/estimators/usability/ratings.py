"""Ratings right after a task: SEQ, SMEQ and ASQ."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

from cxux_cli.estimate import Estimate
from cxux_cli.estimators.usability.group import Group
from cxux_cli.estimators.usability.shapes import mean

SCALES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"ease": (1.0, 7.0), "effort": (0.0, 150.0), "asq": (1.0, 7.0), "satisfaction": (1.0, 5.0)}
)
"""Role -> the ends of its scale."""


def rating(group: Group, role: str, *, confidence: float) -> Estimate:
    """The mean rating; also people who failed rate the task."""
    sums = group.of(role)
    parts: dict[str, float | None] = {}
    if sums.n and not group.weighted:
        parts["median"] = group.median(role)
    limits = SCALES.get(role, (-math.inf, math.inf))
    return mean(sums, confidence=confidence, parts=parts, limits=limits, weighted=group.weighted)
