"""Everything that is measured, questions and the rest: what `list` and `explain` know.

Apart from the registry, because a command that asks a question needs none of the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cxux_cli.measures.base import Declared
from cxux_cli.measures.registry import BUILT_IN
from cxux_cli.measures.ux.adoption import USAGE
from cxux_cli.measures.ux.card_sort import CARD_AGREEMENT
from cxux_cli.measures.ux.discovery import DISCOVERY
from cxux_cli.measures.ux.page_speed import SPEED
from cxux_cli.measures.ux.problem_frequency import PROBLEM_FREQUENCY
from cxux_cli.measures.ux.tasks import TASKS
from cxux_cli.measures.ux.tree_test import TREE
from cxux_cli.measures.ux.visits import VISITS

FAMILIES: Mapping[str, tuple[Declared, ...]] = MappingProxyType(
    {
        "web": (*SPEED, *VISITS),
        "adoption": USAGE,
        "problems": (PROBLEM_FREQUENCY, DISCOVERY),
        "cards": (CARD_AGREEMENT,),
        "tree": TREE,
        "tasks": TASKS,
    }
)
"""What is measured together, by the command that measures it."""

DECLARED: Mapping[str, Declared] = MappingProxyType(
    {**BUILT_IN, **{m.key: m for family in FAMILIES.values() for m in family}}
)
"""Everything that is measured, by its key."""


def family(key: str) -> str | None:
    """The command that measures it together with others; None for one that asks a question."""
    return next((name for name, measures in FAMILIES.items() if any(m.key == key for m in measures)), None)
