"""Which column answers the NPS question: by text and name, with answers that fit, and never by range alone."""

import json

import pytest

ASK = "How likely are you to recommend us to a friend?"


@pytest.fixture
def chosen(cli, tmp_path):
    """`chosen(columns, *options)`: the column taken, the report and what was said on stderr."""

    def measure(columns, *options):
        path = tmp_path / "answers.csv"
        names = list(columns)
        rows = zip(*columns.values(), strict=True)
        text = [",".join(f'"{name}"' for name in names)] + [",".join(str(c) for c in row) for row in rows]
        path.write_text("\n".join(text) + "\n", encoding="utf-8")
        code, out, err = cli(["nps", path, "--format", "json", *options])
        report = json.loads(out)
        if code:
            return code, report["error"]["message"], report["error"]["hint"]
        return report["sources"][0]["mapping"][0]["column"], report, err

    return measure


TEN = [10, 9, 9, 8, 7, 7, 6, 5, 3, 0]  # 3 promoters, 4 detractors of 10: -10
OTHER = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
YES = [0, 1, 1, 0, 1, 1, 1, 0, 1, 1]
FIVE = [1, 2, 3, 4, 5, 5, 4, 3, 2, 1]


@pytest.mark.parametrize(
    "name",
    [
        "nps",
        "NPS",
        "NPS score",
        "nps_score",
        "Q5_nps",
        "ltr",
        "recommend",
        "Net Promoter",
        "Likelihood to recommend",
        ASK,
        "Wie wahrscheinlich ist es, dass Sie uns weiterempfehlen?",
        "¿Recomendaría nuestra tienda a un amigo?",
        "¿Qué probabilidad hay de que nos recomiende?",
        "Quelle est la probabilité que vous nous recommandiez ?",
        "Quanto è probabile che ci raccomandi?",
        "Jak prawdopodobne jest, że nas polecisz?",
        "Hoe waarschijnlijk is het dat u ons aanbeveelt?",
        "您向朋友推荐我们的可能性有多大?",
        "友人に勧める可能性はどのくらいですか",
    ],
)
def test_text_or_name_in_several_languages(chosen, name):
    column, report, err = chosen({"id": range(10), name: TEN, "other": OTHER})
    assert (column, err) == (name, "")
    assert report["results"][0]["value"] == pytest.approx(-10.0)


def test_range_alone_never_decides(chosen):
    code, message, hint = chosen({"plan": list("abababcabc"), "Your rating": TEN})
    assert code == 4
    assert "no column asks" in message
    assert "--column score=#2" in hint


def test_a_group_column_of_another_question_is_no_evidence(chosen):
    groups = ["Promoter"] * 5 + ["Detractor"] * 5
    code, message, _ = chosen({"Q54: How experienced are you?": OTHER, "Q54_NPS_GROUP": groups})
    assert code == 4
    assert "no column asks" in message


def test_the_group_column_beside_its_question_is_passed_over(chosen):
    groups = ["Promoter"] * 3 + ["Passive"] * 3 + ["Detractor"] * 4
    assert chosen({"Q5_NPS_GROUP": groups, "NPS": TEN})[0] == "NPS"
    _, report, _ = chosen({"NPS group": groups, f"{ASK} (group)": groups, ASK: TEN})
    assert report["sources"][0]["mapping"][0]["column"] == ASK
    assert any("passed over" in note for note in report["sources"][0]["notes"] + report["notes"])


@pytest.mark.parametrize("yes", [YES, ["Yes" if y else "No" for y in YES]])
def test_a_yes_no_question_is_no_nps(chosen, yes):
    code, message, _ = chosen({"id": range(10), "Would you recommend us?": yes})
    assert code == 4
    assert "no column asks" in message


def test_a_yes_no_question_beside_the_real_one(chosen):
    column, _, _ = chosen({"Would you recommend us?": YES, ASK: TEN})
    assert column == ASK


