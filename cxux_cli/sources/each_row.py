"""What the rows of a person say beside the answer: times, results and further answers, which a long form has not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cxux_cli.catalog.labels import Labels, normalise
from cxux_cli.sources.source import Column, position
from cxux_cli.sources.wording import is_question

if TYPE_CHECKING:
    import polars as pl

_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
_CLOCK = re.compile(r"\d{1,3}:[0-5]\d(?::[0-5]\d(?:[.,]\d+)?)?")
_TAKEN = re.compile(
    r"time|duration|seconds?|minutes?|secs?|ms|millis|dauer|zeit|durée|temps|tiempo|tempo|czas"
)
_RESULTS = frozenset(
    ("yes", "no", "true", "false", "pass", "passed", "fail", "failed", "failure", "success", "successful")
    + ("done", "completed", "complete", "incomplete", "abandoned", "gave up", "partial", "ja", "nein", "oui")
    + ("non", "sí", "si", "sim", "não", "tak", "nie")
)
_MOST_WORDS = 50
DAY = r"^(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})(?:[T ,].*)?$"
"""The day of a date, which may have a time of day behind it."""


def further_answers(
    rows: pl.DataFrame, columns: Iterable[Column], keys: Sequence[str], labels: Labels
) -> list[Column]:
    """The columns that hold an answer, a result or a time for each row; `rows` holds text, None for blank.

    `columns` are those that differ within a person, and `keys` the columns of the person, the question and the
    answer. What follows from the question (its page) or from the answer (its wording) is none, nor is a date,
    an id, or the number of the row.
    """
    return [column for column in columns if _is_further(rows, column, keys, labels)]


def _is_further(rows: pl.DataFrame, column: Column, keys: Sequence[str], labels: Labels) -> bool:
    import polars as pl

    person, question, answer = keys
    cell = position(column.index)
    filled = rows.filter(pl.col(cell).is_not_null())
    if _follows(filled, cell, [question]) or _follows(filled, cell, [question, answer]):
        return False
    if is_question(column.text) or is_question(column.name):
        return True
    said = filled[cell].cast(pl.String)
    words = said.unique().to_list()
    numbers = [float(word.replace(",", ".")) for word in words if _NUMBER.fullmatch(word)]
    if len(numbers) < 0.9 * len(words):
        times = sum(bool(_CLOCK.fullmatch(word)) for word in words) >= 0.9 * len(words)
        return (times and _takes_time(column)) or _are_answers(words, labels)
    if _takes_time(column):
        return True
    # Ids are all different; what counts the rows of a person never repeats within one.
    alone = filled.select(person, cell).is_unique().all() and max(numbers) - min(numbers) == len(numbers) - 1
    return not alone and len(words) < filled.height


def _takes_time(column: Column) -> bool:
    words = re.split(r"[\W_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column.name).casefold())
    return any(_TAKEN.fullmatch(word) for word in words)


def _follows(rows: pl.DataFrame, cell: str, keys: Sequence[str]) -> bool:
    """Whether a cell is the same wherever all the keys are."""
    import polars as pl

    return bool(rows.group_by(keys).agg(pl.col(cell).n_unique())[cell].max() == 1)


def _are_answers(words: Sequence[str], labels: Labels) -> bool:
    """Whether words are the results of tasks or steps of a known scale."""
    said = {normalise(word) for word in words}
    if not 2 <= len(said) <= _MOST_WORDS:
        return False
    return said <= _RESULTS or any(family.fits(said) for family in labels.families())
