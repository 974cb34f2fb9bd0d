"""Laws of the words of every family in every language: no word is ever read as another one it contains."""

from __future__ import annotations

from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxux_cli.catalog import labels, load
from cxux_cli.errors import InputError
from cxux_cli.study.recode import Gap, Scale

FAMILIES = {each.id: each for each in labels.families()}
LANGUAGES = ["en", "de", "es", "pt", "fr", "pl", "it", "nl", "id", "zh", "ja"]


def spoken(id: str, language: str) -> dict[str, int]:
    """The normalised words of a family in one language, with their values."""
    values = load.entry("labels", id)["languages"][language]
    return {
        labels.normalise(word): value
        for value, entries in values.items()
        for entry in entries
        for word in (entry if isinstance(entry, list) else [entry])
    }


SPOKEN = [
    (id, language, spoken(id, language))
    for id in FAMILIES
    for language in load.entry("labels", id)["languages"]
]
NAMES = [f"{id}-{language}" for id, language, _ in SPOKEN]


def scale(id: str) -> Scale:
    family = FAMILIES[id]
    low, high = min(family.words.values()), max(family.words.values())
    return Scale(low, high, ends=family.words) if low == 0 else Scale(low, high, family=family)


@pytest.mark.parametrize("id", FAMILIES)
def test_every_family_speaks_every_language(id: str) -> None:
    # "Plain" ends beside hedged inner words are a habit of these two alone.
    known = ["de", "ja"] if id == "agree-5-plain" else LANGUAGES
    assert sorted(load.entry("labels", id)["languages"]) == sorted(known)


@pytest.mark.parametrize(("id", "language", "words"), SPOKEN, ids=NAMES)
def test_every_word_is_its_own_spelling_and_reads_as_its_value(
    id: str, language: str, words: dict[str, int]
) -> None:
    for word, value in words.items():
        assert labels.normalise(word) == word
        for cell in (word, word.upper(), f" {word}. ", word.capitalize()):
            if labels.normalise(cell) == word:
                assert scale(id).read(cell) == value, cell


CONTAINED = [
    (id, language, longer, words[longer], shorter, words[shorter])
    for id, language, words in SPOKEN
    for shorter, longer in permutations(words, 2)
    if shorter in longer and words[shorter] != words[longer]
]


def test_there_are_words_inside_words() -> None:
    pairs = {(shorter, longer) for _, _, longer, _, shorter, _ in CONTAINED}
    assert len(CONTAINED) > 1000
    assert pairs >= {
        ("agree", "disagree"),
        ("zgadzam się", "nie zgadzam się"),
        ("zufrieden", "unzufrieden"),
        ("同意", "不同意"),
        ("puas", "tidak puas"),
        ("eens", "mee oneens"),
        ("d'accord", "pas d'accord"),
        ("satisfait", "insatisfait"),
    }


def test_a_word_never_reads_as_a_word_it_contains() -> None:
    for id, language, longer, value, shorter, other in CONTAINED:
        assert scale(id).read(longer) == value, (id, language, longer)
        assert scale(id).read(shorter) == other, (id, language, shorter)


@given(st.sampled_from(SPOKEN), st.data())
def test_a_word_with_anything_more_is_another_word_or_none(spoken, data) -> None:
    id, _, words = spoken
    word = data.draw(st.sampled_from(sorted(words)))
    more = data.draw(st.sampled_from(["not ", "nicht ", "no ", "不", "un", "x"]))
    found = scale(id).read(more + word)
    longer = labels.normalise(more + word)
    expected = FAMILIES[id].words.get(longer)
    assert found == expected if expected is not None else isinstance(found, Gap)


# The negative of each stem; where both words are in a family, they stand opposite one another.
OPPOSITES = [
    ("disagree", "agree"), ("dissatisfied", "satisfied"), ("unlikely", "likely"), ("difficult", "easy"),
    ("unzufrieden", "zufrieden"), ("unwahrscheinlich", "wahrscheinlich"), ("schwierig", "einfach"),
    ("schwer", "leicht"), ("en desacuerdo", "de acuerdo"), ("insatisfech", "satisfech"), ("difícil", "fácil"),
    ("improbable", "probable"), ("discordo", "concordo"), ("insatisfeit", "satisfeit"),
    ("improvável", "provável"), ("insatisfait", "satisfait"), ("en désaccord", "en accord"),
    ("difficile", "facile"), ("nie zgadzam", "zgadzam"), ("niezadowol", "zadowol"), ("trudn", "łatw"),
    ("in disaccordo", "d'accordo"), ("insoddisfatt", "soddisfatt"), ("improbabile", "probabile"),
    ("oneens", "eens"), ("ontevreden", "tevreden"), ("moeilijk", "makkelijk"),
    ("onwaarschijnlijk", "waarschijnlijk"), ("tidak setuju", "setuju"), ("tidak puas", "puas"),
    ("sulit", "mudah"), ("不同意", "同意"), ("不满意", "满意"), ("不滿意", "滿意"), ("困难", "容易"),
    ("難しい", "簡単"), ("不満", "満足"), ("思わない", "思う"), ("low", "high"), ("gering", "hoch"),
]  # fmt: skip
SYMMETRIC = [
    id
    for id in FAMILIES
    if id.startswith(("agree", "satisfied", "ease", "effort", "likelihood-5-unlikely", "good-bad"))
    and "extent" not in id
]


