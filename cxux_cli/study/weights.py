"""What a survey weight looks like."""

from __future__ import annotations

import re

_WEIGHT = re.compile(r"\+?(\d+([.,]\d*)?|[.,]\d+)([eE][-+]?\d+)?")


def is_weight(cell: str) -> bool:
    """Whether a written cell is a number that can be a weight."""
    return _WEIGHT.fullmatch(cell.strip()) is not None
