"""What each shape of evidence can say against a target, in the unit that is printed.

`higher` says which direction is good. Bounds hold with `confidence` each on its own; they are infinite
where nothing is known on that side.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from cxux_cli.stats import change, decision, one_sided, power
from cxux_cli.stats.change import Change
from cxux_cli.verdicts import Boundary, Evidence, Power

Ends = tuple[float, float]
"""The least and the greatest possible value, infinite where there is none."""


class Shape(Protocol):
    """One statistic of one sample."""

    @property
    def method(self) -> str:
        """What its bounds are called."""
        ...

    @property
    def size(self) -> float:
        """Its sample size, as the power counts it: effective where the answers are."""
        ...

    def bounds(self, confidence: float) -> tuple[float, float]:
        """The one-sided bounds."""
        ...

    def p_short(self, target: float, higher: bool) -> float:
        """The one-sided p that it is no worse than the target: small is evidence that it is."""
        ...

    def boundary(self, target: float, higher: bool, confidence: float) -> Boundary | None:
        """Where the verdict turns for a sample like this; None where that cannot be said."""
        ...

    def power(self, target: float, higher: bool, confidence: float) -> Power | None:
        """The chance to notice a shortfall of a tenth; None where that cannot be said."""
        ...

    def change(self, base: Evidence, confidence: float) -> Change | None:
        """What became of an earlier one of the same shape; None where the two cannot be compared."""
        ...


@dataclass(frozen=True, slots=True)
class Share:
    """A share; what is better low is judged by the share of all others."""

    k: float
    n: float
    factor: float
    method: str = "exact (Clopper & Pearson 1934)"

    @property
    def size(self) -> float:
        """Answers, or as many as they are worth."""
        return self.n

    def bounds(self, confidence: float) -> tuple[float, float]:
        """Clopper-Pearson."""
        low, high = one_sided.share_bounds(self.k, self.n, confidence=confidence)
        return self.factor * low, self.factor * high

    def p_short(self, target: float, higher: bool) -> float:
        """Exact binomial."""
        side = one_sided.share_below if higher else one_sided.share_above
        return side(self.k, self.n, target / self.factor)

    def boundary(self, target: float, higher: bool, confidence: float) -> Boundary:
        """In answers where the n is whole, else in percent."""
        share = target / self.factor
        found = decision.share(self.n, share if higher else 1 - share, confidence=confidence)
        if self.n == int(self.n):
            n = int(self.n)
            return _boundary(found, lambda k: int(k) if higher else n - int(k), of=n)
        return _boundary(found, lambda k: self.factor * (k if higher else self.n - k) / self.n)

    def power(self, target: float, higher: bool, confidence: float) -> Power | None:
        """Of a shortfall of ten points, or as many as there are."""
        share = target / self.factor if higher else 1 - target / self.factor
        short = min(0.1, share)
        if short <= 0:
            return None
        truth = max(0.0, share - short)
        chance = power.share(max(1, int(self.n)), share, truth, confidence=confidence)
        return Power(self.factor * short, chance, power.share_needed(share, truth, confidence=confidence))

    def change(self, base: Evidence, confidence: float) -> Change:
        """The N-1 test."""
        k, n = base.sums
        found = change.shares(self.k, self.n, k, n, confidence=confidence)
        return _times(self.factor, found)


@dataclass(frozen=True, slots=True)
class Net:
    """A top share less a bottom share; with another target the middle share stays as it is."""

    top: float
    bottom: float
    n: float
    factor: float
    method: str = "score (Tango 1998; Rocks 2016)"

    @property
    def size(self) -> float:
        """Answers, or as many as they are worth."""
        return self.n

    def bounds(self, confidence: float) -> tuple[float, float]:
        """The score interval."""
        low, high = one_sided.net_bounds(self.top, self.bottom, self.n, confidence=confidence)
        return self.factor * low, self.factor * high

    def p_short(self, target: float, higher: bool) -> float:
        """The score test."""
        p = one_sided.net_below(self.top, self.bottom, self.n, target / self.factor)
        return p if higher else 1 - p

    def boundary(self, target: float, higher: bool, confidence: float) -> Boundary | None:
        """In points; None where everybody is in the middle."""
        ends = (self.top + self.bottom) / self.n
        if ends == 0:
            return None
        side = 1 if higher else -1
        found = decision.net(self.n, ends, side * target / self.factor, confidence=confidence)
        return _boundary(found, lambda net: side * self.factor * net)

    def power(self, target: float, higher: bool, confidence: float) -> Power | None:
        """Of a shortfall of ten points."""
        net = target / self.factor if higher else -target / self.factor
        truth = max(-1.0, net - 0.1)
        if truth >= net:
            return None
        ends = max((self.top + self.bottom) / self.n, abs(truth))
        chance = power.net(self.n, ends, net, truth, confidence=confidence)
        return Power(
            self.factor * (net - truth), chance, power.net_needed(ends, net, truth, confidence=confidence)
        )

    def change(self, base: Evidence, confidence: float) -> Change:
        """The adjusted z test."""
        top, bottom, n = base.sums
        found = change.nets((self.top, self.bottom, self.n), (top, bottom, n), confidence=confidence)
        return _times(self.factor, found)


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean; where nobody varies, the ends of the scale and the number of answers give the bounds."""

    mean: float
    error: float
    df: float
    factor: float
    ends: Ends
    tally: tuple[tuple[float, int], ...] = ()

    @property
    def method(self) -> str:
        """Student's, or the exact bound of a sample without spread."""
        return "t" if self.error > 0 else "exact (all answers alike)"

    @property
    def size(self) -> float:
        """Answers; people where they repeat."""
        return self.df + 1

    def bounds(self, confidence: float) -> tuple[float, float]:
        """Student's."""
        if self.error == 0:
            return one_sided.constant_bounds(self._value, self.size, self.ends, confidence=confidence)
        low, high = one_sided.mean_bounds(self.mean, self.error, self.df, confidence=confidence)
        return max(self.ends[0], self.factor * low), min(self.ends[1], self.factor * high)

    def p_short(self, target: float, higher: bool) -> float:
        """Student's."""
        side = 1 if higher else -1
        if self.error == 0:
            high = self.ends[1] if higher else -self.ends[0]
            return one_sided.constant_below(side * self._value, self.size, high, side * target)
        return one_sided.mean_below(side * self.mean, self.error, self.df, side * target / self.factor)

    def boundary(self, target: float, higher: bool, confidence: float) -> Boundary | None:
        """In the unit of the measure; None without spread."""
        if self.error == 0:
            return None
        side = 1 if higher else -1
        low, high = sorted(side * end for end in self.ends)
        found = decision.mean(
            self.factor * self.error, self.df, side * target, (low, high), confidence=confidence
        )
        return _boundary(found, lambda mean: side * mean)

    def power(self, target: float, higher: bool, confidence: float) -> Power | None:
        """Of a shortfall of a tenth of the scale, or of the target where the scale has no end."""
        low, high = self.ends
        short = (high - low) / 10 if math.isfinite(high - low) else abs(target) / 10
        short = min(short, target - low if higher else high - target)
        if self.error == 0 or short <= 0:
            return None
        sd = self.factor * self.error * math.sqrt(self.size)
        chance = power.mean(self.size, sd, short, confidence=confidence)
        return Power(short, chance, power.mean_needed(sd, short, confidence=confidence))

    def change(self, base: Evidence, confidence: float) -> Change | None:
        """By permutation of the answers where they are few, else Welch's test."""
        if self.tally and base.tally:
            found = change.answers(dict(self.tally), dict(base.tally), confidence=confidence)
        else:
            mean, error, df = base.sums
            found = change.means((self.mean, self.error, self.df), (mean, error, df), confidence=confidence)
        if found is None:
            return None
        # Where too few deals are possible for a bound, the scale is one.
        told, most = _times(self.factor, found), self.ends[1] - self.ends[0]
        return replace(told, low=max(told.low, -most), high=min(told.high, most))

    @property
    def _value(self) -> float:
        return self.factor * self.mean


