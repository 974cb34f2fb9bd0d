"""What weights cost: effective sample size, design effect, standard error of a weighted mean.

Every function takes sums over the rows that count: `n` rows, `w` = Σw, `w2` = Σw².
Weights are taken as given (fixed), on any scale: doubling all of them changes nothing.
"""

from __future__ import annotations

from math import sqrt


def effective_n(w: float, w2: float) -> float:
    """The ratio (Σw)²/Σw²: the size of an unweighted sample of the same precision.

    ValueError: w or w2 <= 0. Source: Kish 1965.
    """
    _positive("w", w)
    _positive("w2", w2)
    return w * w / w2


def design_effect(n: float, w: float, w2: float) -> float:
    """The ratio n Σw²/(Σw)²: how many times larger the weights make the variance; at least 1.

    ValueError: n, w or w2 <= 0. Source: Kish 1965; Kish 1992.
    """
    _positive("n", n)
    return n / effective_n(w, w2)


def taylor_standard_error(n: float, w: float, w2xx_centered: float) -> float:
    """Standard error of the weighted mean m = Σwx/Σw: √(n/(n-1) · Σw²(x-m)²)/Σw, in the unit of x.

    `w2xx_centered` is Σw²(x-m)². Equal weights give s/√n.
    ValueError: n <= 1, w <= 0, w2xx_centered below 0 or NaN.
    Source: Särndal, Swensson & Wretman 1992, section 5.6 (linearized ratio, drawn with replacement).
    """
    if not n > 1:
        raise ValueError(f"n == {n}, must be above 1.")
    _positive("w", w)
    if not w2xx_centered >= 0:
        raise ValueError(f"w2xx_centered == {w2xx_centered}, must be at least 0.")
    return sqrt(n / (n - 1) * w2xx_centered) / w


def _positive(name: str, value: float) -> None:
    if not value > 0:
        raise ValueError(f"{name} == {value}, must be above 0.")
