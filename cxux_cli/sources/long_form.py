"""Long form: one row per question becomes one row per respondent."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxux_cli.errors import InputError
from cxux_cli.sources.delimited import SMALL, temporary_directory
from cxux_cli.sources.each_row import DAY, further_answers
from cxux_cli.sources.header import clean
from cxux_cli.sources.options import ReadOptions
from cxux_cli.sources.source import LONGER, OVER, Column, Source, position
from cxux_cli.sources.table import frame
from cxux_cli.sources.wording import is_question

if TYPE_CHECKING:
    import polars as pl

# Names without case, blanks and signs; the first that a table has is taken.
_RESPONDENT = ("respondentid", "respondent", "participantid", "participant", "responseid", "submissionid") + (
    "subjectid",
    "subject",
    "personid",
    "person",
    "userid",
    "user",
)
_QUESTION = ("questionid", "questioncode", "questionname", "question", "itemid", "item")
_TEXT = ("questiontext", "questiontitle", "itemtext")
_ANSWER = ("answer", "response", "answervalue", "responsevalue", "value", "score", "rating", "answertext")
_MOST_QUESTIONS = 2_000
_OFTEN = 0.05
"""More second answers than this are no slips: the table has rows for something else too."""


@dataclass(frozen=True, slots=True)
class Roles:
    """The columns of a long form; `text` is the wording where it stands beside a code."""

    respondent: Column
    question: Column
    text: Column
    answer: Column

    @property
    def columns(self) -> tuple[Column, ...]:
        """All of them."""
        return (self.respondent, self.question, self.text, self.answer)


def reshape(source: Source, options: ReadOptions) -> Source:
    """The source with one row per respondent; a source that is no long form is given back as it is.

    A table is taken for a long form when its columns are named as in one, people and questions repeat,
    hardly a pair of them does, and no other column holds an answer or a time for each row. Raises
    `InputError` when it is one and people answer a question several times, or when `options` say that it
    is one and the columns are not there.
    """
    if options.layout == "wide":
        return source
    roles = _roles(source.columns)
    if options.layout is None and (roles is None or not _is_long(source, roles)):
        return source
    if roles is None:
        raise InputError(
            "a long form needs a column for the respondent, one for the question and one for the answer",
            where=source.path,
            hint="call them respondent, question and answer",
        )
    return _pivoted(source, roles, stated=options.layout is not None)


def _roles(columns: Sequence[Column]) -> Roles | None:
    by_name = {re.sub(r"[\W_]+", "", column.name.casefold()): column for column in reversed(columns)}

    def first(names: Sequence[str]) -> Column | None:
        return next((by_name[name] for name in names if name in by_name), None)

    text = first(_TEXT)
    respondent, question, answer = first(_RESPONDENT), first(_QUESTION) or text, first(_ANSWER)
    # Beside a code of its own, a plain "question" is the wording.
    text = text or by_name.get("question") or by_name.get("item") or question
    if respondent is None or question is None or text is None or answer is None:
        return None
    return Roles(respondent, question, text, answer)


def _is_long(source: Source, roles: Roles) -> bool:
    """Whether people and questions both repeat, as in answers and not as in a log or a list of tickets."""
    pairs = {(_cell(row, roles.respondent), _cell(row, roles.question)) for row in source.sample}
    pairs = {pair for pair in pairs if all(pair)}
    people = Counter(person for person, _ in pairs)
    questions = Counter(question for _, question in pairs)
    if len(people) < 2 or not 2 <= len(questions) <= _MOST_QUESTIONS:
        return False
    shared = sum(n for n in questions.values() if n > 1) >= 0.8 * len(pairs)
    # The sample of a long file that is sorted by question shows each person once.
    if not source.complete:
        return shared
    repeating = sum(n > 1 for n in people.values()) >= 0.5 * len(people)
    return shared and repeating and len(pairs) >= 0.3 * len(people) * len(questions)


def _cell(row: Sequence[str], column: Column) -> str:
    return row[column.index].strip() if column.index < len(row) else ""


def _pivoted(source: Source, roles: Roles, *, stated: bool) -> Source:
    """One row per respondent: id, what is the same in all rows of a person, one column per question."""
    import polars as pl

    source, rows = _rows(source)
    person, question, text, answer = (
        position(c.index) for c in (roles.respondent, roles.question, roles.text, roles.answer)
    )
    keyed = rows.filter(
        pl.col(person).is_not_null() & pl.col(question).is_not_null() & pl.col(OVER).is_null()
    )
    if not stated and keyed.height < 2 * keyed[person].n_unique():
        return source
    asked = keyed.group_by(question, maintain_order=True).agg(pl.col(text).drop_nulls().first().alias("text"))
    if not 0 < asked.height <= _MOST_QUESTIONS:
        raise InputError(
            f"column '{roles.question.name}' holds {asked.height:,} different questions: this is no long form",
            where=source.path,
            hint="read it as it is with --layout wide",
        )
    answered = keyed.filter(pl.col(answer).is_not_null())
    first = answered.unique([person, question], keep="first", maintain_order=True)
    again = answered.height - first.height
    others = [c for c in source.columns if c not in roles.columns]
    people = keyed.group_by(person, maintain_order=True).agg(_same(c) for c in others)
    kept = [c for c in others if not people[position(c.index)].struct.field("differs").any()]
    left_out = [c for c in others if c not in kept]
    further = [] if stated else further_answers(answered, left_out, (person, question, answer), source.labels)
    often = again > _OFTEN * answered.height
    if further and (not often or any(is_question(c.text) for c in further)):
        return dataclasses.replace(source, notes=(*source.notes, _as_it_is(roles, further)))
    if often:
        raise _several(source, roles, answered, again)
    numbers = {found: str(i) for i, found in enumerate(asked[question])}
    answers = first.select(
        person, pl.col(question).cast(pl.String).replace_strict(numbers, return_dtype=pl.String), answer
    ).pivot(question, on_columns=list(numbers.values()), index=person, values=answer)
    same = people.select(
        person, *(pl.col(position(c.index)).struct.field("first").alias(position(c.index)) for c in kept)
    )
    wide = same.join(answers, on=person, how="left", maintain_order="left").cast(pl.String)
    names = [(c.name, c.text) for c in (roles.respondent, *kept)]
    names += [(clean(q), clean(t or q)) for q, t in asked.iter_rows()]
    dropped = _dropped(rows, person, question)
    notes = [
        f"a long form, turned round: {rows.height:,} rows became {wide.height:,} respondents, one for each "
        f"'{roles.respondent.name}', with a column for each '{roles.question.name}' holding "
        f"'{roles.answer.name}' (--layout wide reads it as it is)"
    ]
    if again:
        notes.append(
            f"{again:,} second answer{'s' * (again > 1)} of a respondent to a question: the first counts"
        )
    notes += [
        f"{n:,} {reason.replace('row', 'rows', 1) if n > 1 else reason}" for reason, n in dropped.items()
    ]
    if left_out:
        listed = ", ".join(c.name for c in left_out)[:200]
        notes.append(f"left out, because they differ within a respondent: {listed}")
    if times := [c.name for c in kept if people[position(c.index)].struct.field("times").any()]:
        notes.append(f"the first time of each respondent's day counts: {', '.join(times)[:200]}")
    return dataclasses.replace(
        _as_source(source, wide, names, notes),
        dropped=dropped,
        left_out={c.name: "it differs within a respondent of this long form" for c in left_out},
    )


def _as_it_is(roles: Roles, further: Sequence[Column]) -> str:
    """Why a table that is named like a long form is not turned round."""
    return (
        f"read as it is, though its columns are called as in a long form: "
        f"{', '.join(repr(c.name) for c in further)[:200]} say{'s' * (len(further) == 1)} something else for each "
        f"'{roles.question.name}' (--layout long turns it round)"
    )


def _dropped(rows: pl.DataFrame, person: str, question: str) -> Mapping[str, int]:
    """The rows that belong to no respondent or no question, by the reason that comes first."""
    import polars as pl

    reasons = {
        f"row {LONGER}": pl.col(OVER).is_not_null(),
        "row without a respondent": pl.col(person).is_null(),
        "row without a question": pl.col(question).is_null(),
    }
    found = {}
    for reason, holds in reasons.items():
        if n := rows.filter(holds).height:
            found[reason] = n
        rows = rows.filter(~holds)
    return found


def _same(column: Column) -> pl.Expr:
    """What all rows of a person say in a column, whether they differ, and whether in the time of day alone."""
    import polars as pl

    said = pl.col(position(column.index)).drop_nulls()
    day = said.cast(pl.String).str.extract(DAY)
    several, one_day = said.n_unique() > 1, (day.n_unique() == 1) & day.is_not_null().all()
    return pl.struct(first=said.first(), differs=several & ~one_day, times=several & one_day).alias(
        position(column.index)
    )


def _rows(source: Source) -> tuple[Source, pl.DataFrame]:
    """All rows that hold anything; where the scanner refuses the file, those of its repaired copy."""
    import polars as pl

    try:
        rows = _read(source)
    except (pl.exceptions.PolarsError, OSError) as error:
        if source.repair is None:
            raise InputError("the file cannot be read to its end", where=source.path) from error
        source = source.repair(source, "a byte or a quote the scanner refuses")
        rows = _read(source)
    if source.lines is not None and source.repair and rows.height + source.skipped < source.lines():
        source = source.repair(
            source, "there are fewer rows than lines, so a cell spans lines or a quote is missing"
        )
        rows = _read(source)
    cells = [position(c.index) for c in source.columns]
    return source, rows.filter(~pl.all_horizontal(pl.col(cells).is_null()))


def _read(source: Source) -> pl.DataFrame:
    """All rows as text, blanks around cells removed, empty cells null.

    What repeats from row to row, which is nearly everything in a long form, is held once.
    """
    import polars as pl

    indexes = [c.index for c in source.columns]
    text = [pl.col(position(i)).cast(pl.String).str.strip_chars() for i in indexes]
    cells = [pl.when(cell != "").then(cell).cast(pl.Categorical) for cell in text]
    return source.scan(indexes, ()).with_columns(cells).collect(engine="streaming")


def _several(source: Source, roles: Roles, answered: pl.DataFrame, again: int) -> InputError:
    """The error of people who answer a question several times, with the column that may tell why."""
    person, question = position(roles.respondent.index), position(roles.question.index)
    others = [c for c in source.columns if c not in roles.columns]
    telling = [
        c.name
        for c in others
        if answered.select(person, question, position(c.index)).n_unique() == answered.height
        and answered[position(c.index)].n_unique() <= _MOST_QUESTIONS
    ]
    hint = "read it as it is with --layout wide"
    if telling:
        hint = f"perhaps '{telling[0]}' tells them apart: save one file for each, or {hint}"
    return InputError(
        f"a long form in which {again:,} of {answered.height:,} answers are not the first of that "
        f"'{roles.respondent.name}' to that '{roles.question.name}'",
        where=source.path,
        hint=hint,
    )


def _as_source(
    source: Source, wide: pl.DataFrame, names: Sequence[tuple[str, str]], notes: Sequence[str]
) -> Source:
    """In memory where it is small, else through a temporary Parquet file."""
    wide.columns = [position(i) for i in range(wide.width)]
    turned = dataclasses.replace(
        source,
        columns=tuple(Column(i, name, text) for i, (name, text) in enumerate(names)),
        notes=(*source.notes, *notes),
        repair=None,
        lines=None,
        skipped=0,
        _answers={},
    )
    if wide.estimated_size() <= SMALL:
        body = [["" if cell is None else cell for cell in row] for row in wide.iter_rows()]
        return dataclasses.replace(
            turned,
            sample=body,
            complete=True,
            scan=lambda columns, _integers: frame(body, columns, len(names)),
        )
    from cxux_cli.sources.parquet import open_parquet

    directory = temporary_directory()
    copy = directory / f"{len(list(directory.iterdir()))}.parquet"
    wide.write_parquet(copy)
    held = open_parquet(copy, source.path, ReadOptions())
    return dataclasses.replace(turned, sample=held.sample, complete=held.complete, scan=held.scan)
