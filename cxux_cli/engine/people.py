"""Answers by person: what makes an interval one over persons where people answer several times."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cxux_cli.engine.cells import Slot
from cxux_cli.engine.frames import WHO
from cxux_cli.engine.request import Plan
from cxux_cli.engine.samples import Scorer
from cxux_cli.estimators.persons import Persons
from cxux_cli.estimators.tally import Count, Tally

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class People:
    """The answers of one block: a row per person, slice and value, with the sum of their weights.

    `frame` has the columns of a slot, `WHO`, `value` (Float64, never null) and `w` (Float64), in the
    order of the persons, so that sums of fractions come out the same whatever the threads did.
    """

    frame: pl.DataFrame
    segments: int
    unit: str = "persons"

    def persons(
        self, code: Callable[[float], float], *, slot: Slot | None = None, persona: int | None = None
    ) -> Persons | None:
        """How the sums of `code` vary from person to person in a slice; None where nobody answers twice.

        Without `slot` all segments and periods are meant; `persona` is the bit of a persona, -1 for
        people of none, None for everybody.
        """
        import polars as pl

        frame = self._slice(slot, persona)
        if frame.is_empty():
            return None
        codes = {value: code(value) for value in frame["value"].unique().to_list()}
        coded = frame.with_columns(x=pl.col("value").replace_strict(codes, return_dtype=pl.Float64))
        total = float(coded["w"].sum())
        mean = float((coded["w"] * coded["x"]).sum()) / total
        sums = coded.group_by(WHO, maintain_order=True).agg((pl.col("w") * (pl.col("x") - mean)).sum())
        count, spread = sums.height, float((sums["w"] ** 2).sum())
        if count == coded["n"].sum():
            return None
        variance = spread / total**2 * count / (count - 1) if count > 1 else 0.0
        return Persons(count, variance, self.unit)

    def within(self, segment: Sequence[str | None]) -> pl.DataFrame:
        """The rows of one segment, in all periods and of all personas."""
        return self._slice(Slot(tuple(segment)), None)

    def by(self, segments: Sequence[int]) -> People:
        """The same answers, divided by some of the segment columns alone."""
        import polars as pl

        others = [name for name in self.frame.columns if not name.startswith("by")]
        kept = [pl.col(f"by{old}").alias(f"by{new}") for new, old in enumerate(segments)]
        return replace(self, frame=self.frame.select(*others, *kept), segments=len(segments))

    def alike(self) -> tuple[People, Tally]:
        """The same answers, weighted so that everybody who answered counts once, and their tally.

        The mean of the tally is the mean over people of the means of their answers.
        """
        import polars as pl

        weighted = self.frame.with_columns(w=pl.col("w") / pl.col("w").sum().over(WHO))
        counts: dict[float, Count] = {}
        for value, n, w in weighted.select("value", "n", "w").iter_rows():
            mine = counts.get(value, Count(0, 0.0, 0.0))
            # Rows of one person with one answer share a weight.
            counts[value] = Count(mine.n + n, mine.w + w, mine.w2 + w * w / n)
        return replace(self, frame=weighted), Tally(dict(sorted(counts.items())), weighted=True)

    def _slice(self, slot: Slot | None, persona: int | None) -> pl.DataFrame:
        import polars as pl

        frame = self.frame
        if persona is not None:
            mask = pl.col("personas")
            frame = frame.filter(mask == 0 if persona < 0 else mask.and_(1 << persona) != 0)
        if slot is not None:
            for i in range(self.segments):
                frame = frame.filter(pl.col(f"by{i}").eq_missing(slot.segment[i]))
            if slot.period is not None:
                frame = frame.filter(pl.col("period").eq_missing(slot.period))
        return frame


def people(plan: Plan, b: int, frame: pl.DataFrame, scorer: Scorer | None) -> People:
    """The answers of block `b` from the rows of the scan, which are grouped by person and raw answer."""
    import polars as pl

    from cxux_cli.study.names import source_labels

    labels = dict(enumerate(source_labels([spec.source.path for spec in plan.sources])))
    segments = len(plan.sources[0].by)
    by = []
    for i, column in enumerate(plan.sources[0].by):
        name = pl.col("source").replace_strict(labels, return_dtype=pl.String) if column is None else None
        cell = pl.col(f"by{i}").cast(pl.String).str.strip_chars() if name is None else name
        by.append(pl.when(cell != "").then(cell).alias(f"by{i}"))
    unit = 2.0 ** plan.weight_bits[0]
    w = pl.col("w_sum").cast(pl.Float64) / unit if plan.sources[0].weight else pl.col("n").cast(pl.Float64)
    valued = _valued(plan, b, frame, scorer).filter(pl.col("value").is_not_null())
    tidy = valued.with_columns(*by, w.alias("w"))
    return People(tidy.sort(WHO, "value", *(f"by{i}" for i in range(segments))), segments, plan.unit)


def _valued(plan: Plan, b: int, frame: pl.DataFrame, scorer: Scorer | None) -> pl.DataFrame:
    """The frame with the value each raw answer stands for; each distinct one is read once."""
    import polars as pl

    from cxux_cli.engine.persons import read
    from cxux_cli.study.recode import Gap

    keys = ["source", f"answer{b}"] if scorer is None else [f"answered{b}", f"sum{b}", f"state{b}"]
    distinct = frame.select(keys).unique(maintain_order=True)
    values = [
        None if isinstance(v := read(row, b, plan, scorer), Gap) else float(v)
        for row in distinct.iter_rows(named=True)
    ]
    meaning = distinct.with_columns(pl.Series("value", values, pl.Float64))
    return frame.join(meaning, on=keys, how="left", nulls_equal=True)
