"""What a measure is: facts. Which shape, which answers, CX or UX and why, unit, range, direction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cxux_cli.estimators.base import Estimator
from cxux_cli.results import Better, Kind


@dataclass(frozen=True, slots=True)
class Answer:
    """The role of a single question answered on a closed scale.

    `asks` are patterns of the question text, `names` of the short name, `never` of texts that look
    alike and ask something else, each with what it asks; `groups` are words a tool writes when it has
    already grouped the answers; `ends` is the label family that names only the ends of
    the scale, `family` the one that names every point.
    """

    role: str
    low: int
    high: int
    asks: tuple[str, ...]
    names: tuple[str, ...]
    never: Mapping[str, str] = field(default_factory=dict)
    groups: frozenset[str] = frozenset()
    ends: str | None = None
    family: str | None = None


@dataclass(frozen=True, slots=True)
class Items:
    """The role of the items of a questionnaire in the catalog.

    `item_norm` names the lines of item means, read at the score `item_target`.
    """

    role: str
    questionnaire: str
    item_norm: str | None = None
    item_target: float = 0.0


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure. The docstring of its module is its long explanation, in six headed parts."""

    key: str
    kind: Kind
    name: str
    summary: str
    question: Answer | Items
    estimator: Estimator
    definition: str
    formula: str
    unit: str
    range: tuple[float, float]
    better: Better
    norms: tuple[str, ...]
    references: tuple[str, ...]
    explanation: str
    stored: tuple[str, ...] = ()
    """Patterns of columns that hold this score ready-made, to compare with."""
    floor: int = 1
    """Below so many answers nothing is shown, unless the user says otherwise: people are identifiable."""
    contested: str = ""
    """Why some would file it under the other kind; empty where nobody does."""
