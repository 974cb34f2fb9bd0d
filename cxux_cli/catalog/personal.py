"""Which columns hold data about a person: by what they are called, or by what their cells look like."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import islice

from cxux_cli.catalog import load

_LOOKED_AT = 100
"""So many different cells show what a column holds."""
_LONGEST = 80
"""A longer name is a question about something else, whatever it mentions."""
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_MAIL_WORD = re.compile(r"\be[ -]?mail", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_MAIL = re.compile(r"[^\s@,;<>()]+@[^\s@,;<>()]+\.[^\W\d_]{2,}")
_IPV4 = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)")


@dataclass(frozen=True, slots=True)
class _Group:
    core: frozenset[str]
    beside: frozenset[str]

    def fits(self, words: frozenset[str]) -> bool:
        return bool(words & self.core) and words <= self.core | self.beside


def is_name(name: str) -> bool:
    """Whether a column so called holds data about a person.

    >>> is_name("Your first name"), is_name("userEmail"), is_name("product name")
    (True, True, False)
    """
    if len(name) > _LONGEST:
        return False
    words = _words(name)
    return any(group.fits(words) for group in _groups())


def are_personal(cells: Iterable[str], name: str) -> bool:
    """Whether more than half of the different cells of a column are e-mail or network addresses."""
    seen = list(islice(cells, _LOOKED_AT))
    mails = sum(bool(_MAIL.fullmatch(cell)) for cell in seen)
    addresses = 0 if _words(name) & _versions() else sum(map(_is_network_address, seen))
    return max(mails, addresses) * 2 > len(seen)


def _is_network_address(cell: str) -> bool:
    if _IPV4.fullmatch(cell):
        return True
    if cell.count(":") < 2 or len(cell) > 45:
        return False
    from ipaddress import IPv6Address

    try:
        IPv6Address(cell)
    except ValueError:
        return False
    return True


def _words(name: str) -> frozenset[str]:
    parted = _HUMP.sub(" ", name).replace("_", " ")
    return frozenset(_WORD.findall(_MAIL_WORD.sub("email", parted).casefold()))


@cache
def _groups() -> tuple[_Group, ...]:
    groups = load.entry("personal", "names")["groups"]
    return tuple(_Group(frozenset(g["core"]), frozenset(g["beside"])) for g in groups)


@cache
def _versions() -> frozenset[str]:
    return frozenset(load.entry("personal", "names")["versions"])
