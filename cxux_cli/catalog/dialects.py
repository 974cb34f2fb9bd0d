"""Export dialects as data: how a tool's file is recognised and what its own columns mean."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from cxux_cli.catalog import load
from cxux_cli.errors import UsageError


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Rows a tool itself marks as no answers. `keep` is the word that undoes it on the command line.

    A row is left out if the column holds one of `values`, none of `only` (where there are any), or
    nothing at all (`blank`).
    """

    reason: str
    keep: str
    columns: tuple[str, ...]
    values: frozenset[str]
    only: frozenset[str]
    blank: bool


@dataclass(frozen=True, slots=True)
class Kinds:
    """The column that says which question a row answers, where one column holds answers to several.

    `values` are the words it holds per measure.
    """

    columns: tuple[str, ...]
    values: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Dialect:
    """One export format. Names are compared as `fold` leaves them."""

    id: str
    name: str
    layouts: tuple[str, ...]
    signatures: tuple[frozenset[str], ...]
    first: frozenset[str]
    patterns: tuple[tuple[re.Pattern[str], float], ...]
    respondent: tuple[str, ...]
    time: tuple[str, ...]
    zone: str | None
    """The time zone the time columns are in, where the tool always writes the same."""
    personal: tuple[str, ...]
    """Folded names, in which `*` stands for anything."""
    tool: tuple[str, ...]
    """Names, folded and with `*` likewise, of columns that the tool fills in for its own ends."""
    exclusions: tuple[Exclusion, ...]
    once: tuple[str, ...]
    """The column that identifies an answer, where the tool repeats one answer over several rows."""
    submission: tuple[str, ...]
    """The column that identifies a submission, where the tool writes a row each time somebody goes on with it."""
    same: str | None
    """A pattern of the names under which the tool writes one answer, now under one and now under the other."""
    answers: Mapping[str, tuple[str, ...]]
    """Measure -> names of the columns that answer it in this dialect."""
    kinds: Kinds | None
    derived: tuple[re.Pattern[str], ...]
    escape: str
    """What the tool writes before cells that a spreadsheet would take for a formula; empty for nothing."""
    first_cell: re.Pattern[str] | None
    """What the first cell of an answer looks like: recognises a file that has lost its header."""

    def is_personal(self, name: str) -> bool:
        """Whether the tool keeps data about a person under this name."""
        folded = fold(name)
        return any(fnmatchcase(folded, pattern) for pattern in self.personal)

    def is_of_tool(self, name: str) -> bool:
        """Whether the tool itself fills in what stands under this name."""
        folded = fold(name)
        return any(fnmatchcase(folded, pattern) for pattern in self.tool)


_LOOKALIKES = str.maketrans(
    "АВЕКМНОРСТУХІЅЈаеорсухіѕјԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
    "ABEKMHOPCTYXISJaeopcyxisjdqwABEZHIKMNOPTYXo",
)
"""Cyrillic and Greek letters that are drawn like Latin ones."""


def fold(name: str) -> str:
    """The spelling a column name is compared by: one case, blanks for underscores."""
    return name.casefold().replace("_", " ")


def unmask(name: str) -> str:
    """`fold`, with Cyrillic and Greek letters that look Latin read as Latin: `Сard_id` is card_id."""
    return fold(name.translate(_LOOKALIKES))


@cache
def dialects() -> Mapping[str, Dialect]:
    """All dialects, most specific first; `plain` comes last and fits everything."""
    entries = [load.entry("dialects", name) for name in load.names("dialects")]
    return {e["id"]: _dialect(e) for e in sorted(entries, key=lambda e: int(e["order"]))}


def dialect(name: str) -> Dialect:
    """The dialect of that id; `UsageError` listing all of them otherwise."""
    known = dialects()
    if name not in known:
        raise UsageError(
            f"there is no dialect called '{name}'", where="--dialect", hint=f"known: {', '.join(known)}"
        )
    return known[name]


