"""A scale whose numbers run against their words is refused, however the words are written beside the numbers."""

from __future__ import annotations

import pytest

from cxux_cli.catalog import poles
from cxux_cli.catalog.poles import Pole
from cxux_cli.catalog.questionnaires import questionnaire
from cxux_cli.measures.base import Answer, Items
from cxux_cli.measures.registry import COMMANDS
from cxux_cli.study.direction import backwards

# Measure -> the question and its worst and best label, by language.
QUESTIONS = {
    "nps": {
        "en": ("How likely are you to recommend us to a friend?", "not at all likely", "extremely likely"),
        "de": (
            "Wie wahrscheinlich empfehlen Sie uns einem Freund?",
            "sehr unwahrscheinlich",
            "wahrscheinlich",
        ),
        "es": ("¿Qué probabilidad hay de que nos recomiende a un amigo?", "nada probable", "muy probable"),
        "fr": ("Recommanderiez-vous Acme à un ami ?", "pas du tout probable", "très probable"),
    },
    "enps": {
        "en": ("Would you recommend Acme as a place to work?", "not likely", "very likely"),
        "de": ("Würden Sie Acme als Arbeitgeber empfehlen?", "unwahrscheinlich", "sehr wahrscheinlich"),
        "es": ("¿Nos recomendaría como lugar de trabajo?", "nada probable", "muy probable"),
        "fr": ("Recommanderiez-vous Acme comme employeur ?", "improbable", "très probable"),
    },
    "csat": {
        "en": ("Overall, how satisfied are you?", "worst", "best"),
        "de": ("Wie zufrieden sind Sie insgesamt?", "überhaupt nicht zufrieden", "sehr zufrieden"),
        "es": ("¿Qué tan satisfecho está en general?", "muy insatisfecho", "muy satisfecho"),
        "fr": ("Quel est votre niveau de satisfaction ?", "pas du tout satisfait", "très satisfait"),
    },
    "ces": {
        "en": ("How easy was it to get help?", "very hard", "easiest"),
        "de": ("Wie einfach war es, Hilfe zu bekommen?", "sehr schwierig", "sehr einfach"),
        "es": ("¿Qué tan fácil fue obtener ayuda?", "muy difícil", "muy fácil"),
        "fr": (
            "À quel point a-t-il été facile de nous joindre, facile a été",
            "très difficile",
            "très facile",
        ),
    },
    "stars": {
        "en": ("How many stars would you give?", "terrible", "excellent"),
        "de": ("Wie viele Sterne geben Sie?", "sehr schlecht", "sehr gut"),
        "es": ("¿Cuántas estrellas nos da?", "muy malo", "excelente"),
        "fr": ("Combien d'étoiles donnez-vous ?", "très mauvais", "excellent"),
    },
    "seq": {
        "en": ("Overall, how difficult or easy was the task?", "very hard", "very easy"),
        "de": ("Wie schwierig oder einfach war es?", "sehr schwer", "sehr leicht"),
        "es": ("¿Fue difícil o fácil?", "muy difícil", "muy fácil"),
        "fr": ("La tâche était difficile ou facile ?", "très difficile", "très facile"),
    },
}
STYLES = (
    "({low} = {first}, {high} = {last})",
    "({low} - {first}, {high} - {last})",
    "{low} ({first}) – {high} ({last})",
    "({low}: {first}; {high}: {last})",
    "{first} ({low}) – {last} ({high})",
    "({first} = {low}, {last} = {high})",
    "[{first} {low} - {high} {last}]",
    "({low}-{high}, {first} – {last})",
    '("{low}" = "{first}", "{high}" = "{last}")',
)


CASES = [(key, language) for key, languages in QUESTIONS.items() for language in languages]


def asked(key: str) -> Answer:
    question = COMMANDS[key].question
    assert isinstance(question, Answer)
    return question


def file(tmp_path, header: str, cells: list[str]) -> str:
    path = tmp_path / "answers.csv"
    quoted = header.replace('"', '""')
    path.write_text(f'id,"{quoted}"\n' + "".join(f"{i},{c}\n" for i, c in enumerate(cells)), encoding="utf-8")
    return str(path)


def test_every_measure_of_one_question_in_numbers_is_asked_here() -> None:
    of_numbers = {k for k, m in COMMANDS.items() if isinstance(m.question, Answer) and not m.question.worded}
    assert of_numbers == set(QUESTIONS)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("key", "language"), CASES)
def test_a_header_says_which_way_round(key: str, language: str, style: str) -> None:
    question, worst, best = QUESTIONS[key][language]
    low, high = asked(key).low, asked(key).high
    turned = f"{question} " + style.format(low=low, high=high, first=best, last=worst)
    usual = f"{question} " + style.format(low=low, high=high, first=worst, last=best)
    assert backwards(turned, (), (low, high), ()) is not None
    assert backwards(usual, (), (low, high), ()) is None


