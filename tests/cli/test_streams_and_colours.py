"""Results on stdout, talk on stderr, colour only where somebody looks, nothing cut off, any encoding."""

import io
import os
import re
import subprocess
import sys

import pytest

from cxux_cli.render import console

START = "from cxux_cli.cli.main import main; main()"
ITEMS = ",".join(f"SUS_{i}" for i in range(1, 11))
ANSI = re.compile(r"\x1b\[")


@pytest.fixture
def answers(tmp_path):
    # 2 promoters and 1 detractor of 4, five times over: 25.
    path = tmp_path / "answers.csv"
    rows = [
        f"{i},{a},{'plan with a long name' if i % 2 else 'größe 東京'}"
        for i, a in enumerate([10, 9, 8, 0] * 5)
    ]
    path.write_text("id,nps,plan\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def sus(tmp_path):
    path = tmp_path / "sus.csv"
    path.write_text(f"{ITEMS}\n" + "4,2,4,2,4,2,4,2,4,2\n3,3,3,3,3,3,3,3,3,3\n")
    return path


def process(arguments, encoding="utf-8", **environment):
    keep = {
        k: v for k, v in os.environ.items() if k not in ("FORCE_COLOR", "NO_COLOR", "COLUMNS", "CXUX_DEBUG")
    }
    result = subprocess.run(
        [sys.executable, "-c", START, *map(str, arguments)],
        capture_output=True,
        env=keep | environment,
        timeout=60,
        check=False,
    )
    return result.returncode, result.stdout.decode(encoding), result.stderr.decode(encoding)


def test_a_good_run_says_nothing_on_stderr(cli, answers):
    for form in ("table", "json", "csv", "markdown"):
        code, out, err = cli(["nps", answers, "--format", form])
        assert (code, err) == (0, "")
        assert out.endswith("\n")


def test_talk_goes_to_stderr(cli, answers):
    quiet, loud = cli(["nps", answers]), cli(["nps", answers, "--verbose"])
    assert quiet[1] == loud[1]
    assert quiet[2] == ""
    assert "measuring nps" in loud[2]


def test_quiet_prints_nothing_when_all_is_well(cli, answers):
    assert cli(["nps", answers, "--quiet"]) == (0, "", "")
    assert cli(["nps", answers, "-q", "--fail-under", "0"]) == (0, "", "")
    code, out, _ = cli(["nps", answers, "-q", "--fail-under", "90"])
    assert code == 1
    assert out


def test_a_pipe_gets_no_escapes_and_nothing_is_cut_off(answers):
    for arguments in (
        ["nps", answers, "--by", "plan"],
        ["inspect", answers],
        ["list"],
        ["explain", "sus"],
        ["--help"],
    ):
        code, out, err = process(arguments)
        assert (code, err) == (0, "")
        assert not ANSI.search(out)
    _, out, _ = process(["nps", answers, "--by", "plan"])
    assert "25.0" in out
    assert "plan with a long name" in out


@pytest.mark.parametrize(
    ("environment", "arguments", "coloured"),
    [
        ({}, [], False),
        ({"FORCE_COLOR": "1"}, [], True),
        ({"NO_COLOR": "1"}, [], False),
        ({"NO_COLOR": ""}, [], False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, [], False),
        ({}, ["--color", "always"], True),
        ({"NO_COLOR": "1"}, ["--color", "always"], True),
        ({"FORCE_COLOR": "1"}, ["--color", "never"], False),
        ({"TERM": "dumb"}, [], False),
    ],
)
def test_what_decides_about_colour(sus, environment, arguments, coloured):
    code, out, err = process(["sus", sus, *arguments], **{"TERM": "xterm-256color"} | environment)
    assert (code, err) == (0, "")
    assert bool(ANSI.search(out)) == coloured


@pytest.mark.parametrize("form", ["json", "csv", "markdown"])
def test_only_the_table_is_coloured(answers, form):
    _, out, _ = process(["nps", answers, "--format", form, "--color", "always"], TERM="xterm-256color")
    assert not ANSI.search(out)


def test_colour_says_nothing_that_words_do_not(sus):
    _, coloured, _ = process(["sus", sus, "--color", "always"], TERM="xterm-256color")
    _, plain, _ = process(["sus", sus])
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured).split() == plain.split()


@pytest.mark.parametrize("columns", ["80", "100", "200", "0", "-5", "wide"])
def test_a_narrow_screen_folds_and_cuts_nothing(answers, sus, columns):
    code, out, err = process(["nps", answers, "--by", "plan"], COLUMNS=columns)
    assert (code, err) == (0, "")
    assert "…" not in out
    for word in ("größe", "long", "25.0", "favourable", "detractors"):
        assert word in out
    code, out, err = process(["sus", sus], COLUMNS=columns)
    assert (code, err) == (0, "")
    assert "…" not in out.replace("SUS_1 … SUS_10", "")
    assert "needed to learn a lot of things before" in out
    assert "62.5" in out
    if columns == "80":
        assert max(len(line.rstrip()) for line in out[: out.index("Reading")].splitlines()) <= 80


def test_the_narrowest_screen_keeps_every_column(answers):
    _, out, _ = process(["nps", answers, "--by", "plan"], COLUMNS="40")
    assert "東" in out[: out.index("Reading")]


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_streams_that_take_few_characters(answers, sus, encoding):
    for arguments in (
        ["nps", answers, "--by", "plan"],
        ["sus", sus],
        ["inspect", answers],
        ["--help"],
        ["nps", "--help"],
    ):
        code, out, err = process(arguments, encoding, PYTHONIOENCODING=encoding)
        assert (code, err) == (0, "")
        assert out
        if encoding == "ascii":
            assert out.isascii()
    code, out, err = process(["nps", answers, "--where", "größe = 1"], encoding, PYTHONIOENCODING=encoding)
    assert (code, out) == (2, "")
    assert err.startswith("cxux: error: ")


def test_json_is_utf8_and_readable_on_a_narrow_stream(answers):
    code, out, _ = process(["nps", answers, "--by", "plan", "--format", "json"], PYTHONIOENCODING="utf-8")
    assert code == 0
    assert "größe 東京" in out


def test_an_error_as_json_is_on_stdout_and_its_message_on_stderr(cli, tmp_path):
    code, out, err = cli(["nps", tmp_path / "none.csv", "--format", "json"])
    assert code == 4
    assert out.startswith("{")
    assert err.startswith("cxux: error: ")


@pytest.mark.parametrize(
    ("encoding", "draws"), [("utf-8", True), ("UTF8", True), ("ascii", False), (None, False)]
)
def test_who_can_draw(encoding, draws):
    stream = type("Stream", (io.StringIO,), {"encoding": encoding})()
    assert console.can_draw(stream) == draws


def test_no_line_ends_with_blanks(cli, answers, sus):
    # Trailing blanks make a saved screen differ from what an editor writes.
    for arguments in (["nps", answers], ["sus", sus], ["list"], ["inspect", answers]):
        lines = cli(arguments)[1].splitlines()
        assert [line for line in lines if line != line.rstrip()] == []
