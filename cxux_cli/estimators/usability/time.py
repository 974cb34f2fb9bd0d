"""Time on task: geometric mean, median and mean of the times that a policy lets count."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cxux_cli.estimators.base import ONE_PERSON, over
from cxux_cli.estimators.usability.attempts import Attempts, average, mean, nothing
from cxux_cli.results import Estimate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

POLICIES = ("successes", "all", "censored")
"""Whose times count: of successes; of all attempts; of all, those without success as longer than seen."""
LOG_T, RANKS = "log-t (Sauro & Lewis 2010)", "binomial ranks (Hahn & Meeker 1991)"
KAPLAN_MEIER = "Kaplan-Meier, log-log interval (Brookmeyer & Crowley 1982)"


def counted(attempts: Attempts, policy: str) -> NDArray[np.bool_]:
    """The attempts whose times count; without any known outcome, all of them."""
    known = attempts.has("time")
    if policy == "successes" and (attempts.outcome >= 0).any():
        return known & attempts.success
    return known


def geometric(attempts: Attempts, policy: str, *, confidence: float) -> Estimate | None:
    """The geometric mean in seconds with its log-t interval."""
    import numpy as np

    from cxux_cli.stats.times import log_t

    kept = counted(attempts, policy)
    if "time" not in attempts.values:
        return None
    if not kept.any():
        return nothing(confidence, LOG_T, {})
    logs = np.log(attempts.values["time"][kept])
    found = average(logs, attempts.person[kept])
    method = over(LOG_T, found.persons)
    parts: dict[str, float | None] = {"mean_log": found.mean, "standard_error_log": found.error}
    if found.persons is not None:
        parts["persons"] = found.persons.count
    if found.error is None:
        note = "one time: there is no interval" if found.n == 1 else ONE_PERSON
        value = math.exp(found.mean)
        return Estimate(value, None, None, found.n, confidence, method, parts=parts, notes=(note,))
    value, low, high = log_t(found.mean, found.error, found.df, confidence=confidence)
    notes = ("two times: the interval is hardly worth anything",) if found.n == 2 else ()
    return Estimate(value, low, high, found.n, confidence, method, parts=parts, notes=notes)


def median(attempts: Attempts, policy: str, *, confidence: float) -> Estimate | None:
    """The median in seconds with the interval of binomial ranks; under `censored` that of Kaplan-Meier."""
    import numpy as np

    from cxux_cli.stats.times import rank_interval

    if policy == "censored":
        return censored(attempts, confidence=confidence)
    kept = counted(attempts, policy)
    if "time" not in attempts.values:
        return None
    if not kept.any():
        return nothing(confidence, RANKS, {})
    times = np.sort(attempts.values["time"][kept])
    n, value = len(times), float(np.median(times))
    below = (attempts.values["time"][kept] <= value).astype(float)
    found = average(below, attempts.person[kept])
    method = over(RANKS, found.persons)
    parts: dict[str, float | None] = {"min": float(times[0]), "max": float(times[-1])}
    if n < 3 or found.error is None:
        note = ONE_PERSON if n > 2 else "fewer than three times: there is no interval of ranks"
        return Estimate(value, None, None, n, confidence, method, parts=parts, notes=(note,))
    effect = 1.0
    if found.persons is not None:
        parts["persons"] = found.persons.count
        plain = found.mean * (1 - found.mean) / n
        effect = max(1.0, found.persons.variance / plain) if plain > 0 else n / found.persons.count
    first, last = rank_interval(n, 0.5, confidence=confidence, design_effect=effect)
    parts |= {"low_rank": first, "high_rank": last}
    notes: tuple[str, ...] = ()
    if n <= 25:
        notes = ("25 times or fewer: the geometric mean is the better middle (Sauro & Lewis 2010)",)
    low, high = min(float(times[first - 1]), value), max(float(times[last - 1]), value)
    return Estimate(value, low, high, n, confidence, method, parts=parts, notes=notes)


def arithmetic(attempts: Attempts, policy: str, *, confidence: float) -> Estimate | None:
    """The mean in seconds with its t interval: for totals and cost."""
    if "time" not in attempts.values:
        return None
    kept = counted(attempts, policy)
    times = attempts.values["time"][kept]
    total: dict[str, float | None] = {"total": float(times.sum())}
    return mean(times, attempts.person[kept], confidence=confidence, parts=total, limits=(0.0, math.inf))


def censored(attempts: Attempts, *, confidence: float) -> Estimate | None:
    """The Kaplan-Meier median: attempts that did not succeed would have taken longer than they did."""
    from cxux_cli.stats.survival import kaplan_meier, quantile

    known = attempts.has("time")
    if "time" not in attempts.values:
        return None
    if not known.any():
        return nothing(confidence, KAPLAN_MEIER, {})
    done = attempts.success[known]
    # Without outcomes nothing was cut off.
    done = done if (attempts.outcome >= 0).any() else ~done
    parts: dict[str, float | None] = {"done": int(done.sum()), "censored": int((~done).sum())}
    curve = kaplan_meier(attempts.values["time"][known], done, confidence=confidence)
    value, low, high = quantile(curve)
    notes: tuple[str, ...] = ()
    if value is None:
        notes = ("fewer than half would be done by the longest time seen: there is no median",)
    elif high is None:
        notes = ("the interval is open above: too few were done",)
    if average(done.astype(float), attempts.person[known]).persons is not None:
        notes += ("people repeat, and every attempt counts as a person: the interval is too short",)
    return Estimate(value, low, high, int(known.sum()), confidence, KAPLAN_MEIER, parts=parts, notes=notes)
