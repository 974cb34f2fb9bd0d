"""Words for what counts the repeats of a person."""

from __future__ import annotations

from functools import cache

from cxux_cli.catalog import load


@cache
def names() -> frozenset[str]:
    """Words in the name of a column that counts repeats."""
    return frozenset(map(str, load.entry("", "repeats")["names"]))


@cache
def values() -> frozenset[str]:
    """Words that say the how manyth something is."""
    return frozenset(map(str, load.entry("", "repeats")["values"]))
