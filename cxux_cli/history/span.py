"""The time a stored result stands for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from cxux_cli.results import Period
from cxux_cli.study.periods import Every, Window, end, label


@dataclass(frozen=True, slots=True)
class Span:
    """From `since` on, up to but not including `until`, on the clock of the rows; None is no limit."""

    since: datetime | None
    until: datetime | None

    @classmethod
    def of(cls, window: Window, period: Period | None) -> Span:
        """What a result stands for: the part of its period that lies in the window of its run."""
        if period is None:
            return cls(window.since, window.until)
        since, until = datetime.combine(period.start, time()), datetime.combine(period.end, time())
        return cls(
            max(since, window.since) if window.since else since,
            min(until, window.until) if window.until else until,
        )

    @classmethod
    def read(cls, since: str, until: str) -> Span:
        """The span of two stored texts. ValueError: a text that is no time on a clock, an end before its beginning."""
        span = cls(*(clock(text) if text else None for text in (since, until)))
        if span.since is not None and span.until is not None and span.since >= span.until:
            raise ValueError(f"the window from {since} to {until} holds no time.")
        return span

    @property
    def texts(self) -> tuple[str, str]:
        """Both ends as they are stored: a day, or a time where it is not the beginning of one; '' for none."""
        return _text(self.since), _text(self.until)

    @property
    def is_dated(self) -> bool:
        """Whether it has a beginning and an end."""
        return self.since is not None and self.until is not None

    @property
    def every(self) -> Every | None:
        """The period of the calendar it exactly is; None where it is none."""
        if self.since is None or self.until is None or self.since.time() != time():
            return None
        first = self.since.date()
        if self.until != datetime.combine(self.until.date(), time()):
            return None
        return next((e for e in Every if _begins(self.since, e) and end(first, e) == self.until.date()), None)

    @property
    def label(self) -> str:
        """What it is called: the name of its period, else both ends."""
        if self.since is not None and (every := self.every) is not None:
            return label(self.since.date(), every)
        since, until = self.texts
        return " ".join(
            part for part in (f"from {since}" * bool(since), f"to before {until}" * bool(until)) if part
        )

    @property
    def period(self) -> Period | None:
        """The span as a period; None where it has no beginning or no end."""
        if self.since is None or self.until is None:
            return None
        every = self.every
        return Period(every.value if every else "window", self.label, self.since.date(), self.until.date())


def clock(text: str) -> datetime:
    """A stored time. ValueError: no time, or one with an offset, which no clock of rows has."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is not None:
        raise ValueError(f"{text} has an offset.")
    return moment


def _begins(moment: datetime, every: Every) -> bool:
    if every is Every.WEEK:
        return moment.weekday() == 0
    if every is Every.QUARTER:
        return moment.day == 1 and moment.month % 3 == 1
    return every is Every.DAY or (moment.day == 1 and (every is Every.MONTH or moment.month == 1))


def _text(moment: datetime | None) -> str:
    if moment is None:
        return ""
    return moment.date().isoformat() if moment.time() == time() else moment.isoformat()
