"""Answer words that no family knows are named, with the way to teach them."""

import pytest

SWEDISH = ["mycket nöjd", "ganska nöjd", "varken eller", "missnöjd"]


@pytest.fixture
def survey(tmp_path):
    def write(question, answers):
        path = tmp_path / "survey.csv"
        rows = "".join(f"{i},{answer}\n" for i, answer in enumerate(answers * 3))
        path.write_text(f"id,{question}\n{rows}", encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize("options", [[], ["--column", "score=#2"]])
def test_the_words_the_nearest_family_and_the_option_are_named(cli, survey, options):
    code, _, err = cli(["csat", survey("How satisfied are you with the delivery?", SWEDISH), *options])
    assert code == 4
    assert all(f'"{word}"' in err for word in SWEDISH)
    assert "satisfied-5" in err
    assert "--labels FILE" in err


def test_at_most_five_words_are_named(cli, survey):
    _, _, err = cli(["ces", survey("How easy was it to get help?", [f"svar {c}" for c in "abcdefg"])])
    assert '"svar e" and 2 more' in err


def test_a_worded_question_names_them_too(cli, survey):
    code, _, err = cli(
        ["pmf", survey("How would you feel if you could no longer use FreshBlend?", ["ledsen", "glad"])]
    )
    assert code == 4
    assert '"ledsen"' in err
    assert "disappointed-3" in err
    assert "--labels FILE" in err


def test_own_texts_and_personal_columns_are_never_shown(cli, survey):
    texts = [f"my answer number {'abcdefghijklmnopqrst'[i]}" for i in range(20)]
    _, _, err = cli(["csat", survey("How satisfied are you?", texts)])
    assert "my answer" not in err
    _, _, err = cli(["csat", survey("Email", ["anna", "bert"]), "--column", "score=Email"])
    assert "anna" not in err


def counted(**numbers):
    return [word.replace("_", " ") for word, n in numbers.items() for _ in range(n)]


@pytest.mark.parametrize(
    ("measure", "question", "answers", "unknown"),
    [
        ("csat", "How satisfied are you?", {"Satisfied": 9, "Neutral": 17, "Angry": 9}, "angry"),
        (
            "csat",
            "How satisfied are you?",
            {"Dissatisfied": 19, "Satisfied": 19, "Delighted": 1},
            "delighted",
        ),
        ("ces", "How easy was it to get help?", {"Difficult": 23, "OK": 10, "Easy": 17}, "ok"),
        (
            "pmf",
            "How would you feel if you could no longer use FreshBlend?",
            {"Very_disappointed": 17, "Somewhat_disappointed": 16, "Not_very_disappointed": 6},
            "not very disappointed",
        ),
    ],
)
@pytest.mark.parametrize("options", [[], ["--column", "score=#2"]])
def test_a_step_of_the_scale_is_never_dropped(cli, survey, measure, question, answers, unknown, options):
    code, _, err = cli([measure, survey(question, counted(**answers)), *options])
    assert code == 4
    assert f'"{unknown}"' in err
    assert "--labels FILE" in err


def test_stray_words_among_many_are_counted_as_unreadable(cli, tmp_path):
    path = tmp_path / "survey.csv"
    answers = counted(Satisfied=60, Neutral=20, Dissatisfied=18, Angry=2)
    path.write_text("How satisfied are you?\n" + "\n".join(answers) + "\n", encoding="utf-8")
    code, out, _ = cli(["csat", path])
    assert code == 0
    assert "2 not readable" in out
    path.write_text("How satisfied are you?\n" + "\n".join([*answers, "Angry"]) + "\n", encoding="utf-8")
    assert cli(["csat", path])[0] == 4


@pytest.mark.parametrize(
    "steps",
    [
        ["Extremely disappointed", "Very disappointed", "Not disappointed"],
        ["Very disappointed", "Somewhat disappointed", "A little disappointed", "Not disappointed"],
        ["Sehr enttäuscht", "Nicht enttäuscht", "Überhaupt nicht enttäuscht"],
    ],
)
def test_two_steps_are_never_read_as_one(cli, survey, steps):
    code, _, err = cli(["pmf", survey("How would you feel if you could no longer use FreshBlend?", steps)])
    assert code == 4
    assert "are both" in err


@pytest.mark.parametrize("verb", ["würden Sie sich", "würdest du dich", "wuerden Sie sich"])
def test_the_german_question_of_pmf_is_found(cli, survey, verb):
    question = f"Wie {verb} fühlen wenn Sie FreshBlend nicht mehr nutzen könnten?"
    assert cli(["pmf", survey(question, ["Sehr enttäuscht", "Etwas enttäuscht"])])[0] == 0


def test_a_stated_column_that_asks_something_else_is_told_by_what_it_holds(cli, samples):
    code, _, err = cli(["nps", samples / "qualtrics_nps.csv", "--column", "score=Q3_1"])
    assert code == 4
    assert 'does not hold answers from 0 to 10: it holds "satisfied", "very satisfied"' in err
    assert "recommended" not in err


def test_a_readable_column_of_another_question_is_measured_with_a_note(cli, survey):
    code, out, _ = cli(["nps", survey("How satisfied are you?", list("567890")), "--column", "score=#2"])
    assert code == 0
    assert "although it does not ask the Net Promoter Score question: 'How satisfied are you?'" in out
