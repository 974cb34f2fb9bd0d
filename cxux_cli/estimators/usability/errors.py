"""Errors: per attempt, the share of attempts with at least one, and per opportunity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxux_cli.estimators.base import ONE_PERSON
from cxux_cli.estimators.usability.attempts import ADJUSTED_WALD, Attempts, average, person_sums, share
from cxux_cli.results import Estimate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

GARWOOD, BOOTSTRAP = "exact Poisson (Garwood 1936)", "bootstrap over people (percentile)"
_SPREAD = 1.5
"""Above this ratio of variance to mean, counts vary more than a Poisson interval allows for."""


def per_attempt(attempts: Attempts, *, confidence: float) -> Estimate | None:
    """The mean number of errors of an attempt.

    Exact Poisson interval; bootstrap over people where the counts vary more than that, or people repeat.
    """
    import numpy as np

    from cxux_cli.stats.bootstrap import over_people
    from cxux_cli.stats.rates import garwood

    known = attempts.has("errors")
    if not known.any():
        return None
    errors, person = attempts.values["errors"][known], attempts.person[known]
    n, total = len(errors), float(errors.sum())
    found = average(errors, person)
    ratio = float(np.var(errors, ddof=1)) / found.mean if n > 1 and total else None
    parts: dict[str, float | None] = {"errors": total, "variance_to_mean": ratio}
    if found.persons is None and (ratio is None or ratio <= _SPREAD):
        low, high = garwood(total, n, confidence=confidence)
        return Estimate(total / n, low, high, n, confidence, GARWOOD, parts=parts)
    notes: tuple[str, ...] = ()
    if ratio is not None and ratio > _SPREAD:
        notes = (f"errors vary more than chance alone: variance/mean is {ratio:.2f}, above {_SPREAD}",)
    if found.persons is not None:
        parts["persons"] = found.persons.count
    if found.error is None:
        return Estimate(
            total / n, None, None, n, confidence, BOOTSTRAP, parts=parts, notes=(*notes, ONE_PERSON)
        )
    if total == 0:
        # Drawing again from zeros gives zeros; the exact limit for as many people is honest.
        count = found.persons.count if found.persons else n
        low, high = garwood(0, count, confidence=confidence)
        return Estimate(0.0, low, high, n, confidence, f"{GARWOOD}, over {count} persons", parts=parts)

    def rate(sums: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(sums[:, 0] / sums[:, 1])

    sums = person_sums(person, errors, np.ones(n))
    limits = over_people(sums, rate, confidence=confidence) or (None, None)
    return Estimate(total / n, limits[0], limits[1], n, confidence, BOOTSTRAP, parts=parts, notes=notes)


def with_any(attempts: Attempts, *, confidence: float) -> Estimate | None:
    """100 * attempts with at least one error / attempts whose errors were counted."""
    known = attempts.has("errors")
    if not known.any():
        return None
    some = attempts.values["errors"][known] > 0
    parts: dict[str, float | None] = {"with_errors": int(some.sum()), "without": int((~some).sum())}
    return share(some, attempts.person[known], confidence=confidence, parts=parts)


def per_opportunity(attempts: Attempts, *, confidence: float) -> Estimate | None:
    """100 * errors / opportunities for error, which are a number per attempt.

    No interval where an attempt holds more errors than opportunities: then an error is no yes or no.
    """
    import numpy as np

    from cxux_cli.stats.bootstrap import over_people
    from cxux_cli.stats.proportion import adjusted_wald

    known = attempts.has("errors") & attempts.has("opportunities")
    if not known.any():
        return None
    errors, chances = attempts.values["errors"][known], attempts.values["opportunities"][known]
    person, n = attempts.person[known], int(known.sum())
    total, size = float(errors.sum()), float(chances.sum())
    parts: dict[str, float | None] = {"errors": total, "opportunities": size}
    if (errors > chances).any():
        note = "an attempt has more errors than opportunities: see errors, per attempt"
        return Estimate(
            100 * total / size, None, None, n, confidence, ADJUSTED_WALD, parts=parts, notes=(note,)
        )
    found = average(errors, person)
    if found.persons is None:
        low, high = adjusted_wald(total, size, confidence=confidence)
        return Estimate(100 * total / size, 100 * low, 100 * high, n, confidence, ADJUSTED_WALD, parts=parts)
    parts["persons"] = found.persons.count
    sums = person_sums(person, errors, chances)

    def rate(of: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(100 * of[:, 0] / of[:, 1])

    limits = over_people(sums, rate, confidence=confidence) if len(sums) > 1 and total else None
    ends = limits or (None, None)
    return Estimate(100 * total / size, ends[0], ends[1], n, confidence, BOOTSTRAP, parts=parts)
