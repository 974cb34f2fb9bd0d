"""The numbers of usability tests, against published values and independent programs.

R: uxr 0.2.0, DescTools (U.T.lity), lifelines 0.30.3; books are named beside the case.
"""

import csv
import math

import numpy as np
import pytest

from cxux_cli.estimators.usability.outcomes import Outcome
from cxux_cli.request import TasksRequest
from cxux_cli.stats.bootstrap import over_people
from cxux_cli.stats.lostness import lostness
from cxux_cli.stats.rates import garwood, score
from cxux_cli.stats.sum import beyond
from cxux_cli.stats.survival import kaplan_meier, log_rank, quantile
from cxux_cli.stats.times import faster_than, rank_interval
from cxux_cli.study.config.load import load
from cxux_cli.usability import run

HEADERS = {"ease": "seq", "distinct": "distinct pages", "shortest": "optimal pages"}


@pytest.fixture
def measure(tmp_path):
    """`measure(outcomes, …)`: the estimates of a test of as many people, unless `person` says otherwise."""

    def measured(outcomes, *, person=None, times="successes", config="", **values):
        path, study = tmp_path / "test.csv", None
        columns = {"participant": person or [f"p{i:04}" for i in range(len(outcomes))]}
        columns |= {"task": ["A"] * len(outcomes), "outcome": outcomes}
        columns |= {HEADERS.get(name, name): of for name, of in values.items()}
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows(zip(*columns.values(), strict=True))
        if config:
            (tmp_path / "study.yaml").write_text(f"version: 1\n{config}", encoding="utf-8")
            study = load(tmp_path / "study.yaml")
        report = run(TasksRequest(paths=(str(path),), times=times, study=study))
        tasks = {r.task for r in report.results}
        return {r.measure: r.estimate for r in report.results if r.task == max(tasks - {None})}

    return measured


def endings(done):
    return ["success" if ok else "failed" for ok in done]


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
def test_the_geometric_mean_has_a_log_t_interval(measure, times, expected):
    found = measure(["success"] * len(times), time=times)["time"]
    assert (found.value, found.low, found.high) == pytest.approx(expected, rel=1e-9)


def test_mean_median_and_geometric_mean_of_skewed_times(measure):
    # measuringu.com/average-times: 118.33 and 102.5.
    skewed = measure(["success"] * 6, time=[100, 101, 102, 103, 104, 200], times="all")
    assert skewed["time.mean"].value == pytest.approx(118.33, abs=0.005)
    assert skewed["time.median"].value == 102.5
    assert skewed["time"].value == pytest.approx(114.10473959991533)
    # saldridge1/ux-metrics-dashboard, sample sd.
    found = measure(["success"] * 8, time=[48, 62, 55, 41, 88, 73, 52, 44])["time.mean"]
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
def test_the_median_has_the_interval_of_binomial_ranks(measure, times, expected):
    found = measure(["success"] * len(times), time=times)["time.median"]
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


def test_efficiency_of_a_published_table(measure):
    # Tullis & Albert 2013, table 4.3: 65 % in 1.5 minutes is 43 % a minute.
    found = measure(endings([True] * 13 + [False] * 7), time=[90] * 20)
    assert found["efficiency"].value == pytest.approx(0.65 / 1.5)


def test_time_based_and_relative_efficiency(measure):
    # ISO 9241-11 practice, 2 users and 2 tasks: 0.02375 goals per second, 78.57 %.
    found = measure(
        ["success", "failed", "success", "success"], person=["a", "b", "a", "b"], time=[20, 30, 40, 50]
    )
    assert found["efficiency.time-based"].value == pytest.approx(60 * 0.02375)
    assert found["efficiency.relative"].value == pytest.approx(78.57142857142857)


def test_errors_per_opportunity_have_the_adjusted_wald_interval(measure):
    test = measure(["success"] * 10, errors=[1] * 7 + [0] * 3, opportunities=[6] * 10)
    found = test["errors.opportunity"]
    expected = (11.666666666666667, 5.468491271486346, 22.47801759274054)
    assert (found.value, found.low, found.high) == pytest.approx(expected)
    many = measure(["success"] * 2, errors=[3, 0], opportunities=[2, 2])
    assert many["errors.opportunity"].low is None


def test_errors_that_vary_more_than_chance_are_resampled(measure):
    quiet = measure(["success"] * 10, errors=[0, 1] * 5)["errors"]
    assert quiet.method.startswith("exact Poisson")
    assert (quiet.evidence.shape, quiet.evidence.sums) == ("rate", (5, 10))
    wild = measure(["success"] * 10, errors=[0] * 9 + [20])["errors"]
    assert wild.method.startswith("studentised bootstrap")
    assert wild.evidence.shape == "mean"


def test_success_as_published(measure):
    # Newcombe; UserTests (R): 7 of 17 is 21.56 to 64.05 with the adjusted Wald interval.
    found = measure(endings([True] * 7 + [False] * 10))["success"]
    assert (found.low, found.high) == pytest.approx((21.560214613346335, 64.0453995338687))


def test_partial_credit_is_a_mean_with_t_and_never_a_count(measure):
    test = measure(["success"] * 7 + ["partial"] * 3)
    found = test["success.credit"]
    assert found.value == pytest.approx(85)
    assert found.method == "t"
    # R: t.test(c(rep(1, 7), rep(.5, 3)))
    assert (found.low, found.high) == pytest.approx((67.7219, 100.0), abs=1e-3)
    assert (found.evidence.shape, found.evidence.sums[2]) == ("mean", 9)
    assert test["success"].value == 70
    assert "success.credit" not in measure(["success", "failed"])


