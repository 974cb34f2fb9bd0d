"""Which ten columns are the SUS: texts, names, blocks, and the look-alikes that must not be scored in silence."""

import json

import pytest

from cxux_cli.catalog.questionnaires import questionnaire

TEXTS = [item.text for item in questionnaire("sus").items]
PEOPLE = [
    [4, 2, 4, 1, 5, 2, 4, 2, 4, 1],
    [5, 1, 5, 1, 5, 1, 5, 1, 5, 1],
    [3] * 10,
    [2, 4, 3, 3, 2, 4, 3, 4, 2, 3],
]
# 1: odd 3 3 4 3 3 = 16, even 3 4 3 3 4 = 17: 82.5. 2: 100. 3: 50. 4: odd 1 2 1 2 1 = 7, even 1 2 1 1 2 = 7: 35.
MEAN = (82.5 + 100 + 50 + 35) / 4


@pytest.fixture
def sus(cli, tmp_path):
    """`sus(header, rows, *options)`: the report, or the error as (code, message, hint)."""

    def measure(header, rows, *options):
        path = tmp_path / "answers.csv"
        lines = [",".join(f'"{name}"' for name in header)]
        lines += [",".join(f'"{cell}"' for cell in row) for row in rows]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        code, out, _ = cli(["sus", path, "--format", "json", *options])
        report = json.loads(out)
        if code:
            return code, report["error"]["message"], report["error"]["hint"]
        return report

    return measure


def mean(report):
    return [result["value"] for result in report["results"]]


@pytest.mark.parametrize(
    "header",
    [
        TEXTS,
        [f"{i}. {text}" for i, text in enumerate(TEXTS, 1)],
        [f"Usability test [{text}]" for text in TEXTS],
        [
            text.replace("this system", "the FreshBlend app").replace("the system", "FreshBlend")
            for text in TEXTS
        ],
        [text.upper() for text in TEXTS],
        [f"Q{i}" for i in range(1, 11)],
        [f"q{i}" for i in range(1, 11)],
        [f"SUS_{i}" for i in range(1, 11)],
        [f"sus{i:02}" for i in range(1, 11)],
        [f"SUS[SQ{i:03}]" for i in range(1, 11)],
        [f"Question {i}" for i in range(1, 11)],
        [f"Q7_{i}" for i in range(1, 11)],
    ],
    ids=lambda header: header[0],
)
def test_texts_and_names(sus, header):
    report = sus(["id", *header, "age"], [[i, *row, 30] for i, row in enumerate(PEOPLE)])
    assert mean(report) == [MEAN]
    assert [m["column"] for m in report["sources"][0]["mapping"][:10]] == header


def test_the_order_of_the_columns_does_not_matter(sus):
    order = [3, 0, 9, 1, 7, 2, 5, 8, 4, 6]
    report = sus([TEXTS[i] for i in order], [[row[i] for i in order] for row in PEOPLE])
    assert mean(report) == [MEAN]


def test_names_in_any_order_are_taken_by_their_number(sus):
    order = [9, 0, 1, 2, 3, 4, 5, 6, 7, 8]
    report = sus([f"Q{i + 1}" for i in order], [[row[i] for i in order] for row in PEOPLE])
    assert mean(report) == [MEAN]


def test_texts_win_over_names(sus):
    # The items stand under codes that count other things.
    header = [f"Q{i}" for i in range(1, 11)] + TEXTS
    report = sus(header, [[1] * 10 + row for row in PEOPLE])
    assert mean(report) == [MEAN]


def test_stored_contributions_are_refused_and_can_be_stated(sus):
    people = [*PEOPLE, [1, 5] * 5]  # the fifth scores 0
    turned = [[x - 1 if i % 2 == 0 else 5 - x for i, x in enumerate(row)] for row in people]
    header = [f"SUS_{i}" for i in range(1, 11)]
    code, message, hint = sus(header, turned)
    assert code == 2
    assert "from 0 to 4" in message
    assert "--variant contributions" in hint
    assert "--scale 0-4" in hint
    assert mean(sus(header, turned, "--variant", "contributions")) == [4 * MEAN / 5]


def test_answers_counted_from_zero_can_be_stated(sus):
    shifted = [[x - 1 for x in row] for row in PEOPLE]
    assert mean(sus([f"SUS_{i}" for i in range(1, 11)], shifted, "--scale", "0-4")) == [MEAN]


def test_interleaved_contributions_are_not_scored(sus):
    header = [name for i in range(1, 11) for name in (TEXTS[i - 1], f"contribution {i}")]
    rows = [[c for i, x in enumerate(row) for c in (x, x - 1 if i % 2 == 0 else 5 - x)] for row in PEOPLE]
    assert mean(sus(header, rows)) == [MEAN]


def test_points_of_a_quiz_beside_every_item_are_not_scored(sus):
    header = ["Marca temporal"] + [name for text in TEXTS for name in (text, f"{text} [Puntuación]")]
    rows = [["2026-01-01", *(c for x in row for c in (x, "-- / 0"))] for row in PEOPLE]
    assert mean(sus(header, rows)) == [MEAN]


@pytest.mark.parametrize("scores", [[82.5, 100, 50, 35], [82.5, 100, 50, 40]])
def test_a_stored_score_is_compared_and_never_used(sus, scores):
    header = [*TEXTS, "SUS score"]
    report = sus(header, [[*row, score] for row, score in zip(PEOPLE, scores, strict=True)])
    assert mean(report) == [MEAN]
    said = " ".join(report["results"][0]["notes"])
    assert ("agrees" in said) == (scores[3] == 35)
    assert ("differs from the recomputed score in 1 of 4 rows" in said) == (scores[3] != 35)


