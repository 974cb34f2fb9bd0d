"""Which columns make up one question, told from headers, neighbours and cells of every export there is."""

import csv

import pytest

from cxux_cli.sources.open import open_sources
from cxux_cli.sources.options import ReadOptions
from cxux_cli.study import joined
from cxux_cli.study.kinds import CHOSEN, NOT_ASKED, NOT_CHOSEN, Kind, alone, answered
from cxux_cli.study.options import ordered
from cxux_cli.study.questions import OWN_WORDS, questions


@pytest.fixture
def source(tmp_path):
    """`source(columns, *header rows)`: a file with these columns, its first header row being their names."""

    def make(columns, *more):
        path = tmp_path / "answers.csv"
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerows([[name for name, _ in columns], *more])
            writer.writerows(zip(*(cells for _, cells in columns), strict=True))
        return open_sources([str(path)], ReadOptions())[0]

    return make


@pytest.fixture
def found(source):
    return lambda columns, *more: questions(source(columns, *more))


IDS = ("id", [f"r{i}" for i in range(8)])


def of_kind(questions, kind):
    return [q for q in questions if q.kind is kind]


def test_every_column_stands_in_exactly_one_question(found, samples):
    for path in sorted(samples.glob("*.csv")):
        (source,) = open_sources([str(path)], ReadOptions())
        indexes = [c.index for q in questions(source) for c in (*q.columns, *q.beside)]
        assert sorted(indexes) == list(range(len(source.columns))), path.name


BLANKS = ["", "", "", ""]
KIOSK = ["Kiosk", "", "Kiosk", "Kiosk"]
TABLET = ["", "Tablet", "", "Tablet"]


@pytest.mark.parametrize(
    "columns",
    [
        # Google Forms and LimeSurvey: the choice in brackets.
        [("Devices [Kiosk]", KIOSK), ("Devices [Tablet]", TABLET)],
        [("Devices [Kiosk]", ["Yes", "No", "Yes", "N/A"]), ("Devices [Tablet]", ["No", "No", "Yes", "N/A"])],
        [("Q3[SQ001]", ["Y", "", "Y", ""]), ("Q3[SQ002]", ["", "Y", "Y", ""])],
        # Qualtrics and Formbricks: stem - item.
        [("Devices - Kiosk", ["1", "", "1", "1"]), ("Devices - Tablet", ["", "1", "", "1"])],
        # Typeform: each column is called by its choice.
        [("Kiosk", KIOSK), ("Tablet", TABLET)],
        # Codes alone, where the cells say it.
        [("devices_1", ["1", "0", "1", "0"]), ("devices_2", ["0", "0", "1", "1"])],
        [("devices_1", ["TRUE", "FALSE", "TRUE", ""]), ("devices_2", ["FALSE", "FALSE", "TRUE", ""])],
        # A choice nobody took.
        [("Devices [Kiosk]", KIOSK), ("Devices [Tablet]", TABLET), ("Devices [Watch]", BLANKS)],
    ],
)
def test_one_column_per_choice(found, columns):
    (question,) = of_kind(found([("id", ["a1", "a2", "a3", "a4"]), *columns]), Kind.MULTIPLE)
    assert [c.name for c in question.columns] == [name for name, _ in columns]


def test_surveymonkey_names_the_choices_in_its_second_row(found):
    columns = [("Respondent ID", ["1", "2", "3"]), ("Which?", ["Tea", "", "Tea"]), ("", ["", "Mate", "Mate"])]
    (question,) = of_kind(
        found([*columns, ("", ["", "broth", ""])], ["", "Tea", "Mate", "Other (please specify)"]),
        Kind.MULTIPLE,
    )
    assert question.title == "Which?"
    assert question.items == ("Tea", "Mate", OWN_WORDS)
    assert question.marks[2][None] == CHOSEN


