"""What the verbs that are no measurement print: a view, or the same facts as JSON."""

from __future__ import annotations

import sys
from typing import Any

from cxux_cli.cli.options import Color
from cxux_cli.render.view import View


def show(view: View, document: Any, *, format: str, color: Color) -> None:
    """Print one of the three forms."""
    from cxux_cli.render import json_report, markdown, table

    if format == "json":
        sys.stdout.write(json_report.dumps({"schema_version": json_report.SCHEMA_VERSION, **document}))
    elif format == "markdown":
        sys.stdout.write(markdown.render(view))
    else:
        table.show(view, color=color)
