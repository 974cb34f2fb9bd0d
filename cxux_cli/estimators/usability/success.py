"""Shares of attempts: success, partial credit, abandonment, directness, search, the first click."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cxux_cli.estimators.usability.attempts import Attempts, mean, nothing, share
from cxux_cli.estimators.usability.outcomes import ORDER, Outcome
from cxux_cli.results import Estimate

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
_RATIO = "bootstrap over people (percentile)"


def is_one_of(attempts: Attempts, *outcomes: Outcome) -> NDArray[np.bool_]:
    """Attempts that ended in one of some outcomes."""
    import numpy as np

    return np.isin(attempts.outcome, [ORDER.index(outcome) for outcome in outcomes])


def counts(attempts: Attempts) -> dict[str, float | None]:
    """How many attempts ended in which way; skipped and not attempted ones are no attempts."""
    return {name: int(is_one_of(attempts, *outcomes).sum()) for name, outcomes in _ENDINGS.items()}


def success(attempts: Attempts, *, confidence: float) -> Estimate | None:
    """100 * successes / attempts made; None where no outcome is known."""
    if not (attempts.outcome >= 0).any():
        return None
    made = attempts.where(attempts.judged)
    parts = {"successes": int(made.success.sum()), "attempts": len(made), **counts(attempts)}
    return share(made.success, made.person, confidence=confidence, parts=parts)


def credit(attempts: Attempts, *, confidence: float) -> Estimate | None:
    """The mean credit in percent, where some attempts were partial successes."""
    made = attempts.where(attempts.judged)
    if not is_one_of(made, Outcome.PARTIAL).any():
        return None
    return mean(100 * made.credit, made.person, confidence=confidence, parts={}, limits=(0.0, 100.0))


def knows_abandonment(attempts: Attempts) -> bool:
    """Whether anybody is said to have given up: a sheet of yes and no cannot say it."""
    return bool(is_one_of(attempts, Outcome.ABANDONED).any())


def abandonment(attempts: Attempts, *, confidence: float) -> Estimate | None:
    """100 * given up / attempts made."""
    if not (attempts.outcome >= 0).any():
        return None
    made = attempts.where(attempts.judged)
    left = is_one_of(made, Outcome.ABANDONED)
    parts = {"abandoned": int(left.sum()), "attempts": len(made)}
    return share(left, made.person, confidence=confidence, parts=parts)


def directness(attempts: Attempts, *, confidence: float) -> Estimate | None:
    """100 * direct / (direct + indirect), right or wrong, where the tool tells the two apart."""
    direct = is_one_of(attempts, Outcome.DIRECT_SUCCESS, Outcome.DIRECT_FAILURE)
    known = direct | is_one_of(attempts, Outcome.INDIRECT_SUCCESS, Outcome.INDIRECT_FAILURE)
    if not known.any():
        return None
    parts = {"direct": int(direct.sum()), "indirect": int((known & ~direct).sum())}
    return share(direct[known], attempts.person[known], confidence=confidence, parts=parts)


def yes(attempts: Attempts, role: str, names: tuple[str, str], *, confidence: float) -> Estimate | None:
    """100 * attempts whose number in a role is above 0 / attempts that have one."""
    known = attempts.has(role)
    if not known.any():
        return None
    did = attempts.values[role][known] > 0
    parts = dict(zip(names, (int(did.sum()), int((~did).sum())), strict=True))
    return share(did, attempts.person[known], confidence=confidence, parts=parts)


def search_ratio(attempts: Attempts, *, confidence: float) -> Estimate | None:
    """Attempts that used search / attempts that did not; undefined where all searched."""
    import numpy as np

    from cxux_cli.estimators.usability.attempts import person_sums
    from cxux_cli.stats.bootstrap import over_people

    known = attempts.has("search")
    if not known.any():
        return None
    did = (attempts.values["search"][known] > 0).astype(float)
    parts: dict[str, float | None] = {"searched": int(did.sum()), "navigated": int((1 - did).sum())}
    if did.all():
        note = "nobody navigated: a ratio to none is undefined, see search-share"
        return Estimate(None, None, None, len(did), confidence, _RATIO, parts=parts, notes=(note,))
    if len(did) == 0:
        return nothing(confidence, _RATIO, parts)

    def ratio(sums: NDArray[np.float64]) -> NDArray[np.float64]:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(sums[:, 0] / sums[:, 1])

    sums = person_sums(attempts.person[known], did, 1 - did)
    limits = over_people(sums, ratio, confidence=confidence) if len(sums) > 1 else None
    low, high = limits or (None, None)
    notes = () if limits else ("too few people navigated for an interval",)
    value = float(did.sum() / (1 - did).sum())
    return Estimate(value, low, high, len(did), confidence, _RATIO, parts=parts, notes=notes)
