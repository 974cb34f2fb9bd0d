"""Which roles the columns of a file may play for each command that asks no question, and what a config says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from cxux_cli.study import attempts, events, sightings, sorting
from cxux_cli.study.roles import from_config
from cxux_cli.study.task_columns import PATTERNS

if TYPE_CHECKING:
    from cxux_cli.study.config.study import SourceConfig

ROLES: Mapping[str, tuple[str, ...]] = {
    "tasks": tuple(PATTERNS),
    "tree": tuple(role.name for role in attempts.ROLES),
    "cards": tuple(role.name for role in sorting.ROLES),
    "problems": (*(role.name for role in sightings.ROLES), sightings.MATRIX),
    "web": events.WEB,
    "adoption": events.ADOPTION,
}
"""Command -> the roles it knows."""


def roles(verb: str, source: SourceConfig) -> dict[str, Sequence[str]]:
    """The columns that a config binds for a command, by the roles of the command."""
    if verb in ("web", "adoption"):
        return from_config(source.columns, ROLES[verb], events.OTHERWISE)
    return from_config(source.columns, ROLES[verb])