def test_what_a_cell_of_a_choice_means(found):
    columns = [("Q [a]", ["Yes", "No", "N/A", ""]), ("Q [b]", ["Yes", "Yes", "N/A", "No"])]
    (question,) = found(columns)
    marks = question.marks[0]
    assert (marks["Yes"], marks["No"], marks["N/A"], marks[""]) == (CHOSEN, NOT_CHOSEN, NOT_ASKED, NOT_ASKED)


def test_the_text_beside_other_is_left_out_where_other_is_marked(found):
    names = ["StartDate", "EndDate", "Finished", "ResponseId", "Q2_1", "Q2_2", "Q2_2_TEXT"]
    texts = [*names[:4], "Which? - Tea", "Which? - Other", "Which? - Other - Text"]
    imports = ["{'ImportId':'x'}".replace("'", '"')] * 7
    cells = [["d"] * 4, ["d"] * 4, ["True"] * 4, ["R1", "R2", "R3", "R4"], ["Tea", "", "Tea", ""]]
    cells += [["", "Other", "", "Other"], ["", "broth", "", "mate"]]
    (question,) = of_kind(found(list(zip(names, cells, strict=True)), texts, imports), Kind.MULTIPLE)
    assert question.items == ("Tea", "Other")
    assert [c.name for c in question.beside] == ["Q2_2_TEXT"]


def test_two_questions_with_one_wording_stay_two(found):
    names = ["StartDate", "EndDate", "Finished", "ResponseId", "Q2_1", "Q2_2", "Q4_1", "Q4_2"]
    texts = [*names[:4], "Pick - A", "Pick - B", "Pick - A", "Pick - B"]
    cells = [["d"] * 2, ["d"] * 2, ["True"] * 2, ["R1", "R2"], *[["1", ""]] * 4]
    made = found(list(zip(names, cells, strict=True)), texts, ['{"ImportId":"x"}'] * 8)
    assert [len(q.columns) for q in of_kind(made, Kind.MULTIPLE)] == [2, 2]


def test_a_matrix_has_one_stem_and_the_same_answers(found):
    agree = ["Disagree", "Agree", "Strongly agree", "Agree"]
    (question,) = found([("Easy [Paying]", agree), ("Easy [Choosing]", agree[::-1])])
    assert (question.kind, question.title, question.items) == (Kind.MATRIX, "Easy", ("Paying", "Choosing"))
    assert (question.options, question.scale) == (("Disagree", "Agree", "Strongly agree"), True)


def test_columns_with_one_stem_and_other_answers_are_questions_of_their_own(found):
    made = found([("You [plan]", ["free", "pro"] * 4), ("You [team]", ["red", "blue"] * 4)])
    assert [q.kind for q in made] == [Kind.SINGLE, Kind.SINGLE]


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["free", "pro"] * 4, Kind.SINGLE),
        (["0", "1", "1", "0"] * 2, Kind.SINGLE),
        (["3", "4.5", "3", "2", "8", "4", "5", "6"], Kind.NUMERIC),
        (["3,5", "4,5", "3,1", "2", "8", "4", "5", "3"], Kind.NUMERIC),
        (["1", "2", "3", "4", "5", "6", "7", "8"], Kind.ID),
        (["", "", "", "", "", "", "", ""], Kind.BLANK),
        (["N/A", "-", "", "", "", "", "", "-99"], Kind.BLANK),
        ([f"2026-03-0{i} 10:00" for i in range(1, 9)], Kind.DATE),
        ([f"a{i}@example.org" for i in range(8)], Kind.PERSONAL),
        ([f"I think {'so ' * i} indeed" for i in range(8)], Kind.TEXT),
        (["tea; mate", "tea", "mate; juice", "juice", "tea; juice", "mate", "tea; mate", "tea"], Kind.JOINED),
        (["tea;mate;", "tea;", "mate;", "tea;", "mate;tea;", "tea;", "mate;", "tea;"], Kind.JOINED),
        (["Yes, daily", "No, never", "Yes, sometimes", "No, never"] * 2, Kind.SINGLE),
    ],
)
def test_what_one_column_asks_for(source, cells, kind):
    made = source([("who", [f"r{i}" for i in range(8)]), ("answer", cells)])
    assert alone(made, made.columns[1]).kind is kind


