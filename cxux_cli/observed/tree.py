"""`cxux tree`: attempts at the tasks of a tree test to success, directness, first clicks, skips and time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from math import exp, fsum, log, sqrt
from statistics import fmean

from cxux_cli.engine.samples import shown_example
from cxux_cli.errors import InputError
from cxux_cli.estimators.persons import Persons
from cxux_cli.measures.base import Declared
from cxux_cli.measures.ux.task_success import DIRECTNESS, FIRST_CLICK
from cxux_cli.measures.ux.tree_test import DIRECT_SUCCESS, SKIP, SUCCESS, TIME
from cxux_cli.observations import TaskPaths
from cxux_cli.observed.scan import account, result, scan, share
from cxux_cli.observed.slices import Slice, not_shown, shown, slices
from cxux_cli.request import ObservationRequest
from cxux_cli.results import Estimate, Evidence, Missing, Report, Result
from cxux_cli.stats.mean import t_interval
from cxux_cli.study.attempts import Attempt, Attempts, understand, with_paths

_UNKNOWN = 0.5
"""Where more than this share of the outcomes is unknown, those that are known are no sample of all."""
Judge = Callable[[Attempt], bool | None]
"""Whether an attempt counts for a share; None where it is not in n."""


def run(request: ObservationRequest) -> Report:
    """Measure. Raises `CxuxError` for anything a user can put right."""
    found = scan(request, partial(understand, stated=request.roles), "tree")
    said = Attempts()
    for one in found:
        said.add(one.layout, one.records.rows, one.prefix, one.records.spec.source.path)
    sources, books, notes = account(request, found, said.excluded)
    if said.unknown.total() > _UNKNOWN * (said.unknown.total() + len(said.all)):
        examples = ", ".join(repr(shown_example(cell)) for cell in sorted(said.unknown)[:3])
        raise InputError(
            f"{'most outcomes are' if said.all else 'no outcome is'} {'not ' * bool(said.all)}known: {examples}",
            where=sources[0].path,
            hint="outcomes are Direct Success, Indirect Success, Direct Failure, Indirect Failure, Skip; first "
            "clicks yes, no, correct, incorrect, 1, 0",
        )
    attempts, against = with_paths(said.all)
    cells = slices(request, found, "task")
    results = _results(request, attempts, cells)
    hidden = any(result.hidden for result in results if result.total)
    return Report(
        request.confidence,
        sources,
        books,
        tuple(results),
        notes=(
            *(note for one in found for note in one.layout.notes),
            *notes,
            *_notes(said, attempts, against),
        ),
        config=request.study.path if request.study else None,
        paths=() if hidden else _paths(attempts, request.min_n),
    )


def _results(
    request: ObservationRequest, attempts: Sequence[Attempt], cells: Sequence[Slice]
) -> list[Result]:
    """Each measure that the file can answer: the tasks in the order of their names, then all of them."""
    made: dict[tuple[int, int], list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        made[attempt.where].append(attempt)
    parts = [
        [attempt for i, rows in enumerate(cell.rows) for row in rows for attempt in made.get((i, row), ())]
        for cell in cells
    ]
    named = sorted({attempt.task for attempt in attempts if attempt.task}, key=_natural)
    tasks: list[str | None] = [*named, None]
    found: list[Result] = []
    # Of how many attempts the others are says how many succeeded and were skipped.
    withheld: dict[str | None, dict[int, int]] = {}
    for declared, judge in _JUDGES:
        if attempts and all(judge(attempt) is None for attempt in attempts):
            continue
        for task in tasks:
            told = [_share(request, declared, judge, task, _of(part, task)) for part in parts]
            found += shown(request, cells, told, withheld.get(task))
            if declared is SUCCESS:
                withheld[task] = not_shown(request, cells, told)
    if any(attempt.seconds is not None for attempt in attempts):
        # A mean over tasks of different length says nothing about any of them.
        for task in tasks[: len(named)] or tasks:
            told = [_time(request, task, _of(part, task)) for part in parts]
            found += shown(request, cells, told, withheld.get(task))
    return found


def _of(attempts: Sequence[Attempt], task: str | None) -> Sequence[Attempt]:
    return attempts if task is None else [attempt for attempt in attempts if attempt.task == task]


def _natural(task: str) -> tuple[tuple[int, str], ...]:
    """`Task 2` before `Task 10`."""
    return tuple((int(word), "") if word.isdecimal() else (-1, word) for word in task.casefold().split())


def _share(
    request: ObservationRequest,
    declared: Declared,
    judge: Judge,
    task: str | None,
    attempts: Sequence[Attempt],
) -> Result:
    judged = [(attempt.person, verdict) for attempt in attempts if (verdict := judge(attempt)) is not None]
    k, n = sum(verdict for _, verdict in judged), len(judged)
    return share(
        *(declared, request, k, n, {}),
        parts=_parts(attempts) if declared is SUCCESS else None,
        missing=Missing(
            "nothing says it of the attempt",
            sum(judge(a) is None for a in attempts if _is_asked(declared, a)),
        ),
        persons=_persons(judged),
        task=task,
    )


def _is_asked(declared: Declared, attempt: Attempt) -> bool:
    """Whether there is anything to say: of a skip not how direct it was, of a failure no success."""
    if attempt.outcome is None:
        return True
    ended = attempt.outcome.result
    if declared is DIRECT_SUCCESS:
        return ended == "success"
    return ended != "skip" or declared not in (DIRECTNESS, FIRST_CLICK)


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
    return None if how is None or how.result == "skip" else how.direct


def _direct_success(attempt: Attempt) -> bool | None:
    how = attempt.outcome
    return None if how is None or how.result != "success" else how.direct


def _skip(attempt: Attempt) -> bool | None:
    return None if attempt.outcome is None else attempt.outcome.result == "skip"


def _first_click(attempt: Attempt) -> bool | None:
    """A skip is no attempt, here as in a usability test."""
    skipped = attempt.outcome is not None and attempt.outcome.result == "skip"
    return None if skipped else attempt.first_click


_JUDGES: tuple[tuple[Declared, Judge], ...] = (
    (SUCCESS, _success),
    (DIRECTNESS, _directness),
    (DIRECT_SUCCESS, _direct_success),
    (FIRST_CLICK, _first_click),
    (SKIP, _skip),
)


def _time(request: ObservationRequest, task: str | None, attempts: Sequence[Attempt]) -> Result:
    """The geometric mean of the seconds of successes; of all attempts where no outcome is known."""
    known = any(attempt.outcome is not None for attempt in attempts)
    mine = [a for a in attempts if not known or _success(a)]
    logs = sorted(log(a.seconds) for a in mine if a.seconds is not None)
    n, method = len(logs), "t on the logarithms, exponentiated"
    whose = "times of successes only" if known else "times of all attempts: no outcome is known"
    missing = Missing("no time", len(mine) - n)
    state = {"kind": "moments", "log": True, "n": n, "sum": fsum(logs), "sum2": fsum(x * x for x in logs)}
    if n < 2:
        value = exp(logs[0]) if n else None
        why = "one time has no interval" if n else "no time of a success: nothing to estimate"
        estimate = Estimate(value, None, None, n, request.confidence, method, notes=(why,))
        return result(TIME, estimate, {}, state=state, missing=missing, notes=(whose,), task=task)
    mean = fmean(logs)
    sd = sqrt(sum((x - mean) ** 2 for x in logs) / (n - 1))
    low, high = t_interval(mean, sd / sqrt(n), n - 1, confidence=request.confidence)
    estimate = Estimate(
        *(exp(mean), exp(low), exp(high), n, request.confidence, method),
        parts={"mean": fmean(map(exp, logs)), "min": exp(logs[0]), "max": exp(logs[-1])},
        evidence=Evidence("log-mean", (mean, sd / sqrt(n), n - 1)),
    )
    return result(TIME, estimate, {}, state=state, missing=missing, notes=(whose,), task=task)


def _paths(attempts: Sequence[Attempt], min_n: int) -> tuple[TaskPaths, ...]:
    """Where people went, task by task, for tasks with paths or destinations of at least `min_n` attempts."""
    found = []
    for task in sorted({attempt.task for attempt in attempts}, key=_natural):
        mine = [a for a in attempts if a.task == task and a.end]
        ways = [a for a in mine if a.path is not None]
        if len(mine) < max(1, min_n):
            continue
        first = Counter(a.path.steps[0] for a in ways if a.path is not None)
        verdicts: dict[str, set[bool | None]] = defaultdict(set)
        for a in ways:
            if a.path is not None:
                verdicts[a.path.steps[0]].add(a.first_click)
        left = Counter(place for a in ways if a.path is not None for place in dict.fromkeys(a.path.left))
        ended = {
            word: Counter(a.end for a in mine if a.outcome is not None and a.outcome.result == word)
            for word in ("success", "failure")
        }
        found.append(
            TaskPaths(
                task=task or None,
                n=len(ways),
                # Clicks on one place that are told right and wrong leave it open.
                first=tuple(
                    (place, n, next(iter(verdicts[place])) if len(verdicts[place]) == 1 else None)
                    for place, n in _most(first)
                ),
                turned_back=tuple(_most(left)),
                wrong=tuple(_most(ended["failure"])),
                right=tuple(place for place, _ in _most(ended["success"])),
            )
        )
    return tuple(found)


def _most(counts: Counter[str]) -> list[tuple[str, int]]:
    """The most first, then by name."""
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))


def _notes(said: Attempts, attempts: Sequence[Attempt], against: int) -> tuple[str, ...]:
    notes = []
    if against:
        notes.append(
            f"{against} attempt{'s are' if against > 1 else ' is'} called direct and the path goes back up: the "
            "outcome counts"
        )
    if any(a.first_click is not None for a in attempts) and all(b.first_click is None for b in said.all):
        notes.append(
            "first clicks are told from the paths: right is the place under which a success of the task ended"
        )
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
