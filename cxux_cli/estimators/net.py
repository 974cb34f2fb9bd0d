"""The net of two shares of one sample: top group minus bottom group, in points."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cxux_cli.errors import UsageError
from cxux_cli.estimate import Estimate, Evidence
from cxux_cli.estimators.base import ONE_PERSON, contain, over, refuse_rows
from cxux_cli.estimators.persons import Persons
from cxux_cli.estimators.tally import Tally
from cxux_cli.stats import net, weights

_INTERVALS = MappingProxyType(
    {
        "adjusted-wald": "adjusted Wald (Rocks 2016)",
        "score": "score (Rocks 2016)",
        "wald": "Wald",
        "bootstrap": "percentile bootstrap of the counts, 10,000 resamples, fixed seed",
    }
)


@dataclass(frozen=True, slots=True)
class Net:
    """100 * (share of values >= `top` - share of values <= `bottom`)."""

    top: int
    bottom: int
    groups: tuple[str, str, str]
    """Names of the top, middle and bottom group."""

    @property
    def intervals(self) -> Mapping[str, str]:
        """Interval name -> description, the default first."""
        return _INTERVALS

    def code(self, value: float) -> float:
        """1 for the top group, -1 for the bottom group, 0 between."""
        return float((value >= self.top) - (value <= self.bottom))

    def estimate(
        self, tally: Tally, *, confidence: float, interval: str, persons: Persons | None = None
    ) -> Estimate:
        """The net in points.

        Weighted answers use the Taylor variance of the weighted mean of the codes -1, 0, 1 (weights
        fixed): the plain Wald interval directly, with its factor n/(n - 1); the others through the number
        of equally weighted answers that has the same variance, so that with equal weights they are
        exactly the unweighted ones.
        """
        n, method = tally.n, over(_INTERVALS[interval], persons)
        if n == 0:
            note = "no answers: nothing to estimate"
            return Estimate(None, None, None, 0, confidence, method, parts=self._parts(tally), notes=(note,))
        top, bottom = tally.share(self.top, math.inf), tally.share(-math.inf, self.bottom)
        # Not from the two shares: 60 of 120 minus 24 of 120 is 30 and not 30.000000000000004.
        value = tally.mean_of(lambda answer: 100 * self.code(answer))
        parts = self._parts(tally)
        variance = top + bottom - (top - bottom) ** 2
        error = math.sqrt(variance / n)
        size, effective = float(n), None
        if tally.weighted:
            if interval == "bootstrap":
                raise UsageError(
                    "the bootstrap of counts takes no weights",
                    where="--interval",
                    hint="with --weight use adjusted-wald, score or wald",
                )
            effective = weights.effective_n(tally.w, tally.w2)
            spread = self._centered_w2(tally, top - bottom)
            size = variance * tally.w**2 / spread if spread > 0 else effective
            error = math.sqrt(spread) / tally.w * math.sqrt(n / (n - 1)) if n > 1 else 0.0
        if persons is not None:
            parts["persons"] = persons.count
            if persons.count == 1:
                return Estimate(value, None, None, n, confidence, method, effective, parts, (ONE_PERSON,))
            if interval == "bootstrap":
                refuse_rows(interval, persons, "adjusted-wald, score or wald")
            size = effective = persons.effective_n(variance, n, confidence)
            error = math.sqrt(persons.variance)
        parts["standard_error"] = 100 * error
        evidence = Evidence("net", (top * size, bottom * size, size), 100.0)
        if n == 1:
            note = "one answer has no interval"
            return Estimate(value, None, None, 1, confidence, method, effective, parts, (note,), evidence)
        if interval == "wald" and (tally.weighted or persons is not None):
            from cxux_cli.stats.normal import z_two_sided

            margin = 100 * z_two_sided(confidence) * error
            limits = max(-100.0, value - margin), min(100.0, value + margin)
        else:
            shares = net.INTERVALS[interval](top * size, bottom * size, size, confidence=confidence)
            limits = 100 * shares[0], 100 * shares[1]
        low, high, notes = contain(value, *limits)
        if n == 2:
            notes += ("two answers: the interval is hardly worth printing",)
        if low == high:
            notes += ("all answers are in one group: this interval has no width; adjusted-wald has",)
        if effective is not None and persons is None and n > 2 * effective:
            notes += (
                f"the weights are uneven: design effect {n / effective:.2f}, effective n {effective:.1f}",
            )
        return Estimate(value, low, high, n, confidence, method, effective, parts, notes, evidence)

    def _parts(self, tally: Tally) -> dict[str, float | None]:
        top = tally.count(self.top, math.inf)
        bottom = tally.count(-math.inf, self.bottom)
        parts: dict[str, float | None] = dict(
            zip(self.groups, (top, tally.n - top - bottom, bottom), strict=True)
        )
        if tally.n and not tally.grouped:
            parts |= {"mean": tally.mean, "median": tally.median()}
        return parts

    def _centered_w2(self, tally: Tally, center: float) -> float:
        return math.fsum(c.w2 * (self.code(v) - center) ** 2 for v, c in tally.counts.items())
