"""`cxux init FILE...`: a study config for data files, to be read and changed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cxux_cli.errors import UsageError


def command(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Exports: paths or globs.")],
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="PATH", help="The config to write; - prints it.")
    ] = "cxux.yaml",
    force: Annotated[bool, typer.Option("--force", help="Write over a config that is there.")] = False,
    name: Annotated[str | None, typer.Option(help="What the study is called.")] = None,
    timezone: Annotated[str | None, typer.Option(help="Whose days are days: Europe/Madrid.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing when all is well.")] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show where an error of cxux itself happened.")
    ] = False,
) -> None:
    """Write a study config: sources, people, tasks and measures as found, gates to be filled in."""
    target = _target(output, files, force=force)
    if name is not None and not name.strip():
        raise UsageError("the name is blank", where="--name")
    if timezone is not None:
        from cxux_cli.study.zones import check_zone

        check_zone(timezone)
    from cxux_cli.cli.progress import working
    from cxux_cli.draft import draft
    from cxux_cli.render import files as out
    from cxux_cli.render.config_yaml import config
    from cxux_cli.render.escape import plain

    with working(tuple(files), quiet=quiet):
        sources = draft(files, target.parent if target is not None else Path())
    text = config(sources, name or sources[0].name, timezone)
    out.write(output, text)
    if target is not None and not quiet:
        many = f"{len(sources)} source{'s' * (len(sources) != 1)}"
        sys.stderr.write(plain(f"cxux: {target} written, {many}; see: cxux config check {target}") + "\n")


def _target(output: str, files: list[str], *, force: bool) -> Path | None:
    """Where the config is to be written, None for standard output; refused before anything is read."""
    if output == "-":
        return None
    if not output.strip():
        raise UsageError("the path is empty", where="--output", hint="is a shell variable unset?")
    target = Path(output)
    try:
        if target.is_dir():
            raise UsageError(
                "this is a folder", where=f"--output {output}", hint=f"name a file: {target / 'cxux.yaml'}"
            )
        if target.resolve() in {Path(file).resolve() for file in files}:
            raise UsageError("this would overwrite the input", where=f"--output {output}")
        exists = target.exists() or target.is_symlink()
    except (OSError, ValueError) as error:
        raise UsageError("no file can have this name", where=f"--output {output[:60]}") from error
    if exists and not force:
        raise UsageError(
            "there is such a file already",
            where=f"--output {output}",
            hint="write over it with --force, or print with -o -",
        )
    return target
