"""Means and shares are the floats nearest to the true quotients, weighted too, whatever the order of the rows."""

import csv
import io
import json
import random
from fractions import Fraction

import pytest

from cxux_cli.estimators.tally import Count, Tally
from cxux_cli.stats import exact


def test_the_mean_is_rounded_once():
    draw = random.Random(1)
    for _ in range(500):
        pairs = [(draw.choice((0.1, 1 / 3, 7, 83.5)) * draw.randint(1, 9), draw.random()) for _ in range(9)]
        true = sum(Fraction(x) * Fraction(w) for x, w in pairs) / sum(Fraction(w) for _, w in pairs)
        assert exact.mean(pairs) == float(true)
        draw.shuffle(pairs)
        assert exact.mean(pairs) == float(true)


def test_a_mean_of_equal_values_is_that_value():
    for value in (4.999999999999999, 5.0, 100 / 3, 0.1):
        tally = Tally({value: Count(7, 0.7, 0.07)}, weighted=True)
        assert tally.mean == value


def test_nothing_has_no_mean():
    with pytest.raises(ZeroDivisionError):
        exact.mean([])


@pytest.mark.parametrize("weight", ["", "0.5", "3"])
def test_203_of_400_are_50_75_in_every_output(cli, tmp_path, weight):
    path = tmp_path / "csat.csv"
    rows = [f"{i},{5 if i < 203 else 1},{weight or 1}" for i in range(400)]
    path.write_text("id,csat,w\n" + "\n".join(rows) + "\n")
    options = ("--weight", "w") if weight else ()
    asked = ["csat", path, "--column", "score=csat", "--scale", "1-5", *options]
    result = json.loads(cli([*asked, "--format", "json"])[1])["results"][0]
    assert result["value"] == 50.75
    assert "50.8" in cli(asked)[1]
    assert next(csv.DictReader(io.StringIO(cli([*asked, "--format", "csv"])[1])))["value"] == "50.75"
    table = ["table", path, "--column", "csat", *options]
    found = list(csv.DictReader(io.StringIO(cli([*table, "--format", "csv"])[1])))
    assert [row["value"] for row in found if row["statistic"] == "share"] == ["49.25", "50.75"]
    printed = cli(table)[1]
    assert "50.8 %" in printed
    assert "49.3 %" in printed


def test_a_weighted_net_of_equal_weights_is_the_net(cli, tmp_path):
    path = tmp_path / "nps.csv"
    answers = [10] * 60 + [7] * 36 + [0] * 24
    path.write_text("id,nps,w\n" + "".join(f"{i},{a},0.75\n" for i, a in enumerate(answers)))
    report = json.loads(cli(["nps", path, "--weight", "w", "--format", "json"])[1])
    assert report["results"][0]["value"] == 30.0


@pytest.mark.parametrize(
    ("measure", "name"),
    [
        ("csat", "constant_csat_6.csv"),
        ("csat", "constant_csat_3.csv"),
        ("seq", "constant_seq_6.csv"),
        ("stars", "constant_stars_6.csv"),
        ("sus", "constant_sus_5.csv"),
    ],
)
def test_equal_answers_give_their_own_value_and_say_that_the_interval_says_nothing(
    cli, faults, measure, name
):
    code, out, err = cli([measure, faults / "numbers" / name, "--format", "json"])
    assert code == 0, err
    for result in json.loads(out)["results"]:
        value = result["value"]
        assert value == round(value, 9)
        if result["low"] is not None and result["low"] == result["high"]:
            assert result["low"] == value
            assert any("no width" in note for note in result["notes"])
