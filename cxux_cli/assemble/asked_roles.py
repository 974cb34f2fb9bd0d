"""Of whom a measure was asked: customers, users, both or neither, where the study says which cells mean which."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from cxux_cli.assemble.part import Part
from cxux_cli.results import Kind
from cxux_cli.study.config.study import Roles

if TYPE_CHECKING:
    from cxux_cli.engine.cells import Slot
    from cxux_cli.engine.request import Plan
    from cxux_cli.engine.samples import Sample

_JOINTS = re.compile(r"[;,|/+&\n]")
_ASKED = {
    Kind.CX: ("customers", "who need not be the ones who buy"),
    Kind.UX: ("users", "who need not use the product"),
}


def roles_of(cell: str | None, roles: Roles) -> frozenset[str]:
    """What the people of a cell are: `customer`, `user`, both, or nothing that the study names.

    >>> sorted(roles_of("Buys; uses", Roles("role", ("buys",), ("uses",), multi=True)))
    ['customer', 'user']
    """
    parts = _JOINTS.split(cell or "") if roles.multi else [cell or ""]
    said = {" ".join(part.split()).casefold() for part in parts}
    groups = (("customer", roles.customer), ("user", roles.user))
    return frozenset(name for name, values in groups if said & {value.casefold() for value in values})


def role_notes(part: Part, plan: Plan, samples: Mapping[Slot, Sample]) -> tuple[str, ...]:
    """How many answers are of people of the other role, in words; fewer than the privacy floor are not told."""
    roles = part.request.study.roles if part.request.study else None
    if roles is None or plan.role is None:
        return ()
    answers: Counter[frozenset[str]] = Counter()
    for slot, sample in samples.items():
        answers[roles_of(slot.segment[plan.role], roles)] += sample.tally.n
    measure, floor = part.request.measure, part.request.min_n
    whom, why = _ASKED[measure.kind]
    others = sum(n for of, n in answers.items() if whom.removesuffix("s") not in of)
    if others < max(1, floor):
        return ()
    both = sum(n for of, n in answers.items() if len(of) == 2)
    neither = answers[frozenset()]
    beside = f" ({both} of all are both, {neither} neither)" if min(both, neither) >= floor > 0 else ""
    return (
        f"{measure.name}: {others} of {answers.total()} answers are of people who are no {whom}, {why}{beside}",
    )
