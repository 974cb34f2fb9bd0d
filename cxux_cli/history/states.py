"""Which states are kept: sums that say again what was measured, and say nothing about one person."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from cxux_cli.estimators.states import Moments, of_json
from cxux_cli.estimators.tally import Tally
from cxux_cli.results import Evidence, Result

VALUES = 101
"""Different values of a closed scale at most, as of 0 to 100; more of them would be a list of measurements."""


def kept(result: Result) -> dict[str, Any] | None:
    """The state of a result as it is kept; None where nothing adds up, or nothing may be known."""
    if result.hidden or result.state is None:
        return None
    state = of_json(result.state)
    if isinstance(state, Tally) and len(state.counts) > VALUES:
        return None if state.weighted or state.grouped else Moments.of_tally(state).to_json()
    return state.to_json()


def canonical(value: Mapping[str, Any] | list[Any] | None) -> str | None:
    """JSON without blanks, keys in order: the same bytes for the same value."""
    if value is None:
        return None
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)


def evidence_json(evidence: Evidence | None) -> str | None:
    """The evidence of a statistic as it is kept."""
    if evidence is None:
        return None
    return canonical({"shape": evidence.shape, "sums": list(evidence.sums), "factor": evidence.factor})


def evidence_of(text: str | None) -> Evidence | None:
    """The evidence `evidence_json` wrote."""
    if text is None:
        return None
    value = json.loads(text)
    return Evidence(value["shape"], tuple(value["sums"]), value["factor"])
