"""States add: what is pooled from short windows is what the answers of the long one say."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from kept_runs import MONDAY, RECORDED, result, week

from cxux_cli.estimators.states import Moments, Rate, Share, of_json, total
from cxux_cli.estimators.tally import Tally
from cxux_cli.history.estimate import estimated
from cxux_cli.history.pool import as_kept, overlapping, pooled
from cxux_cli.history.run import Kept
from cxux_cli.history.span import Span
from cxux_cli.measures.defined import estimator
from cxux_cli.measures.registry import BUILT_IN
from cxux_cli.results import Result
from cxux_cli.study.periods import Every, Window

DRAWN = random.Random(20_260_105)


def _kept(found: Result, window: Window, persons: int | None = None) -> Kept:
    return Kept("shop", "survey", "", RECORDED, Span(window.since, window.until), found, persons)


def _answers(n: int, low: int = 0, high: int = 10) -> list[float]:
    return [float(DRAWN.randint(low, high)) for _ in range(n)]


def _day(offset: int) -> Window:
    since = datetime.combine(MONDAY + timedelta(days=offset), datetime.min.time())
    return Window(since, since + timedelta(days=1))


def test_days_make_the_month_of_their_answers() -> None:
    days = [_answers(DRAWN.randint(0, 30)) for _ in range(59)]
    # From 5 January to 4 March: February is whole.
    points = pooled([_kept(result(a), _day(i)) for i, a in enumerate(days)], Every.MONTH, confidence=0.95)
    assert [point.result.period.label for point in points if point.result.period] == [
        "2026-01",
        "2026-02",
        "2026-03",
    ]
    february = result([x for i, a in enumerate(days) if 27 <= i < 55 for x in a])
    assert points[1].result.estimate == replace(february.estimate, notes=())
    assert points[1].result.state == february.state
    assert points[1].result.notes == ()
    assert "27 windows cover 27 of about 31 days" in points[0].result.notes[0]


def test_weeks_go_whole_to_the_month_of_their_thursday() -> None:
    weeks = [_answers(20) for _ in range(9)]
    points = pooled([_kept(result(a), week(i)) for i, a in enumerate(weeks)], Every.MONTH, confidence=0.95)
    # The Thursdays of January from the 8th on are in four weeks, the last of which ends in February.
    january = points[0]
    assert january.span == Span(datetime(2026, 1, 5), datetime(2026, 2, 2))
    assert january.result.estimate.n == 80
    assert january.result.state == result([x for a in weeks[:4] for x in a]).state
    assert points[1].span.since == datetime(2026, 2, 2)


@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99])
def test_a_pooled_period_is_estimated_at_any_confidence(confidence: float) -> None:
    kept = [_kept(result([9, 10, 3, 8]), week(0)), _kept(result([7, 9, 10]), week(1))]
    (point,) = pooled(kept, Every.MONTH, confidence=confidence)
    answers = Tally.of([9, 10, 3, 8, 7, 9, 10])
    wanted = BUILT_IN["nps"].estimator.estimate(answers, confidence=confidence, interval="adjusted-wald")
    assert point.result.estimate == replace(wanted, notes=())


def test_a_kept_result_is_estimated_again_only_at_another_confidence() -> None:
    kept = _kept(result([9, 10, 3, 8]), week(0))
    assert as_kept(kept, confidence=0.95).result == kept.result
    wide, narrow = (as_kept(kept, confidence=c).result.estimate for c in (0.99, 0.8))
    assert wide.low is not None
    assert narrow.low is not None
    assert wide.low < narrow.low
    assert wide.value == narrow.value == kept.result.estimate.value


def test_people_who_repeat_leave_a_value_without_an_interval() -> None:
    kept = [_kept(result([9, 9, 9, 8]), week(i), persons=2) for i in range(2)]
    (point,) = pooled(kept, Every.MONTH, confidence=0.95)
    e = point.result.estimate
    assert (e.value, e.low, e.high, e.evidence) == (75.0, None, None, None)
    assert "not kept" in point.result.notes[-1]
    assert as_kept(kept[0], confidence=0.9).result.estimate.low is None


def test_hidden_windows_stay_out_and_are_said() -> None:
    kept = [_kept(result([9, 9, 3]), week(0)), _kept(result([1, 1], hidden=True), week(1))]
    (point,) = pooled(kept, Every.MONTH, confidence=0.95)
    assert point.result.estimate.n == 3
    assert "1 of 2 windows are below the privacy floor" in point.result.notes[0]
    (all_hidden,) = pooled(kept[1:], Every.MONTH, confidence=0.95)
    assert all_hidden.result.hidden
    assert all_hidden.result.estimate.value is None


def test_what_does_not_add_has_no_value() -> None:
    kept = [_kept(replace(result([9]), state=None), week(0)), _kept(result([9]), week(1))]
    (point,) = pooled(kept, Every.MONTH, confidence=0.95)
    assert (point.result.estimate.value, point.result.estimate.n) == (None, 2)
    assert "does not add" in point.result.notes[-1]


def test_windows_that_overlap_are_refused() -> None:
    twice = [_kept(result([9]), week(0)), _kept(result([9]), _day(3))]
    assert overlapping([each.span for each in twice])
    with pytest.raises(ValueError, match="overlap"):
        pooled(twice, Every.MONTH, confidence=0.95)
    assert not overlapping([_kept(result([9]), week(i)).span for i in range(3)])


@pytest.mark.parametrize(
    "states",
    [
        [Share(3, 9), Share(4, 5)],
        [Moments(3, 6.0, 14.0), Moments(2, 9.0, 41.0)],
        [Moments(3, 6.0, 14.0, log=True), Moments(2, 9.0, 41.0, log=True)],
        [Rate(3, 7.0), Rate(2, 9.0)],
        [Tally.of([1, 1, 2]), Tally.of([2, 3])],
    ],
)
def test_states_add_and_survive_being_written(states: list[Share | Moments | Rate | Tally]) -> None:
    a, b = states
    assert of_json(a.to_json()) == a
    assert total([a, b]) == total([b, a])
    assert total([a]) == a


def test_the_sum_of_moments_is_the_moments_of_all() -> None:
    values = [_answers(20, 0, 100), _answers(33, 0, 100)]
    pieces: list[Share | Moments | Rate | Tally] = [Moments.of_tally(Tally.of(v)) for v in values]
    found = total(pieces)
    assert isinstance(found, Moments)
    whole = BUILT_IN["sus"].estimator.estimate(Tally.of(values[0] + values[1]), confidence=0.9, interval="t")
    again = found.estimate(confidence=0.9)
    assert (again.value, again.low, again.high) == pytest.approx(
        (whole.value, whole.low, whole.high), rel=1e-12
    )


def test_moments_of_logarithms_are_turned_back() -> None:
    import math

    from cxux_cli.stats.times import log_t

    logs = [math.log(x) for x in (12.0, 15.5, 31.0, 44.0)]
    found = Moments(4, math.fsum(logs), math.fsum(x * x for x in logs), log=True).estimate(confidence=0.95)
    mean = math.fsum(logs) / 4
    error = math.sqrt(math.fsum((x - mean) ** 2 for x in logs) / 3 / 4)
    assert (found.value, found.low, found.high) == pytest.approx(log_t(mean, error, 3, confidence=0.95))


def test_equal_values_have_no_spread_in_spite_of_rounding() -> None:
    found = Moments(3, 3 * 0.1, 3 * 0.1**2).estimate(confidence=0.95)
    assert found.low == pytest.approx(0.1)


def test_states_of_different_kinds_are_no_sum() -> None:
    assert total([Share(1, 2), Tally.of([1])]) is None
    assert total([Moments(1, 1, 1), Moments(1, 1, 1, log=True)]) is None
    assert total([]) is None
    for wrong in ({"kind": "none"}, {"kind": "share", "k": 1}, {}):
        with pytest.raises(ValueError, match=r"kind|'n'"):
            of_json(wrong)


def test_every_definition_is_found_by_its_name() -> None:
    for measure in BUILT_IN.values():
        settings = measure.settings or (measure,)
        for form in settings:
            assert estimator(measure.key, form.definition) == form.estimator
    csat = BUILT_IN["csat"]
    assert csat.boxed is not None
    boxed = csat.boxed(0, 10, 4)
    assert estimator("csat", boxed.definition) == boxed.estimator
    assert estimator("csat", "csat.v9") is None
    assert estimator("none", "csat.v1") is None


def test_an_interval_of_a_mean_ends_where_its_values_do() -> None:
    like = result([100, 100, 90], measure="sus")
    found = estimated(like, Moments.of_tally(Tally.of([100, 100, 60])), confidence=0.99)
    assert found is not None
    assert found.high == 100
