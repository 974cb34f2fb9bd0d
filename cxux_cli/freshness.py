"""A study to the reasons why answers of its sources are too old, where they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cxux_cli.errors import UsageError
from cxux_cli.scan import newest_row
from cxux_cli.sources.open import open_sources
from cxux_cli.sources.source import Source
from cxux_cli.study.config.study import SourceConfig, Study, line_of
from cxux_cli.study.freshness import AHEAD, stale


def stale_sources(study: Study, as_of: datetime, sources: Sequence[str] = ()) -> dict[str, str]:
    """Why sources of a study count as having no data as of a moment on its clock, by the name of the source.

    One scan of the column of dates of each source that states a `freshness`; only `sources` where some are
    named. Raises `UsageError` where no column says when an answer was given, `InputError` as reading does.
    """
    found = {}
    for name, config in study.sources.items():
        if config.freshness is not None and (not sources or name in sources):
            moments = [
                _newest(source, config, study, as_of) for source in open_sources(config.paths, config.read)
            ]
            why = stale(max(filter(None, moments), default=None), as_of, config.freshness)
            if why is not None:
                found[name] = why
    return found


def _newest(source: Source, config: SourceConfig, study: Study, as_of: datetime) -> datetime | None:
    from cxux_cli.study.date_column import find_date
    from cxux_cli.study.dates import understand
    from cxux_cli.study.names import resolve
    from cxux_cli.study.where import parse

    column = resolve(source, config.date, "date") if config.date is not None else find_date(source)
    if column is None:
        line = line_of(study.lines, ("sources", config.name, "freshness"))
        raise UsageError(
            f"source '{config.name}' states a freshness, and no column says when an answer was given",
            where=f"{study.path}:{line}",
            hint="name the column with: date",
        )
    if not source.answers(column.index) and source.complete:
        return None
    dates = understand(source, column, timezone=study.timezone)
    condition = parse(config.where, source) if config.where is not None else None
    return newest_row(source, dates, condition, as_of + AHEAD)
