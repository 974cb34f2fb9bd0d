"""The scale and the wording of a question, from what its text, its words and its answers say."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from cxux_cli.study import scales

CSAT = "How satisfied are you with our service?"
CES_1 = "How much effort did you personally have to put forth to handle your request?"
CES_2 = "Acme made it easy for me to handle my issue."


@pytest.fixture
def measured(cli, tmp_path: Path):
    """`measured(key, header, answers, *options)`: exit code, results, stderr."""

    def run(key: str, header: str, answers, *options: str):
        path = tmp_path / "answers.csv"
        quoted = header.replace('"', '""')
        rows = "".join(f'{i},"{a}"\n' for i, a in enumerate(answers))
        path.write_text(f'id,"{quoted}"\n{rows}', encoding="utf-8")
        code, out, err = cli([key, path, "--format", "json", *options])
        return code, json.loads(out).get("results", []) if code in (0, 1) else [], out + err

    return run


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("How satisfied are you (1-5)?", [(1, 5)]),
        ("Rate from 1 to 7", [(1, 7)]),
        ("Auf einer Skala von 0 bis 10", [(0, 10)]),
        ("De 1 à 5, êtes-vous satisfait ?", [(1, 5)]),
        ("Da 1 a 7", [(1, 7)]),
        ("between 1 and 10", [(1, 10)]),
        ("on a 5-point scale", [(1, 5)]),
        ("7-stufige Skala: 7-stufig", [(1, 7)]),
        ("1 = very difficult, 7 = very easy", [(1, 7)]),
        ("0 (not at all) to 10 (completely)", [(0, 10)]),
        ("in the last 1-2 weeks", []),
        ("How satisfied are you with your last 1-7 days with us?", []),
        ("How satisfied are you with the 7-point inspection?", []),
        ("How satisfied are you with the plan for 1 to 10 employees?", []),
        ("How satisfied are you? (7-point)", [(1, 7)]),
        ("since 2021-10, how satisfied", []),
        ("Q1. How satisfied are you?", []),
    ],
)
def test_a_text_names_its_scale(text: str, found) -> None:
    assert list(dict.fromkeys(scales.in_text(text))) == found


@pytest.mark.parametrize(
    ("answers", "definition"),
    [
        ([5, 4, 3, 2, 1], "top 2 of 5"),
        ([1, 2, 3, 7, 6], "top 2 of 7"),
        ([1, 6, 2, 3, 4], "top 2 of 7"),
        ([1, 10, 2, 8, 4], "top 3 of 10"),
        ([0, 10, 2, 8, 4], "top 3 of 0-10"),
        (["4/5", "5/5", "3/5"], "top 2 of 5"),
        (["8/10", "5/10", "2/10"], "top 3 of 10"),
        (["4 out of 5", "5 out of 5", "★★★☆☆"], "top 2 of 5"),
        (["Very satisfied", "Satisfied", "Neutral", "Dissatisfied"], "top 2 of 5"),
        (["Very satisfied", "Satisfied", "Somewhat satisfied", "Dissatisfied"], "top 2 of 7"),
        (["7 - Very satisfied", "3", "1 - Very dissatisfied"], "top 2 of 7"),
        (["Good", "Bad", "Good"], "top 1 of 2"),
    ],
)
def test_answers_say_their_scale(measured, answers, definition: str) -> None:
    code, results, err = measured("csat", "csat", answers * 10)
    assert code == 0, err
    assert results[0]["definition"] == f"csat.v1 {definition}"


def test_the_text_comes_before_the_answers_and_the_statement_before_both(measured) -> None:
    text = f"{CSAT} (1-7)"
    assert measured("csat", text, [1, 2, 3, 4, 5] * 9)[1][0]["definition"] == "csat.v1 top 2 of 7"
    stated = measured("csat", text, [1, 2, 3, 4, 5] * 9, "--scale", "1-5")[1]
    assert stated[0]["definition"] == "csat.v1 top 2 of 5"
    # A text that the answers refute is not believed.
    refuted = measured("csat", f"{CSAT} (1-5)", [6, 7, 7, 2, 5] * 9)[1]
    assert refuted[0]["definition"] == "csat.v1 top 2 of 7"


def test_a_gate_does_not_judge_a_scale_in_doubt(measured) -> None:
    few = [5, 4, 3, 5, 5]
    assert measured("csat", "csat", few, "--fail-under", "10")[0] == 2
    assert measured("csat", "csat", few, "--fail-under", "10", "--scale", "1-5")[0] == 0
    assert measured("csat", "csat", few * 6, "--fail-under", "10")[0] == 0
    # Nobody reached the end: four of five, or four of seven?
    assert measured("csat", "csat", [1, 2, 3, 4] * 50, "--fail-under", "10")[0] == 2
    assert measured("csat", f"{CSAT} (1-5)", few, "--fail-under", "10")[0] == 0


def test_slips_among_many_answers_do_not_change_the_scale(measured) -> None:
    _, results, _ = measured("csat", "csat", [1, 2, 3, 4, 5] * 100 + [7, 55])
    assert (results[0]["definition"], results[0]["n"], results[0]["n_missing"]) == (
        "csat.v1 top 2 of 5",
        500,
        2,
    )


@pytest.mark.parametrize(
    ("answers", "slips"),
    [([3] * 19 + [4] * 30 + [5] * 41, [7]), ([1, 2, 3, 4, 5] * 38, [7, 0]), ([1, 2, 3, 4, 5] * 14, [6, 7])],
)
def test_single_slips_in_a_small_file_do_not_change_the_scale_but_leave_a_doubt(
    measured, answers, slips
) -> None:
    _, results, said = measured("csat", "csat", answers + slips)
    assert results[0]["definition"] == "csat.v1 top 2 of 5"
    assert results[0]["n_missing"] == len(slips)
    assert "beyond it taken as slip" in said
    assert measured("csat", "csat", answers + slips, "--fail-under", "10")[0] == 2


def test_upper_steps_that_are_hardly_used_leave_a_doubt(measured) -> None:
    few = [2, 3, 4, 4, 5] * 5 + [7]
    _, results, _ = measured("csat", "csat", few)
    assert results[0]["definition"] == "csat.v1 top 2 of 7"
    code, _, said = measured("csat", "csat", few, "--fail-under", "1")
    assert code == 2
    assert "1 of 26 answers lie beyond 1-5" in said


def test_a_named_scale_whose_upper_steps_nobody_used_leaves_a_doubt(measured) -> None:
    code, _, said = measured("csat", f"{CSAT} (1-7)", [1, 2, 3, 4, 5] * 9, "--fail-under", "0")
    assert code == 2
    assert "the question names 1-7, but nobody of 45 answered more than 5" in said


def test_the_note_offers_the_short_scales_that_hold_the_answers(measured) -> None:
    assert "--scale 1-3 or 1-4 or 1-7" in measured("csat", CSAT, [1, 2, 3] * 20)[2]


@pytest.mark.parametrize(
    ("key", "text", "answers"),
    [
        ("csat", "How satisfied are you? (1-6)", [2, 3, 4, 5, 6]),
        ("csat", "How satisfied are you on a scale from 1 to 9?", [1, 3, 5, 7, 9]),
        ("csat", "Wie zufrieden sind Sie? (Schulnoten: 1 = sehr gut, 6 = ungenügend)", [2, 3, 4, 5, 6]),
        ("csat", "How satisfied are you? (0-5)", [0, 1, 3, 4, 5]),
        ("ces", "How easy was it to get help? (1-10)", [2, 5, 7, 8, 9]),
        ("seq", "Overall, how difficult or easy was the task? (1-5)", [1, 2, 3, 4, 5]),
    ],
)
def test_a_scale_in_the_text_that_the_measure_does_not_have_is_refused(measured, key, text, answers) -> None:
    code, _, said = measured(key, text, answers * 9)
    assert code == 4
    assert "on which this measure is not defined" in said


@pytest.mark.parametrize("text", ["0-10", "an 11-point scale", "a scale from 1 to 10"])
def test_another_count_of_the_same_steps_is_no_other_scale(measured, text: str) -> None:
    asked = f"How likely are you to recommend us to a friend? ({text})"
    assert measured("nps", asked, [1, 5, 8, 9, 10] * 9)[0] == 0


FOUR = ["Very dissatisfied", "Dissatisfied", "Satisfied", "Very satisfied"]


def test_four_words_without_a_middle_are_in_doubt_and_scored_on_four_steps_when_stated(measured) -> None:
    _, (share, mean), said = measured("csat", CSAT, FOUR * 10)
    assert (share["value"], mean["value"]) == (50.0, 3.0)
    assert "from 1-5; the same words also stand on 1-7, 1-4" in said
    assert measured("csat", CSAT, FOUR * 10, "--fail-under", "1")[0] == 2
    _, (share, mean), _ = measured("csat", CSAT, FOUR * 10, "--scale", "1-4", "--fail-under", "1")
    assert (share["value"], mean["value"]) == (50.0, 2.5)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (CSAT, ["Not satisfied", "Somewhat satisfied", "Very satisfied"]),
        (CSAT, ["Dissatisfied", "Neutral", "Satisfied"]),
        ("Wie zufrieden sind Sie?", ["Unzufrieden", "Neutral", "Zufrieden"]),
        ("Quel est votre niveau de satisfaction ?", ["Insatisfait", "Neutre", "Satisfait"]),
    ],
)
def test_three_words_are_a_scale_of_three(measured, text: str, words) -> None:
    _, (share, mean), _ = measured("csat", text, words * 10)
    assert share["definition"] == "csat.v1 top 1 of 3"
    assert (round(share["value"], 1), mean["value"]) == (33.3, 2.0)


def test_words_of_a_longer_scale_late_in_a_file_are_not_dropped(measured) -> None:
    late = ["Dissatisfied", "Neutral", "Satisfied"] * 10_000 + ["Very satisfied"] * 2_000
    _, results, _ = measured("csat", CSAT, late)
    assert results[0]["definition"] == "csat.v1 top 2 of 5"
    assert results[0]["n"] == 32_000


@pytest.mark.parametrize(
    ("key", "text", "answers", "said"),
    [
        ("csat", CSAT, ["4/5", "8", "9", "5"], "answers out of 5 and the number 8"),
        ("csat", f"{CSAT} (1-10)", ["4/5", "3", "2", "5"], "answers out of 5"),
        ("nps", "How likely are you to recommend us?", ["4/5", "3", "2", "5"], "answers out of 5"),
        ("stars", "Star rating", ["5", "8", "1", "5", "5", "4"], "as on a longer scale"),
        ("stars", "Star rating", ["5.0", "4.5", "4.0", "3.0"], "not whole (15 of 60)"),
    ],
)
def test_answers_of_two_notations_are_refused_not_dropped(measured, key, text, answers, said) -> None:
    code, _, told = measured(key, text, answers * (60 // len(answers)))
    assert code == 4
    assert said in told


def test_numbers_off_the_scale_are_counted_where_they_are_few_or_the_column_is_stated(measured) -> None:
    assert measured("stars", "Star rating", [5, 4, 3, 5] * 20 + [8, "4.5"])[1][0]["n_missing"] == 2
    halves = [5, 4, 3, "4.5"] * 15
    code, results, said = measured("stars", "Star rating", halves, "--column", "score=#2")
    assert (code, results[0]["n"], results[0]["n_missing"]) == (0, 45, 15)
    assert "although it holds numbers that are not whole" in said


def test_a_scale_that_the_measure_does_not_have_is_refused(measured) -> None:
    code, _, said = measured("csat", "csat", [1, 2, 3], "--scale", "1-6")
    assert code == 2
    assert "1-5, 1-7" in said


@pytest.mark.parametrize("key", ["csat", "seq"])
def test_numbers_against_their_words_are_refused(measured, key: str) -> None:
    best, worst = {"csat": ("Very satisfied", "Very dissatisfied"), "seq": ("Very easy", "Very difficult")}[
        key
    ]
    high = 5 if key == "csat" else 7
    code, _, said = measured(key, key, [f"1 - {best}", "3", f"{high} - {worst}"] * 9)
    assert code == 4
    assert "the other way round" in said
    assert measured(key, key, [f"1 - {worst}", "3", f"{high} - {best}"] * 9)[0] == 0
    text = f"{key} (1 = {best.lower()}, {high} = {worst.lower()})"
    assert measured(key, text, [1, 2, high] * 9, "--column", "score=#2")[0] == 4


@pytest.mark.parametrize(
    ("text", "variant"),
    [
        (CES_1, "1.0"),
        ("Wie viel Aufwand mussten Sie betreiben, um Ihr Anliegen zu lösen?", "1.0"),
        ("¿Cuánto esfuerzo tuvo que hacer para resolver su solicitud?", "1.0"),
        ("Quel effort avez-vous dû fournir pour traiter votre demande ?", "1.0"),
        ("Quanto esforço teve de fazer para resolver o seu pedido?", "1.0"),
        ("Quanto sforzo ha dovuto fare per risolvere la sua richiesta?", "1.0"),
        ("Hoeveel moeite moest u doen om uw vraag te laten beantwoorden?", "1.0"),
        ("Ile wysiłku musiał(a) Pan(i) włożyć w załatwienie sprawy?", "1.0"),
        (CES_2, "2.0"),
        ("How easy was it to resolve your issue?", "2.0"),
        ("Acme hat es mir leicht gemacht, mein Anliegen zu klären.", "2.0"),
        ("¿Qué tan fácil fue resolver su problema?", "2.0"),
        ("Le service m'a facilité la résolution de mon problème.", "2.0"),
        ("Quão fácil foi resolver o seu problema?", "2.0"),
        ("Quanto è stato facile risolvere il suo problema?", "2.0"),
        ("Hoe makkelijk was het om uw vraag beantwoord te krijgen?", "2.0"),
        ("Jak łatwo było załatwić sprawę?", "2.0"),
        ("It took little effort to get my problem solved.", "2.0"),
    ],
)
def test_the_wording_of_ces_decides(measured, text: str, variant: str) -> None:
    code, results, err = measured("ces", text, [1, 2, 3, 4, 5] * 9)
    assert code == 0, err
    assert f" {variant}," in results[0]["definition"]
    mean = next(r for r in results if r["measure"] == "ces.mean")
    assert mean["better"] == ("lower" if variant == "1.0" else "higher")


@pytest.mark.parametrize(
    ("answers", "variant"),
    [
        (["Very easy", "Difficult", "Easy"], "2.0"),
        (["Very low effort", "High effort", "Low effort"], "1.0"),
        (["Strongly agree", "Disagree", "Agree"], "2.0"),
        (["7 - Very easy", "1 - Very difficult", "5"], "2.0"),
    ],
)
def test_words_decide_where_a_column_is_only_called_ces(measured, answers, variant: str) -> None:
    code, results, err = measured("ces", "CES", answers * 9)
    assert code == 0, err
    assert f" {variant}," in results[0]["definition"]


def test_ces_is_never_guessed_from_the_range(measured) -> None:
    for answers in ([1, 2, 3, 4, 5] * 9, [1, 4, 6, 7] * 9):
        for name in ("CES", "Customer effort score", "ces_score"):
            code, _, said = measured("ces", name, answers)
            assert code == 2
            assert "--variant 1.0" in said
            assert "--variant 2.0" in said
    code, _, said = measured("ces", f"How easy was it to get help? {CES_1}", [1, 2, 5] * 9)
    assert (code, "both" in said) == (2, True)


def test_an_ease_question_that_runs_backwards_names_the_variant(measured) -> None:
    text = "How easy was it to get help? 1 very easy - 7 very difficult"
    code, _, said = measured("ces", text, [1, 2, 7] * 9)
    assert code == 4
    assert "--variant 1.0" in said


@pytest.mark.parametrize(
    "text",
    [
        "Overall, how difficult or easy was the task to complete?",
        "Effort: How hard did you have to work to accomplish your level of performance?",
        "This system is easy to use",
        "Why was it easy for you to get help?",
    ],
)
def test_what_only_sounds_like_ces_is_not_scored(measured, text: str) -> None:
    assert measured("ces", text, [1, 2, 3, 4, 5, 6, 7] * 5)[0] == 4


@pytest.mark.parametrize(
    "text",
    [
        "Overall, I am satisfied with this system",
        "What is the main reason you are satisfied or not?",
        "How satisfied are you with your job?",
        "How many satisfied customers do you have?",
    ],
)
def test_what_only_sounds_like_csat_is_not_scored(measured, text: str) -> None:
    assert measured("csat", text, [1, 2, 3, 4, 5] * 9)[0] == 4


@pytest.mark.parametrize(
    "text",
    [
        CSAT,
        "Wie zufrieden sind Sie mit unserem Service?",
        "¿Qué tan satisfecho está con el servicio?",
        "Quel est votre niveau de satisfaction ?",
        "Quão satisfeito está com o serviço?",
        "Quanto è soddisfatto del servizio?",
        "Hoe tevreden bent u over onze service?",
        "Jak bardzo jest Pan zadowolony z obsługi?",
        "您对我们的服务满意程度如何？",
        "サービスにどの程度満足していますか？",
        "CSAT score",
        "customer_satisfaction",
    ],
)
def test_the_satisfaction_question_is_found(measured, text: str) -> None:
    assert measured("csat", text, [1, 2, 3, 4, 5] * 9)[0] == 0


def test_the_overall_question_is_the_one_meant(cli, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    header = "id,How satisfied are you with the price?,How satisfied are you overall?\n"
    path.write_text(header + "".join(f"{i},1,{1 + i % 5}\n" for i in range(30)), encoding="utf-8")
    code, out, _ = cli(["csat", path, "--format", "json"])
    assert (code, json.loads(out)["results"][0]["value"]) == (0, 40)


def test_late_answers_make_the_scale_anew(cli, tmp_path: Path) -> None:
    """A file whose beginning and end never pass 5, and whose middle does."""
    path = tmp_path / "long.csv"
    with path.open("w", encoding="utf-8") as out:
        out.write("id,csat,comment\n")
        for i in range(60_000):
            out.write(f"{i},{1 + i % (7 if 20_000 < i < 40_000 else 5)},{'x' * 60}\n")
    code, said, _ = cli(["csat", path, "--format", "json"])
    assert code == 0
    assert json.loads(said)["results"][0]["definition"] == "csat.v1 top 2 of 7"


def test_blank_and_foreign_numbers_say_nothing() -> None:
    possible = [(1, 5), (1, 7), (1, 10), (0, 10)]
    assert scales.by_numbers(Counter(), possible).scale == (1, 5)
    assert scales.by_numbers(Counter({85: 3, 4: 30, 5: 3}), possible).scale == (1, 5)


def test_a_column_of_two_scales_is_refused(measured) -> None:
    code, _, said = measured("csat", "csat", ["Very satisfied", "Very easy", "Satisfied"] * 9)
    assert (code, "mixes two scales" in said) == (4, True)


def test_words_that_two_scales_read_differently_leave_a_doubt(measured) -> None:
    code, _, said = measured(
        "csat", "csat", ["Very satisfied", "Somewhat satisfied"] * 30, "--fail-under", "1"
    )
    assert (code, "1-5" in said) == (2, True)
