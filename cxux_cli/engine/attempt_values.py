"""What is summed of attempts: for every measure a number where the attempt counts for it, else nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxux_cli.estimators.usability import single
from cxux_cli.estimators.usability.efficiency import COLUMNS as EFFICIENCY
from cxux_cli.estimators.usability.outcomes import ORDER, Outcome
from cxux_cli.estimators.usability.ratings import SCALES

if TYPE_CHECKING:
    import polars as pl

REPORTED = ("time", "errors", "clicks", "pages", "search", "first-click", *SCALES)
"""Roles whose refused numbers are counted as missing from a measure."""
_MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known before attempts are summed. `untold` are tasks without any known outcome: all count.

    `rating` says which rating is the satisfaction of a task, by its code.
    """

    roles: Collection[str]
    times: str
    untold: Collection[int]
    nothing_told: bool
    """Whether no outcome is known at all, so that all attempts count when tasks are taken together."""
    rating: Mapping[int, str]
    weighted: bool = False

    def has(self, *roles: str) -> bool:
        """Whether the data has all of some roles."""
        return all(role in self.roles for role in roles)


def flagged(reason: str, role: str, of_time: Collection[str]) -> bool:
    """Whether a reason to refuse a number is about a role; `of_time` are those about times that do not say so."""
    return reason.startswith(f"{role} ") or (role == "time" and reason in of_time)


def numbers(asked: Asked, *, together: bool) -> dict[str, pl.Expr]:
    """Name -> the number of an attempt, null where it has none; `together` takes all tasks as one."""
    import polars as pl

    tried, success = pl.col("tried"), pl.col("success")
    judged, time = tried & (pl.col("outcome") >= 0), _timed(asked, together)
    found: dict[str, pl.Expr] = {
        "success": pl.when(judged).then(success),
        "credit": pl.when(judged).then(100 * pl.col("credit")),
        "abandonment": pl.when(judged).then(_ended(Outcome.ABANDONED)),
        "directness": pl.when(
            _ended(
                *(Outcome.DIRECT_SUCCESS, Outcome.INDIRECT_SUCCESS),
                *(Outcome.DIRECT_FAILURE, Outcome.INDIRECT_FAILURE),
            )
        ).then(_ended(Outcome.DIRECT_SUCCESS, Outcome.DIRECT_FAILURE)),
    }
    for role, name in (("first-click", "first-click"), ("search", "search-share")):
        if asked.has(role):
            found[name] = pl.when(tried).then(pl.col(role) > 0)
    if asked.has("time"):
        found |= {"time": time.log(), "time.mean": time}
    if asked.has("errors"):
        errors = pl.when(tried).then(pl.col("errors"))
        found |= {"errors": errors, "errors.share": errors > 0}
        if asked.has("opportunities"):
            both = pl.col("opportunities").is_not_null() & errors.is_not_null()
            found |= {
                "errors.opportunity": pl.when(both).then(errors),
                "chances": pl.when(both).then(pl.col("opportunities")),
            }
    if asked.has("clicks"):
        found["clicks"] = _positive(_clicks(asked, together)).log()
        if asked.has("optimal-clicks"):
            found["clicks.excess"] = _positive(_excess(asked, together)).log()
    if asked.has("pages", "distinct", "shortest"):
        found["lostness"] = pl.when(tried).then(pl.col("lost"))
    found |= {role: pl.col(role) for role in SCALES if asked.has(role)}
    return {name: each.cast(pl.Float64).alias(name) for name, each in found.items()}


def ranked(asked: Asked, *, together: bool) -> dict[str, pl.Expr]:
    """Name -> the number of which values at ranks are looked up: for medians, and for the SUM."""
    import polars as pl

    found = {role: pl.col(role) for role in SCALES if asked.has(role)}
    if asked.has("time"):
        if asked.times != "censored":
            found["time.mean"] = _timed(asked, together)
        if not together:
            done = pl.when(pl.col("tried") & pl.col("success")).then(pl.col("time"))
            found |= {"completed": done, "content": pl.when(_content(asked)).then(done)}
    if asked.has("clicks"):
        found["clicks"] = _positive(_clicks(asked, together))
        if asked.has("optimal-clicks"):
            found["clicks.excess"] = _positive(_excess(asked, together))
    return {name: each.alias(name) for name, each in found.items()}


def counts(asked: Asked, *, together: bool) -> dict[str, pl.Expr]:
    """Name -> whether the attempt is to be counted under it."""
    import polars as pl

    tried, found = pl.col("tried"), {}
    if asked.has("errors", "opportunities"):
        found["more errors than opportunities"] = tried & (pl.col("errors") > pl.col("opportunities"))
    if asked.has("clicks"):
        found["no clicks"] = _clicks(asked, together) == 0
        if asked.has("optimal-clicks"):
            found["fewer clicks than the fewest"] = _excess(asked, together) < 1
    if asked.has("pages", "distinct", "shortest"):
        known = tried & pl.all_horizontal(pl.col("pages", "distinct", "shortest").is_not_null())
        lost = pl.when(tried).then(pl.col("lost"))
        found |= {
            "asked for pages": known,
            "impossible pages": known & lost.is_null(),
            "fewer pages than the fewest": lost.is_not_null() & (pl.col("distinct") < pl.col("shortest")),
            "not_lost": lost < 0.4,
            "unclear": lost.is_between(0.4, 0.5),
            "lost": lost > 0.5,
        }
    if asked.has("time") and not together:
        done = tried & pl.col("success") & pl.col("time").is_not_null()
        found |= {"completed": done, "content": done & _content(asked)}
    return {name: each.fill_null(False).alias(name) for name, each in found.items()}


