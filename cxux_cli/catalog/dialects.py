"""Export dialects as data: how a tool's file is recognised and what its own columns mean."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from cxux_cli.catalog import load
from cxux_cli.errors import UsageError


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Rows a tool itself marks as no answers. `keep` is the word that undoes it on the command line."""

    reason: str
    keep: str
    columns: tuple[str, ...]
    values: frozenset[str]
    blank: bool


@dataclass(frozen=True, slots=True)
class Dialect:
    """One export format. Names are compared without case."""

    id: str
    name: str
    layouts: tuple[str, ...]
    signatures: tuple[frozenset[str], ...]
    first: frozenset[str]
    patterns: tuple[tuple[re.Pattern[str], float], ...]
    respondent: tuple[str, ...]
    time: tuple[str, ...]
    personal: frozenset[str]
    exclusions: tuple[Exclusion, ...]
    derived: tuple[re.Pattern[str], ...]
    first_cell: re.Pattern[str] | None
    """What the first cell of an answer looks like: recognises a file that has lost its header."""


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
    folded = {name.casefold() for name in names}
    known = dialects()
    for candidate in known.values():
        if layout in candidate.layouts:
            return candidate
    matched = [(len(s), d) for d in known.values() for s in d.signatures if s <= folded]
    if matched:
        # The most specific signature: two tools may share their first columns.
        return max(matched, key=lambda found: found[0])[1]
    for candidate in known.values():
        if names and names[0].casefold() in candidate.first:
            return candidate
        for pattern, share in candidate.patterns:
            if sum(bool(pattern.search(name)) for name in names) >= max(2, share * len(names)):
                return candidate
    if layout == "none":
        for candidate in known.values():
            if candidate.first_cell and candidate.first_cell.fullmatch(first_cell.strip()):
                return candidate
    return known["plain"]


def _dialect(entry: Mapping[str, Any]) -> Dialect:
    return Dialect(
        id=entry["id"],
        name=entry["name"],
        layouts=tuple(entry.get("layouts", ())),
        signatures=tuple(frozenset(n.casefold() for n in names) for names in entry.get("names", ())),
        first=frozenset(name.casefold() for name in entry.get("first", ())),
        patterns=tuple((re.compile(p["regex"]), float(p["share"])) for p in entry.get("patterns", ())),
        respondent=tuple(entry.get("respondent", ())),
        time=tuple(entry.get("time", ())),
        personal=frozenset(name.casefold() for name in entry.get("personal", ())),
        exclusions=tuple(
            Exclusion(
                reason=rule["reason"],
                keep=rule["keep"],
                columns=tuple(rule["column"]),
                values=frozenset(value.casefold() for value in rule.get("values", ())),
                blank=bool(rule.get("blank", False)),
            )
            for rule in entry.get("exclude", ())
        ),
        first_cell=re.compile(entry["first_cell"]) if "first_cell" in entry else None,
        derived=tuple(re.compile(pattern, re.IGNORECASE) for pattern in entry.get("derived", ())),
    )
