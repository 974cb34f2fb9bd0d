"""A time or a count that no test can have is unreadable, and drowns no other."""

import json

import pytest


@pytest.mark.parametrize("cell", ["1e309", "1e200", "99999999999999", "PT99999999999H", "-1e300"])
@pytest.mark.parametrize("column", ["seconds", "clicks", "errors"])
def test_a_number_beyond_measure_is_missing(cli, tmp_path, column, cell):
    rows = [f"p{i},t,success,{10 + i},{3 + i},{i % 2}" for i in range(6)]
    whole = {"seconds": "20", "clicks": "4", "errors": "1"} | {column: cell}
    rows.append(f"p9,t,success,{whole['seconds']},{whole['clicks']},{whole['errors']}")
    path = tmp_path / "t.csv"
    path.write_text("participant,task,outcome,seconds,clicks,errors\n" + "\n".join(rows) + "\n")
    code, out, err = cli(["tasks", path, "--format", "json"])
    assert (code, err) == (0, "")
    key = {"seconds": "time", "clicks": "clicks", "errors": "errors"}[column]
    found = {r["measure"]: r for r in json.loads(out)["results"] if r["task"] == "t"}
    assert (found[key]["n"], found["success"]["n"]) == (6, 7)
    assert found[key]["value"] < 100
    assert found[key]["n_missing"] == 1
