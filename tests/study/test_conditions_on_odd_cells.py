"""`--where` on cells that look like numbers or times and are not, or not in that form."""

from __future__ import annotations

import json

import pytest

ROWS = (
    'id,nps,age,ts,inc\n1,9,NaN,2024-03-05T12:00:00,"1,000"\n'
    '2,2,20,2024-03-05T08:00:00,"1,001"\n3,10,30,2024-03-06T08:00:00,700\n'
)


@pytest.mark.parametrize(
    ("condition", "kept", "unreadable"),
    [
        ("age > 18", 2, "1 cell of 'age'"),  # NaN is greater than nothing
        ("ts >= '2024-03-05T10:00'", 2, None),
        ("ts = '2024-03-05T08:00:00'", 1, None),
        ("inc > 500", 1, "2 cells of 'inc'"),  # a thousand or one: nobody can tell
    ],
)
def test_what_cannot_be_compared_is_missing_and_said(cli, tmp_path, condition, kept, unreadable) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(ROWS)
    code, out, _ = cli(["nps", str(path), "--where", condition, "--format", "json"])
    report = json.loads(out)
    assert (code, report["results"][0]["n"]) == (0, kept)
    assert (unreadable is None) == (not any("not readable" in note for note in report["notes"]))
    assert unreadable is None or any(unreadable in note for note in report["notes"])


def test_weights_a_millionth_of_others_keep_their_interval(cli, tmp_path) -> None:
    def low(scale: float) -> tuple[float, float]:
        rows = [
            f"{i},{i * 7 % 11},{seg},{(1 + i % 3) * (scale if seg == 'b' else 1)!r}"
            for i in range(40)
            for seg in "ab"
        ]
        path = tmp_path / "weights.csv"
        path.write_text("id,nps,seg,wt\n" + "\n".join(rows) + "\n")
        _, out, _ = cli(["nps", str(path), "--by", "seg", "--weight", "wt", "--format", "json"])
        b = next(r for r in json.loads(out)["results"] if r["segment"] == {"seg": "b"})
        return b["low"], b["high"]

    assert low(1e-6) == pytest.approx(low(1.0), abs=1e-6)


def test_two_incomplete_questionnaires_make_no_whole_one(cli, tmp_path) -> None:
    from cxux_cli.catalog.questionnaires import questionnaire

    texts = [item.text for item in questionnaire("sus").items]
    header = ["id", *(f"{t} (A)" for t in texts[1:]), *(f"{t} (B)" for t in texts[:9])]
    path = tmp_path / "joined.csv"
    path.write_text(
        ",".join(header) + "\n" + "\n".join(",".join(["1", *["4", "2"] * 9]) for _ in range(5)) + "\n"
    )
    code, out, err = cli(["sus", str(path)])
    assert (code, out) == (4, "")
    assert "missing: 1, 10" in err
