"""One row per person: who, which score, and why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxux_cli.engine.frames import is_clean, state_gap
from cxux_cli.engine.request import Plan
from cxux_cli.engine.samples import Scorer
from cxux_cli.study.recode import Gap
from cxux_cli.study.rows import ELSEWHERE

if TYPE_CHECKING:
    import polars as pl


def persons(plan: Plan, frame: pl.DataFrame, blocks: range, scorer: Scorer | None) -> pl.DataFrame:
    """The scores of the rows that count: source, row (from 1, without blank lines), id, condition, score, flag."""
    import polars as pl

    parts = []
    if scorer is None:
        answer = pl.col(f"answer{blocks.start}").cast(pl.String)
        frame = frame.filter(~_is_header(plan, blocks.start) & answer.ne_missing(pl.lit(ELSEWHERE)))
    for b in blocks:
        block = plan.sources[0].blocks[b]
        values = [read(row, b, plan, scorer) for row in frame.iter_rows(named=True)]
        part = frame.select(
            pl.col("source").replace_strict(
                {i: s.source.path for i, s in enumerate(plan.sources)}, return_dtype=pl.String
            ),
            "row",
            pl.col("person").alias("id"),
            pl.lit(block.condition, pl.String).alias("condition"),
        ).with_columns(
            pl.Series("score", [None if isinstance(v, Gap) else v for v in values], pl.Float64),
            pl.Series("flag", [v.value if isinstance(v, Gap) else None for v in values], pl.String),
        )
        parts.append(part)
    scores = pl.concat(parts).sort("source", "row", "condition", nulls_last=False)
    return scores if len(blocks) > 1 else scores.drop("condition")


def _is_header(plan: Plan, b: int) -> pl.Expr:
    """Rows of a single question that are the header again, which the ledger leaves out too."""
    import polars as pl

    found = pl.lit(False)
    for number, spec in enumerate(plan.sources):
        headers = sorted(spec.blocks[b].repeated_headers())
        here = pl.col(f"answer{b}").cast(pl.String).str.strip_chars().is_in(headers).fill_null(False)
        found = found | ((pl.col("source") == number) & here)
    return found


def read(row: dict[str, Any], b: int, plan: Plan, scorer: Scorer | None) -> float | Gap:
    """The value of a row of the scan in block `b`, or why it has none."""
    if scorer is None:
        cell = row[f"answer{b}"]
        number: int = row["source"]
        return plan.sources[number].blocks[b].scale.read(None if cell is None else str(cell))
    answered: int = row[f"answered{b}"]
    total: int | None = row[f"sum{b}"]
    state: int = row[f"state{b}"]
    score = scorer.score(answered, total or 0) if is_clean(state) else None
    return state_gap(state, answered) if score is None else score
