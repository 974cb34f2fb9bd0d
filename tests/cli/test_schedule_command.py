"""`cxux schedule show`: what it prints runs what it says, whatever the paths are called."""

import re
import shlex
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from cxux_cli.errors import UsageError
from cxux_cli.render.schedules import Schedule, crontab, github, systemd

MINIMAL = "version: 1\nstudy: {name: Weekly, timezone: Europe/Madrid}\noutputs: {folder: reports}\n"
PLAIN = Schedule(
    *("week", 7, 17, "Europe/Madrid", ("/opt/cxux/bin/cxux",), "/srv/study/cxux.yaml", "cxux.yaml"),
    None,
    "cxux-x",
)
PATHS = [
    "/srv/my study/cxux.yaml", "/srv/100%/cxux.yaml", "/srv/%H %% $HOME/cxux.yaml", "/srv/it's/cxux.yaml",
    '/srv/a "b"/cxux.yaml', "/srv/$(reboot) `id`; & | > x #y/cxux.yaml", "/srv/日本 ü/cxux.yaml",
    "/srv/~/*?[a]{b}/c.yaml",
]  # fmt: skip


def changed(**what):
    return Schedule(**{name: getattr(PLAIN, name) for name in Schedule.__slots__} | what)


def cron_runs(text):
    """The words that cron and its shell make of the one line of a crontab: see crontab(5)."""
    (line,) = [line for line in text.splitlines() if line and not line.startswith("#")]
    when, command = line.split(" ", 5)[:5], line.split(" ", 5)[5]
    unescaped, lines = re.subn(r"(?<!\\)%", "\n", command)
    assert lines == 0, "cron ends the line at %"
    return when, shlex.split(unescaped.replace("\\%", "%"))


def systemd_runs(text):
    """The words that systemd makes of ExecStart: see systemd.service(5), quoting, and systemd.unit(5), specifiers."""
    (line,) = [line for line in text.splitlines() if line.startswith("ExecStart=")]
    words = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', line.removeprefix("ExecStart="))
    found = []
    for inner, bare in words:
        word = re.sub(r"\\(.)", r"\1", inner) if inner else bare
        assert not re.search(r"(?<!%)%(?:%%)*(?!%)", word), "a specifier"
        assert not re.search(r"(?<!\$)\$(?:\$\$)*(?!\$)", word), "a variable"
        found.append(word.replace("%%", "%").replace("$$", "$"))
    return found


def test_the_words_of_a_run():
    when, words = cron_runs(crontab(PLAIN))
    assert when == ["17", "7", "*", "*", "1"]
    run = ["/opt/cxux/bin/cxux", "report", "/srv/study/cxux.yaml", "--window", "last-full-week", "--quiet"]
    assert words == ["timeout", "-k", "30s", "10m", *run]
    assert systemd_runs(systemd(PLAIN)) == run
    steps = yaml.safe_load(github(PLAIN, 2026))["jobs"]["report"]["steps"]
    assert shlex.split(steps[-1]["run"]) == [
        "cxux",
        "report",
        "cxux.yaml",
        "--window",
        "last-full-week",
        "--quiet",
    ]


@pytest.mark.parametrize("path", PATHS)
def test_whatever_a_path_is_called_it_is_the_one_that_runs(path):
    schedule = changed(
        config=path, program=(path.replace("cxux.yaml", "cxux"),), in_repository=path, folder=path
    )
    run = [schedule.program[0], "report", path, "--window", "last-full-week", "--quiet"]
    assert cron_runs(crontab(schedule))[1][4:] == run
    assert systemd_runs(systemd(schedule))[-len(run) :] == run
    steps = yaml.safe_load(github(schedule, 2026))["jobs"]["report"]["steps"]
    assert shlex.split(steps[-2]["run"])[2] == path
    assert steps[-1]["with"]["path"] == path


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
@pytest.mark.parametrize("path", PATHS)
def test_the_shell_of_cron_sees_the_same_words(path):
    schedule = changed(config=path, program=("/bin/echo",))
    command = crontab(schedule).splitlines()[-1].split(" ", 5)[5].replace("\\%", "%")
    said = subprocess.run(
        ["/bin/sh", "-c", command.replace("/bin/echo", "printf '<%s>'")], capture_output=True, text=True
    )
    assert f"<{path}>" in said.stdout


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd")
@pytest.mark.parametrize("path", PATHS)
def test_systemd_takes_the_units(tmp_path, path):
    folder = tmp_path / Path(path).parent.name
    folder.mkdir()
    program = shutil.copy("/bin/true", folder / "cxux")
    units = systemd(changed(config=str(folder / "cxux.yaml"), program=(str(program),)))
    service, timer = units.split("\n# ~/.config/systemd/user/cxux-x.timer\n")
    (tmp_path / "cxux-x.service").write_text(service, encoding="utf-8")
    (tmp_path / "cxux-x.timer").write_text(timer, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", tmp_path / "cxux-x.service", tmp_path / "cxux-x.timer"],
        capture_output=True,
        text=True,
    )
    assert [line for line in done.stderr.splitlines() if "cxux-x" in line] == []


@pytest.mark.parametrize("path", ["/srv/a\nb/cxux.yaml", "/srv/\x1b[31m", "/srv/\udc80"])
@pytest.mark.parametrize("form", [crontab, systemd, lambda s: github(s, 2026)])
def test_what_no_quotes_help_against_is_refused(path, form):
    with pytest.raises(UsageError, match="line breaks or control characters") as caught:
        form(changed(config=path, in_repository=path))
    assert caught.value.where.isprintable()


