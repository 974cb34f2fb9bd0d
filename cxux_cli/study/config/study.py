"""A study as a value: what a config says, with every default filled in and every path found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from cxux_cli.gates.terms import GateConfig as GateConfig
from cxux_cli.gates.terms import Policy as Policy
from cxux_cli.sources.options import ReadOptions
from cxux_cli.verdicts import Waiver as Waiver


class Role(StrEnum):
    """What a persona is to the product: who buys it, who uses it, or both."""

    CUSTOMER = "customer"
    USER = "user"
    BOTH = "both"


EVERYONE = "everyone"
"""The name of the row of all people, which has no persona."""
Place = tuple[str | int, ...]
"""Where something stands in a config: keys and positions from 0, as in `("personas", 0, "where")`."""


@dataclass(frozen=True, slots=True)
class SourceConfig:
    """One named source. `paths` are those of the config, relative to its folder, ready to be opened.

    `columns` binds roles to names of columns; `date` and `weight` are names of columns.
    """

    name: str
    paths: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    read: ReadOptions
    date: str | None = None
    weight: str | None = None
    where: str | None = None
    """Which rows are in scope, as `--where`."""
    freshness: float | None = None
    """Seconds after which the newest answer is too old for the source to say anything."""


@dataclass(frozen=True, slots=True)
class Persona:
    """A group of people told by a condition on the columns of a row; `population` is its true share."""

    id: str
    name: str
    role: Role
    where: str
    population: float | None = None
    line: int = 0
    """The line of `where` in the config, from 1."""


@dataclass(frozen=True, slots=True)
class Roles:
    """The values of column `by` that make somebody a customer or a user."""

    by: str
    customer: tuple[str, ...]
    user: tuple[str, ...]
    multi: bool
    """Whether a cell may hold several roles."""


@dataclass(frozen=True, slots=True)
class Task:
    """A task of a usability test; times are in seconds, what is None is not defined.

    `success` holds the ids of the outcomes that count as success, None for the usual ones.
    """

    id: str
    name: str
    target_time: float | None = None
    time_limit: float | None = None
    optimal_clicks: int | None = None
    optimal_path: tuple[str, ...] = ()
    opportunities: int | None = None
    criticality: str | None = None
    success: frozenset[str] | None = None
    partial_credit: float = 0.5


@dataclass(frozen=True, slots=True)
class MeasureConfig:
    """One measure of one source. `use` is its key, or the verb that prints a family of them (`tasks`).

    `each` is `task` or None; `by` are segment columns; `expect` holds what the team predicted before it
    read the data, by persona or `everyone`.
    """

    use: str
    source: str
    by: tuple[str, ...] = ()
    each: str | None = None
    every: str | None = None
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    scale: tuple[int, int] | None = None
    variant: str | None = None
    interval: str | None = None
    missing: str = "listwise"
    about: str | None = None
    top: int | None = None
    expect: Mapping[str, float] = field(default_factory=dict)
    line: int = 0


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where a report goes: the folder, which forms, and how many windows are kept (None: all)."""

    folder: str
    formats: tuple[str, ...] = ("html", "json")
    name: str = "report"
    keep: int | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """Something that happened on a day and may move a measure."""

    day: date
    name: str


@dataclass(frozen=True, slots=True)
class Study:
    """A whole config. `path` is as it was found, `sha256` of its bytes, `lines` of every place in it."""

    name: str | None
    timezone: str
    sources: Mapping[str, SourceConfig]
    personas: tuple[Persona, ...]
    roles: Roles | None
    path: str
    sha256: str
    lines: Mapping[Place, int]
    tasks: tuple[Task, ...] = ()
    outcomes: Mapping[str, str] = field(default_factory=dict)
    """Words of the study for outcomes -> the id of the outcome."""
    measures: tuple[MeasureConfig, ...] = ()
    gates: tuple[GateConfig, ...] = ()
    policy: Policy = field(default_factory=Policy)
    history: str | None = None
    """The path of the history, ready to be opened."""
    baseline: str | None = None
    """The path of the baseline file, ready to be opened."""
    outputs: Outputs | None = None
    releases: tuple[Release, ...] = ()
    unit: str = "person"
    """What counts as one: `person`, or `account`, the mean of whose people counts once."""


def line_of(lines: Mapping[Place, int], place: Place) -> int:
    """The line of the longest known beginning of a place."""
    return next(lines[place[:n]] for n in range(len(place), -1, -1) if place[:n] in lines)
