"""Control limits against printed examples, and what counts as a signal."""

from __future__ import annotations

from statistics import NormalDist, mean

import pytest

from cxux_cli.stats.control_charts import D2, RUN, p_chart, signals, xmr

# Montgomery 2013, Introduction to Statistical Quality Control: viscosity of primer paint (section 6.4).
VISCOSITY = (
    *(33.75, 33.05, 34.00, 33.81, 33.46, 34.02, 33.68, 33.27),
    *(33.49, 33.20, 33.62, 33.00, 33.54, 33.12, 33.84),
)
# NIST/SEMATECH e-Handbook of Statistical Methods, section 6.3.2.2: flowrates of ten batches.
FLOWRATE = (49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1)
# Montgomery 2013, section 7.2: cans of frozen orange juice concentrate that leak, of 50 in each sample.
LEAKING = (
    *(12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22),
    *(8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6),
)


def test_xmr_as_montgomery_prints_it() -> None:
    chart = xmr(VISCOSITY)
    assert chart.center == pytest.approx(33.52, abs=0.005)
    assert chart.moving_range is not None
    assert chart.moving_range / 3.267 == pytest.approx(0.48, abs=0.005)
    # Printed from the rounded 33.52 and 0.48.
    assert chart.limits[0] == pytest.approx((32.24, 34.80), abs=0.02)
    assert chart.moving_range == pytest.approx(1.57, abs=0.02)
    assert signals(VISCOSITY, chart) == [None] * len(VISCOSITY)


def test_xmr_as_nist_prints_it() -> None:
    chart = xmr(FLOWRATE)
    assert chart.center == pytest.approx(50.81, abs=1e-9)
    assert chart.limits[0] == pytest.approx((45.8159, 55.8041), abs=1e-4)


def test_p_chart_as_montgomery_prints_it() -> None:
    chart = p_chart(LEAKING, [50] * 30)
    assert chart.center == pytest.approx(0.2313, abs=5e-5)
    error = (0.2313 * (1 - 0.2313) / 50) ** 0.5
    assert 0.2313 + 3 * error == pytest.approx(0.4102, abs=5e-5)


def test_p_limits_where_the_shares_vary_as_samples_do() -> None:
    # The same process after it was adjusted (samples 31 to 54 of the same section): no overdispersion.
    after = (9, 6, 12, 5, 6, 4, 6, 3, 7, 6, 2, 4, 3, 6, 5, 4, 8, 5, 6, 7, 5, 6, 3, 5)
    chart = p_chart(after, [50] * 24)
    assert chart.method == "p chart"
    assert chart.center == pytest.approx(0.1108, abs=5e-5)
    assert chart.limits[0] == pytest.approx((0.0, 0.2440), abs=5e-4)


def test_limits_follow_the_size_of_each_sample() -> None:
    chart = p_chart([20, 42, 9, 80], [40, 80, 20, 160])
    widths = [high - low for low, high in chart.limits]
    assert widths[0] / widths[1] == pytest.approx(2**0.5)
    assert widths[2] > widths[0] > widths[1] > widths[3]


def test_overdispersed_shares_get_the_limits_of_laney() -> None:
    n = 100_000
    shares = [0.50, 0.52, 0.49, 0.51, 0.53, 0.50, 0.48, 0.51, 0.49, 0.52]
    chart = p_chart([round(n * p) for p in shares], [n] * len(shares))
    assert chart.method == "Laney p' chart"
    # Of samples of one size, p' is the XmR chart of the shares: Laney 2002.
    individuals = xmr(shares)
    assert chart.center == pytest.approx(mean(shares))
    assert chart.limits[0] == pytest.approx(individuals.limits[0])
    assert set(signals(shares, chart)) == {None}


def test_d2_is_the_mean_range_of_two_normal_observations() -> None:
    # The range of two has mean 2/sqrt(pi).
    assert pytest.approx(4 * NormalDist().pdf(0) * 0.5**0.5, abs=5e-4) == D2


def test_a_run_on_one_side_is_a_signal_once_it_is_long_enough() -> None:
    values = [1.0, -1.0] * 6 + [0.2] * RUN
    found = signals(values, xmr([1.0, -1.0] * 10))
    assert found == [None] * (len(values) - 1) + ["shift"]


def test_points_outside_the_limits_are_named() -> None:
    chart = xmr([0.0, 1.0] * 8)
    low, high = chart.limits[0]
    assert signals([high + 1, low - 1, 0.6], xmr([0.0, 1.0, 0.0]))[:2] == ["above", "below"]


@pytest.mark.parametrize("k", [0, 30])
def test_shares_that_are_all_alike_have_limits_of_no_width(k: int) -> None:
    chart = p_chart([k] * 9, [30] * 9)
    assert chart.limits[0] == (k / 30, k / 30)
    assert signals([k / 30] * 9, chart) == [None] * 9


def test_values_that_are_all_alike_have_no_signal() -> None:
    for value in (0.1, -100 / 3, 200 / 3, 1e9 / 7):
        values = [value] * 200
        assert set(signals(values, xmr(values))) == {None}
    thirds = p_chart([10] * 30, [30] * 30)
    assert set(signals([10 / 30] * 30, thirds)) == {None}


def test_what_cannot_be_charted_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 2"):
        xmr([1.0])
    with pytest.raises(ValueError, match="from 0 to n"):
        p_chart([3, 4], [2, 4])
    with pytest.raises(ValueError, match="as many"):
        p_chart([3], [2, 4])
