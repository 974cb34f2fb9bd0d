"""Attempts to sums: per group of attempts, over attempts and over the people who made them.

People of one part of the rows are in no other, so that everything adds up. Sums are taken in the order of the
rows, whatever the threads did, so that the same file gives the same digits.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cxux_cli.engine.attempt_values import REPORTED, Asked, by_person, counts, numbers, of_sum
from cxux_cli.estimators.person_sums import PersonSums
from cxux_cli.estimators.usability.group import FIELDS, Curve
from cxux_cli.estimators.usability.learning import COLUMNS as LEARNING
from cxux_cli.estimators.usability.outcomes import ORDER

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

EVERYONE, UNASSIGNED = None, -1
_TIME = "time.mean"


@dataclass(frozen=True, slots=True)
class View:
    """One way to put attempts into groups: whose, whether by segment and period, whether by task.

    `persona` is the bit of a persona, `UNASSIGNED` for people of none, `EVERYONE` for all.
    """

    persona: int | None
    sliced: bool
    together: bool
    """Whether all tasks are one group."""
    tasks: int = 1

    def group(self) -> pl.Expr:
        """The number of the group of an attempt, -1 where it is in none."""
        import polars as pl

        code = pl.col("cell") if self.sliced else pl.lit(0, pl.Int64)
        if not self.together:
            code = code * self.tasks + pl.col("task")
        if self.persona is EVERYONE:
            return code.alias("group")
        mine = pl.col("personas")
        inside = mine == 0 if self.persona == UNASSIGNED else mine.and_(1 << self.persona) != 0
        return pl.when(inside).then(code).otherwise(-1).alias("group")

    def at(self, cell: int, task: int) -> int:
        """The number of the group of a segment and a task."""
        number = cell if self.sliced else 0
        return number if self.together else number * self.tasks + task


@dataclass(slots=True)
class Summed:
    """The sums of all groups of one view, by the number of the group.

    `people` holds rows of sums by person, and how many persons they are; `masks` how many people have a
    number, by the bits of their personas.
    """

    groups: int
    sums: dict[str, Array] = field(default_factory=dict)
    outcomes: NDArray[np.int64] | None = None
    counts: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    missing: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    people: dict[tuple[str, int], tuple[int, Array]] = field(default_factory=dict)
    learning: Array | None = None
    curves: dict[int, list[Curve]] = field(default_factory=lambda: defaultdict(list))
    masks: dict[tuple[str, int], Counter[int]] = field(default_factory=lambda: defaultdict(Counter))


def summed(
    parts: Iterable[pl.DataFrame], views: Sequence[View], cells: int, asked: Asked
) -> dict[View, Summed]:
    """The sums of every view, from attempts in parts that share no person."""
    found = {
        view: Summed((cells if view.sliced else 1) * (1 if view.together else view.tasks)) for view in views
    }
    for frame in parts:
        for together in dict.fromkeys(view.together for view in views):
            part = _Part(frame, asked, together)
            for view in views:
                if view.together is together:
                    part.add(view, found[view])
    return found


class _Part:
    """Attempts of some people, with the numbers that are summed worked out once for all views."""

    def __init__(self, frame: pl.DataFrame, asked: Asked, together: bool) -> None:
        import polars as pl

        self._frame, self._asked = frame, asked
        self._numbers = frame.select(**numbers(asked, together=together))
        self._counts = frame.select(pl.lit(0).alias("-"), **counts(asked, together=together)).drop("-")
        self._by_person = {
            name: frame.select(**columns) for name, columns in by_person(asked, together=together).items()
        }
        self._sum = frame.select(**of_sum(asked))
        self._person = frame["person"].to_numpy()
        self._task = frame["task"].to_numpy()
        self._weight = frame["w"].to_numpy() if asked.weighted else None

    def add(self, view: View, to: Summed) -> None:
        """Add the sums of these attempts, in the groups of a view, to those of others."""
        import numpy as np

        group = self._frame.with_columns(view.group())["group"].to_numpy()
        persons = int(self._person.max()) + 1
        order = np.argsort(group * persons + self._person, kind="stable")
        order = order[group[order] >= 0]
        if not len(order):
            return
        rows = _Rows(group[order], (group * persons + self._person)[order], order, to.groups)
        for name in self._numbers.columns:
            more = rows.sums(self._numbers[name].to_numpy(), self._weight)
            to.sums[name] = to.sums[name] + more if name in to.sums else more
        self._count(rows, to)
        if "personas" in self._frame.columns:
            self._count_members(rows, to)
        for name, columns in self._by_person.items():
            # The same people for all columns: those with a number in the first.
            known = ~np.isnan(columns.to_series(0).to_numpy()[order])
            self._add_people(name, rows.only(known), columns, view, to)
        self._add_people("sum", rows, self._sum, view, to)
        self._learn(rows, persons, to)
        if self._asked.times == "censored" and self._asked.has("time"):
            self._curves(rows, to)

    def _count(self, rows: _Rows, to: Summed) -> None:
        import numpy as np

        outcome = self._frame["outcome"].to_numpy()[rows.at].astype(np.int64)
        width = len(ORDER) + 1
        table = np.bincount(rows.group * width + outcome + 1, minlength=to.groups * width)
        table = table.reshape(to.groups, width)
        to.outcomes = table if to.outcomes is None else to.outcomes + table
        for name in self._counts.columns:
            more = np.bincount(rows.group[self._counts[name].to_numpy()[rows.at]], minlength=to.groups)
            to.counts[name] = to.counts[name] + more if name in to.counts else more
        for role in REPORTED:
            if f"why {role}" not in self._frame.columns:
                continue
            why = self._frame[f"why {role}"].to_numpy()[rows.at].astype(np.int64)
            some, wide = why >= 0, 8
            more = np.bincount(rows.group[some] * wide + why[some], minlength=to.groups * wide)
            more = more.reshape(to.groups, wide)
            to.missing[role] = to.missing[role] + more if role in to.missing else more

    def _count_members(self, rows: _Rows, to: Summed) -> None:
        """People with a number, by their personas: a small group must not show as a difference of others."""
        import numpy as np

        mask = self._frame["personas"].to_numpy().astype(np.int64)
        for name in self._numbers.columns:
            known = rows.only(~np.isnan(self._numbers[name].to_numpy()[rows.at]))
            if not len(known.at):
                continue
            first = known.starts()
            pairs = np.stack([known.group[first], mask[known.at[first]]])
            kinds, n = np.unique(pairs, axis=1, return_counts=True)
            for (group, bits), size in zip(kinds.T.tolist(), n.tolist(), strict=True):
                to.masks[name, group][bits] += size

    def _add_people(self, name: str, rows: _Rows, columns: pl.DataFrame, view: View, to: Summed) -> None:
        """Sums by person; of the SUM of all tasks together those of every task side by side."""
        import numpy as np

        if not len(rows.at):
            return
        blocks = view.tasks if name == "sum" and view.together else 1
        place, starts, sizes = rows.places()
        index = place * blocks + (self._task[rows.at] if blocks > 1 else 0)
        total = int(sizes[:, 1].sum())
        of_all = [
            np.bincount(index, weights=columns[c].to_numpy()[rows.at], minlength=total * blocks)
            for c in columns.columns
        ]
        table = np.stack(of_all, axis=1, dtype=np.float64).reshape(total, blocks * len(of_all))
        for (group, held, persons), start in zip(sizes[:, [2, 1, 0]].tolist(), starts.tolist(), strict=True):
            more = (persons, table[start : start + held])
            to.people[name, group] = _joined(to.people.get((name, group)), more)

    def _learn(self, rows: _Rows, persons: int, to: Summed) -> None:
        """Slopes and changes of log times over the attempts of a person at a task."""
        import numpy as np

        table = np.zeros((to.groups, len(LEARNING)))
        to.learning = table if to.learning is None else to.learning
        if "time" not in self._numbers.columns:
            return
        logs = self._numbers["time"].to_numpy()[rows.at]
        rows, y = rows.only(~np.isnan(logs)), logs[~np.isnan(logs)]
        tasks = int(self._task.max()) + 1
        key = rows.key * tasks + self._task[rows.at]
        _, pair, size = np.unique(key, return_inverse=True, return_counts=True)
        several = size[pair] > 1
        if not several.any():
            return
        rows, y = rows.only(several), y[several]
        _, first, pair = np.unique(key[several], return_index=True, return_inverse=True)
        x = self._frame["attempt"].to_numpy()[rows.at].astype(float)
        dx = x - (np.bincount(pair, weights=x) / np.bincount(pair))[pair]
        slopes = np.bincount(pair, weights=dx * y) / np.bincount(pair, weights=dx * dx)
        order = np.lexsort((x, pair))
        ends = np.concatenate((np.searchsorted(pair[order], np.arange(len(first)), side="right") - 1,))
        begins = np.searchsorted(pair[order], np.arange(len(first)), side="left")
        changes = y[order][ends] - y[order][begins]
        # Averaged within people first, so that everybody counts once.
        who, mine = np.unique(rows.key[first], return_inverse=True)
        tasks_of = np.bincount(mine)
        group, columns = who // persons, [np.ones(len(who))]
        columns.append(np.bincount(mine, weights=np.bincount(pair)).astype(np.float64))
        for each in (slopes, changes):
            own = np.bincount(mine, weights=each) / tasks_of
            columns += [own, own**2]
        to.learning = to.learning + np.stack(
            [np.bincount(group, weights=column, minlength=to.groups) for column in columns], axis=1
        )

    def _curves(self, rows: _Rows, to: Summed) -> None:
        """How many attempts of every length there are, done and cut off."""
        import numpy as np

        made, success = self._frame["tried"].to_numpy(), self._frame["success"].to_numpy()
        if self._asked.nothing_told:
            # Without outcomes nothing was cut off.
            success = np.ones(len(success), bool)
        else:
            # Of an attempt without an outcome nobody knows whether it would have taken longer.
            made = made & (self._frame["outcome"].to_numpy() >= 0)
        times = np.where(made, self._frame["time"].to_numpy(), np.nan)[rows.at]
        rows, t = rows.only(~np.isnan(times)), times[~np.isnan(times)]
        done = success[rows.at]
        for group in np.unique(rows.group).tolist():
            mine = rows.group == group
            at, place = np.unique(t[mine], return_inverse=True)
            ended = np.bincount(place, weights=done[mine], minlength=len(at)).astype(np.int64)
            cut = np.bincount(place, minlength=len(at)) - ended
            people = len(np.unique(rows.key[mine]))
            to.curves[group].append(Curve(at, ended, cut, people))


@dataclass(frozen=True, slots=True)
class _Rows:
    """Attempts in the order of their groups and of the people in these: where they stand in the part."""

    group: NDArray[np.int64]
    key: NDArray[np.int64]
    at: NDArray[np.int64]
    groups: int

    def only(self, kept: NDArray[np.bool_]) -> _Rows:
        """The rows at which a mask is true."""
        return _Rows(self.group[kept], self.key[kept], self.at[kept], self.groups)

    def starts(self) -> NDArray[np.int64]:
        """Where the rows of each person in a group begin."""
        import numpy as np

        return np.flatnonzero(np.concatenate(([True], self.key[1:] != self.key[:-1])))

    def sums(self, values: Array, weights: Array | None) -> Array:
        """The fields of `Sums` of a number, a row per group."""
        import numpy as np

        x = values[self.at]
        rows, x = self.only(~np.isnan(x)), x[~np.isnan(x)]
        if not len(x):
            return np.zeros((self.groups, len(FIELDS)))

        def total(column: Array, group: NDArray[np.int64]) -> Array:
            return np.asarray(np.bincount(group, weights=column, minlength=self.groups), dtype=np.float64)

        starts, ones = rows.starts(), np.ones(len(x))
        whose, of_attempts = rows.group[starts], [total(c, rows.group) for c in (ones, x, x * x)]
        w, of_weights = ones, (of_attempts[0], *of_attempts)
        if weights is not None:
            w = weights[rows.at]
            of_weights = tuple(total(c, rows.group) for c in (w, w * w, w * x, w * x * x))
        own, each = np.add.reduceat(w, starts), np.add.reduceat(w * x, starts)
        of_people = (own * own, own * each, each * each)
        columns = (
            *(*of_attempts, total(np.ones(len(starts)), whose), *of_weights),
            *(total(column, whose) for column in of_people),
        )
        return np.stack(columns, axis=1)

    def places(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Where the sums of each row belong, where those of each group begin, and (persons, rows, group).

        A group of many people has as many rows as are drawn at random: they are put into these by chance.
        """
        import numpy as np

        from cxux_cli.stats.bootstrap import MOST_GROUPS, SEED

        first = np.concatenate(([True], self.key[1:] != self.key[:-1]))
        person = np.cumsum(first) - 1
        group_of = self.group[first]
        groups, begin, persons = np.unique(group_of, return_index=True, return_counts=True)
        held = np.minimum(persons, MOST_GROUPS)
        starts = np.concatenate(([0], np.cumsum(held)[:-1]))
        place = np.empty(len(group_of), np.int64)
        for at, many, start in zip(begin.tolist(), persons.tolist(), starts.tolist(), strict=True):
            where = np.arange(many)
            if many > MOST_GROUPS:
                where = np.random.default_rng(SEED).permutation(many) % MOST_GROUPS
            place[at : at + many] = start + where
        return place[person], starts, np.stack([persons, held, groups], axis=1)


