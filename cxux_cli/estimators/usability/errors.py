"""Errors: per attempt, the share of attempts with at least one, and per opportunity."""

from __future__ import annotations

from cxux_cli.estimate import Estimate, Evidence, finite
from cxux_cli.estimators.base import ONE_PERSON
from cxux_cli.estimators.usability.group import Group
from cxux_cli.estimators.usability.shapes import (
    ADJUSTED_WALD,
    STUDENTISED,
    drawn,
    nothing,
    share,
    unweighted,
)

GARWOOD = "exact Poisson (Garwood 1936)"
_SPREAD = 1.5
"""Above this ratio of variance to mean, counts vary more than a Poisson interval allows for."""


def per_attempt(group: Group, *, confidence: float) -> Estimate:
    """The mean number of errors of an attempt.

    Exact Poisson interval; one over people where the counts vary more than that, or people repeat.
    """
    from cxux_cli.stats import ratio
    from cxux_cli.stats.rates import garwood

    sums = group.of("errors")
    n, total = int(sums.n), sums.x
    if n == 0:
        return nothing(confidence, GARWOOD, {})
    if group.weighted:
        return unweighted(confidence, n, GARWOOD, "a count of errors")
    deviation, persons = sums.deviation, sums.over_persons()
    spread = deviation**2 / sums.mean if deviation is not None and total else None
    parts: dict[str, float | None] = {"errors": total, "variance_to_mean": spread}
    if persons is None and (spread is None or spread <= _SPREAD):
        low, high = garwood(total, n, confidence=confidence)
        evidence = Evidence("rate", (total, float(n)))
        return Estimate(total / n, low, high, n, confidence, GARWOOD, parts=parts, evidence=evidence)
    notes: tuple[str, ...] = ()
    if spread is not None and spread > _SPREAD:
        notes = (f"errors vary more than chance alone: variance/mean is {spread:.2f}, above {_SPREAD}",)
    if persons is not None:
        parts["persons"] = persons.count
    if sums.error is None:
        notes = (*notes, ONE_PERSON)
        return Estimate(total / n, None, None, n, confidence, STUDENTISED, parts=parts, notes=notes)
    if total == 0:
        # Drawing again from zeros gives zeros; the exact limit for as many people is honest.
        count = persons.count if persons else n
        low, high = garwood(0, count, confidence=confidence)
        evidence = Evidence("rate", (0.0, float(count)))
        method = f"{GARWOOD}, over {count} persons"
        return Estimate(0.0, low, high, n, confidence, method, parts=parts, evidence=evidence)

    rows = group.people["errors"]
    low, high = ratio.interval(rows[:, 0], rows[:, 1], confidence=confidence)
    evidence = Evidence("mean", (total / n, sums.error, int(sums.people) - 1))
    return Estimate(
        *(total / n, low, finite(high), n, confidence, STUDENTISED),
        parts=parts,
        notes=notes,
        evidence=evidence,
    )


def with_any(group: Group, *, confidence: float) -> Estimate:
    """100 * attempts with at least one error / attempts whose errors were counted."""
    sums = group.of("errors.share")
    parts: dict[str, float | None] = {"with_errors": int(sums.x), "without": int(sums.n - sums.x)}
    return share(sums, confidence=confidence, parts=parts, weighted=group.weighted)


def per_opportunity(group: Group, *, confidence: float) -> Estimate:
    """100 * errors / opportunities for error, which are a number per attempt.

    No interval where an attempt holds more errors than opportunities: then an error is no yes or no.
    """
    from cxux_cli.stats import ratio
    from cxux_cli.stats.proportion import adjusted_wald

    sums = group.of("errors.opportunity")
    n, total, size = int(sums.n), sums.x, group.of("chances").x
    if n == 0 or size == 0:
        return nothing(confidence, ADJUSTED_WALD, {})
    if group.weighted:
        return unweighted(confidence, n, ADJUSTED_WALD, "a count of errors")
    value = 100 * total / size
    parts: dict[str, float | None] = {"errors": total, "opportunities": size}
    if group.count("more errors than opportunities"):
        note = "an attempt has more errors than opportunities: see errors, per attempt"
        return Estimate(value, None, None, n, confidence, ADJUSTED_WALD, parts=parts, notes=(note,))
    if not sums.repeats:
        low, high = adjusted_wald(total, size, confidence=confidence)
        evidence = Evidence("share", (total, size), 100.0)
        return Estimate(
            *(value, 100 * low, 100 * high, n, confidence, ADJUSTED_WALD), parts=parts, evidence=evidence
        )
    parts["persons"] = int(sums.people)

    if not total or sums.people < 2:
        return Estimate(value, None, None, n, confidence, STUDENTISED, parts=parts)
    rows = group.people["errors.opportunity"]
    low, high = ratio.interval(rows[:, 0], rows[:, 1], confidence=confidence)
    method = drawn(STUDENTISED, group, "errors.opportunity")
    return Estimate(value, 100 * low, min(100.0, 100 * high), n, confidence, method, parts=parts)
