"""The ways tools and people write a moment: one form each, recognised from a cell and read as an expression."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from cxux_cli.study.zones import clock

if TYPE_CHECKING:
    import polars as pl

Order = Literal["day-first", "month-first"]
Zone = Literal["local", "UTC", "offset"]
"""What a cell says about its zone: nothing usable, that it is UTC, or how far it is from UTC."""

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
_TAILS = 2
"""A clock has two offsets, one in summer and one in winter."""
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:e[0-9]+)?")
_SAID = {"%Y": "YYYY", "%y": "YY", "%m": "MM", "%d": "DD", "%B": "month", "%H": "HH", "%I": "HH", "%M": "MM"}
_SAID |= {"%S": "SS", "%.f": ".fraction", "%p": "AM/PM", "%Z": "zone name"}


@dataclass(frozen=True, slots=True)
class Written:
    """A form in words and digits: a `strptime` format, the day before the month where that is open."""

    format: str
    zone: Zone = "local"
    tails: tuple[str, ...] = ()
    """The offsets met most often, as they are written: looking for each is ten times faster than for any."""

    @property
    def needs_order(self) -> bool:
        """Whether the form does not say whether the day or the month comes first."""
        return self.format.startswith(("%d/%m", "%d-%m"))

    @property
    def rank(self) -> int:
        """Which form reads first: `%Y` would take a year of two digits, `%Z` would take any zone."""
        return 2 if "%Z" in self.format else 0 if "%y" in self.format else 1

    def is_instant(self, naive: str | None) -> bool:
        """Whether cells name a point in time, given the zone of cells without one; a mere day names none."""
        return self.zone != "local" or (naive is not None and "%M" in self.format)

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

        format = self._format(order)
        if self.zone == "offset":
            return self._read_offset(cell, format, timezone)
        text = cell
        if self.format.startswith("%Y%m%d"):
            # Adjacent numbers of free width would read seven digits as well.
            text = pl.when(
                cell.str.contains(r"^[0-9]{8}(?:$|[^0-9]|[0-9]{4}(?:[0-9]{2})?(?:$|[^0-9]))")
            ).then(cell)
        written = _strptime(text, format)
        return written if timezone is None or not self.is_instant(naive) else clock(written, timezone)

    def _read_offset(self, cell: pl.Expr, format: str, timezone: str | None) -> pl.Expr:
        import polars as pl

        def moment(written: pl.Expr, tail: pl.Expr) -> pl.Expr:
            return written if timezone is None else written - _offset(tail)

        usual = [moment(_strptime(cell, format + tail), pl.lit(tail)) for tail in self.tails]
        rest = pl.when(cell.str.contains(_OFFSET)).then(cell)
        if usual:
            rest = pl.when(cell.str.ends_with(self.tails[0]).not_()).then(rest)
        other = moment(_strptime(rest.str.replace(_OFFSET, ""), format), rest)
        found = pl.coalesce(*usual, other)
        return found if timezone is None else clock(found, timezone)

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

    def is_instant(self, naive: str | None) -> bool:
        """Whether cells name a point in time, given the zone of cells without one."""
        return self.zone == "UTC" or naive is not None

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
        return moment if timezone is None or not self.is_instant(naive) else clock(moment, timezone)


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


def recognise(cell: str) -> Form | None:
    """The form a tidied cell is written in; None when it is no moment."""
    if _NUMBER.fullmatch(cell) and len(cell) != 8:
        counted = next((form for form in _COUNTED if form.low <= float(cell) <= form.high), None)
        if counted is not None:
            return counted
    # Cells of one shape have one form; a column has few shapes.
    return _written(re.sub("[0-9]", "0", cell)) if len(cell) < 60 else None


def with_tails(found: Mapping[str, Form], tidied: Mapping[str, str]) -> dict[str, Form]:
    """The forms of cells, those with an offset knowing the offsets most of their cells end in."""
    met: dict[Form, Counter[str]] = defaultdict(Counter)
    for cell, form in found.items():
        if form.zone == "offset" and (tail := re.search(_OFFSET, tidied[cell])):
            met[form][tail[0]] += 1
    known: dict[Form, Form] = {
        form: replace(form, tails=tuple(tail for tail, _ in tails.most_common(_TAILS)))
        for form, tails in met.items()
        if isinstance(form, Written)
    }
    return {cell: known.get(form, form) for cell, form in found.items()}


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


def _strptime(cell: pl.Expr, format: str) -> pl.Expr:
    return cell.str.to_datetime(format, strict=False, time_unit="us")


def _offset(cell: pl.Expr) -> pl.Expr:
    """How far the clock of a cell is ahead of UTC."""
    import polars as pl

    parts = cell.str.extract_groups(r"([-+])([0-9]{1,2}):?([0-9]{2})?$").struct
    minutes = parts.field("2").cast(pl.Int64) * 60 + parts.field("3").cast(pl.Int64).fill_null(0)
    return pl.duration(minutes=pl.when(parts.field("1") == "-").then(-minutes).otherwise(minutes))
