"""YAML text to plain values, with the line of each; what YAML lets through in silence is a problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from cxux_cli.study.config.problems import Problem
from cxux_cli.study.config.study import Place
from cxux_cli.study.names import shorten

_DEEPEST = 30
_MOST_NODES = 20_000
"""Values, those repeated through aliases included: a config has hundreds."""
_TAG = "tag:yaml.org,2002:"
_TEXTS = frozenset(_TAG + kind for kind in ("str", "timestamp", "value", "merge"))


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
        node = _Loader(text).get_single_node()
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise Unreadable(
            Problem(line, f"the character U+{int(error.character):04X} is not allowed")
        ) from error
    except yaml.MarkedYAMLError as error:
        raise Unreadable(_syntax(error)) from error
    if node is None:
        raise Unreadable(Problem(1, "the study config is empty", "begin with: version: 1"))
    if not isinstance(node, yaml.MappingNode):
        raise Unreadable(
            Problem(
                _line(node), "the study config must be a mapping of keys to values", "begin with: version: 1"
            )
        )
    reader = _Reader()
    values = reader.value(node, (), 0)
    return Document(values, reader.lines, reader.written, tuple(reader.problems))


def _syntax(error: yaml.MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    said = error.problem or "it cannot be read"
    hint = None
    if "'\\t'" in said:
        said, hint = "a tab stands where only spaces may", "indent with spaces"
    elif "another document" in said:
        said, hint = "a second document begins", "remove the line with ---"
    elif "mapping values are not allowed" in said:
        hint = "text with a colon stands in quotes; keys of one mapping stand in one column"
    return Problem(mark.line + 1 if mark else 1, f"this is not YAML: {said}", hint)


class _Loader(yaml.SafeLoader):
    """A loader that stops at texts deeper or larger than any config, before they cost anything."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.depth = self.nodes = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        self.depth += 1
        self.nodes += 1
        if self.depth > _DEEPEST or self.nodes > _MOST_NODES:
            raise _too_much(self.line + 1, self.depth > _DEEPEST)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def _too_much(line: int, deep: bool) -> Unreadable:
    if deep:
        return Unreadable(Problem(line, f"values are nested more than {_DEEPEST} deep"))
    return Unreadable(Problem(line, f"there are more than {_MOST_NODES} values, aliases counted"))


class _Reader:
    """Nodes to values; collects lines and problems on the way."""

    def __init__(self) -> None:
        self.lines: dict[Place, int] = {}
        self.written: dict[Place, str] = {}
        self.problems: list[Problem] = []
        self.construct = yaml.constructor.SafeConstructor()
        self.nodes = 0

    def value(self, node: yaml.Node, place: Place, line: int) -> Any:
        """The value of a node; `line` is that of its key, which matters where the node is an alias."""
        line = line or _line(node)
        self.lines[place] = line
        self.nodes += 1
        # An alias to what holds it would go on for ever; it ends at the depth.
        if self.nodes > _MOST_NODES or len(place) > _DEEPEST:
            raise _too_much(line, self.nodes <= _MOST_NODES)
        if isinstance(node, yaml.MappingNode) and node.tag == f"{_TAG}map":
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode) and node.tag == f"{_TAG}seq":
            return [self.value(item, (*place, i), 0) for i, item in enumerate(node.value)]
        if isinstance(node, yaml.ScalarNode):
            self.written[place] = node.value
            return self._scalar(node, line)
        self.problems.append(Problem(line, f"the tag '{shorten(node.tag)}' is not allowed", "leave it out"))
        return None

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        values: dict[str, Any] = {}
        first: dict[str, int] = {}
        for key, item in node.value:
            line = _line(key)
            name = self._key(key, line)
            if name is None:
                continue
            if name in first:
                message = f"the key '{shorten(name)}' stands twice, first on line {first[name]}"
                self.problems.append(Problem(line, message, "remove one"))
                continue
            first[name] = line
            values[name] = self.value(item, (*place, name), line)
        return values

    def _key(self, key: yaml.Node, line: int) -> str | None:
        if not isinstance(key, yaml.ScalarNode):
            self.problems.append(Problem(line, "a key must be text, not a list or a mapping"))
        elif key.tag == f"{_TAG}merge":
            self.problems.append(Problem(line, "merge keys (<<) are not supported", "write the keys out"))
        elif key.tag not in _TEXTS:
            message = f"the key '{shorten(key.value)}' is no text to YAML"
            self.problems.append(Problem(line, message, "put it in quotes"))
        else:
            return str(key.value)
        return None

    def _scalar(self, node: yaml.ScalarNode, line: int) -> Any:
        kind = node.tag.removeprefix(_TAG)
        if node.tag in _TEXTS:
            return node.value
        if kind == "null":
            return None
        if kind in ("bool", "int", "float"):
            try:
                return getattr(self.construct, f"construct_yaml_{kind}")(node)
            except (ValueError, KeyError, IndexError):
                # More digits than Python reads, or a tag that the text does not fit.
                return node.value
        self.problems.append(Problem(line, f"the tag '{shorten(node.tag)}' is not allowed", "leave it out"))
        return node.value


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
