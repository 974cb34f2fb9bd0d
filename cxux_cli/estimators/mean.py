"""The mean of scores on a bounded scale."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cxux_cli.errors import UsageError
from cxux_cli.estimate import Estimate, Evidence
from cxux_cli.estimators.base import ALIKE, ONE_PERSON, contain, over, refuse_rows
from cxux_cli.estimators.persons import Persons
from cxux_cli.estimators.tally import Tally
from cxux_cli.stats import mean, weights

_INTERVALS = MappingProxyType(
    {
        "t": "t on the persons' scores",
        "bca": "BCa bootstrap of the mean, 10,000 resamples, fixed seed",
    }
)


@dataclass(frozen=True, slots=True)
class Mean:
    """The arithmetic mean, unclipped by itself; the caller knows the range."""

    low: float = 0.0
    high: float = 100.0

    @property
    def intervals(self) -> Mapping[str, str]:
        """Interval name -> description, the default first."""
        return _INTERVALS

    def code(self, value: float) -> float:
        """The value itself."""
        return value

    def estimate(
        self, tally: Tally, *, confidence: float, interval: str, persons: Persons | None = None
    ) -> Estimate:
        """The mean with its interval; weighted, the t interval on the Taylor variance (weights fixed)."""
        n, method = tally.n, over(_INTERVALS[interval], persons)
        if n == 0:
            note = "no complete answers: nothing to estimate"
            return Estimate(None, None, None, 0, confidence, method, notes=(note,))
        value = tally.mean
        parts: dict[str, float | None] = {
            "median": tally.median(),
            "sd": None,
            "min": min(tally.counts),
            "max": max(tally.counts),
        }
        effective = weights.effective_n(tally.w, tally.w2) if tally.weighted else None
        if n == 1:
            return Estimate(
                value, None, None, 1, confidence, method, effective, parts, ("one answer has no interval",)
            )
        # Unweighted, this is s / sqrt(n); weighted, the Taylor linearisation.
        error = weights.taylor_standard_error(n, tally.w, tally.centered_w2(value))
        spread = math.fsum(c.w * (v - value) ** 2 for v, c in tally.counts.items()) / tally.w
        parts["sd"] = math.sqrt(spread * n / (n - 1))
        df = n - 1
        if persons is not None:
            parts["persons"] = persons.count
            if persons.count == 1:
                return Estimate(value, None, None, n, confidence, method, effective, parts, (ONE_PERSON,))
            df, error = persons.count - 1, math.sqrt(persons.variance)
        parts["standard_error"] = error
        if interval == "t":
            limits = mean.t_interval(value, error, df, confidence=confidence)
        elif persons is not None:
            refuse_rows(interval, persons, "t")
        elif tally.weighted:
            raise UsageError(
                "the BCa bootstrap takes no weights", where="--interval", hint="with --weight use t"
            )
        else:
            limits = mean.bca(list(tally.counts), [c.n for c in tally.counts.values()], confidence=confidence)
        low, high = max(self.low, limits[0]), min(self.high, limits[1])
        low, high, notes = contain(value, low, high)
        if (low, high) != limits and not notes:
            notes += ("the interval was cut at the end of the scale",)
        if n == 2:
            notes += ("two answers: the interval is hardly worth printing",)
        if len(tally.counts) == 1:
            notes += (ALIKE,)
        if effective is not None and n > 2 * effective:
            notes += (
                f"the weights are uneven: design effect {n / effective:.2f}, effective n {effective:.1f}",
            )
        # Weights and people who repeat make an answer worth less than one: then the moments have to do.
        counted = () if tally.weighted or persons is not None else tally.counts.items()
        told = tuple((value, count.n) for value, count in sorted(counted))
        evidence = Evidence("mean", (value, error, float(df)), tally=told)
        return Estimate(value, low, high, n, confidence, method, effective, parts, notes, evidence)
