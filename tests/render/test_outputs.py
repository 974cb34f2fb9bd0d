"""Outputs by window: named by the data, newest under one name, and nothing removed that is not ours."""

import json
import stat

import pytest

from cxux_cli.render.outputs import MANIFEST, publish

HTML = {"html": "<p>one</p>", "json": "{}"}


def names(folder):
    return sorted(path.name for path in folder.iterdir() if path.name != MANIFEST)


def test_a_report_is_named_by_its_window_and_copied_as_the_latest(tmp_path):
    published = publish(str(tmp_path), "report", "2026-W38", HTML)
    assert names(tmp_path) == ["latest.html", "latest.json", "report-2026-W38.html", "report-2026-W38.json"]
    assert published.written[0] == str(tmp_path / "report-2026-W38.html")
    assert published.written[-1] == str(tmp_path / "latest.json")
    assert (published.removed, published.problems) == ((), ())
    assert (tmp_path / "latest.html").read_text() == "<p>one</p>"


def test_made_again_it_is_the_same_file_and_the_same_list(tmp_path):
    publish(str(tmp_path), "report", "2026-W38", HTML, 26)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    publish(str(tmp_path), "report", "2026-W38", HTML, 26)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_an_older_window_made_again_is_not_the_latest(tmp_path):
    publish(str(tmp_path), "report", "2026-W38", {"html": "new"})
    publish(str(tmp_path), "report", "2026-W30", {"html": "old"})
    assert (tmp_path / "latest.html").read_text() == "new"
    assert (tmp_path / "report-2026-W30.html").read_text() == "old"
    # A month is no older week.
    publish(str(tmp_path), "report", "2026-08", {"html": "month"})
    assert (tmp_path / "latest.html").read_text() == "month"


def test_a_newer_window_that_was_never_finished_does_not_hold_back_the_latest(tmp_path):
    publish(str(tmp_path), "report", "2026-W38", {"html": "killed"})
    (tmp_path / "report-2026-W38.html").unlink()
    publish(str(tmp_path), "report", "2026-W37", {"html": "whole"})
    assert (tmp_path / "latest.html").read_text() == "whole"


def test_the_newest_of_a_kind_are_kept(tmp_path):
    for week in range(1, 8):
        published = publish(str(tmp_path), "report", f"2026-W{week:02}", HTML, 3)
    publish(str(tmp_path), "report", "2026-01", {"html": "month"}, 3)
    assert names(tmp_path) == sorted(
        ["latest.html", "latest.json", "report-2026-01.html"]
        + [f"report-2026-W{week:02}.{form}" for week in (5, 6, 7) for form in HTML]
    )
    assert published.removed == tuple(str(tmp_path / f"report-2026-W04.{form}") for form in HTML)
    listed = json.loads((tmp_path / MANIFEST).read_text())["reports"]["report"]
    assert sorted(listed) == ["2026-01", "2026-W05", "2026-W06", "2026-W07"]


def test_what_was_just_written_is_kept_however_old_its_window(tmp_path):
    for week in (36, 37, 38, 2):
        publish(str(tmp_path), "report", f"2026-W{week:02}", {"html": ""}, 2)
    assert names(tmp_path) == ["latest.html", *(f"report-2026-W{week:02}.html" for week in (2, 37, 38))]


def test_only_own_files_are_removed(tmp_path):
    strangers = [
        "report-2026-W01.html",
        "report-2026-W02.html.bak",
        "other-2026-W02.html",
        ".report-2026-W02.html.x",
    ]
    for name in strangers:
        (tmp_path / name).write_text("not ours")
    for week in (2, 3):
        publish(str(tmp_path), "report", f"2026-W{week:02}", {"html": ""}, 1)
    assert not (tmp_path / "report-2026-W02.html").exists()
    assert {(tmp_path / name).read_text() for name in strangers} == {"not ours"}