@pytest.mark.parametrize("id", SYMMETRIC)
def test_opposite_words_stand_opposite(id: str) -> None:
    family = FAMILIES[id]
    mirrored = 0
    for word, value in family.words.items():
        for low, high in OPPOSITES:
            opposite = word.replace(low, high)
            # A word of the middle holds both stems ("neither easy nor difficult").
            if opposite == word or opposite not in family.words or value == (family.points + 1) / 2:
                continue
            mirrored += 1
            assert family.words[opposite] == family.points + 1 - value, (word, opposite)
    assert mirrored >= 2


# From the strongest to the weakest, in front of one and the same stem.
STRENGTHS = {
    "en": ("extremely ", "very ", "", "somewhat "),
    "de": ("äusserst ", "sehr ", "", "eher "),
    "es": ("extremadamente ", "muy ", "", "algo "),
    "pt": ("extremamente ", "muito ", "", "um pouco "),
    "fr": ("extrêmement ", "très ", "", "plutôt "),
    "pl": ("zdecydowanie ", "bardzo ", "", "raczej "),
    "it": ("estremamente ", "molto ", "", "piuttosto "),
    "nl": ("uiterst ", "zeer ", "", "enigszins "),
    "id": ("amat sangat ", "sangat ", "", "agak "),
    "zh": ("极其", "非常", "", "有点"),
    "ja": ("極めて", "非常に", "", "やや"),
}


@pytest.mark.parametrize(("id", "language", "words"), SPOKEN, ids=NAMES)
def test_a_stronger_word_is_never_nearer_to_the_middle(id: str, language: str, words: dict[str, int]) -> None:
    strengths = STRENGTHS[language]
    middle = (FAMILIES[id].points + 1) / 2
    for strong, weak in combinations(strengths, 2):
        for word, value in words.items():
            stronger = words.get(strong + word.removeprefix(weak)) if word.startswith(weak) else None
            if stronger is None or value == middle:
                continue
            if id in SYMMETRIC:
                assert (stronger <= value) if value < middle else (stronger >= value), word


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_two_families_that_disagree_are_never_guessed(language: str) -> None:
    checked = 0
    for one, other in combinations(FAMILIES.values(), 2):
        if one.points != other.points:
            continue
        mine = spoken(one.id, language) if language in load.entry("labels", one.id)["languages"] else {}
        for word, value in mine.items():
            if word in other.words and other.words[word] != value:
                checked += 1
                with pytest.raises(InputError, match="do not show which scale was used"):
                    labels.decide([word], points=one.points, allowed=[one.id, other.id])
                with pytest.raises(InputError, match="do not show which scale was used"):
                    labels.decide([word], points=one.points)
    assert checked or language == "id"


@given(st.sampled_from(SPOKEN), st.data())
def test_a_digit_wins_over_every_word(spoken, data) -> None:
    id, _, words = spoken
    asked = scale(id)
    word = data.draw(st.sampled_from(sorted(words)))
    digit = data.draw(st.integers(asked.low, asked.high))
    shape = data.draw(st.sampled_from(["{1} - {0}", "{1}={0}", "{0} ({1})", "{1}. {0}"]))
    assert asked.read(shape.format(word, digit)) == digit


def test_no_text_of_the_catalog_was_broken_by_an_encoding() -> None:
    for path in (load.ROOT / "labels").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        assert not set("�ÃÂ¤¶¼Ÿ\u0080\u0099") & set(text), path.name
        assert all(letter.isprintable() or letter == "\n" for letter in text), path.name


PRODUCTS = ["it", "FreshBlend", "Acme 2.0 (beta)", "the app", "微信"]


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize(
    "phrase",
    [
        "N/A - I no longer use {}",
        "N/A – I no longer use {}.",
        "I no longer use {}",
        "N/A: I don’t use {} anymore",
        "Ich nutze {} nicht mehr",
        "Ya no uso {}",
        "Não uso mais {}",
        "Je n'utilise plus {}",
        "Już nie używam {}",
        "Non uso più {}",
        "Ik gebruik {} niet meer",
        "Saya tidak lagi menggunakan {}",
        "我不再使用{}",
        "もう{}を使っていない",
    ],
)
def test_who_no_longer_uses_any_product_gave_no_answer(phrase: str, product: str) -> None:
    asked = Scale(1, 3, family=FAMILIES["disappointed-3"])
    assert asked.read(phrase.format(product)) is Gap.NON_ANSWER


@pytest.mark.parametrize(
    "cell", ["I use it", "no longer useful", "Nicht mehr", "n/a-ish", "I will no longer use it"]
)
def test_other_remarks_are_not_taken_for_no_answer(cell: str) -> None:
    assert Scale(1, 5).read(cell) is Gap.UNREADABLE


def test_a_non_answer_beside_a_digit_is_no_step_of_the_scale() -> None:
    assert Scale(1, 7).read("6 - Don't know") is Gap.NON_ANSWER
    assert Scale(1, 7).read("Keine Angabe (7)") is Gap.NON_ANSWER
    assert Scale(0, 10).read("0 - None") == 0
    assert Scale(0, 10).read("None") is Gap.NON_ANSWER


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("Good with comment", 2),
        ("bad", 1),
        ("👍", 2),
        ("👎\ufe0f", 1),
        ("👍🏽", 2),
        ("Unsatisfied", 1),
        ("Offered", Gap.NON_ANSWER),
    ],
)
def test_good_and_bad(cell: str, value: int | Gap) -> None:
    assert scale("good-bad-2").read(cell) == value
