"""`cxux explain MEASURE FILE`, and the options that change a definition: --top, --about, --counts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cxux_cli.measures.registry import COMMANDS

NPS = "id,nps\n" + "".join(f"{i},{s}\n" for i, s in enumerate([10, 9, 9, 8, 8, 7, 6, 5, 3, "", "N/A"]))


def _json(cli, *arguments: object) -> dict:
    code, out, err = cli([*map(str, arguments), "--format", "json"])
    assert code == 0, err
    return json.loads(out)


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "nps.csv"
    path.write_text(NPS)
    return path


def test_each_definition_of_nps_is_its_formula_on_the_same_answers(cli, answers: Path) -> None:
    found = {d["name"]: d for d in _json(cli, "explain", "nps", answers)["definitions"]}
    scores = [10, 9, 9, 8, 8, 7, 6, 5, 3]
    assert found["as reported"]["value"] == pytest.approx(100 * (3 - 3) / 9)
    assert found["European variant"]["value"] == pytest.approx(100 * (5 - 2) / 9)
    passives = found["People without an answer as passives"]
    assert (passives["value"], passives["n"]) == (pytest.approx(0.0), 11)
    assert found["Promoters alone (top two boxes)"]["value"] == pytest.approx(100 * 3 / 9)
    assert found["Mean likelihood to recommend"]["value"] == pytest.approx(sum(scores) / 9)
    wald = found["interval wald"]
    assert wald["low"] == _json(cli, "nps", answers, "--interval", "wald")["results"][0]["low"]
    assert [d["own"] for d in found.values()].count(True) == 1


def test_the_definition_reported_is_that_of_the_command(cli, samples: Path) -> None:
    for key, file in (
        ("csat", "support_survey.csv"),
        ("ces", "support_survey.csv"),
        ("pmf", "pmf_survey.csv"),
        ("sus", "google_forms_sus.csv"),
        ("umux-lite", "umux_lite_survey.csv"),
        ("stars", "store_reviews.csv"),
    ):
        own, *others = _json(cli, "explain", key, samples / file)["definitions"]
        result = _json(cli, key, samples / file)["results"][0]
        assert {k: own[k] for k in ("value", "low", "high", "n")} == {
            k: result[k] for k in ("value", "low", "high", "n")
        }
        assert others
        assert all(d["formula"] for d in others)


def test_rules_for_missing_items_are_those_of_the_option(cli, samples: Path) -> None:
    file = samples / "google_forms_sus.csv"
    found = {d["name"]: d for d in _json(cli, "explain", "sus", file)["definitions"]}
    for name, rule in (("One item missing", "prorate"), ("Missing items in the middle", "midpoint")):
        result = _json(cli, "sus", file, "--missing", rule)["results"][0]
        assert (found[name]["value"], found[name]["n"]) == (result["value"], result["n"])


def test_every_definition_names_its_formula_and_source() -> None:
    for measure in COMMANDS.values():
        settings = [a for s in measure.settings for a in s.alternatives]
        for alternative in (*measure.alternatives, *settings):
            assert alternative.formula
            assert alternative.source


def test_a_hidden_group_has_no_definitions(cli, tmp_path: Path) -> None:
    path = tmp_path / "team.csv"
    path.write_text("id,enps\n1,10\n2,3\n3,9\n")
    assert _json(cli, "explain", "enps", path)["definitions"] == []


def test_people_who_repeat_get_no_interval_over_rows(cli, samples: Path) -> None:
    own, *others = _json(cli, "explain", "seq", samples / "post_task.csv")["definitions"]
    assert own["low"] is not None
    assert all(d["low"] is None for d in others)


def test_the_box_can_be_stated_and_is_part_of_the_definition(cli, samples: Path) -> None:
    result = _json(cli, "csat", samples / "support_survey.csv", "--top", "1")["results"][0]
    assert result["definition"] == "csat.v1 top 1 of 5"
    tops = {d["value"]: d["n"] for d in result["distribution"]}
    assert result["value"] == pytest.approx(100 * tops[5] / result["n"])
    code, _, err = cli(["csat", samples / "support_survey.csv", "--top", "30"])
    assert code == 2
    assert "--top" in err


def test_what_was_asked_about_decides_cx_or_ux(cli, samples: Path) -> None:
    file = samples / "support_survey.csv"
    for result in _json(cli, "csat", file, "--about", "product")["results"]:
        assert (result["kind"], result["kind_reason"]) == ("UX", "about")
    assert _json(cli, "csat", file)["results"][0]["kind_reason"] == "registry"


def test_shares_and_means_come_from_a_published_table(cli) -> None:
    groups = _json(cli, "csat", "--counts", "satisfied=67,not_satisfied=33")["results"]
    assert [(r["measure"], r["value"]) for r in groups] == [("csat", 67.0)]
    values = _json(cli, "csat", "--counts", "5=40,4=27,3=20,1=13")["results"]
    assert [(r["measure"], r["n"]) for r in values] == [("csat", 100), ("csat.mean", 100)]
    assert (values[0]["low"], values[0]["high"]) == (groups[0]["low"], groups[0]["high"])
    assert values[1]["value"] == pytest.approx((200 + 108 + 60 + 13) / 100)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ces", "--counts", "5=1,7=2"), "--variant"),
        (("csat", "--counts", "5=1", "--scale", "1-6"), "not asked from 1 to 6"),
        (("csat", "--counts", "happy=1"), "'happy' is no group"),
        (("csat", "--counts", "satisfied=1"), "not_satisfied is missing"),
    ],
)
def test_a_table_that_cannot_be_read_is_one_clear_error(arguments, said: str, cli) -> None:
    code, out, err = cli(arguments)
    assert (code, out) == (2, "")
    assert said in err