@pytest.mark.parametrize(("key", "language"), CASES)
def test_a_header_that_runs_backwards_is_refused(cli, tmp_path, key: str, language: str) -> None:
    question, worst, best = QUESTIONS[key][language]
    low, high = asked(key).low, asked(key).high
    numbers = [str(low + i % (high - low + 1)) for i in range(60)]
    code, _, err = cli([key, file(tmp_path, f"{question} ({low} = {best}, {high} = {worst})", numbers)])
    assert code == 4
    assert "runs the other way round" in err
    code, _, err = cli([key, file(tmp_path, f"{question} ({low} = {worst}, {high} = {best})", numbers)])
    assert code == 0, err


@pytest.mark.parametrize(("key", "language"), CASES)
def test_cells_that_run_backwards_are_refused(cli, tmp_path, key: str, language: str) -> None:
    question, worst, best = QUESTIONS[key][language]
    low, high = asked(key).low, asked(key).high
    for first, last, code in ((best, worst, 4), (worst, best, 0)):
        cells = [f"{low} - {first}", f"{high} - {last}", *map(str, range(low + 1, high))] * 12
        found, _, err = cli([key, file(tmp_path, question, cells)])
        assert found == code, err


@pytest.mark.parametrize(
    "text",
    [
        "How easy was it to get help, from very easy (1) to very difficult (7)?",
        "How easy was it to get help? Please rate from 1 (easy) to 7 (hard)",
        "How easy was it to get help? 1 is easiest, 7 is hardest",
        "On a scale where 1 means no effort and 7 means a great deal of effort, how easy was it to get help?",
        "How easy was it to get help (1 2 3 4 5 6 7, from easy to hard)",
        "How easy was it: very easy 1 2 3 4 5 6 7 very difficult",
        "Acme made it easy. (1 = fully agree, 4 = neutral, 7 = fully disagree)",
    ],
)
def test_turned_in_other_words(text: str) -> None:
    assert backwards(text, (), (1, 7), ()) is not None


@pytest.mark.parametrize(
    "text",
    [
        "1 - Easy to use",
        "1. How satisfied are you with our service?",
        "1: Satisfaction",
        "Satisfaction (1)",
        "How satisfied are you with the first 1 of 7 easy steps?",
        "How easy was it to solve a hard problem (1-7)?",
        "How easy or difficult was it (1-7)?",
        "1 difficult 4 neutral 7 easy",
        "1 (not easy) to 7 (not difficult)",
    ],
)
def test_what_says_nothing_about_the_direction_is_not_refused(text: str) -> None:
    assert backwards(text, (), (1, 7), ()) is None


def test_effort_is_good_when_it_is_low() -> None:
    text = "How much effort? (1 = very low effort, 5 = very high effort)"
    assert backwards(text, (), (1, 5), (), low_is_good=True) is None
    assert backwards(text, (), (1, 5), ()) is not None
    agreeing = "It took a lot of effort (1 = agree, 5 = disagree)"
    assert backwards(agreeing, (), (1, 5), (), low_is_good=True) is not None


@pytest.mark.parametrize(
    ("label", "pole"),
    [
        ("Very easy", Pole.GOOD),
        ("not at all satisfied", Pole.BAD),
        ("a lot of effort", Pole.BAD),
        ("no effort", Pole.GOOD),
        ("stimme überhaupt nicht zu", Pole.LOW),
        ("pas du tout d'accord", Pole.LOW),
        ("bardzo zadowolony", Pole.GOOD),
        ("helemaal oneens", Pole.LOW),
        ("per niente soddisfatto", Pole.BAD),
        ("muito insatisfeito", Pole.BAD),
        ("neither agree nor disagree", None),
        ("somewhat agree", None),
        ("easy hours", None),
        ("very", Pole.HIGH),
    ],
)
def test_a_label_names_an_end(label: str, pole: Pole | None) -> None:
    assert poles.whole(label) is pole


@pytest.mark.parametrize("key", [k for k, m in COMMANDS.items() if isinstance(m.question, Items)])
@pytest.mark.parametrize("where", ["header", "cells"])
@pytest.mark.parametrize("turned", [True, False])
def test_items_that_run_backwards_are_refused(cli, tmp_path, key: str, where: str, turned: bool) -> None:
    question = COMMANDS[key].question
    assert isinstance(question, Items)
    form = questionnaire(question.questionnaire)
    first, last = (
        ("Strongly agree", "Strongly disagree") if turned else ("Strongly disagree", "Strongly agree")
    )
    end = f" (1 = {first}, {form.high} = {last})" if where == "header" else ""
    labels = (
        {1: f"1 - {first}", form.high: f"{form.high} - {last}"}
        if where == "cells"
        else {1: "1", form.high: str(form.high)}
    )
    rows = [
        [
            labels.get(value, str(value))
            for i in range(len(form.items))
            for value in [1 + (row + i) % form.high]
        ]
        for row in range(30)
    ]
    header = ",".join(f'"{item.text}{end}"' for item in form.items)
    path = tmp_path / "items.csv"
    path.write_text("\n".join([header, *map(",".join, rows)]) + "\n", encoding="utf-8")
    code, _, err = cli([key, str(path)])
    assert code == (4 if turned else 0), err
    assert ("runs the other way round" in err) == turned
