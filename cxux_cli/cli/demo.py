"""`cxux demo`: the main job on packaged samples."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from cxux_cli.cli.options import Color
from cxux_cli.errors import InputError

_SHOWN = (
    ("nps", "qualtrics_nps.csv", ("--by", "plan")),
    ("sus", "google_forms_sus.csv", ()),
)


def command(
    color: Annotated[Color, typer.Option(help="Colours.")] = "auto",
) -> None:
    """Measure two of the packaged samples and show the commands that do it."""
    from cxux_cli.cli.metric import command as metric
    from cxux_cli.measures.registry import BUILT_IN

    folder = samples()
    for key, name, extra in _SHOWN:
        file = folder / name
        sys.stdout.write(f"$ cxux {' '.join((key, _shown(file), *extra))}\n\n")
        measure = metric(BUILT_IN[key])
        given: dict[str, Any] = {
            p.name: p.default
            for p in measure.__signature__.parameters.values()  # type: ignore[attr-defined]
        }
        given |= {"files": [_shown(file)], "color": color}
        if extra:
            given["by"] = [extra[1]]
        measure(**given)
        sys.stdout.write("\n")
    sys.stdout.write("Now your own file: cxux inspect FILE, then cxux nps FILE or cxux sus FILE.\n")


def samples() -> Path:
    """The folder of the samples: inside the installed package, else beside it in a checkout."""
    package = Path(__file__).parents[1]
    for folder in (package / "sample_data", package.parent / "sample_data"):
        if folder.is_dir():
            return folder
    raise InputError("the packaged samples are missing", hint="install cxux-cli again")


def _shown(file: Path) -> str:
    """The path as somebody would type it here."""
    here = Path.cwd()
    return str(file.relative_to(here)) if file.is_relative_to(here) else str(file)
