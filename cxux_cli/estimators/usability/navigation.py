"""Clicks to completion, what they exceed the fewest by, and lostness."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxux_cli.estimate import Estimate
from cxux_cli.estimators.usability import shapes
from cxux_cli.estimators.usability.group import Group
from cxux_cli.estimators.usability.shapes import BOOTSTRAP, nothing, ratio, unweighted, with_notes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ONE = "one attempt: there is no interval"


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
    """The mean lostness of attempts whose pages were counted, with a bootstrap over people."""
    import numpy as np

    sums, notes = group.of("lostness"), []
    n = int(sums.n)
    if impossible := group.count("impossible pages"):
        notes.append(f"{impossible} attempts left out: different pages must be 1 at least and visits at most")
    if short := group.count("fewer pages than the fewest"):
        notes.append(f"{short} attempts saw fewer different pages than the shortest way has")
    if n == 0:
        return with_notes(nothing(confidence, BOOTSTRAP, {}), *notes)
    if group.weighted:
        return unweighted(confidence, n, BOOTSTRAP, "a bootstrap")
    parts: dict[str, float | None] = {name: group.count(name) for name in ("not_lost", "unclear", "lost")}
    if sums.repeats:
        parts["persons"] = int(sums.people)

    def of(rows: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(rows[:, 0] / rows[:, 1])

    limits, method = ratio(group, "lostness", of, confidence=confidence)
    low, high = limits or (None, None)
    return Estimate(sums.mean, low, high, n, confidence, method, parts=parts, notes=tuple(notes))


def _geometric(group: Group, name: str, *, confidence: float) -> Estimate:
    zero = group.count("no clicks")
    notes = (f"{zero} successes without any click left out",) if zero else ()
    parts: dict[str, float | None] = {} if group.weighted else {"median": group.median(name)}
    found = shapes.geometric(
        group.of(name), confidence=confidence, parts=parts, one=_ONE, weighted=group.weighted
    )
    return with_notes(found, *notes) if found.n else found
