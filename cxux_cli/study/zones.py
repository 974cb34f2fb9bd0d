"""Time zones by their IANA names, and moments moved between them."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cxux_cli.errors import UsageError

if TYPE_CHECKING:
    import polars as pl

UNCHECKED = "POLARS_IGNORE_TIMEZONE_PARSE_ERROR"
"""The variable of the environment that keeps Polars from checking the names of zones."""


def check_zone(name: str, where: str = "--timezone") -> str:
    """The name itself where it is a time zone; `UsageError` with the nearest names otherwise.

    Polars decides, because it converts: it brings its own time zone database, so that nothing depends
    on that of the machine.
    """
    import polars as pl

    if name.strip() and name[0] not in "+-":
        # Reading offsets from Parquet asks Polars not to check zones; here it must.
        unchecked = os.environ.pop(UNCHECKED, None)
        try:
            pl.Series([], dtype=pl.Datetime("us", "UTC")).dt.convert_time_zone(name)
            return name
        except pl.exceptions.PolarsError:
            pass
        finally:
            if unchecked is not None:
                os.environ[UNCHECKED] = unchecked
    raise UsageError(f"there is no time zone called '{name[:60]}'", where=where, hint=_nearest(name))


def clock(utc: pl.Expr, zone: str) -> pl.Expr:
    """What the clock shows in `zone` at naive UTC moments: naive again, never ambiguous in this direction."""
    return utc.dt.replace_time_zone("UTC").dt.convert_time_zone(zone).dt.replace_time_zone(None)


def clock_at(moment: datetime, zone: str) -> datetime:
    """What the clock shows in `zone` at an aware moment: naive."""
    import polars as pl

    frame = pl.DataFrame({"utc": [moment.astimezone(UTC).replace(tzinfo=None)]})
    shown: datetime = frame.select(clock(pl.col("utc"), zone)).item()
    return shown


def _nearest(name: str) -> str:
    from zoneinfo import available_timezones

    from rapidfuzz import process, utils

    close = process.extract(
        name, sorted(available_timezones()), limit=3, score_cutoff=60, processor=utils.default_process
    )
    if close:
        return f"did you mean {', '.join(match[0] for match in close)}?"
    return "write a name of the IANA time zone database, for example Europe/Madrid, America/New_York or UTC"
