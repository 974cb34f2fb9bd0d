"""What was found in all rows of a usability test together, beside the attempts themselves."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cxux_cli.study.config.study import Task


@dataclass(slots=True)
class Times:
    """How many times there are, how many are short or long, the longest of each task."""

    n: int = 0
    short: int = 0
    long: int = 0
    longest: dict[int, float] = field(default_factory=dict)
    apart: int = 0
    """How many are not those from the start to the end of the attempt."""


@dataclass(slots=True)
class Ratings:
    """A rating of attempts that ended alike: how many there are, their sum and the sum of their squares."""

    n: int = 0
    total: float = 0.0
    squares: float = 0.0

    def __iadd__(self, values: NDArray[np.float64]) -> Ratings:
        self.n += len(values)
        self.total += float(values.sum())
        self.squares += float((values**2).sum())
        return self


@dataclass(slots=True)
class Understood:
    """What was found in all rows together, beside the attempts themselves.

    `tasks` gives a code to each name of the data, `cells` one to each segment (the values of `--by`, and
    the start of the period last where there is one). `reasons` are those for which numbers of a role were
    refused, by their codes. `ended` counts known outcomes by task.
    """

    tasks: dict[str, int] = field(default_factory=dict)
    cells: dict[tuple[object, ...], int] = field(default_factory=dict)
    reasons: dict[str, list[str]] = field(default_factory=dict)
    flags: Counter[str] = field(default_factory=Counter)
    ended: Counter[int] = field(default_factory=Counter)
    abandoned: int = 0
    rating: dict[int, str] = field(default_factory=dict)
    rated: dict[tuple[str, bool], Ratings] = field(default_factory=lambda: defaultdict(Ratings))
    """Ratings of attempts by their role, of successes and of the other known outcomes."""
    roles: frozenset[str] = frozenset()
    repeated: Counter[int] = field(default_factory=Counter)
    times: Times = field(default_factory=Times)
    attempts: int = 0
    first: dict[str, tuple[int, int]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    defined: dict[int, Task | None] = field(default_factory=dict)

    def order(self, tasks: Sequence[Task]) -> list[int]:
        """The codes of the tasks in the order of the study, then of the file."""
        place = {id(task): i for i, task in enumerate(tasks)}
        names = sorted(self.tasks, key=lambda name: self.first[name])
        codes = [self.tasks[name] for name in names]
        return sorted(codes, key=lambda code: place.get(id(self.defined[code]), len(place)))

    def name(self, code: int) -> str:
        """What the report calls a task: its id in the study, else its name in the data."""
        task = self.defined[code]
        return task.id if task is not None else next(n for n, c in self.tasks.items() if c == code)
