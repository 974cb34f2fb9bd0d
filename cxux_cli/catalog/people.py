"""What the column is called that says who took part or who did something, in any kind of file."""

from __future__ import annotations

from functools import cache

from cxux_cli.catalog import load


@cache
def names() -> tuple[str, ...]:
    """Names in files of tests and studies, in small letters with blanks between words, the likeliest first."""
    return tuple(dict.fromkeys((*_of_tests(), *load.entry("", "people")["logs"])))


@cache
def log_names() -> tuple[str, ...]:
    """Names in logs, the surest first."""
    data = load.entry("", "people")
    others = (name for name in _of_tests() if name not in data["tests_only"])
    return tuple(dict.fromkeys((*data["logs"], *others)))


def _of_tests() -> list[str]:
    """By noun, alone or with what makes it an id; glued where a header has no blank (userid)."""
    data = load.entry("", "people")
    found: list[str] = []
    for noun in data["nouns"]:
        found += [f"{noun} id", f"{noun}id", noun]
        found += [f"{noun} {ending}" for ending in data["endings"] if ending != "id"]
    found += data["whole"]
    return found
