"""The measures of short scales, by hand and by their published definitions."""

from __future__ import annotations

import json

import pytest


def measured(cli, path, text, *arguments):
    path.write_text(text, encoding="utf-8")
    code, out, err = cli([arguments[0], str(path), *arguments[1:], "--format", "json"])
    return code, (json.loads(out) if out else None), err


def test_umux_by_finstad(cli, tmp_path) -> None:
    # (7-1 + 7-1 + 7-1 + 7-1) = 24 of 24 is 100; (5-1 + 7-3 + 4-1 + 7-4) = 14 of 24 is 58.33.
    text = "id,UMUX1,UMUX2,UMUX3,UMUX4\na,7,1,7,1\nb,5,3,4,4\nc,,1,7,1\n"
    code, report, _ = measured(cli, tmp_path / "u.csv", text, "umux")
    total = report["results"][0]
    assert (code, total["n"], total["n_missing"]) == (0, 2, 1)
    assert total["value"] == pytest.approx((100 + 100 * 14 / 24) / 2)


def test_enps_is_never_nps_and_the_reverse(cli, tmp_path) -> None:
    asked = "How likely are you to recommend Acme as a place to work?"
    rows = "".join(f"{i},{i % 11}\n" for i in range(33))
    code, report, _ = measured(cli, tmp_path / "e.csv", f"id,{asked}\n{rows}", "enps")
    # Of 0 to 10 three times over: 6 promoters, 21 detractors of 33.
    assert (code, report["results"][0]["value"]) == (0, pytest.approx(100 * (6 - 21) / 33))
    assert measured(cli, tmp_path / "e.csv", f"id,{asked}\n{rows}", "nps")[0] == 4
    customers = "How likely are you to recommend Acme to a friend?"
    assert measured(cli, tmp_path / "n.csv", f"id,{customers}\n{rows}", "enps")[0] == 4


def test_enps_hides_small_groups_unasked(cli, tmp_path) -> None:
    text = "id,enps\n1,9\n2,10\n3,0\n4,7\n"
    _, report, _ = measured(cli, tmp_path / "e.csv", text, "enps")
    assert (report["results"][0]["hidden"], report["results"][0]["value"]) == (True, None)
    _, report, _ = measured(cli, tmp_path / "e.csv", text, "enps", "--min-n", "1")
    assert report["results"][0]["value"] == 25.0


def test_stars_and_seq_are_means_on_their_own_scale(cli, tmp_path) -> None:
    _, report, _ = measured(cli, tmp_path / "s.csv", "id,stars\n1,5\n2,4\n3,1\n4,\n5,9\n6,2\n7,2\n", "stars")
    total = report["results"][0]
    # 5, 4, 1, 2 and 2; the blank is missing, 9 stars are outside the scale.
    assert (total["value"], total["n"], total["n_missing"]) == (pytest.approx(14 / 5), 5, 2)
    asked = '"Overall, how difficult or easy was the task to complete?"'
    text = f"id,{asked}\n1,Very easy\n2,Somewhat easy\n3,4\n4,Very difficult\n"
    _, report, _ = measured(cli, tmp_path / "q.csv", text, "seq")
    assert report["results"][0]["value"] == pytest.approx((7 + 5 + 4 + 1) / 4)
    assert report["results"][0]["range"] == [1.0, 7.0]
