"""What an estimate hands to gates: sums that give its value, and that know of weights and of people who repeat."""

from __future__ import annotations

import pytest

from cxux_cli.assemble.privacy import hide
from cxux_cli.estimators.linear import Linear
from cxux_cli.estimators.mean import Mean
from cxux_cli.estimators.net import Net
from cxux_cli.estimators.persons import Persons
from cxux_cli.estimators.proportion import Proportion
from cxux_cli.estimators.tally import Count, Tally
from cxux_cli.results import Better, Estimate, Evidence, Kind, Result

BOX = Proportion(4, 5, ("satisfied", "not_satisfied"))
NET = Net(9, 6, ("promoters", "passives", "detractors"))
WEIGHTED = Tally({1: Count(4, 6.0, 10.0), 5: Count(6, 14.0, 40.0)}, weighted=True)


def test_counts_are_the_evidence_of_a_share() -> None:
    found = BOX.estimate(Tally.of([5, 5, 4, 1, 2]), confidence=0.95, interval="adjusted-wald")
    assert found.evidence == Evidence("share", (3.0, 5.0), 100.0)


def test_one_answer_is_evidence_without_an_interval() -> None:
    found = BOX.estimate(Tally.of([5]), confidence=0.95, interval="adjusted-wald")
    assert (found.low, found.evidence) == (None, Evidence("share", (1.0, 1.0), 100.0))


@pytest.mark.parametrize("shape", [BOX, NET, Mean()])
def test_no_answers_are_no_evidence(shape) -> None:
    assert shape.estimate(Tally(), confidence=0.95, interval=next(iter(shape.intervals))).evidence is None


@pytest.mark.parametrize("shape", [BOX, NET, Mean()])
def test_one_person_is_no_evidence(shape) -> None:
    persons = Persons(1, 0.0)
    found = shape.estimate(
        Tally.of([5, 1, 4]), confidence=0.95, interval=next(iter(shape.intervals)), persons=persons
    )
    assert found.evidence is None


def test_weighted_answers_count_as_their_effective_number() -> None:
    found = BOX.estimate(WEIGHTED, confidence=0.95, interval="adjusted-wald")
    effective = 20**2 / 50
    assert found.evidence is not None
    assert found.evidence.sums == pytest.approx((0.7 * effective, effective))


def test_people_who_repeat_count_as_their_effective_number() -> None:
    persons = Persons(6, 0.04)
    found = BOX.estimate(
        Tally.of([5] * 6 + [1] * 4), confidence=0.95, interval="adjusted-wald", persons=persons
    )
    size = persons.effective_n(0.24, 10, 0.95)
    assert found.evidence is not None
    assert found.evidence.sums == pytest.approx((0.6 * size, size))


@pytest.mark.parametrize("interval", NET.intervals)
def test_the_evidence_of_a_net_is_its_two_ends(interval) -> None:
    found = NET.estimate(Tally.of([10, 9, 8, 7, 3]), confidence=0.95, interval=interval)
    assert found.evidence is not None
    assert found.evidence.sums == pytest.approx((2, 1, 5))
    assert found.evidence.factor * (2 - 1) / 5 == pytest.approx(found.value)


def test_a_mean_has_the_standard_error_and_the_freedom_of_its_interval() -> None:
    tally = Tally.of([40, 55, 70, 80])
    alone = Mean().estimate(tally, confidence=0.95, interval="t")
    told = ((40, 1), (55, 1), (70, 1), (80, 1))
    assert alone.evidence == Evidence("mean", (61.25, alone.parts["standard_error"], 3.0), tally=told)
    together = Mean().estimate(tally, confidence=0.95, interval="t", persons=Persons(3, 16.0))
    assert together.evidence == Evidence("mean", (61.25, 4.0, 2.0))


def test_a_line_moves_the_evidence() -> None:
    raw = Mean().estimate(Tally.of([40, 55, 70, 80]), confidence=0.95, interval="t")
    moved = Linear(Mean(), 0.65, 22.9).estimate(Tally.of([40, 55, 70, 80]), confidence=0.95, interval="t")
    assert raw.evidence is not None and moved.evidence is not None
    mean, error, df = raw.evidence.sums
    assert moved.evidence.sums == pytest.approx((0.65 * mean + 22.9, 0.65 * error, df))
    assert Linear(Mean(), 0.65, 22.9).estimate(Tally(), confidence=0.95, interval="t").evidence is None


def test_what_is_hidden_has_no_evidence() -> None:
    def cell(segment: dict[str, str | None], k: int, n: int) -> Result:
        estimate = Estimate(100 * k / n, 1, 99, n, 0.95, "x", evidence=Evidence("share", (k, n), 100.0))
        return Result(
            *("csat", Kind.CX, "registry", "CSAT", "csat.v1", "f", "%", Better.HIGHER, (0, 100), (1, 5)),
            *(segment, None, None, estimate, 0, (), (), (), (), None, ()),
        )

    cells = [cell({"plan": "a"}, 1, 2), cell({"plan": "b"}, 3, 4), cell({}, 4, 6)]
    for result in hide(cells, 3):
        assert result.hidden == (result.estimate.evidence is None)
    assert any(result.hidden for result in hide(cells, 3))
