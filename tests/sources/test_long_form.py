"""Long forms: one row per question becomes one row per person; what only looks like one stays as it is."""

import csv
import io
import json
import random

import polars as pl
import pytest

from cxux_cli.errors import InputError
from cxux_cli.sources.open import open_sources
from cxux_cli.sources.options import ReadOptions
from cxux_cli.sources.source import position

SCORES = {"ann": 10, "bob": 9, "cem": 8, "dan": 0}  # 2 promoters, 1 detractor of 4: 25


def text(rows):
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def long(names=("respondent", "question", "answer")):
    rows = [list(names)]
    for person, score in SCORES.items():
        rows += [[person, "nps", score], [person, "ease", 3], [person, "role", "user"]]
    return rows


def opened(path, content, layout=None):
    path.write_text(content)
    (source,) = open_sources([str(path)], ReadOptions(layout=layout))
    return source


def table(source):
    return [[c.name for c in source.columns], *[list(row) for row in source.sample]]


@pytest.mark.parametrize(
    "names",
    [
        ("respondent", "question", "answer"),
        ("Participant ID", "Item", "Score"),
        ("user_id", "question_text", "Value"),
        ("Response ID", "Question ID", "response"),
        ("UserId", "questionTitle", "Answer Text"),
    ],
)
def test_people_become_rows_and_questions_columns(tmp_path, names):
    source = opened(tmp_path / "a.csv", text(long(names)))
    assert table(source) == [
        [names[0], "nps", "ease", "role"],
        *[[person, str(score), "3", "user"] for person, score in SCORES.items()],
    ]
    assert any("12 rows became 4 respondents" in note for note in source.notes)
    assert source.scan([1], ()).collect()[position(1)].to_list() == [str(n) for n in SCORES.values()]


