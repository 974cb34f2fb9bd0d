"""The numbers of usability tests, against published values and independent programs.

R: uxr 0.2.0, DescTools (U.T.lity), lifelines 0.30.3; books are named beside the case.
"""

import math

import numpy as np
import pytest

from cxux_cli.estimators.usability import efficiency, errors, navigation, ratings, single, success, time
from cxux_cli.estimators.usability.attempts import Attempts
from cxux_cli.estimators.usability.outcomes import ORDER, SUCCESSES, UNTRIED, Outcome
from cxux_cli.stats.bootstrap import over_people
from cxux_cli.stats.lostness import lostness
from cxux_cli.stats.rates import garwood, score
from cxux_cli.stats.sum import beyond
from cxux_cli.stats.survival import kaplan_meier, quantile
from cxux_cli.stats.times import faster_than, rank_interval


def attempts(outcomes, *, person=None, task=None, attempt=None, credit=None, **values):
    """Attempts of as many people, unless `person` says otherwise."""
    n = len(outcomes)
    codes = np.array([ORDER.index(Outcome(o)) if o else -1 for o in outcomes], np.int8)
    done = np.array([bool(o) and Outcome(o) in SUCCESSES for o in outcomes])
    return Attempts(
        person=np.array(range(n) if person is None else person),
        task=np.array([0] * n if task is None else task),
        attempt=np.array([1] * n if attempt is None else attempt),
        outcome=codes,
        success=done,
        tried=np.array([not o or Outcome(o) not in UNTRIED for o in outcomes]),
        credit=done.astype(float) if credit is None else np.array(credit, float),
        values={role.replace("_", "-"): np.array(of, float) for role, of in values.items()},
        flags={},
    )


def timed(times, done=None):
    outcomes = ["success" if ok else "failed" for ok in (done or [True] * len(times))]
    return attempts(outcomes, time=times)


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ([1, 2, 3, 4, 5, 6, 7], (3.3800151591413, 1.79414739867273, 6.36764988455049)),  # uxr
        ([2, 4, 6, 8], (4.42672767880129, 1.70074912415765, 11.5219332845289)),  # uxr
        # Sauro & Lewis 2016, chapter 3 (data), computed in R.
        (
            [40, 36, 53, 56, 110, 48, 34, 44, 30, 40, 80],
            (48.171210288550036, 37.20425172031933, 62.37097625582325),
        ),
    ],
)
def test_the_geometric_mean_has_a_log_t_interval(times, expected):
    found = time.geometric(timed(times), "successes", confidence=0.95)
    assert (found.value, found.low, found.high) == pytest.approx(expected, rel=1e-9)


def test_mean_median_and_geometric_mean_of_skewed_times():
    # measuringu.com/average-times: 118.33 and 102.5.
    skewed = timed([100, 101, 102, 103, 104, 200])
    assert time.arithmetic(skewed, "all", confidence=0.95).value == pytest.approx(118.33, abs=0.005)
    assert time.median(skewed, "all", confidence=0.95).value == 102.5
    assert time.geometric(skewed, "all", confidence=0.95).value == pytest.approx(114.10473959991533)
    # saldridge1/ux-metrics-dashboard, sample sd.
    found = time.arithmetic(timed([48, 62, 55, 41, 88, 73, 52, 44]), "all", confidence=0.95)
    assert (found.value, found.parts["sd"]) == pytest.approx((57.875, 15.905412376205241))


@pytest.mark.parametrize(
    ("times", "expected"),
    [  # uxr, stat_mean_ci_2
        (
            [94, 95, 96, 97, 98, 99, 100, 101, 101, 102, 107, 110, 111, 115, 122, 123, 124, 130, 138, 150],
            (99, 104.5, 122),
        ),
        (
            [167, 124, 85, 136, 110, 330, 76, 57, 173, 76, 158, 77, 65, 80, 95, 96, 88, 100, 122, 115, 152]
            + [136, 317, 120, 186, 109, 116, 248, 96, 137, 149, 107, 134, 118, 104],
            (100, 116, 136),
        ),
    ],
)
def test_the_median_has_the_interval_of_binomial_ranks(times, expected):
    found = time.median(timed(times), "all", confidence=0.95)
    assert (found.low, found.value, found.high) == expected


def test_ranks_stay_within_the_data():
    assert rank_interval(3, 0.5, confidence=0.95) == (1, 3)
    with pytest.raises(ValueError, match="share"):
        rank_interval(3, 1.0, confidence=0.95)