def test_a_list_that_somebody_edited_removes_nothing_else(tmp_path):
    outside = tmp_path.parent / "precious.html"
    outside.write_text("not ours")
    (tmp_path / "notes.html").write_text("not ours")
    folder = tmp_path / "reports"
    folder.mkdir()
    mine = ["../../precious.html", "../notes.html", str(outside), "../report-2026-W01.html", "latest.html"]
    (tmp_path / "report-2026-W01.html").write_text("not ours")
    edited = {"reports": {"report": {"2026-W01": mine, "../notes": mine, "": mine}}}
    (folder / MANIFEST).write_text(json.dumps(edited))
    for week in (2, 3):
        assert not publish(str(folder), "report", f"2026-W{week:02}", {"html": ""}, 1).problems
    assert names(folder) == ["latest.html", "report-2026-W03.html"]
    for path in (outside, tmp_path / "notes.html", tmp_path / "report-2026-W01.html"):
        assert path.read_text() == "not ours"


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"reports": 1}', '{"reports": {"report": [1]}}', "\0", "[" * 100_000]
)
def test_a_list_that_cannot_be_read_is_said_and_removes_nothing(tmp_path, text):
    publish(str(tmp_path), "report", "2026-W01", HTML, 1)
    (tmp_path / MANIFEST).write_text(text)
    (problem,) = publish(str(tmp_path), "report", "2026-W02", HTML, 1).problems
    assert problem.where == str(tmp_path / MANIFEST)
    assert (tmp_path / "report-2026-W01.html").exists()
    assert not publish(str(tmp_path), "report", "2026-W02", HTML, 1).problems


def test_without_a_window_there_is_one_report(tmp_path):
    publish(str(tmp_path), "report", None, {"html": "a"}, 1)
    publish(str(tmp_path), "report", None, {"html": "b"}, 1)
    assert names(tmp_path) == ["latest.html", "report.html"]
    assert (tmp_path / "report.html").read_text() == "b"


def test_two_names_do_not_remove_each_other(tmp_path):
    for week in (1, 2):
        for name in ("a", "b"):
            publish(str(tmp_path), name, f"2026-W0{week}", {"html": name}, 1)
    assert names(tmp_path) == ["a-2026-W02.html", "b-2026-W02.html", "latest.html"]


def test_one_that_fails_stops_no_other(tmp_path):
    (tmp_path / "report-2026-W38.html").mkdir()
    published = publish(str(tmp_path), "report", "2026-W38", HTML)
    (problem,) = published.problems
    assert "report-2026-W38.html" in problem.where
    # There is no latest of what there is not.
    assert names(tmp_path) == ["latest.json", "report-2026-W38.html", "report-2026-W38.json"]


def test_a_folder_that_is_not_there_is_said(tmp_path):
    published = publish(str(tmp_path / "none"), "report", "2026-W38", HTML)
    assert published.written == ()
    assert {problem.hint for problem in published.problems} == {"the folder does not exist"}


def test_bytes_are_written_as_they_are_and_the_mode_is_kept(tmp_path):
    publish(str(tmp_path), "report", "2026-W38", {"xlsx": b"PK\r\n\x00\xff"})
    written = tmp_path / "report-2026-W38.xlsx"
    assert written.read_bytes() == (tmp_path / "latest.xlsx").read_bytes() == b"PK\r\n\x00\xff"
    written.chmod(0o640)
    publish(str(tmp_path), "report", "2026-W38", {"xlsx": b"PK"})
    assert stat.S_IMODE(written.stat().st_mode) == 0o640


def test_what_a_killed_run_left_is_swept_up(tmp_path):
    left = [".report-2026-W38.html.abcd0123", ".latest.html.abcdef01", f".{MANIFEST}.abcdef01"]
    kept = [".report-2026-W99.html.abcdef01", ".report-2026-W38.html.bak", ".hidden", ".latest.html.ABCDEF01"]
    for name in left + kept:
        (tmp_path / name).write_text("half")
    (tmp_path / ".latest.html.abcdef00").mkdir()
    publish(str(tmp_path), "report", "2026-W38", {"html": ""})
    assert names(tmp_path) == sorted([*kept, ".latest.html.abcdef00", "latest.html", "report-2026-W38.html"])
