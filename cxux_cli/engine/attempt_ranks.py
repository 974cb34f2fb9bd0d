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
        return {
            key: self._of(key, {group: at for group, at in ranks.items() if at})
            for key, ranks in wanted.items()
            if any(map(bool, ranks.values()))
        }

    def _of(self, key: tuple[View, str], ranks: Mapping[int, Sequence[int]]) -> dict[int, dict[int, float]]:
        """One number at a time: several at once would need as many times the memory."""
        import polars as pl

        frame, name = self._frame(*key), key[1]
        if key not in self._histograms:
            (self._histograms[key],) = pl.collect_all([histogram(frame, name)], engine="streaming")
        found = at_ranks(
            {name: frame},
            {name: name},
            {name: self._histograms[key]},
            {name: {str(group): at for group, at in ranks.items()}},
        )
        return {int(group): values for group, values in found[name].items()}

    def _frame(self, view: View, name: str) -> pl.LazyFrame:
        import polars as pl

        value = ranked(self._asked, together=view.together)[name]
        return (
            self._attempts.select(view.group(), value)
            .filter((pl.col("group") >= 0) & pl.col(name).is_not_null())
            .select(pl.col("group").cast(pl.String).alias(SLOT), name)
        )
