"""The words of tools and people for how an attempt at a task ended."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from cxux_cli.catalog import load
from cxux_cli.estimators.usability.outcomes import Outcome


@cache
def vocabulary() -> Mapping[str, Outcome]:
    """Every known word, as `spelt`, and the outcome it names."""
    words: dict[str, Outcome] = {}
    for outcome, languages in load.entry("", "outcomes").items():
        for listed in languages.values():
            for word in listed:
                key = spelt(str(word))
                if words.setdefault(key, Outcome(outcome)) is not Outcome(outcome):
                    raise ValueError(f"'{word}' stands for {words[key]} and {outcome}")
    return MappingProxyType(words)


def known_words(own: Mapping[str, str]) -> Mapping[str, Outcome]:
    """The words of the catalog and those of a study, which come first: word -> id of the outcome."""
    return {**vocabulary(), **{spelt(word): Outcome(id) for word, id in own.items()}}


def spelt(word: str) -> str:
    """A word as it is compared: composed, small letters, one space for spaces, - and _.

    >>> spelt("  Direct_Success ")
    'direct success'
    """
    text = unicodedata.normalize("NFKC", word).casefold()
    joined = " ".join(re.sub(r"[\s_\-–—()/,;:.!]+", " ", text).split())
    # A lone mark such as "-" is a word of its own.
    return joined or " ".join(text.split())
