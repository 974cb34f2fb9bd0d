"""Shares of attempts: success, partial credit, abandonment, directness, search, the first click."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cxux_cli.estimate import Estimate
from cxux_cli.estimators.usability.group import Group
from cxux_cli.estimators.usability.outcomes import Outcome
from cxux_cli.estimators.usability.shapes import ADJUSTED_WALD, mean, nothing, share, unweighted

if TYPE_CHECKING:
    pass

_ODDS = f"{ADJUSTED_WALD} of the share, as odds"
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
    """Attempts that used search / attempts that did not: the odds of a share, and so are the ends of its interval."""
    sums = group.of("search-share")
    n, searched = int(sums.n), int(sums.x)
    parts: dict[str, float | None] = {"searched": searched, "navigated": n - searched}
    if n == 0:
        return nothing(confidence, _ODDS, parts)
    if group.weighted:
        return unweighted(confidence, n, _ODDS, "a ratio of two counts")
    if searched == n:
        note = "nobody navigated: a ratio to none is undefined, see search-share"
        return Estimate(None, None, None, n, confidence, _ODDS, parts=parts, notes=(note,))
    of_share = share(sums, confidence=confidence, parts=parts, weighted=False)
    low, high = (
        None if end is None or end >= 100 else end / (100 - end) for end in (of_share.low, of_share.high)
    )
    notes = (
        of_share.notes if high is not None else (*of_share.notes, "too few people navigated for an upper end")
    )
    if sums.repeats:
        parts["persons"] = int(sums.people)
    return Estimate(searched / (n - searched), low, high, n, confidence, _ODDS, parts=parts, notes=notes)
