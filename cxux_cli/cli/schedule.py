"""`cxux schedule`: how a report is made again and again."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cxux_cli.errors import UsageError

if TYPE_CHECKING:
    from cxux_cli.render.schedules import Schedule
    from cxux_cli.study.config.study import Study

app = typer.Typer(
    no_args_is_help=True, add_completion=False, context_settings={"help_option_names": ["-h", "--help"]}
)


@app.callback()
def root() -> None:
    """Make a report again and again: cxux schedule show."""


@app.command()
def show(
    file: Annotated[
        str | None, typer.Argument(metavar="[CONFIG]", help="The study config; else it is looked for.")
    ] = None,
    every: Annotated[Literal["day", "week", "month"], typer.Option(help="How often.")] = "week",
    at: Annotated[
        str, typer.Option(metavar="HH:MM", help="The local time; an odd minute is best.")
    ] = "07:17",
    format: Annotated[
        Literal["crontab", "systemd", "github", "all"], typer.Option(help="For which scheduler.")
    ] = "all",
    debug: Annotated[
        bool, typer.Option("--debug", help="Show where an error of cxux itself happened.")
    ] = False,
) -> None:
    """Print a crontab line, a systemd timer and a GitHub workflow; nothing is installed."""
    hour, minute = _time(at)
    from cxux_cli.study.config.discover import find

    path = find(Path(), file, option="")
    if path is None:
        raise UsageError(
            "there is no study config here or in a folder above",
            hint="write one with: cxux init FILE, or name it: cxux schedule show FILE",
        )
    from datetime import UTC, datetime

    from cxux_cli.render import schedules
    from cxux_cli.study.config.load import load

    study = load(path)
    schedule = _schedule(study, every, hour, minute)
    forms: dict[str, Callable[[], str]] = {
        "crontab": lambda: schedules.crontab(schedule),
        "systemd": lambda: schedules.systemd(schedule),
        "github": lambda: schedules.github(schedule, datetime.now(UTC).year),
    }
    chosen = forms if format == "all" else {format: forms[format]}
    sys.stdout.write("\n".join(form() for form in chosen.values()))


def _time(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})", text)
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise UsageError(f"'{text[:40]}' is no time of day", where="--at", hint="for example --at 07:17")
    return int(match[1]), int(match[2])


def _schedule(study: Study, every: str, hour: int, minute: int) -> Schedule:
    """What is to run, by absolute paths: a scheduler has another folder and another PATH."""
    from cxux_cli.render.schedules import Schedule
    from cxux_cli.study.draft import identifier

    config = Path(os.path.abspath(study.path))  # noqa: PTH100 - a link is what somebody chose, so it is kept
    repository = next((up for up in config.parents if (up / ".git").exists()), config.parent)
    folder = study.outputs.folder if study.outputs is not None else None
    program = Path(sys.executable).with_name("cxux")
    return Schedule(
        every=every,
        hour=hour,
        minute=minute,
        timezone=study.timezone,
        program=(str(program),) if program.is_file() else (sys.executable, "-m", "cxux_cli"),
        config=str(config),
        in_repository=os.path.relpath(config, repository),
        folder=None if folder is None else os.path.relpath(folder, repository),
        name=identifier(f"cxux-{study.name or config.parent.name}", "cxux", ()),
    )
