"""The questions a table is wanted of, and the blocks that give the engine their columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from cxux_cli.errors import InputError, UsageError
from cxux_cli.sources.source import Column, Source
from cxux_cli.study.kinds import Kind, Question, alone
from cxux_cli.study.mapping import Block
from cxux_cli.study.names import label, resolve, shorten
from cxux_cli.study.questions import choice_mark, questions
from cxux_cli.study.recode import Scale

_OPTION = "--column"
_UNSCALED = Scale(0, 0, ends={})
"""The cells of a table are counted as they are."""
_MOST_NUMBERS = 2_000
"""A long file holds more different numbers than this at its ends: each would be a group of its own."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The questions to tabulate, and a note on what stands beside them."""

    questions: tuple[Question, ...]
    notes: tuple[str, ...] = ()


def choose(source: Source, names: Sequence[str], aside: Collection[Column]) -> Chosen:
    """The questions called `names`, else all that can be tabulated, without the columns `aside`.

    A name is that of a column or the wording of a question. Raises `UsageError` for a name that is neither,
    is no question with answers to count, or is one of `aside`, and `InputError` where there is none at all.
    """
    found = questions(source)
    if names:
        stated: tuple[Question, ...] = ()
        for name in names:
            question = _stated(source, found, name)
            if set(question.columns) & set(aside):
                raise UsageError(
                    f"'{shorten(name)}' divides or weighs the table and cannot be counted in it too",
                    where=f"{_OPTION}, {source.path}",
                    hint="name another column with --column, or leave out --by",
                )
            stated += () if question in stated else (question,)
        return Chosen(stated, tuple(_beside(stated)))
    # A segment is compared with, not counted.
    wanted = [q for q in found if q.is_tabulable and not set(q.columns) & set(aside)]
    long = [q for q in wanted if _is_long(source, q)]
    left = [q for q in found if not q.is_tabulable] + [replace(q, kind=Kind.LONG) for q in long]
    wanted = [q for q in wanted if q not in long]
    if not wanted:
        raise InputError(
            "no question with answers to count" + "".join(f"; {note}" for note in _left_out(left)),
            where=source.path,
            hint=f"see what it holds with: cxux inspect {source.path}",
        )
    return Chosen(tuple(wanted), (*_beside(wanted), *_left_out(left)))


def elsewhere(question: Question, source: Source) -> Question:
    """The same question in another source. Raises `UsageError` where it is not there."""
    columns = tuple(_same_column(column, source) for column in question.columns)
    marks = tuple(
        mark if set(mark) == {None, ""} else choice_mark(source, column, item)
        for mark, column, item in zip(question.marks, columns, question.items, strict=False)
    )
    if None in marks:
        raise UsageError(
            f"the files do not ask the same: '{shorten(question.title)}' is one column per choice in one of them",
            where=source.path,
        )
    return replace(question, columns=columns, marks=tuple(mark for mark in marks if mark is not None))


def blocks(question: Question) -> list[Block]:
    """What the engine scans: one block for a multiple choice, else one for each column."""
    if question.kind is Kind.MULTIPLE:
        return [Block(question.columns, _UNSCALED, question.why, marks=question.marks)]
    return [Block((column,), _UNSCALED, question.why, marks=()) for column in question.columns]


def _stated(source: Source, found: Sequence[Question], name: str) -> Question:
    wanted = " ".join(name.split()).casefold()
    titled = [q for q in found if " ".join(q.title.split()).casefold() == wanted and len(q.columns) > 1]
    if len(titled) == 1:
        return titled[0]
    column = resolve(source, name, _OPTION)
    question = next((q for q in found if column in q.columns), None)
    if question is None or not question.is_tabulable:
        question = alone(source, column, stated=True)
    if not question.is_tabulable:
        raise UsageError(
            f"{label(column)} has no answers to count: {question.kind.value} ({question.why})",
            where=f"{_OPTION}, {source.path}",
        )
    return question


def _is_long(source: Source, question: Question) -> bool:
    return (
        question.kind is Kind.NUMERIC
        and not source.complete
        and len(source.answers(question.columns[0].index)) > _MOST_NUMBERS
    )


def _beside(chosen: Iterable[Question]) -> Iterable[str]:
    for question in chosen:
        if question.beside:
            names = ", ".join(label(column) for column in question.beside[:3])
            yield f"'{shorten(question.title)}': texts beside it are not counted ({names})"


def _left_out(left: Sequence[Question]) -> Iterable[str]:
    """One line on what is not tabulated, by kind; blank columns and those of the tool go without names."""
    kinds = Counter(q.kind for q in left)
    for kind, n in sorted(kinds.items()):
        named = [label(q.columns[0]) for q in left if q.kind is kind]
        shown = "" if kind in (Kind.BLANK, Kind.ID, Kind.PERSONAL) else f": {', '.join(named[:4])}"
        yield f"not tabulated, {kind.value}: {n} column{'s' * (n > 1)}" + (
            shown + (" …" if shown and n > 4 else "")
        )


def _same_column(column: Column, source: Source) -> Column:
    alike = [c for c in source.columns if (c.name, c.text) == (column.name, column.text)]
    alike = alike or [c for c in source.columns if c.text == column.text]
    same_place = [c for c in alike if c.index == column.index]
    if len(alike) == 1 or same_place:
        return (same_place or alike)[0]
    raise UsageError(
        f"the files do not ask the same: {label(column)} is not in this one",
        where=source.path,
        hint="tabulate them one by one",
    )
