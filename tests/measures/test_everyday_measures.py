"""CSAT, CES, product-market fit and UMUX-Lite from files, by hand and by their published definitions."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from scipy import stats

from cxux_cli.catalog.norms import norm
from cxux_cli.errors import UsageError
from cxux_cli.estimators.tally import Tally
from cxux_cli.measures.base import Measure
from cxux_cli.measures.cx.ces import CES
from cxux_cli.measures.cx.csat import CSAT, boxed

NEEDS = "Acme's capabilities meet my requirements."
EASY = "Acme is easy to use."
PMF = "How would you feel if you could no longer use Acme?"


@pytest.fixture
def measured(cli, tmp_path: Path):
    """`measured(key, header, rows, *options)`: exit code, results by measure, what was said."""

    def run(key: str, header, rows, *options: str):
        path = tmp_path / "answers.csv"
        with path.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([header, *rows])
        code, out, err = cli([key, path, "--format", "json", *options])
        found = json.loads(out)["results"] if code in (0, 1) else []
        return code, {r["measure"]: r for r in found}, out + err

    return run


def at(measure: Measure, low: int, high: int, variant: str = "") -> Measure:
    form = measure.at(low, high, variant)
    assert form is not None
    return form


def value(measure: Measure, answers) -> float:
    interval = next(iter(measure.estimator.intervals))
    found = measure.estimator.estimate(Tally.of(answers), confidence=0.95, interval=interval)
    assert found.value is not None
    return found.value


@pytest.mark.parametrize(
    ("low", "high", "satisfied"),
    [
        (1, 5, {4, 5}),
        (1, 7, {6, 7}),
        (1, 10, {8, 9, 10}),
        (0, 10, {8, 9, 10}),
        (1, 4, {3, 4}),
        (1, 3, {3}),
        (1, 2, {2}),
    ],
)
def test_the_box_of_every_scale(low: int, high: int, satisfied: set[int]) -> None:
    form = at(CSAT, low, high)
    for answer in range(low, high + 1):
        assert value(form, [answer]) == (100 if answer in satisfied else 0)


def test_another_box() -> None:
    setting = boxed(1, 5, 1)
    assert (setting.definition, setting.formula) == (
        "csat.v1 top 1 of 5",
        "100 * (answers 5) / n, on a scale from 1 to 5",
    )
    assert setting.estimator.estimate(Tally.of([5, 4]), confidence=0.95, interval="wald").value == 50
    assert boxed(1, 5, 2) == CSAT.settings[0]
    for top in (0, 5, -1):
        with pytest.raises(UsageError):
            boxed(1, 5, top)


def test_good_and_bad_have_no_mean(measured) -> None:
    rows = [[i, x] for i, x in enumerate(["Good", "Bad", "Good", "good with comment", "Good"] * 5)]
    code, results, _ = measured("csat", ["id", "Satisfaction Score"], rows)
    assert (code, list(results), results["csat"]["value"]) == (0, ["csat"], 80)


@pytest.mark.parametrize("high", [5, 7])
def test_turning_the_answers_round_turns_one_ces_into_the_other(high: int) -> None:
    answers = [1, 1, 2, 3, high - 1, high, high, 3]
    turned = [high + 1 - x for x in answers]
    assert value(at(CES, 1, high, "1.0"), answers) == value(at(CES, 1, high, "2.0"), turned)


def test_ces_shares_and_means(measured) -> None:
    rows = [[i, x] for i, x in enumerate([1, 2, 3, 4, 5, 6, 7, 7])]
    _, easy, _ = measured("ces", ["id", "Acme made it easy for me to handle my issue. (1-7)"], rows)
    assert (easy["ces"]["value"], easy["ces"]["better"]) == (50, "higher")
    assert (easy["ces.mean"]["value"], easy["ces.mean"]["better"]) == (35 / 8, "higher")
    _, effort, _ = measured("ces", ["id", "CES"], rows, "--variant", "1.0")
    assert (effort["ces"]["value"], effort["ces"]["better"]) == (37.5, "higher")
    assert effort["ces.mean"]["better"] == "lower"


def test_pmf_by_hand(measured) -> None:
    answers = ["Very disappointed"] * 9 + ["Somewhat disappointed"] * 6 + ["Not disappointed"] * 5
    answers += ["N/A - I no longer use Acme"] * 4 + [""] * 2
    code, results, _ = measured("pmf", ["id", PMF], [[i, x] for i, x in enumerate(answers)])
    found = results["pmf"]
    assert (code, found["value"], found["n"], found["n_missing"]) == (0, 45, 20, 6)
    assert found["parts"]["very_disappointed"] == 9
    expected = stats.binom.sf(9, 20, 0.4) + stats.binom.pmf(9, 20, 0.4) / 2
    assert found["parts"]["mid_p_above_40"] == pytest.approx(expected)
    assert any("at least 30" in note for note in found["notes"])
    assert [r["label"] for r in found["readings"]] == ["40 % or more"]


def test_pmf_reads_words_whatever_number_stands_beside_them(measured) -> None:
    rows = [["a", "1 - Very disappointed"], ["b", "2 - Somewhat disappointed"], ["c", "3 - Not disappointed"]]
    assert measured("pmf", ["id", PMF], rows)[1]["pmf"]["parts"]["very_disappointed"] == 1


@pytest.mark.parametrize("options", [(), ("--column", "score=#2")])
def test_pmf_in_numbers_is_refused(measured, options) -> None:
    code, _, said = measured("pmf", ["id", PMF], [[i, 1 + i % 3] for i in range(30)], *options)
    assert code == 4
    assert "words" in said


def test_the_rule_of_ellis_includes_40() -> None:
    ellis = norm("pmf-ellis-2009")
    assert [ellis.read(x).label for x in (39.9, 40.0)] == ["below 40 %", "40 % or more"]


def test_umux_lite_on_seven_and_five_points(measured) -> None:
    rows = [["a", 6, 6], ["b", 7, 7], ["c", 1, 1], ["d", "", 4]]
    code, results, _ = measured("umux-lite", ["id", NEEDS, EASY], rows)
    lite, sus = results["umux-lite"], results["umux-lite.sus"]
    assert (code, lite["n"], lite["n_missing"]) == (0, 3, 1)
    assert lite["value"] == pytest.approx((1000 / 12 + 100 + 0) / 3)
    # Lewis, Utesch & Maher 2013: 6 and 6 are 77.07, the ends 22.9 and 87.9.
    assert sus["value"] == pytest.approx((77.0666667 + 87.9 + 22.9) / 3)
    assert sus["range"] == [22.9, 87.9]
    assert [r["norm"] for r in sus["readings"]] == ["sus-percentile-sauro-2011", "sus-grade-sauro-lewis-2016"]
    assert not lite["readings"]
    rows = [[i, 4, 5] for i in range(30)]
    _, results, _ = measured("umux-lite", ["id", NEEDS, EASY], rows)
    assert list(results) == ["umux-lite"]
    assert results["umux-lite"]["value"] == pytest.approx(87.5)


@pytest.mark.parametrize(
    ("rows", "points"),
    [
        ([["Agree", "Strongly agree"], ["Disagree", "Neutral"]], 7),
        ([["Agree", "Somewhat agree"], ["Disagree", "Strongly agree"]], 7),
        ([[5, 7], [1, 2]], 7),
        ([[5, 4], [1, 2]], 5),
    ],
)
def test_the_points_of_umux_lite(measured, rows, points: int) -> None:
    rows = [[i, *row] for i, row in enumerate(rows * 12)]
    _, results, _ = measured("umux-lite", ["id", NEEDS, EASY], rows)
    assert results["umux-lite"]["definition"] == f"umux-lite.v1 {points} points"
    stated = measured("umux-lite", ["id", NEEDS, EASY], [[i, 5, 4] for i in range(9)], "--scale", "1-7")[1]
    assert stated["umux-lite"]["value"] == pytest.approx(100 * 7 / 12)


def test_a_gate_on_few_answers_of_unknown_points_is_not_judged(measured) -> None:
    rows = [["a", 4, 4], ["b", 3, 4]]
    code, _, said = measured("umux-lite", ["id", NEEDS, EASY], rows, "--fail-under", "50")
    assert (code, "--scale" in said) == (2, True)
    scaled = ("--scale", "1-5", "--fail-under", "50")
    assert measured("umux-lite", ["id", NEEDS, EASY], rows, *scaled)[0] == 0


def test_umux_lite_is_found_in_a_whole_umux(cli, samples: Path) -> None:
    code, out, _ = cli(["umux-lite", samples / "umux_survey.csv", "--format", "json"])
    report = json.loads(out)
    columns = [m["column"] for m in report["sources"][0]["mapping"]]
    assert (code, len(columns)) == (0, 2)
    assert "requirements" in columns[0] and "easy to use" in columns[1]


@pytest.mark.parametrize("sus", ["I thought the system was easy to use.", "I think Acme was easy to use"])
def test_the_item_of_sus_is_not_taken_for_that_of_umux_lite(measured, sus: str) -> None:
    header = ["id", sus, "Age", "Country", "Plan", "Seats", NEEDS, EASY]
    rows = [[i, 1, 30, "x", "y", 2, 6, 7] for i in range(9)]
    code, results, said = measured("umux-lite", header, rows, "--scale", "1-7")
    assert code == 0, said
    assert results["umux-lite"]["value"] == pytest.approx(100 * 11 / 12)


def test_a_sus_alone_gives_no_umux_lite(cli, samples: Path) -> None:
    code, _, err = cli(["umux-lite", samples / "google_forms_sus.csv"])
    assert code == 4
    assert "were not found" in err


def test_two_columns_called_q1_and_q2_must_be_named(measured) -> None:
    rows = [[i, 6, 6] for i in range(30)]
    assert measured("umux-lite", ["id", "q1", "q2"], rows)[0] == 4
    code, results, _ = measured(
        "umux-lite", ["id", "q1", "q2"], rows, "--column", "items=q1,q2", "--scale", "1-7"
    )
    assert (code, results["umux-lite"]["value"]) == (0, pytest.approx(1000 / 12))


@pytest.mark.parametrize(
    ("names", "found"),
    [(("UMUX_Lite_1", "UMUX_Lite_2"), True), (("uxlite1", "uxlite2"), True), (("a", "b"), False)],
)
def test_names_that_say_umux_lite(measured, names, found: bool) -> None:
    code, _, _ = measured("umux-lite", ["id", *names], [[i, 6, 7] for i in range(30)])
    assert (code == 0) == found


@pytest.mark.parametrize(
    ("needs", "easy"),
    [
        ("Die Funktionen von Acme erfüllen meine Anforderungen.", "Acme ist einfach zu bedienen."),
        ("Las funciones de Acme cumplen mis requisitos.", "Acme es fácil de usar."),
        ("As funcionalidades do Acme atendem às minhas necessidades.", "O Acme é fácil de usar."),
        ("Les fonctionnalités d'Acme répondent à mes besoins.", "Acme est facile à utiliser."),
        ("Le funzionalità di Acme soddisfano le mie esigenze.", "Acme è facile da usare."),
        ("De functies van Acme voldoen aan mijn eisen.", "Acme is makkelijk te gebruiken."),
        ("Funkcje Acme spełniają moje wymagania.", "Acme jest łatwy w użyciu."),
    ],
)
def test_umux_lite_in_other_languages(measured, needs: str, easy: str) -> None:
    assert measured("umux-lite", ["id", needs, easy], [[i, 6, 7] for i in range(30)])[0] == 0


def test_a_question_about_service_is_not_seq(measured) -> None:
    text = "How difficult or easy was it to handle your issue with customer service?"
    rows = [[i, 1 + i % 7] for i in range(30)]
    assert measured("seq", ["id", text], rows)[0] == 4
    assert measured("ces", ["id", text], rows)[0] == 0