@dataclass(frozen=True, slots=True)
class LogMean:
    """A geometric mean, judged on logarithms."""

    mean: float
    error: float
    df: float
    factor: float

    @property
    def method(self) -> str:
        """Student's on logarithms."""
        return "t on logarithms"

    @property
    def size(self) -> float:
        """Times; people where they repeat."""
        return self.df + 1

    def bounds(self, confidence: float) -> tuple[float, float]:
        """Student's, turned back."""
        low, high = self._logs.bounds(confidence)
        return self.factor * _exp(low), self.factor * _exp(high)

    def p_short(self, target: float, higher: bool) -> float:
        """Student's."""
        return self._logs.p_short(self._log(target), higher)

    def boundary(self, target: float, higher: bool, confidence: float) -> Boundary | None:
        """In the unit of the measure; None without spread."""
        found = self._logs.boundary(self._log(target), higher, confidence) if target > 0 else None
        if found is None:
            return None
        return _boundary((found.miss_at, found.prove_at), lambda log: self.factor * _exp(log))

    def power(self, target: float, higher: bool, confidence: float) -> Power | None:
        """Of a shortfall of a tenth of the target."""
        if self.error == 0 or target <= 0:
            return None
        sd, short = self.error * math.sqrt(self.size), -math.log(0.9) if higher else math.log(1.1)
        chance = power.mean(self.size, sd, short, confidence=confidence)
        return Power(target / 10, chance, power.mean_needed(sd, short, confidence=confidence))

    def change(self, base: Evidence, confidence: float) -> Change | None:
        """Welch's test on logarithms."""
        mean, error, df = base.sums
        found = change.log_means((self.mean, self.error, self.df), (mean, error, df), confidence=confidence)
        return None if found is None else _times(self.factor, found)

    @property
    def _logs(self) -> Mean:
        return Mean(self.mean, self.error, self.df, 1.0, (-math.inf, math.inf))

    def _log(self, target: float) -> float:
        return math.log(target / self.factor) if target > 0 else -math.inf


