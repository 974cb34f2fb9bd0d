"""Who is which persona: conditions bound to a source, one bit each, and what the masks of rows say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from cxux_cli.errors import PersonasError, UsageError
from cxux_cli.results import Kind
from cxux_cli.sources.source import Column, Source
from cxux_cli.study.config.problems import from_error, together
from cxux_cli.study.config.study import Persona, Role

if TYPE_CHECKING:
    import polars as pl

    from cxux_cli.study.where import Condition

EVERYONE = "everyone"
"""All rows that count, whatever the personas say of them."""
UNASSIGNED = "unassigned"
"""Rows that are nobody's persona."""


@dataclass(frozen=True, slots=True)
class Members:
    """The conditions of all personas on one source, in the order of the personas.

    `prepared` are cells to be added to the frame; `mask` (UInt32, never null) uses only them: bit i is
    set where persona i's condition is true, and a condition on a missing value is not.
    """

    personas: tuple[Persona, ...]
    conditions: tuple[Condition, ...]

    @property
    def prepared(self) -> list[pl.Expr]:
        """What `mask` reads, under names no other condition uses."""
        return [cell for condition in self.conditions for cell in condition.prepared]

    @property
    def mask(self) -> pl.Expr:
        """Which personas a row is of, as bits."""
        import polars as pl

        bits = [
            pl.when(condition.expression).then(pl.lit(1 << i, pl.UInt32)).otherwise(pl.lit(0, pl.UInt32))
            for i, condition in enumerate(self.conditions)
        ]
        return pl.sum_horizontal(pl.lit(0, pl.UInt32), *bits).cast(pl.UInt32)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the source that the conditions read, each once."""
        return tuple(dict.fromkeys(column for c in self.conditions for column in c.columns))

    @property
    def unreadable(self) -> tuple[tuple[Persona, Column, str, pl.Expr], ...]:
        """Per persona and column read as "number" or "date": which cells are none."""
        return tuple(
            (persona, *found)
            for persona, condition in zip(self.personas, self.conditions, strict=True)
            for found in condition.unreadable
        )


def membership(personas: Sequence[Persona], source: Source, config: str) -> Members:
    """Bind every persona to a source; `config` is the path of the study config, for errors.

    Raises one `PersonasError` for all conditions that the source cannot answer.
    """
    problems, conditions = [], []
    for i, persona in enumerate(personas):
        try:
            conditions.append(bind(persona, source, i))
        except UsageError as error:
            problem = from_error(error, persona.line)
            lacks = "this source lacks the column; name one that has it with --source, or leave --persona out"
            absent = error.message.startswith("there is no column") and "did you mean" not in (
                error.hint or ""
            )
            problems.append(replace(problem, hint=lacks) if absent else problem)
    if problems:
        said = together(problems, config)
        raise PersonasError(said.message, where=said.where, hint=said.hint, details=said.details)
    return Members(tuple(personas), tuple(conditions))


def bind(persona: Persona, source: Source, number: int = 0) -> Condition:
    """The condition of one persona on a source; `number` keeps its columns apart from those of others."""
    from cxux_cli.study.where import parse

    return parse(persona.where, source, f"persona '{persona.id}'", f"__persona{number}_")


def groups(personas: Sequence[Persona]) -> list[str]:
    """The rows of a report by persona, in order."""
    return [*(persona.id for persona in personas), UNASSIGNED, EVERYONE]


def assign(mask: int, personas: Sequence[Persona]) -> list[str]:
    """The groups that rows with this mask count for, in the order of `groups`."""
    mine = [persona.id for i, persona in enumerate(personas) if mask >> i & 1]
    return [*(mine or [UNASSIGNED]), EVERYONE]


def sizes(rows: Mapping[int, int], personas: Sequence[Persona]) -> dict[str, int]:
    """Rows of every group, from rows per mask."""
    found = dict.fromkeys(groups(personas), 0)
    for mask, n in rows.items():
        for group in assign(mask, personas):
            found[group] += n
    return found


def overlaps(rows: Mapping[int, int], personas: Sequence[Persona]) -> dict[tuple[str, str], int]:
    """Rows that are of both personas, for every pair, from rows per mask."""
    return {
        (a.id, b.id): sum(n for mask, n in rows.items() if mask >> i & 1 and mask >> j & 1)
        for (i, a), (j, b) in combinations(enumerate(personas), 2)
    }


def coverage(rows: Mapping[int, int]) -> float | None:
    """The share of rows that are of any persona, in percent; None without rows."""
    total = sum(rows.values())
    return 100 * (total - rows.get(0, 0)) / total if total else None


def number_note(personas: Sequence[Persona]) -> tuple[str, ...]:
    """Two or three personas are usual."""
    if len(personas) == 1:
        return ("one persona: a study of a single group compares it with nobody",)
    if len(personas) > 5:
        return (f"{len(personas)} personas: more than 5 are hard to keep apart, two or three are usual",)
    return ()


def notes(rows: Mapping[int, int], members: Members, source: Source) -> tuple[str, ...]:
    """What the personas did not catch, or caught twice, from the rows per mask of a source."""
    personas, said = members.personas, list(number_note(members.personas))
    size = sizes(rows, personas)
    for persona, condition in zip(personas, members.conditions, strict=True):
        if not size[persona.id]:
            held = holding(condition, source)
            said.append(f"persona '{persona.id}' matches nobody" + (f": {held}" if held else ""))
    for (a, b), n in overlaps(rows, personas).items():
        if n:
            said.append(f"{n} row{'s are' if n > 1 else ' is'} of both '{a}' and '{b}'")
    if size[UNASSIGNED]:
        share = coverage(rows)
        said.append(
            f"{size[UNASSIGNED]} of {size[EVERYONE]} rows are no persona's: {share:.3g} % are covered"
        )
    return tuple(said)


def holding(condition: Condition, source: Source) -> str:
    """What the columns of a condition hold, where that is short and about nobody in person."""
    held = [(c.name, source.answers(c.index)) for c in condition.columns if not source.is_personal(c)]
    return "; ".join(f"'{name}' holds {', '.join(sorted(a)[:5])}" for name, a in held if 0 < len(a) <= 20)


def role_note(measure: str, kind: Kind, role: Role) -> str:
    """A measure asked of people of the other role, in words; empty where it fits."""
    if kind is Kind.UX and role is Role.CUSTOMER:
        return f"{measure} asked of customers, who need not use the product"
    if kind is Kind.CX and role is Role.USER:
        return f"{measure} asked of users, who need not be the ones who buy"
    return ""
