"""What a kept state says, at any confidence: the measure's own estimator where answers were counted."""

from __future__ import annotations

from dataclasses import replace

from cxux_cli.estimators.states import State
from cxux_cli.estimators.tally import Tally
from cxux_cli.measures.defined import estimator
from cxux_cli.results import Estimate, Result


def estimated(like: Result, state: State, *, confidence: float) -> Estimate | None:
    """The estimate of a state, as the measure of a result is computed; None where this version cannot.

    Intervals are the default ones of the measure; those of means end where the values do.
    """
    if isinstance(state, Tally):
        shape = estimator(like.measure, like.definition)
        if shape is None:
            return None
        return shape.estimate(state, confidence=confidence, interval=next(iter(shape.intervals)))
    found = state.estimate(confidence=confidence)
    if found.low is None or found.high is None:
        return found
    return replace(found, low=max(like.range[0], found.low), high=min(like.range[1], found.high))
