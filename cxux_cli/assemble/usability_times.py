"""Times of a usability test against what they should be, and between segments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cxux_cli.estimators.usability.group import Curve
from cxux_cli.results import Estimate, Reading

TARGET = "target"
"""The `norm` of the reading that says whether a target was met."""


def judged(
    estimate: Estimate, target: float, criticality: str | None
) -> tuple[Estimate, tuple[Reading, ...]]:
    """The estimate with the test against a target time, and the verdict in a word; none where nobody is timed."""
    from cxux_cli.stats.times import faster_than

    title = f"target time {target:g} s" + (f" ({criticality} task)" if criticality else "")
    evidence = estimate.evidence
    parts = {**estimate.parts, "target": target}
    if estimate.value is None:
        return replace(estimate, parts=parts), ()
    if evidence is None:
        reading = Reading(TARGET, title, "undecided", None, None, "too few times to test")
        return replace(estimate, parts=parts), (reading,)
    mean, error, df = evidence.sums
    p = faster_than(mean, error, df, target)
    alpha = 1 - estimate.confidence
    label = "met" if p < alpha else "missed" if p > 1 - alpha else "undecided"
    source = f"one-sided t on logarithms, p of not being faster {p:.3g}, decided below {alpha:.3g}"
    return replace(estimate, parts={**parts, "p_faster": p}), (
        Reading(TARGET, title, label, None, None, source, p),
    )


def about_segments(curves: Iterable[Curve | None]) -> tuple[str, ...]:
    """The log-rank test between segments, in words; nothing where there are not two."""
    from cxux_cli.stats.survival import log_rank

    held = [curve for curve in curves if curve is not None]
    tested = log_rank([(c.times, c.done, c.cut) for c in held]) if len(held) > 1 else None
    if tested is None:
        return ()
    statistic, df, p = tested
    repeats = any(c.people < int(c.done.sum() + c.cut.sum()) for c in held)
    more = "; people repeat, and every attempt counts as a person" if repeats else ""
    return (
        f"log-rank test between {len(held)} segments: chi-square {statistic:.2f}, df {df}, p {p:.3g}{more}",
    )