def recognise(names: Sequence[str], layout: str, first_cell: str = "") -> Dialect:
    """The dialect of a file: by its layout, its column names, its first column, or the shape of its names.

    `first_cell` is the first cell of the first answer, which tells something where there is no header.
    """
    known = dialects()
    for candidate in known.values():
        if layout in candidate.layouts:
            return candidate
    found = _by_names([fold(name) for name in names]) or _by_names([unmask(name) for name in names])
    if found is not None:
        return found
    for candidate in known.values():
        for pattern, share in candidate.patterns:
            if sum(bool(pattern.search(name)) for name in names) >= max(2, share * len(names)):
                return candidate
    if layout == "none":
        for candidate in known.values():
            if candidate.first_cell and candidate.first_cell.fullmatch(first_cell.strip()):
                return candidate
    return known["plain"]


def misfit(stated: Dialect, names: Sequence[str], layout: str) -> str | None:
    """Why a file cannot be what somebody says it is; None where it may be, or where nothing speaks against it."""
    found = recognise(names, layout)
    if stated.id == "plain" or found.id == stated.id:
        return None
    held = {fold(name) for name in names} | {unmask(name) for name in names}
    own = {name for signature in stated.signatures for name in signature} | stated.first
    if found.id == "plain" and (held & own or not own):
        return None
    looks = (
        f"the columns are those of {found.name}" if found.id != "plain" else "none of its columns is there"
    )
    return f"--dialect {stated.id} does not fit, {looks}: which rows are answers is uncertain"


def _by_names(names: Sequence[str]) -> Dialect | None:
    known, held = dialects(), set(names)
    matched = [(len(s), d) for d in known.values() for s in d.signatures if s <= held]
    if matched:
        # The most specific signature: two tools may share their first columns.
        return max(matched, key=lambda found: found[0])[1]
    return next((d for d in known.values() if names and names[0] in d.first), None)


def _dialect(entry: Mapping[str, Any]) -> Dialect:
    return Dialect(
        id=entry["id"],
        name=entry["name"],
        layouts=tuple(entry.get("layouts", ())),
        signatures=tuple(_folded(names) for names in entry.get("names", ())),
        first=_folded(entry.get("first", ())),
        patterns=tuple((re.compile(p["regex"]), float(p["share"])) for p in entry.get("patterns", ())),
        respondent=tuple(entry.get("respondent", ())),
        time=tuple(entry.get("time", ())),
        zone=entry.get("zone"),
        personal=tuple(map(fold, entry.get("personal", ()))),
        tool=tuple(map(fold, entry.get("tool", ()))),
        exclusions=tuple(_exclusion(rule) for rule in entry.get("exclude", ())),
        once=tuple(entry.get("once", ())),
        submission=tuple(entry.get("submission", ())),
        same=entry.get("same"),
        answers={measure: tuple(names) for measure, names in entry.get("measures", {}).items()},
        kinds=_kinds(entry["kinds"]) if "kinds" in entry else None,
        derived=tuple(re.compile(pattern, re.IGNORECASE) for pattern in entry.get("derived", ())),
        escape=entry.get("escape", ""),
        first_cell=re.compile(entry["first_cell"]) if "first_cell" in entry else None,
    )


def _exclusion(rule: Mapping[str, Any]) -> Exclusion:
    return Exclusion(
        reason=rule["reason"],
        keep=rule["keep"],
        columns=tuple(rule["column"]),
        values=_cells(rule.get("values", ())),
        only=_cells(rule.get("only", ())),
        blank=bool(rule.get("blank", False)),
    )


def _kinds(entry: Mapping[str, Any]) -> Kinds:
    return Kinds(tuple(entry["column"]), {key: _cells(words) for key, words in entry["values"].items()})


def _folded(names: Sequence[str]) -> frozenset[str]:
    return frozenset(map(fold, names))


def _cells(values: Sequence[str]) -> frozenset[str]:
    return frozenset(value.casefold() for value in values)
