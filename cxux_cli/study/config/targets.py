"""Targets in the unit of a measure: text to an operator and a number, or the reason why it is none."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cxux_cli.measures.base import Declared, Measure
from cxux_cli.results import Better
from cxux_cli.study.durations import seconds

_OPERATORS = {">=": ">=", "≥": ">=", "<=": "<=", "≤": "<="}
_TARGET = re.compile(r"\s*(>=|<=|≥|≤|>|<|=|==)?\s*(.+?)\s*")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_TIMES = {"s": 1.0, "ms": 0.001}
"""Units of time, in seconds."""


@dataclass(frozen=True, slots=True)
class Refused(Exception):
    """Why a text is no target of a measure, and what to write."""

    message: str
    hint: str | None = None


def directions(measure: Declared) -> frozenset[str]:
    """The operators of the good direction; both where the wording of the question decides."""
    ways = {setting.better for setting in measure.settings} if isinstance(measure, Measure) else set()
    return frozenset(">=" if way is Better.HIGHER else "<=" for way in ways or {measure.better})


def target(text: str, measure: Declared) -> tuple[str, float]:
    """The operator and the number, in the unit of the measure. Raises `Refused`.

    >>> from cxux_cli.measures.declared import DECLARED
    >>> target(">= 78%", DECLARED["success"]), target("1m30s", DECLARED["time"])
    (('>=', 78.0), ('<=', 90.0))
    """
    found = _TARGET.fullmatch(text)
    if found is None:
        raise Refused(f"'{text[:60]}' is no target", "write for example: >= 78")
    written, rest = found.groups()
    good = directions(measure)
    if written is not None and written not in _OPERATORS:
        raise Refused(f"'{written}' is no operator of a target", f"targets are inclusive: {min(good)}")
    op = _OPERATORS.get(written or "")
    if op is None and len(good) > 1:
        raise Refused(
            f"whether high or low is good depends on how {measure.key} was asked",
            f"write >= or <= before the target: >= {rest[:20]}",
        )
    if op is not None and op not in good:
        better = "higher" if op == "<=" else "lower"
        raise Refused(f"{measure.key} is better when it is {better}", f"write {min(good)} {rest[:20]}")
    number = amount(rest, measure)
    low, high = measure.range
    if not low <= number <= high:
        raise Refused(
            f"{number:g} is outside the range of {measure.key}, {low:g} to {high:g} {measure.unit}".rstrip()
        )
    return op or min(good), number


def amount(text: str, measure: Declared) -> float:
    """A number in the unit of the measure. Raises `Refused`."""
    if measure.unit in _TIMES:
        return _time(text, measure)
    sign, percent = text, False
    if text.endswith("%"):
        sign, percent = text[:-1].rstrip(), True
    elif measure.unit not in ("%", "") and text.casefold().endswith(measure.unit.casefold()):
        sign = text[: -len(measure.unit)].rstrip()
    if not _NUMBER.fullmatch(sign):
        hint = f"it is measured in {measure.unit}: write a number"
        raise Refused(f"'{text[:60]}' is no target of {measure.key}", hint)
    number = float(sign)
    if percent and measure.unit != "%":
        raise Refused(
            f"{measure.key} is measured in {measure.unit}, not in %", f"write {number:g} without the sign"
        )
    if not percent and (refused := looks_like_a_fraction(number, measure)) is not None:
        raise refused
    return number


def looks_like_a_fraction(number: float, measure: Declared) -> Refused | None:
    """Why a bare number of 1 or less is no target of a share in percent; None where it may be one."""
    if measure.unit != "%" or not 0 < number <= 1 or measure.range[0] < 0:
        return None
    said = f"{number:g} of {measure.key} would be {number:g} %"
    return Refused(said, f'for a share write "{100 * number:g}%"')


def _time(text: str, measure: Declared) -> float:
    """A time: a bare number is in the unit of the measure, a duration says its own."""
    unit = _TIMES[measure.unit]
    found = seconds(text, unit)
    if found is None or found <= 0:
        raise Refused(
            f"'{text[:60]}' is no target of {measure.key}",
            "write for example: 90s or 1m30s" if unit == 1 else "write for example: 2500ms or 2.5s",
        )
    # 2.5 s is 2500 ms, and not 2500.0000000000005.
    return round(found / unit, 9)
