"""`cxux compare`: files and segments side by side, each pair with the test that fits the measure."""

from __future__ import annotations

import json
from collections import Counter
from itertools import combinations
from math import comb
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from scipy import stats

from cxux_cli.stats import permutation
from cxux_cli.stats.compare import two_proportions
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
    counts = [Counter(map(float, given)) for given in answers.values()]
    few = permutation.means(*counts, confidence=0.975)
    assert (mean["measure"], mean["p"], mean["method"]) == ("csat.mean", few.p, "permutation test")
    assert (mean["low"], mean["high"]) == few.central


def test_many_answers_are_compared_by_welch(cli: Run, tmp_path: Path) -> None:
    answers = {"free": [1, 2, 3, 4, 4, 5, 2, 3, 1, 4] * 3, "pro": [5, 4, 4, 5, 3, 5, 4, 5, 2, 5] * 3}
    path = tmp_path / "csat.csv"
    rows = [f"{plan},{x}" for plan, given in answers.items() for x in given]
    path.write_text("plan,How satisfied are you overall? (1-5)\n" + "\n".join(rows) + "\n", encoding="utf-8")
    mean = _json(cli, path, "--by", "plan", "--measure", "csat")["comparisons"][1]
    wanted = stats.ttest_ind(answers["free"], answers["pro"], equal_var=False)
    assert (mean["p"], mean["method"]) == (pytest.approx(wanted.pvalue), "Welch t test")


def test_a_small_group_of_answers_alike_is_no_difference(cli: Run, faults: Path) -> None:
    # Welch's test says p 0.0008; three fives beside 36 fives of 50 are dealt in 39 of 100 cases, and 10 of 100 deals
    # are as far out on the other side.
    (pair,) = _json(cli, faults / "numbers" / "welch_constant_group.csv", "--by", "store")["comparisons"]
    assert pair["p"] == pytest.approx(comb(39, 3) / comb(53, 3) + 0.107, abs=0.001)
    assert pair["low"] < 0 < pair["high"]
    assert (
        "no difference shown"
        in cli(["compare", faults / "numbers" / "welch_constant_group.csv", "--by", "store"])[1]
    )


def test_groups_without_spread_have_a_difference_with_a_width(cli: Run, faults: Path) -> None:
    (pair,) = _json(cli, faults / "numbers" / "constant_compare.csv", "--by", "g")["comparisons"]
    assert pair["p"] == pytest.approx(2 / comb(10, 5))
    assert pair["low"] < pair["difference"] < pair["high"]


def test_one_table_of_four_counts_has_one_p(cli: Run, faults: Path) -> None:
    # R: fisher.test(matrix(c(0, 2, 18, 2), 2))$p.value is 0.02597403.
    share = _json(cli, faults / "numbers" / "fisher_two_answers.csv", "--by", "seg")["comparisons"][0]
    args = ["table", faults / "numbers" / "fisher_table.csv", "--by", "seg", "--column", "satisfied"]
    cells = json.loads(cli([*args, "--format", "json"])[1])["tables"][0]["cells"]
    for found in (share, *(cell for cell in cells if cell["p"] is not None)):
        assert found["p"] == pytest.approx(0.02597403, abs=1e-8)


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


@pytest.mark.parametrize(
    "arguments",
    [
        ("sus", "paired_long.csv", "--by", "system"),
        ("compare", "paired_A.csv", "paired_B.csv", "--column", "person=participant"),
    ],
    ids=["segments", "files"],
)
def test_people_who_are_in_both_groups_are_compared_with_themselves(
    cli: Run, faults: Path, arguments
) -> None:
    command, *rest = arguments
    names = [faults / "numbers" / name if name.endswith(".csv") else name for name in rest]
    (pair,) = json.loads(cli([command, *names, "--format", "json"])[1])["comparisons"]
    # scipy.stats.ttest_rel of the twelve pairs; strangers would have p 0.123.
    assert pair["p"] == pytest.approx(5.5e-8, rel=0.02)
    assert (pair["method"], pair["n_a"], pair["n_b"]) == ("paired t test", 12, 12)
    assert pair["low"] < pair["difference"] < pair["high"] < 0


def test_shares_of_the_same_people_are_compared_by_those_who_changed(cli: Run, faults: Path) -> None:
    share, mean = _json(cli, faults / "numbers" / "paired_csat.csv", "--by", "version")["comparisons"]
    # Five changed, all one way: mid-p is 2 · 0.5^5 / 2 = 0.03125 · 2 / 2.
    assert (share["method"], share["p"]) == ("McNemar test (mid-p)", pytest.approx(0.0625))
    # Everybody answered one less: the signs of so many pairs.
    assert mean["p"] == 2.0 ** (1 - mean["n_a"])


def test_people_of_two_files_who_may_be_the_same_are_not_tested(cli: Run, faults: Path) -> None:
    files = [faults / "numbers" / f"paired_{name}.csv" for name in "AB"]
    document = _json(cli, *files)
    assert document["comparisons"] == []
    assert any("--column person=NAME" in note for note in document["notes"])
    # What the note says to do gives the test.
    assert len(_json(cli, *files, "--column", "person=participant")["comparisons"]) == 1


def test_groups_that_share_a_few_people_are_neither_pairs_nor_strangers(cli: Run, tmp_path: Path) -> None:
    path = tmp_path / "csat.csv"
    rows = [f"P{i:03},{'A' if i < 20 else 'B'},{1 + i % 5}" for i in range(40)] + ["P001,B,3", "P002,B,4"]
    path.write_text("respondent,version,csat\n" + "\n".join(rows) + "\n", encoding="utf-8")
    document = _json(cli, path, "--by", "version", "--measure", "csat")
    assert document["comparisons"] == []
    assert any("2 people are in both" in note and "not tested" in note for note in document["notes"])
