"""Which cells look like dates, before anything is known of their form."""

import pytest

from cxux_cli.study.kinds import are_dates


@pytest.mark.parametrize(
    "cell",
    [
        "2026-03-13",
        "2026-03-13 10:48",
        "2026-03-13T10:48:09",
        "2026-03-13T10:48:09.000Z",
        "2026-03-13T10:48:09+01:00",
        "13.03.2026 10:48",
        "10:48:09",
    ],
)
def test_days_and_moments_are_dates(cell):
    assert are_dates({cell: 3})


@pytest.mark.parametrize("cell", ["2026", "1-2-3x", "1/2", "2026-03-13Treat", "10", "v1.2"])
def test_what_only_begins_like_one_is_none(cell):
    assert not are_dates({cell: 3})
