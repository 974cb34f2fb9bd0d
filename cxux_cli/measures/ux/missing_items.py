"""What else is done with people who left items out, whatever the questionnaire."""

from __future__ import annotations

from cxux_cli.measures.base import Alternative

MISSING_ITEMS = (
    Alternative(
        "One item missing",
        "one item without an answer stands at the mean of the others",
        "Lewis & Sauro 2017, Can I leave this one out?, Journal of Usability Studies 13(1)",
        missing="prorate",
    ),
    Alternative(
        "Missing items in the middle",
        "up to half of the items without an answer count as the middle of the scale",
        "Brooke 1996 (the instruction to mark the centre point when unable to answer)",
        missing="midpoint",
    ),
)
"""Other rules than leaving such people out."""
