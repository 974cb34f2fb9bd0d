"""Verdicts as people and CI systems read them: every outcome in words, and nothing hostile let through."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date

import pytest
from gate_results import TODAY, mean, share, target, times, verdict

from cxux_cli.errors import OutputError
from cxux_cli.gates.judge import absent
from cxux_cli.gates.settle import settle
from cxux_cli.gates.terms import Policy
from cxux_cli.render import gates_view, github, junit
from cxux_cli.render.markdown import render as markdown
from cxux_cli.results import Better
from cxux_cli.verdicts import Gate, Waiver

FILE = {"file": "cxux.yaml"}
MISSED = verdict(share(5, 12), target(78, id="checkout-done", owner="checkout-team", line=14), **FILE)
OPEN = verdict(mean(64.1, 14, 9), target(68, id="sus-crew", line=20), **FILE)
HIDDEN = verdict(replace(share(1, 3), hidden=True), target(40, id="nps-ops", line=26), **FILE)
MET = verdict(share(20, 20), target(78, id="search-done", line=30), **FILE)
WARNED = verdict(share(43, 50), target(70, warn=95, id="signup", line=35), **FILE)
WAIVED = verdict(share(1, 20), target(78, id="pay", waive=Waiver(date(2026, 12, 31), "moving")), **FILE)
STALE = absent(
    target(68, id="sus-all", line=40),
    unit="score",
    better=Better.HIGHER,
    detail="the newest answer is 12 days old",
    today=TODAY,
    **FILE,
)
OFF = verdict(share(1, 20), target(78, id="old", severity="off"))
EVERY = (MISSED, OPEN, HIDDEN, MET, WARNED, WAIVED, STALE, OFF)


def screen(*gates: Gate, **more) -> str:
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    gates_view.show(gates, color="never", stream=out, **more)
    out.seek(0)
    return out.read()


def test_a_failure_says_what_is_needed_at_night(monkeypatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert screen(MISSED, OPEN, HIDDEN, code=1).splitlines() == [
        "FAIL  checkout-done (score)  41.7 % (5 of 12)  >= 78 %  missed, not_below 95 %",
        "      Even the optimistic 95 % bound is 68.5 %. Missed at 6 of 12 or fewer.",
        "      cxux.yaml:14, owner checkout-team",
        "????  sus-crew (score)       64.1 (n 9)        >= 68    undecided, leaning below, not_below 95 %",
        "      The 95 % bound 72.8 still allows the target. About 14 people would settle a gap of 10 points.",
        "      cxux.yaml:20",
        "????  nps-ops (score)        not shown         >= 40 %  undecided, not_below 95 %",
        "      The value is hidden by the privacy floor.",
        "      cxux.yaml:26",
        "3 gates: 1 missed, 2 undecided -> exit 1",
    ]


def test_every_outcome_has_its_mark_and_its_words() -> None:
    text = screen(*EVERY)
    marks = [line[:4].strip() for line in text.splitlines() if line[:1].strip()][:-1]
    assert marks == ["FAIL", "????", "????", "PASS", "WARN", "SKIP", "FAIL", "OFF"]
    assert "Waived until 2026-12-31: moving." in text
    assert "The newest answer is 12 days old." in text
    assert "Warning level >= 95 %: missed." in text
    assert text.rstrip().endswith("8 gates: 3 missed, 1 no data, 2 undecided, 2 met")


def test_quiet_shows_only_what_needs_somebody() -> None:
    text = screen(*EVERY, quiet=True)
    assert "checkout-done" in text
    assert "search-done" not in text
    assert screen(MET, quiet=True) == "1 gate: 1 met\n"
    assert screen() == "0 gates\n"


def test_explain_tells_what_a_sample_can_show() -> None:
    text = " ".join(screen(MISSED, explain=True).split())
    for sentence in (
        "Missed at 6 of 12 or fewer.",
        "With n 12 it cannot be met.",
        "A true shortfall of 10 points would be flagged in 15 % of samples this size; "
        "about 125 people have a chance of 80 %.",
        "One-sided p that it is short: 0.007.",
        "exact (Clopper & Pearson 1934)",
    ):
        assert sentence in text
    tiny = verdict(share(2, 2), target(40, min_n=1))
    assert "With n 2 it cannot be missed nor met." in screen(tiny, explain=True)
    assert "Missed at 113.0 s or above, met at 71.7 s or below." in screen(
        verdict(times(100, 0.5, 15), target(90, "<=")), explain=True
    )


def test_nothing_is_cut_on_a_narrow_screen(monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    text = screen(*EVERY, explain=True, code=1)
    assert max(map(len, text.splitlines())) <= 60
    assert "about 125 people have a chance of 80 %" in " ".join(text.split())


def test_a_stream_without_unicode_gets_every_word() -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="replace", write_through=True)
    gates_view.show(EVERY, stream=out, color="never")
    out.seek(0)
    assert "?" not in out.read().replace("????", "")


def test_colour_stands_beside_a_word() -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    gates_view.show([MISSED, MET], stream=out, color="always")
    out.seek(0)
    text = out.read()
    assert "\x1b[" in text
    assert "FAIL" in text and "PASS" in text


def test_the_table_for_markdown_has_a_row_per_gate() -> None:
    text = markdown(gates_view.view(EVERY, 1))
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert len(rows) == len(EVERY) + 2
    assert "| FAIL | checkout-done | 41.7 % \\(5 of 12\\) |" in text
    assert "-\\> exit 1" in text


def _xml(*gates: Gate) -> ET.Element:
    return ET.fromstring(junit.render(gates))


def test_junit_counts_what_it_holds() -> None:
    root = _xml(*EVERY)
    suite = root.find("testsuite")
    assert suite is not None and suite.get("name") == "cxux.gates.score"
    expected = {"tests": "8", "failures": "1", "errors": "1", "skipped": "3"}
    assert {key: root.get(key) for key in expected} == expected
    assert {key: suite.get(key) for key in expected} == expected
    for tag, key in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        assert len(root.findall(f".//{tag}")) == int(expected[key])
    names = [case.get("name") for case in root.iter("testcase")]
    assert names == [gate.id for gate in EVERY]


def test_junit_says_the_same_in_the_attribute_and_in_the_element() -> None:
    case = next(_xml(MISSED).iter("testcase"))
    failure = case.find("failure")
    assert failure is not None and failure.text is not None
    assert failure.get("message") == MISSED.message
    assert failure.text.startswith(MISSED.message)
    assert "owner checkout-team" in failure.text
    assert (case.get("file"), case.get("line")) == ("cxux.yaml", "14")
    properties = {p.get("name"): p.get("value") for p in case.iter("property")}
    assert (properties["outcome"], properties["target"], properties["n"]) == ("missed", ">= 78", "12")


def test_a_warning_is_no_silent_pass_in_junit() -> None:
    case = next(_xml(WARNED).iter("testcase"))
    assert (case.find("failure"), case.find("skipped")) == (None, None)
    undecided = case.find("skipped")
    assert undecided is None
    out = case.findtext("system-out")
    assert out is not None and out.startswith("warning: ") and "Warning level" in out
    fatal = settle([OPEN], Policy(on_undecided="fail"))
    assert next(_xml(*fatal).iter("testcase")).find("error") is not None


def test_github_annotates_the_line_of_each_gate() -> None:
    lines = github.annotate(EVERY).splitlines()
    assert lines[0].startswith("::error file=cxux.yaml,line=14,title=checkout-done::score >= 78 %25: missed")
    assert [line.split()[0] for line in lines] == ["::error"] * 2 + ["::warning"] * 3 + ["::notice"]
    assert github.annotate([MET]) == ""
    inside = replace(MISSED, file="/home/runner/work/cxux.yaml")
    assert "file=cxux.yaml," in github.annotate([inside], "/home/runner/work")
    assert "file=/home/runner/work/cxux.yaml," in github.annotate([inside], "/elsewhere")
    assert github.annotate([replace(MISSED, file=None)]).startswith("::error title=checkout-done::")


def test_github_gets_no_more_annotations_than_it_shows() -> None:
    many = [replace(MISSED, id=f"g{i}") for i in range(25)]
    lines = github.annotate([STALE, *many]).splitlines()
    assert len(lines) == 10
    assert lines[-1] == "::error title=cxux::and 17 more gates"
    assert "title=sus-all" not in "".join(lines)
    assert len(github.annotate(many[:10]).splitlines()) == 10


def test_a_step_summary_fits_its_cap() -> None:
    long = replace(MISSED, owner="x" * 400)
    text = github.step_summary([long, MET], 1)
    assert "checkout-done" in text and "search-done" in text
    text = github.step_summary([long] * 4000 + [MET] * 2000, 1)
    assert len(text.encode()) <= 1024 * 1024
    assert "6000 gates: 4000 missed, 2000 met -> exit 1; only" in text
    assert "search-done" not in text


def test_a_step_summary_is_added_to_what_is_there(tmp_path) -> None:
    path = tmp_path / "summary.md"
    github.append(str(path), "one\n")
    github.append(str(path), "two\n")
    assert path.read_text() == "one\ntwo\n"
    with pytest.raises(OutputError):
        github.append(str(tmp_path), "x")


HOSTILE = (
    "::add-mask::secret",
    "x%0A::error::gone",
    "a\n::stop-commands::t",
    "##[group]x",
    "##vso[task.complete]",
    "\x1b[31mred\x1b[0m",
    "[red]markup[/red]",
    "]]></failure><evil/>",
    "| a | b |\n| --- | --- |",
    "<script>alert(1)</script>",
    "\u202eright to left",
    "\x00\x08null",
    "=cmd|' /C calc'!A0",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_does_nothing_anywhere(text: str) -> None:
    result = share(5, 12, segment={text: text}, persona=text)
    gate = target(78, id=text, owner=text, why=text, waive=Waiver(date(2020, 1, 1), text))
    bad = verdict(result, gate, file=text)
    waived = replace(bad, waived=Waiver(date(2030, 1, 1), text), detail=text)
    gates = settle([bad, waived], Policy())
    shown = screen(*gates, explain=True)
    annotated = github.annotate(gates)
    summary = github.step_summary(gates)
    for output in (shown, summary):
        assert not any(line.lstrip().startswith(("::", "##[", "##vso")) for line in output.splitlines())
    for output in (shown, annotated, summary, junit.render(gates)):
        assert not set(output) & set("\x00\x08\x1b\u202e")
    # Each line is one command of ours, whose properties and data hold no other.
    for line in annotated.splitlines():
        head, _, rest = line.removeprefix("::").partition("::")
        assert head.split(" ")[0] in ("error", "warning", "notice")
        assert line.startswith("::") and "\r" not in rest
        assert "%0A" not in rest.replace("%250A", "")
        assert {pair.split("=")[0] for pair in head.split(" ", 1)[1].split(",")} <= {"file", "line", "title"}
    root = ET.fromstring(junit.render(gates))
    assert not list(root.iter("evil"))
    assert all(not line.startswith(("::", "##")) for e in root.iter() for line in (e.text or "").splitlines())
    assert "<script" not in summary.replace("\\<", "")
    if text.startswith("[red]"):
        assert "[red]markup[/red]" in shown
