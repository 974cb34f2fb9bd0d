"""A log of events to attempts: from the start of a task to its end, with what happened between."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cxux_cli.errors import InputError
from cxux_cli.estimators.usability.outcomes import Outcome
from cxux_cli.study.task_layout import ENDS, STARTS

if TYPE_CHECKING:
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


def from_events(
    frame: pl.DataFrame, words: Mapping[str, Outcome], where: str
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """A row per attempt, with participant, task, outcome, start, end and counts, and notes.

    `words` are the known words for outcomes. An attempt begins at a start and lasts to the next start of
    the same person and task; its end is the event that says how it ended, else a plain end. An attempt
    without an end has no time and no outcome. Raises `InputError` where there is no start at all.
    """
    import polars as pl

    from cxux_cli.catalog.outcomes import spelt

    frame = frame.with_row_index("line")
    who = "participant" if "participant" in frame.columns else None
    keys = ([who] if who else []) + ["task"]
    said = frame["event"].unique().drop_nulls().to_list()
    kinds = {word: _kind(spelt(word), words) for word in said}
    frame = frame.with_columns(
        pl.col("event").replace_strict(kinds, default="other", return_dtype=pl.String).alias("kind")
    )
    if not (frame["kind"] == "start").any():
        raise InputError("the log has no event that starts a task", where=where, hint="for example: start")
    undated = int(frame["when"].is_null().sum())
    frame = frame.filter(pl.col("when").is_not_null()).sort("when", "line", maintain_order=True)
    frame = frame.with_columns((pl.col("kind") == "start").cast(pl.Int64).cum_sum().over(keys).alias("try"))
    before = frame.filter(pl.col("try") == 0).height
    frame = frame.filter(pl.col("try") > 0)
    ending = pl.col("kind").is_in(["end", "outcome"])
    counted = [
        (pl.col("kind") == role).sum().cast(pl.Float64).alias(role)
        for role in _COUNTED
        if role in set(kinds.values())
    ]
    if "page" in frame.columns and "pages" in set(kinds.values()):
        seen = pl.col("page").filter(pl.col("kind") == "pages")
        counted.append(seen.n_unique().cast(pl.Float64).alias("distinct"))
    by = [c for c in frame.columns if c.startswith("by")]
    attempts = frame.group_by([*keys, "try"], maintain_order=True).agg(
        pl.col("source").first(),
        *(pl.col(c).first() for c in by),
        pl.col("when").first().alias("start"),
        pl.col("when").filter(ending).first().alias("end"),
        pl.col("event").filter(pl.col("kind") == "outcome").first().alias("outcome"),
        *counted,
    )
    numbers = ["start", "end", *(e.meta.output_name() for e in counted)]
    attempts = attempts.with_columns(pl.lit(False).alias(f"{name} unreadable") for name in numbers)
    open_ = int(attempts["end"].is_null().sum())
    others = sorted(word for word, kind in kinds.items() if kind == "other")
    return attempts.drop("try"), _notes(undated, before, open_, others, frame.height, attempts.height)


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


def _notes(
    undated: int, before: int, open_: int, others: list[str], events: int, attempts: int
) -> tuple[str, ...]:
    notes = [f"a log of events: {events} of them make {attempts} attempts, each from its start to its end"]
    if undated:
        notes.append(
            f"{undated} event{'s' * (undated > 1)} without a readable moment left out of the attempts"
        )
    if before:
        notes.append(
            f"{before} event{'s' * (before > 1)} before any start of the task left out of the attempts"
        )
    if open_:
        notes.append(f"{open_} attempt{'s have' if open_ > 1 else ' has'} no end: no time, and no outcome")
    if others:
        shown = ", ".join(f"'{word[:30]}'" for word in others[:6])
        notes.append(f"events that say nothing about an attempt: {shown}{' …' if len(others) > 6 else ''}")
    return tuple(notes)
