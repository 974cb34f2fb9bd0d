"""Rows of a test to attempts: outcomes read, times checked, attempts numbered, some people at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cxux_cli.engine import attempt_checks as checks
from cxux_cli.engine.attempt_cells import attempts
from cxux_cli.engine.attempt_checks import END_FIRST, NO_TIME
from cxux_cli.engine.attempt_events import Events
from cxux_cli.engine.attempt_findings import Understood
from cxux_cli.engine.attempt_values import REPORTED, flagged
from cxux_cli.engine.attempts import AttemptsPlan, Held, TestPlan
from cxux_cli.errors import InputError, UsageError
from cxux_cli.estimators.usability.outcomes import ORDER, SUCCESSES, UNTRIED, Outcome
from cxux_cli.estimators.usability.ratings import SCALES
from cxux_cli.estimators.usability.single import RATINGS
from cxux_cli.study.counting import are_counted
from cxux_cli.study.task_layout import Shape

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

    from cxux_cli.study.config.study import Task

ONE_TASK = "task"
"""What the task is called where no column says which it is."""
SHORT, LONG = 5.0, 7200.0
"""Times below and above are counted: they may be in another unit."""
_LINES = 2**40
_SHOWN = 3


class Reader:
    """Makes attempts of rows, some people at a time, and remembers what is to be said of all of them."""

    def __init__(self, plan: TestPlan, held: Held) -> None:
        from cxux_cli.catalog.outcomes import known_words

        self._plan, self._held = plan, held
        self._known = known_words(plan.words or {})
        self._unknown: Counter[str] = Counter()
        self._nobody, self._blank, self._again = False, 0, 0
        self._conflicts: list[str] = []
        self._late, self._by_start, self._untold_task = 0, False, False
        self._definitions: dict[str, Task] = {}
        for task in plan.tasks:
            self._definitions.setdefault(task.id.casefold(), task)
            self._definitions.setdefault(task.name.casefold(), task)
        logs = [each.layout.shape is Shape.EVENTS for each in plan.sources]
        if any(logs) and not all(logs):
            raise UsageError("some of the files are logs of events and some are not", where=plan.paths)
        self._events = Events(held.words("event"), self._known, plan.paths) if all(logs) else None
        self.found = Understood()

    def frames(self) -> Iterator[pl.DataFrame]:
        """Attempts, a row each.

        `person` is a code within the frame, `task` and `cell` codes of `found`, `attempt` counts from 1;
        `outcome` is a place in `ORDER`, -1 where none is known; then `success`, `tried`, `credit` from 0
        to 1, `w`, `personas`, the numbers by role, `lost`, and `why <role>` codes of refused numbers.
        Raises `InputError` at the end for outcomes nobody knows, and for two outcomes of one attempt.
        """
        for rows in self._held.parts():
            frame = self._joined(rows)
            if frame.height:
                yield self._attempts(frame)
        if self._unknown:
            raise self._unknown_words()
        if self._conflicts:
            n, said = len(self._conflicts), "; ".join(self._conflicts[:_SHOWN])
            raise InputError(
                f"{n} attempt{'s have' if n > 1 else ' has'} several rows that differ: {said}",
                where=self._plan.paths,
                hint="an attempt has one outcome: number repeated attempts, or leave rows out with --where",
            )
        self.found.notes = list(self._notes())

    def _joined(self, rows: Sequence[pl.DataFrame]) -> pl.DataFrame:
        import polars as pl

        from cxux_cli.study.names import source_labels

        labels = source_labels([each.source.path for each in self._plan.sources])
        parts = []
        for i, (each, frame) in enumerate(zip(self._plan.sources, rows, strict=True)):
            named = [
                pl.lit(labels[i]).alias(f"by{k}") for k, column in enumerate(each.spec.by) if column is None
            ]
            line = pl.col("line").cast(pl.Int64) + i * _LINES
            parts.append(
                attempts(frame, each).with_columns(pl.lit(i, pl.Int16).alias("source"), line, *named)
            )
        frame = pl.concat(parts, how="diagonal_relaxed")
        return self._events.attempts(frame) if self._events is not None else frame

    def _attempts(self, frame: pl.DataFrame) -> pl.DataFrame:
        import numpy as np
        import polars as pl

        found = self.found
        frame = self._people(frame)
        if "task" not in frame.columns:
            frame, self._untold_task = frame.with_columns(pl.lit(ONE_TASK).alias("task")), True
        frame = frame.with_columns(pl.col("task").fill_null("(no task)"))
        frame = self._numbered(self._tasks(self._outcomes(frame)))
        task = frame["code"].to_numpy()
        definitions = [found.defined[code] for code in range(len(found.tasks))]
        outcome = frame["ending"].to_numpy()
        roles = [role for role in frame.columns if f"{role} unreadable" in frame.columns]
        values = {
            role: frame[role].cast(pl.Float64).fill_null(float("nan")).to_numpy().copy() for role in roles
        }
        flags: dict[str, NDArray[np.bool_]] = {
            f"{role} not readable": frame[f"{role} unreadable"].fill_null(False).to_numpy() for role in roles
        }
        checks.times(values, flags)
        checks.numbers(values, flags)
        values |= self._defined_values(definitions, task, values)
        outcome = self._limited(outcome, values, definitions, task)
        success = np.zeros(len(task), bool)
        for code, definition in enumerate(definitions):
            counting = definition.success if definition and definition.success else SUCCESSES
            success |= (task == code) & np.isin(outcome, [ORDER.index(Outcome(o)) for o in counting])
        if "time" in values:
            flags[NO_TIME] = success & np.isnan(values["time"]) & ~checks.untimed(flags, len(task))
        self._remember(task, outcome, values, flags)
        for role in SCALES.keys() & values.keys():
            for reached in (True, False):
                found.rated[role, reached] += values[role][
                    (outcome >= 0) & (success == reached) & ~np.isnan(values[role])
                ]
        columns: dict[str, Any] = {
            "person": frame["person"],
            "task": task,
            "attempt": frame["number"].cast(pl.Int64),
            "outcome": outcome,
            "success": success,
            "tried": ~np.isin(outcome, [ORDER.index(o) for o in UNTRIED]),
            "credit": checks.credit(frame, outcome, success, definitions, task),
            "cell": self._cells(frame),
            **{name: frame[name] for name in ("w", "personas") if name in frame.columns},
            **{role: pl.Series(array, nan_to_null=True) for role, array in values.items()},
            **checks.lostness_of(values),
            **{f"why {role}": self._why(role, flags, len(task)) for role in REPORTED if role in values},
        }
        return pl.DataFrame(columns)

    def _people(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Who tried: an id; a row of its own where there is none."""
        import polars as pl

        number = pl.col("line") % _LINES
        row = (
            pl.when(pl.col("line") < _LINES)
            .then(pl.format("row {}", number))
            .otherwise(pl.format("{} row {}", pl.col("source"), number))
        )
        if "participant" not in frame.columns:
            self._nobody = True
            return frame.with_columns(row.alias("who"))
        self._blank += int(frame["participant"].null_count())
        id = pl.concat_str(pl.lit("id "), pl.col("participant"))
        if len(self._plan.sources) > 1 and all(map(_counts_people, self._plan.sources)):
            # Short numbers count people within a file, so the same number in two files is two people.
            id = pl.concat_str(pl.col("source").cast(pl.String), pl.lit(" id "), pl.col("participant"))
        return frame.with_columns(pl.coalesce(id, row).alias("who"))

    def _outcomes(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The outcome of every row as a place in `ORDER`, -1 where there is none; numbers below 1 are credit."""
        import polars as pl

        from cxux_cli.catalog.outcomes import spelt

        if "outcome" not in frame.columns:
            return frame.with_columns(ending=pl.lit(-1, pl.Int8), part=pl.lit(None, pl.Float64))
        endings, parts = {}, {}
        for cell, n in frame["outcome"].drop_nulls().value_counts().iter_rows():
            # A log says "task completed" where a sheet says "completed".
            word = spelt(cell)
            outcome = self._known.get(word) or self._known.get(word.removeprefix("task ").strip())
            credit = None if outcome else checks.fraction(cell)
            if credit is not None:
                outcome, parts[cell] = Outcome.PARTIAL, credit
            if outcome is None:
                self._unknown[cell] += n
            else:
                endings[cell] = ORDER.index(outcome)
        column = pl.col("outcome")
        return frame.with_columns(
            ending=column.replace_strict(endings, default=-1, return_dtype=pl.Int8).fill_null(-1)
            if endings
            else pl.lit(-1, pl.Int8),
            part=column.replace_strict(parts, default=None, return_dtype=pl.Float64)
            if parts
            else pl.lit(None, pl.Float64),
        )

    def _unknown_words(self) -> InputError:
        unknown = self._unknown
        common = sorted(unknown.items(), key=lambda pair: (-pair[1], pair[0]))
        shown = ", ".join(f"'{cell[:30]}' ({n})" for cell, n in common[:8])
        return InputError(
            f"{len(unknown)} outcome word{'s' * (len(unknown) > 1)} unknown: {shown}"
            + (" …" if len(unknown) > 8 else ""),
            where=self._plan.paths,
            hint=f'say what they mean in the study config: outcomes: {{"{common[0][0][:30]}": failed}}; '
            f"outcomes are {', '.join(ORDER)}",
        )

    def _numbered(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Attempts numbered from 1 for each person and task; rows that say the same again are left out."""
        import polars as pl

        person = (frame["who"].rank("dense") - 1).cast(pl.Int64)
        frame = frame.with_columns(person.alias("person"))
        if "attempt" in frame.columns:
            frame = frame.with_columns(pl.col("attempt").fill_null(1.0).alias("number"))
            key = ["who", "task", "number"]
            own = [c for c in frame.columns if c != "line"]
            twice = frame.select(pl.struct(own).is_first_distinct().not_()).to_series()
            self.found.repeated.update(frame.filter(twice)["source"].to_list())
            frame = frame.filter(~twice)
            differing = frame.filter(pl.struct(key).is_duplicated()).select(key).unique(maintain_order=True)
            self._conflicts += [
                f"{_shown(who)}, {task[:30]}, attempt {n:g}" for who, task, n in differing.iter_rows()
            ]
            return frame.drop("attempt", "attempt unreadable")
        self._by_start = "start" in frame.columns
        pair = pl.col("person") * len(self.found.tasks) + pl.col("code")
        if frame.select(pair.n_unique()).item() == frame.height:
            return frame.with_columns(number=pl.lit(1, pl.Int64))
        order = [c for c in ("start", "line") if c in frame.columns]
        frame = frame.sort(order, nulls_last=True, maintain_order=True)
        frame = frame.with_columns((pl.int_range(pl.len()).over(pair) + 1).alias("number"))
        self._again += int((frame["number"] > 1).sum())
        return frame.sort("line", maintain_order=True)

    def _tasks(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with the codes of the tasks in `code`."""
        import polars as pl

        found = self.found
        first = frame.group_by("task", maintain_order=True).agg(pl.col("line").min())
        for place, (name, line) in enumerate(first.iter_rows()):
            # Tasks of one row of a wide sheet stand in the order of their columns.
            found.first[name] = min(found.first.get(name, (line, place)), (line, place))
            code = found.tasks.setdefault(name, len(found.tasks))
            found.defined.setdefault(code, self._definitions.get(name.strip().casefold()))
        return frame.with_columns(code=pl.col("task").replace_strict(found.tasks, return_dtype=pl.Int64))

    def _cells(self, frame: pl.DataFrame) -> pl.Series:
        import polars as pl

        names = [f"by{k}" for k in range(len(self._plan.by_names))]
        names += ["period"] if "period" in frame.columns else []
        if not names:
            self.found.cells.setdefault((), 0)
            return pl.zeros(frame.height, pl.Int64, eager=True)
        keys = frame.select(names)
        table = keys.unique(maintain_order=True)
        codes = [self.found.cells.setdefault(row, len(self.found.cells)) for row in table.iter_rows()]
        table = table.with_columns(pl.Series("cell", codes, pl.Int64))
        return keys.join(table, on=names, how="left", nulls_equal=True, maintain_order="left")["cell"]

    def _defined_values(
        self,
        definitions: Sequence[Task | None],
        task: NDArray[np.int64],
        values: Mapping[str, NDArray[np.float64]],
    ) -> dict[str, NDArray[np.float64]]:
        """What the study defines per task, as numbers beside every attempt."""
        import numpy as np

        made: dict[str, NDArray[np.float64]] = {}
        for role, of in (
            ("opportunities", lambda d: d.opportunities),
            ("optimal-clicks", lambda d: d.optimal_clicks),
            ("shortest", lambda d: len(set(d.optimal_path)) or None),
        ):
            if not any(of(d) is not None for d in self._plan.tasks):
                continue
            given = (of(d) if d is not None else None for d in definitions)
            usual = np.array([np.nan if x is None else float(x) for x in given])[task]
            own = values.get(role)
            made[role] = usual if own is None else np.where(np.isnan(own), usual, own)
        return made

    def _limited(
        self,
        outcome: NDArray[np.int8],
        values: Mapping[str, NDArray[np.float64]],
        definitions: Sequence[Task | None],
        task: NDArray[np.int64],
    ) -> NDArray[np.int8]:
        """Successes after the time limit of a task are timed out."""
        import numpy as np

        if "time" not in values:
            return outcome
        limits = np.array([d.time_limit if d and d.time_limit else np.inf for d in definitions])[task]
        late = (values["time"] > limits) & np.isin(outcome, [ORDER.index(o) for o in SUCCESSES])
        self._late += int(late.sum())
        return np.where(late, ORDER.index(Outcome.TIMED_OUT), outcome).astype(np.int8)

    def _why(self, role: str, flags: Mapping[str, NDArray[np.bool_]], n: int) -> NDArray[np.int8]:
        """For each attempt the code of the first reason for which its number was refused, else -1."""
        import numpy as np

        codes, reasons = np.full(n, -1, np.int8), self.found.reasons.setdefault(role, [])
        for reason, flag in flags.items():
            if flagged(reason, role, (NO_TIME, END_FIRST)):
                if reason not in reasons:
                    reasons.append(reason)
                codes[flag & (codes < 0)] = reasons.index(reason)
        return codes

    def _remember(
        self,
        task: NDArray[np.int64],
        outcome: NDArray[np.int8],
        values: Mapping[str, NDArray[np.float64]],
        flags: Mapping[str, NDArray[np.bool_]],
    ) -> None:
        import numpy as np

        found = self.found
        found.attempts += len(task)
        found.roles |= values.keys()
        found.abandoned += int((outcome == ORDER.index(Outcome.ABANDONED)).sum())
        for reason, flag in flags.items():
            if rows := int(flag.sum()):
                found.flags[reason] += rows
        tried = ~np.isin(outcome, [ORDER.index(o) for o in UNTRIED])
        seconds = values.get("time", np.full(len(task), np.nan))
        known = ~np.isnan(seconds)
        found.times.n += int(known.sum())
        found.times.short += int((seconds < SHORT).sum())
        found.times.long += int((seconds > LONG).sum())
        found.times.apart += checks.disagreeing(values)
        for code in range(len(found.tasks)):
            mine = task == code
            found.ended[code] += int((outcome[mine] >= 0).sum())
            if (mine & known).any():
                longest = float(seconds[mine & known].max())
                found.times.longest[code] = max(found.times.longest.get(code, 0.0), longest)
            best = found.rating.get(code)
            for rating in RATINGS[: RATINGS.index(best)] if best else RATINGS:
                if rating in values and (~np.isnan(values[rating]) & mine & tried).any():
                    found.rating[code] = rating
                    break

    def _notes(self) -> Iterator[str]:
        found = self.found
        if self._events is not None:
            yield from self._events.notes(found.attempts)
        if self._nobody:
            yield "no column says who tried: every row counts as another person"
        if self._blank:
            rows = f"{self._blank} row{'s' * (self._blank > 1)}"
            yield f"{rows} without a participant: each counts as a person of its own"
        if self._untold_task:
            yield "no column says which task it was: all rows are one task"
        if self._again:
            rows = f"{self._again} row{'s repeat' if self._again > 1 else ' repeats'} a person and task"
            by = "their start" if self._by_start else "the rows"
            yield f"{rows}: taken as further attempts, in the order of {by}"
        names = sorted(found.tasks, key=lambda name: found.first[name])
        strangers = [name for name in names if found.defined[found.tasks[name]] is None]
        if self._plan.tasks and strangers:
            yield f"not in the study config, measured without a definition: {_listed(strangers)}"
        held = [id(task) for task in found.defined.values()]
        if missing := [task.id for task in self._plan.tasks if id(task) not in held]:
            yield f"tasks of the study config without any row: {_listed(missing)}"
        if self._late:
            late = f"{self._late} success{'es' * (self._late > 1)}"
            yield f"{late} after the time limit of the task: timed out"


def _counts_people(each: AttemptsPlan) -> bool:
    """Whether the ids of a source are short numbers, as far as its sample shows."""
    who = each.layout.columns.get("participant")
    ids = each.source.answers(who[0].index) if who else ()
    return bool(who) and are_counted(ids)


def _shown(who: str) -> str:
    """A participant in a message: a code as it is, never a name or an address."""
    id = who.split("id ", 1)[-1]
    return "somebody" if "@" in id or " " in id.strip() else id[:30]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"'{name[:40]}'" for name in names[:6]) + (" …" if len(names) > 6 else "")
