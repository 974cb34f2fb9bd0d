"""What looks wrong in a usability test although it can be read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cxux_cli.estimators.usability.success import knows_abandonment

if TYPE_CHECKING:
    from cxux_cli.engine.attempt_rows import Test

_MINUTES = 15.0
"""Below this no list of times is likely to be in seconds, unless the tasks are a single click."""
_WHOLE_DAY = 6 * 3600.0


def doubts(test: Test) -> Iterator[str]:
    """Sentences for the notes of the report; numbers are never changed."""
    yield from _refused(test)
    yield from _unit(test)
    if (test.attempts.outcome >= 0).any() and not knows_abandonment(test.attempts):
        yield "no attempt is said to be given up: abandonment is not measured"


def _refused(test: Test) -> Iterator[str]:
    for reason, flag in test.attempts.flags.items():
        rows = int(flag.sum())
        if rows:
            yield f"{rows} attempt{'s' * (rows > 1)}: {reason}; not used there, kept elsewhere"


def _unit(test: Test) -> Iterator[str]:
    """Minutes or milliseconds taken for seconds."""
    import numpy as np

    times = test.attempts.values.get("time")
    if times is None or not (known := ~np.isnan(times)).any():
        return
    for code, task in enumerate(test.defined):
        own = times[known & (test.attempts.task == code)]
        if task is None or task.target_time is None or not len(own):
            continue
        if float(own.max()) < task.target_time / 15:
            yield (
                f"all times of '{task.id}' are below {task.target_time / 15:.3g} s, its target is "
                f"{task.target_time:g} s: are they minutes? name the column with its unit, e.g. time_min"
            )
            return
    seen = times[known]
    if float(seen.max()) < _MINUTES and float(np.median(seen)) < _MINUTES / 3 and len(seen) > 4:
        yield (
            f"all times are below {_MINUTES:g} s: are they minutes? a column name with the unit, such as "
            "time_min, is converted"
        )
    elif float(np.median(seen)) > _WHOLE_DAY / 3:
        yield "half of the times are above two hours: are they milliseconds? a name such as time_ms is converted"
