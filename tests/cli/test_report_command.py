"""`cxux report`: everything a study names, one scan per source, divided as each measure asks."""

import json

import pytest

SURVEY = "respondent,plan,role,nps\n" + "".join(
    f"r{i},{'pro' if i % 3 else 'free'},{'buyer' if i % 4 == 0 else 'user'},{(i * 7) % 11}\n"
    for i in range(60)
)
TEST = "participant,task,outcome,seconds\n" + "".join(
    f"p{i},{task},{'success' if (i + n) % 3 else 'fail'},{20 + i + n}\n"
    for i in range(12)
    for n, task in enumerate(("find", "pay"))
)
CONFIG = """\
version: 1
sources:
  survey: {path: survey.csv}
  test: {path: test.csv}
personas:
  - {id: buyer, role: customer, where: "role = 'buyer'", population: 0.5}
  - {id: member, role: user, where: "role = 'user'", population: 0.5}
measures:
  - {use: nps, source: survey, by: [plan], expect: {everyone: 99, buyer: 0}}
  - {use: success, source: test, each: task}
"""


@pytest.fixture
def study(tmp_path, monkeypatch):
    (tmp_path / "survey.csv").write_text(SURVEY)
    (tmp_path / "test.csv").write_text(TEST)
    (tmp_path / "cxux.yaml").write_text(CONFIG)
    monkeypatch.delenv("CXUX_CONFIG", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _json(cli, *arguments):
    code, out, err = cli([*arguments, "--format", "json"])
    assert code == 0, err
    return json.loads(out)


def _own(result):
    return {key: value for key, value in result.items() if key not in ("source", "notes", "weighted")}


def test_the_report_says_what_each_command_says(cli, study):
    report = _json(cli, "report")
    alone = _json(cli, "nps", "--source", "survey", "--by", "plan", "--persona", "all")
    mine = [r for r in report["results"] if r["source"] == "survey"]
    assert [_own(r) for r in mine] == [_own(r) for r in alone["results"]]
    assert {(r["measure"], r["task"]) for r in report["results"] if r["source"] == "test"} >= {
        ("success", "find"),
        ("success", "pay"),
        ("success", None),
    }
    assert report["run"]["config"] == "cxux.yaml"
    assert [s["path"] for s in report["sources"]] == ["survey.csv", "test.csv"]


def test_two_divisions_of_one_measure_are_those_of_two_runs_of_one_scan(cli, study, monkeypatch):
    (study / "cxux.yaml").write_text(
        CONFIG.replace("by: [plan], expect: {everyone: 99, buyer: 0}", "by: [plan]")
        + "  - {use: nps, source: survey, by: [role]}\n"
    )
    from cxux_cli.engine import collect

    scans, real = [], collect.collect
    monkeypatch.setattr(collect, "collect", lambda plan: scans.append(plan) or real(plan))
    report = _json(cli, "report", "--source", "survey")
    assert len(scans) == 1
    for by in ("plan", "role"):
        alone = _json(cli, "nps", "survey.csv", "--by", by)["results"]
        mine = [
            r
            for r in report["results"]
            if r["persona"] is None and (list(r["segment"]) == [by] or not r["segment"])
        ]
        assert sorted(map(str, map(_own, mine))) == sorted(map(str, map(_own, alone)))


def test_a_total_is_weighted_to_the_population(cli, study):
    report = _json(cli, "report", "--source", "survey")
    total = next(r for r in report["results"] if r["persona"] is None and not r["segment"])
    of = {r["persona"]: r["value"] for r in report["results"] if not r["segment"]}
    assert total["weighted"]["value"] == pytest.approx((of["buyer"] + of["member"]) / 2)
    assert total["weighted"]["n"] == 60
    # 15 people stand for half and 45 for the other: (30+30)² / (15·2² + 45·(2/3)²).
    assert total["weighted"]["n_effective"] == pytest.approx(3600 / (15 * 4 + 45 * 4 / 9))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ((", population: 0.5}\n  - {id: member", "}\n  - {id: member"), "without a share"),
        (("role = 'buyer'", "nps >= 0"), "several personas"),
        (("role = 'buyer'", "role = 'nobody'"), "nobody of buyer answered"),
    ],
)
def test_why_a_total_cannot_be_weighted_is_said(cli, study, change, said):
    (study / "cxux.yaml").write_text(CONFIG.replace(*change))
    report = _json(cli, "report", "--source", "survey")
    total = next(r for r in report["results"] if r["persona"] is None and not r["segment"])
    assert total["weighted"]["value"] is None
    assert said in total["weighted"]["notes"][0]


def test_what_was_expected_stands_beside_what_came_out(cli, study):
    everyone, buyer = _json(cli, "report")["predictions"]
    assert (everyone["expected"], everyone["inside"]) == (99, False)
    assert everyone["error"] == pytest.approx(99 - everyone["value"])
    assert buyer["persona"] == "buyer"
    _, out, _ = cli(["report"])
    assert "Expected before the data were read" in out
    assert "too high" in out


