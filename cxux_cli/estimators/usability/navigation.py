"""Clicks to completion, what they exceed the fewest by, and lostness."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cxux_cli.estimators.base import ONE_PERSON, over
from cxux_cli.estimators.usability.attempts import Attempts, average, nothing, person_sums
from cxux_cli.estimators.usability.time import LOG_T
from cxux_cli.results import Estimate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BOOTSTRAP = "bootstrap over people (percentile)"


def clicks(attempts: Attempts, *, confidence: float) -> Estimate | None:
    """The geometric mean of the clicks of successful attempts."""
    return _geometric(attempts, _completed(attempts), attempts.values.get("clicks"), confidence=confidence)


def excess(attempts: Attempts, *, confidence: float) -> Estimate | None:
    """The geometric mean of clicks / fewest clicks of successful attempts; 1 is the shortest way."""
    if "optimal-clicks" not in attempts.values:
        return None
    kept = _completed(attempts) & attempts.has("optimal-clicks")
    if not kept.any():
        return None
    ratio = (
        attempts.values["clicks"] / attempts.values["optimal-clicks"] if "clicks" in attempts.values else None
    )
    found = _geometric(attempts, kept, ratio, confidence=confidence)
    if found is None or ratio is None or not (ratio[kept] < 1).any():
        return found
    below = int((ratio[kept] < 1).sum())
    note = f"{below} attempt{'s' * (below > 1)} took fewer clicks than the fewest: is the optimum right?"
    return Estimate(
        *(found.value, found.low, found.high, found.n, confidence, found.method),
        parts=found.parts,
        notes=(*found.notes, note),
    )


def lostness(attempts: Attempts, *, confidence: float) -> Estimate | None:
    """The mean lostness of attempts whose pages were counted, with a bootstrap over people."""
    import numpy as np

    from cxux_cli.stats.bootstrap import over_people
    from cxux_cli.stats.lostness import lostness as lost

    if not all(role in attempts.values for role in ("pages", "distinct", "shortest")):
        return None
    visited, distinct, fewest = (attempts.values[role] for role in ("pages", "distinct", "shortest"))
    asked = attempts.has("pages") & attempts.has("distinct") & attempts.has("shortest")
    if not asked.any():
        return None
    each = np.where(asked, lost(visited, distinct, fewest), np.nan)
    known = ~np.isnan(each)
    notes = []
    if impossible := int((asked & ~known).sum()):
        notes.append(f"{impossible} attempts left out: different pages must be 1 at least and visits at most")
    if short := int((known & (distinct < fewest)).sum()):
        notes.append(f"{short} attempts saw fewer different pages than the shortest way has")
    if not known.any():
        return nothing(confidence, BOOTSTRAP, {})
    value, n = float(each[known].mean()), int(known.sum())
    parts: dict[str, float | None] = {
        "not_lost": int((each[known] < 0.4).sum()),
        "unclear": int(((each[known] >= 0.4) & (each[known] <= 0.5)).sum()),
        "lost": int((each[known] > 0.5).sum()),
    }
    sums = person_sums(attempts.person[known], each[known], np.ones(n))

    def of(totals: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(totals[:, 0] / totals[:, 1])

    limits = over_people(sums, of, confidence=confidence) if len(sums) > 1 else None
    low, high = limits or (None, None)
    return Estimate(value, low, high, n, confidence, BOOTSTRAP, parts=parts, notes=tuple(notes))


def _completed(attempts: Attempts) -> NDArray[np.bool_]:
    known = attempts.has("clicks")
    return known & attempts.success if (attempts.outcome >= 0).any() else known


def _geometric(
    attempts: Attempts, kept: NDArray[np.bool_], values: NDArray[np.float64] | None, *, confidence: float
) -> Estimate | None:
    import numpy as np

    from cxux_cli.stats.times import log_t

    if values is None:
        return None
    positive = kept & (values > 0)
    zero = int((kept & (values == 0)).sum())
    notes = (f"{zero} successes without any click left out",) if zero else ()
    if not positive.any():
        return nothing(confidence, LOG_T, {})
    found = average(np.log(values[positive]), attempts.person[positive])
    method = over(LOG_T, found.persons)
    parts: dict[str, float | None] = {"median": float(np.median(values[positive]))}
    if found.persons is not None:
        parts["persons"] = found.persons.count
    if found.error is None:
        said = "one attempt: there is no interval" if found.n == 1 else ONE_PERSON
        value = math.exp(found.mean)
        return Estimate(value, None, None, found.n, confidence, method, parts=parts, notes=(*notes, said))
    value, low, high = log_t(found.mean, found.error, found.df, confidence=confidence)
    return Estimate(value, low, high, found.n, confidence, method, parts=parts, notes=notes)
