"""Logs are sliced as surveys are: personas, sources of a study, small groups hidden, series without gaps."""

from __future__ import annotations

import csv
import json
import random
from datetime import datetime, timedelta

import pytest

CONFIG = """\
version: 1
study: {name: Test, timezone: Europe/Madrid}
sources:
  views: {path: views.csv, columns: {respondent: who, when: timestamp}}
  other: {path: other.csv}
personas:
  - {id: phone, role: user, where: "device = 'phone'"}
  - {id: desk, role: customer, where: "device = 'desk'"}
  - {id: young, where: "age < 30"}
"""
HEADER = ("who", "session", "timestamp", "page", "device", "age", "lcp_ms", "feature", "duration_s")


@pytest.fixture
def rows():
    """Sixty people with a device and an age each, and some views; six of them have a device of nobody."""
    rng, found = random.Random(11), []
    for i in range(60):
        device = "tv" if i % 10 == 0 else rng.choice(("phone", "desk"))
        age = rng.randrange(18, 60)
        for s in range(rng.randrange(1, 5)):
            at = datetime(2026, 1, 5) + timedelta(days=rng.randrange(50))
            for v in range(rng.randrange(1, 5)):
                view = at + timedelta(seconds=20 * v)
                found.append(
                    (f"p{i}", f"p{i}-{s}", view.isoformat(), rng.choice("abc"), device, age)
                    + (rng.randrange(500, 5000), rng.choice(("order", "menu")), rng.randrange(1, 90))
                )
    return found


@pytest.fixture
def study(tmp_path, monkeypatch, rows):
    _write(tmp_path / "views.csv", rows)
    _write(tmp_path / "other.csv", rows[:40])
    (tmp_path / "cxux.yaml").write_text(CONFIG)
    monkeypatch.delenv("CXUX_CONFIG", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _write(path, rows):
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])


@pytest.fixture
def report(cli):
    def run(*arguments, code=0):
        found, out, err = cli([*arguments, "--format", "json"])
        assert found == code, err
        return json.loads(out)

    return run


def _by_place(report):
    return {
        (r["measure"], r["persona"], r["period"], *sorted(r["segment"].items())): r for r in report["results"]
    }


@pytest.mark.parametrize("verb", ["web", "adoption"])
def test_a_persona_is_what_its_condition_gives(study, report, verb):
    every = _by_place(report(verb, "--source", "views", "--persona", "all", "--since", "2026-01-20"))
    for persona, where in (
        ("phone", "device = 'phone'"),
        ("young", "age < 30"),
        ("unassigned", "NOT (device IN ('phone', 'desk') OR age < 30)"),
        (None, "age > 0"),
    ):
        options = ["--where", where, "--since", "2026-01-20"]
        alone = _by_place(report(verb, "--source", "views", *options))
        compared = 0
        for (measure, _, period, *segment), r in alone.items():
            mine = every.get((measure, persona, period, *segment))
            if mine is None or measure.startswith(("adoption", "stickiness", "active")):
                # Who is new, and how long the log was watched, depends on rows a condition may leave out.
                continue
            for field in ("value", "low", "high", "n"):
                assert mine[field] == pytest.approx(r[field]), (measure, persona, field)
            compared += 1
        assert compared >= 4


@pytest.mark.parametrize("verb", ["web", "adoption"])
def test_persona_rows_those_of_none_and_everybody_always_stand(study, report, verb):
    results = report(verb, "--source", "views", "--persona", "phone")["results"]
    measure = "bounce" if verb == "web" else "active-users.day"
    rows = [r["persona"] for r in results if r["measure"] == measure and not r["segment"]]
    assert rows == ["phone", "unassigned", None]


@pytest.mark.parametrize("verb", ["web", "adoption"])
def test_without_personas_a_study_changes_no_number(study, report, verb):
    results = report(verb, "--source", "views")["results"]
    assert (
        results
        == report(verb, "views.csv", "--timezone", "Europe/Madrid", "--column", "person=who")["results"]
    )


