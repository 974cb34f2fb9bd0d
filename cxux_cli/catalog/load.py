"""The one place that reads YAML: the files inside the package, and text of a user with the line of every value."""

from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent


def names(kind: str) -> tuple[str, ...]:
    """Names of the entries of one kind (`norms`, `labels`, …), sorted; nothing is parsed."""
    return tuple(sorted(path.stem for path in (ROOT / kind).glob("*.yaml")))


@cache
def entry(kind: str, name: str) -> Any:
    """One parsed entry; `KeyError` when there is none of that name."""
    path = ROOT / kind / f"{name}.yaml"
    try:
        stamp = path.stat()
    except OSError:
        raise KeyError(name) from None
    return _compiled(path, (stamp.st_mtime_ns, stamp.st_size))


def parse(text: str) -> Any:
    """YAML text to plain values, safely; with libyaml where PyYAML was built with it (8 times faster)."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(text, Loader=loader)


_DEEPEST = 20
"""Nothing a user writes here is nested deeper; a text of a million brackets is no file of labels."""


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a YAML text and the line it begins on, from 1.

    A scalar is its text as written, so that `no` and `1` are words; a list is a tuple of nodes, a mapping a
    tuple of pairs, in which a key may stand twice.
    """

    line: int
    text: str | None = None
    items: tuple[Node, ...] | None = None
    pairs: tuple[tuple[Node, Node], ...] | None = None


class NotYamlError(ValueError):
    """A text that is not YAML, or uses what is not read here; `line` is from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def located(text: str) -> Node | None:
    """YAML text of a user as nodes with their lines; None when it holds nothing.

    Only lists, mappings and scalars are read: an alias (a small text can stand for a huge one), a tag or a
    second document is a `NotYamlError`, as is anything that is not YAML.
    """
    import yaml

    events = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    try:
        documents = [_node(event, events, 0) for event in events if isinstance(event, yaml.NodeEvent)]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise NotYamlError(f"this is not YAML: {error.problem}", mark.line + 1 if mark else 1) from error
    except yaml.YAMLError as error:
        raise NotYamlError("this is not YAML: it holds a control character", 1) from error
    if len(documents) > 1:
        raise NotYamlError("a second document begins here", documents[1].line)
    return documents[0] if documents else None


def _node(event: Any, events: Iterator[Any], depth: int) -> Node:
    import yaml

    line = event.start_mark.line + 1
    if isinstance(event, yaml.AliasEvent):
        raise NotYamlError("aliases (*) are not read", line)
    if event.anchor is not None:
        raise NotYamlError("anchors (&) are not read", line)
    if event.tag is not None:
        raise NotYamlError("tags (!) are not read", line)
    if isinstance(event, yaml.ScalarEvent):
        return Node(line, text=event.value)
    if depth == _DEEPEST:
        raise NotYamlError(f"this is nested deeper than {_DEEPEST} levels", line)
    inner = []
    while not isinstance(following := next(events), yaml.SequenceEndEvent | yaml.MappingEndEvent):
        inner.append(_node(following, events, depth + 1))
    if isinstance(event, yaml.SequenceStartEvent):
        return Node(line, items=tuple(inner))
    return Node(line, pairs=tuple(zip(inner[::2], inner[1::2], strict=True)))


def _compiled(path: Path, stamp: tuple[int, int]) -> Any:
    """The parsed file, kept beside it as Python keeps its bytecode and under the same rules.

    Importing a YAML parser and parsing takes a tenth of a short run. The copy is used only for the
    file it was made from; where the folder cannot be written, nothing is kept.
    """
    copy = path.parent / "__pycache__" / f"{path.stem}.{sys.implementation.cache_tag}.marshal"
    try:
        kept, value = marshal.loads(copy.read_bytes())
        if kept == stamp:
            return value
    except (OSError, ValueError, EOFError, TypeError):
        pass
    value = parse(path.read_text(encoding="utf-8"))
    if not sys.dont_write_bytecode:
        _keep(copy, marshal.dumps((stamp, value)))
    return value


def _keep(copy: Path, data: bytes) -> None:
    own = copy.with_suffix(f".{os.getpid()}")
    try:
        copy.parent.mkdir(exist_ok=True)
        own.write_bytes(data)
        own.replace(copy)
    except OSError:
        own.unlink(missing_ok=True)
