"""A straight line through the estimate of another shape: value and limits moved together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cxux_cli.estimate import Estimate, Evidence
from cxux_cli.estimators.mean import Mean
from cxux_cli.estimators.persons import Persons
from cxux_cli.estimators.tally import Tally

_PLACES = frozenset(("median", "min", "max"))
"""Parts that are scores, and move along the line."""
_SPREADS = frozenset(("sd", "standard_error"))
"""Parts that a shift leaves alone."""


@dataclass(frozen=True, slots=True)
class Linear:
    """`slope` times the mean of the scores plus `intercept`; the slope is above zero."""

    mean: Mean
    slope: float
    intercept: float

    @property
    def intervals(self) -> Mapping[str, str]:
        """Interval name -> description, the default first."""
        return self.mean.intervals

    def code(self, value: float) -> float:
        """The score before the line: it is the mean of the scores that moves."""
        return self.mean.code(value)

    def estimate(
        self, tally: Tally, *, confidence: float, interval: str, persons: Persons | None = None
    ) -> Estimate:
        """The estimate of the mean on the line; the line itself counts as exact."""
        raw = self.mean.estimate(tally, confidence=confidence, interval=interval, persons=persons)
        return replace(
            raw,
            value=self._at(raw.value),
            low=self._at(raw.low),
            high=self._at(raw.high),
            parts={name: self._moved(name, part) for name, part in raw.parts.items()},
            evidence=None if raw.evidence is None else self._evidence(raw.evidence),
        )

    def _evidence(self, raw: Evidence) -> Evidence:
        mean, error, df = raw.sums
        tally = tuple((self.slope * value + self.intercept, n) for value, n in raw.tally)
        return Evidence("mean", (self.slope * mean + self.intercept, self.slope * error, df), tally=tally)

    def _moved(self, name: str, part: float | None) -> float | None:
        if name in _PLACES:
            return self._at(part)
        return self.slope * part if name in _SPREADS and part is not None else part

    def _at(self, x: float | None) -> float | None:
        return None if x is None else self.slope * x + self.intercept
