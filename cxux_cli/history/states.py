"""Which states are kept: sums that say again what was measured, and say nothing about one person."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from math import inf, isclose, isfinite
from typing import Any

from cxux_cli.estimators.states import Moments, Share, State, of_json
from cxux_cli.estimators.tally import Tally
from cxux_cli.history.estimate import estimated
from cxux_cli.results import Evidence, Result

VALUES = 101
"""Different values of a closed scale at most, as of 0 to 100; more of them would be a list of measurements."""
_CLOSE = 1e-9


def kept(result: Result) -> dict[str, Any] | None:
    """The state of a result as it is kept; None where nothing adds up, or nothing may be known.

    A state that does not say what the result says is none of it: what it would add up to is another number.
    """
    if result.hidden or result.state is None:
        return None
    return next((s.to_json() for s in _forms(of_json(result.state)) if says(s, result)), None)


def says(state: State, result: Result) -> bool:
    """Whether a state reproduces the value of its result, and where answers were counted its n."""
    found, stated = estimated(result, state, confidence=result.estimate.confidence), result.estimate
    # The n of errors is attempts, whatever they are divided by.
    if found is None or (isinstance(state, Tally) and found.n != stated.n):
        return False
    if found.value is None or stated.value is None:
        return found.value is stated.value
    return isclose(found.value, stated.value, rel_tol=_CLOSE, abs_tol=_CLOSE)


def _forms(state: State) -> Iterator[State]:
    """The state, and what is left of a tally that is no closed scale."""
    if not isinstance(state, Tally):
        yield state
        return
    if len(state.counts) <= VALUES:
        yield state
    if not state.weighted and not state.grouped:
        if set(state.counts) <= {0.0, 1.0}:
            yield Share(float(state.count(1, 1)), state.n)
        if state.counts:
            yield Moments.of_tally(state)


def slices_of(result: Result) -> str:
    """How a result is cut: the columns of its segment, and whether it is of a persona and of a task."""
    return canonical([sorted(result.segment), result.persona is not None, result.task is not None])


def canonical(value: Mapping[str, Any] | list[Any]) -> str:
    """JSON without blanks, keys in order: the same bytes for the same value."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)


def evidence_json(evidence: Evidence | None) -> str | None:
    """The evidence of a statistic as it is kept."""
    if evidence is None:
        return None
    told: dict[str, Any] = {
        "shape": evidence.shape,
        "sums": list(evidence.sums),
        "factor": evidence.factor,
    }
    # More values than a closed scale has would be a list of measurements.
    if 0 < len(evidence.tally) <= VALUES:
        told["tally"] = [[value, n] for value, n in evidence.tally]
    return canonical(told)


def evidence_of(text: str | None) -> Evidence | None:
    """The evidence `evidence_json` wrote. ValueError, TypeError, KeyError: it is none."""
    if text is None:
        return None
    value = json.loads(text)
    shape, sums, factor = str(value["shape"]), tuple(map(float, value["sums"])), float(value["factor"])
    tally = tuple((float(x), int(n)) for x, n in value["tally"]) if "tally" in value else ()
    found = Evidence(shape, sums, factor, tally)
    if not _holds(found.shape, found.sums) or any(n < 1 or not isfinite(x) for x, n in tally):
        raise ValueError(f"{found} is no evidence.")
    return found


def _holds(shape: str, sums: tuple[float, ...]) -> bool:
    """Whether sums can be those of a shape; of a shape that is not known here they may be anything."""
    match shape, sums:
        case "share", (k, n):
            return 0 <= k <= n
        case "net", (top, bottom, n):
            return min(top, bottom) >= 0 and top + bottom <= n * (1 + _CLOSE)
        case (("mean" | "log-mean"), (mean, error, df)):
            return isfinite(mean) and 0 <= error < inf and 0 <= df < inf
        case "rate", (events, exposure):
            return 0 <= events < inf and 0 <= exposure < inf
    return shape not in ("share", "net", "mean", "log-mean", "rate")
