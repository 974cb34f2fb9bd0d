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


def test_a_stated_column_that_asks_something_else_is_told_by_what_it_holds(cli, samples):
    code, _, err = cli(["nps", samples / "qualtrics_nps.csv", "--column", "score=Q3_1"])
    assert code == 4
    assert 'does not hold answers from 0 to 10: it holds "satisfied", "very satisfied"' in err
    assert "recommended" not in err


def test_a_readable_column_of_another_question_is_measured_with_a_note(cli, survey):
    code, out, _ = cli(["nps", survey("How satisfied are you?", list("567890")), "--column", "score=#2"])
    assert code == 0
    assert "although it does not ask the Net Promoter Score question: 'How satisfied are you?'" in out
