"""The share of answers that lie in a box of a closed scale, in percent."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cxux_cli.estimate import Estimate, Evidence
from cxux_cli.estimators.base import ONE_PERSON, contain, over
from cxux_cli.estimators.persons import Persons
from cxux_cli.estimators.tally import Tally
from cxux_cli.stats import proportion, weights

_INTERVALS = MappingProxyType(
    {
        "adjusted-wald": "adjusted Wald (Agresti & Coull 1998)",
        "wilson": "Wilson score",
        "exact": "exact (Clopper & Pearson 1934)",
        "jeffreys": "Jeffreys",
        "wald": "Wald",
    }
)
_FEW = 20
"""Below so many answers the share seen is a poor guess of the true one (Lewis & Sauro 2006)."""


@dataclass(frozen=True, slots=True)
class Proportion:
    """100 * (answers from `low` to `high`) / n: a top box, or a bottom box where low is good."""

    low: int
    high: int
    groups: tuple[str, str]
    """Names of the answers inside and outside the box."""
    target: float | None = None
    """A published threshold in percent, against which the share is tested one-sided."""
    enough: int = 0
    """Answers that its authors recommend at least."""

    @property
    def intervals(self) -> Mapping[str, str]:
        """Interval name -> description, the default first."""
        return _INTERVALS

    def code(self, value: float) -> float:
        """1 inside the box, 0 outside."""
        return float(self.low <= value <= self.high)

    def estimate(
        self, tally: Tally, *, confidence: float, interval: str, persons: Persons | None = None
    ) -> Estimate:
        """The share in percent; weighted answers count as Kish's effective n equally weighted ones.

        `parts` holds people, not weights, and the standard error in percentage points; below 20 answers
        also the estimate that Lewis & Sauro (2006) recommend beside the plain share.
        """
        n, method = tally.n, over(_INTERVALS[interval], persons)
        inside = tally.count(self.low, self.high)
        parts: dict[str, float | None] = dict(zip(self.groups, (inside, n - inside), strict=True))
        if n == 0:
            note = "no answers: nothing to estimate"
            return Estimate(None, None, None, 0, confidence, method, parts=parts, notes=(note,))
        # From the counts, so that 7 of 10 is 70 and not 70.00000000000001.
        value = 100 * inside / n
        k, size, effective = float(inside), float(n), None
        if tally.weighted:
            effective = size = weights.effective_n(tally.w, tally.w2)
            value = tally.mean_of(lambda answer: 100 * self.code(answer))
            k = tally.share(self.low, self.high) * size
        error = math.sqrt(value * (100 - value) / size)
        if persons is not None:
            parts["persons"] = persons.count
            if persons.count == 1:
                return Estimate(value, None, None, n, confidence, method, effective, parts, (ONE_PERSON,))
            share, error = value / 100, 100 * math.sqrt(persons.variance)
            effective = size = persons.effective_n(share * (1 - share), n, confidence)
            k = share * size
        parts["standard_error"] = error
        if n < _FEW:
            parts["adjusted_estimate"] = 100 * proportion.recommended_estimate(k, size, confidence=confidence)
        notes = self._tested(parts, k, size)
        evidence = Evidence("share", (k, size), 100.0)
        if n == 1:
            notes = ("one answer has no interval", *notes)
            return Estimate(value, None, None, 1, confidence, method, effective, parts, notes, evidence)
        shares = proportion.INTERVALS[interval](k, size, confidence=confidence)
        low, high, widened = contain(value, 100 * shares[0], 100 * shares[1])
        notes = (*widened, *notes)
        if n < self.enough:
            notes += (f"{n} answers: at least {self.enough} are recommended",)
        if n == 2:
            notes += ("two answers: the interval is hardly worth printing",)
        if low == high:
            notes += ("all answers are on one side: this interval has no width; adjusted-wald has",)
        if effective is not None and persons is None and n > 2 * effective:
            notes += (
                f"the weights are uneven: design effect {n / effective:.2f}, effective n {effective:.1f}",
            )
        return Estimate(value, low, high, n, confidence, method, effective, parts, notes, evidence)

    def _tested(self, parts: dict[str, float | None], k: float, size: float) -> tuple[str, ...]:
        """The one-sided test against the threshold, as a part and in words."""
        if self.target is None:
            return ()
        p = proportion.mid_p_above(k, size, self.target / 100)
        parts[f"mid_p_above_{self.target:g}"] = p
        return (
            f"evidence that the true share is above {self.target:g} %: one-sided mid-p {p:.3f} "
            "(small is evidence; 1 - p is no probability)",
        )
