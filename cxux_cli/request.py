"""What was asked for, as a value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cxux_cli.measures.base import Measure
from cxux_cli.sources.options import ReadOptions

if TYPE_CHECKING:
    from cxux_cli.study.config.study import Study


@dataclass(frozen=True, slots=True)
class Time:
    """How rows are sliced by when they were given: the texts of the options of the same names."""

    every: str | None = None
    date: str | None = None
    date_order: str | None = None
    since: str | None = None
    until: str | None = None
    timezone: str | None = None
    as_of: str | None = None
    """The day of the run, where it was stated."""

    @property
    def is_used(self) -> bool:
        """Whether the time of a row matters at all."""
        return any((self.every, self.since, self.until))


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for: one measure of some inputs, and how to slice it."""

    measure: Measure
    paths: Sequence[str] = ()
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    by: Sequence[str] = ()
    where: str | None = None
    study: Study | None = None
    """The config whose personas are told apart, where some are asked for."""
    personas: Sequence[str] = ()
    """Ids of the personas that are shown, beside everybody and those of none."""
    time: Time = field(default_factory=Time)
    weight: str | None = None
    confidence: float = 0.95
    interval: str | None = None
    variant: str | None = None
    missing: str = "listwise"
    scale: tuple[int, int] | None = None
    about: str | None = None
    """What was asked about, `brand` or `product`, for measures that go both ways."""
    keep: Sequence[str] = ()
    min_n: int = 1
    counts: Mapping[str, int] | None = None
    read: ReadOptions = field(default_factory=ReadOptions)
    scores: bool = False
    hashes: bool = False


@dataclass(frozen=True, slots=True)
class TableRequest:
    """What was asked for: tables of some questions, all of them where `columns` is empty."""

    paths: Sequence[str] = ()
    columns: Sequence[str] = ()
    by: Sequence[str] = ()
    where: str | None = None
    time: Time = field(default_factory=Time)
    weight: str | None = None
    confidence: float = 0.95
    interval: str = "adjusted-wald"
    keep: Sequence[str] = ()
    min_n: int = 1
    read: ReadOptions = field(default_factory=ReadOptions)
    hashes: bool = False


@dataclass(frozen=True, slots=True)
class TasksRequest(TableRequest):
    """What was asked for: the measures of a usability test."""

    roles: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Role -> names of the columns bound to it."""
    times: str = "successes"
    """Whose times count: `successes`, `all`, or `censored`."""
    study: Study | None = None
    """The config whose tasks, outcome words and personas count, where there is one."""
    personas: Sequence[str] = ()
    """Ids of the personas that are shown, beside everybody and those of none."""


@dataclass(frozen=True, slots=True)
class WebRequest:
    """What was asked of page views or events: how fast the pages were, and how they were visited."""

    rows: TableRequest
    """What is read, which rows count, and how they are divided."""
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Role -> the column people named for it."""
    unit: str | None = None
    """The unit of all times, where somebody stated it."""
    bounce: str = "single"
    gap: str | None = None
    """After how long without an event a session ends, where no column says."""
    conversions: Sequence[str] = ()
    pages: int = 10
    """How many of the pages visited most are listed."""
    acquisition: Sequence[str] = ()
    """Pages that are there to win customers, as they are written or with `*`."""
    study: Study | None = None
    """The config whose personas are told apart, where there is one."""
    personas: Sequence[str] = ()
    """Ids of the personas that are shown."""


@dataclass(frozen=True, slots=True)
class AdoptionRequest:
    """What was asked of an event log: who uses the product and which of its features."""

    rows: TableRequest
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    unit: str | None = None
    eligible: int | None = None
    """How many people could have used a feature; all in the log where None."""
    uses: int = 1
    """How often somebody must have used a feature to count as a user of it."""
    features: Sequence[str] = ()
    """The catalogue: features that exist, used or not."""
    study: Study | None = None
    """The config whose personas are told apart, where there is one."""
    personas: Sequence[str] = ()
    """Ids of the personas that are shown."""


@dataclass(frozen=True, slots=True)
class ObservationRequest(TableRequest):
    """What was asked for: what people did in a study. Its columns have roles, so that `columns` stays empty."""

    roles: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Role -> names of columns, as stated."""
    participants: int | None = None
    """How many people took part, where the file holds only those who met a problem."""
    goals: Sequence[float] = ()
    """Shares of all problems (0..1) to plan for."""
    study: Study | None = None
    """The config whose personas are told apart, where some are asked for."""
    personas: Sequence[str] = ()
    """Ids of the personas that are shown, beside everybody and those of none."""
