"""Answers of a shorter scale are never scored on the only scale of a measure without a word."""

from __future__ import annotations

from pathlib import Path

import pytest

SEQ = "Overall, how difficult or easy was the task?"
UMUX = [
    "This system's capabilities meet my requirements.",
    "Using this system is a frustrating experience.",
    "This system is easy to use.",
    "I have to spend too much time correcting things with this system.",
]
EASE_5 = ["Very difficult", "Difficult", "Neutral", "Easy", "Very easy"]
AGREE_5 = ["Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"]


@pytest.fixture
def survey(tmp_path: Path):
    def write(headers, rows):
        path = tmp_path / "survey.csv"
        lines = [headers, *rows]
        path.write_text("".join(",".join(f'"{cell}"' for cell in line) + "\n" for line in lines), "utf-8")
        return path

    return write


def test_words_of_a_shorter_scale_are_refused(cli, survey):
    path = survey([SEQ], [[word] for word in EASE_5 * 6])
    code, _, err = cli(["seq", path])
    assert code == 4
    assert "all words of ease-5" in err
    assert cli(["seq", path, "--scale", "1-7"])[0] == 0
    path = survey(UMUX, [[word] * 4 for word in AGREE_5 * 6])
    code, _, err = cli(["umux", path])
    assert code == 4
    assert "all words of agree-5" in err


def test_a_few_words_that_could_be_of_both_scales_leave_a_doubt(cli, survey):
    path = survey([SEQ], [[word] for word in EASE_5 * 3])
    assert cli(["seq", path])[0] == 0
    code, out, err = cli(["seq", path, "--fail-under", "1"])
    assert code == 2
    assert "leave out 2 of 7 steps" in out + err


def test_words_of_the_whole_scale_are_not_in_doubt(cli, survey):
    path = survey([SEQ], [[word] for word in [*EASE_5, "Somewhat easy"] * 6])
    assert cli(["seq", path, "--fail-under", "1"])[0] == 0


@pytest.mark.parametrize(("key", "headers"), [("seq", [SEQ]), ("umux", UMUX)])
def test_numbers_that_never_reach_the_upper_steps_leave_a_doubt(cli, survey, key, headers):
    path = survey(headers, [[str(1 + i % 5)] * len(headers) for i in range(30)])
    code, out, err = cli([key, path, "--fail-under", "1"])
    assert code == 2
    assert "answered more than 5 on a scale to 7" in out + err
    assert cli([key, path, "--fail-under", "1", "--scale", "1-7"])[0] == 0


def test_items_on_different_scales_are_refused(cli, survey):
    headers = ["The system's capabilities meet my requirements (1-7)", "The system is easy to use (1-5)"]
    code, _, err = cli(["umux-lite", survey(headers, [[str(1 + i % 7), str(1 + i % 5)] for i in range(30)])])
    assert code == 4
    assert "different scales" in err
