"""What is done to a column of dates before it is read: many spellings become one form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

# What makes one form of many, in the order in which it is applied; a step nobody needs costs nothing.
_STEPS = (
    (r"[\u00a0\u202f\u2009]", " "),
    (r"'T'", "T"),
    # A zone once more, in brackets: "+0100 (Central European Standard Time)", "+01:00[Europe/Berlin]".
    (r"(?:\[[^\[\]]*\]| ?\([^()]*\))$", ""),
    (r"(?i)([ap])\. ?m\.?", "${1}m"),
    ("上午|午前|오전", " AM "),
    ("下午|午後|오후", " PM "),
    (r"(?i) ?Uhr$", ""),
    (r"([0-9]) ?h ?([0-9]{2})$", "${1}:${2}"),
    (r"(:[0-9]{2}),([0-9])", "${1}.${2}"),
    (r"^[^\W\d]+\.?, ?", ""),  # Fri, 5 Jan 2024
    (r",", " "),
    (r"(?i)([0-9]) +(?:at|um|à|a las|às|om|alle|kl\.?|-|–) +([0-9]{1,2}:)", "${1} ${2}"),
    (r"([^\W\d])\.", "${1} "),  # janv.
    (r"^([0-9]{1,2})\. ?([^\W\d])", "${1} ${2}"),  # 5. Januar
    (r"(?i)^([0-9]{1,2})(?:st|nd|rd|th|er|º) ", "${1} "),
    (r"(?i)([^\W\d] [0-9]{1,2})(?:st|nd|rd|th) ", "${1} "),
    (r"(?i) +(?:de|del|of) +", " "),
    (r"^[^\W\d]{3,} +([^\W\d]{3,} +[0-9]|[0-9]{1,2} +[^\W\d])", "${1}"),  # Fri Jan 05 2024
)
# English, then German, French, Spanish, Portuguese, Italian, Dutch, Polish and the Nordic languages.
_MONTHS = {
    "Jan": "january januar jänner jän janvier janv enero ene janeiro gennaio gen januari stycznia",
    "Feb": "february februar février févr fév febrero fevereiro fev febbraio februari lutego",
    "Mar": "march märz mär mars marzo março maart mrt marca marts",
    "Apr": "april avril avr abril abr aprile kwietnia",
    "May": "mai mayo maio maggio mag mei maja maj",
    "Jun": "june juni juin junio junho giugno giu czerwca",
    "Jul": "july juli juillet juil julio julho luglio lug lipca",
    "Aug": "august août aout agosto ago augustus augusti sierpnia",
    "Sep": "september sept septembre septiembre setembro set settembre września",
    "Oct": "october oktober okt octobre octubre outubro out ottobre ott października",
    "Nov": "november novembre noviembre novembro listopada",
    "Dec": "december dezember dez décembre déc diciembre dic dezembro dicembre desember des grudnia",
}


@dataclass(frozen=True, slots=True)
class Tidying:
    """What is done to cells before they are read: replacements, and month names to English."""

    steps: tuple[tuple[str, str], ...]
    months: bool

    def apply(self, cell: pl.Expr) -> pl.Expr:
        """Tidied cells, without white space around them."""
        cell = cell.str.strip_chars()
        for pattern, replacement in self.steps:
            cell = cell.str.replace_all(pattern, replacement)
        if self.months:
            names, english = _names()
            cell = cell.str.replace_many(names, english, ascii_case_insensitive=True, leftmost=True)
        return cell.str.strip_chars() if self.steps else cell


def tidying(cells: Sequence[str]) -> Tidying:
    """The steps some of the cells need."""
    import polars as pl

    series = pl.Series(cells, dtype=pl.String).str.strip_chars()
    steps = []
    for pattern, replacement in _STEPS:
        if series.str.contains(pattern).any():
            series = series.str.replace_all(pattern, replacement)
            steps.append((pattern, replacement))
    names, _ = _names()
    months = series.str.contains_any(names, ascii_case_insensitive=True).any()
    return Tidying(tuple(steps), bool(months))


@cache
def _names() -> tuple[list[str], list[str]]:
    """Month names in other words than the English three letters, longest first, and what replaces them."""
    pairs = {
        form: month
        for month, names in _MONTHS.items()
        for name in names.split()
        for form in (name, name.upper())
    }
    longest = sorted(pairs, key=len, reverse=True)
    return longest, [pairs[name] for name in longest]
