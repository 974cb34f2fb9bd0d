"""The baseline file: written by accepting alone, read with clear errors, and compared with like for like."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from gate_results import TODAY, mean, net, result_of, share, target, times, verdict

from cxux_cli import __version__, baseline
from cxux_cli.errors import InputError, UsageError
from cxux_cli.results import Better, Estimate, Evidence
from cxux_cli.verdicts import Gate

COMPARE = target(None, rule="no_regression", margin=5, id="sus-all")
HASH = "ab" * 32


def judged(result, gate=COMPARE, **more) -> Gate:
    return verdict(result, gate, **more)


def accepted(*gates: Gate, before: baseline.Accepted | None = None) -> baseline.Accepted:
    found, refused = baseline.accept(before, gates, reason="release 3.2", today=TODAY, data=[HASH])
    assert refused == ()
    return found


def reread(found: baseline.Accepted, path) -> baseline.Accepted:
    path.write_text(baseline.dumps(found), encoding="utf-8")
    again = baseline.read(str(path))
    assert again is not None
    return again


@pytest.mark.parametrize(
    "result",
    [
        share(9, 12, segment={"plan": "pro", "blank": None}, persona="crew", task="checkout"),
        net(40, 20, 90),
        mean(71.25, 14, 33),
        times(75, 0.5, 20),
        result_of(Evidence("rate", (4.0, 20.0)), 20, better=Better.LOWER),
    ],
)
def test_what_was_accepted_is_read_back_whole(result, tmp_path) -> None:
    op = ">=" if result.better is Better.HIGHER else "<="
    gate = judged(result, replace(COMPARE, op=op), source="survey", condition="age > 17")
    found = accepted(gate)
    assert reread(found, tmp_path / "b.json") == found
    entry = found.entries["sus-all"]
    assert (entry.tool, entry.accepted, entry.reason, entry.data) == (
        __version__,
        TODAY,
        "release 3.2",
        (HASH,),
    )
    assert entry.baseline.where == gate.where
    later = judged(
        result, replace(COMPARE, op=op), source="survey", condition="age > 17", baseline=found.of("sus-all")
    )
    assert later.drop is not None and later.drop.drop == pytest.approx(0)


def test_the_same_values_are_the_same_bytes(tmp_path) -> None:
    one = accepted(judged(mean(70, 10, 20)), judged(mean(60, 10, 20), replace(COMPARE, id="a")))
    assert list(one.entries) == ["a", "sus-all"]
    assert baseline.dumps(one) == baseline.dumps(reread(one, tmp_path / "b.json"))


def test_other_gates_keep_what_was_accepted_for_them() -> None:
    before = accepted(judged(mean(70, 10, 20)), judged(mean(60, 10, 20), replace(COMPARE, id="other")))
    after = accepted(judged(mean(75, 10, 20)), before=before)
    assert after.entries["other"] == before.entries["other"]
    assert after.of("sus-all").value == 75
    assert before.of("sus-all").value == 70


@pytest.mark.parametrize(
    ("result", "why"),
    [
        (replace(share(1, 3), hidden=True), "privacy floor"),
        (mean(70, 10, 3), "fewer than 5 people"),
        (mean(70, 10, 20, doubt="a 1-10 scale?"), "a 1-10 scale?"),
        (result_of(None, 0, estimate=Estimate(None, None, None, 0, 0.95, "t")), "no data"),
        (result_of(None, 40, estimate=Estimate(70, 60, 80, 40, 0.9, "ranks")), "no test"),
    ],
)
def test_what_cannot_be_compared_with_is_not_accepted(result, why) -> None:
    found, refused = baseline.accept(None, [judged(result)], reason="x", today=TODAY, data=[])
    assert found.entries == {}
    assert [gate for gate, _ in refused] == ["sus-all"]
    assert why in refused[0][1]


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_accepting_needs_a_reason(reason) -> None:
    with pytest.raises(UsageError, match="reason"):
        baseline.accept(None, [judged(mean(70, 10, 20))], reason=reason, today=TODAY, data=[])


def test_a_missing_file_is_a_state(tmp_path) -> None:
    assert baseline.read(str(tmp_path / "none.json")) is None
    assert baseline.Accepted().of("sus-all") is None


def _document() -> dict:
    return json.loads(baseline.dumps(accepted(judged(mean(70, 10, 20)))))


def _change(*keys, to):
    document = _document()
    place = document
    for key in keys[:-1]:
        place = place[key]
    if to is None:
        del place[keys[-1]]
    else:
        place[keys[-1]] = to
    return json.dumps(document)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no baseline"),
        ("[]", "format"),
        ("{", "no baseline"),
        ("[" * 100_000, "no baseline"),
        (_change("format", to="other"), "format"),
        (_change("version", to=2), "update cxux"),
        (_change("version", to="1"), "no version"),
        (_change("gates", to=None), "'gates' is missing"),
        (_change("gates", to=[1]), "no baseline"),
        (_change("gates", "sus-all", "evidence", to=None), "'evidence' is missing"),
        (_change("gates", "sus-all", "evidence", "shape", to="median"), "median"),
        (_change("gates", "sus-all", "evidence", "sums", to=[1]), "1 sums"),
        (_change("gates", "sus-all", "evidence", "sums", to=[70, -1, 19]), "standard_error"),
        (_change("gates", "sus-all", "value", to="70"), "no number"),
        (_change("gates", "sus-all", "value", to=True), "no number"),
        (_change("gates", "sus-all", "value", to=10**400), "beyond all measure"),
        (_change("gates", "sus-all", "accepted", to="yesterday"), "yesterday"),
        (_change("gates", "sus-all", "reason", to=7), "no text"),
        (_change("gates", "sus-all", "value", to=float("nan")), "NaN"),
        ('{"format": "cxux-baseline", "format": "cxux-baseline"}', "twice"),
    ],
)
def test_a_file_that_is_no_baseline_is_one_clear_error(text, said, tmp_path) -> None:
    path = tmp_path / "b.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        baseline.read(str(path))
    assert said in caught.value.message
    assert caught.value.where == str(path)


def test_a_file_that_cannot_be_read_is_one_clear_error(tmp_path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        baseline.read(str(tmp_path))
    (tmp_path / "b.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not text"):
        baseline.read(str(tmp_path / "b.json"))


def test_judging_writes_nothing(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = accepted(judged(mean(80, 8, 40)))
    text = baseline.dumps(found)
    worse = judged(mean(60, 8, 40), baseline=found.of("sus-all"))
    assert worse.outcome == "missed"
    assert baseline.dumps(found) == text
    assert list(tmp_path.iterdir()) == []


def test_a_changed_definition_is_refused(tmp_path) -> None:
    found = accepted(judged(mean(80, 8, 40, definition="score.v1")))
    later = judged(mean(60, 8, 40, definition="score.v2"), baseline=found.of("sus-all"))
    assert (later.outcome, later.reason) == ("undecided", "other_baseline")
    assert "score.v1" in later.message and "score.v2" in later.message


def test_dates_are_those_of_the_calendar() -> None:
    assert accepted(judged(mean(80, 8, 40))).entries["sus-all"].accepted == date(2026, 11, 20)
