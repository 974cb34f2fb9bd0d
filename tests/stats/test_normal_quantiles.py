import pytest
from scipy import stats

from cxux_cli.stats.normal import tail_area, z_two_sided


@pytest.mark.parametrize("confidence", [1e-6, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999999])
def test_same_as_scipy(confidence):
    assert z_two_sided(confidence) == pytest.approx(stats.norm.isf((1 - confidence) / 2), rel=1e-12)


def test_the_familiar_number():
    assert round(z_two_sided(0.95), 6) == 1.959964
    assert tail_area(0.9) == pytest.approx(0.05)


@pytest.mark.parametrize("confidence", [0, 1, -0.5, 95, float("nan")])
def test_a_confidence_is_a_fraction(confidence):
    with pytest.raises(ValueError, match=r"confidence == .*, must be above 0 and below 1"):
        z_two_sided(confidence)
