"""What looks wrong in a usability test although it can be read."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cxux_cli.study.names import label, shorten

if TYPE_CHECKING:
    from cxux_cli.engine.attempt_findings import Understood
    from cxux_cli.engine.attempts import TestPlan
    from cxux_cli.sources.source import Column

_LOW_IS_GOOD = frozenset(("asq", "effort"))
_CLEAR = 3.0
"""So many standard errors between the ratings of successes and failures are no chance."""
_MINUTES = 15.0
"""Below this no list of times is likely to be in seconds, unless the tasks are a single click."""


def doubts(plan: TestPlan, found: Understood) -> Iterator[str]:
    """Sentences for the notes of the report; numbers are never changed."""
    for reason, rows in found.flags.items():
        yield f"{rows} attempt{'s' * (rows > 1)}: {reason}; not used there, kept elsewhere"
    for each in plan.sources:
        yield from dict.fromkeys(unit.why for unit in each.units.values() if unit.why)
        if each.condition is not None:
            yield _conditions(each.condition)
    yield from _unit(plan, found)
    if n := found.times.apart:
        yield (
            f"{n} of {found.times.n} times {'is' if n == 1 else 'are'} not end minus start of the attempt: the time as "
            "written counts"
        )
    yield from _turned(found)
    if any(found.ended.values()) and not found.abandoned:
        yield "no attempt is said to be given up: abandonment is not measured"


def _conditions(column: Column) -> str:
    name = shorten(column.name, 40)
    return (
        f"every repeat of a person and task is another {label(column)}: conditions, not learning; "
        f"tell them apart with --by " + (name if name.isidentifier() else f'"{name}"')
    )


def of_times(plan: TestPlan) -> str:
    """Why the unit of the times is in doubt, so that no gate judges them; blank where it is not."""
    doubts = (unit.doubt for each in plan.sources for unit in each.units.values())
    return next(filter(None, doubts), "")


def _turned(found: Understood) -> Iterator[str]:
    """Ratings that are better after failures than after successes: tools turn scales round."""
    for role in dict.fromkeys(role for role, _ in sorted(found.rated)):
        done, failed = found.rated[role, True], found.rated[role, False]
        if min(done.n, failed.n) < 5:
            continue
        means = [each.total / each.n for each in (done, failed)]
        variances = [
            max(0.0, each.squares - each.n * mean**2) / (each.n - 1) / each.n
            for each, mean in zip((done, failed), means, strict=True)
        ]
        worse = (means[0] - means[1]) * (1 if role in _LOW_IS_GOOD else -1)
        if worse > _CLEAR * math.sqrt(sum(variances)) and worse > 0:
            good = "low" if role in _LOW_IS_GOOD else "high"
            yield (
                f"{role}: failures are rated better than successes ({means[1]:.3g} against {means[0]:.3g}, "
                f"{good} is good): is the scale turned round? it is read as it stands"
            )


def _unit(plan: TestPlan, found: Understood) -> Iterator[str]:
    """Minutes or milliseconds taken for seconds."""
    times = found.times
    if not times.n or of_times(plan):
        return
    for code in found.order(plan.tasks):
        task, longest = found.defined[code], times.longest.get(code)
        if task is None or task.target_time is None or longest is None:
            continue
        if longest < task.target_time / 15:
            yield (
                f"all times of '{task.id}' are below {task.target_time / 15:.3g} s, its target is "
                f"{task.target_time:g} s: are they minutes? name the column with its unit, e.g. time_min"
            )
            return
    if times.n > 4 and 2 * times.short > times.n and max(times.longest.values()) < _MINUTES:
        yield (
            f"all times are below {_MINUTES:g} s: are they minutes? a column name with the unit, such as "
            "time_min, is converted"
        )
    elif 2 * times.long > times.n:
        yield "half of the times are above two hours: are they milliseconds? a name such as time_ms is converted"