def by_person(asked: Asked, *, together: bool) -> dict[str, dict[str, pl.Expr]]:
    """Name -> the columns that are summed by person; null in all of them where the attempt does not count."""
    import polars as pl

    number, found = numbers(asked, together=together), {}
    one = pl.lit(1.0)
    if "search-share" in number:
        did = number["search-share"]
        found["search-ratio"] = {"searched": did, "navigated": 1 - did}
    for name, below in (("errors", one), ("errors.opportunity", pl.col("opportunities")), ("lostness", one)):
        if name in number:
            above = number[name]
            found[name] = {"above": above, "below": pl.when(above.is_not_null()).then(below)}
    if asked.has("time"):
        known = pl.col("tried") & (pl.col("outcome") >= 0) & pl.col("time").is_not_null()
        minutes, goal = pl.col("time") / _MINUTE, pl.col("success").cast(pl.Float64)
        columns = (goal, minutes, goal * minutes, goal / minutes, one)
        found["efficiency"] = {
            name: pl.when(known).then(column) for name, column in zip(EFFICIENCY, columns, strict=True)
        }
    return {
        name: {column: each.cast(pl.Float64) for column, each in columns.items()}
        for name, columns in found.items()
    }


def of_sum(asked: Asked) -> dict[str, pl.Expr]:
    """The columns of the SUM of a task, 0 where the attempt does not count."""
    import polars as pl

    tried, none = pl.col("tried"), pl.lit(None, pl.Float64)
    judged = tried & (pl.col("outcome") >= 0)
    liking = pl.when(tried).then(_liking(asked))
    logs = pl.when(tried & pl.col("success")).then(pl.col("time")).log() if asked.has("time") else none
    errors, chances = none, none
    if asked.has("errors", "opportunities"):
        both = tried & pl.all_horizontal(pl.col("errors", "opportunities").is_not_null())
        errors, chances = pl.when(both).then(pl.col("errors")), pl.when(both).then(pl.col("opportunities"))
    columns = (
        *(judged, judged & pl.col("success")),
        *(liking.is_not_null(), liking, liking**2),
        *(logs.is_not_null(), logs, logs**2),
        *(errors, chances),
    )
    return {
        name: each.cast(pl.Float64).fill_null(0.0).alias(name)
        for name, each in zip(single.COLUMNS, columns, strict=True)
    }


def _timed(asked: Asked, together: bool) -> pl.Expr:
    """Times that count under the policy."""
    import polars as pl

    tried = pl.col("tried")
    return pl.when(tried & _done(asked, together) if asked.times == "successes" else tried).then(
        pl.col("time") if asked.has("time") else pl.lit(None, pl.Float64)
    )


def _done(asked: Asked, together: bool) -> pl.Expr:
    """Successes; every attempt where no outcome is known."""
    import polars as pl

    untold = pl.lit(asked.nothing_told) if together else pl.col("task").is_in(sorted(asked.untold))
    return pl.col("success") | untold


def _clicks(asked: Asked, together: bool) -> pl.Expr:
    import polars as pl

    return pl.when(pl.col("tried") & _done(asked, together)).then(pl.col("clicks"))


def _excess(asked: Asked, together: bool) -> pl.Expr:
    import polars as pl

    return _clicks(asked, together) / pl.col("optimal-clicks")


def _positive(number: pl.Expr) -> pl.Expr:
    import polars as pl

    return pl.when(number > 0).then(number)


def _liking(asked: Asked) -> pl.Expr:
    """The rating that is the satisfaction of the task, high where people are satisfied."""
    import polars as pl

    found = pl.lit(None, pl.Float64)
    for rating in single.RATINGS:
        if codes := sorted(code for code, name in asked.rating.items() if name == rating):
            value = sum(SCALES[rating]) - pl.col(rating) if rating in single.TURNED else pl.col(rating)
            found = pl.when(pl.col("task").is_in(codes)).then(value).otherwise(found)
    return found


def _content(asked: Asked) -> pl.Expr:
    """Attempts whose rating meets the specification."""
    import polars as pl

    found = pl.lit(False)
    for rating in single.RATINGS:
        if codes := sorted(code for code, name in asked.rating.items() if name == rating):
            met = (_liking(asked) >= single.satisfying(rating)).fill_null(False)
            found = pl.when(pl.col("task").is_in(codes)).then(met).otherwise(found)
    return found


def _ended(*outcomes: Outcome) -> pl.Expr:
    import polars as pl

    return pl.col("outcome").is_in([ORDER.index(outcome) for outcome in outcomes])
