"""The Single Usability Metric of a task and of all tasks, with its parts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxux_cli.estimate import Estimate
from cxux_cli.estimators.usability.group import Group
from cxux_cli.estimators.usability.ratings import SCALES
from cxux_cli.estimators.usability.shapes import JACKKNIFE, drawn, unweighted

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEWEST = 3
"""Parts that a SUM needs at least (Sauro & Kindlund 2005: three or four)."""
FEWEST_PEOPLE = 5
"""Of fewer people no interval of a SUM holds what it claims: at 2 or 3 the truth is outside in every third case."""
RATINGS = ("satisfaction", "ease", "asq")
"""The ratings that may be a part, the first that a task has."""
TURNED = frozenset(("asq",))
"""Ratings in which low is good."""
COLUMNS = (
    *("attempts", "successes", "rated", "liking", "liking2", "timed", "log", "log2"),
    *("errors", "opportunities"),
)
"""The sums by person of one task."""
_PARTS, _LEAST = [0, 2, 5, 9], (0, 1, 1, 0)
"""The columns that say whether there is a part, and more than what each must hold."""
QUANTILE = 0.95
_GOOD = 0.75
"""Where on its scale a rating meets the specification: 4 of 1 to 5, 5.5 of 1 to 7."""


@dataclass(frozen=True, slots=True)
class Specification:
    """What the parts of a task are measured against; None where there is nothing to measure."""

    seconds: float | None
    stated: bool
    rating: str | None


def satisfying(rating: str) -> float:
    """The rating that meets the specification."""
    low, high = SCALES[rating]
    return low + _GOOD * (high - low)


def quantile_ranks(n: int) -> tuple[int, int]:
    """The ranks of the two values between which the 95th percentile of n lies (Hyndman & Fan 1996, 7)."""
    first = math.floor((n - 1) * QUANTILE) + 1
    return first, min(first + 1, n)


def specification(group: Group, target: float | None, rating: str | None) -> Specification:
    """The target time, else the 95th percentile of the times of satisfied completers, and the rating used."""
    if target is not None:
        return Specification(target, True, rating)
    for name in ("content", "completed"):
        at = group.ranks.get(name, {})
        n = group.count(name)
        if at and n > 1:
            (low, high), place = quantile_ranks(n), (n - 1) * QUANTILE
            share = place - math.floor(place)
            value = at[low] + (at[high] - at[low]) * share
            return Specification(value, False, rating)
    return Specification(None, False, rating)


def of_tasks(
    group: Group, specs: Sequence[Specification], tried: int, *, confidence: float
) -> Estimate | None:
    """The mean SUM of tasks in percent; people are drawn for all of them together. None without any.

    `group.people["sum"]` has the columns of every task side by side, in the order of `specs`; `tried` is
    how many of them are a task at all here. Tasks with fewer than three parts are left out, with a note.
    """
    import numpy as np

    from cxux_cli.stats.jackknife import interval
    from cxux_cli.stats.sum import index

    width, n = len(COLUMNS), int(group.of("success").n)
    if not measurable(group, specs):
        return None
    totals = group.people["sum"].sum(axis=0, keepdims=True)
    if group.weighted:
        return unweighted(confidence, n, JACKKNIFE, "an index of four parts")
    of_task = [_parts(totals[:, i * width : (i + 1) * width], spec) for i, spec in enumerate(specs)]
    kept = [i for i, parts in enumerate(of_task) if len(parts) >= FEWEST]

    def single(sums: NDArray[np.float64]) -> NDArray[np.float64]:
        each = [index(list(_parts(sums[:, i * width : (i + 1) * width], specs[i]).values())) for i in kept]
        return np.asarray(100 * np.mean(each, axis=0))

    value = float(single(totals)[0])
    if math.isnan(value):
        return None
    shown, notes = _shown(of_task, specs, kept, tried)
    rows, people = group.people["sum"], group.persons["sum"]
    limits = interval(rows, single, (0.0, 100.0), confidence=confidence) if people >= FEWEST_PEOPLE else None
    low, high = limits or (None, None)
    if limits is None:
        notes.append(f"no interval: none holds for fewer than {FEWEST_PEOPLE} people")
    shown["persons"] = people
    return Estimate(
        value, low, high, n, confidence, drawn(JACKKNIFE, group, "sum"), parts=shown, notes=tuple(notes)
    )


def measurable(group: Group, specs: Sequence[Specification]) -> bool:
    """Whether any of the tasks has enough parts."""
    rows = group.people.get("sum")
    if rows is None:
        return False
    blocks = rows.sum(axis=0).reshape(-1, len(COLUMNS))
    if group.weighted:
        # Nothing was looked up to measure the times against.
        return any((block[_PARTS] > _LEAST).sum() >= FEWEST for block in blocks)
    parts = (_parts(block[None, :], spec) for block, spec in zip(blocks, specs, strict=True))
    return any(len(each) >= FEWEST for each in parts)


def _shown(
    of_task: Sequence[dict[str, NDArray[np.float64]]],
    specs: Sequence[Specification],
    kept: Sequence[int],
    tried: int,
) -> tuple[dict[str, float | None], list[str]]:
    if len(specs) > 1:
        out = tried - len(kept)
        notes = [f"{out} of {tried} tasks have fewer than {FEWEST} parts"] if out else []
        return {"tasks": len(kept)}, notes
    parts, spec, notes = of_task[0], specs[0], []
    shown: dict[str, float | None] = {name: 100 * float(part[0]) for name, part in parts.items()}
    shown["specified_seconds"] = spec.seconds
    if "time" in parts and not spec.stated:
        notes.append("no target time: the 95th percentile of satisfied completers is the specification")
    if missing := [p for p in ("completion", "satisfaction", "time", "errors") if p not in parts]:
        notes.append(f"without {' and '.join(missing)}: the mean of {len(parts)} parts")
    return shown, notes


def too_few(n: int, confidence: float) -> Estimate:
    """The estimate where there are not enough parts for a SUM."""
    note = f"fewer than {FEWEST} of the parts can be measured: there is no SUM"
    return Estimate(None, None, None, n, confidence, JACKKNIFE, notes=(note,))


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
            parts["satisfaction"] = beyond(n_liking, liking, liking2, satisfying(spec.rating), above=True)
        if spec.seconds is not None and (n_time > 1).any():
            parts["time"] = beyond(n_time, logs, logs2, math.log(spec.seconds), above=False)
        if chances.any():
            parts["errors"] = np.clip(1 - errors / chances, 0.0, 1.0)
    return parts
