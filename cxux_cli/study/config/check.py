"""A study against its files: whether the sources open and hold the columns that the config names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from cxux_cli.errors import CxuxError, UsageError
from cxux_cli.sources.open import open_sources
from cxux_cli.sources.source import Source
from cxux_cli.study.config.problems import Problem, from_error, together
from cxux_cli.study.config.study import SourceConfig, Study, line_of
from cxux_cli.study.names import resolve, resolve_all
from cxux_cli.study.personas import bind, number_note


@dataclass(frozen=True, slots=True)
class Checked:
    """A study whose sources open: the files of each by name, and what is worth knowing."""

    study: Study
    files: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...]


def check(study: Study) -> Checked:
    """Open every source, on a sample, and look up every column. Raises one `UsageError` for all problems."""
    problems: list[Problem] = []
    opened: dict[str, list[Source]] = {}
    for name, config in study.sources.items():
        opened[name] = []
        for path in config.paths:
            try:
                opened[name] += open_sources([path], config.read)
            except CxuxError as error:
                problems.append(from_error(error, line_of(study.lines, ("sources", name, "path"))))
        problems += _columns(study, config, opened[name])
    notes = list(number_note(study.personas))
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
        # Not every source has to know the groups, but one has to; one that did not open may.
        if absent and len(absent) == len(opened):
            problems += [from_error(error, line) for error in absent.values()]
        elif absent:
            why = next(iter(absent.values())).message
            notes.append(f"{who} cannot be told in {', '.join(absent)}: {why}")
    if problems:
        raise together(problems, study.path)
    files = {name: tuple(source.path for source in sources) for name, sources in opened.items()}
    return Checked(study, files, tuple(notes))


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
                resolve_all(source, names, ".".join(place))
            except UsageError as error:
                yield from_error(error, line_of(study.lines, ("sources", config.name, *place)))
