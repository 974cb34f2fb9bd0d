"""Results as rows of a chart: what each is called, what its numbers are in words."""

from __future__ import annotations

from collections.abc import Sequence

from cxux_cli.render.charts.chart import PART
from cxux_cli.render.view import interval_text, n_text, slice_labels, slice_names, value_text
from cxux_cli.results import Result

TARGETS = "; an upright bar is a target"
"""Said at the axis."""
UNITS = {"s": "seconds", "ms": "milliseconds", "%": "percent"}


def label(result: Result, names: Sequence[str]) -> str:
    """What a row stands for: its slices, or the name of the measure where nothing divides it."""
    said = [text for text in slice_labels(result, names) if text]
    return PART.join(said) or result.name


def labels(results: Sequence[Result]) -> list[str]:
    """The names of rows that stand beside each other."""
    names = slice_names(results)
    return [label(result, names) for result in results]


def unit(result: Result) -> str:
    """The unit as it stands at an axis."""
    return UNITS.get(result.unit, result.unit)


def shown(result: Result) -> str:
    """The value with the sign of its unit, where it has one."""
    text = value_text(result)
    return f"{text} {result.unit}" if result.unit in UNITS and result.estimate.value is not None else text


def sentence(result: Result, name: str) -> str:
    """One row in words: value, interval, n."""
    if result.hidden:
        return f"{name}: hidden, n {result.estimate.n}."
    if result.estimate.value is None:
        return f"{name}: no value, n {result.estimate.n}."
    interval = interval_text(result)
    between = "" if interval == "-" else f"{interval}, "
    return f"{name}: {shown(result)} ({between}n {n_text(result)})."


def by(results: Sequence[Result]) -> str:
    """What divides the rows, in words."""
    names = slice_names(results)
    return f" by {' and '.join(names)}" if names else ""


def with_intervals(results: Sequence[Result]) -> str:
    """That there are intervals, and their level; nothing where there are none."""
    if all(r.estimate.low is None and r.estimate.high is None for r in results):
        return ""
    return f", with {100 * results[0].estimate.confidence:.6g} % interval{'s' * (len(results) > 1)}"
