"""A log read once: its prepared rows in memory where it is small, else in Parquet files, a few at a time.

Reading a log (finding its rows, its times and numbers) takes far longer than anything that follows, and what
follows asks several times. So it is read once, into a compact copy in the temporary folder, whose rows lie in
buckets: all rows of a session, or of a person, are in one of them, so that what needs them together needs the
memory of a bucket and not that of the log.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cxux_cli.engine.event_log import LogPlan, frame
from cxux_cli.errors import InputError
from cxux_cli.sources.delimited import temporary_directory

if TYPE_CHECKING:
    import polars as pl

_BUCKET_BYTES = 32 * 2**20
"""So much of a file makes one bucket."""
_MOST_BUCKETS = 64
_DENSE = 4
"""How much more a file that is no plain text holds than its size says, roughly."""
_ROW_GROUP = 10_000
"""Rows that are held per bucket before they are written."""
_BUCKET = "bucket"
_NO_SPACE = ("no space left", "not enough space", "quota exceeded", "os error 28", "os error 122")


@dataclass(frozen=True, slots=True)
class Spool:
    """Rows in buckets.

    `folder` is where they lie, None where all of them are in memory. `apart` says that nobody has rows in
    two buckets, so that what is summed by person in each of them adds up.
    """

    buckets: tuple[pl.LazyFrame, ...]
    folder: Path | None
    apart: bool = True

    @property
    def rows(self) -> pl.LazyFrame:
        """All rows."""
        import polars as pl

        return pl.concat(self.buckets)

    @property
    def wholes(self) -> tuple[pl.LazyFrame, ...]:
        """The rows in as many parts as leave nobody in two of them."""
        return self.buckets if self.apart else (self.rows,)

    def lazily(self, change: Callable[[pl.LazyFrame], pl.LazyFrame]) -> Spool:
        """The buckets as `change` makes them whenever they are read."""
        return replace(self, buckets=tuple(change(bucket) for bucket in self.buckets))

    def filled(self, frames: Iterable[pl.DataFrame]) -> Spool:
        """Other rows, of which one frame after the other is made and put away."""
        return replace(self, buckets=tuple(map(self._put, frames)))

    def filled_in_pairs(self, pairs: Iterable[tuple[pl.DataFrame, pl.DataFrame]]) -> tuple[Spool, Spool]:
        """The same for rows of two kinds that are made together."""
        kept = [(self._put(one), self._put(other)) for one, other in pairs]
        ones, others = zip(*kept, strict=True)
        return replace(self, buckets=ones), replace(self, buckets=others)

    def _put(self, frame: pl.DataFrame) -> pl.LazyFrame:
        if self.folder is None:
            return frame.lazy()
        with tempfile.NamedTemporaryFile(dir=self.folder, delete=False) as file:
            frame.write_parquet(file, compression="lz4", statistics=False)
        return _scan(Path(file.name))


@contextmanager
def spooled(plan: LogPlan, *keys: str) -> Iterator[tuple[Spool, list[list[str]]]]:
    """The prepared rows of a log, and per source the reasons that the codes in `reason` stand for.

    All rows with the same value of the first of `keys` that is not blank lie in one bucket. Gone when the
    context ends. Raises `InputError` where the temporary folder has no room, and what Polars raises where
    it cannot read.
    """
    prepared, reasons = frame(plan)
    if all(one.plan.source.complete for one in plan.sources):
        yield Spool((prepared.collect().lazy(),), None), reasons
        return
    with tempfile.TemporaryDirectory(dir=temporary_directory()) as name:
        count = _buckets(plan) if keys else 1
        buckets = sunk(prepared, Path(name) / "rows", keys, count)
        yield Spool(buckets or (prepared.head(0),), Path(name)), reasons


def regrouped(spool: Spool, key: str) -> Spool:
    """The same rows in buckets of another key, over which people may be spread."""
    if spool.folder is None:
        return spool
    buckets = sunk(spool.rows, spool.folder / "regrouped", (key,), len(spool.buckets))
    return replace(spool, buckets=buckets, apart=False)


def sunk(rows: pl.LazyFrame, folder: Path, keys: Sequence[str], count: int) -> tuple[pl.LazyFrame, ...]:
    """The rows in at most `count` files of `folder`, those with the same first key that is not blank in one.

    Raises `InputError` where there is no room, and what Polars raises where it cannot read.
    """
    import polars as pl

    bucket = pl.coalesce(keys).hash(0) % count if keys else pl.lit(0)
    try:
        rows.with_columns(bucket.cast(pl.UInt8).alias(_BUCKET)).sink_parquet(
            pl.PartitionBy(folder, key=_BUCKET, include_key=False, approximate_bytes_per_file=2**62),
            compression="lz4",
            statistics=False,
            row_group_size=_ROW_GROUP,
            mkdir=True,
            engine="streaming",
        )
    except (pl.exceptions.PolarsError, OSError) as error:
        if any(said in str(error).lower() for said in _NO_SPACE):
            raise InputError(
                "there is no room for a compact copy of the rows",
                where=tempfile.gettempdir(),
                hint="let TMPDIR name a folder with half the size of the file to spare",
            ) from error
        raise
    return tuple(_scan(file) for file in sorted(folder.rglob("*.parquet")))


def _scan(file: Path) -> pl.LazyFrame:
    import polars as pl

    return pl.scan_parquet(file, hive_partitioning=False, glob=False)


def _buckets(plan: LogPlan) -> int:
    sources = [one.plan.source for one in plan.sources]
    size = sum(s.size * (1 if s.delimiter is not None else _DENSE) for s in sources)
    return max(1, min(_MOST_BUCKETS, math.ceil(size / _BUCKET_BYTES)))