def test_a_score_column_alone_is_no_questionnaire(sus):
    code, message, _ = sus(["id", "SUS score"], [[1, 82.5], [2, 100]])
    assert code == 4
    assert "not found" in message


def test_scores_instead_of_answers_are_refused(sus):
    code, message, _ = sus([f"SUS_{i}" for i in range(1, 11)], [[80, 90, 75, 60, 55, 80, 90, 75, 60, 55]] * 3)
    assert code == 4
    assert "55 to 90" in message


def test_seven_points_are_refused(sus):
    rows = [[7, 1, 6, 2, 7, 1, 6, 2, 7, 1], [6, 2, 5, 3, 6, 2, 5, 3, 6, 2]]
    code, message, _ = sus([f"SUS_{i}" for i in range(1, 11)], rows)
    assert code == 4
    assert "1 to 7" in message


def test_one_answer_out_of_range_loses_one_person_only(sus):
    rows = [*PEOPLE, [4, 2, 4, 1, 5, 2, 4, 2, 4, 44]]
    result = sus(TEXTS, rows)["results"][0]
    assert (result["value"], result["n"], result["n_missing"]) == (MEAN, 4, 1)
    assert result["missing"][0] == {"reason": "outside the scale", "rows": 1, "examples": ["44"]}


def test_two_blocks_stand_side_by_side(sus):
    header = [f"{b}_SUS_{i}" for b in ("before", "after") for i in range(1, 11)]
    report = sus(header, [row + [3] * 10 for row in PEOPLE])
    assert [(r["segment"], r["value"]) for r in report["results"]] == [
        ({"condition": "before"}, MEAN),
        ({"condition": "after"}, 50.0),
    ]
    assert any("2 times in every row" in note for note in report["notes"])


def test_two_blocks_of_the_same_texts_are_numbered(sus):
    report = sus(TEXTS + TEXTS, [row + [3] * 10 for row in PEOPLE])
    assert [(r["segment"], r["value"]) for r in report["results"]] == [
        ({"condition": "1"}, MEAN),
        ({"condition": "2"}, 50.0),
    ]


def test_an_item_of_another_questionnaire_that_sounds_the_same(sus):
    # UMUX-Lite asks "easy to use" too; the one that stands among the others belongs to the SUS.
    header = [*TEXTS, "age", "FreshBlend is easy to use", "FreshBlend meets my needs"]
    assert mean(sus(header, [[*row, 30, 1, 1] for row in PEOPLE])) == [MEAN]


def test_positive_wording_has_to_be_stated(sus):
    positive = list(TEXTS)
    positive[1] = "I found the system to be simple"
    positive[3] = "I think that I could use the system without the support of a technical person"
    positive[5] = "I thought there was a lot of consistency in the system"
    positive[7] = "I found the system very intuitive"
    positive[9] = "I could use the system without having to learn anything new"
    rows = [[4] * 10, [5] * 10]
    code, message, hint = sus(positive, rows)
    assert code == 2
    assert "positively" in message
    assert "--variant positive" in hint
    # Every item counts x - 1: 10 * 3 * 2.5 = 75 and 100.
    assert mean(sus(positive, rows, "--variant", "positive")) == [87.5]


def test_numbers_beyond_ten_are_another_questionnaire(sus):
    header = [f"Q{i}" for i in range(1, 25)]
    code, message, hint = sus(header, [[3] * 24] * 3)
    assert code == 4
    assert "not found" in message
    assert "=#" not in hint


def test_nine_items_are_not_ten(sus):
    code, message, _ = sus(TEXTS[:9], [row[:9] for row in PEOPLE])
    assert code == 4
    assert "missing: 10" in message
    code, _, _ = sus([f"SUS_{i}" for i in range(1, 10)], [row[:9] for row in PEOPLE])
    assert code == 4


@pytest.mark.parametrize("items", ["a..j", "#2..#11", "a,b,c,d,e,f,g,h,i,j"])
def test_stated_columns_in_order(sus, items):
    report = sus(
        ["id", *"abcdefghij"], [[i, *row] for i, row in enumerate(PEOPLE)], "--column", f"items={items}"
    )
    assert mean(report) == [MEAN]


@pytest.mark.parametrize("items", ["a..i", "a,b", "a,a,c,d,e,f,g,h,i,j"])
def test_stated_columns_that_are_not_ten_different_ones(sus, items):
    code, _, _ = sus(list("abcdefghij"), PEOPLE, "--column", f"items={items}")
    assert code == 2


def test_words_with_their_opposites(sus):
    known = {1: "Strongly disagree", 2: "Disagree", 3: "Neutral", 4: "Agree", 5: "Strongly agree"}
    assert mean(sus(TEXTS, [[known[x] for x in row] for row in PEOPLE])) == [MEAN]


def test_missing_items_by_rule(sus):
    rows = [[5, 1, 5, 1, 5, 1, 5, 1, 5, ""], [5, 1, 5, 1, 5, 1, "", "", "", ""], PEOPLE[2]]
    # Listwise: 50 alone. Prorated: 36 of 36 points give 100. Midpoint: 36 + 2 = 38 -> 95 and 24 + 8 = 32 -> 80.
    expected = {"listwise": [50], "prorate": [50, 100], "midpoint": [50, 80, 95]}
    for rule, scores in expected.items():
        result = sus(TEXTS, rows, "--missing", rule)["results"][0]
        assert [d["value"] for d in result["distribution"]] == scores
        assert (result["n"], result["n_missing"]) == (len(scores), 3 - len(scores))
