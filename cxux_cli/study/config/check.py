"""A study against its files: whether the sources open and hold the columns that the config names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from cxux_cli.errors import CxuxError, UsageError
from cxux_cli.sources.open import open_sources
from cxux_cli.sources.source import Source
from cxux_cli.study.config.problems import Problem, from_error, together
from cxux_cli.study.config.study import SourceConfig, Study, line_of
from cxux_cli.study.kinds import are_dates
from cxux_cli.study.names import label, resolve, resolve_all
from cxux_cli.study.personas import bind, holding, number_note
from cxux_cli.study.where import matches, parse

_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Checked:
    """A study whose sources open: the files of each by name, and what is worth knowing."""

    study: Study
    files: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...]


def check(study: Study, found: Iterable[Problem] = ()) -> Checked:
    """Open every source, on a sample, and look up every column.

    Raises one `UsageError` for all problems, those `found` in the config itself included.
    """
    problems, notes = [*found], list(number_note(study.personas))
    opened: dict[str, list[Source]] = {}
    for name, config in study.sources.items():
        opened[name] = []
        for path in config.paths:
            try:
                opened[name] += open_sources([path], config.read)
            except CxuxError as error:
                problems.append(from_error(error, line_of(study.lines, ("sources", name, "path"))))
        problems += _columns(study, config, opened[name])
        notes += _undated(config, opened[name])
    if study.personas and not study.sources:
        notes.append("there are no sources, so the columns of the personas are not checked")
    shares = sum(p.population or 0 for p in study.personas)
    if shares > 1.0001:
        notes.append(f"the populations of the personas add up to {shares:.4g}: do they overlap?")
    groups: list[tuple[str, int, Callable[[Source], object]]] = [
        (f"persona '{p.id}'", p.line, partial(bind, p)) for p in study.personas
    ]
    if study.roles is not None:
        line = line_of(study.lines, ("roles", "by"))
        groups.append(("roles", line, partial(resolve, name=study.roles.by, where="roles")))
    for who, line, look in groups:
        absent = _absent(look, opened)
        # Not every source has to know the groups, but one has to.
        if absent and len(absent) == sum(bool(sources) for sources in opened.values()):
            problems += [from_error(error, line) for error in absent.values()]
        elif absent:
            why = next(iter(absent.values())).message
            notes.append(f"{who} cannot be told in {', '.join(absent)}: {why}")
    if problems:
        raise together(problems, study.path)
    notes += _empty(study, opened)
    files = {name: tuple(source.path for source in sources) for name, sources in opened.items()}
    return Checked(study, files, tuple(notes))


def _empty(study: Study, opened: Mapping[str, Sequence[Source]]) -> Iterator[str]:
    """Personas that match nobody, as far as the sources were read."""
    everything = [source for sources in opened.values() for source in sources]
    for persona in study.personas:
        conditions = []
        for source in everything:
            with suppress(UsageError):
                conditions.append((bind(persona, source), source))
        if conditions and not any(matches(condition, source) for condition, source in conditions):
            held = "; ".join(dict.fromkeys(filter(None, (holding(c, source) for c, source in conditions))))
            yield f"persona '{persona.id}' matches nobody" + (f": {held}" if held else "")


def _undated(config: SourceConfig, sources: Sequence[Source]) -> Iterator[str]:
    """A column of dates that holds none."""
    for source in sources if config.date is not None else ():
        with suppress(UsageError):
            column = resolve(source, config.date or "", "date")
            cells = source.answers(column.index)
            if cells and not are_dates(cells):
                yield f"source '{config.name}': the date column {label(column)} holds hardly any dates"


def _absent(
    look: Callable[[Source], object], opened: Mapping[str, Sequence[Source]]
) -> dict[str, UsageError]:
    """Why something cannot be found, for the sources that lack it in any of their files."""
    found: dict[str, UsageError] = {}
    for name, sources in opened.items():
        for source in sources:
            try:
                look(source)
            except UsageError as error:
                found.setdefault(name, error)
    return found


def _columns(study: Study, config: SourceConfig, sources: Sequence[Source]) -> Iterator[Problem]:
    """Columns that are named and not there; every file of a source must hold them."""
    named: list[tuple[tuple[str, ...], Sequence[str]]] = [
        (("columns", role), names) for role, names in config.columns.items()
    ]
    named += [((key,), (name,)) for key in ("date", "weight") if (name := getattr(config, key)) is not None]
    for source in sources:
        for place, names in named:
            try:
                columns = resolve_all(source, names, ".".join(place))
                if place == ("weight",) and (cells := source.answers(columns[0].index)):
                    _refuse_words(cells, label(columns[0]))
            except UsageError as error:
                yield from_error(error, line_of(study.lines, ("sources", config.name, *place)))
        if config.where is not None:
            try:
                parse(config.where, source, "where")
            except UsageError as error:
                yield from_error(error, line_of(study.lines, ("sources", config.name, "where")))
        yield from _divided(study, config, source)


def _divided(study: Study, config: SourceConfig, source: Source) -> Iterator[Problem]:
    """Columns that measures and gates divide a source by, and that are not there."""
    named = [
        (name, line_of(study.lines, ("measures", i, "by")))
        for i, measure in enumerate(study.measures)
        if measure.source == config.name
        for name in measure.by
    ]
    for gate in study.gates:
        if gate.source == config.name:
            columns = [*gate.segment, *([gate.each] if gate.each not in (None, "task", "persona") else [])]
            named += [(str(name), gate.line) for name in columns if name != "condition"]
    for name, line in named:
        # Several files are told apart by their source, and logs have roles of their own.
        if name.casefold() in ("source", "page", "task", "feature"):
            continue
        try:
            resolve(source, name, "by")
        except UsageError as error:
            yield from_error(error, line)


def _refuse_words(cells: Mapping[str, int], name: str) -> None:
    """Refuse a column of weights in which nothing is a number."""
    if not any(_NUMBER.fullmatch(cell.strip()) for cell in cells):
        raise UsageError(
            f"the column {name} holds no number", where="weight", hint="name a column of weights"
        )