def test_exact_and_score_intervals_of_a_rate():
    # R: poisson.test, DescTools::PoissonCI; Garwood 1936 for 0 and 5 events.
    assert garwood(3, 10, confidence=0.95) == pytest.approx((0.0618672122895602, 0.876727306974232))
    assert garwood(0, 1, confidence=0.95) == pytest.approx((0, 3.6888794541139354))
    assert garwood(5, 1, confidence=0.95) == pytest.approx((1.6234863901184207, 11.66833207932267))
    for x, limits in ((0, (0, 0.384145882069412)), (4, (0.155552188371689, 1.02859369369772))):
        assert score(x, 10, confidence=0.95) == pytest.approx(limits)


def test_kaplan_meier_as_lifelines_has_it():
    # Freireich 1963, 6-MP; lifelines 0.30.3, log-log.
    times = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    curve = kaplan_meier(times, [1] * 9 + [0] * 12, confidence=0.95)
    at = list(curve.times).index(10)
    assert curve.share[at] == pytest.approx(0.7529411764705878)
    assert (curve.low[at], curve.high[at]) == pytest.approx((0.5031995107999564, 0.88936183516926), rel=1e-9)
    assert quantile(curve) == (23.0, 13.0, None)


def test_lostness():
    # Smith 1996; Tullis & Albert print 0.56 for 8 visits to 6 pages where 3 are enough.
    assert lostness(8, 6, 3) == pytest.approx(0.5590169943749475)
    assert lostness([5], [5], [5]).tolist() == [0]
    assert np.isnan(lostness([3, 3, 3], [4, 0, 3], [2, 2, 0])).all()


def test_efficiency_of_a_published_table():
    # Tullis & Albert 2013, table 4.3: 65 % in 1.5 minutes is 43 % a minute.
    done = [True] * 13 + [False] * 7
    found = efficiency.goals_per_minute(timed([90] * 20, done), confidence=0.95)
    assert found.value == pytest.approx(0.65 / 1.5)


def test_time_based_and_relative_efficiency():
    # ISO 9241-11 practice, 2 users and 2 tasks: 0.02375 goals per second, 78.57 %.
    test = attempts(
        ["success", "failed", "success", "success"],
        person=[0, 1, 0, 1],
        task=[0, 0, 1, 1],
        time=[20, 30, 40, 50],
    )
    assert efficiency.time_based(test, confidence=0.95).value == pytest.approx(60 * 0.02375)
    assert efficiency.relative(test, confidence=0.95).value == pytest.approx(78.57142857142857)


def test_errors_per_opportunity_have_the_adjusted_wald_interval():
    test = attempts(["success"] * 10, errors=[1] * 7 + [0] * 3, opportunities=[6] * 10)
    found = errors.per_opportunity(test, confidence=0.95)
    expected = (11.666666666666667, 5.468491271486346, 22.47801759274054)
    assert (found.value, found.low, found.high) == pytest.approx(expected)
    many = attempts(["success"] * 2, errors=[3, 0], opportunities=[2, 2])
    assert errors.per_opportunity(many, confidence=0.95).low is None


def test_errors_that_vary_more_than_chance_are_resampled():
    quiet = attempts(["success"] * 10, errors=[0, 1] * 5)
    assert errors.per_attempt(quiet, confidence=0.95).method.startswith("exact Poisson")
    wild = attempts(["success"] * 10, errors=[0] * 9 + [20])
    assert errors.per_attempt(wild, confidence=0.95).method.startswith("bootstrap")


def test_success_as_published():
    # Newcombe; UserTests (R): 7 of 17 is 21.56 to 64.05 with the adjusted Wald interval.
    found = success.success(attempts(["success"] * 7 + ["failed"] * 10), confidence=0.95)
    assert (found.low, found.high) == pytest.approx((21.560214613346335, 64.0453995338687))


def test_partial_credit_is_a_mean_with_t_and_never_a_count():
    test = attempts(["success"] * 7 + ["partial"] * 3, credit=[1] * 7 + [0.5] * 3)
    found = success.credit(test, confidence=0.95)
    assert found.value == pytest.approx(85)
    assert found.method == "t"
    # R: t.test(c(rep(1, 7), rep(.5, 3)))
    assert (found.low, found.high) == pytest.approx((67.7219, 100.0), abs=1e-3)
    assert success.success(test, confidence=0.95).value == 70
    assert success.credit(attempts(["success", "failed"]), confidence=0.95) is None


