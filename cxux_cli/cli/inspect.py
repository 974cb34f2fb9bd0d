"""`cxux inspect FILE`: what is in a file, and what can be measured in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cxux_cli.cli.options import Color

if TYPE_CHECKING:
    from cxux_cli.sources.options import ReadOptions
    from cxux_cli.sources.source import Source
    from cxux_cli.study.survey import Possibility


def command(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Exports: paths, globs, or -.")],
    dialect: Annotated[str | None, typer.Option(help="The tool that wrote the file.")] = None,
    encoding: Annotated[str | None, typer.Option(help="The encoding, e.g. cp1252.")] = None,
    delimiter: Annotated[str | None, typer.Option(help='The delimiter, e.g. ";" or tab.')] = None,
    header_rows: Annotated[
        int | None, typer.Option(help="How many header rows there are.", min=0, max=5)
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="The sheet of a workbook.")] = None,
    labels: Annotated[
        str | None, typer.Option(help="A YAML file with answer words of your own.", metavar="FILE")
    ] = None,
    layout: Annotated[
        Literal["wide", "long"] | None, typer.Option(help="One row per respondent, or per question.")
    ] = None,
    limits: Annotated[
        float, typer.Option(help="Times the limits on cells and lengths, for large files.", min=1)
    ] = 1.0,
    format: Annotated[Literal["table", "json", "markdown"], typer.Option(help="What is printed.")] = "table",
    color: Annotated[Color, typer.Option(help="Colours.")] = "auto",
    debug: Annotated[
        bool, typer.Option("--debug", help="Show where an error of cxux itself happened.")
    ] = False,
) -> None:
    """Show dialect, header, rows, columns and the measures a file gives."""
    from cxux_cli.assemble.sources import sha256
    from cxux_cli.cli.show import show
    from cxux_cli.measures.registry import COMMANDS
    from cxux_cli.render.grids import inspected
    from cxux_cli.render.view import View
    from cxux_cli.scan import count_rows
    from cxux_cli.sources.open import open_sources
    from cxux_cli.sources.options import ReadOptions
    from cxux_cli.study.survey import describe, possibilities

    options = ReadOptions(dialect, encoding, delimiter, header_rows, sheet, labels, layout, limits)
    views, documents = [], []
    for source in open_sources(files, options):
        hashed = sha256(source.file) if format == "json" and source.file else None
        source, rows = count_rows(source)
        possible = possibilities(source, COMMANDS.values())
        view, document = inspected(
            source, rows, describe(source), possible, _command(source, options, possible), hashed
        )
        views.append(view)
        documents.append(document)
    if len(views) == 1:
        # `files` is there for one file too, so that programs need not ask how many there were.
        show(views[0], {**documents[0], "files": documents}, format=format, color=color)
        return
    if format == "json":
        show(View((), ()), {"files": documents}, format=format, color=color)
        return
    for view in views:
        show(view, {}, format=format, color=color)


def _command(source: Source, read: ReadOptions, possible: Sequence[Possibility]) -> str | None:
    """The command that measures what is no answer in a file; of a long file, which it would read, none is told."""
    from cxux_cli.draft import recognised_as

    if not source.complete or source.file is None:
        return None
    own = replace(read, sheet=source.sheet or read.sheet)
    alone = not any(one.blocks for one in possible)
    return recognised_as(source, (source.path,), own, alone=alone).verb
