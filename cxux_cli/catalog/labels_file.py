"""The file of `--labels`: a user's own answer words, families and non-answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cxux_cli.catalog.labels import BUILT_IN, LONGEST, Family, Labels, normalise, quote, split_digit
from cxux_cli.catalog.located import Node, NotYamlError, located, once
from cxux_cli.errors import UsageError

_LARGEST = 1 << 20
_MOST_POINTS = 101
_SHOWN = 10
_ID = re.compile(r"[a-z0-9-]{1,60}")
_CODE = re.compile(r"-?\d{1,6}")
_NO_NUMBER = re.compile(r"[^\d\s.,/+-]")
_EXAMPLE = (
    "for example: families: {agree-5: {languages: {fi: {1: [täysin eri mieltä], 5: [täysin samaa mieltä]}}}}"
)


def load_labels(path: str) -> Labels:
    """The labels of the catalog with those of a file on top.

    The file is YAML: `families` (id -> `languages` -> value -> a word or a list of words; `points` as well
    where the family is new) and `non-answers` (words and whole numbers). Words of one value are synonyms.
    A word the catalog knows gets the new value in that family.

    Raises `UsageError` with every problem of the file, each with its line.
    """
    where = f"--labels, {path}"
    try:
        document = located(_text(path, where))
    except NotYamlError as error:
        raise UsageError(str(error), where=f"{where}:{error.line}", hint=error.hint) from error
    if document is None:
        raise UsageError("the file is empty", where=where, hint=_EXAMPLE)
    check = _Check()
    read = check.document(document)
    if check.problems:
        (line, first), *others = sorted(check.problems)
        told = [first, *(f"line {n}: {problem}" for n, problem in others[: _SHOWN - 1])]
        left = len(check.problems) - len(told)
        raise UsageError(
            "; ".join(told) + (f"; and {left} more" if left else ""), where=f"{where}:{line}", hint=_EXAMPLE
        )
    return BUILT_IN.extended(read)


def _text(path: str, where: str) -> str:
    try:
        with Path(path).open("rb") as stream:
            data = stream.read(_LARGEST + 1)
    except FileNotFoundError as error:
        raise UsageError("there is no such file", where=where) from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "no file can have this name"
        raise UsageError(f"the file cannot be read: {why}", where=where) from error
    if len(data) > _LARGEST:
        raise UsageError("the file is larger than 1 MiB", where=where)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageError("this is not text in UTF-8", where=f"{where}:{line}") from error


def _is_name(id: Node) -> bool:
    return id.text is not None and id.text != "non-answers" and _ID.fullmatch(id.text) is not None


def _known(id: Node) -> Family | None:
    """The family of the catalog; a name that is none is never looked for among the files."""
    return BUILT_IN.find(id.text or "") if _is_name(id) else None


@dataclass(slots=True)
class _Check:
    """Reads the nodes of a file and collects what is wrong with them, (line, problem)."""

    problems: list[tuple[int, str]] = field(default_factory=list)

    def document(self, node: Node) -> dict[str, Any]:
        read: dict[str, Any] = {}
        words: dict[str, int] = {}
        for key, value in self._mapping(node, "the file"):
            if key.text == "families":
                read["families"] = {
                    id.text: family
                    for id, part in self._mapping(value, "families")
                    if (family := self._family(id, part, words)) is not None
                }
            elif key.text == "non-answers":
                read["non-answers"] = [
                    int(text) if _CODE.fullmatch(text) else text for _, text in self._words(value, codes=True)
                ]
            else:
                self._unknown(key, "families, non-answers")
        if not any(read.values()) and not self.problems:
            self._say(node, "nothing is defined here")
        for text in read.get("non-answers", ()):
            if isinstance(text, str) and (line := words.get(normalise(text))):
                self.problems.append((line, f"{quote([text])} is an answer here and among the non-answers"))
        return read

    def _family(self, id: Node, node: Node, words: dict[str, int]) -> dict[str, Any] | None:
        """A family; its words go to `words`, each with its line."""
        before = len(self.problems)
        points: Node | None = None
        languages: Node | None = None
        for key, value in self._mapping(node, f"the family {quote([id.text or ''])}"):
            if key.text == "points":
                points = value
            elif key.text == "languages":
                languages = value
            else:
                self._unknown(key, "points, languages")
        known = _known(id)
        if known is None and not _is_name(id):
            self._say(
                id, f"{quote([id.text or ''])} is no name for a family: small letters, digits and hyphens"
            )
        low, high = self._bounds(id, points)
        if languages is None:
            if len(self.problems) == before:
                self._say(id, f"the family {quote([id.text or ''])} has no languages")
            return None
        read = self._languages(languages, low, high, words)
        if not any(read.values()) and len(self.problems) == before:
            self._say(languages, f"the family {quote([id.text or ''])} has no words")
        return {"points": known.points if known else high, "languages": read}

    def _languages(
        self, node: Node, low: int, high: int, words: dict[str, int]
    ) -> dict[str, dict[int, list[str]]]:
        """The words of a family, by language and value; a word has one value in all its languages."""
        values: dict[str, tuple[int, int]] = {}
        read: dict[str, dict[int, list[str]]] = {}
        for language, steps in self._mapping(node, "languages"):
            found = read.setdefault(language.text or "", {})
            for step, listed in self._mapping(steps, f"the language {quote([language.text or ''])}"):
                text = step.text or ""
                if not _CODE.fullmatch(text) or not low <= int(text) <= high:
                    self._say(step, f"the value {quote([text])} is not a whole number from {low} to {high}")
                    continue
                for line, word in self._words(listed, codes=False):
                    spelled = normalise(word)
                    value, first = values.setdefault(spelled, (int(text), line))
                    if value != int(text):
                        problem = f"{quote([word])} stands for {value} (line {first}) and for {text}"
                        self.problems.append((line, problem))
                    words.setdefault(spelled, line)
                    found.setdefault(int(text), []).append(word)
        return read

    def _bounds(self, id: Node, points: Node | None) -> tuple[int, int]:
        """The lowest and the highest value of a family, known or new."""
        text = None if points is None else points.text or ""
        number = int(text) if text is not None and _CODE.fullmatch(text) else None
        known = _known(id)
        if known is not None:
            if points is not None and number != known.points:
                self._say(points, f"{known.id} has {known.points} points, not {quote([text or ''])}")
            return min(known.words.values()), max(known.words.values())
        if points is None:
            self._say(
                id, f"the family {quote([id.text or ''])} is new: it needs points, the length of its scale"
            )
        elif number is None or not 2 <= number <= _MOST_POINTS:
            self._say(points, f"points {quote([text or ''])} is not a whole number from 2 to {_MOST_POINTS}")
            number = None
        return 1, number or _MOST_POINTS

    def _words(self, node: Node, *, codes: bool) -> Iterator[tuple[int, str]]:
        """The words of a list, or the one word that stands for itself, with their lines."""
        for item in (node,) if node.items is None else node.items:
            text = item.text
            if text is None:
                self._say(item, "a word, or a list of words, is needed here")
            elif codes and _CODE.fullmatch(text):
                yield item.line, text
            elif not normalise(text):
                self._say(item, "an empty word: blank cells are always missing")
            elif len(text) > LONGEST:
                self._say(item, f"{quote([text])} is longer than {LONGEST} characters")
            elif split_digit(normalise(text))[1] is not None or not (codes or _NO_NUMBER.search(text)):
                self._say(item, f"{quote([text])} is read as a number: write the word alone")
            else:
                yield item.line, text

    def _mapping(self, node: Node, what: str) -> Iterator[tuple[Node, Node]]:
        """The pairs of a mapping, each key once."""
        if node.pairs is None:
            self._say(node, f"{what} is not a mapping of names to values")
            return
        for key, value, first in once(node.pairs):
            if key.text is None or not key.text.strip():
                self._say(key, "a name is needed here")
            elif first is not None:
                self._say(key, f"{quote([key.text])} stands twice, first on line {first}")
            else:
                yield key, value

    def _unknown(self, key: Node, known: str) -> None:
        self._say(key, f"{quote([key.text or ''])} is not known here; known are: {known}")

    def _say(self, node: Node, problem: str) -> None:
        self.problems.append((node.line, problem))
