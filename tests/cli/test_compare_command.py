"""`cxux compare`: files and segments side by side, each pair with the test that fits the measure."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cxux_cli.stats.compare import two_proportions, welch
from cxux_cli.stats.multiplicity import benjamini_hochberg

if TYPE_CHECKING:
    from conftest import Run


def _json(cli: Run, *arguments: str | Path) -> dict[str, Any]:
    code, out, err = cli(["compare", *arguments, "--format", "json"])
    assert code == 0, err
    document: dict[str, Any] = json.loads(out)
    return document


def test_every_pair_of_files_is_tested_and_counted(cli: Run, samples: Path) -> None:
    document = _json(cli, *sorted((samples / "nps_waves").glob("*.csv")))
    names = [f"source = nps_2026-0{i}" for i in (1, 2, 3)]
    assert [(p["a"], p["b"]) for p in document["comparisons"]] == list(combinations(names, 2))
    p = [pair["p"] for pair in document["comparisons"]]
    assert [pair["p_adjusted"] for pair in document["comparisons"]] == benjamini_hochberg(p)


def test_a_share_and_its_mean_have_the_tests_of_their_shapes(cli: Run, tmp_path: Path) -> None:
    answers = {"free": [1, 2, 3, 4, 4, 5, 2, 3, 1, 4, 3, 2], "pro": [5, 4, 4, 5, 3, 5, 4, 5, 2, 5, 4, 4]}
    path = tmp_path / "csat.csv"
    rows = [f"{plan},{x}" for plan, given in answers.items() for x in given]
    path.write_text("plan,How satisfied are you overall? (1-5)\n" + "\n".join(rows) + "\n", encoding="utf-8")
    share, mean = _json(cli, path, "--by", "plan", "--measure", "csat")["comparisons"]
    free, pro = (sum(x >= 4 for x in given) for given in answers.values())
    wanted = two_proportions(free, 12, pro, 12, confidence=0.95)
    assert (share["measure"], share["p"]) == ("csat", pytest.approx(wanted.p))
    assert (share["low"], share["high"]) == pytest.approx((100 * wanted.low, 100 * wanted.high))
    means = [sum(given) / 12 for given in answers.values()]
    errors = [
        (sum((x - m) ** 2 for x in given) / 11 / 12) ** 0.5
        for m, given in zip(means, answers.values(), strict=True)
    ]
    t = welch(means[0], errors[0], 12, means[1], errors[1], 12, confidence=0.95)
    assert t is not None
    assert (mean["measure"], mean["p"]) == ("csat.mean", pytest.approx(t.p))


def test_only_the_measures_asked_for_are_compared(cli: Run, samples: Path) -> None:
    waves = sorted((samples / "nps_waves").glob("*.csv"))
    assert {r["measure"] for r in _json(cli, *waves, "--measure", "nps")["results"]} == {"nps"}
    assert cli(["compare", *waves, "--measure", "sus"])[0] == 4


def test_hidden_groups_are_not_compared(cli: Run, samples: Path) -> None:
    document = _json(cli, samples / "qualtrics_nps.csv", "--by", "plan", "--min-n", "59", "--measure", "nps")
    assert document["comparisons"] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["plain_nps.tsv"], "nothing to be compared with"),
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
