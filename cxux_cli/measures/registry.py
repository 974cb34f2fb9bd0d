"""The measures there are: an immutable value, passed down."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cxux_cli.measures.base import Declared, Measure
from cxux_cli.measures.cx.ces import CES
from cxux_cli.measures.cx.csat import CSAT
from cxux_cli.measures.cx.enps import ENPS
from cxux_cli.measures.cx.nps import NPS
from cxux_cli.measures.cx.pmf import PMF
from cxux_cli.measures.cx.stars import STARS
from cxux_cli.measures.ux.adoption import USAGE
from cxux_cli.measures.ux.card_sort import CARD_AGREEMENT
from cxux_cli.measures.ux.discovery import DISCOVERY
from cxux_cli.measures.ux.page_speed import SPEED
from cxux_cli.measures.ux.problem_frequency import PROBLEM_FREQUENCY
from cxux_cli.measures.ux.seq import SEQ
from cxux_cli.measures.ux.sus import SUS
from cxux_cli.measures.ux.tasks import TASKS
from cxux_cli.measures.ux.tree_test import TREE
from cxux_cli.measures.ux.umux import UMUX
from cxux_cli.measures.ux.umux_lite import UMUX_LITE
from cxux_cli.measures.ux.visits import VISITS

_PRIMARY = (NPS, ENPS, CSAT, CES, STARS, PMF, SUS, UMUX, UMUX_LITE, SEQ)

COMMANDS: Mapping[str, Measure] = MappingProxyType({m.key: m for m in _PRIMARY})
"""The measures that have a command, by its name; companions are printed beside them."""

BUILT_IN: Mapping[str, Measure] = MappingProxyType(
    {m.key: m for primary in _PRIMARY for m in (primary, *primary.companions)}
)
"""Every built-in measure by its key, in the order in which they are listed."""

_OBSERVED = (PROBLEM_FREQUENCY, DISCOVERY, CARD_AGREEMENT, *TREE, *TASKS)

DECLARED: Mapping[str, Declared] = MappingProxyType(
    {**BUILT_IN, **{m.key: m for m in (*SPEED, *VISITS, *USAGE, *_OBSERVED)}}
)
"""Everything that is measured, by its key: what `list` and `explain` know."""
