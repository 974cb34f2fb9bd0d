"""What is asked of a study, and what comes out of it, as values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cxux_cli.measures.base import Measure
from cxux_cli.request import (
    Time,
)
from cxux_cli.results import Report
from cxux_cli.study.config.study import MeasureConfig, SourceConfig, Study

QUESTIONS = "questions"
"""What measures of answers are measured by; the other parts carry the name of their command."""


TASKS = "tasks"
TASK = "task"


PERSONA = "persona"
CONDITION = "condition"
"""The segment that tells the blocks of a questionnaire apart that was asked several times in every row."""


@dataclass(frozen=True, slots=True)
class StudyRequest:
    """What was asked for: a study, for a window of time (texts as of --since and --until), at a confidence."""

    study: Study
    sources: Sequence[str] = ()
    """Names of the sources that are measured; all where empty."""
    since: str | None = None
    until: str | None = None
    confidence: float = 0.95
    min_n: int = 1
    hashes: bool = False
    window: str | None = None
    """What the window is called: 2026-W38."""
    only_gates: bool = False
    """Whether only what gates judge is measured."""
    as_of: str | None = None
    """The day of the run, where it was stated."""

    @property
    def personas(self) -> tuple[str, ...]:
        """The ids of the personas of the study."""
        return tuple(persona.id for persona in self.study.personas)

    @property
    def names(self) -> tuple[str, ...]:
        """The sources that are measured, in the order of the config."""
        return tuple(name for name in self.study.sources if not self.sources or name in self.sources)

    @property
    def paths(self) -> tuple[str, ...]:
        """What is read: the paths of the sources, which may be patterns."""
        return tuple(path for name in self.names for path in self.study.sources[name].paths)

    @property
    def kept(self) -> tuple[str, ...]:
        """What no output may take the place of, beside what is read: the config, and what the study remembers."""
        return tuple(filter(None, (self.study.path, self.study.history, self.study.baseline)))

    @property
    def floor(self) -> int:
        """The privacy floor: that of the request or of the policy, whichever is higher."""
        return max(self.min_n, self.study.policy.privacy_floor)


@dataclass(frozen=True, slots=True)
class Part:
    """What one command said of one source: `measures` are those of answers, which its view needs."""

    source: str
    verb: str
    report: Report
    measures: tuple[Measure, ...] = ()


@dataclass(frozen=True, slots=True)
class Studied:
    """The whole report, and the reports of its parts in the order of the config."""

    report: Report
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is measured of one source by one command: one run."""

    source: SourceConfig
    verb: str
    asked: tuple[MeasureConfig, ...] = field(default=())


def time_of(request: StudyRequest, source: SourceConfig, every: str | None) -> Time:
    """The time that rows of a source are taken from, and the periods they are divided into."""
    used = any((every, request.since, request.until))
    return Time(
        every=every,
        date=source.date if used else None,
        since=request.since,
        until=request.until,
        timezone=request.study.timezone if used else None,
        as_of=request.as_of,
    )
