"""Intervals over persons, where people answer several times, against statsmodels' clustered variance."""

from __future__ import annotations

import csv
import json
import math
import random
from pathlib import Path

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from cxux_cli.estimators.persons import Persons

HEADER = "participant,plan,w,nps\n"


def _clustered(codes: list[float], people: list[str], weights: list[float]) -> tuple[float, float]:
    """Mean and its standard error, people as clusters: weighted least squares on a constant."""
    fit = sm.WLS(np.array(codes), np.ones(len(codes)), weights=np.array(weights)).fit(
        cov_type="cluster", cov_kwds={"groups": np.unique(people, return_inverse=True)[1]}
    )
    return float(fit.params[0]), float(fit.bse[0])


@pytest.fixture
def rows() -> list[tuple[str, str, float, int]]:
    draw = random.Random(3)
    found = []
    for person in range(25):
        usual = draw.randint(2, 9)
        for _ in range(draw.randint(1, 8)):
            score = min(10, max(0, usual + draw.randint(-2, 2)))
            found.append((f"p{person}", draw.choice("ab"), draw.choice((0.5, 1.0, 2.0)), score))
    draw.shuffle(found)
    return found


def _results(cli, folder: Path, rows, *options: str) -> list[dict]:
    path = folder / "answers.csv"
    path.write_text(HEADER + "".join(f"{p},{s},{w},{x}\n" for p, s, w, x in rows))
    code, out, err = cli(["nps", path, "--format", "json", *options])
    assert code == 0, err
    return json.loads(out)["results"]


@pytest.mark.parametrize("weighted", [False, True])
def test_the_standard_error_of_nps_is_that_of_clustered_rows(
    weighted: bool, rows, cli, tmp_path: Path
) -> None:
    options = ("--weight", "w") if weighted else ()
    for result in _results(cli, tmp_path, rows, "--by", "plan", *options):
        mine = [r for r in rows if result["segment"].get("plan", r[1]) == r[1]]
        codes = [float((x >= 9) - (x <= 6)) for *_, x in mine]
        value, error = _clustered(codes, [r[0] for r in mine], [r[2] if weighted else 1.0 for r in mine])
        assert result["value"] == pytest.approx(100 * value)
        assert result["parts"]["standard_error"] == pytest.approx(100 * error)
        assert result["parts"]["persons"] == len({r[0] for r in mine})
        assert "over" in result["method"]


def test_the_interval_of_a_mean_has_the_freedom_of_the_persons(cli, samples: Path) -> None:
    code, out, _ = cli(["seq", samples / "post_task.csv", "--format", "json"])
    result = json.loads(out)["results"][0]
    lines = list(csv.reader((samples / "post_task.csv").read_text().splitlines()))
    at = lines[0].index("participant"), len(lines[0]) - 1
    value, error = _clustered([float(r[at[1]]) for r in lines[1:]], [r[at[0]] for r in lines[1:]], [1.0] * 48)
    margin = float(stats.t.ppf(0.975, 15)) * error
    assert (code, result["value"]) == (0, pytest.approx(value))
    assert (result["low"], result["high"]) == (pytest.approx(value - margin), pytest.approx(value + margin))


def test_rows_copied_for_the_same_person_narrow_nothing(rows, cli, tmp_path: Path) -> None:
    one = _results(cli, tmp_path, rows)[0]
    many = _results(cli, tmp_path, rows * 20)[0]
    assert many["n"] == 20 * one["n"]
    assert (many["value"], many["low"], many["high"]) == (
        pytest.approx(one["value"]),
        pytest.approx(one["low"]),
        pytest.approx(one["high"]),
    )


def test_people_who_answer_once_are_rows(rows, cli, tmp_path: Path) -> None:
    once = [(f"p{i}", *r[1:]) for i, r in enumerate(rows)]
    assert all("over" not in r["method"] for r in _results(cli, tmp_path, once))


def test_a_long_file_says_the_same_as_a_small_one(rows, cli, tmp_path: Path) -> None:
    small = _results(cli, tmp_path, rows, "--by", "plan")
    padded = [(p, s + " " * 60, w, x) for p, s, w, x in rows * 500]
    long = _results(cli, tmp_path, padded, "--by", "plan")
    for mine, its in zip(small, long, strict=True):
        assert (its["segment"], its["parts"]["persons"]) == (mine["segment"], mine["parts"]["persons"])
        assert (its["low"], its["high"]) == (pytest.approx(mine["low"]), pytest.approx(mine["high"]))


def test_one_person_has_no_interval(cli, tmp_path: Path) -> None:
    result = _results(cli, tmp_path, [("p1", "a", 1, x) for x in (9, 3, 10)])[0]
    assert (result["low"], result["high"]) == (None, None)
    assert any("one person" in note for note in result["notes"])


def test_a_blank_id_is_a_person_of_its_own(cli, tmp_path: Path) -> None:
    result = _results(
        cli, tmp_path, [("p1", "a", 1, 9), ("p1", "a", 1, 3), ("", "a", 1, 10), ("", "a", 1, 2)]
    )[0]
    assert result["parts"]["persons"] == 3


def test_the_person_column_can_be_stated(cli, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("household,nps\nh1,9\nh1,10\nh2,3\nh3,8\nh3,7\n")
    code, out, err = cli(["nps", path, "--column", "person=household", "--format", "json"])
    assert code == 0, err
    assert json.loads(out)["results"][0]["parts"]["persons"] == 3


def test_resampling_rows_is_refused_where_people_repeat(rows, cli, tmp_path: Path) -> None:
    _results(cli, tmp_path, rows)
    code, _, err = cli(["nps", tmp_path / "answers.csv", "--interval", "bootstrap"])
    assert code == 2
    assert "people repeat" in err


def test_the_effective_n_of_a_share_is_korn_and_graubards() -> None:
    persons = Persons(12, 0.004)
    shrink = (stats.norm.ppf(0.975) / stats.t.ppf(0.975, 11)) ** 2
    assert persons.effective_n(0.2, 1000, 0.95) == pytest.approx(0.2 / 0.004 * shrink)
    assert math.isclose(Persons(12, 0.0).effective_n(0.0, 1000, 0.95), 12 * shrink)
    assert persons.effective_n(0.2, 20, 0.95) == pytest.approx(20 * shrink)
