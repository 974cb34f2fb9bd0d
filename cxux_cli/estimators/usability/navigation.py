"""Clicks to completion, what they exceed the fewest by, and lostness."""

from __future__ import annotations

from math import sqrt

from cxux_cli.estimate import Estimate
from cxux_cli.estimators.base import ONE_PERSON
from cxux_cli.estimators.usability import shapes
from cxux_cli.estimators.usability.group import Group
from cxux_cli.estimators.usability.shapes import STUDENTISED, drawn, nothing, unweighted, with_notes

_ONE = "one attempt: there is no interval"
_MOST = sqrt(2)
"""No way is more lost (Smith 1996)."""
ALIKE = "exact (all alike)"


def clicks(group: Group, *, confidence: float) -> Estimate:
    """The geometric mean of the clicks of successful attempts."""
    return _geometric(group, "clicks", confidence=confidence)


def excess(group: Group, *, confidence: float) -> Estimate:
    """The geometric mean of clicks / fewest clicks of successful attempts; 1 is the shortest way."""
    found = _geometric(group, "clicks.excess", confidence=confidence)
    if not (below := group.count("fewer clicks than the fewest")):
        return found
    note = f"{below} attempt{'s' * (below > 1)} took fewer clicks than the fewest: is the optimum right?"
    return with_notes(found, note)


def lostness(group: Group, *, confidence: float) -> Estimate:
    """The mean lostness of attempts whose pages were counted, with an interval over people."""
    from cxux_cli.stats import one_sided, ratio

    sums, notes = group.of("lostness"), []
    n = int(sums.n)
    if impossible := group.count("impossible pages"):
        notes.append(f"{impossible} attempts left out: different pages must be 1 at least and visits at most")
    if short := group.count("fewer pages than the fewest"):
        notes.append(f"{short} attempts saw fewer different pages than the shortest way has")
    if n == 0:
        return with_notes(nothing(confidence, STUDENTISED, {}), *notes)
    if group.weighted:
        return unweighted(confidence, n, STUDENTISED, "a bootstrap")
    parts: dict[str, float | None] = {name: group.count(name) for name in ("not_lost", "unclear", "lost")}
    if sums.repeats:
        parts["persons"] = int(sums.people)
    rows, people = group.people["lostness"], group.persons["lostness"]
    if people < 2:
        return Estimate(
            *(sums.mean, None, None, n, confidence, STUDENTISED), parts=parts, notes=(*notes, ONE_PERSON)
        )
    if not ratio.error(rows[:, 0], rows[:, 1]) > 0:
        # Nobody differs: what is seen nowhere is rarer than a sample of so many would have shown.
        low, high = one_sided.constant_bounds(
            sums.mean, people, (0.0, _MOST), confidence=(1 + confidence) / 2
        )
        return Estimate(*(sums.mean, low, high, n, confidence, ALIKE), parts=parts, notes=tuple(notes))
    low, high = ratio.interval(rows[:, 0], rows[:, 1], confidence=confidence)
    method = drawn(STUDENTISED, group, "lostness")
    return Estimate(
        *(sums.mean, low, min(high, _MOST), n, confidence, method), parts=parts, notes=tuple(notes)
    )


def _geometric(group: Group, name: str, *, confidence: float) -> Estimate:
    zero = group.count("no clicks")
    notes = (f"{zero} successes without any click left out",) if zero else ()
    parts: dict[str, float | None] = {} if group.weighted else {"median": group.median(name)}
    found = shapes.geometric(
        group.of(name), confidence=confidence, parts=parts, one=_ONE, weighted=group.weighted
    )
    return with_notes(found, *notes) if found.n else found
