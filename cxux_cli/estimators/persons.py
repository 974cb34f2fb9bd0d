"""People who answer several times: how much their answers say together."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Persons:
    """How many people gave the answers, and the variance of the mean of the answers over persons.

    The variance is that of the linearised mean with persons as clusters drawn with replacement,
    G/(G-1) Σ_g (Σ_i w (x - m))² / (Σw)², in the squared unit of x (Särndal, Swensson & Wretman 1992,
    section 5.6 on person totals; Stata and R's survey package compute the same).
    """

    count: int
    variance: float
    unit: str = "persons"
    """What answered several times: persons, or accounts of several persons."""

    def effective_n(self, variance: float, n: int, confidence: float) -> float:
        """The number of people who answered once that would say as much about a share.

        `variance` is that of one answer. With few persons their own variance is uncertain, so that the
        number is cut by the ratio of the normal to the t quantile (Korn & Graubard 1998). Where all
        answers are alike, every person counts once. It is never above `n`, the answers there are (as in
        the standards of the US National Center for Health Statistics, Parker et al. 2017).
        """
        from cxux_cli.stats.mean import t_interval
        from cxux_cli.stats.normal import z_two_sided

        t = t_interval(0.0, 1.0, self.count - 1, confidence=confidence)[1]
        size = variance / self.variance if self.variance > 0 and variance > 0 else float(self.count)
        return min(float(n), size) * (z_two_sided(confidence) / t) ** 2
