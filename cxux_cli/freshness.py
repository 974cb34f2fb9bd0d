"""A source of a study to the reason why its answers are too old, where they are."""

from __future__ import annotations

from datetime import datetime

from cxux_cli.errors import UsageError
from cxux_cli.scan import newest_row
from cxux_cli.sources.open import open_sources
from cxux_cli.sources.source import Source
from cxux_cli.study.config.study import SourceConfig
from cxux_cli.study.freshness import AHEAD, stale


def staleness(config: SourceConfig, timezone: str, as_of: datetime) -> str | None:
    """Why a source has no data as of a moment on the clock of the study; None where it is fresh enough.

    One scan of its column of dates, in all its files. None too where the config states no `freshness`.
    Raises `UsageError` where no column says when an answer was given, and `InputError` as reading does.
    """
    if config.freshness is None:
        return None
    moments = [_newest(source, config, timezone, as_of) for source in open_sources(config.paths, config.read)]
    return stale(max(filter(None, moments), default=None), as_of, config.freshness)


def _newest(source: Source, config: SourceConfig, timezone: str, as_of: datetime) -> datetime | None:
    from cxux_cli.study.date_column import find_date
    from cxux_cli.study.dates import understand
    from cxux_cli.study.names import resolve
    from cxux_cli.study.where import parse

    column = resolve(source, config.date, "date") if config.date is not None else find_date(source)
    if column is None:
        raise UsageError(
            f"source '{config.name}' states a freshness, and no column says when an answer was given",
            where=source.path,
            hint="name the column with: date",
        )
    if not source.answers(column.index) and source.complete:
        return None
    dates = understand(source, column, timezone=timezone)
    condition = parse(config.where, source) if config.where is not None else None
    return newest_row(source, dates, condition, as_of + AHEAD)
