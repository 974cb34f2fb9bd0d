"""`cxux schema`: the JSON Schema of what programs read and of what people write."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cxux_cli.errors import UsageError


def command(
    report: Annotated[
        bool, typer.Option("--report", help="The schema of the JSON report (the default).")
    ] = False,
    config: Annotated[bool, typer.Option("--config", help="The schema of cxux.yaml, for editors.")] = False,
) -> None:
    """Print a JSON Schema."""
    if report and config:
        raise UsageError("one schema at a time: --report or --config", where="cxux schema")
    if config:
        from cxux_cli.render.json_report import dumps
        from cxux_cli.study.config.model import json_schema

        sys.stdout.write(dumps(json_schema()))
        return
    path = Path(__file__).parents[1] / "render" / "report.schema.json"
    sys.stdout.write(path.read_text(encoding="utf-8"))
