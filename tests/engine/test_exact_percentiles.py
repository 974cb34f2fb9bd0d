"""The radix histogram finds the very values that sorting finds."""

import numpy as np
import polars as pl
import pytest

from cxux_cli.engine import percentiles
from cxux_cli.engine.percentiles import at_ranks, histogram, sizes
from cxux_cli.engine.person_sums import by_person, person_sums

RNG = np.random.default_rng(7)
DATA = {
    "lognormal": RNG.lognormal(7, 0.6, 20_000),
    "ties": RNG.integers(0, 5, 5_000).astype(float),
    "one value": np.full(1_000, 0.1),
    "zeros and tiny": np.concatenate([np.zeros(500), RNG.random(500) * 1e-300]),
    "close together": 1000 + RNG.random(5_000) * 1e-9,
    "wide": 10.0 ** RNG.uniform(-300, 300, 5_000),
}


SHARE = {"yes": (pl.len(), pl.col("yes").sum())}


def found(frame, ranks):
    counts = histogram(frame, "x").collect()
    n = sizes(counts)
    return at_ranks(
        {"a": frame}, {"a": "x"}, {"a": counts}, {"a": {slot: ranks(k) for slot, k in n.items()}}
    )["a"]


@pytest.mark.parametrize("name", DATA)
@pytest.mark.parametrize("few", [1, 1_000_000])
def test_the_values_at_ranks_are_those_of_the_sorted_data(name, few, monkeypatch):
    monkeypatch.setattr(percentiles, "_FEW", few)
    values = DATA[name]
    frame = pl.LazyFrame({"slot": "", "x": values})
    ranks = [1, 2, values.size // 2, values.size * 3 // 4, values.size - 1, values.size]
    expected = {rank: np.sort(values)[rank - 1] for rank in ranks}
    assert found(frame, lambda n: ranks)[""] == expected


def test_slots_do_not_mix_and_the_order_of_rows_does_not_matter():
    frame = pl.DataFrame({"slot": RNG.choice(["a", "b", "c"], 9_000), "x": RNG.lognormal(5, 1, 9_000)})
    mixed = frame.sample(fraction=1, shuffle=True, seed=1)

    def wanted(n):
        return [1, n // 2, n]

    one = found(frame.lazy(), wanted)
    assert one == found(mixed.lazy(), wanted)
    for slot, values in one.items():
        mine = frame.filter(pl.col("slot") == slot)["x"].sort()
        assert list(values.values()) == [mine[0], mine[len(mine) // 2 - 1], mine[-1]]


def test_rows_without_a_value_are_left_out():
    frame = pl.LazyFrame({"slot": "", "x": [None, 3.0, None, 1.0]})
    assert found(frame, lambda n: range(1, n + 1))[""] == {1: 1.0, 2: 3.0}


def test_the_sums_by_person_are_those_of_the_direct_formula():
    people = RNG.integers(0, 40, 500)
    yes = RNG.random(500) < 0.1 + 0.8 * (people % 2)
    frame = pl.LazyFrame({"slot": "", "person": people, "yes": yes})
    sums = person_sums([by_person(frame, SHARE)], SHARE)["yes"][""]
    share = yes.mean()
    totals = np.array([(yes[people == g] - share).sum() for g in np.unique(people)])
    count = totals.size
    expected = (totals**2).sum() / 500**2 * count / (count - 1)
    persons = sums.over_persons()
    assert (persons.count, sums.n, sums.k) == (count, 500, yes.sum())
    assert persons.variance == pytest.approx(expected)


def test_rows_of_nobody_are_persons_of_their_own():
    frame = pl.LazyFrame({"slot": "", "person": [None, None, 1, 1], "yes": [True, False, True, True]})
    sums = person_sums([by_person(frame, SHARE)], SHARE)["yes"][""]
    assert (sums.persons, sums.n, sums.k, sums.kk, sums.kn, sums.nn) == (3, 4, 3, 5, 5, 6)


def test_groups_that_have_nobody_in_common_add_up():
    people = RNG.integers(0, 40, 500)
    frame = pl.DataFrame({"slot": "", "person": people, "yes": RNG.random(500) < 0.4})
    parts = [frame.filter(pl.col("person") % 3 == i).lazy() for i in range(3)]
    whole = person_sums([by_person(frame.lazy(), SHARE)], SHARE)
    assert person_sums([by_person(part, SHARE) for part in parts], SHARE) == whole
