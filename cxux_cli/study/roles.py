"""Columns to the roles of a study file (participant, problem, card, task …), by name or as stated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cxux_cli.catalog import people
from cxux_cli.catalog.dialects import fold, unmask
from cxux_cli.errors import UsageError
from cxux_cli.results import Bound
from cxux_cli.sources.source import Column, Source
from cxux_cli.study.names import label, resolve
from cxux_cli.study.task_columns import words


@dataclass(frozen=True, slots=True)
class Role:
    """A role and the names its column may have, the likeliest first."""

    name: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Roles:
    """Which column has which role, and why."""

    columns: Mapping[str, Column]
    why: Mapping[str, str]

    def get(self, role: str) -> Column | None:
        """The column of a role, None where there is none."""
        return self.columns.get(role)

    def bounds(self) -> list[Bound]:
        """What the report says about the choice."""
        return [Bound(role, c.name, c.text, self.why[role]) for role, c in self.columns.items()]


PARTICIPANT = Role("participant", people.names())
_OTHERWISE = {"respondent": "participant"}
"""What a study config, whose sources may be surveys as well, calls those who took part."""


def from_config(
    columns: Mapping[str, Sequence[str]], wanted: Iterable[str], otherwise: Mapping[str, str] = _OTHERWISE
) -> dict[str, Sequence[str]]:
    """The columns that a study config binds for one command, by its roles `wanted`; those for others are left out.

    `otherwise` gives the roles of the command that the config has another name for.
    """
    spelt = {role.replace(" ", "-"): role for role in wanted}
    named = {otherwise[role]: names for role, names in columns.items() if role in otherwise}
    own = {role.replace(" ", "-"): names for role, names in columns.items()}
    return {spelt[role]: names for role, names in {**named, **own}.items() if role in spelt}


def bind(source: Source, roles: Sequence[Role], stated: Mapping[str, Sequence[str]], *more: str) -> Roles:
    """The columns of the roles: those stated, then those with a name of the role that no other took.

    `more` are roles that may be stated and are bound elsewhere. Raises `UsageError` for a role there is
    not, for one stated twice, and where two columns share the name that would be chosen.
    """
    known = [role.name for role in roles] + list(more)
    # A study config calls those who answer or take part respondents.
    stated = {"participant" if role == "respondent" else role: names for role, names in stated.items()}
    columns: dict[str, Column] = {}
    why: dict[str, str] = {}
    for role, names in stated.items():
        if role not in known:
            raise UsageError(
                f"there is no role '{role}' here", where="--column", hint=f"the roles are: {', '.join(known)}"
            )
        if role in more:
            continue
        if len(names) > 1:
            raise UsageError(f"role '{role}' is given twice", where="--column")
        columns[role], why[role] = resolve(source, names[0], "--column"), "stated with --column"
    if len({column.index for column in columns.values()}) < len(columns):
        raise UsageError("one column is given two roles", where="--column")
    for each in roles:
        if each.name in columns:
            continue
        taken = {column.index for column in columns.values()}
        found = _named(source, each, taken)
        if found is not None:
            columns[each.name], why[each.name] = found, "name"
    order = [role.name for role in roles if role.name in columns]
    return Roles({name: columns[name] for name in order}, why)


def without_status(roles: Roles, source: Source, stated: Mapping[str, Sequence[str]]) -> Roles:
    """The roles without a status that the tool's own rules read already, where it was not stated."""
    if "status" in stated or not source.dialect.exclusions:
        return roles
    return Roles({name: column for name, column in roles.columns.items() if name != "status"}, roles.why)


def _named(source: Source, role: Role, taken: set[int]) -> Column | None:
    free = [column for column in source.columns if column.index not in taken]
    # What is written comes before what it looks like, and before what it would be in words.
    for spell in (fold, unmask, _in_words):
        called: dict[str, list[Column]] = {}
        for column in free:
            for name in {spell(column.name), spell(column.text)}:
                called.setdefault(name, []).append(column)
        for name in role.names:
            found = called.get(spell(name), [])
            if len(found) > 1:
                raise UsageError(
                    f"two columns may be the {role.name}: {label(found[0])} and {label(found[1])}",
                    where=source.path,
                    hint=f"choose one: --column {role.name}=#{found[0].index + 1}",
                )
            if found:
                return found[0]
    return None


def _in_words(name: str) -> str:
    return words(name).casefold()
