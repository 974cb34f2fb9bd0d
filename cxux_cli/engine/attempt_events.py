"""A log of events to attempts: from the start of a task to its end, with what happened between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from cxux_cli.engine.attempts import SLICING
from cxux_cli.errors import InputError
from cxux_cli.estimators.usability.outcomes import Outcome
from cxux_cli.study.task_log import ENDS, STARTS

if TYPE_CHECKING:
    from collections.abc import Collection

    import polars as pl

_COUNTED = {
    "clicks": frozenset(("click", "clicks", "tap", "clicked", "tapped", "press")),
    "errors": frozenset(("error", "errors", "mistake", "misclick", "missclick")),
    "pages": frozenset(
        ("page", "page view", "pageview", "view", "screen", "screen view", "navigate", "visit")
    ),
    "search": frozenset(("search", "searched", "site search", "query")),
}
"""Role -> words of events that count for it."""


class Events:
    """Makes attempts of events, some people at a time, and remembers what is to be said of all of them."""

    def __init__(self, said: Collection[str], words: Mapping[str, Outcome], where: str) -> None:
        """`said` are the words of the whole log, `words` the known ones for outcomes.

        Raises `InputError` where no word starts a task.
        """
        from cxux_cli.catalog.outcomes import spelt

        self._kinds = {word: _kind(spelt(word), words) for word in sorted(said)}
        if "start" not in self._kinds.values():
            raise InputError(
                "the log has no event that starts a task", where=where, hint="for example: start"
            )
        self._undated = self._before = self._open = self._used = 0

    def attempts(self, frame: pl.DataFrame) -> pl.DataFrame:
        """A row per attempt, with participant, task, outcome, start, end and counts.

        An attempt begins at a start and lasts to the next start of the same person and task; its end is
        the event that says how it ended, else a plain end. An attempt without an end has no time and no
        outcome. It is sliced as its first event is.
        """
        import polars as pl

        keys = [name for name in ("participant", "task") if name in frame.columns]
        kind = pl.col("event").replace_strict(self._kinds, default="other", return_dtype=pl.String)
        frame = frame.with_columns(kind=kind)
        self._undated += int(frame["when"].is_null().sum())
        frame = frame.filter(pl.col("when").is_not_null()).sort("when", "line", maintain_order=True)
        started = (pl.col("kind") == "start").cast(pl.Int64)
        frame = frame.with_columns(started.cum_sum().over(keys).alias("try"))
        self._before += frame.filter(pl.col("try") == 0).height
        frame = frame.filter(pl.col("try") > 0)
        self._used += frame.height
        ending, counted = pl.col("kind").is_in(["end", "outcome"]), self._counted(frame)
        outcome = pl.col("event").filter(pl.col("kind") == "outcome").first()
        if "outcome" in frame.columns:
            # The event says that it ended, another column how.
            outcome = pl.coalesce(outcome, pl.col("outcome").filter(pl.col("kind") == "end").first())
        own = [c for c in frame.columns if SLICING.fullmatch(c)]
        attempts = frame.group_by([*keys, "try"], maintain_order=True).agg(
            *(pl.col(c).first() for c in ("source", "line", *own)),
            pl.col("when").first().alias("start"),
            pl.col("when").filter(ending).first().alias("end"),
            outcome.alias("outcome"),
            *counted,
        )
        numbers = ["start", "end", *(e.meta.output_name() for e in counted)]
        self._open += int(attempts["end"].is_null().sum())
        return attempts.with_columns(pl.lit(False).alias(f"{name} unreadable") for name in numbers).drop(
            "try"
        )

    def _counted(self, frame: pl.DataFrame) -> list[pl.Expr]:
        import polars as pl

        said = set(self._kinds.values())
        found = [
            (pl.col("kind") == role).sum().cast(pl.Float64).alias(role) for role in _COUNTED if role in said
        ]
        if "page" in frame.columns and "pages" in said:
            seen = pl.col("page").filter(pl.col("kind") == "pages")
            found.append(seen.n_unique().cast(pl.Float64).alias("distinct"))
        return found

    def notes(self, attempts: int) -> Iterator[str]:
        """What was made of the log, and what could not be used."""
        yield f"a log of events: {self._used} of them make {attempts} attempts, each from its start to its end"
        for n, what in (
            (self._undated, "without a readable moment"),
            (self._before, "before any start of the task"),
        ):
            if n:
                yield f"{n} event{'s' * (n > 1)} {what} left out of the attempts"
        if self._open:
            has = "s have" if self._open > 1 else " has"
            yield f"{self._open} attempt{has} no end: no time, and no outcome"
        others = [word for word, kind in self._kinds.items() if kind == "other"]
        if others:
            shown = ", ".join(f"'{word[:30]}'" for word in others[:6])
            yield f"events that say nothing about an attempt: {shown}{' …' if len(others) > 6 else ''}"


def _kind(word: str, words: Mapping[str, Outcome]) -> str:
    if word in STARTS:
        return "start"
    for role, known in _COUNTED.items():
        if word in known:
            return role
    plain = word.removeprefix("task ").strip()
    if word in words or plain in words:
        return "outcome"
    return "end" if word in ENDS else "other"
