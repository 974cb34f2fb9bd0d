"""What the parts of a config say about one another: measures, gates, personas, tasks and sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from cxux_cli.measures.declared import DECLARED, FAMILIES, family
from cxux_cli.measures.registry import COMMANDS
from cxux_cli.study.config.fields import RESERVED
from cxux_cli.study.config.model import ConfigModel, GateModel, MeasureModel
from cxux_cli.study.config.problems import Problem, nearest
from cxux_cli.study.config.study import Place, line_of
from cxux_cli.study.config.targets import Refused, amount, target
from cxux_cli.study.names import shorten

_COMPARING = ("no_regression", "non_inferior")
_ANSWERS_ONLY = ("columns", "scale", "variant", "interval", "about", "top")
"""Keys that only a measure of answers has."""


def problems(model: ConfigModel, lines: Mapping[Place, int]) -> Iterator[Problem]:
    """Everything that refers to something that is not there, or asks what cannot be."""
    for i, measure in enumerate(model.measures):
        yield from _measure(measure, model, ("measures", i), lines)
    for i, gate in enumerate(model.gates):
        yield from _gate(gate, model, ("gates", i), lines)


def _measure(
    measure: MeasureModel, model: ConfigModel, place: Place, lines: Mapping[Place, int]
) -> Iterator[Problem]:
    yield from _source(measure.source, model, place, lines)
    observed = measure.use in FAMILIES or family(measure.use) is not None
    for key in _ANSWERS_ONLY if observed else ():
        if getattr(measure, key):
            line = line_of(lines, (*place, key))
            yield Problem(line, f"{measure.use} is no question and takes no '{key}'")
    if measure.each == "task" and not (observed and _has_tasks(measure.use)):
        yield Problem(line_of(lines, (*place, "each")), f"{measure.use} is not measured by task")
    declared = DECLARED.get(measure.use)
    for who, number in measure.expect.items():
        line = line_of(lines, (*place, "expect", who))
        yield from _persona(who, model, line)
        if declared is None:
            yield Problem(line, f"'expect' needs one measure, and {measure.use} prints many")
        elif not declared.range[0] <= number <= declared.range[1]:
            low, high = declared.range
            yield Problem(line, f"{number:g} is outside the range of {measure.use}, {low:g} to {high:g}")


def sources_of(measure: str, asked: Iterable[tuple[str, str | None]]) -> list[str]:
    """The sources in which a measure is measured, from what is asked of which source."""
    beside = next((m.key for m in COMMANDS.values() if measure in [c.key for c in m.companions]), None)
    uses = (measure, family(measure), beside)
    return list(dict.fromkeys(source for use, source in asked if use in uses and source is not None))


def _has_tasks(use: str) -> bool:
    return "tasks" in (use, family(use)) or "tree" in (use, family(use))


def _gate(gate: GateModel, model: ConfigModel, place: Place, lines: Mapping[Place, int]) -> Iterator[Problem]:
    declared = DECLARED[gate.measure]

    def at(key: str) -> int:
        return line_of(lines, (*place, key))

    if gate.source is not None:
        yield from _source(gate.source, model, place, lines)
    elif len(model.sources) != 1:
        measuring = sources_of(gate.measure, ((m.use, m.source) for m in model.measures))
        if len(measuring) != 1:
            said = f"{' and '.join(measuring)} measure it" if measuring else "no source measures it"
            line = line_of(lines, place)
            yield Problem(line, f"gate '{gate.id}' does not say in which source: {said}", "add 'source'")
    if gate.persona is not None:
        yield from _persona(gate.persona, model, at("persona"))
    known = [task.id for task in model.tasks]
    if gate.task is not None and known and gate.task not in known:
        hint = nearest(gate.task, known) or f"tasks are: {', '.join(known)}"
        yield Problem(at("task"), f"there is no task '{shorten(gate.task)}'", hint)
    if (gate.task is not None or gate.each == "task") and not _has_tasks(gate.measure):
        key = "task" if gate.task is not None else "each"
        yield Problem(at(key), f"{gate.measure} is not measured by task")
    if gate.each == "persona" and not model.personas:
        yield Problem(at("each"), "there are no personas in this study")
    for key in ("task", "persona"):
        if gate.each == key and getattr(gate, key) is not None:
            yield Problem(at("each"), f"it names one {key} and each {key}: choose one")
    if gate.rule in _COMPARING:
        if gate.margin is None:
            yield Problem(at("rule"), f"{gate.rule} needs a 'margin': the drop that counts")
        for key in ("target", "warn"):
            if getattr(gate, key) is not None:
                hint = "a second gate judges the value itself"
                yield Problem(at(key), f"{gate.rule} compares with a baseline and has no '{key}'", hint)
        if gate.against == "previous" and model.history is None:
            yield Problem(at("against"), "the previous window is in the history, and the study has none")
    else:
        if gate.target is None:
            hint = f'write for example: target: "{">=" if declared.better == "higher" else "<="} …"'
            yield Problem(line_of(lines, place), f"gate '{gate.id}' has no target", hint)
        for key in ("margin", "against"):
            if key in gate.model_fields_set:
                yield Problem(at(key), f"{gate.rule} compares with nothing and has no '{key}'")
    if gate.runs > 1 and model.history is None:
        yield Problem(at("for"), "runs in a row are counted in the history, and the study has none")
    numbers = {}
    for key, read in (("target", target), ("warn", target), ("margin", amount)):
        text = getattr(gate, key)
        try:
            numbers[key] = None if text is None else read(text, declared)
        except Refused as error:
            yield Problem(at(key), error.message, error.hint)
    margin = numbers.get("margin")
    if isinstance(margin, float) and margin < 0:
        yield Problem(at("margin"), f"the drop that counts is {margin:g}, it must be 0 or more")
    yield from _stricter(numbers.get("target"), numbers.get("warn"), at("warn"))


def _stricter(
    needed: tuple[str, float] | float | None, warned: tuple[str, float] | float | None, line: int
) -> Iterator[Problem]:
    """A warning at a target that is easier to meet would never be seen."""
    if not isinstance(needed, tuple) or not isinstance(warned, tuple):
        return
    (op, at), (_, warn) = needed, warned
    if (warn <= at) if op == ">=" else (warn >= at):
        yield Problem(line, f"the warning at {warn:g} is no stricter than the target {at:g}")


def _source(
    name: str | None, model: ConfigModel, place: Place, lines: Mapping[Place, int]
) -> Iterator[Problem]:
    known = list(model.sources)
    if name is None and len(known) != 1:
        line = line_of(lines, place)
        said = f"name one: {', '.join(known)}" if known else "the study has no sources"
        yield Problem(line, "it does not say in which source", said)
    elif name is not None and name not in known:
        hint = nearest(name, known) or (f"sources are: {', '.join(known)}" if known else None)
        yield Problem(line_of(lines, (*place, "source")), f"there is no source '{shorten(name)}'", hint)


def _persona(name: str, model: ConfigModel, line: int) -> Iterator[Problem]:
    known = [persona.id for persona in model.personas]
    if name not in known and name not in RESERVED - {"all"}:
        hint = nearest(name, known) or (f"personas are: {', '.join(known)}" if known else None)
        yield Problem(line, f"there is no persona '{shorten(name)}'", hint)
