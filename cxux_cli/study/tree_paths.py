"""Paths through a tree or a menu: where people went first, where they turned back, where they ended."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_SEPARATORS = (">", "→", "»", "›", "|", "/", "\\")
"""What stands between the places of a path, the surest first: a slash also stands within names."""
_ROOT = frozenset(
    ("home", "homepage", "home page", "root", "start", "startseite", "inicio", "accueil", "top", "menu")
)


@dataclass(frozen=True, slots=True)
class Path:
    """One way through a tree, without its root.

    `steps` are the places in the order of the visit, `left` those from which somebody went back up, `end` the
    places from the top down to where the way ended.
    """

    steps: tuple[str, ...]
    left: tuple[str, ...]
    end: tuple[str, ...]

    @property
    def is_direct(self) -> bool:
        """Whether nobody went back up."""
        return not self.left


def read(cells: Iterable[str]) -> Mapping[str, Path]:
    """Every path of a study, by its cell. A cell without a step below the root is left out.

    The separator is the surest that any cell holds. `<` (as UserTesting writes it) goes back up, and so does a
    place that stands on the way down already; where any path has a `<`, ` — ` goes to a place beside. All paths
    begin at the root where its name says so, or where all of several begin alike and one of them ends there.
    """
    different = sorted({cell for cell in cells if cell})
    separator = next((mark for mark in _SEPARATORS if any(mark in cell for cell in different)), ">")
    beside = separator == ">" and any("<" in cell for cell in different)
    parted = {cell: _parts(cell, separator, beside) for cell in different}
    firsts = {parts[0][1] for parts in parted.values() if parts}
    rooted = len(firsts) == 1 and (
        next(iter(firsts)).casefold() in _ROOT
        or (len(parted) > 1 and any(len(p) == 1 for p in parted.values()))
    )
    found = {cell: _walk(parts, rooted) for cell, parts in parted.items()}
    return {cell: path for cell, path in found.items() if path.steps}


def _parts(cell: str, separator: str, beside: bool) -> list[tuple[str, str]]:
    """The places of a path, each after the sign that leads there: the separator, `<` or `—`."""
    marks = [
        re.escape(separator),
        *(["<", "←"] if separator in (">", "→") else []),
        *([r"\s—\s"] if beside else []),
    ]
    found, sign = [], separator
    for part in re.split(f"({'|'.join(marks)})", cell):
        if part == separator or part.strip() in ("<", "←", "—"):
            sign = "<" if part.strip() == "←" else part.strip()
        elif part.strip():
            found.append((sign, " ".join(part.split())))
            sign = separator
    return found


def _walk(parts: list[tuple[str, str]], rooted: bool) -> Path:
    root = parts[0][1] if rooted and parts else None
    steps: list[str] = []
    left: list[str] = []
    way: list[str] = []
    for number, (sign, place) in enumerate(parts):
        if place == root:
            # The root itself is no step; being there again is to have gone up all the way.
            left += [way[-1]] if way and number else []
            way = []
            continue
        if sign == "<" or place in way:
            left += [way[-1]] if way and way[-1] != place else []
            way = way[: way.index(place) + 1] if place in way else [place]
            continue
        if sign == "—" and way:
            left.append(way.pop())
        steps.append(place)
        way.append(place)
    return Path(tuple(steps), tuple(left), tuple(way))
