"""How long something took: cells and config values to seconds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from cxux_cli.sources.source import Column, Source

_PER_UNIT = {
    **dict.fromkeys(("ms", "msec", "msecs", "millisecond", "milliseconds", "millisekunden"), 0.001),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds", "sek", "sekunde", "sekunden"), 1.0),
    **dict.fromkeys(("segundo", "segundos", "seconde", "secondes", "secondo", "secondi", "seconden"), 1.0),
    **dict.fromkeys(("sekund", "sekundy", "秒"), 1.0),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes", "minuten", "minuto", "minutos"), 60.0),
    **dict.fromkeys(("minuti", "minuty", "minut", "分"), 60.0),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "std", "stunde", "stunden", "hora", "horas"), 3600.0),
    **dict.fromkeys(("heure", "heures", "ora", "ore", "uur", "godzina", "godziny", "godz"), 3600.0),
    **dict.fromkeys(
        ("d", "day", "days", "tag", "tage", "día", "días", "jour", "jours", "dia", "dias"), 86400.0
    ),
}
LARGEST = 1e10
"""From here on nothing is a duration in seconds (300 years), nor a count of a test: it would drown all others."""
_HEADER_UNITS = frozenset(_PER_UNIT) - {"m", "d", "day", "days", "tag", "tage", "dia", "dias", "ore", "ora"}
"""Words of a header that name its unit; a lone m may be anything."""
_SAME = 0.05
"""Two columns hold the same times where they differ by this share at most, as rounding makes them."""
_NUMBER = r"\d+(?:[.,]\d+)?"
_PLAIN = re.compile(rf"[-+]?(?:{_NUMBER}|[.,]\d+)(?:e[-+]?\d+)?", re.IGNORECASE)
_CLOCK = re.compile(rf"(-)?(?:(\d+)\s*(?:days?|d)[\s,]+)?(?:(\d+):)?(\d+):({_NUMBER})", re.IGNORECASE)
_ISO = re.compile(
    rf"(-)?P(?:({_NUMBER})D)?(?:T(?:({_NUMBER})H)?(?:({_NUMBER})M)?(?:({_NUMBER})S)?)?", re.IGNORECASE
)
_WORDS = re.compile(rf"({_NUMBER})\s*([^\W\d_]+)\.?")


def seconds(text: str, unit: float = 1.0) -> float | None:
    """A duration in seconds, or None where it is none. `unit` is that of a plain number, in seconds.

    Reads 63, 63.5, 63,5, 1:03, 00:01:03.5, 0 days 00:01:03, PT1M3S, 1 min 3 s, 1m3s, 250 ms. Two parts of
    a clock are minutes and seconds. A sign is kept, so that a negative time can be told.

    >>> [seconds(t) for t in ("1:03", "PT1M3S", "0 days 00:01:03", "1 min 3 s", "63,0")]
    [63.0, 63.0, 63.0, 63.0, 63.0]
    """
    cell = text.strip().strip("'\"").strip()
    found = _read(cell, unit) if len(cell) <= 60 else None
    return found if found is not None and abs(found) < LARGEST else None


def _read(cell: str, unit: float) -> float | None:
    if _PLAIN.fullmatch(cell):
        return float(cell.replace(",", ".")) * unit
    if match := _CLOCK.fullmatch(cell):
        sign, days, hours, minutes, rest = match.groups()
        whole = int(days or 0) * 86400 + int(hours or 0) * 3600 + int(minutes) * 60
        return (-1 if sign else 1) * (whole + float(rest.replace(",", ".")))
    if (match := _ISO.fullmatch(cell)) and any(match.groups()[1:]):
        parts = (float((part or "0").replace(",", ".")) for part in match.groups()[1:])
        return (-1 if match[1] else 1) * sum(
            part * each for part, each in zip(parts, (86400, 3600, 60, 1), strict=True)
        )
    return _in_words(cell.casefold())


def _in_words(cell: str) -> float | None:
    sign = -1 if cell.startswith("-") else 1
    body = cell.removeprefix("-").strip()
    found = _WORDS.findall(body)
    if not found or re.sub(r"[\s,.;]|and|und|y|et|e", "", _WORDS.sub("", body)):
        return None
    if any(word not in _PER_UNIT for _, word in found):
        return None
    return sign * sum(float(number.replace(",", ".")) * _PER_UNIT[word] for number, word in found)


def header_unit(name: str) -> tuple[float, str] | None:
    """The unit a header names, in seconds, and its word: `duration_ms`, `Time (min)`; None where it names none.

    >>> header_unit("Time on task (min)")
    (60.0, 'min')
    """
    words = re.findall(r"[^\W\d_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name))
    named = [word.casefold() for word in words if word.casefold() in _HEADER_UNITS]
    # "hh:mm:ss" and "duration_hms" say how it is written, not in what.
    return (_PER_UNIT[named[-1]], named[-1]) if named else None


def are_durations(cells: Iterable[str]) -> bool:
    """Whether at least half of some cells are durations."""
    known = [seconds(cell) is not None for cell in cells]
    return bool(known) and 2 * sum(known) >= len(known)


def same_times(source: Source, columns: Sequence[Column]) -> Column | None:
    """Of several columns that hold the same times, the one whose name says the unit; None where they differ.

    A column without a unit may be the same in milliseconds or minutes.
    """
    named = {c: header_unit(c.name) or header_unit(c.text) for c in columns}
    best = next((c for c in columns if named[c]), columns[0])
    for column in columns:
        ratios = []
        for row in source.sample:
            pair = [
                seconds(row[c.index], (named[c] or (1.0, ""))[0]) if c.index < len(row) else None
                for c in (column, best)
            ]
            if pair[0] and pair[1]:
                ratios.append(pair[0] / pair[1])
        units = (1.0,) if named[column] or not named[best] else (1.0, 1000.0, 1 / 60)
        if not ratios or not any(all(abs(r / unit - 1) <= _SAME for r in ratios) for unit in units):
            return None
    return best
