"""Of an attempt without an outcome nobody knows whether it would have taken longer: it is left out, and not cut off."""

import json

ROWS = "participant,task,outcome,seconds\n" + "".join(
    f"p{i},t,{outcome},{seconds}\n"
    for i, (outcome, seconds) in enumerate(
        (("success", 10), ("success", 20), ("fail", 30), ("success", 40), ("success", 50))
    )
)


def test_an_attempt_without_an_outcome_moves_no_median(cli, tmp_path):
    found = []
    for more in ("", "p9,t,,5\n"):
        (tmp_path / "t.csv").write_text(ROWS + more)
        code, out, err = cli(["tasks", tmp_path / "t.csv", "--times", "censored", "--format", "json"])
        assert code == 0, err
        found += [r for r in json.loads(out)["results"] if (r["measure"], r["task"]) == ("time.median", "t")]
    assert [(r["value"], r["n"], r["parts"]["censored"]) for r in found] == [(40, 5, 1), (40, 5, 1)]
