"""The samples give what `sample_data/README.md` says: n and value of every file with one measure."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

# The last cell of a row: "n 115: 57 / 35 / 23, NPS 29.57" or "n 24, mean 71.67, sd 13.98".
RESULT = re.compile(r"^(?:of .*?)?n (?P<n>\d+)\b.*?(?P<measure>NPS|mean) (?P<value>-?\d+\.\d+)")
README = Path(__file__).parents[1] / "sample_data" / "README.md"


def stated() -> list[tuple[str, str, int, float]]:
    found = []
    for line in README.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        name = re.fullmatch(r"`([\w.]+)`", cells[0])
        result = RESULT.match(cells[-1])
        if name and result:
            measure = "nps" if result["measure"] == "NPS" else "sus"
            found.append((name[1], measure, int(result["n"]), float(result["value"])))
    return found


STATED = stated()


def test_most_samples_state_their_result() -> None:
    assert len(STATED) >= 10


@pytest.mark.parametrize(("name", "measure", "n", "value"), STATED, ids=[row[0] for row in STATED])
def test_a_sample_gives_what_it_states(cli, samples, name: str, measure: str, n: int, value: float) -> None:
    code, out, err = cli([measure, str(samples / name), "--format", "json"])
    assert (code, err) == (0, "")
    found = [(result["n"], round(result["value"], 2)) for result in json.loads(out)["results"]]
    assert (n, value) in found
