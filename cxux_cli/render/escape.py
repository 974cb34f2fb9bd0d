"""Survey text is hostile: what each kind of output must not let through."""

from __future__ import annotations

import re
import unicodedata

# Control characters carry ANSI sequences; direction marks reorder what is read.
_STRIPPED = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_ALLOWED = frozenset("\u200c\u200d")  # joiners are part of words in several scripts

_COMMAND = re.compile(r"(?<!\S)(:|##)(:(?=\w)|(?:vso)?\[)")


def plain(text: str) -> str:
    """Text for a terminal or a log: no control characters, and nothing that is a workflow command.

    A line that starts with `::name`, `##[name]` or `##vso[` is an order to the runner of a CI job, and
    any word may come to stand at the start of a line when a long text is folded.
    """
    shown = "".join(
        char if char in _ALLOWED or unicodedata.category(char) not in _STRIPPED else " " for char in text
    )
    shown = " ".join(shown.split())
    return _COMMAND.sub(r"\1 \2", shown)


def cell(text: str) -> str:
    """Text for a CSV cell: no control characters; a leading `= + - @` would be run as a formula."""
    text = "".join(" " if unicodedata.category(char) == "Cc" else char for char in text)
    if text[:1] in ("=", "+", "-", "@"):
        return f"'{text}"
    return text


_MARKDOWN = str.maketrans({c: f"\\{c}" for c in "\\`*_{}[]()#|!~<>&"})


def markdown(text: str) -> str:
    """Text for Markdown: nothing is markup, HTML or the end of a table cell."""
    return plain(text).translate(_MARKDOWN)
