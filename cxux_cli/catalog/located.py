"""YAML text of a user: every value with its line, and nothing that YAML lets through in silence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

DEEPEST = 30
MOST_VALUES = 20_000
"""Values, those repeated through aliases included: a file that somebody writes has hundreds."""
_TOO_DEEP = f"values are nested more than {DEEPEST} deep"
_TAG = "tag:yaml.org,2002:"


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a YAML text and the line it begins on, from 1.

    A scalar is its text as written, so that `no` and `1` are words, and `kind` says what YAML takes it for:
    `str`, `null`, `bool`, `int`, `float`, `timestamp`, `merge` or `value`. A list is a tuple of nodes, a
    mapping a tuple of pairs, in which a key may stand twice.
    """

    line: int
    text: str | None = None
    kind: str = ""
    items: tuple[Node, ...] | None = None
    pairs: tuple[tuple[Node, Node], ...] | None = None


class NotYamlError(ValueError):
    """A text that is not YAML, or uses what is not read here; `line` is from 1."""

    def __init__(self, message: str, line: int, hint: str | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.hint = hint


def located(text: str, *, aliases: bool = False) -> Node | None:
    """YAML text of a user as nodes with their lines; None when it holds nothing.

    Only lists, mappings and scalars are read: a tag, a second document, and more or deeper values than
    anybody writes are a `NotYamlError`, as is anything that is not YAML. So are anchors and aliases unless
    `aliases` allows them; what an alias repeats counts again, so that a small text cannot stand for a huge one.
    """
    import yaml

    if strange := yaml.reader.Reader.NON_PRINTABLE.search(text):
        line = text.count("\n", 0, strange.start()) + 1
        raise NotYamlError(f"the control character U+{ord(strange[0]):04X} is not allowed", line)
    try:
        return _document(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader), aliases)
    except yaml.MarkedYAMLError as error:
        # libyaml reads ahead of what it says and has a limit of its own, so it may give up before depth is counted
        # here. The parser in Python has none: where depth is what is wrong, it says so.
        with suppress(yaml.MarkedYAMLError):
            _document(text, yaml.SafeLoader, aliases)
        raise _syntax(error, text) from error


def _document(text: str, loader: Any, aliases: bool) -> Node | None:
    import yaml

    return _Builder(yaml.parse(text, Loader=loader), aliases).document()


def once(pairs: Sequence[tuple[Node, Node]]) -> Iterator[tuple[Node, Node, int | None]]:
    """Every pair with the line on which its key stood before, None where it did not."""
    first: dict[str, int] = {}
    for key, value in pairs:
        yield key, value, first.get(key.text) if key.text is not None else None
        if key.text is not None:
            first.setdefault(key.text, key.line)


def constructed(node: Node) -> Any:
    """What YAML takes a scalar for: None, a truth value, a number, else its text."""
    import yaml

    if node.kind == "null":
        return None
    if node.kind not in ("bool", "int", "float"):
        return node.text
    construct = getattr(yaml.constructor.SafeConstructor(), f"construct_yaml_{node.kind}")
    try:
        return construct(yaml.ScalarNode(_TAG + node.kind, node.text))
    except ValueError:
        # More digits than Python reads.
        return node.text


class _Builder:
    """Events to nodes."""

    def __init__(self, events: Iterator[Any], aliases: bool) -> None:
        import yaml

        self.events, self.aliases = events, aliases
        self.resolve: Any = yaml.resolver.Resolver().resolve
        self.values = 0
        self.anchors: dict[str, tuple[Node, int, int] | None] = {}
        """By name the node, how many values it holds, and how deep they are; None while it is read."""

    def document(self) -> Node | None:
        """The node of the only document."""
        import yaml

        found = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent) and found is not None:
                hint = "remove the line with ---"
                raise NotYamlError("this is not YAML: a second document begins", _line(event), hint)
            if isinstance(event, yaml.NodeEvent):
                found, _ = self.node(event, 1)
        return found

    def node(self, event: Any, depth: int) -> tuple[Node, int]:
        """A node at a depth from 1, and how many levels it has."""
        import yaml

        line = _line(event)
        if isinstance(event, yaml.AliasEvent):
            node, values, levels = self._alias(event.anchor or "", line)
            self._count(values, depth + levels - 1, line)
            return node, levels
        if event.anchor is not None and not self.aliases:
            raise NotYamlError("anchors (&) are not read", line)
        if event.tag is not None:
            raise NotYamlError("tags (!) are not read", line, "leave it out")
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        before = self.values
        self._count(1, depth, line)
        if isinstance(event, yaml.ScalarEvent):
            kind: str = self.resolve(yaml.ScalarNode, event.value, event.implicit)
            node, levels = Node(line, text=event.value, kind=kind.removeprefix(_TAG)), 1
        else:
            node, levels = self._collection(event, depth, line)
        if event.anchor is not None:
            self.anchors[event.anchor] = node, self.values - before, levels
        return node, levels

    def _collection(self, event: Any, depth: int, line: int) -> tuple[Node, int]:
        import yaml

        inner, levels = [], 1
        while not isinstance(following := next(self.events), yaml.SequenceEndEvent | yaml.MappingEndEvent):
            node, below = self.node(following, depth + 1)
            inner.append(node)
            levels = max(levels, below + 1)
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(line, items=tuple(inner)), levels
        return Node(line, pairs=tuple(zip(inner[::2], inner[1::2], strict=True))), levels

    def _alias(self, name: str, line: int) -> tuple[Node, int, int]:
        if not self.aliases:
            raise NotYamlError("aliases (*) are not read", line)
        if name not in self.anchors:
            raise NotYamlError(f"this is not YAML: undefined alias '{name}'", line)
        anchored = self.anchors[name]
        if anchored is None:
            # An alias inside what it repeats goes on for ever.
            raise NotYamlError(_TOO_DEEP, line)
        return anchored

    def _count(self, values: int, depth: int, line: int) -> None:
        self.values += values
        if depth > DEEPEST:
            raise NotYamlError(_TOO_DEEP, line)
        if self.values > MOST_VALUES:
            raise NotYamlError(f"there are more than {MOST_VALUES} values, aliases counted", line)


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _syntax(error: Any, text: str) -> NotYamlError:
    mark = error.problem_mark or error.context_mark
    lines = text.splitlines() or [""]
    # The end of a text without a last line end is on a line of its own to libyaml.
    at = min(mark.line, len(lines) - 1) if mark else 0
    said, hint = error.problem or "it cannot be read", None
    if "cannot start any token" in said and mark and lines[at][mark.column :].startswith("\t"):
        said, hint = "a tab stands where only spaces may", "indent with spaces"
    elif "mapping values are not allowed" in said:
        hint = "text with a colon stands in quotes; keys of one mapping stand in one column"
    return NotYamlError(f"this is not YAML: {said}", at + 1, hint)
