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

_OBSERVED = (PROBLEM_FREQUENCY, DISCOVERY, CARD_AGREEMENT, *TREE, *TASKS)

DECLARED: Mapping[str, Declared] = MappingProxyType(
    {**BUILT_IN, **{m.key: m for m in (*SPEED, *VISITS, *USAGE, *_OBSERVED)}}
)
"""Everything that is measured, by its key."""