def test_a_long_form_is_measured_and_the_ledger_counts_people(cli, tmp_path):
    rows = [["segment", *long()[0]], *[["ab"[i // 6], *row] for i, row in enumerate(long()[1:])]]
    (tmp_path / "a.csv").write_text(text(rows))
    code, out, err = cli(["nps", tmp_path / "a.csv", "--by", "segment", "--format", "json"])
    assert (code, err) == (0, "")
    report = json.loads(out)
    assert (report["ledger"][0]["read"], report["ledger"][0]["used"]) == (4, 4)
    # a: two promoters; b: a passive and a detractor.
    assert [r["value"] for r in report["results"]] == [100.0, -50.0, 25.0]


def test_the_wording_beside_a_code_is_the_text_of_the_column(tmp_path):
    rows = [["user", "question id", "question", "answer"]]
    rows += [[p, q, f"Wording of {q}", 1] for p in SCORES for q in ("q1", "q2")]
    source = opened(tmp_path / "a.csv", text(rows))
    assert [(c.name, c.text) for c in source.columns[1:]] == [
        ("q1", "Wording of q1"),
        ("q2", "Wording of q2"),
    ]


def test_what_differs_within_a_person_is_left_out_and_named(tmp_path):
    rows = [[*long()[0], "site", "clock"], *[[*row, "web", i] for i, row in enumerate(long()[1:])]]
    source = opened(tmp_path / "a.csv", text(rows))
    assert [c.name for c in source.columns] == ["respondent", "site", "nps", "ease", "role"]
    assert "left out, because they differ within a respondent: clock" in source.notes


def test_a_question_not_shown_to_somebody_is_blank(tmp_path):
    rows = long()
    rows.remove(["cem", "ease", 3])
    assert table(opened(tmp_path / "a.csv", text(rows)))[3] == ["cem", "8", "", "user"]


def test_the_first_of_two_answers_counts_and_that_is_said(tmp_path):
    rows = [["person", "item", "value"], *[[f"p{p}", f"q{q}", q] for p in range(30) for q in range(5)]]
    source = opened(tmp_path / "a.csv", text([*rows, ["p3", "q2", 99]]))
    assert table(source)[4] == ["p3", "0", "1", "2", "3", "4"]
    assert "1 second answer of a respondent to a question: the first counts" in source.notes


def test_a_blank_is_no_first_answer(tmp_path):
    rows = [["person", "item", "value"], *[[f"p{p}", f"q{q}", q] for p in range(30) for q in range(5)]]
    rows.insert(1, ["p0", "q4", " "])
    source = opened(tmp_path / "a.csv", text(rows))
    # The order of the columns is that of the questions as they turn up.
    assert table(source)[:2] == [["person", "q4", "q0", "q1", "q2", "q3"], ["p0", "4", "0", "1", "2", "3"]]
    assert not any("second answer" in note for note in source.notes)


def test_people_who_answer_often_are_refused_with_the_column_that_tells_why(tmp_path):
    rows = [["person", "task", "item", "value"]]
    rows += [[f"p{p}", f"t{t}", f"q{q}", 3] for p in range(8) for t in range(3) for q in range(4)]
    with pytest.raises(InputError) as error:
        opened(tmp_path / "a.csv", text(rows))
    assert "64 of 96 answers" in error.value.message
    assert "'task'" in error.value.hint
    assert "--layout wide" in error.value.hint


def test_rows_of_nobody_are_read_and_left_out_with_a_reason(cli, tmp_path):
    rows = [*long(), ["", "nps", 3], ["", "ease", 3], ["ann", "", 4], ["", "", ""], ["bob", "x", 1, "more"]]
    (tmp_path / "a.csv").write_text(text(rows))
    code, out, err = cli(["nps", tmp_path / "a.csv", "--format", "json"])
    assert (code, err) == (0, "")
    report = json.loads(out)
    assert report["ledger"][0] == report["ledger"][0] | {"read": 8, "used": 4}
    assert {each["reason"]: each["rows"] for each in report["ledger"][0]["excluded"]} == {
        "row longer than the header": 1,
        "row without a question": 1,
        "row without a respondent": 2,
    }
    assert "2 rows without a respondent" in report["sources"][0]["notes"]


def test_a_date_that_differs_in_the_time_of_day_alone_is_kept(cli, tmp_path):
    rows = [[*long()[0], "answered at"]]
    rows += [[*row, f"2026-0{1 + i // 6}-03 10:{i:02d}"] for i, row in enumerate(long()[1:])]
    source = opened(tmp_path / "a.csv", text(rows))
    assert [row[1] for row in source.sample] == [f"2026-0{1 + p // 2}-03 10:{3 * p:02d}" for p in range(4)]
    assert "the first time of each respondent's day counts: answered at" in source.notes
    code, out, err = cli(["nps", tmp_path / "a.csv", "--every", "month", "--format", "json"])
    assert (code, err) == (0, "")
    assert [r["value"] for r in json.loads(out)["results"] if r["period"]] == [100.0, -50.0]


def test_a_date_that_differs_by_days_is_refused_with_the_reason(cli, tmp_path):
    rows = [[*long()[0], "date"], *[[*row, f"2026-01-{i + 1:02d}"] for i, row in enumerate(long()[1:])]]
    (tmp_path / "a.csv").write_text(text(rows))
    for asked in (("--every", "month"), ("--every", "month", "--date", "date"), ("--by", "date")):
        code, out, err = cli(["nps", tmp_path / "a.csv", *asked])
        assert (code, out) == (2, "")
        assert "'date' was left out: it differs within a respondent" in " ".join(err.split())


def grid(*names, rows):
    return [list(names), *rows]


NOT_LONG = {
    "attempts": grid(
        *("participant", "task", "success", "time"), rows=[[p, t, 1, 30] for p in range(6) for t in range(4)]
    ),
    "card sort": grid(
        *("user_id", "card", "category"), rows=[[p, c, "x"] for p in range(6) for c in range(4)]
    ),
    "events": grid(*("user_id", "event", "value"), rows=[[p, e, 1] for p in range(6) for e in range(4)]),
    "tickets": grid(
        *("user", "question", "response"), rows=[[i // 2, f"How do I do thing {i}?", "So"] for i in range(20)]
    ),
    "one answer each": grid(
        *("respondent", "question", "score"), rows=[[i, "nps", i % 11] for i in range(20)]
    ),
    "wide": grid(*("Response ID", "Item", "Value", "nps"), rows=[[i, "a", 3, i % 11] for i in range(20)]),
    "one person": grid(*("respondent", "question", "answer"), rows=[["p", f"q{i}", 3] for i in range(20)]),
}


ASK = "How satisfied are you?"
MORE_THAN_ANSWERS = {
    "an order log that asks": grid(
        *("user_id", "item", "value", ASK),
        rows=[[p, c, 3 + (p * i) % 7, 1 + (p + i) % 5] for p in range(9) for i, c in enumerate("abcd")],
    ),
    "orders that repeat": grid(
        *("user_id", "item", "value", ASK),
        rows=[[p, "abc"[i % 3], p * i, 1 + (p + i) % 5] for p in range(9) for i in range(5)],
    ),
    "attempts with times": grid(
        *("participant", "item", "score", "time"),
        rows=[[p, f"task {t}", 1 + p % 5, 30 + 7 * p + t * t * p] for p in range(9) for t in range(4)],
    ),
    "attempts with results": grid(
        *("participant", "item", "score", "completed"),
        rows=[
            [p, f"task {t}", 1 + p % 5, "yes" if (p + t) % 3 else "no"] for p in range(9) for t in range(4)
        ],
    ),
}


@pytest.mark.parametrize("kind", MORE_THAN_ANSWERS)
def test_rows_that_say_more_than_one_answer_stay_rows(tmp_path, kind):
    rows = MORE_THAN_ANSWERS[kind]
    source = opened(tmp_path / "a.csv", text(rows))
    assert table(source) == [[str(cell) for cell in row] for row in rows]
    (note,) = source.notes
    assert f"'{rows[0][3]}' says something else for each 'item' (--layout long turns it round)" in note


def test_what_describes_the_question_or_the_answer_is_no_further_answer(tmp_path):
    rows = [[*long()[0], "page", "shown as", "seen", "row id"]]
    for i, (person, question, score) in enumerate(long()[1:]):
        place = (i + i // 3) % 3 + 1
        rows.append([person, question, score, len(question), f"<{score}>", place, 700 + i * i])
    source = opened(tmp_path / "a.csv", text(rows))
    assert [c.name for c in source.columns] == ["respondent", "nps", "ease", "role"]


@pytest.mark.parametrize("kind", NOT_LONG)
def test_what_is_no_long_form_stays_as_it_is(tmp_path, kind):
    rows = NOT_LONG[kind]
    source = opened(tmp_path / "a.csv", text(rows))
    assert table(source) == [[str(cell) for cell in row] for row in rows]


def test_somebody_may_say_what_a_row_is(cli, tmp_path):
    wide = opened(tmp_path / "a.csv", text(long()), layout="wide")
    assert len(wide.sample) == 12
    forced = opened(tmp_path / "b.csv", text(NOT_LONG["one person"]), layout="long")
    assert (len(forced.sample), len(forced.columns)) == (1, 21)
    code, out, err = cli(["nps", tmp_path / "a.csv", "--layout", "long", "--format", "json"])
    assert (code, json.loads(out)["results"][0]["value"]) == (0, 25.0)
    code, out, err = cli(["inspect", tmp_path / "a.csv", "--layout", "wide", "--format", "json"])
    assert json.loads(out)["rows"] == 12
    (tmp_path / "c.csv").write_text("a,b\n1,2\n")
    code, out, err = cli(["nps", tmp_path / "c.csv", "--layout", "long"])
    assert (code, out) == (4, "")
    assert "call them respondent, question and answer" in err


def test_a_long_form_in_any_container(tmp_path):
    names, *rows = long()
    pl.DataFrame([[str(c) for c in row] for row in rows], schema=names, orient="row").write_parquet(
        tmp_path / "a"
    )
    (tmp_path / "b").write_text(
        "".join(json.dumps(dict(zip(names, row, strict=True))) + "\n" for row in rows)
    )
    tables = [table(open_sources([str(tmp_path / name)], ReadOptions())[0]) for name in "ab"]
    assert tables[0] == tables[1] == table(opened(tmp_path / "c.csv", text(long())))


@pytest.mark.parametrize("by_person", [False, True])
@pytest.mark.parametrize("quoted", [False, True])
def test_a_long_form_beyond_the_sample_is_turned_round_whole(cli, tmp_path, quoted, by_person):
    order = random.Random(5)
    people = {f"person with the number {i}": order.randrange(11) for i in range(30_000)}
    rows = [["participant", "plan", "question", "answer"]]
    rows += [[p, "ab"[n % 2], "nps", n] for p, n in people.items()]
    rows += [[p, "ab"[n % 2], "ease", 'a 5" b' if quoted else n] for p, n in people.items()]
    # Sorted by question, the sample shows each person once.
    if by_person:
        rows[1:] = sorted(rows[1:])
    rows.insert(50_000, ["person with the number 7", "ab"[people["person with the number 7"] % 2], "rare", 1])
    path = tmp_path / "a.csv"
    # A stray quote is what the scanner refuses: the file is then read through a repaired copy.
    path.write_text("".join(",".join(map(str, row)) + "\n" for row in rows))
    code, out, err = cli(["nps", path, "--column", "score=nps", "--by", "plan", "--format", "json"])
    assert (code, err) == (0, "")
    report = json.loads(out)
    scores = list(people.values())
    expected = 100 * (sum(n >= 9 for n in scores) - sum(n <= 6 for n in scores)) / len(scores)
    assert report["results"][-1]["value"] == pytest.approx(expected, abs=1e-9)
    assert report["ledger"][0]["read"] == 30_000
    assert report["sources"][0]["columns"] == 5


def test_a_large_table_with_one_row_each_is_no_long_form(tmp_path):
    rows = [["respondent", "question", "answer"]]
    rows += [[f"person with the number {i}", "nps" if i < 50_000 else "ease", i % 5] for i in range(100_000)]
    source = opened(tmp_path / "a.csv", text(rows))
    assert ([c.name for c in source.columns], source.complete) == (rows[0], False)


def test_a_missing_quote_in_a_large_long_form_swallows_nobody(cli, tmp_path):
    rows = [f"person number {i},{q},{i % 11}\n" for i in range(60_000) for q in ("nps", "ease")]
    rows[70_001] = 'person number 35000,"ease,3\n'
    path = tmp_path / "a.csv"
    path.write_text("participant,question,answer\n" + "".join(rows))
    code, out, err = cli(["nps", path, "--column", "score=nps"])
    assert (code, out) == (4, "")
    assert "quote" in err
