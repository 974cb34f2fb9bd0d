"""--html, --xlsx and --charts: written with the rest of a run, each whole or not at all, and only when asked for."""

import builtins
import subprocess
import sys

import pytest

from cxux_cli.render import extra

NPS = "id,nps,plan\n1,10,a\n2,9,b\n3,8,a\n4,0,b\n5,,a\n"


@pytest.fixture
def answers(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text(NPS)
    return path


def test_all_three_in_one_run(cli, answers, tmp_path):
    page, book, folder = tmp_path / "r.html", tmp_path / "r.xlsx", tmp_path / "charts"
    code, out, err = cli(["nps", answers, "--by", "plan", "--html", page, "--xlsx", book, "--charts", folder])
    assert (code, err) == (0, "")
    assert out == cli(["nps", answers, "--by", "plan"])[1]
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert book.read_bytes().startswith(b"PK")
    names = {"nps-plan.svg", "nps-plan.png", "nps-answers.svg", "nps-answers.png"}
    assert {path.name for path in folder.iterdir()} == names
    # A second run writes over the first, with the same bytes.
    before = [path.read_bytes() for path in (page, book, *sorted(folder.iterdir()))]
    cli(["nps", answers, "--by", "plan", "--html", page, "--xlsx", book, "--charts", folder, "--quiet"])
    assert before == [path.read_bytes() for path in (page, book, *sorted(folder.iterdir()))]


def test_a_workbook_on_standard_output(answers):
    done = subprocess.run(
        [sys.executable, "-m", "cxux_cli", "nps", str(answers), "--quiet", "--xlsx", "-"],
        capture_output=True,
        check=True,
    )
    assert done.stdout.startswith(b"PK")


def test_a_page_is_written_when_a_gate_is_missed(cli, answers, tmp_path):
    page = tmp_path / "r.html"
    assert cli(["nps", answers, "--fail-under", "90", "--html", page])[0] == 1
    assert "1 gate: 1 missed." in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("option", "missing"),
    [
        ("--html", ("jinja2",)),
        ("--html", ("altair", "vl_convert")),
        ("--charts", ("vl_convert",)),
        ("--xlsx", ("xlsxwriter",)),
    ],
)
def test_what_is_not_installed_is_said_before_anything_is_read(cli, tmp_path, monkeypatch, option, missing):
    found = extra.find_spec
    monkeypatch.setattr(extra, "find_spec", lambda name: None if name in missing else found(name))
    code, out, err = cli(["nps", tmp_path / "none.csv", option, tmp_path / "x"])
    assert (code, out) == (2, "")
    assert f"{' and '.join(missing)} {'are' if len(missing) > 1 else 'is'} not installed" in err
    assert "pip install 'cxux-cli[report]'" in err


def test_without_the_extra_the_rest_works(cli, answers, monkeypatch):
    whole = builtins.__import__

    def refuse(name, *arguments, **more):
        if name.split(".")[0] in ("jinja2", "altair", "vl_convert", "xlsxwriter"):
            raise ImportError(name)
        return whole(name, *arguments, **more)

    monkeypatch.setattr(builtins, "__import__", refuse)
    code, out, _ = cli(["nps", answers])
    assert code == 0
    assert "25.0" in out


@pytest.mark.parametrize("path", ["-", "answers.csv"])
def test_pictures_need_a_folder(cli, answers, tmp_path, monkeypatch, path):
    monkeypatch.chdir(tmp_path)
    code, out, err = cli(["nps", "answers.csv", "--charts", path])
    assert (code, out) == (2, "")
    assert "no folder" in err or "overwrite the input" in err
    assert answers.read_text() == NPS


def test_a_folder_that_cannot_be_made_is_an_output_error(cli, answers, tmp_path):
    page = tmp_path / "r.html"
    code, out, err = cli(["nps", answers, "--charts", tmp_path / "no" / "such", "--html", page])
    assert code == 5
    assert "25.0" in out
    assert "cannot be made" in err
    assert page.exists()


@pytest.mark.parametrize("option", ["--html", "--xlsx"])
def test_the_input_is_never_overwritten(cli, answers, option):
    code, out, _ = cli(["nps", answers, option, answers])
    assert (code, out) == (2, "")
    assert answers.read_text() == NPS


@pytest.mark.parametrize(
    "arguments",
    [
        ("tasks", "usability_test.csv"),
        ("web", "page_views.csv"),
        ("adoption", "feature_events.csv"),
        ("problems", "problems.csv"),
        ("cards", "kardsort_cards.csv"),
        ("tree", "tree_test.csv"),
        ("table", "feature_survey.csv"),
        ("score", "support_survey.csv"),
    ],
)
def test_every_command_with_a_report_writes_pages_and_workbooks(cli, samples, tmp_path, arguments):
    verb, name = arguments
    page, book = tmp_path / "r.html", tmp_path / "r.xlsx"
    code, _, err = cli([verb, samples / name, "--html", page, "--xlsx", book, "--quiet"])
    assert code == 0, err
    assert f"<title>{name}</title>" in page.read_text(encoding="utf-8")
    assert book.stat().st_size > 5_000
