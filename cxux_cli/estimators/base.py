"""What every shape offers: an estimate from a state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from cxux_cli.errors import UsageError
from cxux_cli.estimate import Estimate
from cxux_cli.estimators.persons import Persons
from cxux_cli.estimators.tally import Tally


class Estimator(Protocol):
    """A shape. `intervals` maps the names people type to what the output calls the method."""

    @property
    def intervals(self) -> Mapping[str, str]:
        """Interval name -> description of the method, the default first."""
        ...

    def code(self, value: float) -> float:
        """What one answer adds to the sum whose mean is the statistic: the value itself, or 1 in a box."""
        ...

    def estimate(
        self, tally: Tally, *, confidence: float, interval: str, persons: Persons | None = None
    ) -> Estimate:
        """The statistic of a state, with its interval at that two-sided confidence.

        `persons` says how the answers vary from person to person, where some answered several times: the
        value stays that of the answers, the interval is one over persons.
        """
        ...


def contain(value: float, low: float, high: float) -> tuple[float, float, tuple[str, ...]]:
    """The interval widened to its value where it would leave it out, with a note that says so."""
    if low <= value <= high:
        return low, high, ()
    return min(low, value), max(high, value), ("the interval was widened to contain the value",)


ALIKE = "everybody has the same score: the interval has no width and says nothing"
ONE_PERSON = "all answers are of one person: there is no interval over persons"


def over(method: str, persons: Persons | None) -> str:
    """The name of a method, which says where it is one over persons."""
    return method if persons is None else f"{method}, over {persons.count} {persons.unit}"


def refuse_rows(interval: str, persons: Persons | None, default: str) -> None:
    """Refuse an interval that resamples answers where people repeat."""
    if persons is not None:
        raise UsageError(
            f"the {interval} interval resamples answers as if each were a person, and people repeat",
            where="--interval",
            hint=f"use {default}",
        )
