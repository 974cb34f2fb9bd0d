"""What is kept of one measuring, and of one result of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from cxux_cli.history.span import Span
from cxux_cli.results import Ledger, Report, Result
from cxux_cli.study.periods import Window

NO_WINDOW = Window(None, None)


@dataclass(frozen=True, slots=True)
class Run:
    """One measuring of one source of a study.

    `study` and `source` are their names in the config; `where` is the condition that all its rows fulfil,
    empty for none. `window` is the time its rows were given in, without limits for a whole file: then the
    files tell it from other runs. `recorded` is the clock of the study; `files` are (path, SHA-256) pairs.
    """

    study: str
    source: str
    where: str
    window: Window
    recorded: datetime
    tool: str
    config: str | None
    files: tuple[tuple[str, str], ...]
    ledger: tuple[Ledger, ...]
    results: tuple[Result, ...]
    outcomes: Mapping[str, str] = field(default_factory=dict)
    """Gate -> its outcome in this run alone, before runs in a row are counted."""

    @classmethod
    def of(
        cls,
        report: Report,
        *,
        study: str,
        recorded: datetime,
        source: str = "",
        where: str = "",
        window: Window = NO_WINDOW,
        config: str | None = None,
        outcomes: Mapping[str, str] | None = None,
    ) -> Run:
        """What there is to keep of a report; `config` is the SHA-256 of the study config."""
        from cxux_cli import __version__

        return cls(
            study=study,
            source=source,
            where=where,
            window=window,
            recorded=recorded.replace(tzinfo=None, microsecond=0),
            tool=__version__,
            config=config,
            files=tuple(dict.fromkeys((s.path, s.sha256 or "") for s in report.sources)),
            ledger=report.ledger,
            results=report.results,
            outcomes=outcomes or {},
        )

    @property
    def inputs(self) -> str:
        """What tells a run of whole files from others: the hash of their hashes; empty where a window does."""
        if self.window != NO_WINDOW:
            return ""
        # Of a file without a hash the path has to do.
        return sha256("\n".join(sorted(hash or path for path, hash in self.files)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Kept:
    """A result as the history holds it: without readings, distribution and notes."""

    study: str
    source: str
    where: str
    recorded: datetime
    span: Span
    result: Result
    persons: int | None
    """How many people gave the answers, where they answered several times."""
    inputs: str = ""
    """What tells its run from others, where that was one of whole files (`Run.inputs`)."""
