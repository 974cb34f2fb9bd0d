"""Problem discovery: how many of all problems a study has seen, and how many people see a share of them.

`counts` are the people who met each problem, one number per problem, 1..n; problems nobody met say nothing
about discovery and are left out by the caller. `n` are the people. Every probability is a fraction of 0..1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log, log1p


@dataclass(frozen=True, slots=True)
class Discovery:
    """What the matrix of a study says about the chance that one person meets one problem.

    `observed` is hits/(n N), which is too high in small studies: problems nobody met are missing from N.
    `good_turing` and `deflated` correct it, `adjusted` is their mean. It is above 0: whatever was found was
    met by somebody. `share`, `total` and `unseen` are None for one person, who says nothing about others.
    """

    participants: int
    problems: int
    hits: int
    once: int
    observed: float
    good_turing: float
    deflated: float
    adjusted: float
    share: float | None
    total: float | None
    unseen: float | None


def discovery(counts: Sequence[int], n: int) -> Discovery:
    """The estimates of a study of `n` people in which N = len(counts) problems were met.

    p = hits/(n N); Good-Turing p/(1 + once/N), once: problems met by one person; deflated
    (p - 1/n)(1 - 1/n), the normalisation of Hertzum & Jacobsen; adjusted: the mean of both. The study has
    seen 1 - (1 - adjusted)^n of all problems, which are N over that share.
    ValueError: no problem, or a count outside 1..n.
    Source: Hertzum & Jacobsen 2001, IJHCI 13(4); Lewis 2001, IJHCI 13(4); Turner, Lewis & Nielsen 2006.
    """
    _check(counts, n)
    found, hits, once = len(counts), sum(counts), sum(k == 1 for k in counts)
    p = hits / (n * found)
    good_turing = p / (1 + once / found)
    deflated = (p - 1 / n) * (1 - 1 / n)
    adjusted = (good_turing + deflated) / 2
    share = at_least_once(adjusted, n) if n >= 2 else None
    unseen = None if share is None else undiscovered(found, share)
    total = None if unseen is None else found + unseen
    return Discovery(n, found, hits, once, p, good_turing, deflated, adjusted, share, total, unseen)


def at_least_once(p: float, n: int) -> float:
    """1 - (1 - p)^n: the chance that a problem of probability p is met by at least one of n people.

    ValueError: p outside 0..1, n below 0. Source: Virzi 1992; Nielsen & Landauer 1993.
    """
    if not 0 <= p <= 1:
        raise ValueError(f"p == {p}, must be from 0 to 1.")
    if n < 0:
        raise ValueError(f"n == {n}, must be at least 0.")
    return 1 - (1 - p) ** n


def undiscovered(found: float, share: float) -> float:
    """found/share - found: the problems still unseen when `found` are a share of all.

    ValueError: share outside (0, 1].
    """
    if not 0 < share <= 1:
        raise ValueError(f"share == {share}, must be above 0 and at most 1.")
    return found / share - found


def participants_needed(p: float, goal: float) -> int:
    """The fewest people who meet a share `goal` of the problems of probability p: ceil(ln(1-goal)/ln(1-p)).

    ValueError: p outside (0, 1], goal outside (0, 1). Source: Sauro & Lewis 2016, chapter 7.
    """
    if not 0 < p <= 1:
        raise ValueError(f"p == {p}, must be above 0 and at most 1.")
    if not 0 < goal < 1:
        raise ValueError(f"goal == {goal}, must be above 0 and below 1.")
    if p == 1:
        return 1
    # A goal that is met exactly must not need one more for a rounding error.
    return max(1, ceil(log(1 - goal) / log1p(-p) - 1e-9))


def expected_curve(counts: Sequence[int], n: int, most: int | None = None) -> list[float]:
    """Problems that 1, 2, …, n of the people meet together, averaged over every order of them.

    Sum over problems of 1 - C(n-k, m)/C(n, m): exact, what permutations only approach. Length n, or `most`
    where that is less; it never falls and ends at len(counts).
    ValueError: a count outside 1..n. Source: rarefaction, Hurlbert 1971, Ecology 52(4).
    """
    _check(counts, n)
    missed = [1.0] * len(counts)
    curve = []
    for m in range(n if most is None else min(n, most)):
        # C(n-k, m+1)/C(n, m+1) from the one before: the next person is none of the k either.
        missed = [x * max(0, n - k - m) / (n - m) for x, k in zip(missed, counts, strict=True)]
        curve.append(len(counts) - sum(missed))
    return curve


def unequal(counts: Sequence[int], n: int) -> float | None:
    """The p of a chi-square test that all problems are equally likely; None where there is nothing to test.

    X² = Σ (k - np)²/(np(1-p)), df N-1, p the mean frequency: the dispersion test of Cochran 1954. Where
    it is small the one p of the discovery formulas hides rare problems behind common ones.
    ValueError: no problem, or a count outside 1..n.
    """
    from scipy.special import chdtrc

    _check(counts, n)
    p = sum(counts) / (n * len(counts))
    if len(counts) < 2 or p == 1:
        return None
    statistic = sum((k - n * p) ** 2 for k in counts) / (n * p * (1 - p))
    return float(chdtrc(len(counts) - 1, statistic))


def _check(counts: Sequence[int], n: int) -> None:
    if not counts:
        raise ValueError("counts == [], must hold at least one problem.")
    if wrong := [k for k in counts if not 1 <= k <= n]:
        raise ValueError(f"count == {wrong[0]}, must be from 1 to n == {n}.")
