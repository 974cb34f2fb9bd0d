"""Shares of attempts: success, partial credit, abandonment, directness, search, the first click."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cxux_cli.estimate import Estimate
from cxux_cli.estimators.usability.group import Group
from cxux_cli.estimators.usability.outcomes import Outcome
from cxux_cli.estimators.usability.shapes import BOOTSTRAP, mean, nothing, ratio, share, unweighted

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ENDINGS: Mapping[str, tuple[Outcome, ...]] = {
    "direct": (Outcome.SUCCESS, Outcome.DIRECT_SUCCESS),
    "indirect": (Outcome.INDIRECT_SUCCESS,),
    "assisted": (Outcome.ASSISTED,),
    "partial": (Outcome.PARTIAL,),
    "failed": (Outcome.FAILED, Outcome.DIRECT_FAILURE, Outcome.INDIRECT_FAILURE),
    "abandoned": (Outcome.ABANDONED,),
    "timed_out": (Outcome.TIMED_OUT,),
    "skipped": (Outcome.SKIPPED,),
    "not_attempted": (Outcome.NOT_ATTEMPTED,),
}
"""Name in the parts -> the outcomes it counts."""


def counts(group: Group) -> dict[str, float | None]:
    """How many attempts ended in which way; skipped and not attempted ones are no attempts."""
    return {name: group.ended(*outcomes) for name, outcomes in _ENDINGS.items()}


def success(group: Group, *, confidence: float) -> Estimate:
    """100 * successes / attempts made."""
    sums = group.of("success")
    parts = {"successes": int(sums.x), "attempts": int(sums.n), **counts(group)}
    return share(sums, confidence=confidence, parts=parts, weighted=group.weighted)


def credit(group: Group, *, confidence: float) -> Estimate:
    """The mean credit in percent, where some attempts were partial successes."""
    sums = group.of("credit")
    return mean(sums, confidence=confidence, parts={}, limits=(0.0, 100.0), weighted=group.weighted)


def abandonment(group: Group, *, confidence: float) -> Estimate:
    """100 * given up / attempts made."""
    sums = group.of("abandonment")
    parts: dict[str, float | None] = {"abandoned": int(sums.x), "attempts": int(sums.n)}
    return share(sums, confidence=confidence, parts=parts, weighted=group.weighted)


def yes(group: Group, name: str, names: tuple[str, str], *, confidence: float) -> Estimate:
    """100 * attempts that say yes / attempts that say yes or no; `names` are what both are called."""
    sums = group.of(name)
    parts: dict[str, float | None] = dict(zip(names, (int(sums.x), int(sums.n - sums.x)), strict=True))
    return share(sums, confidence=confidence, parts=parts, weighted=group.weighted)


def search_ratio(group: Group, *, confidence: float) -> Estimate:
    """Attempts that used search / attempts that did not; undefined where all searched."""
    import numpy as np

    sums = group.of("search-share")
    n, searched = int(sums.n), int(sums.x)
    parts: dict[str, float | None] = {"searched": searched, "navigated": n - searched}
    if n == 0:
        return nothing(confidence, BOOTSTRAP, parts)
    if group.weighted:
        return unweighted(confidence, n, BOOTSTRAP, "a ratio of two counts")
    if searched == n:
        note = "nobody navigated: a ratio to none is undefined, see search-share"
        return Estimate(None, None, None, n, confidence, BOOTSTRAP, parts=parts, notes=(note,))

    def of(rows: NDArray[np.float64]) -> NDArray[np.float64]:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(rows[:, 0] / rows[:, 1])

    limits, method = ratio(group, "search-ratio", of, confidence=confidence)
    low, high = limits or (None, None)
    notes = () if limits else ("too few people navigated for an interval",)
    if sums.repeats:
        parts["persons"] = int(sums.people)
    return Estimate(searched / (n - searched), low, high, n, confidence, method, parts=parts, notes=notes)
