"""The ways tools and people write a moment: one form each, recognised from a cell and read as an expression."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal

from cxux_cli.study.zones import clock

if TYPE_CHECKING:
    import polars as pl

Order = Literal["day-first", "month-first"]
Zone = Literal["local", "UTC", "offset"]
"""What a cell says about its zone: nothing usable, that it is UTC, or how far it is from UTC."""

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
_DATE = (
    r"(?P<year>[0-9]{4})(?P<ysep>[-/.]) ?[0-9]{1,2}(?P=ysep) ?[0-9]{1,2}"
    r"|(?P<han>[0-9]{4}年 ?[0-9]{1,2}月 ?[0-9]{1,2}日)"
    r"|(?P<compact>[0-9]{8})"
    r"|[0-9]{1,2}(?P<sep>[-/.])[0-9]{1,2}(?P=sep)[0-9]{2}(?P<long>[0-9]{2})?"
    r"|[^\W\d]{3,} +[0-9]{1,2} +(?P<month>[0-9]{4})"
    r"|[0-9]{1,2}(?P<dsep> |-|/)\ *[^\W\d]{3,}(?P=dsep) *[0-9]{2}(?P<dlong>[0-9]{2})?"
)
_TIME = (
    r"(?P<gap>T| *)(?P<before>(?i:[ap]m) +)?[0-9]{1,2}:[0-9]{2}(?P<seconds>:[0-9]{2}(?P<part>\.[0-9]+)?)?"
    r"(?P<after> *(?i:[ap]m))?|(?P<tight>T?)[0-9]{4}(?P<tight_seconds>[0-9]{2})?"
)
_ZONE = r" *(?P<utc>Z|UTC|GMT)| *(?:UTC|GMT)?(?P<offset>[-+][0-9]{1,2}(?::?[0-9]{2})?)| +(?P<name>[A-Z]{2,5})"
_MOMENT = re.compile(rf"(?:{_DATE})(?:(?:{_TIME})(?:{_ZONE})?)?")
_OFFSET = r" *(?:UTC|GMT)?[-+][0-9]{1,2}(?::?[0-9]{2})?$"
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:e[0-9]+)?")
_SAID = {"%Y": "YYYY", "%y": "YY", "%m": "MM", "%d": "DD", "%B": "month", "%H": "HH", "%I": "HH", "%M": "MM"}
_SAID |= {"%S": "SS", "%.f": ".fraction", "%p": "AM/PM", "%Z": "zone name"}


@dataclass(frozen=True, slots=True)
class Written:
    """A form in words and digits: a `strptime` format, the day before the month where that is open."""

    format: str
    zone: Zone = "local"

    @property
    def needs_order(self) -> bool:
        """Whether the form does not say whether the day or the month comes first."""
        return self.format.startswith(("%d/%m", "%d-%m"))

    @property
    def rank(self) -> int:
        """Which form reads first: `%Y` would take a year of two digits, `%Z` would take any zone."""
        return 2 if "%Z" in self.format else 0 if "%y" in self.format else 1

    def says(self, order: Order | None) -> str:
        """The form as people write it."""
        format = self._format(order)
        for code, word in _SAID.items():
            format = format.replace(code, word)
        return format + ("±offset" if self.zone == "offset" else "")

    def read(self, cell: pl.Expr, order: Order | None, naive: str | None, timezone: str | None) -> pl.Expr:
        """Naive moments of cells: as written, or as the clock in `timezone` shows those that are instants.

        `naive` is "UTC" where cells without a zone are in UTC. Null where a cell is not of this form.
        """
        import polars as pl

        text = cell
        if self.zone == "offset":
            text = pl.when(cell.str.contains(_OFFSET)).then(cell.str.replace(_OFFSET, ""))
        elif self.format.startswith("%Y%m%d"):
            # Adjacent numbers of free width would read seven digits as well.
            text = pl.when(
                cell.str.contains(r"^[0-9]{8}(?:$|[^0-9]|[0-9]{4}(?:[0-9]{2})?(?:$|[^0-9]))")
            ).then(cell)
        written = text.str.to_datetime(self._format(order), strict=False, time_unit="us")
        if timezone is None or (self.zone == "local" and naive is None):
            return written
        return clock(written - _offset(cell) if self.zone == "offset" else written, timezone)

    def _format(self, order: Order | None) -> str:
        if self.needs_order and order == "month-first":
            return f"%m{self.format[2]}%d{self.format[5:]}"
        return self.format


@dataclass(frozen=True, slots=True)
class Counted:
    """A form that counts units from an epoch, between two bounds that tell the forms apart."""

    name: str
    low: float
    high: float
    microseconds: int
    """Length of the unit."""
    epoch: datetime
    zone: Zone
    needs_order = False
    rank = 3

    def says(self, order: Order | None) -> str:
        """The form as people call it."""
        return self.name

    def read(self, cell: pl.Expr, order: Order | None, naive: str | None, timezone: str | None) -> pl.Expr:
        """Naive moments of cells, as `Written.read` gives them."""
        import polars as pl

        number = cell.cast(pl.Float64, strict=False)
        inside = pl.when(number.is_between(self.low, self.high)).then(number)
        if self.zone == "local":
            # A serial is a fraction of a day cut at some decimal: the time it stood for had whole seconds.
            past = (inside * 86_400).round().cast(pl.Int64) * 1_000_000
        else:
            past = (inside * self.microseconds).round().cast(pl.Int64)
        moment = pl.lit(self.epoch, pl.Datetime("us")) + past.cast(pl.Duration("us"))
        instant = self.zone == "UTC" or naive is not None
        return clock(moment, timezone) if timezone is not None and instant else moment


Form = Written | Counted
_UNIX = datetime(1970, 1, 1)
SERIAL = Counted("Excel serial numbers", 20_000, 60_000, 86_400_000_000, datetime(1899, 12, 30), "local")
"""Days since 1899-12-30, which makes 1900-03-01 day 61 as in every spreadsheet; 1954 to 2064."""
_COUNTED = (
    SERIAL,
    Counted("Unix seconds", 1e9, 2e9, 1_000_000, _UNIX, "UTC"),
    Counted("Unix milliseconds", 1e12, 2e12, 1_000, _UNIX, "UTC"),
    Counted("Unix microseconds", 1e15, 2e15, 1, _UNIX, "UTC"),
)


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


def recognise(cell: str) -> Form | None:
    """The form a tidied cell is written in; None when it is no moment."""
    if _NUMBER.fullmatch(cell) and len(cell) != 8:
        counted = next((form for form in _COUNTED if form.low <= float(cell) <= form.high), None)
        if counted is not None:
            return counted
    # Cells of one shape have one form; a column has few shapes.
    return _written(re.sub("[0-9]", "0", cell)) if len(cell) < 60 else None


@lru_cache(maxsize=4096)
def _written(shape: str) -> Written | None:
    found = _MOMENT.fullmatch(shape)
    if found is None:
        return None
    clock_time = found["gap"] is not None or found["tight"] is not None
    if found["tight"] is not None and not found["compact"]:
        return None
    if found["gap"] == "" and not found["han"]:
        return None
    zone: Zone = "UTC" if found["utc"] else "offset" if found["offset"] else "local"
    return Written(_date(found) + (_time(found) if clock_time else "") + _tail(found), zone)


def _date(found: re.Match[str]) -> str:
    if found["year"]:
        return f"%Y{found['ysep']}%m{found['ysep']}%d"
    if found["han"]:
        return "%Y年%m月%d日"
    if found["compact"]:
        return "%Y%m%d"
    if found["sep"]:
        return f"%d{found['sep']}%m{found['sep']}{'%Y' if found['long'] else '%y'}"
    if found["month"]:
        return "%B %d %Y"
    return f"%d{found['dsep']}%B{found['dsep']}{'%Y' if found['dlong'] else '%y'}"


def _time(found: re.Match[str]) -> str:
    if found["tight"] is not None:
        return f"{found['tight']}%H%M{'%S' if found['tight_seconds'] else ''}"
    half = found["before"] or found["after"]
    # "%.f" reads whole seconds too.
    seconds = ":%S%.f" if found["part"] else ":%S" if found["seconds"] else ""
    gap = "T" if found["gap"] == "T" else " "
    before, after = ("%p " if found["before"] else ""), (" %p" if found["after"] else "")
    return f"{gap}{before}{'%I' if half else '%H'}:%M{seconds}{after}"


def _tail(found: re.Match[str]) -> str:
    if found["utc"]:
        return found["utc"] if found["utc"] == "Z" else f" {found['utc']}"
    # A name such as CST means several zones: the time is local, as written.
    return " %Z" if found["name"] else ""


def _offset(cell: pl.Expr) -> pl.Expr:
    """How far the clock of a cell is ahead of UTC."""
    import polars as pl

    parts = cell.str.extract_groups(r"([-+])([0-9]{1,2}):?([0-9]{2})?$").struct
    minutes = parts.field("2").cast(pl.Int64) * 60 + parts.field("3").cast(pl.Int64).fill_null(0)
    return pl.duration(minutes=pl.when(parts.field("1") == "-").then(-minutes).otherwise(minutes))


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
