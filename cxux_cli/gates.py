"""Targets on results: values in, verdicts out."""

from __future__ import annotations

from cxux_cli.results import Better, Gate, Result


def point(result: Result, target: float) -> Gate:
    """Whether the value itself reaches a target, in the measure's good direction.

    This rule is red half the time when the truth is exactly at target: the message gives the interval.
    """
    higher = result.better is Better.HIGHER
    op = ">=" if higher else "<="
    e = result.estimate
    if result.hidden:
        message = (
            f"{result.measure} {op} {target:g}: undecided, the value is below the privacy floor and not shown"
        )
        return Gate(result.measure, op, target, None, "undecided", message)
    if e.value is None:
        message = f"{result.measure} {op} {target:g}: no data, so not met"
        return Gate(result.measure, op, target, None, "no_data", message)
    met = e.value >= target if higher else e.value <= target
    interval = "" if e.low is None else f", {100 * e.confidence:g} % interval {e.low:.1f} to {e.high:.1f}"
    message = f"{result.measure} {op} {target:g}: {'met' if met else 'missed'} with {e.value:.1f} (n {e.n}{interval})"
    return Gate(result.measure, op, target, e.value, "met" if met else "missed", message)
