"""`cxux compare`: files and segments side by side, each pair with the test that fits the measure."""

from __future__ import annotations

import csv
import io
import json
from importlib.resources import files
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from cxux_cli.stats.compare import two_proportions, welch
from cxux_cli.stats.multiplicity import holm

if TYPE_CHECKING:
    from conftest import Run

SCHEMA = json.loads(files("cxux_cli").joinpath("render/report.schema.json").read_text(encoding="utf-8"))


def _json(cli: Run, *arguments: str | Path) -> dict[str, Any]:
    code, out, err = cli(["compare", *arguments, "--format", "json"])
    assert code == 0, err
    document: dict[str, Any] = json.loads(out)
    Draft202012Validator(SCHEMA).validate(document)
    return document


def test_files_are_compared_in_the_order_they_are_given(cli: Run, samples: Path) -> None:
    first, second = (samples / "nps_waves" / f"nps_2026-0{i}.csv" for i in (3, 1))
    document = _json(cli, first, second)
    assert [r["value"] for r in document["results"]] == [pytest.approx(36.9565, abs=1e-4), 15.0]
    (pair,) = document["comparisons"]
    assert (pair["a"], pair["b"]) == ("nps_2026-01", "nps_2026-03")
    assert pair["difference"] == pytest.approx(15 - 36.9565, abs=1e-4)
    assert (pair["n_a"], pair["n_b"]) == (40, 46)


def test_every_pair_is_tested_and_counted(cli: Run, samples: Path) -> None:
    document = _json(cli, samples / "nps_waves" / "*.csv")
    names = [r["segment"]["source"] for r in document["results"]]
    assert [(p["b"], p["a"]) for p in document["comparisons"]] == list(combinations(names, 2))
    assert [p["p_adjusted"] for p in document["comparisons"]] == holm(
        [p["p"] for p in document["comparisons"]]
    )


def test_a_share_and_its_mean_have_the_tests_of_their_shapes(cli: Run, tmp_path: Path) -> None:
    answers = {"free": [1, 2, 3, 4, 4, 5, 2, 3, 1, 4, 3, 2], "pro": [5, 4, 4, 5, 3, 5, 4, 5, 2, 5, 4, 4]}
    path = tmp_path / "csat.csv"
    rows = [f"{plan},{x}" for plan, given in answers.items() for x in given]
    path.write_text("plan,How satisfied are you overall? (1-5)\n" + "\n".join(rows) + "\n", encoding="utf-8")
    document = _json(cli, path, "--by", "plan", "--measure", "csat")
    share, mean = document["comparisons"]
    top = [sum(x >= 4 for x in given) for given in answers.values()]
    wanted = two_proportions(top[1], 12, top[0], 12, confidence=0.95)
    assert (share["measure"], share["p"]) == ("csat", pytest.approx(wanted.p))
    assert (share["low"], share["high"]) == pytest.approx((100 * wanted.low, 100 * wanted.high))
    (m0, e0), (m1, e1) = (
        (sum(g) / 12, (sum((x - sum(g) / 12) ** 2 for x in g) / 11 / 12) ** 0.5) for g in answers.values()
    )
    t = welch(m1, e1, 12, m0, e0, 12, confidence=0.95)
    assert t is not None
    assert (mean["measure"], mean["p"]) == ("csat.mean", pytest.approx(t.p))


def test_hidden_groups_are_not_compared(cli: Run, samples: Path) -> None:
    document = _json(cli, samples / "qualtrics_nps.csv", "--by", "plan", "--min-n", "59")
    assert all(r["hidden"] for r in document["results"])
    assert document["comparisons"] == []


def test_blocks_of_a_questionnaire_are_compared_apart(cli: Run, samples: Path) -> None:
    document = _json(cli, samples / "sus_two_products.csv", "--by", "seen_first")
    assert [(p["a"], p["b"]) for p in document["comparisons"]] == [("A, B", "A, A"), ("B, B", "B, A")]


def test_csv_and_markdown_hold_every_pair(cli: Run, samples: Path) -> None:
    waves = samples / "nps_waves" / "*.csv"
    rows = list(csv.DictReader(io.StringIO(cli(["compare", waves, "--format", "csv"])[1])))
    assert len(rows) == 3
    assert rows[0]["a"] == "nps_2026-02"
    assert cli(["compare", waves, "--format", "markdown"])[1].count(" less ") == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["plain_nps.tsv"], "nothing to be compared with"),
        (["qualtrics_nps.csv", "--by", "plan", "--by", "role"], "one column at a time"),
        (["qualtrics_nps.csv", "--by", "plan", "--where", "plan = 'pro'"], "1 group to compare (pro)"),
        (["plain_nps.tsv", "--by", "plan", "--measure", "npss"], "there is no measure 'npss'"),
        (["plain_nps.tsv", "--by", "none"], "none"),
    ],
)
def test_what_cannot_be_compared_is_a_usage_error(
    cli: Run, samples: Path, arguments: list[str], said: str
) -> None:
    code, _, err = cli(["compare", samples / arguments[0], *arguments[1:]])
    assert code == 2
    assert said in err


def test_a_missing_file_is_an_input_error(cli: Run, samples: Path) -> None:
    assert cli(["compare", samples / "plain_nps.tsv", samples / "none.csv"])[0] == 4
