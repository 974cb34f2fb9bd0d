"""`cxux schema --report`: the JSON Schema of the report."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer


def command(
    report: Annotated[
        bool, typer.Option("--report", help="The schema of the JSON report (the only one).")
    ] = True,
) -> None:
    """Print the JSON Schema of the report."""
    path = Path(__file__).parents[1] / "render" / "report.schema.json"
    sys.stdout.write(path.read_text(encoding="utf-8"))
