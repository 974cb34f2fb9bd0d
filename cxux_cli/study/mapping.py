"""Columns to roles, by evidence: what was chosen, why, and what was passed over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cxux_cli.results import Bound
from cxux_cli.sources.source import Column
from cxux_cli.study.recode import Gap, Scale


@dataclass(frozen=True, slots=True)
class Block:
    """The columns that answer one measure once per row: one, or the items of a questionnaire in order.

    `condition` names the block where the same questionnaire stands in a row several times.
    `stored` is a column that holds the score ready-made, to compare with.
    """

    columns: tuple[Column, ...]
    scale: Scale
    why: str
    condition: str | None = None
    stored: Column | None = None
    notes: tuple[str, ...] = ()
    variant: str = ""
    """The wording the question was asked in, where the measure knows several."""
    asked: tuple[Column, frozenset[str]] | None = None
    """Where a column says which question a row answers: that column, and its words for this one."""
    marks: tuple[Mapping[str | None, str], ...] | None = None
    """Of a question that is tabulated, not scored. Empty: the key is its one raw cell. Else one per column,
    what each cell means (None: any other), and the key is the string of these meanings."""
    concluded: bool = False
    """Whether the scale was concluded from the answers, so that the whole file may refute it."""
    doubt: str = ""
    """Why the answers may be on another scale, or to other items; a gate refuses to judge then."""

    def repeated_headers(self) -> frozenset[str]:
        """Cells that repeat the header of a single question; a header that reads as an answer was none."""
        column = self.columns[0]
        return frozenset(t for t in (column.name, column.text) if isinstance(self.scale.read(t), Gap))

    def bounds(self, role: str) -> list[Bound]:
        """What the report says about the choice."""
        items = [
            Bound(role if len(self.columns) == 1 else f"{role[:-1]} {i}", c.name, c.text, self.why)
            for i, c in enumerate(self.columns, 1)
        ]
        if self.stored is not None:
            items.append(
                Bound("stored score", self.stored.name, self.stored.text, "name; compared, not used")
            )
        return items


@dataclass(frozen=True, slots=True)
class Overrides:
    """What `--column ROLE=NAME` said: role -> names, in the order given."""

    names: Mapping[str, Sequence[str]]

    def get(self, role: str) -> Sequence[str]:
        """The names bound to a role, empty when none were."""
        return self.names.get(role, ())
