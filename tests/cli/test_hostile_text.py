"""Text from a survey is hostile: in no output may it be markup, an escape, an order to a CI runner or a formula."""

import csv
import json
import re

import pytest

VALUES = [
    "[red]bold[/red]",
    "[link=http://evil.example]x[/link]",
    "\x1b[31mred\x1b[0m",
    "\x1b]8;;http://evil.example\x07x\x1b]8;;\x07",
    "\x9b31m",
    "::error::owned",
    "  ::set-output name=x::y",
    "##[error]owned",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "a | b | c",
    "`code` *bold* _it_ ~~no~~",
    "[x](javascript:alert(1))",
    "![x](http://evil.example/x.png)",
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    '=HYPERLINK("http://evil.example")',
    "\t=1+1",
    "line\nbreak",
    "line\r\n::error::owned",
    "\u202egnp.exe",
    "\u2066hidden\u2069",
    "zero\u200bwidth",
    "bell\x07",
    ":smile:",
]
FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]")
FORMS = ("table", "markdown", "csv", "json")
FILLER = "nothing but ordinary words, so that a short file with one odd cell is no binary file"


def table(path, names, rows):
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([[*names, "comment"], *([*row, FILLER] for row in rows)])
    return path


def harmless_lines(text):
    for line in text.splitlines():
        assert not line.lstrip().startswith(("::", "##["))
        assert not FORBIDDEN.search(line)


def harmless_markdown(text):
    harmless_lines(text)
    assert not re.search(r"(?<!\\)<", text)
    assert not re.search(r"(?<!\\)\]\(", text)
    for line in text.splitlines():
        if line.startswith("|"):
            cells = len(re.findall(r"(?<!\\)\|", line))
            assert cells >= 7


def harmless_csv(text):
    for row in csv.reader(text.splitlines()):
        for cell in row:
            assert not cell.startswith(("=", "+", "@", "\t", "\r"))
            if cell.startswith("-"):
                float(cell)


def check(form, out):
    if form == "json":
        assert not re.search("[\x00-\x09\x0b-\x1f]", out)
        json.loads(out)
    elif form == "csv":
        harmless_csv(out)
        assert not re.search("[\x00-\x09\x0b-\x1f]", out)
    elif form == "markdown":
        harmless_markdown(out)
    else:
        harmless_lines(out)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("value", VALUES)
def test_values_of_a_segment(cli, tmp_path, value, form):
    rows = [[1, 10, value], [2, 9, value], [3, 0, value], [4, 8, "plain"]]
    path = table(tmp_path / "answers.csv", ["id", "nps", "plan"], rows)
    code, out, err = cli(["nps", path, "--by", "plan", "--format", form])
    assert (code, err) == (0, "")
    check(form, out)
    # The number is there all the same: 2 promoters, 1 detractor of 3.
    assert "33.3" in out


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("value", [v for v in VALUES if "\n" not in v])
def test_names_of_columns(cli, tmp_path, value, form):
    name, score = f"{value}", f"{value} nps"
    rows = [[i, a, p] for i, a, p in zip(range(6), [10, 9, 0, 8, 8, 7], "ababab", strict=True)]
    path = table(tmp_path / "answers.csv", ["id", score, name], rows)
    for arguments in (["nps", path, "--by", "#3", "--column", "score=#2"], ["inspect", path]):
        if arguments[0] == "inspect" and form == "csv":
            continue
        code, out, err = cli([*arguments, "--format", form])
        assert (code, err) == (0, "")
        check(form, out)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("value", VALUES)
def test_cells_shown_as_examples(cli, tmp_path, value, form):
    rows = [[1, 10, "a"], [2, 9, "a"], [3, 0, "b"], [4, 8, "b"], [5, value, "b"]]
    path = table(tmp_path / "answers.csv", ["id", "nps", "plan"], rows)
    code, out, err = cli(["nps", path, "--format", form])
    assert (code, err) == (0, "")
    check(form, out)


# A name that starts with a dash is an option.
FILES = [v for v in VALUES if "/" not in v and v[0] != "-"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("value", FILES)
def test_names_of_files(cli, tmp_path, value, form, monkeypatch):
    monkeypatch.chdir(tmp_path)
    table(tmp_path / f"{value}.csv", ["id", "nps"], [[1, 10], [2, 9], [3, 0]])
    code, out, err = cli(["nps", f"{value}.csv", "--format", form])
    assert (code, err) == (0, "")
    check(form, out)


@pytest.mark.parametrize("form", ["table", "markdown", "json"])
@pytest.mark.parametrize("value", FILES)
def test_names_of_inspected_files(cli, tmp_path, value, form, monkeypatch):
    monkeypatch.chdir(tmp_path)
    table(tmp_path / f"{value}.csv", ["id", "nps"], [[1, 10], [2, 9], [3, 0]])
    code, out, err = cli(["inspect", f"{value}.csv", "--format", form])
    assert (code, err) == (0, "")
    check(form, out)


@pytest.mark.parametrize("order", ["::error::owned", "##[error]owned"])
def test_folded_text_starts_no_order(cli, tmp_path, order):
    for width in range(1, 60):
        value = f"{'w ' * width}{order} {'word ' * 40}"
        path = table(
            tmp_path / "answers.csv", ["id", "nps", "plan"], [[1, 10, value], [2, 9, "b"], [3, 0, "c"]]
        )
        _, out, _ = cli(["nps", path, "--by", "plan"])
        harmless_lines(out)


@pytest.mark.parametrize("value", VALUES)
def test_errors(cli, tmp_path, value):
    path = table(tmp_path / "answers.csv", ["id", value], [[1, 3], [2, 4]])
    for arguments in (
        ["nps", path],
        ["nps", path, "--by", f"{value}x"],
        ["nps", path, "--where", f"{value} ="],
        ["nps", path, "--column", f"score={value}x"],
        ["nps", path, "--format", f"{value}"],
        [value, path],
        ["explain", value],
        ["nps", f"{tmp_path}/{value}".replace("\x00", "")],
    ):
        code, out, err = cli(arguments)
        assert code in (2, 4)
        assert out == ""
        harmless_lines(err)


@pytest.mark.parametrize("value", VALUES)
def test_identifiers_in_scores(cli, tmp_path, value):
    path = table(tmp_path / "answers.csv", ["id", "nps"], [[value, 10], ["b", 9]])
    scores = tmp_path / "scores.csv"
    assert cli(["nps", path, "--scores", scores])[0] == 0
    harmless_csv(scores.read_text(encoding="utf-8"))


@pytest.mark.parametrize("value", VALUES[:6])
def test_markup_is_shown_as_it_is_and_colours_nothing(cli, tmp_path, value, monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    path = table(tmp_path / "answers.csv", ["id", "nps", "plan"], [[1, 10, value], [2, 9, "b"], [3, 0, "c"]])
    _, out, _ = cli(["nps", path, "--by", "plan", "--color", "always"])
    assert "\x1b[31m" not in out
    assert "\x1b]8" not in out
    if "[red]" in value:
        assert value in out