def test_the_notes_say_whom_the_personas_missed(study, report):
    notes = report("web", "--source", "views", "--persona", "all")["notes"]
    assert any("both 'phone' and 'young'" in note for note in notes)
    assert any("no persona's" in note for note in notes)


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (["--source", "views", "--persona", "nobody"], 2, "there is no persona 'nobody'"),
        (["views.csv", "--weight", "age"], 2, "nothing in it is weighted"),
        ([], 2, "the study has 2 sources"),
        (["views.csv", "--source", "views"], 2, "give files or --source, not both"),
    ],
)
@pytest.mark.parametrize("verb", ["web", "adoption"])
def test_what_does_not_fit_is_one_clear_error(study, report, verb, options, code, message):
    error = report(verb, *options, code=code)["error"]
    assert message in error["message"]
    assert error["hint"] or error["where"]


@pytest.mark.parametrize("verb", ["web", "adoption"])
@pytest.mark.parametrize("min_n", [7, 12, 25])
def test_no_number_of_a_small_group_is_shown_and_none_can_be_worked_out(study, report, rows, verb, min_n):
    options = ["views.csv", "--column", "person=who", "--by", "device", "--min-n", str(min_n)]
    results = report(verb, *options)["results"]
    people = {d: len({r[0] for r in rows if r[4] == d}) for d in ("phone", "desk", "tv")}
    hidden = [r for r in results if r["hidden"]]
    assert hidden
    for r in hidden:
        assert r["value"] is r["low"] is r["high"] is r["state"] is None
        assert r["parts"] == {}
        assert r["readings"] == []
    for r in results:
        device = r["segment"].get("device")
        if device and people[device] < min_n:
            assert r["hidden"] or r["value"] is None, r
    for measure in {r["measure"] for r in hidden}:
        for thing in {r["segment"].get("feature") for r in hidden if r["measure"] == measure}:
            of = [r for r in hidden if r["measure"] == measure and r["segment"].get("feature") == thing]
            assert len(of) > 1, (measure, thing)


def test_hidden_personas_give_nothing_away_about_one_another(study, report):
    every = report("web", "--source", "views", "--persona", "all", "--min-n", "12")["results"]
    bounces = {r["persona"]: r for r in every if r["measure"] == "bounce" and not r["segment"]}
    # Six people have a device of nobody, of whom some are young: those of none are fewer than twelve.
    assert bounces["unassigned"]["hidden"]
    assert sum(r["hidden"] for r in bounces.values()) > 1


def test_the_pages_and_features_of_few_people_are_hidden(tmp_path, report):
    rows = [(f"p{i}", f"s{i}", f"2026-01-05T10:00:{i:02}", "a", "x", 20, 100, "order", 5) for i in range(20)]
    rows += [("p1", "s99", f"2026-01-06T10:00:{i:02}", "secret", "x", 20, 100, "rare", 5) for i in range(30)]
    _write(tmp_path / "few.csv", rows)
    options = [tmp_path / "few.csv", "--column", "person=who", "--min-n", "5"]
    pages = {
        r["segment"].get("page"): r
        for r in report("web", *options)["results"]
        if r["measure"] == "page-visits"
    }
    assert (pages["secret"]["hidden"], pages["secret"]["n"]) == (True, 1)
    features = {
        r["segment"].get("feature"): r
        for r in report("adoption", *options)["results"]
        if r["measure"] == "feature-visits"
    }
    assert (features["rare"]["hidden"], features["rare"]["n"]) == (True, 1)
    assert features["order"]["value"] == 20


def test_without_a_person_the_floor_says_what_it_counts(tmp_path, report):
    path = tmp_path / "views.csv"
    path.write_text("page,lcp_ms\n" + "/,100\n" * 40)
    notes = report("web", path, "--min-n", "5")["notes"]
    assert any("--min-n counts rows and sessions" in note for note in notes)


