"""Values of attempts at ranks, for medians and percentiles: exact, in a few streaming passes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from cxux_cli.engine.attempt_sums import View
from cxux_cli.engine.attempt_values import Asked, ranked
from cxux_cli.engine.event_log import SLOT
from cxux_cli.engine.percentiles import at_ranks, histogram

if TYPE_CHECKING:
    import polars as pl

Wanted = Mapping[tuple[View, str], Mapping[int, Sequence[int]]]
"""(view, name) -> group -> the ranks that are looked for, from 1."""


class Ranks:
    """Looks up values at ranks; the histograms of a first pass serve every further question."""

    def __init__(self, attempts: pl.LazyFrame, asked: Asked) -> None:
        self._attempts, self._asked = attempts, asked
        self._histograms: dict[tuple[View, str], pl.DataFrame] = {}

    def look_up(self, wanted: Wanted) -> dict[tuple[View, str], dict[int, dict[int, float]]]:
        """(view, name) -> group -> rank -> value."""
        import polars as pl

        asked_for = {key: ranks for key, ranks in wanted.items() if any(map(bool, ranks.values()))}
        frames = {key: self._frame(*key) for key in asked_for}
        missing = [key for key in frames if key not in self._histograms]
        counted = pl.collect_all([histogram(frames[key], key[1]) for key in missing], engine="streaming")
        self._histograms.update(zip(missing, counted, strict=True))
        names = {key: str(i) for i, key in enumerate(frames)}
        found = at_ranks(
            {names[key]: frame for key, frame in frames.items()},
            {names[key]: key[1] for key in frames},
            {names[key]: self._histograms[key] for key in frames},
            {names[key]: {str(g): r for g, r in asked_for[key].items() if r} for key in frames},
        )
        return {
            key: {int(group): values for group, values in found[name].items()} for key, name in names.items()
        }

    def _frame(self, view: View, name: str) -> pl.LazyFrame:
        import polars as pl

        value = ranked(self._asked, together=view.together)[name]
        return (
            self._attempts.select(view.group(), value)
            .filter((pl.col("group") >= 0) & pl.col(name).is_not_null())
            .select(pl.col("group").cast(pl.String).alias(SLOT), name)
        )