@dataclass(frozen=True, slots=True)
class Rate:
    """Events per exposure."""

    events: float
    exposure: float
    factor: float
    method: str = "exact Poisson (Garwood 1936)"

    @property
    def size(self) -> float:
        """The exposure."""
        return self.exposure

    def bounds(self, confidence: float) -> tuple[float, float]:
        """Garwood's."""
        low, high = one_sided.rate_bounds(self.events, self.exposure, confidence=confidence)
        return self.factor * low, self.factor * high

    def p_short(self, target: float, higher: bool) -> float:
        """Exact Poisson."""
        side = one_sided.rate_below if higher else one_sided.rate_above
        return side(self.events, self.exposure, target / self.factor)

    def boundary(self, target: float, higher: bool, confidence: float) -> Boundary | None:
        """In the unit of the measure; only of what is better low, as all counted events are."""
        if higher:
            return None
        found = decision.rate(self.exposure, target / self.factor, confidence=confidence)
        return _boundary(found, lambda events: self.factor * events / self.exposure)

    def power(self, target: float, higher: bool, confidence: float) -> Power | None:
        """Of a rate a tenth above the target; only of what is better low."""
        rate = target / self.factor
        if higher or not 1.1 * rate > rate:
            return None
        chance = power.rate(self.exposure, rate, 1.1 * rate, confidence=confidence)
        return Power(target / 10, chance, power.rate_needed(rate, 1.1 * rate, confidence=confidence))

    def change(self, base: Evidence, confidence: float) -> Change:
        """The conditional exact test."""
        events, exposure = base.sums
        found = change.rates((self.events, self.exposure), (events, exposure), confidence=confidence)
        return _times(self.factor, found)


def shape_of(evidence: Evidence, ends: Ends) -> Shape:
    """The shape of some evidence of a measure with these ends. ValueError: a shape there is not."""
    factor = evidence.factor
    match evidence.shape, evidence.sums:
        case "share", (k, n):
            return Share(k, n, factor)
        case "net", (top, bottom, n):
            return Net(top, bottom, n, factor)
        case "mean", (mean, error, df):
            return Mean(mean, error, df, factor, ends, evidence.tally)
        case "log-mean", (mean, error, df):
            return LogMean(mean, error, df, factor)
        case "rate", (events, exposure):
            return Rate(events, exposure, factor)
    raise ValueError(f"there is no evidence of shape {evidence.shape!r} with {len(evidence.sums)} sums.")


def _boundary(
    found: tuple[float | None, float | None], unit: Callable[[float], float], of: int | None = None
) -> Boundary:
    """Both turns in the unit that is printed; one that is too large for a number is out of reach."""

    def reached(turn: float | None) -> float | None:
        place = math.inf if turn is None else unit(turn)
        return None if math.isinf(place) else place

    return Boundary(reached(found[0]), reached(found[1]), of)


def _times(factor: float, found: Change) -> Change:
    return replace(
        found,
        difference=factor * found.difference,
        low=factor * found.low,
        high=factor * found.high,
    )


def _exp(x: float) -> float:
    """The exponential, infinite where it is too large for a number."""
    try:
        return math.exp(x)
    except OverflowError:
        return math.inf
