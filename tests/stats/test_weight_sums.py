from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxux_cli.stats.weights import design_effect, effective_n, taylor_standard_error

WEIGHTS = st.lists(st.floats(0.01, 100), min_size=2, max_size=50)


def test_1_2_3_4():
    # Σw = 10, Σw² = 30: 100/30 and 4 · 30/100.
    assert effective_n(10, 30) == pytest.approx(10 / 3)
    assert design_effect(4, 10, 30) == pytest.approx(1.2)


@given(WEIGHTS)
def test_weights_never_add_answers(weights):
    w, w2 = sum(weights), sum(weight**2 for weight in weights)
    assert 1 - 1e-9 <= effective_n(w, w2) <= len(weights) * (1 + 1e-9)
    assert design_effect(len(weights), w, w2) * effective_n(w, w2) == pytest.approx(len(weights))


@given(st.lists(st.integers(0, 10), min_size=2, max_size=50), st.floats(0.01, 100))
def test_equal_weights_of_any_scale_give_the_plain_standard_error(values, weight):
    x = np.array(values, dtype=float)
    n = len(x)
    centered = float((weight**2 * (x - x.mean()) ** 2).sum())
    assert taylor_standard_error(n, n * weight, centered) == pytest.approx(x.std(ddof=1) / sqrt(n))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: effective_n(0, 0), "w == 0, must be above 0"),
        (lambda: effective_n(1, 0), "w2 == 0, must be above 0"),
        (lambda: design_effect(0, 1, 1), "n == 0, must be above 0"),
        (lambda: taylor_standard_error(1, 1, 0), "n == 1, must be above 1"),
        (lambda: taylor_standard_error(2, 0, 0), "w == 0, must be above 0"),
        (lambda: taylor_standard_error(2, 2, -1), "w2xx_centered == -1, must be at least 0"),
    ],
)
def test_errors(call, message):
    with pytest.raises(ValueError, match=message):
        call()
