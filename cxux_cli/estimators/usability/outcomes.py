"""How an attempt at a task may end: what is kept apart."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """How an attempt ended."""

    SUCCESS = "success"
    DIRECT_SUCCESS = "direct-success"
    INDIRECT_SUCCESS = "indirect-success"
    ASSISTED = "assisted"
    PARTIAL = "partial"
    FAILED = "failed"
    DIRECT_FAILURE = "direct-failure"
    INDIRECT_FAILURE = "indirect-failure"
    ABANDONED = "abandoned"
    TIMED_OUT = "timed-out"
    SKIPPED = "skipped"
    NOT_ATTEMPTED = "not-attempted"


SUCCESSES = frozenset((Outcome.SUCCESS, Outcome.DIRECT_SUCCESS, Outcome.INDIRECT_SUCCESS, Outcome.ASSISTED))
"""What counts as success unless a task says otherwise."""
UNTRIED = frozenset((Outcome.SKIPPED, Outcome.NOT_ATTEMPTED))
"""No attempt was made: counted, and in no rate."""
ORDER: tuple[Outcome, ...] = tuple(Outcome)
"""The outcomes by their number in arrays."""
