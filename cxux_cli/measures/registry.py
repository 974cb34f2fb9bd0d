"""The measures there are: an immutable value, passed down."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cxux_cli.measures.base import Measure
from cxux_cli.measures.cx.ces import CES
from cxux_cli.measures.cx.csat import CSAT
from cxux_cli.measures.cx.enps import ENPS
from cxux_cli.measures.cx.nps import NPS
from cxux_cli.measures.cx.pmf import PMF
from cxux_cli.measures.cx.stars import STARS
from cxux_cli.measures.ux.seq import SEQ
from cxux_cli.measures.ux.sus import SUS
from cxux_cli.measures.ux.umux import UMUX
from cxux_cli.measures.ux.umux_lite import UMUX_LITE

_PRIMARY = (NPS, ENPS, CSAT, CES, STARS, PMF, SUS, UMUX, UMUX_LITE, SEQ)

COMMANDS: Mapping[str, Measure] = MappingProxyType({m.key: m for m in _PRIMARY})
"""The measures that have a command, by its name; companions are printed beside them."""

BUILT_IN: Mapping[str, Measure] = MappingProxyType(
    {m.key: m for primary in _PRIMARY for m in (primary, *primary.companions)}
)
"""Every built-in measure by its key, in the order in which they are listed."""