def test_free_text_with_commas_is_never_split(source):
    texts = ["Slow, sadly", "Nice, but slow", "Fine, I guess", "Good, really", "Slow, sadly, today"]
    made = source([("who", ["a", "b", "c", "d", "e"]), ("why", texts)])
    assert alone(made, made.columns[1]).kind is Kind.TEXT


def test_a_choice_may_hold_the_separator():
    cells = {
        "Docs, Sheets or Slides": 3,
        "Mail, Docs, Sheets or Slides": 2,
        "Mail": 4,
        "Chat": 2,
        "Mail, Chat": 2,
    }
    assert joined.find(cells) == ","
    choices = joined.learn(cells, ",")
    assert choices.split("Mail, Docs, Sheets or Slides") == ["Mail", "Docs, Sheets or Slides"]
    assert choices.split("Mail, Chat, Mail") == ["Mail", "Chat"]


def test_own_words_beside_the_listed_choices_do_not_hide_the_list():
    cells = {"tea; mate": 20, "tea; juice": 11, "mate; juice": 9, "juice": 8, "tea; my own brew": 1}
    assert joined.find(cells) == ";"


@pytest.mark.parametrize(
    ("cells", "names", "scale"),
    [
        (["Agree", "Strongly disagree", "Neutral"], ("Strongly disagree", "Neutral", "Agree"), True),
        (["10 - very", "2", "0 - not"], ("0 - not", "2", "10 - very"), True),
        (["Agree", "Disagree", "Don't know"], ("Disagree", "Agree", "Don't know"), True),
        (
            ["30-44", "under 18", "18-29", "> 60", "45-60"],
            ("under 18", "18-29", "30-44", "45-60", "> 60"),
            False,
        ),
        (["b", "a", "b"], ("b", "a"), False),
        (["yes", "Yes ", "Yes", "NO"], ("Yes", "NO"), False),
    ],
)
def test_the_order_of_answers(cells, names, scale):
    counts = {cell: cells.count(cell) for cell in cells}
    options = ordered(counts)
    assert (options.names, options.scale) == (names, scale)


def test_words_have_numbers_only_where_every_scale_agrees():
    steps = ("Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree")
    # All five steps of a scale were used, so they are no part of one of seven.
    values = dict(zip(steps, range(1, 6), strict=True))
    assert ordered(dict.fromkeys(steps, 1)).values == values
    # "Somewhat agree" is 4 of 5 and 5 of 7; the order is known, the numbers are not.
    options = ordered({"Somewhat agree": 1, "Strongly agree": 1, "Strongly disagree": 1})
    assert options.scale and options.values is None


def test_a_code_marks_no_answer_only_where_nothing_else_is_below_zero():
    assert answered({"-99": 3, "4": 1, "5": 1}) == {"4": 1, "5": 1}
    assert answered({"-1": 3, "-2": 1, "2": 1}) == {"-1": 3, "-2": 1, "2": 1}


def test_real_exports(corpus):
    def kinds(name):
        (source,) = open_sources([str(corpus / "real" / name)], ReadOptions())
        return [(q.kind, len(q.columns)) for q in questions(source)]

    monkey = kinds("surveymonkey/en_star_wars_two_headers.csv")
    assert (Kind.MULTIPLE, 6) in monkey and (Kind.MATRIX, 6) in monkey and (Kind.MATRIX, 14) in monkey
    legacy = kinds("qualtrics/en_matrix_legacy.csv")
    assert [n for kind, n in legacy if kind is Kind.MATRIX] == [4, 4]
    assert sum(kind is Kind.JOINED for kind, _ in kinds("google-forms/en_haxe_no_header.csv")) == 5
    assert (Kind.MULTIPLE, 7) in kinds("limesurvey/de_semicolon_digital_twins.csv")
