"""The bands of page speed: the published bounds, and which side a bound is on."""

import pytest

from cxux_cli.catalog.web_vitals import web_vitals

# web.dev/articles/vitals and src/on*.ts of GoogleChrome/web-vitals.
BOUNDS = {
    "lcp": (2500, 4000),
    "inp": (200, 500),
    "cls": (0.1, 0.25),
    "fcp": (1800, 3000),
    "ttfb": (800, 1800),
}


def test_the_bounds_are_the_published_ones():
    assert {metric: bands.bounds for metric, bands in web_vitals().items()} == BOUNDS
    assert [metric for metric, bands in web_vitals().items() if bands.is_core] == ["lcp", "inp", "cls"]


@pytest.mark.parametrize("metric", BOUNDS)
def test_a_value_equal_to_a_bound_belongs_to_the_better_band(metric):
    bands, (good, middle) = web_vitals()[metric], BOUNDS[metric]
    assert [bands.label(x) for x in (0, good, good + 1e-6, middle, middle + 1e-6)] == [
        "good",
        "good",
        "needs improvement",
        "needs improvement",
        "poor",
    ]
    assert bands.is_good(good)
    assert not bands.is_good(good + 1e-6)
