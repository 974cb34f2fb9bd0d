"""Cells to samples: per slot the tally of values, who gave none and why, and the sums of the items."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import cast

from cxux_cli.engine.cells import Cell, Slot
from cxux_cli.engine.frames import is_clean, state_gap
from cxux_cli.estimators.tally import Count, Tally
from cxux_cli.stats.scores import score
from cxux_cli.study.recode import Gap, Scale

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


@dataclass(slots=True)
class Sample:
    """What the people of one slot answered. Samples of parts add to the sample of the whole."""

    tally: Tally = field(default_factory=Tally)
    gaps: Counter[Gap] = field(default_factory=Counter)
    examples: dict[Gap, tuple[str, ...]] = field(default_factory=dict)
    items: dict[int, tuple[float, float, int]] = field(default_factory=dict)
    """Per item: sum of weighted answers, sum of weights, answers."""
    stored: int = 0
    """Rows whose ready-made score could be compared."""
    differing: int = 0
    """Rows whose ready-made score is not the recomputed one."""
    lacking_one: int = 0
    """People without a score because they left out a single item."""

    def __add__(self, other: Sample) -> Sample:
        items = dict(self.items)
        for i, sums in other.items.items():
            mine = items.get(i, (0.0, 0.0, 0))
            items[i] = (mine[0] + sums[0], mine[1] + sums[1], mine[2] + sums[2])
        examples = dict(self.examples)
        for gap, cells in other.examples.items():
            examples[gap] = tuple(dict.fromkeys((*examples.get(gap, ()), *cells)))[:3]
        return Sample(
            self.tally + other.tally,
            self.gaps + other.gaps,
            examples,
            items,
            self.stored + other.stored,
            self.differing + other.differing,
            self.lacking_one + other.lacking_one,
        )

    @property
    def n_missing(self) -> int:
        """People asked who gave no usable answer."""
        return self.gaps.total()


@dataclass(frozen=True, slots=True)
class Scorer:
    """Raw sums of a questionnaire to scores: the range of the output and the rule for missing items."""

    items: int
    steps: int
    out_low: float
    out_high: float
    missing: str

    def score(self, answered: int, total: int) -> float | None:
        """The score of a person, None when the rule gives none.

        listwise: every item; prorate: one item may be missing, the others stand for it (Lewis & Sauro
        2017); midpoint: up to half of them, each counted as the middle of the scale (Brooke 1996).
        """
        absent = self.items - answered
        if absent == 0:
            return self._place(float(total))
        if self.missing == "prorate" and absent == 1:
            return self._place(total * self.items / answered)
        if self.missing == "midpoint" and answered * 2 >= self.items:
            return self._place(total + absent * self.steps / 2)
        return None

    def _place(self, total: float) -> float:
        return score(total, self.items, self.steps, self.out_low, self.out_high)


def of_answers(cells: Iterable[Cell], scale: Scale, weighted: bool) -> dict[Slot, Sample]:
    """Samples of a single question: each distinct answer is read once."""
    known: dict[object, int | Gap] = {}

    def read(cell: Cell) -> float | Gap:
        if cell.key not in known:
            known[cell.key] = scale.read(None if cell.key is None else str(cell.key))
        return known[cell.key]

    return _samples(cells, read, weighted, lambda cell: (str(cell.key),) if cell.key is not None else ())


def of_items(cells: Iterable[Cell], scorer: Scorer, weighted: bool) -> dict[Slot, Sample]:
    """Samples of a questionnaire: one score per person, and the sums of the items of those who have one."""

    def read(cell: Cell) -> float | Gap:
        answered, total, state, _ = _item_key(cell)
        if not is_clean(state):
            return state_gap(state, answered)
        score = scorer.score(answered, total or 0)
        return state_gap(state, answered) if score is None else score

    samples = _samples(cells, read, weighted, lambda cell: cell.examples)
    for cell in cells:
        value = read(cell)
        sample = samples[cell.slot]
        if isinstance(value, Gap):
            if value is Gap.INCOMPLETE and _item_key(cell)[0] == scorer.items - 1:
                sample.lacking_one += cell.n
            continue
        for i in range(scorer.items):
            mine = sample.items.get(i, (0.0, 0.0, 0))
            sums = cell.sums
            sample.items[i] = (mine[0] + sums[f"x{i}"], mine[1] + sums[f"w{i}"], mine[2] + int(sums[f"n{i}"]))
        stored = _item_key(cell)[3]
        if stored is not None:
            sample.stored += cell.n
            # Sheets round to one decimal; a step of a score is 2.5.
            sample.differing += cell.n if abs(stored - value) > 0.051 else 0
    return samples


def _item_key(cell: Cell) -> tuple[int, int | None, int, float | None]:
    """Answered items, sum of contributions, worst state and stored score of a group of people."""
    answered, total, state, stored = cast(tuple[int, int | None, int, float | None], cell.key)
    return answered, total, state, stored


def total(samples: Mapping[Slot, Sample]) -> Sample:
    """The sample of several slots together, without a second scan."""
    return sum((samples[slot] for slot in sorted(samples, key=str)), Sample())


def _samples(
    cells: Iterable[Cell],
    read: Callable[[Cell], float | Gap],
    weighted: bool,
    examples: Callable[[Cell], tuple[str, ...]],
) -> dict[Slot, Sample]:
    counts: dict[Slot, dict[float, Count]] = defaultdict(dict)
    samples: dict[Slot, Sample] = defaultdict(Sample)
    for cell in cells:
        sample = samples[cell.slot]
        value = read(cell)
        if isinstance(value, Gap):
            sample.gaps[value] += cell.n
            if value not in (Gap.BLANK, Gap.INCOMPLETE):
                shown = (*sample.examples.get(value, ()), *(shown_example(e) for e in examples(cell)))
                sample.examples[value] = tuple(dict.fromkeys(shown))[:3]
            continue
        mine = counts[cell.slot].get(value, Count(0, 0.0, 0.0))
        counts[cell.slot][value] = Count(mine.n + cell.n, mine.w + cell.w, mine.w2 + cell.w2)
    for slot, sample in samples.items():
        sample.tally = Tally(dict(sorted(counts[slot].items())), weighted)
    return dict(samples)


def shown_example(cell: str) -> str:
    """An unusable cell as it may be shown: addresses masked, at most 20 characters."""
    masked = _EMAIL.sub("<e-mail>", " ".join(cell.split()))
    return masked if len(masked) <= 20 else masked[:19] + "…"
