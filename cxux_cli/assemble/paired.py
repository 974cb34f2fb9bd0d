"""The same people in two groups: their answers side by side, and the test of what differs within them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import TYPE_CHECKING

from cxux_cli.compare import tested
from cxux_cli.estimators.base import Estimator
from cxux_cli.estimators.tally import Tally
from cxux_cli.results import Comparison, Result
from cxux_cli.stats import paired
from cxux_cli.stats.compare import Difference
from cxux_cli.study.counting import are_counted
from cxux_cli.study.names import source_labels

if TYPE_CHECKING:
    from cxux_cli.engine.people import People
    from cxux_cli.engine.request import Plan

SOURCE = "source"
"""The segment that is no column but the file a row comes from."""
_MOST_ALONE = 0.5
"""Where more of the smaller group are in it alone, those in both are no longer what the two groups are."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The answers of one measure by person: `estimator` gives what one answer is worth in the printed unit."""

    people: People
    names: tuple[str, ...]
    estimator: Estimator

    def of(self, result: Result) -> Mapping[str, float]:
        """Who answered in the segment of a result, and what; of several answers their mean."""
        from cxux_cli.engine.frames import WHO

        segment = tuple(result.segment.get(name) for name in self.names)
        frame = self.people.within(segment)
        worth = {value: self._worth(value) for value in frame["value"].unique().to_list()}
        sums: dict[str, tuple[int, float]] = {}
        for who, value, n in frame.select(WHO, "value", "n").iter_rows():
            count, total = sums.get(who, (0, 0.0))
            sums[who] = count + n, total + n * worth[value]
        return {who: total / count for who, (count, total) in sums.items()}

    def _worth(self, value: float) -> float:
        interval = next(iter(self.estimator.intervals))
        found = self.estimator.estimate(Tally.of([value]), confidence=0.95, interval=interval)
        if found.value is None:
            raise ValueError(f"an answer of {value} is worth nothing")
        return found.value


def of_one_count(plan: Plan) -> set[frozenset[str | None]]:
    """Pairs of files, by their labels, whose people have the same short numbers."""
    columns = [spec.source.respondent for spec in plan.sources]
    if SOURCE not in plan.by_names or any(spec.ids_are_shared for spec in plan.sources):
        return set()
    labels = source_labels([spec.source.path for spec in plan.sources])
    ids = [
        spec.source.answers(column.index).keys() if column is not None else set()
        for spec, column in zip(plan.sources, columns, strict=True)
    ]
    known = [(label, of) for label, of in zip(labels, ids, strict=True) if of and are_counted(of)]
    return {frozenset((a, b)) for (a, mine), (b, its) in combinations(known, 2) if mine == its}


@dataclass(frozen=True, slots=True)
class Pairs:
    """Who answered what, by measure and definition; empty where no column says who."""

    answered: Mapping[tuple[str, str], Answered] = field(default_factory=dict)
    weighted: bool = False
    unsure: Collection[frozenset[str | None]] = ()
    """Pairs of files whose people have the same short numbers: the same people, or counted anew."""

    def why_unsure(self, a: Result, b: Result, names: tuple[str, str]) -> str:
        """Why nobody knows whether two groups are the same people; empty where that is known."""
        if frozenset((a.segment.get(SOURCE), b.segment.get(SOURCE))) not in self.unsure:
            return ""
        return (
            f"{a.measure}: the people of {names[0]} and {names[1]} have the same numbers and may be the same: not "
            "tested; if they are, name the column that says who: --column person=NAME"
        )

    def overlap(self, a: Result, b: Result) -> int:
        """How many people are in both."""
        found = self.answered.get((a.measure, a.definition))
        return 0 if found is None else len(found.of(a).keys() & found.of(b).keys())

    def compared(
        self, a: Result, b: Result, names: tuple[str, str], *, confidence: float
    ) -> Comparison | str:
        """The difference within the people who are in both, or why they are not tested."""
        found = self.answered[a.measure, a.definition]
        mine, its = found.of(a), found.of(b)
        both = sorted(mine.keys() & its.keys())
        fewer = min(len(mine), len(its))
        said = f"{len(both)} people are in both {names[0]} and {names[1]}"
        if self.weighted:
            return f"{a.measure}: {said}, and a test of pairs takes no weights: not tested"
        if len(both) < 2 or len(both) < (1 - _MOST_ALONE) * fewer:
            alone = len(mine) + len(its) - 2 * len(both)
            return f"{a.measure}: {said} and {alone} in one of them alone: neither pairs nor strangers, not tested"
        is_share = a.estimate.evidence is not None and a.estimate.evidence.shape == "share"
        test = (_shares if is_share else _means)([(mine[who], its[who]) for who in both], confidence)
        if test is None:
            return f"{a.measure}: {said}, and none of them answered differently: nothing to test"
        return tested(a, names, test, (len(both), len(both)))


def _means(pairs: Sequence[tuple[float, float]], confidence: float) -> Difference | None:
    return paired.means([mine - its for mine, its in pairs], confidence=confidence)


def _shares(pairs: Sequence[tuple[float, float]], confidence: float) -> Difference | None:
    """Of people who said yes or no once in each group; of several answers of theirs the mean is tested."""
    if any(value not in (0.0, 100.0) for pair in pairs for value in pair):
        return _means(pairs, confidence)
    cells = [pairs.count(pair) for pair in ((100.0, 100.0), (100.0, 0.0), (0.0, 100.0), (0.0, 0.0))]
    found = paired.shares(cells[0], cells[1], cells[2], cells[3], confidence=confidence)
    if found is None:
        return None
    return replace(found, difference=100 * found.difference, low=100 * found.low, high=100 * found.high)
