"""The Single Usability Metric of a task and of all tasks, with its parts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxux_cli.estimators.usability.attempts import Attempts
from cxux_cli.estimators.usability.ratings import SCALES
from cxux_cli.results import Estimate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BOOTSTRAP = "bootstrap over people (percentile)"
FEWEST = 3
"""Parts that a SUM needs at least (Sauro & Kindlund 2005: three or four)."""
_TURNED = frozenset(("asq",))
"""Ratings in which low is good."""
_QUANTILE = 0.95
_GOOD = 0.75
"""Where on its scale a rating meets the specification: 4 of 1 to 5, 5.5 of 1 to 7."""


@dataclass(frozen=True, slots=True)
class Specification:
    """What the parts of a task are measured against; None where there is nothing to measure."""

    seconds: float | None
    stated: bool
    rating: str | None

    @property
    def satisfaction(self) -> float:
        """The rating that meets the specification."""
        low, high = SCALES[self.rating or "satisfaction"]
        return low + _GOOD * (high - low)


def specification(attempts: Attempts, target: float | None) -> Specification:
    """The target time, else the 95th percentile of the times of satisfied completers, and the rating used."""
    import numpy as np

    rating = next((r for r in ("satisfaction", "ease", "asq") if attempts.has(r).any()), None)
    if target is not None:
        return Specification(target, True, rating)
    done = attempts.has("time") & attempts.success
    if rating is not None:
        content = _satisfaction(attempts, rating) >= Specification(None, False, rating).satisfaction
        done = done & content if (done & content).sum() > 1 else done
    if done.sum() < 2:
        return Specification(None, False, rating)
    return Specification(float(np.quantile(attempts.values["time"][done], _QUANTILE)), False, rating)


def of_task(attempts: Attempts, target: float | None, *, confidence: float) -> Estimate | None:
    """The SUM of one task in percent; None with fewer than three parts."""
    return of_tasks([(attempts, target)], confidence=confidence)


def of_tasks(tasks: Sequence[tuple[Attempts, float | None]], *, confidence: float) -> Estimate | None:
    """The mean SUM of tasks in percent, each with its target time; people are drawn for all tasks together.

    Tasks with fewer than three parts are left out, with a note; None where all are.
    """
    import numpy as np

    from cxux_cli.stats.bootstrap import over_people

    people = np.unique(np.concatenate([t.person for t, _ in tasks]))
    columns, specs = [], []
    for attempts, target in tasks:
        spec = specification(attempts, target)
        sums = _sums(attempts, people)
        if len(_parts(sums.sum(axis=0, keepdims=True), spec)) >= FEWEST:
            columns.append(sums)
            specs.append(spec)
    if not specs:
        return None
    width = columns[0].shape[1]
    names = tuple(_parts(columns[0].sum(axis=0, keepdims=True), specs[0]))

    def single(totals: NDArray[np.float64]) -> NDArray[np.float64]:
        from cxux_cli.stats.sum import index

        of_each = [
            index(list(_parts(totals[:, i * width : (i + 1) * width], spec).values()))
            for i, spec in enumerate(specs)
        ]
        return np.asarray(100 * np.mean(of_each, axis=0))

    every = np.concatenate(columns, axis=1)
    whole = every.sum(axis=0, keepdims=True)
    value = float(single(whole)[0])
    n = int(sum(t.judged.sum() for t, _ in tasks))
    method, notes = BOOTSTRAP, []
    shown: dict[str, float | None] = {}
    if len(tasks) == 1:
        shown = {name: 100 * float(part[0]) for name, part in _parts(whole, specs[0]).items()}
        shown["specified_seconds"] = specs[0].seconds
        if "time" in names and not specs[0].stated:
            notes.append("no target time: the 95th percentile of satisfied completers is the specification")
        if missing := [p for p in ("completion", "satisfaction", "time", "errors") if p not in names]:
            notes.append(f"without {' and '.join(missing)}: the mean of {len(names)} parts")
    else:
        shown = {"tasks": len(specs)}
        if len(specs) < len(tasks):
            notes.append(f"{len(tasks) - len(specs)} of {len(tasks)} tasks have fewer than {FEWEST} parts")
    if math.isnan(value):
        return None
    limits = over_people(every, single, confidence=confidence) if len(every) > 1 else None
    low, high = limits or (None, None)
    if limits is None:
        notes.append("too few people for an interval")
    return Estimate(value, low, high, n, confidence, method, parts=shown, notes=tuple(notes))


def _satisfaction(attempts: Attempts, rating: str) -> NDArray[np.float64]:
    low, high = SCALES[rating]
    values = attempts.values[rating]
    return low + high - values if rating in _TURNED else values


def _sums(attempts: Attempts, people: NDArray[np.int64]) -> NDArray[np.float64]:
    """Per person: attempts, successes; n, Σ, Σ² of ratings and of log times; errors and opportunities."""
    import numpy as np

    made = attempts.judged
    rating = next((r for r in ("satisfaction", "ease", "asq") if attempts.has(r).any()), None)
    zero = np.zeros(len(attempts))
    rated = attempts.has(rating) if rating else zero.astype(bool)
    liking = np.where(rated, _satisfaction(attempts, rating), 0.0) if rating else zero
    timed = attempts.has("time") & attempts.success
    logs = np.zeros(len(attempts))
    if timed.any():
        logs[timed] = np.log(attempts.values["time"][timed])
    counted = attempts.has("errors") & attempts.has("opportunities")
    columns = (
        *(made, made & attempts.success, rated, liking, liking**2, timed, logs, logs**2),
        np.where(counted, attempts.values["errors"], 0.0) if counted.any() else zero,
        np.where(counted, attempts.values["opportunities"], 0.0) if counted.any() else zero,
    )
    rank = np.zeros(int(people[-1]) + 1, np.int64)
    rank[people] = np.arange(len(people))
    place = rank[attempts.person]
    return np.stack(
        [np.bincount(place, weights=np.asarray(c, dtype=float), minlength=len(people)) for c in columns],
        axis=1,
    )


def _parts(totals: NDArray[np.float64], spec: Specification) -> dict[str, NDArray[np.float64]]:
    """The parts that can be measured, from rows of totals."""
    import numpy as np

    from cxux_cli.stats.sum import beyond

    n, x, n_liking, liking, liking2, n_time, logs, logs2, errors, chances = totals.T
    parts = {}
    with np.errstate(divide="ignore", invalid="ignore"):
        if n.any():
            parts["completion"] = x / n
        if spec.rating is not None and (n_liking > 1).any():
            parts["satisfaction"] = beyond(n_liking, liking, liking2, spec.satisfaction, above=True)
        if spec.seconds is not None and (n_time > 1).any():
            parts["time"] = beyond(n_time, logs, logs2, math.log(spec.seconds), above=False)
        if chances.any():
            parts["errors"] = np.clip(1 - errors / chances, 0.0, 1.0)
    return parts
