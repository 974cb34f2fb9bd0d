"""States as they are kept in reports: plain values that add, read back and estimated again.

`state(A) + state(B) == state(A and B)`, so that weeks make a month without anybody's answers. The tally of a
closed scale is one kind (`tally.py`); the others hold only what their statistic needs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any, TypeAlias

from cxux_cli.estimate import Estimate, Evidence
from cxux_cli.estimators.base import contain
from cxux_cli.estimators.tally import Tally


@dataclass(frozen=True, slots=True)
class Share:
    """k of n."""

    k: float
    n: int

    def __add__(self, other: Share) -> Share:
        return Share(self.k + other.k, self.n + other.n)

    def to_json(self) -> dict[str, Any]:
        """A plain value that `of_json` reads back."""
        return {"kind": "share", "k": self.k, "n": self.n}

    def estimate(self, *, confidence: float) -> Estimate:
        """100 * k / n with the adjusted Wald interval, in percent."""
        from cxux_cli.stats.proportion import adjusted_wald

        method = "adjusted Wald (Agresti & Coull 1998)"
        if not self.n:
            return _nothing(confidence, method)
        value = 100 * self.k / self.n
        low, high = adjusted_wald(self.k, self.n, confidence=confidence)
        low, high, notes = contain(value, 100 * low, 100 * high)
        evidence = Evidence("share", (self.k, self.n), 100.0)
        return Estimate(value, low, high, self.n, confidence, method, notes=notes, evidence=evidence)


@dataclass(frozen=True, slots=True)
class Moments:
    """Count, sum and sum of squares of values, or of their natural logarithms where `log` is true."""

    n: int
    sum: float
    sum2: float
    log: bool = False

    @classmethod
    def of_tally(cls, tally: Tally) -> Moments:
        """Of unweighted values."""
        return cls(
            tally.n,
            math.fsum(c.n * value for value, c in tally.counts.items()),
            math.fsum(c.n * value * value for value, c in tally.counts.items()),
        )

    def __add__(self, other: Moments) -> Moments:
        if self.log != other.log:
            raise ValueError("values and logarithms of values do not add.")
        return Moments(self.n + other.n, self.sum + other.sum, self.sum2 + other.sum2, self.log)

    def to_json(self) -> dict[str, Any]:
        """A plain value that `of_json` reads back."""
        return {"kind": "moments", "log": self.log, "n": self.n, "sum": self.sum, "sum2": self.sum2}

    def estimate(self, *, confidence: float) -> Estimate:
        """The mean with its t interval; of logarithms the geometric mean, both turned back."""
        from cxux_cli.stats.mean import t_interval

        method = "t on logarithms" if self.log else "t"
        if not self.n:
            return _nothing(confidence, method)
        mean = self.sum / self.n
        back = math.exp if self.log else float
        if self.n == 1:
            note = "one value: there is no interval"
            return Estimate(back(mean), None, None, 1, confidence, method, notes=(note,))
        # Rounding can leave the squares a hair below what equal values need.
        variance = max(0.0, (self.sum2 - self.sum * mean) / (self.n - 1))
        error, df = math.sqrt(variance / self.n), self.n - 1
        low, high = t_interval(mean, error, df, confidence=confidence)
        evidence = Evidence("log-mean" if self.log else "mean", (mean, error, df))
        parts = {"standard_error_log" if self.log else "standard_error": error}
        return Estimate(
            back(mean), back(low), back(high), self.n, confidence, method, parts=parts, evidence=evidence
        )


@dataclass(frozen=True, slots=True)
class Rate:
    """Events in an exposure: a Poisson count."""

    events: float
    exposure: float

    def __add__(self, other: Rate) -> Rate:
        return Rate(self.events + other.events, self.exposure + other.exposure)

    def to_json(self) -> dict[str, Any]:
        """A plain value that `of_json` reads back."""
        return {"kind": "rate", "events": self.events, "exposure": self.exposure}

    def estimate(self, *, confidence: float) -> Estimate:
        """Events / exposure with Garwood's exact interval; n is the exposure in whole units."""
        from cxux_cli.stats.rates import garwood

        method = "exact Poisson (Garwood 1936)"
        if not self.exposure > 0:
            return _nothing(confidence, method)
        low, high = garwood(self.events, self.exposure, confidence=confidence)
        evidence = Evidence("rate", (self.events, self.exposure))
        value, n = self.events / self.exposure, int(self.exposure)
        return Estimate(value, low, high, n, confidence, method, evidence=evidence)


State: TypeAlias = Tally | Share | Moments | Rate


def of_json(state: Mapping[str, Any]) -> State:
    """The state a plain value stands for. ValueError: of no known kind, or without what its kind needs."""
    try:
        match state["kind"]:
            case "tally":
                return Tally.from_json(state)
            case "share":
                return Share(float(state["k"]), int(state["n"]))
            case "moments":
                return Moments(int(state["n"]), float(state["sum"]), float(state["sum2"]), bool(state["log"]))
            case "rate":
                return Rate(float(state["events"]), float(state["exposure"]))
    except (KeyError, TypeError) as error:
        raise ValueError(f"{error!r} in the state {state!r}") from error
    raise ValueError(f"a state of kind {state['kind']!r} is not known.")


def total(states: list[State]) -> State | None:
    """The state of all of them together; None for none, and where their kinds differ."""
    if not states or len({(type(s), getattr(s, "log", None)) for s in states}) > 1:
        return None
    return reduce(lambda a, b: a + b, states)  # type: ignore[operator]


def _nothing(confidence: float, method: str) -> Estimate:
    return Estimate(None, None, None, 0, confidence, method, notes=("nothing to estimate",))
