"""`cxux config`: what concerns the study config itself."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cxux_cli.errors import UsageError

if TYPE_CHECKING:
    from cxux_cli.study.config.check import Checked

app = typer.Typer(
    no_args_is_help=True, add_completion=False, context_settings={"help_option_names": ["-h", "--help"]}
)


@app.callback()
def root() -> None:
    """Check the study config: cxux config check."""


@app.command()
def check(
    file: Annotated[
        str | None, typer.Argument(metavar="[FILE]", help="The config; else it is looked for.")
    ] = None,
    format: Annotated[Literal["table", "json"], typer.Option(help="What is printed.")] = "table",
    debug: Annotated[
        bool, typer.Option("--debug", help="Show where an error of cxux itself happened.")
    ] = False,
) -> None:
    """Check a study config: its keys and values, its files, and the columns it names."""
    from cxux_cli.study.config.discover import find

    path = find(Path(), file, option="")
    if path is None:
        raise UsageError(
            "there is no study config here or in a folder above",
            hint="name one: cxux config check FILE, or begin a cxux.yaml with: version: 1",
        )
    from cxux_cli.study.config.check import check as against_files
    from cxux_cli.study.config.load import load_all
    from cxux_cli.study.config.problems import together

    study, problems = load_all(path)
    if study is None:
        raise together(problems, str(path))
    checked = against_files(study, problems)
    sys.stdout.write(_json(checked) if format == "json" else _text(checked))


@app.command()
def show(
    file: Annotated[
        str | None, typer.Argument(metavar="[FILE]", help="The config; else it is looked for.")
    ] = None,
    origin: Annotated[
        bool, typer.Option("--origin", help="Say where each value comes from: file:line or a variable.")
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show where an error of cxux itself happened.")
    ] = False,
) -> None:
    """Show every value of a study config, those of the environment included."""
    from cxux_cli.render.escape import plain
    from cxux_cli.study.config.discover import find
    from cxux_cli.study.config.load import effective

    path = find(Path(), file, option="")
    if path is None:
        raise UsageError("there is no study config here or in a folder above")
    for key, value, where in effective(path):
        sys.stdout.write(plain(f"{key} = {value}") + (f"  [{plain(where)}]" if origin else "") + "\n")


def _text(checked: Checked) -> str:
    from cxux_cli.render.escape import plain

    study = checked.study
    lines = [
        f"ok: {_count(len(study.sources), 'source')}, {_count(len(study.personas), 'persona')}, in {study.path}"
    ]
    lines += [f"note: {note}" for note in checked.notes]
    return "".join(f"{plain(line)}\n" for line in lines)


def _count(n: int, name: str) -> str:
    return f"{n} {name}{'' if n == 1 else 's'}"


def _json(checked: Checked) -> str:
    from cxux_cli.render import json_report

    study = checked.study
    return json_report.dumps(
        {
            "schema_version": json_report.SCHEMA_VERSION,
            "config": {
                "path": study.path,
                "sha256": study.sha256,
                "name": study.name,
                "timezone": study.timezone,
            },
            "sources": [{"name": name, "files": list(files)} for name, files in checked.files.items()],
            "personas": [{"id": p.id, "name": p.name, "role": p.role.value} for p in study.personas],
            "notes": list(checked.notes),
        }
    )
