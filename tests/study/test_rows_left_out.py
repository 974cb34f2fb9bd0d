"""Every row read is used, or left out for a reason that is counted and can be undone."""

import json

import pytest


@pytest.fixture
def ledger(cli, tmp_path):
    """`ledger(text, *options)`: (read, used, {reason: rows}) and the total result."""

    def measure(text, *options, key="nps"):
        path = tmp_path / "answers.csv"
        path.write_text(text, encoding="utf-8")
        code, out, err = cli([key, path, "--format", "json", *options])
        assert code == 0, err
        report = json.loads(out)
        found = report["ledger"][0]
        excluded = {e["reason"]: e["rows"] for e in found["excluded"]}
        assert found["read"] == found["used"] + sum(excluded.values())
        assert found["read"] == report["sources"][0]["rows"]
        total = report["results"][-1]
        assert total["n"] + total["n_missing"] == found["used"]
        return (found["read"], found["used"], excluded), total

    return measure


QUALTRICS = (
    "StartDate,Status,Finished,ResponseId,Q5\nStart,Response Type,Finished,Response ID,How likely to recommend us?\n"
    '"{""ImportId"":""a""}","{""ImportId"":""b""}","{""ImportId"":""c""}","{""ImportId"":""d""}",'
    '"{""ImportId"":""e""}"\n'
)


@pytest.mark.parametrize(
    ("options", "excluded", "n"),
    [
        ((), {"survey preview": 2, "unfinished": 1}, 2),
        (("--keep", "preview"), {"unfinished": 2}, 3),
        (("--keep", "unfinished"), {"survey preview": 2}, 3),
        (("--keep", "preview", "--keep", "unfinished"), {}, 5),
    ],
)
def test_previews_and_unfinished_rows_of_qualtrics(ledger, options, excluded, n):
    rows = (
        "2026-01-01,IP Address,True,R1,10\n2026-01-01,Survey Preview,True,R2,0\n"
        "2026-01-01,Survey Preview,False,R3,0\n2026-01-01,IP Address,False,R4,0\n2026-01-01,IP Address,True,R5,9\n"
    )
    found, total = ledger(QUALTRICS + rows, *options)
    assert found == (5, n, excluded)
    # Only the two kept by default are promoters.
    assert total["value"] == pytest.approx(100 * (2 - (n - 2)) / n)


def test_the_same_in_numbers(ledger):
    rows = "2026-01-01,0,1,R1,10\n2026-01-01,1,1,R2,0\n2026-01-01,0,0,R3,0\n2026-01-01,0,1,R4,9\n"
    assert ledger(QUALTRICS + rows)[0] == (4, 2, {"survey preview": 1, "unfinished": 1})


def test_unfinished_rows_of_limesurvey(ledger):
    text = (
        "id,submitdate,lastpage,startlanguage,NPS\n1,1980-01-01 00:00:00,3,en,10\n2,,1,en,0\n"
        "3,2026-01-01 10:00:00,3,en,9\n"
    )
    found, total = ledger(text)
    assert found == (3, 2, {"unfinished": 1})
    assert total["value"] == 100.0


def test_a_status_that_is_blank_throughout_says_nothing(ledger):
    text = "id,submitdate,lastpage,startlanguage,NPS\n1,,3,en,10\n2,,1,en,0\n"
    assert ledger(text)[0] == (2, 2, {})


def test_lines_of_averages_under_the_answers(ledger):
    text = "name,nps,plan\na,10,x\nb,9,x\nc,0,y\n,,\nAverage,6.33,\nTotal,3,\n"
    found, total = ledger(text)
    assert found == (5, 3, {"summary line": 2})
    # 2 promoters, 1 detractor of 3.
    assert total["value"] == pytest.approx(100 / 3)


def test_header_lines_between_pasted_exports(ledger):
    text = "id,nps,plan\n1,10,x\n2,9,x\nid,nps,plan\n3,0,y\n"
    assert ledger(text)[0] == (4, 3, {"repeated header line": 1})


def test_header_lines_between_pasted_exports_of_a_questionnaire(ledger):
    header = "id," + ",".join(f"SUS_{i}" for i in range(1, 11)) + "\n"
    rows = "1,5,1,5,1,5,1,5,1,5,1\n"
    found, total = ledger(header + 5 * rows + header + 4 * rows, key="sus")
    assert found == (10, 9, {"repeated header line": 1})
    assert total["value"] == 100.0


def test_weights_that_are_none(ledger):
    text = 'id,nps,w\n1,10,1\n2,9,\n3,8,0\n4,0,-1\n5,0,abc\n6,0,inf\n7,0,nan\n8,0,"0,5"\n'
    found, total = ledger(text, "--weight", "w")
    # Weight 1 on a promoter, 0.5 on a detractor: 100 * (1 - 0.5) / 1.5 = 33.3.
    assert found == (8, 2, {"without a usable weight": 4, "weight not above zero": 2})
    assert total["value"] == pytest.approx(100 / 3)


def test_the_first_reason_counts(ledger):
    text = "id,nps,w,plan\n1,10,1,a\n2,9,,b\n3,0,1,a,surplus\n"
    found, _ = ledger(text, "--weight", "w", "--where", "plan = 'a'")
    assert found == (3, 1, {"longer than the header": 1, "left out by --where": 1})


def test_people_without_an_answer_are_missing_and_not_left_out(ledger):
    found, total = ledger("id,nps\n1,10\n2,\n3,N/A\n4,12\n5,9.5\n6,hm\n7,9\n8,8\n9,7\n10,6\n11,0\n")
    assert found == (11, 11, {})
    assert {m["reason"]: (m["rows"], m["examples"]) for m in total["missing"]} == {
        "blank": (1, []),
        "no answer (N/A, don't know and the like)": (1, ["N/A"]),
        "outside the scale": (1, ["12"]),
        "not a whole number": (1, ["9.5"]),
        "not readable as an answer": (1, ["hm"]),
    }
    assert (total["n"], total["n_missing"]) == (6, 5)


def test_examples_show_no_addresses_and_no_long_text(ledger):
    text = "id,nps\n1,10\n2,9\n3,8\n4,7\n5,ann@example.org\n6," + "secret " * 20 + "\n"
    examples = [e for m in ledger(text)[1]["missing"] for e in m["examples"]]
    assert "<e-mail>" in examples
    assert all(len(e) <= 20 and "@" not in e for e in examples)


def test_duplicates_are_kept(ledger):
    assert ledger("id,nps\n1,10\n1,10\n1,10\n2,0\n")[0] == (4, 4, {})
