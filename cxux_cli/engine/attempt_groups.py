"""A usability test to groups of attempts: rows are understood, summed, and looked up at ranks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cxux_cli.engine.attempt_findings import Understood
from cxux_cli.engine.attempt_ranks import Ranks, Wanted
from cxux_cli.engine.attempt_rows import Reader
from cxux_cli.engine.attempt_sums import (
    EVERYONE,
    UNASSIGNED,
    Summed,
    View,
    curve,
    not_above,
    summed,
)
from cxux_cli.engine.attempt_values import Asked
from cxux_cli.engine.event_log import collected
from cxux_cli.estimators.person_sums import PersonSums
from cxux_cli.estimators.usability import single, time
from cxux_cli.estimators.usability.group import Group, Sums

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

    from cxux_cli.engine.attempts import Held, TestPlan
    from cxux_cli.engine.spool import Spool
    from cxux_cli.study.config.study import Task

_TIME = "time.mean"


@dataclass(frozen=True, slots=True)
class Grouped:
    """All groups of a test, and what was found in all rows together.

    `tasks` are the codes of the tasks in the order in which they are reported.
    """

    found: Understood
    asked: Asked
    tasks: tuple[int, ...]
    _groups: Mapping[View, Mapping[int, Group]]
    _masks: Mapping[View, Mapping[tuple[str, int], Mapping[int, int]]]

    def of(self, persona: int | None, cell: int | None, task: int | None) -> Group:
        """The attempts of a persona in a segment at a task; None stands for all of them."""
        view = self._view(persona, cell, task)
        return self._groups[view].get(view.at(cell or 0, task or 0), Group(weighted=self.asked.weighted))

    def members(
        self, persona: int | None, cell: int | None, task: int | None, name: str
    ) -> Mapping[int, int]:
        """How many people with a number in these attempts are of which personas, as bits."""
        view = self._view(persona, cell, task)
        return self._masks[view].get((name, view.at(cell or 0, task or 0)), {})

    def _view(self, persona: int | None, cell: int | None, task: int | None) -> View:
        together = task is None and len(self.tasks) > 1
        return View(persona, cell is not None, together, len(self.found.tasks))


def grouped(plan: TestPlan, held: Held, *, confidence: float) -> Grouped:
    """Understand all rows, and sum them. Raises `InputError` as `Reader` does."""
    reader = Reader(plan, held)
    store = held.rows.filled(reader.frames())
    found = reader.found
    asked = Asked(
        *(found.roles, plan.times),
        untold=frozenset(code for code in found.tasks.values() if not found.ended[code]),
        nothing_told=not any(found.ended.values()),
        rating=found.rating,
        weighted=plan.weighted,
    )
    views = _views(plan, len(found.tasks))
    sums = summed(_parts(store), views, len(found.cells), asked) if store.buckets else {}
    groups = {view: _groups(of, asked) for view, of in sums.items()}
    if not asked.weighted:
        _with_ranks(groups, store, asked, found, confidence=confidence)
    return Grouped(
        *(found, asked, tuple(found.order(plan.tasks)), groups),
        {view: of.masks for view, of in sums.items()},
    )


def _parts(attempts: Spool) -> Iterator[pl.DataFrame]:
    """The attempts of some people at a time."""
    return map(collected, attempts.buckets)


def _views(plan: TestPlan, tasks: int) -> list[View]:
    personas = [*range(len(plan.personas)), UNASSIGNED] if plan.personas else []
    slices = (True, False) if plan.by_names or plan.every is not None else (False,)
    return [
        View(persona, sliced, together, tasks)
        for persona in (*personas, EVERYONE)
        for sliced in slices
        for together in ((False, True) if tasks > 1 else (False,))
    ]


def _groups(of: Summed, asked: Asked) -> dict[int, Group]:
    found: dict[int, Group] = {}
    people: dict[int, dict[str, NDArray[np.float64]]] = defaultdict(dict)
    persons: dict[int, dict[str, int]] = defaultdict(dict)
    for (name, number), (n, rows) in of.people.items():
        people[number][name], persons[number][name] = rows, n
    tables = {name: table.tolist() for name, table in of.sums.items()}
    ended = of.outcomes.tolist() if of.outcomes is not None else []
    learning = of.learning.tolist() if of.learning is not None else []
    for number, row in enumerate(ended):
        if not sum(row):
            continue
        counts = {name: int(table[number]) for name, table in of.counts.items()}
        for role, refused in of.missing.items():
            counts |= {f"{role} {code}": n for code, n in enumerate(refused[number].tolist()) if n}
        found[number] = Group(
            outcomes=tuple(row[1:]),
            unknown=row[0],
            sums={name: Sums(*table[number]) for name, table in tables.items()},
            people=people[number],
            persons=persons[number],
            counts=counts,
            learning=tuple(learning[number]),
            curve=curve(of.curves.get(number, ())),
            weighted=asked.weighted,
        )
    return found


def _with_ranks(
    groups: dict[View, dict[int, Group]],
    store: Spool,
    asked: Asked,
    found: Understood,
    *,
    confidence: float,
) -> None:
    """Add the values at ranks to all groups: medians, their limits, and what a SUM is measured against."""
    if not store.buckets:
        return
    ranks = Ranks(store.rows, asked)
    at = ranks.look_up(_middles(groups, asked, found))
    _add(groups, at)
    # A persona that matches nobody has no group at all.
    timed = any(_TIME in group.sums for of in groups.values() for group in of.values())
    if not timed or asked.times == "censored":
        return
    for view, number, below in _below(groups, store, asked):
        groups[view][number] = replace(groups[view][number], below=below)
    limits = {
        (view, _TIME): {
            number: time.limits(group, confidence=confidence) or () for number, group in of.items()
        }
        for view, of in groups.items()
    }
    _add(groups, ranks.look_up(limits))


def _middles(groups: Mapping[View, Mapping[int, Group]], asked: Asked, found: Understood) -> Wanted:
    from cxux_cli.engine.attempt_values import ranked

    wanted: dict[tuple[View, str], dict[int, Sequence[int]]] = {}
    for view, of in groups.items():
        for name in ranked(asked, together=view.together):
            ask = _specified(asked, found, view, name) if name in ("completed", "content") else _median(name)
            wanted[view, name] = {number: ask(number, group) for number, group in of.items()}
    return wanted


def _median(name: str) -> Callable[[int, Group], Sequence[int]]:
    def ranks(_: int, group: Group) -> Sequence[int]:
        n = int(group.of(name).n)
        if n == 0:
            return ()
        return (1, (n + 1) // 2, n // 2 + 1, n) if name == _TIME else ((n + 1) // 2, n // 2 + 1)

    return ranks


def _specified(
    asked: Asked, found: Understood, view: View, name: str
) -> Callable[[int, Group], Sequence[int]]:
    """The ranks of a time that is to be met, where no target says it and a SUM can be made."""
    parts = [asked.has("time"), bool(asked.rating), asked.has("errors", "opportunities")]
    possible = sum(parts) + (not asked.nothing_told) >= single.FEWEST

    def ranks(number: int, group: Group) -> Sequence[int]:
        task: Task | None = found.defined[number % view.tasks]
        if not possible or (task is not None and task.target_time is not None):
            return ()
        if name == "completed" and group.count("content") > 1:
            return ()
        n = group.count(name)
        return single.quantile_ranks(n) if n > 1 else ()

    return ranks


def _below(
    groups: Mapping[View, Mapping[int, Group]], store: Spool, asked: Asked
) -> Iterator[tuple[View, int, PersonSums]]:
    """How "not above the median" varies from person to person; read again only where people repeat."""
    import numpy as np

    medians = {}
    for view, of in groups.items():
        sums = {number: group.of(_TIME) for number, group in of.items()}
        if any(s.repeats for s in sums.values()):
            medians[view] = np.full(max(sums) + 1, np.nan)
            for number, group in of.items():
                medians[view][number] = np.nan if (m := group.median(_TIME)) is None else m
            continue
        for number, s in sums.items():
            yield view, number, PersonSums(int(s.n), int(s.n), 0, 0, 0, int(s.n))
    if medians:
        for view, number, sums_ in not_above(_parts(store), medians, asked):
            if number in groups[view]:
                yield view, number, sums_


def _add(
    groups: dict[View, dict[int, Group]],
    found: Mapping[tuple[View, str], Mapping[int, Mapping[int, float]]],
) -> None:
    for (view, name), of in found.items():
        for number, values in of.items():
            group = groups[view][number]
            ranks = {**group.ranks, name: {**group.ranks.get(name, {}), **values}}
            groups[view][number] = replace(group, ranks=ranks)
