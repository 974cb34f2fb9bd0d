"""What every shape offers: an estimate from a state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from cxux_cli.estimators.tally import Tally
from cxux_cli.results import Estimate


class Estimator(Protocol):
    """A shape. `intervals` maps the names people type to what the output calls the method."""

    @property
    def intervals(self) -> Mapping[str, str]:
        """Interval name -> description of the method, the default first."""
        ...

    def estimate(self, tally: Tally, *, confidence: float, interval: str) -> Estimate:
        """The statistic of a state, with its interval at that two-sided confidence."""
        ...


def contain(value: float, low: float, high: float) -> tuple[float, float, tuple[str, ...]]:
    """The interval widened to its value where it would leave it out, with a note that says so."""
    if low <= value <= high:
        return low, high, ()
    return min(low, value), max(high, value), ("the interval was widened to contain the value",)
