"""Rows of a test to attempts as arrays: outcomes read, times checked, attempts numbered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cxux_cli.errors import InputError
from cxux_cli.estimators.usability.attempts import Attempts
from cxux_cli.estimators.usability.outcomes import ORDER, SUCCESSES, UNTRIED, Outcome
from cxux_cli.estimators.usability.ratings import SCALES

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

    from cxux_cli.study.config.study import Task

NOT_POSITIVE, NO_TIME, END_FIRST = "time not above zero", "success without a time", "ends before it starts"
ONE_TASK = "task"
"""What the task is called where no column says which it is."""


@dataclass(frozen=True, slots=True)
class Test:
    """A usability test ready to be measured.

    `tasks` are the names of the tasks by code, `defined` what the study says about each, `segments` the
    cells of `--by` of every attempt as codes into `segment_values`. `repeated` counts rows by source that
    say an attempt again.
    """

    attempts: Attempts
    tasks: tuple[str, ...]
    defined: tuple[Task | None, ...]
    segments: NDArray[np.int64]
    segment_values: tuple[tuple[str | None, ...], ...]
    repeated: Mapping[int, int]
    notes: tuple[str, ...] = field(default=())


def understand(
    frame: pl.DataFrame, tasks: Sequence[Task], words: Mapping[str, str], by: int, where: str
) -> Test:
    """Arrays from the rows that count.

    `tasks` are those of the study, `words` its words for outcomes, `by` the number of segment columns.
    Raises `InputError` for outcomes nobody knows, and for two outcomes of one attempt.
    """
    import numpy as np
    import polars as pl

    notes: list[str] = []
    frame = _people(frame, notes)
    if "task" not in frame.columns:
        frame = frame.with_columns(pl.lit(ONE_TASK).alias("task"))
        notes.append("no column says which task it was: all rows are one task")
    frame = frame.with_columns(pl.col("task").fill_null("(no task)"))
    frame = _outcomes(frame, words, where)
    frame, repeated = _numbered(frame, notes, where)
    known = _defined(frame["task"].unique(maintain_order=True).to_list(), tasks, notes)
    names = tuple(name for name, _ in known)
    definitions = tuple(task for _, task in known)
    task = (
        frame["task"].replace_strict(list(names), list(range(len(names))), return_dtype=pl.Int64).to_numpy()
    )
    outcome = frame["ending"].to_numpy()
    values = {
        role: frame[role].cast(pl.Float64).fill_null(float("nan")).to_numpy().copy()
        for role in frame.columns
        if f"{role} unreadable" in frame.columns
    }
    flags = {
        f"{role} not readable": frame[f"{role} unreadable"].fill_null(False).to_numpy()
        for role in values
        if frame[f"{role} unreadable"].any()
    }
    _times(values, flags, notes)
    _numbers(values, flags)
    values |= _defined_values(definitions, task, values)
    outcome = _limited(outcome, values, definitions, task, notes)
    success = np.zeros(len(task), bool)
    for code, definition in enumerate(definitions):
        counting = definition.success if definition and definition.success else SUCCESSES
        ours = np.isin(outcome, [ORDER.index(Outcome(o)) for o in counting])
        success |= (task == code) & ours
    tried = ~np.isin(outcome, [ORDER.index(o) for o in UNTRIED])
    if "time" in values and (outcome >= 0).any():
        lacking = success & np.isnan(values["time"]) & ~_any(flags, len(task))
        flags[NO_TIME] = lacking
    attempts = Attempts(
        person=frame["who"].rank("dense").cast(pl.Int64).to_numpy() - 1,
        task=task,
        attempt=frame["number"].cast(pl.Int64).to_numpy(),
        outcome=outcome,
        success=success,
        tried=tried,
        credit=_credit(frame, outcome, success, definitions, task),
        values=values,
        flags={reason: flag for reason, flag in flags.items() if flag.any()},
    )
    segments, segment_values = _segments(frame, by)
    return Test(attempts, names, definitions, segments, segment_values, repeated, tuple(notes))


def _people(frame: pl.DataFrame, notes: list[str]) -> pl.DataFrame:
    """Who tried: an id; a row of its own where there is none."""
    import polars as pl

    frame = frame.with_row_index("line")
    row = pl.format("row {}", pl.col("line"))
    if "participant" not in frame.columns:
        notes.append("no column says who tried: every row counts as another person")
        return frame.with_columns(row.alias("who"))
    blank = int(frame["participant"].null_count())
    if blank:
        notes.append(
            f"{blank} row{'s' * (blank > 1)} without a participant: each counts as a person of its own"
        )
    id = pl.concat_str(pl.lit("id "), pl.col("participant"))
    if frame["source"].n_unique() > 1 and _are_counts(frame["participant"]):
        # Short numbers count people within a file, so the same number in two files is two people.
        id = pl.concat_str(pl.col("source").cast(pl.String), pl.lit(" id "), pl.col("participant"))
    return frame.with_columns(pl.coalesce(id, row).alias("who"))


def _are_counts(ids: pl.Series) -> bool:
    return bool(ids.drop_nulls().str.contains(r"^\d{1,5}$").all())


def _outcomes(frame: pl.DataFrame, words: Mapping[str, str], where: str) -> pl.DataFrame:
    """The outcome of every row as a position, -1 where there is none; numbers between 0 and 1 are credit."""
    import polars as pl

    from cxux_cli.catalog.outcomes import known_words, spelt

    if "outcome" not in frame.columns:
        return frame.with_columns(pl.lit(-1, pl.Int8).alias("ending"), pl.lit(None, pl.Float64).alias("part"))
    known = known_words(words)
    cells = frame["outcome"].drop_nulls().value_counts()
    endings, parts, unknown = {}, {}, Counter[str]()
    for cell, n in cells.iter_rows():
        # A log says "task completed" where a sheet says "completed".
        outcome = known.get(spelt(cell)) or known.get(spelt(cell).removeprefix("task ").strip())
        credit = None if outcome else _fraction(cell)
        if credit is not None:
            outcome, parts[cell] = Outcome.PARTIAL, credit
        if outcome is None:
            unknown[cell] += n
        else:
            endings[cell] = ORDER.index(outcome)
    if unknown:
        shown = ", ".join(f"'{cell[:30]}' ({n})" for cell, n in unknown.most_common(8))
        raise InputError(
            f"{len(unknown)} outcome word{'s' * (len(unknown) > 1)} unknown: {shown}"
            + (" …" if len(unknown) > 8 else ""),
            where=where,
            hint=f'say what they mean in the study config: outcomes: {{"{unknown.most_common(1)[0][0][:30]}": '
            f"failed}}; outcomes are {', '.join(ORDER)}",
        )
    column = pl.col("outcome")
    return frame.with_columns(
        column.replace_strict(list(endings), list(endings.values()), default=-1, return_dtype=pl.Int8)
        .fill_null(-1)
        .alias("ending")
        if endings
        else pl.lit(-1, pl.Int8).alias("ending"),
        column.replace_strict(list(parts), list(parts.values()), default=None, return_dtype=pl.Float64).alias(
            "part"
        )
        if parts
        else pl.lit(None, pl.Float64).alias("part"),
    )


def _fraction(cell: str) -> float | None:
    try:
        number = float(cell.replace(",", "."))
    except ValueError:
        return None
    return number if 0 < number < 1 else None


def _numbered(frame: pl.DataFrame, notes: list[str], where: str) -> tuple[pl.DataFrame, Mapping[int, int]]:
    """Attempts numbered from 1 for each person and task; rows that say the same again are left out."""
    import polars as pl

    key = ["who", "task"]
    again: dict[int, int] = {}
    if "attempt" in frame.columns:
        frame = frame.with_columns(pl.col("attempt").fill_null(1.0).alias("number"))
        key = [*key, "number"]
        own = [c for c in frame.columns if c != "line"]
        twice = frame.select(pl.struct(own).is_first_distinct().not_()).to_series()
        again = dict(frame.filter(twice).group_by("source").len().iter_rows())
        frame = frame.filter(~twice)
        conflicts = frame.filter(pl.struct(key).is_duplicated())
        if conflicts.height:
            shown = conflicts.select(key).unique(maintain_order=True)
            said = "; ".join(
                f"{_shown(who)}, {task[:30]}, attempt {n:g}" for who, task, n in shown.head(3).iter_rows()
            )
            raise InputError(
                f"{shown.height} attempt{'s have' if shown.height > 1 else ' has'} several rows that differ: {said}",
                where=where,
                hint="an attempt has one outcome: number repeated attempts, or leave rows out with --where",
            )
        return frame.drop("attempt"), again
    order = [c for c in ("start", "line") if c in frame.columns]
    frame = frame.sort(order, nulls_last=True, maintain_order=True)
    frame = frame.with_columns((pl.int_range(pl.len()).over(key) + 1).alias("number"))
    repeats = int((frame["number"] > 1).sum())
    if repeats:
        by = "their start" if "start" in frame.columns else "the rows"
        notes.append(
            f"{repeats} row{'s repeat' if repeats > 1 else ' repeats'} a person and task: taken as further attempts, "
            f"in the order of {by}"
        )
    return frame.sort("line"), again


def _shown(who: str) -> str:
    """A participant in a message: a code as it is, never a name or an address."""
    id = who.removeprefix("id ")
    return "somebody" if "@" in id or " " in id.strip() else id[:30]


def _defined(found: Sequence[str], tasks: Sequence[Task], notes: list[str]) -> list[tuple[str, Task | None]]:
    """Names of the data in the order of the study, then of the file, with their definitions."""
    by_name: dict[str, Task] = {}
    for task in tasks:
        by_name.setdefault(task.id.casefold(), task)
        by_name.setdefault(task.name.casefold(), task)
    known = [(name, by_name.get(name.strip().casefold())) for name in found]
    missing = [t for t in tasks if all(task is not t for _, task in known)]
    strangers = [name for name, task in known if task is None]
    if tasks and strangers:
        notes.append(f"not in the study config, measured without a definition: {_listed(strangers)}")
    if missing:
        notes.append(f"tasks of the study config without any row: {_listed([t.id for t in missing])}")
    order = {id(task): i for i, task in enumerate(tasks)}
    return sorted(known, key=lambda pair: order.get(id(pair[1]), len(order)))


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"'{name[:40]}'" for name in names[:6]) + (" …" if len(names) > 6 else "")


def _times(
    values: dict[str, NDArray[np.float64]], flags: dict[str, NDArray[np.bool_]], notes: list[str]
) -> None:
    """Times from start and end where no column holds them; what is no time is refused, and counted."""
    import numpy as np

    if "time" not in values and "start" in values and "end" in values:
        values["time"] = values["end"] - values["start"]
        flags[END_FIRST] = values["time"] < 0
        values["time"] = np.where(values["time"] < 0, np.nan, values["time"])
    if "time" not in values:
        return
    wrong = values["time"] <= 0
    flags[NOT_POSITIVE] = wrong
    values["time"] = np.where(wrong, np.nan, values["time"])
    if "start" in values and "end" in values and END_FIRST not in flags:
        backwards = values["end"] < values["start"]
        flags[END_FIRST] = backwards & ~wrong
        values["time"] = np.where(backwards, np.nan, values["time"])


def _numbers(values: dict[str, NDArray[np.float64]], flags: dict[str, NDArray[np.bool_]]) -> None:
    """Counts below zero and ratings beyond their scale are refused, and counted."""
    import numpy as np

    for role, array in values.items():
        if role in SCALES:
            low, high = SCALES[role]
            wrong, why = (array < low) | (array > high), f"{role} outside {low:g} to {high:g}"
        elif role in ("time", "start", "end", "when"):
            continue
        else:
            wrong, why = array < 0, f"{role} below zero"
        flags[why] = wrong
        values[role] = np.where(wrong, np.nan, array)


def _defined_values(
    definitions: Sequence[Task | None], task: NDArray[np.int64], values: Mapping[str, NDArray[np.float64]]
) -> dict[str, NDArray[np.float64]]:
    """What the study defines per task, as numbers beside every attempt."""
    import numpy as np

    def spread(role: str, of: Sequence[float | None]) -> None:
        numbers = np.array([np.nan if x is None else float(x) for x in of])[task]
        if not np.isnan(numbers).all():
            own = values.get(role)
            made[role] = numbers if own is None else np.where(np.isnan(own), numbers, own)

    made: dict[str, NDArray[np.float64]] = {}
    spread("opportunities", [d.opportunities if d else None for d in definitions])
    spread("optimal-clicks", [d.optimal_clicks if d else None for d in definitions])
    spread("shortest", [len(set(d.optimal_path)) or None if d else None for d in definitions])
    return made


def _limited(
    outcome: NDArray[np.int8],
    values: Mapping[str, NDArray[np.float64]],
    definitions: Sequence[Task | None],
    task: NDArray[np.int64],
    notes: list[str],
) -> NDArray[np.int8]:
    """Successes after the time limit of a task are timed out."""
    import numpy as np

    if "time" not in values:
        return outcome
    limits = np.array([d.time_limit if d and d.time_limit else np.inf for d in definitions])[task]
    late = (values["time"] > limits) & np.isin(outcome, [ORDER.index(o) for o in SUCCESSES])
    if late.any():
        n = int(late.sum())
        notes.append(f"{n} success{'es' * (n > 1)} after the time limit of the task: timed out")
    return np.where(late, ORDER.index(Outcome.TIMED_OUT), outcome).astype(np.int8)


def _credit(
    frame: pl.DataFrame,
    outcome: NDArray[np.int8],
    success: NDArray[np.bool_],
    definitions: Sequence[Task | None],
    task: NDArray[np.int64],
) -> NDArray[np.float64]:
    """What an attempt is worth: 1, 0, or for a partial success what the cell or the study says."""
    import numpy as np

    usual = np.array([d.partial_credit if d else 0.5 for d in definitions])[task]
    stated = frame["part"].fill_null(float("nan")).to_numpy()
    part = np.where(np.isnan(stated), usual, stated)
    credit = np.where(success, 1.0, np.where(outcome == ORDER.index(Outcome.PARTIAL), part, 0.0))
    return np.where(outcome < 0, np.nan, credit)


def _segments(frame: pl.DataFrame, by: int) -> tuple[NDArray[np.int64], tuple[tuple[str | None, ...], ...]]:
    import numpy as np
    import polars as pl

    if not by:
        return np.zeros(frame.height, np.int64), ()
    keys = frame.select(pl.col(f"by{k}").cast(pl.String) for k in range(by))
    values = sorted(set(keys.unique().iter_rows()), key=lambda row: [(v is None, v or "") for v in row])
    code = {row: i for i, row in enumerate(values)}
    table = keys.unique(maintain_order=True)
    table = table.with_columns(pl.Series("code", [code[row] for row in table.iter_rows()], dtype=pl.Int64))
    joined = keys.join(table, on=keys.columns, how="left", nulls_equal=True, maintain_order="left")
    return joined["code"].to_numpy(), tuple(values)


def _any(flags: Mapping[str, NDArray[np.bool_]], n: int) -> NDArray[np.bool_]:
    import numpy as np

    found = np.zeros(n, bool)
    for reason, flag in flags.items():
        if reason.startswith(("time", END_FIRST)):
            found |= flag
    return found
