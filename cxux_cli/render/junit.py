"""Verdicts as JUnit XML, as the collectors of CI systems read it."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from cxux_cli.gates.words import explained, people
from cxux_cli.render.escape import plain
from cxux_cli.verdicts import Gate, falls_short


def render(gates: Sequence[Gate]) -> str:
    """A suite per measure, a test case per gate.

    What fails because it is missed is a failure; what fails without data or undecided is an error; what is
    undecided without failing, or waived, is skipped. JUnit knows no warning: a gate that warns passes, with
    the warning as its output. The text stands in the attribute and in the element, since collectors show
    one or the other.
    """
    root = Element("testsuites", name="cxux")
    by_measure: dict[str, list[Gate]] = {}
    for gate in gates:
        by_measure.setdefault(gate.measure, []).append(gate)
    totals: dict[str, int] = {}
    for measure, mine in by_measure.items():
        suite = SubElement(root, "testsuite", name=f"cxux.gates.{plain(measure)}")
        counts = {"tests": len(mine), "failures": 0, "errors": 0, "skipped": 0}
        for gate in mine:
            kind = _case(suite, gate)
            if kind in counts:
                counts[kind] += 1
        for name, count in counts.items():
            suite.set(name, str(count))
            totals[name] = totals.get(name, 0) + count
    for name, count in totals.items():
        root.set(name, str(count))
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _case(suite: Element, gate: Gate) -> str:
    """Append a test case; what it counts as: `failures`, `errors`, `skipped`, or `passed`."""
    case = SubElement(
        suite, "testcase", name=plain(gate.id), classname=f"cxux.gates.{plain(gate.measure)}", time="0"
    )
    if gate.file:
        case.set("file", plain(gate.file))
        case.set("line", str(gate.line))
    properties = SubElement(case, "properties")
    for name, value in _properties(gate):
        SubElement(properties, "property", name=name, value=plain(value))
    message = plain(gate.message)
    text = "\n".join(plain(line) for line in (gate.message, *explained(gate), *people(gate)))
    if gate.effect == "fail":
        short = falls_short(gate)
        found = SubElement(case, "failure" if short else "error", message=message, type=gate.outcome)
        found.text = text
        return "failures" if short else "errors"
    if gate.waived is not None or (gate.outcome in ("undecided", "no_data") and not falls_short(gate)):
        SubElement(case, "skipped", message=message).text = text
        return "skipped"
    if gate.effect == "warn":
        SubElement(case, "system-out").text = f"warning: {text}"
    return "passed"


def _properties(gate: Gate) -> list[tuple[str, str]]:
    found = {
        "outcome": gate.outcome,
        "effect": gate.effect,
        "rule": gate.rule,
        "value": None if gate.value is None else f"{gate.value:.10g}",
        "target": None if gate.target is None else f"{gate.op} {gate.target:g}",
        "unit": gate.unit,
        "n": str(gate.n),
        "owner": gate.owner,
    }
    return [(name, value) for name, value in found.items() if value]