def test_without_measures_whatever_is_found_is_measured(cli, study):
    (study / "cxux.yaml").write_text(CONFIG.split("measures:")[0])
    keys = {(r["source"], r["measure"]) for r in _json(cli, "report")["results"]}
    assert {("survey", "nps"), ("test", "success"), ("test", "time")} <= keys


def test_a_source_out_of_scope_rows_shows_the_total_with_them(cli, study):
    (study / "cxux.yaml").write_text(
        CONFIG.replace("{path: survey.csv}", "{path: survey.csv, where: \"plan = 'pro'\"}")
    )
    report = _json(cli, "report", "--source", "survey")
    total = next(r for r in report["results"] if r["persona"] is None and not r["segment"])
    assert [i["n"] for i in total["including"]] == [60]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["report", "--source", "nope"], 2, "there is no source 'nope'"),
        (["report", "gone.yaml"], 2, "no such study config"),
        (["report", "cxux.yaml", "--config", "cxux.yaml"], 2, "named twice"),
        (["report", "--json", "survey.csv"], 2, "overwrite the input"),
        (["report", "--since", "2026-01"], 2, "source 'survey' has no column that says when a row was given"),
    ],
)
def test_what_cannot_be_reported_says_why(cli, study, arguments, code, said):
    found, _, err = cli(arguments)
    assert said in err
    assert found in (code, 2)


def test_no_config_is_an_error_that_says_what_to_do(cli, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, _, err = cli(["report"])
    assert code == 2
    assert "cxux init" in err


def test_the_csv_names_the_source(cli, study):
    code, out, _ = cli(["report", "--format", "csv"])
    assert code == 0
    assert out.startswith("source,persona,task,")


def test_a_measure_says_of_whom_it_was_asked(cli, study):
    (study / "survey.csv").write_text(SURVEY.replace(",buyer,", ",buyer; user,"))
    (study / "cxux.yaml").write_text(
        CONFIG.replace(
            "personas:", "roles: {by: role, customer: [buyer], user: [user], multi: true}\npersonas:"
        ).replace("role = 'buyer'", "role <> 'user'")
    )
    report = _json(cli, "report", "--source", "survey")
    said = [note for note in report["notes"] if "no customers" in note]
    (note,) = said
    assert note.startswith("Net Promoter Score: 45 of 60 answers are of people who are no customers")
    plain = _json(cli, "nps", "survey.csv", "--by", "plan")["results"]
    mine = [r for r in report["results"] if r["persona"] is None]
    assert sorted(map(str, map(_own, mine))) == sorted(map(str, map(_own, plain)))


def test_a_named_column_answers_one_question_and_not_every_one(cli, study):
    (study / "survey.csv").write_text(SURVEY.replace(",nps\n", ",Q5\n"))
    config = CONFIG.split("measures:")[0].replace(
        "{path: survey.csv}", "{path: survey.csv, columns: {score: Q5}}"
    )
    (study / "cxux.yaml").write_text(config)
    code, _, err = cli(["report", "--source", "survey"])
    assert code == 2
    assert "names a column, and not which question it answers" in err
    (study / "cxux.yaml").write_text(config + "measures: [{use: nps, source: survey}]\n")
    assert {r["measure"] for r in _json(cli, "report", "--source", "survey")["results"]} == {"nps"}
    (study / "survey.csv").write_text(SURVEY)
    (study / "cxux.yaml").write_text(config.replace("Q5", "nps"))
    assert {r["measure"] for r in _json(cli, "report", "--source", "survey")["results"]} == {"nps"}
    assert {r["measure"] for r in _json(cli, "score", "--source", "survey")["results"]} == {"nps"}


def test_a_report_says_which_time_it_stands_for(cli, study):
    dated = SURVEY.replace("respondent,", "date,respondent,").replace("\nr", "\n2026-03-02,r")
    (study / "survey.csv").write_text(dated)
    report = _json(cli, "report", "--source", "survey", "--window", "2026-W10")
    assert report["run"]["window"] == {
        "label": "2026-W10",
        "since": "2026-03-02",
        "until": "2026-03-09",
        "timezone": "UTC",
    }
    _, out, _ = cli(["report", "--source", "survey", "--window", "2026-W10"])
    assert out.startswith("2026-W10: from 2026-03-02 to before 2026-03-09, UTC")
    assert _json(cli, "report", "--source", "survey")["run"]["window"] is None


def test_what_one_division_hides_no_other_tells(cli, study):
    (study / "cxux.yaml").write_text(
        "version: 1\nsources: {survey: {path: survey.csv}}\npolicy: {privacy_floor: 18}\n"
        "measures: [{use: nps, by: [role]}, {use: nps, by: [plan]}]\n"
    )
    report = _json(cli, "report")
    shown = {tuple(r["segment"].items()): r["value"] is not None for r in report["results"]}
    # 15 buyers are too few, and 45 less 15 would tell them.
    assert not shown[(("role", "buyer"),)]
    assert not any(ok for segment, ok in shown.items() if segment and segment[0][0] == "plan")
    assert any("only one of the ways" in note for note in report["notes"])
    (study / "cxux.yaml").write_text((study / "cxux.yaml").read_text().replace("18", "5"))
    assert all(r["value"] is not None for r in _json(cli, "report")["results"])
