"""A config file to a `Study`, or everything wrong with it in one error."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from cxux_cli.errors import UsageError
from cxux_cli.study.config import cross
from cxux_cli.study.config.document import Document, Unreadable, read
from cxux_cli.study.config.environment import overridden
from cxux_cli.study.config.model import LATER, ConfigModel, json_schema
from cxux_cli.study.config.problems import Problem, nearest, together
from cxux_cli.study.config.study import Place, Study, line_of
from cxux_cli.study.config.values import study_of
from cxux_cli.study.names import shorten

_LARGEST = 1 << 20
_KINDS = {
    "string_type": "text",
    "list_type": "a list",
    "dict_type": "a mapping of keys to values",
    "model_type": "a mapping of keys to values",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
}


def load(path: Path) -> Study:
    """Read and check a config. Raises `UsageError` that names every problem with its line."""
    study, problems = load_all(path)
    if study is None or problems:
        raise together(problems, str(path))
    return study


def load_all(path: Path) -> tuple[Study | None, list[Problem]]:
    """A config as far as it can be understood, and everything wrong with its keys and values.

    What is wrong is left out; None where nothing is left. Raises `UsageError` for what is no config at all.
    """
    data, document, origins = _read(path)
    problems = [*document.problems, *_repeated_ids(document)]
    try:
        model = ConfigModel.model_validate(document.values)
    except ValidationError as error:
        problems += [_by_whom(found, document, origins) for found in error.errors(include_url=False)]
        places = [
            tuple(part for part in e["loc"] if part != "[key]") for e in error.errors(include_url=False)
        ]
        # First what is wrong alone, then everything under its key: a persona without a condition is none.
        for wrong in (places, [place[:1] for place in places]):
            with suppress(ValidationError):
                model = ConfigModel.model_validate(_without(document.values, wrong))
                break
        else:
            return None, problems
    problems += cross.problems(model, document.lines)
    return study_of(model, document.lines, path, hashlib.sha256(data).hexdigest()), problems


def effective(path: Path) -> list[tuple[str, str, str]]:
    """Every value of a config as (key, value, origin): the line of the file, or the variable.

    Raises `UsageError` for what is no config at all.
    """
    _, document, origins = _read(path)
    return [
        (
            ".".join(map(str, place)),
            text,
            next(
                (origins[place[:n]] for n in range(len(place), 0, -1) if place[:n] in origins),
                f"{path}:{document.lines[place]}",
            ),
        )
        for place, text in sorted(document.written.items(), key=lambda item: tuple(map(str, item[0])))
        if _holds(document.values, place)
    ]


def _holds(values: Any, place: Place) -> bool:
    """Whether a place is still there: a variable may have replaced what stood above it."""
    try:
        for key in place:
            values = values[key]
    except (KeyError, IndexError, TypeError):
        return False
    return not isinstance(values, dict | list)


def _read(path: Path) -> tuple[bytes, Document, dict[Place, str]]:
    """The bytes that make the study what it is, the document, and the variables behind its places."""
    data = _bytes(path)
    try:
        document = read(_text(data, path))
    except Unreadable as error:
        raise together([error.problem], str(path)) from None
    document, origins = overridden(document, os.environ, frozenset(ConfigModel.model_fields))
    said = "".join(f"\n{name}={os.environ[name]}" for name in sorted(origins.values()))
    return data + said.encode(errors="surrogateescape"), document, origins


def _without(values: dict[str, Any], places: Iterable[Place]) -> dict[str, Any]:
    """The values without those at some places."""
    left = deepcopy(values)
    for place in places:
        here: Any = left
        for part in place[:-1]:
            inside = isinstance(here, list) or (isinstance(here, dict) and part in here)
            here = here[part] if inside else None
        if isinstance(here, dict):
            here.pop(place[-1], None)
    left.setdefault("version", 1)
    return left


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            data = stream.read(_LARGEST + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise UsageError(f"the study config cannot be read: {why}", where=str(path)) from error
    if len(data) > _LARGEST:
        raise UsageError("the study config is larger than 1 MiB: is it another file?", where=str(path))
    return data


def _text(data: bytes, path: Path) -> str:
    if b"\0" in data:
        raise UsageError("this is a binary file, not a study config", where=str(path))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageError(
            "the study config is not UTF-8", where=f"{path}:{line}", hint="save it as UTF-8"
        ) from error


def _repeated_ids(document: Document) -> Iterator[Problem]:
    """Looked for in the plain values, so that it is said beside all other problems."""
    for key, what in (("personas", "persona"), ("tasks", "task"), ("gates", "gate")):
        first: dict[str, int] = {}
        listed = document.values.get(key)
        for i, each in enumerate(listed if isinstance(listed, list) else ()):
            id = each.get("id") if isinstance(each, dict) else None
            if not isinstance(id, str):
                continue
            line = document.lines[key, i, "id"]
            if id in first:
                yield Problem(line, f"{what} '{shorten(id)}' stands twice, first on line {first[id]}")
            first.setdefault(id, line)


def _by_whom(found: ErrorDetails, document: Document, origins: Mapping[Place, str]) -> Problem:
    """One finding of Pydantic in the words of people, with the variable that said so, if one did."""
    problem = _problem(found, document)
    place = found["loc"]
    name = next((origins[place[:n]] for n in range(len(place), 0, -1) if place[:n] in origins), None)
    return problem if name is None else replace(problem, message=f"{name}: {problem.message}")


def _problem(found: ErrorDetails, document: Document) -> Problem:
    """One finding of Pydantic in the words of people."""
    place: Place = found["loc"]
    line = line_of(document.lines, place)
    kind, context = found["type"], found.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown(place, line)
    said = _said(place)
    if kind == "missing":
        return Problem(line, f"{said} is missing")
    if kind == "refused":
        return Problem(line, f"{said}: {context['message']}", context["hint"] or None)
    if kind in _KINDS:
        return _mistaken(place, _KINDS[kind], found["input"], document.written, line)
    if kind == "literal_error":
        allowed = str(context["expected"]).replace("'", "")
        given = shorten(document.written.get(place, "a list or a mapping"))
        return Problem(line, f"{said} is '{given}'", f"allowed: {allowed}")
    return Problem(line, f"{said}: {found['msg'][:1].lower()}{found['msg'][1:]}")


def _said(place: Place) -> str:
    """A place as people say it: `'sources.survey.path'`."""
    name = "'" + ".".join(shorten(str(p)) for p in place if isinstance(p, str) and p != "[key]") + "'"
    return f"an item of {name}" if isinstance(place[-1], int) else name


def _mistaken(place: Place, wanted: str, given: Any, written: Mapping[Place, str], line: int) -> Problem:
    """A value of another type; most often text that YAML takes for something else."""
    # One value stands for a list of one, which is where Pydantic found it.
    place = place if place in written or place[:-1] not in written else place[:-1]
    said = f"{_said(place)} must be {wanted}"
    if given is None:
        return Problem(line, f"{said}, it is empty", "a value that begins with # stands in quotes")
    if isinstance(given, dict | list | str):
        is_ = "a mapping" if isinstance(given, dict) else "a list" if isinstance(given, list) else "text"
        return Problem(line, f"{said}, it is {is_}")
    text = shorten(written[place])
    read = f"YAML reads {text} as {'true or false' if isinstance(given, bool) else 'a number'}"
    return Problem(line, f"{said}, and {read}", f'put it in quotes: "{text}"' if wanted == "text" else None)


def _unknown(place: Place, line: int) -> Problem:
    key = str(place[-1])
    if len(place) == 1 and key in LATER:
        return Problem(line, f"'{key}' is not supported by this version of cxux", "leave it out for now")
    known = _keys(place[:-1])
    hint = nearest(key, known) or f"known: {', '.join(known)}"
    return Problem(line, f"unknown key {_said(place)}", hint)


def _keys(place: Place) -> list[str]:
    """The keys a mapping at a place may have, read from the schema."""
    schema = json_schema()

    def resolved(part: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = schema["$defs"][part["$ref"].rsplit("/", 1)[1]] if "$ref" in part else part
        return found

    here = schema
    for part in place:
        if isinstance(part, int):
            inner = here["items"]
        elif part in here.get("properties", {}):
            inner = here["properties"][part]
        else:
            (inner,) = here["patternProperties"].values()
        here = resolved(inner)
    return list(here["properties"])