@pytest.mark.parametrize(("verb", "measure"), [("web", "bounce"), ("adoption", "active-users.week")])
def test_every_segment_has_every_period_of_the_series(tmp_path, report, verb, measure):
    rows = [("p1", "s1", "2026-01-05T10:00:00", "a", "x", 20, 100, "order", 5)]
    rows += [("p2", "s2", "2026-01-26T10:00:00", "a", "y", 20, 100, "order", 5)]
    _write(tmp_path / "gap.csv", rows)
    options = ["--column", "person=who", "--every", "week", "--by", "device"]
    results = report(verb, tmp_path / "gap.csv", *options)["results"]
    cells = [
        (r["segment"]["device"], r["period"]) for r in results if r["measure"] == measure and r["period"]
    ]
    weeks = ["2026-W02", "2026-W03", "2026-W04", "2026-W05"]
    assert sorted(cells) == [(device, week) for device in "xy" for week in weeks]


def test_shares_hand_on_their_state_and_what_tests_need(study, cli, monkeypatch):
    from cxux_cli import telemetry
    from cxux_cli.request import TableRequest, WebRequest

    found = telemetry.web(WebRequest(TableRequest(("views.csv",)), {"person": ["who"]}))
    for r in found.results:
        if r.measure not in ("bounce", "search-share", "rage-clicks") or r.estimate.value is None:
            assert r.state is None
            continue
        assert r.state == {
            "kind": "share",
            "k": r.estimate.parts[next(iter(r.estimate.parts))],
            "n": r.estimate.n,
        }
        assert r.estimate.evidence is not None
        k, n = r.estimate.evidence.sums
        assert 100 * k / n == pytest.approx(r.estimate.value)
        # Sessions of the same people say less than as many of different ones.
        assert n == pytest.approx(r.estimate.n_effective or r.estimate.n)


def test_a_landing_page_is_a_customers_touchpoint(tmp_path, report):
    path = tmp_path / "views.csv"
    path.write_text(
        "person,session,page\n" + "".join(f"p{i},s{i},/ad/{i % 2}\n" for i in range(20)) + "p1,x,/\n"
    )
    results = report("web", path, "--acquisition", "/ad/*")["results"]
    kinds = {
        r["segment"].get("entry"): (r["kind"], r["kind_reason"], r["n"])
        for r in results
        if r["measure"] == "bounce"
    }
    assert kinds == {
        "/ad/0": ("CX", "touchpoint", 10),
        "/ad/1": ("CX", "touchpoint", 10),
        "/": ("UX", "registry", 1),
        None: ("UX", "registry", 21),
    }


@pytest.mark.parametrize("verb", ["web", "adoption"])
def test_a_study_measures_a_log_as_the_command_does(study, report, verb):
    text = CONFIG.replace("respondent: who,", "respondent: who, session: session, lcp: lcp_ms,")
    (study / "cxux.yaml").write_text(f"{text}measures:\n  - {{use: {verb}, source: views}}\n")
    alone = report(verb, "--source", "views", "--persona", "all")["results"]
    whole = report("report", "cxux.yaml")["results"]
    assert [(r["measure"], r["persona"], r["segment"], r["value"], r["n"]) for r in whole] == [
        (r["measure"], r["persona"], r["segment"], r["value"], r["n"]) for r in alone
    ]


def test_with_a_floor_no_note_says_what_somebody_looked_for(tmp_path, report):
    path = tmp_path / "views.csv"
    path.write_text("person,session,page\n" + "".join(f"p{i},s{i},/search?q=ill{i}\n" for i in range(20)))
    for options, named in (([], True), (["--min-n", "5"], False)):
        results = report("web", path, *options)["results"]
        (share,) = (r for r in results if r["measure"] == "search-share")
        (note,) = (note for note in share["notes"] if note.startswith("counted as a search"))
        assert ("ill" in note) is named
        assert note.endswith("15 more" if named else "20 pages")
