"""YAML text to plain values, with the line of each; what YAML lets through in silence is a problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cxux_cli.catalog.located import Node, NotYamlError, constructed, located, once
from cxux_cli.study.config.problems import Problem
from cxux_cli.study.config.study import Place
from cxux_cli.study.names import shorten

_TEXTS = frozenset(("str", "timestamp", "value", "merge"))


@dataclass(frozen=True, slots=True)
class Document:
    """A mapping of plain values. `lines` are those of keys, of list items, and of the whole: `()`.

    `written` holds scalars as they stand in the file, whatever YAML takes them for.
    """

    values: dict[str, Any]
    lines: Mapping[Place, int]
    written: Mapping[Place, str]
    problems: tuple[Problem, ...]


class Unreadable(Exception):
    """The text is no YAML mapping: nothing in it can be checked."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def read(text: str) -> Document:
    """Read one YAML mapping. Raises `Unreadable` where the text as a whole is none."""
    try:
        node = located(text, aliases=True)
    except NotYamlError as error:
        raise Unreadable(Problem(error.line, str(error), error.hint)) from error
    if node is None:
        raise Unreadable(Problem(1, "the study config is empty", "begin with: version: 1"))
    if node.pairs is None:
        raise Unreadable(
            Problem(
                node.line, "the study config must be a mapping of keys to values", "begin with: version: 1"
            )
        )
    reader = _Reader()
    values = reader.value(node, (), node.line)
    return Document(values, reader.lines, reader.written, tuple(reader.problems))


class _Reader:
    """Nodes to values; collects lines and problems on the way."""

    def __init__(self) -> None:
        self.lines: dict[Place, int] = {}
        self.written: dict[Place, str] = {}
        self.problems: list[Problem] = []

    def value(self, node: Node, place: Place, line: int) -> Any:
        """The value of a node; `line` is that of its key, where it has one."""
        self.lines[place] = line
        if node.pairs is not None:
            return self._mapping(node.pairs, place)
        if node.items is not None:
            return [self.value(item, (*place, i), item.line) for i, item in enumerate(node.items)]
        self.written[place] = node.text or ""
        return constructed(node)

    def _mapping(self, pairs: tuple[tuple[Node, Node], ...], place: Place) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key, item, first in once(pairs):
            name = self._key(key)
            if name is None:
                continue
            if first is not None:
                message = f"the key '{shorten(name)}' stands twice, first on line {first}"
                self.problems.append(Problem(key.line, message, "remove one"))
                continue
            values[name] = self.value(item, (*place, name), key.line)
        return values

    def _key(self, key: Node) -> str | None:
        if key.text is None:
            self.problems.append(Problem(key.line, "a key must be text, not a list or a mapping"))
        elif key.kind == "merge":
            self.problems.append(Problem(key.line, "merge keys (<<) are not supported", "write the keys out"))
        elif key.kind not in _TEXTS:
            message = f"the key '{shorten(key.text)}' is no text to YAML"
            self.problems.append(Problem(key.line, message, "put it in quotes"))
        else:
            return key.text
        return None
