"""A study as a value: what a config says, with every default filled in and every path found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from cxux_cli.sources.options import ReadOptions


class Role(StrEnum):
    """What a persona is to the product: who buys it, who uses it, or both."""

    CUSTOMER = "customer"
    USER = "user"
    BOTH = "both"


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


def line_of(lines: Mapping[Place, int], place: Place) -> int:
    """The line of the longest known beginning of a place."""
    return next(lines[place[:n]] for n in range(len(place), -1, -1) if place[:n] in lines)
