"""Answer words: their spelling, the digit beside them, and the choice of one family."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxux_cli.catalog import labels, load
from cxux_cli.errors import InputError

FAMILIES = labels.families()
IDS = [each.id for each in FAMILIES]
WORDS = sorted({word for each in FAMILIES for word in each.words})
AGREE = [each for each in FAMILIES if each.id.startswith("agree")]
# How each language says no inside the words of agreement: such a word is never on the upper side.
NEGATION = re.compile(
    r"disagree|nicht|lehne|desac|dsa|discord|não|pas d'|désac|\bnie\b|disac|\bnon\b|oneens|niet|tidak"
    r"|\bs?ts\b|不|ない"
)


@pytest.mark.parametrize("each", FAMILIES, ids=IDS)
def test_every_language_covers_the_scale(each: labels.Family) -> None:
    data = load.entry("labels", each.id)
    steps = {0, 10} if each.id == "likelihood" else set(range(1, each.points + 1))
    assert data["id"] == each.id
    for language, values in data["languages"].items():
        assert set(values) == steps, language


@pytest.mark.parametrize("each", FAMILIES, ids=IDS)
def test_words_are_text_and_stand_once_per_language(each: labels.Family) -> None:
    for language, values in load.entry("labels", each.id)["languages"].items():
        flat = [
            word
            for entries in values.values()
            for entry in entries
            for word in (entry if isinstance(entry, list) else [entry])
        ]
        assert all(isinstance(word, str) and word for word in flat), language
        spelled = list(map(labels.normalise, flat))
        assert len(spelled) == len(set(spelled)), language


@pytest.mark.parametrize("each", FAMILIES, ids=IDS)
def test_words_survive_the_digit_rule_and_are_answers(each: labels.Family) -> None:
    for word in each.words:
        assert labels.split_digit(word) == (word, None)
    assert not each.words.keys() & labels.non_answers()


@pytest.mark.parametrize("each", AGREE, ids=[each.id for each in AGREE])
def test_words_of_disagreement_are_never_agreement(each: labels.Family) -> None:
    middle = (each.points + 1) / 2
    for word, value in each.words.items():
        if NEGATION.search(word) and value >= middle:
            # "neither agree nor disagree" and its translations
            assert value == middle, word
        if "disagree" in word:
            assert value <= middle


def test_english_sides_mirror_each_other() -> None:
    for each in AGREE:
        for word, value in each.words.items():
            mirrored = word.replace("disagree", "agree")
            if word.endswith("disagree") and mirrored != word and " nor " not in word and " or " not in word:
                assert each.words[mirrored] == each.points + 1 - value


@pytest.mark.parametrize("word", ["Disagree", "DISAGREE ", "disagree."])
def test_disagree_is_not_agree(word: str) -> None:
    found = labels.normalise(word)
    assert labels.family("agree-5").words[found] == 2
    assert labels.family("agree-7").words[found] == 2
    assert found not in labels.family("agree-5-somewhat").words


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("  Strongly   Agree ", "strongly agree"),
        ("Strongly\u00a0agree", "strongly agree"),
        ("Pas d\u2019accord\u202f.", "pas d'accord"),
        ("D\u00b4accord", "d'accord"),
        ("\ufeffAgree\u200b", "agree"),
        ("Ｓｔｒｏｎｇｌｙ ａｇｒｅｅ", "strongly agree"),
        ("STIMME ÜBERHAUPT NICHT ZU", "stimme überhaupt nicht zu"),
        ("cafe\u0301", "café"),
        ("非常同意。", "非常同意"),
        (".", "."),
        (" ", ""),
    ],
)
def test_normalise(text: str, normal: str) -> None:
    assert labels.normalise(text) == normal


@given(st.text())
def test_normalise_is_idempotent(text: str) -> None:
    once = labels.normalise(text)
    assert labels.normalise(once) == once


@given(st.sampled_from(WORDS), st.data())
def test_case_and_space_do_not_matter(word: str, data: st.DataObject) -> None:
    space = data.draw(st.sampled_from([" ", "  ", "\u00a0", "\u202f", "\t", " \u200b"]))
    mangled = "".join(
        space
        if letter == " "
        else letter.upper()
        if data.draw(st.booleans()) and letter.upper().casefold() == letter
        else letter
        for letter in word
    )
    ends = data.draw(st.sampled_from(["", " ", "\n", "\ufeff"]))
    assert labels.normalise(f"{ends}{mangled}{ends}") == word


@pytest.mark.parametrize(
    ("text", "word", "digit"),
    [
        ("10 - extremely likely", "extremely likely", 10),
        ("strongly agree (5)", "strongly agree", 5),
        ("strongly agree [5]", "strongly agree", 5),
        ("5 = very good", "very good", 5),
        ("5 = very good knowledge", "very good knowledge", 5),
        ("4 buena", "buena", 4),
        ("4buena", "buena", 4),
        ("1. agree", "agree", 1),
        ("1: agree", "agree", 1),
        ("1) agree", "agree", 1),
        ("0 – not at all likely", "not at all likely", 0),
        ("5非常同意", "非常同意", 5),
        ("9/10", "9/10", None),
        ("10-09-2024", "10-09-2024", None),
        ("1-2", "1-2", None),
        ("1.5", "1.5", None),
        ("5", "5", None),
        ("(5)", "(5)", None),
        ("5 -", "5 -", None),
        ("50 %", "50 %", None),
        ("5 - agree (5)", "5 - agree (5)", None),
        ("agree", "agree", None),
        ("", "", None),
    ],
)
def test_split_digit(text: str, word: str, digit: int | None) -> None:
    assert labels.split_digit(text) == (word, digit)


@given(
    st.sampled_from(WORDS),
    st.integers(0, 11),
    st.sampled_from(["{1} - {0}", "{1} {0}", "{1}={0}", "{1}. {0}", "{0} ({1})", "{0} [{1}]"]),
)
def test_the_digit_comes_off_every_word(word: str, digit: int, shape: str) -> None:
    assert labels.split_digit(labels.normalise(shape.format(word, digit))) == (word, digit)


@given(st.text())
def test_split_digit_leaves_a_word_or_everything(text: str) -> None:
    normal = labels.normalise(text)
    word, digit = labels.split_digit(normal)
    if digit is None:
        assert word == normal
    else:
        assert any(letter.isalpha() or letter >= "\u2600" for letter in word)
        assert not any(map(str.isdecimal, word))


SCALES = [
    ("agree-5", 5, "strongly disagree|disagree|neutral|agree|strongly agree"),
    ("agree-5", 5, "strongly disagree|disagree|neither agree nor disagree|neutral|agree"),
    ("agree-5", 5, "totalmente en desacuerdo|ni en acuerdo ni en desacuerdo|acuerdo|totalmente acuerdo"),
    ("agree-5", 5, "muy dsa|dsa|ni da ni dsa|da|muy da"),
    ("agree-5", 5, "sangat tidak setuju|tidak setuju|netral|setuju|sangat setuju"),
    ("agree-5", 5, "非常不同意|不同意|一般|同意|非常同意"),
    ("agree-5", 5, "strongly agree|stimme zu|stimme voll zu|agree"),
    ("agree-5-somewhat", 5, "strongly disagree|somewhat disagree|neutral|somewhat agree|strongly agree"),
    ("agree-5-somewhat", 5, "stimme gar nicht zu|stimme eher nicht zu|teils/teils|stimme eher zu"),
    ("agree-5-somewhat", 5, "zdecydowanie nie zgadzam się|raczej się nie zgadzam|raczej się zgadzam"),
    ("agree-5-plain", 5, "trifft nicht zu|trifft eher nicht zu|teils-teils|trifft eher zu|trifft zu"),
    ("agree-7", 7, "disagree|somewhat disagree|neither agree nor disagree|somewhat agree|agree"),
    ("agree-7", 7, "stimme nicht zu|stimme eher nicht zu|weder noch|stimme eher zu|stimme zu"),
    ("agree-4", 4, "stimme gar nicht zu|stimme eher nicht zu|stimme eher zu|stimme vollständig zu"),
    ("satisfied-5", 5, "very dissatisfied|dissatisfied|neutral|satisfied|very satisfied"),
    ("satisfied-5", 5, "extremely dissatisfied|somewhat dissatisfied|somewhat satisfied|extremely satisfied"),
    ("ease-6", 6, "very difficult|difficult|somewhat difficult|somewhat easy|easy|very easy"),
    ("ease-7", 7, "extremely difficult|neither easy nor difficult|extremely easy"),
    ("frequency-5", 5, "never|rarely|sometimes|often|always"),
    ("frequency-5", 5, "gar nicht|selten|eher selten|eher häufig|sehr häufig"),
    ("frequency-5-half", 5, "never|sometimes|about half the time|most of the time|always"),
    ("quality-5", 5, "very poor|poor|fair|good|very good"),
    ("quality-5-excellent", 5, "poor|fair|good|very good|excellent"),
    ("importance-4", 4, "nicht wichtig|eher unwichtig|eher wichtig|sehr wichtig"),
    ("likelihood", 11, "not at all likely|extremely likely"),
]  # fmt: skip


@pytest.mark.parametrize(("id", "points", "words"), SCALES)
def test_decide(id: str, points: int, words: str) -> None:
    assert labels.decide(words.split("|"), points=points).id == id


def test_the_preferred_family_is_named_first() -> None:
    assert labels.decide(["neutral"], points=5, allowed=["satisfied-5", "agree-5"]).id == "satisfied-5"
    assert labels.decide([], points=5, allowed=["agree-5"]).id == "agree-5"


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (
            "stimme nicht zu|stimme eher nicht zu|stimme eher zu|stimme zu|stimme voll zu",
            r"words of agree-6 .* or agree-7",
        ),
        (
            "disagree|somewhat disagree|agree",
            r"with \"somewhat disagree\" they are words of agree-6 \(6 points\)",
        ),
        ("completely disagree|strongly disagree|agree", "more than 5 points"),
        ("stimme zu|neutral", "is 4 in agree-5 and 5 in agree-5-plain"),
        ("agree|purple", 'in no known scale of 5 points: "purple"'),
        ("sometimes|never|always", "is 3 in frequency-5 and 2 in frequency-5-half"),
    ],
)
def test_undecided(words: str, error: str) -> None:
    with pytest.raises(InputError, match=error):
        labels.decide(words.split("|"), points=5)


def test_unknown_words_are_few_and_short_in_the_message() -> None:
    words = {f"{letter} long private remark of a respondent" for letter in "abcdefgh"}
    with pytest.raises(InputError) as raised:
        labels.decide(words | {"agree", "strongly agree"}, points=5)
    assert "and 3 more" in raised.value.message
    assert "respondent" not in raised.value.message
    assert "the nearest is agree-5" in raised.value.message
    assert raised.value.hint is not None
    assert "--labels" in raised.value.hint


def test_no_family_of_that_length() -> None:
    with pytest.raises(InputError, match="9 points"):
        labels.decide(["agree"], points=9)


@pytest.mark.parametrize(
    "text",
    [
        "N/A",
        "NA",
        "NaN",
        "null",
        "-",
        "--",
        ".",
        "?",
        "I don’t know",
        "Prefer not to say",
        "Keine Angabe",
        "Weiß nicht",
        "k.A.",
        "NS/NC",
        "Não sei",
        "Nie wiem",
        "DATA_EXPIRED",
        "Unfamiliar (N/A)",
    ],
)
def test_non_answers(text: str) -> None:
    assert labels.normalise(text) in labels.non_answers()


def test_missing_codes_are_kept_apart_from_words() -> None:
    assert {-99, -88, -77, -66, -9, -1} == labels.missing_codes()
    assert not any(word.lstrip("-").isdecimal() for word in labels.non_answers())


def test_non_answers_are_no_family() -> None:
    with pytest.raises(KeyError):
        labels.family("non-answers")
    with pytest.raises(KeyError):
        labels.family("agree-8")
    assert "non-answers" not in IDS
