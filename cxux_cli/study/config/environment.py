"""What the environment says instead of the config: CXUX_STUDY__TIMEZONE is `study.timezone`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from cxux_cli.study.config.document import Document, Unreadable, read
from cxux_cli.study.config.problems import Problem
from cxux_cli.study.config.study import Place, line_of
from cxux_cli.study.names import shorten

_VARIABLE = re.compile(r"CXUX_([A-Z0-9]+(?:_[A-Z0-9]+)*(?:__[A-Z0-9]+(?:_[A-Z0-9]+)*)+)")
"""Keys in capitals, parted by two underscores; one underscore stands for itself and for a hyphen."""


def overridden(
    document: Document, environment: Mapping[str, str], keys: frozenset[str]
) -> tuple[Document, dict[Place, str]]:
    """The document with what the environment says, and the variable behind each place.

    Only variables that begin with one of `keys` count. An item of a list is named by its id. Variables that
    name no place, and texts that are no YAML, are problems of the document.
    """
    values = _copied(document.values)
    lines, written = dict(document.lines), dict(document.written)
    problems, origins = list(document.problems), {}
    for name, parts, text in _variables(environment, keys):
        place = _place(values, parts)
        if place is None:
            problems.append(Problem(1, f"{name} is set and names no place in the config", "unset it"))
            continue
        try:
            found = read(f"value: {text}")
        except Unreadable:
            found = None
        if found is None or list(found.values) != ["value"]:
            problems.append(Problem(1, f"{name}: '{shorten(text)}' is no value in YAML"))
            continue
        line = line_of(lines, place)
        _put(values, place, found.values["value"])
        origins[place] = name
        for own, scalar in found.written.items():
            written[(*place, *own[1:])] = scalar
        for own in found.lines:
            if own[:1] == ("value",):
                lines[(*place, *own[1:])] = line
    return replace(document, values=values, lines=lines, written=written, problems=tuple(problems)), origins


def _variables(environment: Mapping[str, str], keys: frozenset[str]) -> Iterator[tuple[str, list[str], str]]:
    for name in sorted(environment):
        match = _VARIABLE.fullmatch(name)
        parts = match[1].lower().split("__") if match else []
        if parts and parts[0] in keys:
            yield name, parts, environment[name]


def _place(values: dict[str, Any], parts: list[str]) -> Place | None:
    """Where in the values the parts lead; the last one, and mappings on the way, may be new."""
    place: Place = ()
    here: Any = values
    for number, part in enumerate(parts):
        if isinstance(here, list):
            ids = [_folded(str(item.get("id"))) if isinstance(item, dict) else None for item in here]
            if part not in ids:
                return None
            key: str | int = ids.index(part)
            here = here[int(key)]
        elif isinstance(here, dict):
            key = next((k for k in here if _folded(k) == part), part)
            here = here.get(key, {} if number + 1 < len(parts) else None)
        else:
            return None
        place = (*place, key)
    return place


def _folded(key: str) -> str:
    return key.lower().replace("-", "_")


def _put(values: dict[str, Any], place: Place, value: Any) -> None:
    here: Any = values
    for key in place[:-1]:
        here = here.setdefault(key, {}) if isinstance(here, dict) else here[key]
    here[place[-1]] = value


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    return [_copied(item) for item in value] if isinstance(value, list) else value