@pytest.mark.parametrize(
    "name",
    [
        "How likely are you to recommend us as a place to work?",
        "Würden Sie uns als Arbeitgeber weiterempfehlen?",
        "Why would you recommend us?",
        "What is the reason for your NPS score?",
    ],
)
def test_questions_that_sound_alike_ask_something_else(chosen, name):
    code, _, _ = chosen({"id": range(10), name: TEN})
    assert code == 4


def test_two_equally_good_columns_are_asked_back(chosen):
    code, message, hint = chosen(
        {"How likely are you to recommend A?": TEN, "How likely are you to recommend B?": OTHER}
    )
    assert code == 2
    assert "#1" in message
    assert "#2" in message
    assert hint == "choose one: --column score=#1"


def test_text_and_name_together_beat_one_of_them(cli, tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text(
        "ResponseId,Q1_NPS,Q2\nid,How likely are you to recommend us?,Would our staff be recommended?\n"
        '"{""ImportId"":""r""}","{""ImportId"":""a""}","{""ImportId"":""b""}"\nR1,10,0\nR2,9,5\nR3,8,7\n'
    )
    code, out, _ = cli(["nps", path, "--format", "json"])
    assert (code, json.loads(out)["sources"][0]["mapping"][0]["column"]) == (0, "Q1_NPS")


def test_a_stated_column_always_wins_and_its_oddity_is_said(chosen):
    column, report, _ = chosen({"NPS": OTHER, "How satisfied are you?": TEN}, "--column", "score=#2")
    assert column == "How satisfied are you?"
    assert report["results"][0]["value"] == pytest.approx(-10.0)
    column, report, _ = chosen({"NPS": TEN, "Would you recommend us?": YES}, "--column", "score=#2")
    assert column == "Would you recommend us?"
    assert "0 and 1" in json.dumps(report)


def test_a_stated_column_of_words_is_refused(chosen):
    code, message, _ = chosen({"NPS": TEN, "plan": list("abababcabc")}, "--column", "score=plan")
    assert code == 4
    assert "plan" in message


@pytest.mark.parametrize("percent", [[100, 90, 90, 80, 70, 70, 60, 50, 30, 0], [v / 10 for v in TEN]])
def test_a_stored_score_on_another_scale_is_no_answer(chosen, percent):
    code, message, _ = chosen({"id": range(10), "nps_score": percent})
    assert code == 4
    assert "nps_score" in message


def test_a_scale_without_a_zero_is_scored_with_a_loud_note(chosen):
    answers = [10, 9, 8, 1] * 30
    _, report, _ = chosen({"id": range(120), "nps": answers})
    # 60 promoters, 30 detractors of 120.
    assert report["results"][0]["value"] == 25.0
    assert any("nobody of 120 answered 0" in note for note in report["results"][0]["notes"])


def test_a_scale_without_a_zero_is_refused_in_a_gate_unless_stated(chosen):
    columns = {"id": range(120), "nps": [10, 9, 8, 1] * 30}
    code, message, hint = chosen(columns, "--fail-under", "20")
    assert code == 2
    assert "not judged" in message
    assert "nobody of 120" in hint
    assert "--scale 1-10" in hint
    _, report, _ = chosen(columns, "--fail-under", "20", "--scale", "1-10")
    assert report["gates"][0]["outcome"] == "met"


def test_few_answers_without_a_zero_raise_no_suspicion(chosen):
    _, report, _ = chosen({"id": range(99), "nps": [10, 9, 1] * 33})
    assert not any("nobody" in note for note in report["results"][0]["notes"])


def test_nobody_answered_is_a_result(chosen):
    column, report, err = chosen({"id": range(3), "nps": ["", "N/A", ""]})
    result = report["results"][0]
    assert (column, result["n"], result["n_missing"], result["value"]) == ("nps", 0, 3, None)
    assert report["run"]["status"] == "no_data"
    assert "no usable answer" in err


def test_five_stars_under_an_nps_name_are_refused(chosen):
    # 1 to 5 fits 0 to 10; everybody would be a detractor.
    code, message, _ = chosen({"id": range(100), "nps": FIVE * 10})
    assert code == 4
    assert "never goes beyond 5" in message