def _joined(held: tuple[int, Array] | None, more: tuple[int, Array]) -> tuple[int, Array]:
    """Sums of people and of other people: person by person while they are few, else in groups by chance."""
    import numpy as np

    from cxux_cli.stats.bootstrap import MOST_GROUPS, SEED

    if held is None:
        return more
    count = held[0] + more[0]
    if count <= MOST_GROUPS:
        return count, np.concatenate((held[1], more[1]))
    sums = np.zeros((MOST_GROUPS, more[1].shape[1]))
    for number, (_, rows) in enumerate((held, more)):
        where = np.random.default_rng((SEED, number)).permutation(MOST_GROUPS)[: len(rows)]
        sums[where] += rows
    return count, sums


def curve(parts: Sequence[Curve]) -> Curve | None:
    """The attempts of several parts by their length; None without any."""
    import numpy as np

    if not parts:
        return None
    times = np.concatenate([part.times for part in parts])
    at, place = np.unique(times, return_inverse=True)
    done = np.bincount(place, weights=np.concatenate([part.done for part in parts]))
    cut = np.bincount(place, weights=np.concatenate([part.cut for part in parts]))
    return Curve(at, done.astype(np.int64), cut.astype(np.int64), sum(part.people for part in parts))


def not_above(
    parts: Iterable[pl.DataFrame], medians: Mapping[View, Array], asked: Asked
) -> Iterator[tuple[View, int, PersonSums]]:
    """For each group the sums by person of "the time is not above its median"; medians are NaN without one."""
    import numpy as np

    found = {view: np.zeros((len(of), 6)) for view, of in medians.items()}
    for frame in parts:
        person = frame["person"].to_numpy()
        for view, of in medians.items():
            group = frame.with_columns(view.group())["group"].to_numpy()
            expr = numbers(asked, together=view.together)[_TIME]
            times = frame.select(expr).to_series().to_numpy()
            kept = (group >= 0) & ~np.isnan(times)
            key = group[kept] * (int(person.max()) + 1) + person[kept]
            who, mine = np.unique(key, return_inverse=True)
            k = np.bincount(mine, weights=times[kept] <= of[group[kept]])
            n, whose = np.bincount(mine), who // (int(person.max()) + 1)
            columns = (np.ones(len(who)), n, k, k * k, k * n, n * n)
            found[view] += np.stack(
                [np.bincount(whose, weights=column, minlength=len(of)) for column in columns], axis=1
            )
    for view, table in found.items():
        for number, row in enumerate(table.tolist()):
            yield view, number, PersonSums(*map(round, row))
