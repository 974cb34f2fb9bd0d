"""Whether one measure differs between two samples of different people: evidence in, difference and test out."""

from __future__ import annotations

from cxux_cli.estimate import finite
from cxux_cli.results import Comparison, Evidence, Result
from cxux_cli.stats import change
from cxux_cli.stats.compare import Difference


def difference(first: Evidence, second: Evidence, *, confidence: float) -> Difference | None:
    """First less second in the printed unit, its two-sided interval and p; None where nothing tests it.

    Shares are compared by the N-1 or Fisher's test, nets by z after Rocks's adjustment, means by permutation of
    the answers where they are few and by Welch's t elsewhere, times by Welch's t on logarithms, rates by the
    conditional exact test. Nothing tests evidence of two shapes, of one answer, or of samples in which all answers
    are alike.
    """
    if (first.shape, first.factor) != (second.shape, second.factor):
        return None
    found = _change(first, second, (1 + confidence) / 2)
    if found is None:
        return None
    interval = found.central or (found.low, found.high)
    value, low, high = (first.factor * x for x in (found.difference, *interval))
    p = min(1.0, 2 * min(found.p_below, found.p_above)) if found.p is None else found.p
    # A bound of an adjusted interval can pass the plain difference.
    return Difference(value, min(low, value), max(high, value), None, None, p, found.method)


def compared(a: Result, b: Result, names: tuple[str, str], *, confidence: float) -> Comparison:
    """One result less another of the same measure, both with a value, under the names of their samples."""
    mine, its = a.estimate, b.estimate
    test = (
        difference(mine.evidence, its.evidence, confidence=confidence)
        if mine.evidence is not None and its.evidence is not None
        else None
    )
    if test is not None:
        return tested(a, names, test, (mine.n, its.n))
    apart = None if mine.value is None or its.value is None else mine.value - its.value
    return Comparison(a.measure, *names, apart, None, None, None, None, None, mine.n, its.n)


def tested(a: Result, names: tuple[str, str], test: Difference, sizes: tuple[int, int]) -> Comparison:
    """A test in the printed unit of a result as a comparison; no end lies beyond what the measure can differ by."""
    most = a.range[1] - a.range[0]
    low, high = finite(max(test.low, -most)), finite(min(test.high, most))
    return Comparison(
        a.measure, *names, test.difference, low, high, test.p, None, test.method, sizes[0], sizes[1]
    )


def _change(first: Evidence, second: Evidence, one_sided: float) -> change.Change | None:
    a, b = first.sums, second.sums
    match first.shape:
        case "share":
            return change.shares(*a, *b, confidence=one_sided) if a[1] > 0 and b[1] > 0 else None
        case "net":
            return change.nets(_three(a), _three(b), confidence=one_sided) if a[2] > 0 and b[2] > 0 else None
        case "mean" | "log-mean":
            if not (a[2] > 0 and b[2] > 0):
                return None
            if first.tally and second.tally:
                return change.answers(dict(first.tally), dict(second.tally), confidence=one_sided)
            test = change.means if first.shape == "mean" else change.log_means
            return test(_three(a), _three(b), confidence=one_sided)
        case "rate":
            if not (a[1] > 0 and b[1] > 0):
                return None
            return change.rates((a[0], a[1]), (b[0], b[1]), confidence=one_sided)
    return None


def _three(sums: tuple[float, ...]) -> tuple[float, float, float]:
    return sums[0], sums[1], sums[2]
