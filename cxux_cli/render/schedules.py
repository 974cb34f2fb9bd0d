"""A command that runs again and again, written for cron, for systemd and for GitHub Actions."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cxux_cli.errors import UsageError
from cxux_cli.render.config_yaml import quoted

LIMIT = 10
"""Minutes after which a run is told to stop; one that does not stop is killed half a minute later."""
_DAYS = {"day": "* * *", "week": "* * 1", "month": "1 * *"}
_CALENDAR = {"day": "*-*-*", "week": "Mon *-*-*", "month": "*-*-01"}
_SAID = {"day": "every day", "week": "every Monday", "month": "on the first of every month"}


@dataclass(frozen=True, slots=True)
class Schedule:
    """What runs when. `every` is `day`, `week` or `month`, at a local time of `timezone`.

    `program` and `config` are absolute; `in_repository` is the config as a checkout of its repository has
    it, `folder` where it writes, if it is known. `name` is a short name for units and jobs.
    """

    every: str
    hour: int
    minute: int
    timezone: str
    program: tuple[str, ...]
    config: str
    in_repository: str
    folder: str | None
    name: str

    @property
    def arguments(self) -> tuple[str, ...]:
        """What follows the program, but for the config."""
        return ("--window", f"last-full-{self.every}", "--quiet")

    @property
    def at(self) -> str:
        """The local time of a run."""
        return f"{self.hour:02}:{self.minute:02}"


def crontab(schedule: Schedule) -> str:
    """A line for a crontab. Raises `UsageError` for a path that cannot stand in one."""
    command = (*schedule.program, "report", schedule.config, *schedule.arguments)
    _check(command)
    if any("\\" in word for word in command):
        raise UsageError("a path with a backslash cannot stand in a crontab", where=schedule.config)
    # To cron an unescaped % is the end of the line, whatever quotes it stands in.
    line = shlex.join(("timeout", "-k", "30s", f"{LIMIT}m", *command)).replace("%", "\\%")
    lines = [
        f"# {_SAID[schedule.every]} at {schedule.at} by the clock of this machine: put it in with crontab -e.",
        f"# Days and windows are those of {schedule.timezone}: choose a time at which both have the same day.",
        "# cron sends mail on any output; --quiet prints nothing when all is well.",
        *_skipped(schedule),
        f"{schedule.minute} {schedule.hour} {_DAYS[schedule.every]} {line}",
    ]
    return "\n".join(lines) + "\n"


def systemd(schedule: Schedule) -> str:
    """A service and a timer. Raises `UsageError` for a path that cannot stand in them."""
    command = (*schedule.program, "report", schedule.config, *schedule.arguments)
    _check(command)
    if any(char in schedule.program[0] for char in "\"'\\$"):
        # systemd takes these in an argument, not in the name of a program.
        command = ("/usr/bin/env", *command)
    lines = [
        f"# ~/.config/systemd/user/{schedule.name}.service",
        "[Unit]",
        f"Description=cxux report {schedule.name}",
        "",
        "[Service]",
        "Type=oneshot",
        f"ExecStart={' '.join(map(_unit, command))}",
        f"TimeoutStartSec={LIMIT}min",
        "TimeoutStopSec=30s",
        "# A missed gate ends with 1, which counts as a failure; add OnFailure= to [Unit] to be told.",
        "",
        f"# ~/.config/systemd/user/{schedule.name}.timer",
        "[Unit]",
        f"Description=cxux report {schedule.name}, {_SAID[schedule.every]}",
        "",
        "[Timer]",
        f"OnCalendar={_CALENDAR[schedule.every]} {schedule.at}:00 {schedule.timezone}",
        "# A run that was missed is made up for when the machine is on again.",
        "Persistent=true",
        "",
        "[Install]",
        "WantedBy=timers.target",
        "",
        f"# systemctl --user daemon-reload && systemctl --user enable --now {schedule.name}.timer",
    ]
    return "\n".join(lines) + "\n"


def github(schedule: Schedule, year: int) -> str:
    """A workflow of GitHub Actions, whose clock is UTC; `year` says which summer time counts.

    Raises `UsageError` for a path that cannot stand in one.
    """
    command = ("cxux", "report", schedule.in_repository, *schedule.arguments)
    _check(command)
    if "${{" in schedule.in_repository:
        raise UsageError("a path with ${{ cannot stand in a workflow", where=schedule.in_repository)
    cron, local = _utc(schedule, year)
    lines = [
        "# .github/workflows/cxux.yml",
        "# The clock of a schedule is UTC. It runs on the default branch only, may be late, most of all at the top",
        "# of an hour, and is switched off after 60 days without a commit in a public repository.",
        "name: cxux",
        "on:",
        "  schedule:",
        f"    - cron: {quoted(cron)}  # {local} in {schedule.timezone}",
        "  workflow_dispatch:",
        "permissions:",
        "  contents: read",
        "concurrency: cxux",
        "jobs:",
        "  report:",
        "    runs-on: ubuntu-latest",
        f"    timeout-minutes: {LIMIT}",
        "    steps:",
        "      - uses: actions/checkout@v4",
        "      - uses: actions/setup-python@v5",
        "        with:",
        '          python-version: "3.12"',
        '      - run: pip install "cxux-cli[report]"',
        f"      - run: {quoted(shlex.join(command))}",
    ]
    if schedule.folder is not None:
        _check((schedule.folder,))
        lines += [
            "      - uses: actions/upload-artifact@v4",
            "        if: always()",
            "        with:",
            f"          name: {quoted(schedule.name)}",
            f"          path: {quoted(schedule.folder)}",
        ]
    return "\n".join(lines) + "\n"


def _check(words: Sequence[str]) -> None:
    """Refuse what no quotes help against: line breaks, control characters, bytes that are no text."""
    for word in words:
        if not word.isprintable():
            raise UsageError(
                "a path with line breaks or control characters cannot be scheduled",
                where="".join(char if char.isprintable() else "?" for char in word),
            )


def _unit(word: str) -> str:
    """A word of ExecStart: quoted, with the signs that systemd replaces doubled."""
    if word and all(char.isalnum() or char in "/._-=" for char in word):
        return word
    doubled = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{doubled}"'


def _skipped(schedule: Schedule) -> list[str]:
    if schedule.timezone == "UTC" or not 1 <= schedule.hour <= 3:
        return []
    return [f"# {schedule.at} may be skipped, or come twice, on the days when the clock changes."]


def _utc(schedule: Schedule, year: int) -> tuple[str, str]:
    """The cron expression in UTC, and the local times it stands for: never earlier than what was asked for."""
    zone = ZoneInfo(schedule.timezone)
    days = (datetime(year, month, 1, 12, tzinfo=zone) for month in range(1, 13))
    offsets = sorted({day.utcoffset() or timedelta() for day in days})
    asked = timedelta(hours=schedule.hour, minutes=schedule.minute)
    utc = asked - offsets[0]
    shift, rest = divmod(utc, timedelta(days=1))
    hour, minute = divmod(rest // timedelta(minutes=1), 60)
    day = {
        "day": "* * *",
        "week": f"* * {(1 + shift) % 7}",
        # The day before the first has no number: then it is a day later.
        "month": f"{1 + max(shift, 0)} * *",
    }[schedule.every]
    clocks = [(asked + offset - offsets[0]) // timedelta(minutes=1) % 1440 for offset in offsets]
    said = " or ".join(f"{clock // 60:02}:{clock % 60:02}" for clock in clocks)
    return f"{minute} {hour} {day}", said
