"""One written answer to one number, or the reason why there is none."""

import pytest

from cxux_cli.catalog.labels import family
from cxux_cli.study.recode import Gap, Scale, are_codes, words

NPS = Scale(0, 10)
AGREE = Scale(1, 5, family=family("agree-5"))


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("0", 0),
        ("10", 10),
        (" 7 ", 7),
        ("07", 7),
        ("8.0", 8),
        ("8,0", 8),
        ("+9", 9),
        ("10 - Extremely likely", 10),
        ("0 = Not at all likely", 0),
        ("Extremely likely (10)", 10),
        ("10 Extremely likely", 10),
        ("9/10", 9),
        ("\u00a09\u00a0", 9),
        ("９", 9),
        ("١٠", 10),
    ],
)
def test_numbers_in_every_dress(cell, answer):
    assert NPS.read(cell) == answer


@pytest.mark.parametrize(
    ("cell", "gap"),
    [
        (None, Gap.BLANK),
        ("", Gap.BLANK),
        ("  ", Gap.BLANK),
        ("\u00a0", Gap.BLANK),
        ("N/A", Gap.NON_ANSWER),
        ("nan", Gap.NON_ANSWER),
        ("-", Gap.NON_ANSWER),
        ("Keine Angabe", Gap.NON_ANSWER),
        ("I don't know", Gap.NON_ANSWER),
        ("I don’t know", Gap.NON_ANSWER),
        ("NS/NC", Gap.NON_ANSWER),
        ("-99", Gap.NON_ANSWER),
        ("-1", Gap.NON_ANSWER),
        ("-99.0", Gap.NON_ANSWER),
        ("11", Gap.OUT_OF_RANGE),
        ("-5", Gap.OUT_OF_RANGE),
        ("99", Gap.OUT_OF_RANGE),
        ("9.5", Gap.NOT_WHOLE),
        ("9,5", Gap.NOT_WHOLE),
        ("Promoter", Gap.UNREADABLE),
        ("9-10", Gap.UNREADABLE),
        ("nine", Gap.UNREADABLE),
        ("1e1", Gap.UNREADABLE),
        ("=9", Gap.UNREADABLE),
    ],
)
def test_what_is_no_answer_has_a_reason(cell, gap):
    assert NPS.read(cell) is gap


def test_an_answer_out_of_another_number_is_not_taken():
    # 4 of 5 stars is not 4 of 10.
    assert NPS.read("4/5") is Gap.UNREADABLE


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("Strongly disagree", 1),
        ("Disagree", 2),
        ("Neither agree nor disagree", 3),
        ("Agree", 4),
        ("STRONGLY  AGREE", 5),
        ("Strongly Agree (5)", 5),
        ("5 - Strongly agree", 5),
        ("Stimme überhaupt nicht zu", 1),
        ("Totalmente de acuerdo", 5),
        ("Totalmente en desacuerdo", 1),
        ("Stimme nicht zu", 2),
        ("Stimme zu", 4),
        ("不同意", 2),
        ("同意", 4),
    ],
)
def test_words_of_a_family_by_the_whole_word(cell, answer):
    assert AGREE.read(cell) == answer


def test_a_digit_wins_over_its_word():
    # A form may number from the other end: the digit is what was stored.
    assert AGREE.read("1 - Strongly agree") == 1


def test_words_on_a_scale_from_zero_start_at_zero():
    shifted = Scale(0, 4, family=family("agree-5"))
    assert [shifted.read(word) for word in ("Strongly disagree", "Strongly agree", "4")] == [0, 4, 4]


def test_ends_named_by_words():
    scale = Scale(0, 10, ends=family("likelihood").words)
    assert scale.read("Not at all likely") == 0
    assert scale.read("Extremely likely") == 10


def test_codes_of_limesurvey():
    scale = Scale(1, 5, codes=True)
    assert [scale.read(cell) for cell in ("A1", "a5", "A6", "B", "3")] == [
        1,
        5,
        Gap.OUT_OF_RANGE,
        Gap.UNREADABLE,
        3,
    ]
    assert are_codes(frozenset(("a1", "a4")))
    assert not are_codes(frozenset(("a1", "b4")))
    assert not are_codes(frozenset())


def test_words_are_what_has_no_number():
    cells = ["Agree", "5", "4 - Agree", "N/A", "", "3/5", "  Disagree "]
    assert words(cells) == {"agree", "disagree"}


@pytest.mark.parametrize(
    "cell",
    [
        "\x00",
        "9" * 400,
        "-" * 400,
        "1" * 9,
        "1" * 10,
        "()",
        "((",
        "5 (5) 5",
        "a1" * 99,
        "\u202e9",
        "½",
    ],
)
def test_nothing_raises(cell):
    assert isinstance(NPS.read(cell), Gap | int)