def test_the_ends_are_kept_apart():
    outcomes = [o.value for o in Outcome]
    parts = success.success(attempts(outcomes), confidence=0.95).parts
    assert (parts["attempts"], parts["successes"]) == (10, 4)
    assert [parts[k] for k in ("direct", "indirect", "assisted", "partial", "failed")] == [2, 1, 1, 1, 3]
    assert [parts[k] for k in ("abandoned", "timed_out", "skipped", "not_attempted")] == [1, 1, 1, 1]
    directness = success.directness(attempts(outcomes), confidence=0.95)
    assert (directness.n, directness.value) == (4, 50)


def test_a_failed_attempt_never_raises_success():
    for k in range(1, 6):
        some = ["success"] * k
        before = success.success(attempts(some), confidence=0.95)
        after = success.success(attempts([*some, "failed"]), confidence=0.95)
        assert (after.value, after.low) < (before.value, before.low)


def test_censored_attempts_never_lower_the_median():
    rng = np.random.default_rng(7)
    for _ in range(50):
        times = rng.lognormal(3, 0.5, 15)
        done = [True] * 12 + [False] * 3
        before = time.censored(timed(times, done), confidence=0.95).value
        longer = [*times, float(rng.uniform(0, 60))]
        after = time.censored(timed(longer, [*done, False]), confidence=0.95).value
        assert after is None or after >= before


def test_people_who_repeat_count_once():
    once = attempts(["success", "failed"] * 5)
    twice = attempts(["success", "failed"] * 50, person=list(range(10)) * 10)
    a, b = success.success(once, confidence=0.95), success.success(twice, confidence=0.95)
    assert (b.low, b.high) == pytest.approx((a.low, a.high), abs=6)
    assert b.parts["persons"] == 10
    assert "over 10 persons" in b.method


def test_the_verdict_on_a_target():
    logs = np.log([40, 36, 53, 56, 110, 48, 34, 44, 30, 40, 80])
    error = float(np.std(logs, ddof=1)) / math.sqrt(len(logs))
    p = faster_than(float(logs.mean()), error, 10, 70)
    # scipy.stats.ttest_1samp(logs, log(70), alternative="less")
    assert p == pytest.approx(0.00456, abs=5e-5)
    assert faster_than(1.0, 0.0, 3, math.e) == 0.5


def test_sum_of_a_task_by_hand():
    # Sauro & Kindlund 2005: the mean of the parts.
    test = attempts(
        ["success"] * 4 + ["failed"],
        time=[50, 60, 70, 80, 90],
        satisfaction=[5, 4, 4, 5, 2],
        errors=[0, 1, 0, 1, 1],
        opportunities=[5] * 5,
    )
    found = single.of_task(test, 75.0, confidence=0.95)
    from statistics import NormalDist, mean, stdev

    logs, liking = [math.log(t) for t in (50, 60, 70, 80)], [5, 4, 4, 5, 2]
    phi = NormalDist().cdf
    parts = [0.8, phi((mean(liking) - 4) / stdev(liking))]
    parts += [phi((math.log(75) - mean(logs)) / stdev(logs)), 1 - 3 / 25]
    assert found.value == pytest.approx(100 * mean(parts))
    assert found.low < found.value < found.high
    assert single.of_task(attempts(["success"] * 3, time=[1, 2, 3]), None, confidence=0.95) is None


def test_parts_without_spread_go_by_their_side():
    assert [float(beyond(3, 3 * x, 3 * x * x, 4.0, above=True)) for x in (5.0, 4.0, 3.0)] == [1, 0.5, 0]


def test_clicks_and_their_excess():
    test = attempts(["success", "success", "failed"], clicks=[4, 9, 50], optimal_clicks=[3, 3, 3])
    assert navigation.clicks(test, confidence=0.95).value == pytest.approx(6)
    assert navigation.excess(test, confidence=0.95).value == pytest.approx(2)


def test_a_ratio_to_nobody_is_undefined():
    assert success.search_ratio(attempts(["success"] * 2, search=[1, 1]), confidence=0.95).value is None
    assert success.search_ratio(attempts(["success"] * 3, search=[1, 0, 0]), confidence=0.95).value == 0.5


def test_ratings_are_cut_at_the_scale_with_a_note():
    found = ratings.rating(attempts(["success"] * 3, ease=[7, 7, 6]), "ease", confidence=0.95)
    assert found.high == 7.0
    assert found.notes


def test_the_bootstrap_is_that_of_people_also_when_there_are_many():
    rng = np.random.default_rng(1)
    for n in (200, 5_000):
        sums = np.stack([rng.normal(10, 2, n), np.ones(n)], axis=1)
        low, high = over_people(sums, lambda t: t[:, 0] / t[:, 1], confidence=0.95)
        assert (high - low) / 2 == pytest.approx(1.96 * 2 / math.sqrt(n), rel=0.12)