def test_the_ends_are_kept_apart(measure):
    found = measure([o.value for o in Outcome])
    parts = found["success"].parts
    assert (parts["attempts"], parts["successes"]) == (10, 4)
    assert [parts[k] for k in ("direct", "indirect", "assisted", "partial", "failed")] == [2, 1, 1, 1, 3]
    assert [parts[k] for k in ("abandoned", "timed_out", "skipped", "not_attempted")] == [1, 1, 1, 1]
    directness = found["directness"]
    assert (directness.n, directness.value) == (4, 50)


def test_a_failed_attempt_never_raises_success(measure):
    for k in range(1, 6):
        before = measure(["success"] * k)["success"]
        after = measure(["success"] * k + ["failed"])["success"]
        assert (after.value, after.low) < (before.value, before.low)


def test_censored_attempts_never_lower_the_median(measure):
    rng = np.random.default_rng(7)
    for _ in range(8):
        times = rng.lognormal(3, 0.5, 15)
        done = [True] * 12 + [False] * 3
        before = measure(endings(done), time=times, times="censored")["time.median"].value
        longer = [*times, float(rng.uniform(0, 60))]
        more = endings([*done, False])
        after = measure(more, time=longer, times="censored")["time.median"].value
        assert after is None or after >= before


def test_people_who_repeat_count_once(measure):
    a = measure(endings([True, False] * 5))["success"]
    b = measure(endings([True, False] * 50), person=[f"p{i}" for i in range(10)] * 10)["success"]
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


def test_sum_of_a_task_by_hand(measure):
    # Sauro & Kindlund 2005: the mean of the parts.
    found = measure(
        ["success"] * 4 + ["failed"],
        time=[50, 60, 70, 80, 90],
        satisfaction=[5, 4, 4, 5, 2],
        errors=[0, 1, 0, 1, 1],
        opportunities=[5] * 5,
        config="tasks: [{id: A, target_time: 75s}]\n",
    )["sum"]
    from statistics import NormalDist, mean, stdev

    logs, liking = [math.log(t) for t in (50, 60, 70, 80)], [5, 4, 4, 5, 2]
    phi = NormalDist().cdf
    parts = [0.8, phi((mean(liking) - 4) / stdev(liking))]
    parts += [phi((math.log(75) - mean(logs)) / stdev(logs)), 1 - 3 / 25]
    assert found.value == pytest.approx(100 * mean(parts))
    assert found.low < found.value < found.high
    assert "sum" not in measure(["success"] * 3, time=[1, 2, 3])


def test_parts_without_spread_go_by_their_side():
    assert [float(beyond(3, 3 * x, 3 * x * x, 4.0, above=True)) for x in (5.0, 4.0, 3.0)] == [1, 0.5, 0]


def test_clicks_and_their_excess(measure):
    config = "tasks: [{id: A, optimal_clicks: 3}]\n"
    test = measure(["success", "success", "failed"], clicks=[4, 9, 50], config=config)
    assert test["clicks"].value == pytest.approx(6)
    assert test["clicks.excess"].value == pytest.approx(2)


def test_a_ratio_to_nobody_is_undefined(measure):
    assert measure(["success"] * 2, search=[1, 1])["search-ratio"].value is None
    assert measure(["success"] * 3, search=[1, 0, 0])["search-ratio"].value == 0.5


def test_ratings_are_cut_at_the_end_of_the_scale(measure):
    found = measure(["success"] * 3, ease=[7, 7, 6])["seq"]
    assert found.high == 7.0
    assert found.evidence.shape == "mean"


def test_the_shortest_path_is_not_lost(measure):
    found = measure(["success"] * 3, pages=[4, 4, 4], distinct=[4] * 3, shortest=[4] * 3)["lostness"]
    assert (found.value, found.parts["not_lost"]) == (0, 3)


def test_the_log_rank_test_as_published():
    # Freireich 1963, 6-MP against placebo: chi-square 16.79, as in R's survdiff and Kleinbaum & Klein 2012.
    treated = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    placebo = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
    ended, all_ended = [1] * 9 + [0] * 12, [1] * 21
    groups = [(treated, ended, [1 - e for e in ended]), (placebo, all_ended, [0] * 21)]
    statistic, df, p = log_rank(groups)
    assert (statistic, df) == (pytest.approx(16.792941), 1)
    assert p == pytest.approx(4.169e-05, rel=1e-3)


def test_the_log_rank_test_of_three_groups_is_that_of_lifelines():
    statistics = pytest.importorskip("lifelines.statistics")
    rng = np.random.default_rng(3)
    times, group = rng.exponential(20, 90).round(), np.repeat([0, 1, 2], 30)
    done = rng.random(90) < 0.7
    expected = statistics.multivariate_logrank_test(times, group, done)
    parts = [(times[group == g], done[group == g], ~done[group == g]) for g in range(3)]
    statistic, df, p = log_rank(parts)
    assert (statistic, df, p) == (pytest.approx(expected.test_statistic), 2, pytest.approx(expected.p_value))


def test_the_bootstrap_is_that_of_people_also_when_there_are_many():
    rng = np.random.default_rng(1)
    for n in (200, 5_000):
        sums = np.stack([rng.normal(10, 2, n), np.ones(n)], axis=1)
        low, high = over_people(sums, lambda t: t[:, 0] / t[:, 1], confidence=0.95)
        assert (high - low) / 2 == pytest.approx(1.96 * 2 / math.sqrt(n), rel=0.12)
