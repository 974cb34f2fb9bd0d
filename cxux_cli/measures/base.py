"""What a measure is: facts. Which shape, which answers, CX or UX and why, unit, range, direction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from cxux_cli.errors import UsageError
from cxux_cli.estimate import Better, Kind
from cxux_cli.estimators.base import Estimator


@dataclass(frozen=True, slots=True)
class Answer:
    """The role of a single question answered on a closed scale.

    `asks` are patterns of the question text, `names` of the short name, `never` of texts that look
    alike and ask something else, each with what it asks; `groups` are words a tool writes when it has
    already grouped the answers; `ends` is the label family that names only the ends of
    the scale, `family` the one that names every point. `prefers` are patterns of the text that make one
    of several such questions the one that is meant.
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
    prefers: tuple[str, ...] = ()
    wordings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Variant -> patterns of the texts that ask it, where the wording says which end is good."""
    worded: bool = False
    """Whether only words count: a number would not say which answer it stands for."""
    counter: bool = False
    """Whether its short name is also that of a running number, as "seq" is."""
    beside: Mapping[str, str] = field(default_factory=dict)
    """Short names that ask it only beside another column: pattern -> pattern of the name of that column."""
    cuts: tuple[int, int] | None = None
    """Where a group column that a tool writes beside the answers cuts them: from, and up to, which answer."""


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
class Setting:
    """One way a question is asked, where the scale or the wording changes what is computed.

    `low` and `high` are the ends of the scale; `variant` is the wording, empty where there is one;
    `families` are the label families it may be answered in, the preferred one first.
    """

    low: int
    high: int
    estimator: Estimator
    definition: str
    formula: str
    range: tuple[float, float]
    better: Better
    variant: str = ""
    norms: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    low_is_good: bool = False
    """Whether the low numbers are the good answers, as of effort."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another published definition of a measure, on the same answers: for comparison, never for a gate.

    `estimator` is that of the measure where None. `missing_as` is the answer that people without one are
    taken to have given; `missing` is another rule for people with items missing.
    """

    name: str
    formula: str
    source: str
    estimator: Estimator | None = None
    unit: str = ""
    """Empty where it is that of the measure."""
    missing_as: float | None = None
    missing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What is declared about anything that is measured, however it is computed.

    `explanation` is its long explanation, in six headed parts. `range` holds the least and the greatest
    possible value, infinite where there is none.
    """

    key: str
    kind: Kind
    name: str
    summary: str
    definition: str
    formula: str
    unit: str
    range: tuple[float, float]
    better: Better
    references: tuple[str, ...]
    explanation: str
    norms: tuple[str, ...] = ()
    intervals: Mapping[str, str] = field(default_factory=dict)
    """Interval name -> description, the default first; that of the estimator where there is one."""
    contested: str = ""
    """Why some would file it under the other kind; empty where nobody does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(Declared):
    """A measure of answers to one question or to the items of a questionnaire."""

    question: Answer | Items
    estimator: Estimator
    stored: tuple[str, ...] = ()
    """Patterns of columns that hold this score ready-made, to compare with."""
    floor: int = 1
    """Below so many answers nothing is shown, unless the user says otherwise: people are identifiable."""
    about: bool = False
    """Whether it is UX where it was asked about the product, right after using it."""
    boxed: Callable[[int, int, int], Setting] | None = None
    """Makes the setting for a box of so many answers: low, high, size."""
    alternatives: tuple[Alternative, ...] = ()
    """Other definitions in use; with `settings`, each has its own."""
    settings: tuple[Setting, ...] = ()
    """The ways it may be asked, the usual one first; empty where there is only one."""
    companions: tuple[Measure, ...] = ()
    """Measures of the same answers that are always printed beside it, such as the mean beside a share."""

    def with_box(self, size: int) -> Measure:
        """The measure with another size of its box, on every scale that has room for it.

        Raises `UsageError` for a size that none has.
        """
        if self.boxed is None:
            raise UsageError(f"{self.key} has no box", where="--top")
        fitting = [s for s in self.settings if size <= s.high - s.low] or list(self.settings[:1])
        return replace(self, settings=tuple(self.boxed(s.low, s.high, size) for s in fitting))

    def at(self, low: int, high: int, variant: str = "") -> Measure | None:
        """The measure as it is computed on answers from `low` to `high`; None where it has no such form.

        Of a questionnaire only the number of steps counts: its items may be counted from 0.
        """
        if not self.settings:
            return self
        for setting in self.settings:
            start = low if isinstance(self.question, Items) else setting.low
            if (start, setting.high - setting.low, setting.variant) == (low, high - low, variant):
                return replace(
                    self,
                    estimator=setting.estimator,
                    definition=setting.definition,
                    formula=setting.formula,
                    range=setting.range,
                    better=setting.better,
                    norms=setting.norms,
                    alternatives=setting.alternatives,
                )
        return None
