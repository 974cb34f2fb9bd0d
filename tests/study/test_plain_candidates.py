"""Notes and candidates of the plainest questions: nothing is said that helps nobody."""

import pytest

FIVE = ["very dissatisfied", "dissatisfied", "neutral", "satisfied", "very satisfied"]


@pytest.fixture
def survey(tmp_path):
    def write(header, rows):
        path = tmp_path / "survey.csv"
        path.write_text("\n".join([header, *rows]) + "\n")
        return path

    return write


def test_the_five_usual_words_need_no_other_scale(cli, survey):
    rows = [f"{i},{word}" for i, word in enumerate(FIVE * 6)]
    code, out, _ = cli(["csat", survey("id,How satisfied are you?", rows)])
    assert code == 0
    assert "--scale" not in out


def test_good_and_bad_need_none_either(cli, samples):
    _, out, _ = cli(["csat", samples / "zendesk_tickets.csv"])
    assert "--scale" not in out


def test_words_that_may_stand_on_two_scales_say_so_plainly(cli, survey):
    rows = [f"{i},{word}" for i, word in enumerate(["dissatisfied", "satisfied", "very satisfied"] * 10)]
    _, out, _ = cli(["csat", survey("id,How satisfied are you?", rows)])
    assert "read as answers from 1-5; the same words also stand on 1-7, 1-4: --scale says which" in out


def test_a_film_is_no_rating(cli, survey):
    path = survey(
        "id,Do you consider yourself to be a Star Wars fan?,Star rating",
        [f"{i},{i % 5 + 1},{i % 5 + 1}" for i in range(30)],
    )
    code, out, err = cli(["stars", path])
    assert (code, err) == (0, "")
    assert "score = Star rating" in out


def test_several_candidates_are_short_and_each_said_once(cli, survey):
    text = "How many stars would you give to the following part of our service? "
    path = survey(f"id,{text}A,{text}B", [f"{i},{i % 5 + 1},{i % 5 + 1}" for i in range(30)])
    code, _, err = cli(["stars", path])
    assert code == 2
    assert err.count("How many stars") == 2
    assert len(err.splitlines()[0]) < 200