def test_a_backslash_and_an_expression_are_refused_where_they_mean_something_else():
    with pytest.raises(UsageError, match="backslash"):
        crontab(changed(config="/srv/a\\%b"))
    assert systemd_runs(systemd(changed(config="/srv/a\\%b")))[2] == "/srv/a\\%b"
    with pytest.raises(UsageError, match="workflow"):
        github(changed(in_repository="${{ secrets.X }}/cxux.yaml"), 2026)


def test_the_timer_is_in_the_zone_of_the_study_and_makes_up_for_missed_runs():
    for every, when in (("day", "*-*-*"), ("week", "Mon *-*-*"), ("month", "*-*-01")):
        text = systemd(changed(every=every))
        assert f"OnCalendar={when} 07:17:00 Europe/Madrid\n" in text
        assert "Persistent=true\n" in text


@pytest.mark.parametrize(
    "zone",
    [
        "UTC",
        "Europe/Madrid",
        "America/New_York",
        "Asia/Tokyo",
        "Asia/Kathmandu",
        "Pacific/Auckland",
        "Pacific/Pago_Pago",
        "Australia/Lord_Howe",
    ],
)
@pytest.mark.parametrize("hour", [0, 7, 23])
@pytest.mark.parametrize("every", ["day", "week", "month"])
def test_github_runs_at_the_time_or_somewhat_later_on_the_day(zone, hour, every):
    schedule = changed(every=every, hour=hour, timezone=zone)
    cron = yaml.safe_load(github(schedule, 2026))[True]["schedule"][0]["cron"]
    minute, utc_hour, day, _, weekday = cron.split()
    assert int(minute) in range(60)
    moment, runs = datetime(2026, 1, 1, int(utc_hour), int(minute), tzinfo=UTC), 0
    while moment.year == 2026:
        # In cron 0 is Sunday.
        if day in ("*", str(moment.day)) and weekday in ("*", str(moment.isoweekday() % 7)):
            local = moment.astimezone(ZoneInfo(zone))
            late = local.replace(tzinfo=None) - local.replace(hour=hour, minute=17, tzinfo=None)
            if hour == 23 and late < timedelta():
                late += timedelta(days=1)
                local -= timedelta(days=1)
            # Summer time, and for a month the day after the first where the first has begun in UTC the day before.
            assert timedelta() <= late <= timedelta(hours=1)
            if every == "week":
                assert local.isoweekday() == 1
            if every == "month":
                assert local.day in (1, 2)
            runs += 1
        moment += timedelta(days=1)
    assert runs in {"day": (365,), "week": (52,), "month": (12,)}[every]


def test_the_caveats_of_github_are_said():
    said = " ".join(line.lstrip("# ") for line in github(PLAIN, 2026).splitlines() if line.startswith("#"))
    for caveat in ("UTC", "default branch", "late", "60 days"):
        assert caveat in said


@pytest.fixture
def study(tmp_path, monkeypatch):
    """A config in a folder whose name needs quotes."""
    monkeypatch.delenv("CXUX_CONFIG", raising=False)
    folder = tmp_path / "100% my study"
    folder.mkdir()
    (folder / "cxux.yaml").write_text(MINIMAL, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize(
    ("format", "marks"), [("crontab", "c"), ("systemd", "s"), ("github", "g"), ("all", "csg")]
)
def test_each_scheduler_can_be_asked_for(cli, study, format, marks):
    code, out, err = cli(["schedule", "show", "--format", format])
    assert (code, err) == (0, "")
    signs = {"c": "timeout -k", "s": "OnCalendar=Mon", "g": "runs-on:"}
    assert {mark for mark, sign in signs.items() if sign in out} == set(marks)


def test_paths_are_absolute_and_the_config_is_named(cli, study):
    _, out, _ = cli(["schedule", "show", "--format", "crontab", "--every", "month", "--at", "6:41"])
    when, words = cron_runs(out)
    assert when == ["41", "6", "1", "*", "*"]
    program = words[4 : words.index("report")]
    assert Path(program[0]).is_absolute()
    assert words[words.index("report") + 1 :] == [
        str(study / "cxux.yaml"),
        "--window",
        "last-full-month",
        "--quiet",
    ]
    subprocess.run([*program, "--version"], check=True, capture_output=True)


def test_in_a_repository_paths_are_those_of_a_checkout(cli, study):
    (study.parent / ".git").mkdir()
    steps = yaml.safe_load(cli(["schedule", "show", "--format", "github"])[1])["jobs"]["report"]["steps"]
    assert shlex.split(steps[-2]["run"])[2] == "100% my study/cxux.yaml"
    assert steps[-1]["with"] == {"name": "cxux-weekly", "path": "100% my study/reports"}


def test_a_time_that_the_clock_skips_is_said(cli, study):
    assert "may be skipped" in cli(["schedule", "show", "--format", "crontab", "--at", "02:17"])[1]
    assert "may be skipped" not in cli(["schedule", "show", "--format", "crontab"])[1]


@pytest.mark.parametrize("at", ["24:00", "7", "07:60", "7:1", "", "now", "٠٧:١٧", "07:17:00"])
def test_what_is_no_time_of_day_is_refused(cli, study, at):
    code, out, err = cli(["schedule", "show", "--at", at])
    assert (code, out) == (2, "")
    assert "--at" in err


def test_without_a_config_or_with_a_broken_one_there_is_nothing_to_schedule(
    cli, study, tmp_path, monkeypatch
):
    (study / "cxux.yaml").write_text("version: 2\n")
    assert cli(["schedule", "show"])[0] == 2
    monkeypatch.chdir(tmp_path)
    code, _, err = cli(["schedule", "show"])
    assert code == 2
    assert "cxux init" in err
    assert cli(["schedule", "show", "none.yaml"])[0] == 2


def test_nothing_is_written(cli, study):
    cli(["schedule", "show"])
    assert [path.name for path in study.rglob("*")] == ["cxux.yaml"]
