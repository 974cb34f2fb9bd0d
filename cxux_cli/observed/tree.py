"""`cxux tree`: attempts at the tasks of a tree test to success, directness, first clicks, skips and time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from math import exp, log, sqrt
from statistics import fmean

from cxux_cli.engine.samples import shown_example
from cxux_cli.errors import InputError
from cxux_cli.estimators.persons import Persons
from cxux_cli.measures.base import Declared
from cxux_cli.measures.ux.tree_test import DIRECT_SUCCESS, DIRECTNESS, FIRST_CLICK, SKIP, SUCCESS, TIME
from cxux_cli.observed.scan import account, result, scan, share
from cxux_cli.request import ObservationRequest
from cxux_cli.results import Estimate, Missing, Report, Result
from cxux_cli.stats.mean import t_interval
from cxux_cli.study.attempts import Attempt, Attempts, understand

Judge = Callable[[Attempt], bool | None]
"""Whether an attempt counts for a share; None where it is not in n."""


def run(request: ObservationRequest) -> Report:
    """Measure. Raises `CxuxError` for anything a user can put right."""
    found = scan(request, partial(understand, stated=request.roles), "tree")
    said = Attempts()
    for one in found:
        said.add(one.layout, one.records.rows, one.prefix, one.records.spec.source.path)
    sources, books, notes = account(request, found, said.excluded)
    if not said.all and said.unknown:
        shown = ", ".join(repr(shown_example(cell)) for cell in sorted(said.unknown)[:3])
        raise InputError(
            f"no outcome is known: {shown}",
            where=sources[0].path,
            hint="outcomes are Direct Success, Indirect Success, Direct Failure, Indirect Failure, Skip; first "
            "clicks yes, no, correct, incorrect, 1, 0",
        )
    return Report(
        request.confidence,
        sources,
        books,
        tuple(_results(request, said.all)),
        notes=(*notes, *_notes(said)),
    )


def _results(request: ObservationRequest, attempts: Sequence[Attempt]) -> Iterator[Result]:
    """Each measure that the file can answer: the tasks in the order of their names, then all of them."""
    tasks: dict[str, list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        tasks[attempt.task].append(attempt)
    groups: list[tuple[Mapping[str, str | None], Sequence[Attempt]]] = [
        ({"task": task}, tasks[task]) for task in sorted(tasks, key=_natural) if task
    ]
    groups.append(({}, attempts))
    for declared, judge in _JUDGES:
        if attempts and all(judge(attempt) is None for attempt in attempts):
            continue
        for segment, mine in groups:
            yield _share(request, declared, judge, segment, mine)
    if any(attempt.seconds is not None for attempt in attempts):
        for segment, mine in groups:
            # A mean over tasks of different length says nothing about any of them.
            if segment or len(groups) == 1:
                yield _time(request, segment, mine)


def _natural(task: str) -> tuple[tuple[int, str], ...]:
    """`Task 2` before `Task 10`."""
    return tuple((int(word), "") if word.isdecimal() else (-1, word) for word in task.casefold().split())


def _share(
    request: ObservationRequest,
    declared: Declared,
    judge: Judge,
    segment: Mapping[str, str | None],
    attempts: Sequence[Attempt],
) -> Result:
    judged = [(attempt.person, verdict) for attempt in attempts if (verdict := judge(attempt)) is not None]
    k, n = sum(verdict for _, verdict in judged), len(judged)
    # Of those who did not succeed there is nothing to ask, so that nothing is missing.
    asked = [a for a in attempts if declared is not DIRECT_SUCCESS or _success(a)]
    missing = Missing("the outcome does not say", len(asked) - n)
    parts = _parts(attempts) if declared is SUCCESS else None
    persons = _persons(judged)
    return share(declared, request, k, n, segment, parts=parts, missing=missing, persons=persons)


def _persons(judged: Sequence[tuple[str, bool]]) -> Persons | None:
    """The variance over persons, where somebody is counted several times."""
    counts: dict[str, list[bool]] = defaultdict(list)
    for person, verdict in judged:
        counts[person].append(verdict)
    g, n = len(counts), len(judged)
    if g == n:
        return None
    mean = sum(verdict for _, verdict in judged) / n
    # From whole numbers, so that the order of the rows leaves no trace in the last digit.
    squares = sorted((sum(mine) - len(mine) * mean) ** 2 for mine in counts.values())
    return Persons(g, g / (g - 1) * sum(squares) / n**2 if g > 1 else 0.0)


def _parts(attempts: Sequence[Attempt]) -> dict[str, float | None]:
    """How the attempts ended, each way counted."""
    ways: dict[str, float | None] = {}
    for ended in ("success", "failure", "skip"):
        for direct, word in ((True, "direct"), (False, "indirect"), (None, "unspecified")):
            n = sum(
                a.outcome is not None and (a.outcome.result, a.outcome.direct) == (ended, direct)
                for a in attempts
            )
            if n or direct is not None:
                ways[f"{word}_{ended}"] = n
    return ways


def _success(attempt: Attempt) -> bool | None:
    return None if attempt.outcome is None else attempt.outcome.result == "success"


def _directness(attempt: Attempt) -> bool | None:
    how = attempt.outcome
    if how is None or (how.direct is None and how.result != "skip"):
        return None
    return how.result != "skip" and bool(how.direct)


def _direct_success(attempt: Attempt) -> bool | None:
    how = attempt.outcome
    return None if how is None or how.result != "success" else how.direct


def _skip(attempt: Attempt) -> bool | None:
    return None if attempt.outcome is None else attempt.outcome.result == "skip"


def _first_click(attempt: Attempt) -> bool | None:
    return attempt.first_click


_JUDGES: tuple[tuple[Declared, Judge], ...] = (
    (SUCCESS, _success),
    (DIRECTNESS, _directness),
    (DIRECT_SUCCESS, _direct_success),
    (FIRST_CLICK, _first_click),
    (SKIP, _skip),
)


def _time(
    request: ObservationRequest, segment: Mapping[str, str | None], attempts: Sequence[Attempt]
) -> Result:
    """The geometric mean of the seconds of successes; of all attempts where no outcome is known."""
    known = any(attempt.outcome is not None for attempt in attempts)
    mine = [a for a in attempts if not known or _success(a)]
    logs = sorted(log(a.seconds) for a in mine if a.seconds is not None)
    n, method = len(logs), "t on the logarithms, exponentiated"
    whose = "times of successes only" if known else "times of all attempts: no outcome is known"
    missing = Missing("no time", len(mine) - n)
    if n < 2:
        value = exp(logs[0]) if n else None
        why = "one time has no interval" if n else "no time of a success: nothing to estimate"
        estimate = Estimate(value, None, None, n, request.confidence, method, notes=(why,))
        return result(TIME, estimate, segment, missing=missing, notes=(whose,))
    mean = fmean(logs)
    sd = sqrt(sum((x - mean) ** 2 for x in logs) / (n - 1))
    low, high = t_interval(mean, sd / sqrt(n), n - 1, confidence=request.confidence)
    parts = {"mean": fmean(map(exp, logs)), "min": exp(logs[0]), "max": exp(logs[-1])}
    estimate = Estimate(exp(mean), exp(low), exp(high), n, request.confidence, method, parts=parts)
    return result(TIME, estimate, segment, missing=missing, notes=(whose,))


def _notes(said: Attempts) -> tuple[str, ...]:
    notes = []
    if said.unknown:
        shown = ", ".join(repr(shown_example(cell)) for cell in sorted(said.unknown)[:3])
        n = said.unknown.total()
        notes.append(f"{n} unknown outcome{'s' * (n > 1)} ({shown}): not counted")
    if said.bad_times:
        notes.append(
            f"{said.bad_times} time{'s' * (said.bad_times > 1)} not readable as seconds above zero: left out of "
            "the mean time"
        )
    return tuple(notes)
