"""The one collect: every block of every source in a single streaming pass."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from cxux_cli.engine.cells import Cell, Collected, Slot
from cxux_cli.engine.frames import COUNTS, REFUTED, WHO, base
from cxux_cli.engine.request import Plan
from cxux_cli.errors import InputError
from cxux_cli.sources.source import Column, Source, position
from cxux_cli.study.dates import MOMENT
from cxux_cli.study.names import source_labels
from cxux_cli.study.rows import ELSEWHERE, is_blank

if TYPE_CHECKING:
    from concurrent.futures import Future

    import polars as pl


def collect(plan: Plan) -> Collected:
    """Scan all sources once. Raises `polars.exceptions.PolarsError` when a scan fails."""
    import polars as pl

    prepared = [base(plan, i) for i in range(len(plan.sources))]
    frame = pl.concat([f for f, _ in prepared]) if len(prepared) > 1 else prepared[0][0]
    reasons = [r for _, r in prepared]
    weighted = plan.sources[0].weight is not None
    by = [f"by{i}" if column else "source" for i, column in enumerate(plan.sources[0].by)]
    blocks = range(len(plan.sources[0].blocks))
    many = len(plan.sources) > 1
    slot = [*by, *(["period"] if plan.every is not None else []), *(["personas"] if plan.personas else [])]
    keys = list(dict.fromkeys([*(["source"] if many else []), "reason", *slot]))
    frames = [_grouped(frame, plan, b, keys, weighted) for b in blocks]
    counting = frame.filter(pl.col("reason") == COUNTS)
    if plan.by_person:
        whose = list(dict.fromkeys(["source", *slot, WHO]))
        frames += [_grouped(counting, plan, b, whose, weighted) for b in blocks]
    checks = _checks(frame, plan)
    if checks is not None:
        frames.append(checks)
    if plan.rows:
        frames.append(counting)
    with _counting(plan) as lines:
        results = pl.collect_all(frames, engine="streaming")
    found = iter(results)
    cells = tuple(_cells(next(found), plan, b, by, reasons, many, weighted) for b in blocks)
    people = tuple(next(found) for _ in blocks) if plan.by_person else ()
    checked = next(found) if checks is not None else None
    return Collected(
        cells,
        {i: count.result() for i, count in lines.items()},
        people=people,
        unreadable=_counts(checked, plan) if checked is not None else {},
        scores=next(found) if plan.rows else None,
        newest=tuple(checked[MOMENT]) if checked is not None and plan.every is not None else (),
    )


@contextlib.contextmanager
def _counting(plan: Plan) -> Iterator[dict[int, Future[int]]]:
    """Count the lines of long files beside the scan, which leaves the interpreter idle."""
    counters = {i: c for i, spec in enumerate(plan.sources) if (c := spec.source.lines) is not None}
    if not counters:
        yield {}
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        yield {i: pool.submit(counter) for i, counter in counters.items()}


def _grouped(frame: pl.LazyFrame, plan: Plan, b: int, keys: list[str], weighted: bool) -> pl.LazyFrame:
    import polars as pl

    sums = [pl.len().alias("n")]
    if weighted:
        bits, square_bits = plan.weight_bits
        frame = frame.with_columns(
            (pl.col("w") * 2.0**bits).round().cast(pl.Int128, strict=False).alias("w"),
            (pl.col("w") ** 2 * 2.0**square_bits).round().cast(pl.Int128, strict=False).alias("w2"),
        )
        sums += [pl.col("w").sum().alias("w_sum"), pl.col("w2").sum().alias("w2_sum")]
        sums += [pl.col("w2").count().alias("w2_n")]
    scoring = plan.scorings[b]
    if scoring is None:
        return frame.group_by([*keys, f"answer{b}"]).agg(sums)
    own = [f"answered{b}", f"sum{b}", f"state{b}"]
    for i in range(len(plan.sources[0].blocks[b].columns)):
        item = pl.col(f"item{b}_{i}")
        if weighted:
            w = pl.when(item.is_not_null()).then(pl.col("w"))
            sums += [(item * w).sum().alias(f"x{i}"), w.sum().alias(f"w{i}")]
        else:
            sums.append(item.cast(pl.Int64).sum().alias(f"x{i}"))
        if scoring.partial:
            sums.append(item.count().alias(f"n{i}"))
    sums += [pl.col(f"example{b}").min().alias("first"), pl.col(f"example{b}").max().alias("last")]
    if plan.stored(b) is not None:
        own.append(f"stored{b}")
    return frame.group_by([*keys, *own]).agg(sums)


def _checks(frame: pl.LazyFrame, plan: Plan) -> pl.LazyFrame | None:
    """Sums per source of what the whole file must not refute, or what has to be said."""
    import polars as pl

    names = [f"unreadable{i}" for i in range(len(plan.sources[0].unreadable))]
    names += [REFUTED] if plan.may_refute_dates else []
    sums = [pl.col(name).sum() for name in names]
    newest = [pl.col(MOMENT).max()] if plan.every is not None else []
    return frame.group_by("source").agg(*sums, *newest) if sums or newest else None


def _counts(result: pl.DataFrame, plan: Plan) -> dict[tuple[int, str, str, str], int]:
    counts = {}
    for row in result.iter_rows(named=True):
        spec = plan.sources[row["source"]]
        if spec.dates is not None and row.get(REFUTED):
            raise spec.dates.refutation(spec.source.path, row[REFUTED])
        for i, each in enumerate(spec.unreadable):
            counts[row["source"], each.where, each.column.name, each.kind] = int(row[f"unreadable{i}"])
    return counts


def _cells(
    result: pl.DataFrame,
    plan: Plan,
    b: int,
    by: list[str],
    reasons: list[list[str]],
    many: bool,
    weighted: bool,
) -> tuple[Cell, ...]:
    cells = []
    labels = source_labels([spec.source.path for spec in plan.sources])
    unit, square_unit = (2.0**bits for bits in plan.weight_bits)
    for row in result.iter_rows(named=True):
        source = row["source"] if many else 0
        reason = None if row["reason"] == COUNTS else reasons[source][row["reason"]]
        if reason is None and row.get(f"answer{b}") == ELSEWHERE:
            reason = ELSEWHERE
        n = row["n"]
        if weighted and reason is None and (row["w2_n"] < n or row["w2_sum"] <= 0):
            raise InputError(
                "the weights span too wide a range: one is more than a trillion times those at both ends of the file",
                where=plan.sources[source].source.path,
            )
        cells.append(
            Cell(
                source=source,
                reason=reason,
                slot=Slot(
                    tuple(labels[source] if name == "source" else _tidy(row[name]) for name in by),
                    row.get("period"),
                    row.get("personas", 0),
                ),
                key=_key(row, plan, b),
                n=n,
                w=row["w_sum"] / unit if weighted else float(n),
                w2=row["w2_sum"] / square_unit if weighted else float(n),
                sums=_sums(row, plan, b, weighted),
                examples=tuple(
                    dict.fromkeys(str(e) for e in (row.get("first"), row.get("last")) if e is not None)
                ),
            )
        )
    # The order of a group-by is not defined; sums of floats and the output must not depend on it.
    return tuple(sorted(cells, key=lambda c: (c.source, c.reason or "", str(c.slot), str(c.key))))


def _tidy(cell: object) -> str | None:
    """A segment as people read it: without white space around it, None where nothing is left."""
    return None if cell is None else str(cell).strip() or None


def _key(row: dict[str, Any], plan: Plan, b: int) -> object:
    if plan.scorings[b] is None:
        return row[f"answer{b}"]
    return row[f"answered{b}"], row[f"sum{b}"], row[f"state{b}"], row.get(f"stored{b}")


def _sums(row: dict[str, Any], plan: Plan, b: int, weighted: bool) -> dict[str, float]:
    scoring = plan.scorings[b]
    if scoring is None:
        return {}
    sums: dict[str, float] = {}
    for i in range(len(plan.sources[0].blocks[b].columns)):
        # People with a score have answered every item, unless a rule lets some be missing.
        sums[f"n{i}"] = row[f"n{i}"] if scoring.partial else row["n"]
        unit = 2.0 ** plan.weight_bits[0] if weighted else 1.0
        sums[f"x{i}"] = (row[f"x{i}"] or 0) / unit
        sums[f"w{i}"] = (row[f"w{i}"] or 0) / unit if weighted else sums[f"n{i}"]
    return sums


def distinct(source: Source, columns: Sequence[Column]) -> dict[int, Counter[str]]:
    """Every distinct cell of a few columns and how often it occurs: a second scan, where the sample misled."""
    import polars as pl

    frame = source.scan(sorted({c.index for c in columns}), ())
    counts = [
        frame.group_by(pl.col(position(c.index)).cast(pl.String).str.strip_chars().alias("cell")).len()
        for c in columns
    ]
    results = pl.collect_all(counts, engine="streaming")
    return {
        column.index: Counter({cell: n for cell, n in result.iter_rows() if cell})
        for column, result in zip(columns, results, strict=True)
    }


def count(source: Source) -> int:
    """How many rows a source has, without its blank lines where it was read whole."""
    import polars as pl

    if source.complete:
        return len(source.sample)
    # Blank lines are no rows: some column that is nearly always filled must hold something.
    fullest = sorted(source.columns, key=lambda c: -source.answers(c.index).total())[:3]
    frame = source.scan(sorted(c.index for c in fullest), ())
    filled = ~pl.all_horizontal(is_blank(c) for c in fullest)
    rows = pl.len() if source.delimiter is None else filled.sum()
    return int(pl.collect_all([frame.select(rows)], engine="streaming")[0].item())
